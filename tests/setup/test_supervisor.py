"""`make run`'s supervisor for real: it starts, says it is well, stops clean, and starts again with its data."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings

pytestmark = pytest.mark.xdist_group("setup")

BOUND_SECONDS = 180


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def var(tmp_path):
    folder = Path(f"/tmp/qingxin-run-{os.getpid()}")
    folder.mkdir(mode=0o755)
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=False)


def _start(var, port):
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    environment = {**kept, "QINGXIN_VAR": str(var), "PORT": str(port)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _health(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)
    except (URLError, OSError):
        return 0, {}


def _until_announced(process, port):
    """Read what it says until it says how to stop it; by then all is well."""
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Ctrl-C"):
            return "".join(said)
    raise AssertionError("".join(said))


def _stop(process):
    process.send_signal(signal.SIGINT)
    output, _none = process.communicate(timeout=BOUND_SECONDS)
    assert process.returncode == 0, output
    return output


def _children(var):
    """Return the processes that still belong to the run."""
    mark = f"QINGXIN_VAR={var}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes() and int(folder.name) != os.getpid():
                found.append(folder.name)
        except OSError:
            continue
    return found


def test_it_runs_stops_and_runs_again_with_its_data(var):
    port = _free_port()
    process = _start(var, port)
    announced = _until_announced(process, port)
    assert "province-supervisor" in announced
    status, said = _health(port)
    assert (status, said["status"]) == (200, "ok")
    assert {"database", "broker", "sweep", "outbox"} <= set(said)
    with psycopg.connect((var / "database_url").read_text()) as connection:
        assert connection.execute("SELECT count(*) FROM offices_staff").fetchone()[0] == 12
        connection.execute("UPDATE offices_staff SET job_title = 'kept' WHERE username = 'intake'")
    _stop(process)
    assert _children(var) == []
    again = _start(var, port)
    _until_announced(again, port)
    with psycopg.connect((var / "database_url").read_text()) as connection:
        title = connection.execute("SELECT job_title FROM offices_staff WHERE username = 'intake'").fetchone()[0]
    assert title == "kept"
    _stop(again)


def test_it_starts_over_the_leavings_of_a_killed_run(var):
    port = _free_port()
    process = _start(var, port)
    _until_announced(process, port)
    process.kill()
    process.wait(BOUND_SECONDS)
    process.stdout.close()
    again = _start(var, port)
    _until_announced(again, port)
    _stop(again)
    assert _children(var) == []
