"""What is shipped for operators fits the code: the example of the environment, the proxy's limits, the units."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from cases.uploads import MAX_BYTES
from config.middleware import FORM_BYTES, UPLOAD_BYTES
from config.settings.environment import BASE_DIR, REFUSED, Production, variable
from portal.filing.drafts import MAX_FILES

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
    if "gunicorn" in service["ExecStart"]:
        assert "--no-control-socket" in service["ExecStart"]
        assert service["ExecReload"].endswith("-HUP $MAINPID")
