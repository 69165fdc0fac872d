"""What is shipped for operators fits the code: the example of the environment, the proxy's limits, the units."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path

import pytest

from cases.uploads import MAX_BYTES
from config.middleware import FORM_BYTES, UPLOAD_BYTES
from config.settings.environment import BASE_DIR, REFUSED, Production, variable
from portal.filing.drafts import MAX_FILES
from tests.config.test_environment import GOOD

DEPLOY = BASE_DIR / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def test_the_example_names_what_must_be_set_and_nothing_unknown() -> None:
    text = (DEPLOY / "qingxin.env.example").read_text()
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE)) - {"DJANGO_SETTINGS_MODULE"}
    fields = Production.model_fields.values()
    assert named <= {variable(field) for field in fields}
    assert {variable(field) for field in fields if field.is_required()} <= named
    assert "DJANGO_SETTINGS_MODULE=config.settings.production\n" in text


def test_the_proxy_lets_the_files_of_one_page_through_and_no_more() -> None:
    text = (DEPLOY / "nginx" / "qingxin.conf").read_text()
    limits = [int(size) * 1024 * 1024 for size in re.findall(r"client_max_body_size (\d+)m;", text)]
    small, large = sorted(limits)
    assert (small, large) == (FORM_BYTES, UPLOAD_BYTES)
    assert MAX_FILES * MAX_BYTES < large < 1.1 * MAX_FILES * MAX_BYTES
    assert 2 * 1024 * 1024 < small < MAX_BYTES
    pattern = re.search(r"location ~ (\S+) \{", text)
    assert pattern is not None
    takes_files = re.compile(pattern.group(1))
    for path in ("/file/evidence/", "/case/W620102-2026-00001/supplement/", "/answer/", "/desk/task/7/"):
        assert takes_files.match(path), path
    for path in ("/file/story/", "/track/", "/desk/login/", "/case/W620102-2026-00001/"):
        assert not takes_files.match(path), path


def test_the_proxy_writes_no_request_down_in_words() -> None:
    """Below `emerg` each line of nginx's error_log quotes the request line, with the token in it, and the referrer."""
    servers = (DEPLOY / "nginx" / "qingxin.conf").read_text().split("\nserver {")[1:]
    assert len(servers) == 2
    assert all(re.findall(r"^ +error_log \S+ (\w+);", server, re.MULTILINE) == ["emerg"] for server in servers)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_again_keeps_files_private_and_gives_up_on_wrong_settings(path: Path) -> None:
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path)
    service = unit["Service"]
    assert "network-online.target" in unit["Unit"]["Wants"]
    assert service["User"] == "qingxin"
    assert service["UMask"] == "0077"
    assert service["EnvironmentFile"] == "/etc/qingxin/qingxin.env"
    assert int(service["RestartSec"]) > 0
    assert int(service["RestartPreventExitStatus"]) == REFUSED
    assert service["ProtectSystem"] == "strict"
    assert service["Environment"] == "DJANGO_SETTINGS_MODULE=config.settings.production"
    if "gunicorn" in service["ExecStart"]:
        assert "--no-control-socket" in service["ExecStart"]
        assert "--config deploy/gunicorn.py" in service["ExecStart"]
        assert service["ExecReload"].endswith("-HUP $MAINPID")


def test_gunicorn_with_wrong_settings_ends_with_its_status_and_the_sentence_last(tmp_path: Path) -> None:
    text = (DEPLOY / "systemd" / "qingxin-web@.service").read_text()
    found = re.search(r"^ExecStart=\S+/gunicorn (.+)$", text, re.MULTILINE)
    assert found is not None
    words = found.group(1).replace("127.0.0.1:%i", f"unix:{tmp_path}/socket").split()
    changes = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "QINGXIN_VAR": str(tmp_path),
        "QINGXIN_HOSTS": "",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
    }
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", *words],
        cwd=BASE_DIR,
        env={**os.environ, **GOOD, **changes},
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == REFUSED
    assert done.stderr.splitlines()[-1].startswith("QINGXIN_HOSTS is not set.")
    assert "Booting worker" not in done.stderr


@pytest.fixture
def wrapper(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The shipped wrapper over a home whose `manage.py` says where it stands, what it was told and which settings."""
    home = tmp_path / "home"
    (home / ".venv" / "bin").mkdir(parents=True)
    (home / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (home / "manage.py").write_text(
        "import os, sys; print(os.getcwd(), sys.argv[1:], os.environ['DJANGO_SETTINGS_MODULE'])"
    )
    (tmp_path / "env").write_text("QINGXIN_HOSTS=a.example\n")
    (tmp_path / "id").write_text("#!/bin/sh\necho qingxin\n")
    (tmp_path / "id").chmod(0o755)

    def _run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        environment = {"QINGXIN_ENV": f"{tmp_path}/env", "QINGXIN_HOME": str(home)}
        environment["PATH"] = f"{tmp_path}:{os.environ['PATH']}"
        command = ["sh", str(DEPLOY / "qingxin"), *arguments]
        return subprocess.run(command, cwd=cwd, env=environment, text=True, capture_output=True, check=True)

    return _run


def test_the_wrapper_takes_the_settings_of_production_and_stays_where_one_stands(
    wrapper: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = wrapper("restore", "backup of today", cwd=tmp_path)
    assert done.stdout.strip() == f"{tmp_path} ['restore', 'backup of today'] config.settings.production"
