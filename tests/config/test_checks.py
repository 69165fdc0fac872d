"""What must be right before anything starts: one fact each, the sentence it gives, and that every process heeds it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from pytest_django import Settings

from config import checks
from config.settings.environment import BASE_DIR, REFUSED
from documents import fonts
from offices.demo import DEMO_PASSWORD
from offices.models import Staff
from tests.config.test_environment import GOOD

SECRET = "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklm"
RIGHT = {
    "PRODUCTION": True,
    "DEMO": False,
    "SECRET_KEY": SECRET,
    "BLIND_INDEX_KEY": SECRET[:32],
    "FIELD_KEYS": ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="],
    "ALLOWED_HOSTS": ["qingxin.example.org"],
    "PUBLIC_URL": "https://qingxin.example.org:8443",
}


@pytest.fixture
def right(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a production system with nothing wrong."""
    for name, value in RIGHT.items():
        setattr(settings, name, value)
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    (tmp_path / "staticfiles.json").touch()
    settings.QINGXIN_FONTS = tmp_path
    for name in fonts.FAMILIES.values():
        (tmp_path / f"{name}.ttf").touch()
    return settings


def test_what_is_right_starts(db: None, right: Settings) -> None:
    checks.refuse_to_start()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", SECRET[:49], "QINGXIN_SECRET_KEY is too weak"),
        ("SECRET_KEY", "x" * 60, "QINGXIN_SECRET_KEY is too weak"),
        ("BLIND_INDEX_KEY", SECRET[:31], "QINGXIN_BLIND_INDEX_KEY is too weak"),
        ("BLIND_INDEX_KEY", "ab" * 20, "QINGXIN_BLIND_INDEX_KEY is too weak"),
        ("FIELD_KEYS", [], "QINGXIN_FIELD_KEYS is empty"),
        ("FIELD_KEYS", [*RIGHT["FIELD_KEYS"], "c2hvcnQ="], "QINGXIN_FIELD_KEYS is wrong: its key 2"),
        ("FIELD_KEYS", ["not base64!"], "QINGXIN_FIELD_KEYS is wrong: its key 1"),
        ("ALLOWED_HOSTS", [], "QINGXIN_HOSTS is empty"),
        ("ALLOWED_HOSTS", ["qingxin.example.org", "*"], "QINGXIN_HOSTS is wrong"),
        ("ALLOWED_HOSTS", ["qingxin.example.org", ".example.org"], "QINGXIN_HOSTS is wrong"),
        ("ALLOWED_HOSTS", ["qingxin.example.org", "https://example.org"], "QINGXIN_HOSTS is wrong"),
        ("PUBLIC_URL", "http://qingxin.example.org", "QINGXIN_PUBLIC_URL is wrong: it must begin with https://"),
        ("PUBLIC_URL", "https://example.org", "QINGXIN_PUBLIC_URL is wrong: its host example.org is not among"),
        ("TIME_MACHINE", True, "TIME_MACHINE needs DEMO"),
        ("NOTICE_CHANNELS", {"sms": "notices.channels.none.None"}, "Nothing can be sent by sms"),
    ],
)
def test_a_fault_is_named_and_nothing_starts(
    db: None, right: Settings, capsys: pytest.CaptureFixture[str], name: str, value: object, sentence: str
) -> None:
    setattr(right, name, value)

    with pytest.raises(SystemExit) as ended:
        checks.refuse_to_start()

    assert ended.value.code == REFUSED
    assert capsys.readouterr().err.startswith(sentence)


def test_a_trial_may_have_what_production_may_not(db: None, right: Settings) -> None:
    right.PRODUCTION, right.DEMO = False, True
    right.SECRET_KEY, right.ALLOWED_HOSTS, right.PUBLIC_URL = "short", ["*"], "http://127.0.0.1:8000"
    right.QINGXIN_FONTS = right.STATIC_ROOT / "none"

    checks.refuse_to_start()


@pytest.mark.parametrize("missing", ["staticfiles.json", "NotoSansSC-Regular.ttf"])
def test_pages_and_forms_without_their_files_do_not_start(
    db: None, right: Settings, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    (right.STATIC_ROOT / missing).unlink()

    with pytest.raises(SystemExit):
        checks.refuse_to_start()

    assert capsys.readouterr().err.endswith("run `qingxin build`.\n")


def test_the_published_password_is_found_and_then_refused(staff: dict[str, Staff], right: Settings) -> None:
    for person in staff.values():
        person.set_unusable_password()
        person.save()
    assert checks.nobody_has_the_published_password(databases=["default"]) == []

    staff["admin2"].set_password(DEMO_PASSWORD)
    staff["admin2"].save()
    [fault] = checks.nobody_has_the_published_password(databases=["default"])
    assert "demo password: admin2." in fault.msg

    staff["admin2"].is_active = False
    staff["admin2"].save()
    assert checks.nobody_has_the_published_password(databases=["default"]) == []

    with pytest.raises(ValidationError) as refusal:
        validate_password(DEMO_PASSWORD)
    assert [fault.code for fault in refusal.value.error_list] == ["password_published"]
    assert checks.nobody_has_the_published_password() == [], "a command that asks for no database runs"
    right.DEMO = True
    validate_password(DEMO_PASSWORD)


COMMANDS = {
    "web": ["-c", "import config.wsgi"],
    "asgi": ["-c", "import config.asgi"],
    "worker": ["-m", "celery", "-A", "config", "--quiet", "worker", "--pool", "solo"],
    "beat": ["-m", "celery", "-A", "config", "--quiet", "beat", "--schedule", "{folder}/schedule"],
    "command": ["manage.py", "check"],
}


@pytest.mark.parametrize("process", COMMANDS)
def test_every_process_refuses_to_start(process: str, tmp_path: Path) -> None:
    changes = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",  # not there: the settings are judged all the same
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        "QINGXIN_SECRET_KEY": SECRET,
        "QINGXIN_BLIND_INDEX_KEY": SECRET,
        "QINGXIN_HOSTS": "qingxin.example.org,*",
        "QINGXIN_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
    }
    command = [sys.executable, *(part.format(folder=tmp_path) for part in COMMANDS[process])]

    done = subprocess.run(
        command, cwd=BASE_DIR, env={**os.environ, **GOOD, **changes}, text=True, capture_output=True, timeout=60
    )

    sentence = "QINGXIN_HOSTS is wrong: it takes whole host names, no `*`, no leading dot, no port and no scheme."
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    if process != "command":
        assert done.returncode == REFUSED
        assert f"No static files under QINGXIN_VAR ({tmp_path / 'static'}): run `qingxin build`." in done.stderr
    assert done.returncode != 0


def test_build_makes_what_a_start_asks_for(right: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BASE_DIR)
    made = tmp_path / "new"
    right.VAR_DIR, right.STATIC_ROOT, right.QINGXIN_FONTS = made, made / "static", made / "fonts"
    monkeypatch.setattr(fonts, "prepare", lambda name: _touched(fonts.converted(name)))

    call_command("build", verbosity=0)

    assert checks.everything_is_built() == []
    assert (BASE_DIR / "locale/en/LC_MESSAGES/django.mo").exists()


def _touched(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path
