"""The environment: one list, typed, each fault one sentence that names the variable and never its value."""

import os
import re
import subprocess
import sys

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
