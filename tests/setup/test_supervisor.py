"""`make run`'s supervisor for real: it starts, says it is well, stops clean, and starts again with its data."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings

from config.embedded.postgres import Postgres
from documents.fonts import FAMILIES
from offices.demo import PEOPLE

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
    # No form is printed here, so the fonts count as converted: else the worker is busy for a minute.
    (folder / "fonts").mkdir()
    for name in FAMILIES.values():
        (folder / "fonts" / f"{name}.ttf").touch()
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=False)


def _start(var, port):
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    environment = {**kept, "QINGXIN_VAR": str(var), "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    process.said = []
    process.reader = threading.Thread(target=_read, args=(process,), daemon=True)
    process.reader.start()
    return process


def _read(process):
    """Read all the time: a pipe that fills holds up whoever writes into it, and a database that is away is loud."""
    with process.stdout as written:
        for line in written:
            process.said.append(line)


def _health(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)
    except (URLError, OSError):
        return 0, {}


def _until_announced(process, port):
    """Wait until it says how to stop it; by then all is well."""
    while not any(line.startswith("Ctrl-C") for line in process.said):
        assert process.poll() is None, "".join(process.said)
        time.sleep(0.2)
    return "".join(process.said)


def _stop(process):
    process.send_signal(signal.SIGINT)
    process.wait(timeout=BOUND_SECONDS)
    process.reader.join(timeout=BOUND_SECONDS)
    output = "".join(process.said)
    assert process.returncode == 0, output
    return output


def _stat(pid):
    """Return state, parent and start time of a process; a pid and its start time name one process for ever."""
    text = Path(f"/proc/{pid}/stat").read_text()
    fields = text[text.rindex(")") + 2 :].split()
    return fields[0], int(fields[1]), fields[19]


def _family(process):
    """Return the processes below one, each by pid and start time."""
    table = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            table[int(folder.name)] = _stat(folder.name)
        except OSError:
            continue
    found = {process.pid}
    while more := {pid for pid, (_state, parent, _start) in table.items() if parent in found} - found:
        found |= more
    return {(pid, table[pid][2]) for pid in found - {process.pid}}


def _alive(family):
    """Return those of a family that still run, by pid; one that waits to be reaped does not."""
    found = {}
    for pid, start in family:
        try:
            state, _parent, started = _stat(pid)
        except OSError:
            continue
        if started == start and state != "Z":
            found[pid] = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def _until_none_is_alive(family):
    """Give what a killed run left the time to finish what it holds; it may not stay."""
    deadline = time.monotonic() + BOUND_SECONDS
    while left := _alive(family):
        assert time.monotonic() < deadline, left


def test_it_runs_stops_and_runs_again_with_its_data(var):
    port = _free_port()
    process = _start(var, port)
    announced = _until_announced(process, port)
    assert "province-supervisor" in announced
    status, said = _health(port)
    assert (status, said["status"]) == (200, "ok")
    assert {"database", "broker", "sweep", "outbox"} <= set(said)
    assert {name.split("@")[0] for name in said["worker"]["nodes"]} == set(settings.CELERY_TASK_QUEUES)
    with psycopg.connect((var / "database_url").read_text()) as connection:
        assert connection.execute("SELECT count(*) FROM offices_staff").fetchone()[0] == len(PEOPLE)
        connection.execute("UPDATE offices_staff SET job_title = 'kept' WHERE username = 'intake'")
    family = _family(process)
    assert len(_alive(family)) >= 5  # database, broker, web, worker, beat
    assert "SIGINT" in _stop(process)
    assert _alive(family) == {}
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
    left = _family(process)
    process.kill()
    process.wait(BOUND_SECONDS)
    again = _start(var, port)
    _until_announced(again, port)
    family = _family(again)
    _stop(again)
    _until_none_is_alive(left | family)


def _late(port):
    """Return the parts that are not well; without an answer, `web`."""
    status, told = _health(port)
    mentioned = {"status", "calendar", "channels", *(name for name in told if name.startswith("failed_"))}
    return {name for name, part in told.items() if name not in mentioned and not part["ok"]} if status else {"web"}


def _until_late(port, wanted):
    """Wait until exactly these parts are named as late (or as well, when none are wanted)."""
    deadline = time.monotonic() + BOUND_SECONDS
    while (found := _late(port)) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def test_a_stopped_beat_worker_or_outbox_is_named_and_nothing_waits_for_beat(var):
    port = _free_port()
    process = _start(var, port)
    try:
        _until_announced(process, port)
        running = _alive(_family(process))
        beat = [pid for pid, command in running.items() if "celery" in command and " beat " in command]
        worker = [pid for pid, command in running.items() if "celery" in command and " worker " in command]
        for pid in beat:
            os.kill(pid, signal.SIGSTOP)
        _until_late(port, {"beat"})  # the worker rings sweep and outbox itself
        for pid in beat:
            os.kill(pid, signal.SIGCONT)
        _until_late(port, set())
        for pid in worker:
            os.kill(pid, signal.SIGSTOP)
        _until_late(port, {"worker", "sweep", "outbox"})
        for pid in worker:
            os.kill(pid, signal.SIGCONT)
        _until_late(port, set())
        with psycopg.connect((var / "database_url").read_text()) as connection:
            connection.execute("LOCK TABLE notices_notice IN EXCLUSIVE MODE")
            _until_late(port, {"outbox"})
        _until_late(port, set())
    finally:
        _stop(process)


def _pids(process, *words):
    """Return the processes of a run whose command line holds all these words."""
    return [pid for pid, command in _alive(_family(process)).items() if all(word in command for word in words)]


def _ask_for_a_code(var):
    """Ask for a phone's code as the portal does, in a process of its own."""
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    call = "send_code(phone='+8613900000001', purpose='filing', visitor='test', at=now())"
    code = f"from notices.phone_codes import send_code; from offices.clock import now; {call}"
    command = [sys.executable, "manage.py", "shell", "-c", code]
    subprocess.run(command, cwd=settings.BASE_DIR, env={**kept, "QINGXIN_VAR": str(var)}, check=True)


def test_without_the_broker_a_worker_that_starts_does_every_round_itself(var):
    port = _free_port()
    process = _start(var, port)
    try:
        _until_announced(process, port)
        broker = _pids(process, "valkey")
        for pid in broker:
            os.kill(pid, signal.SIGSTOP)
        worker = _pids(process, "celery", " worker ")
        for pid in worker:
            os.kill(pid, signal.SIGKILL)
        with psycopg.connect((var / "database_url").read_text(), autocommit=True) as connection:
            connection.execute("DELETE FROM clocks_heartbeat")  # what is seen from here on is done without a bell
            _ask_for_a_code(var)
            deadline = time.monotonic() + BOUND_SECONDS
            while connection.execute("SELECT status FROM notices_notice").fetchall() != [("sent",)]:
                assert time.monotonic() < deadline
                time.sleep(0.2)
        _until_late(port, {"broker", "beat"})
        for pid in broker:
            os.kill(pid, signal.SIGCONT)
        _until_late(port, set())
    finally:
        for pid in broker:
            os.kill(pid, signal.SIGCONT)
        _stop(process)


def test_a_killed_broker_and_a_killed_database_come_back(var):
    port = _free_port()
    process = _start(var, port)
    try:
        _until_announced(process, port)
        (broker,) = _pids(process, "valkey")
        os.kill(broker, signal.SIGKILL)
        while broker in _alive(_family(process)) or not _pids(process, "valkey"):
            assert process.poll() is None
        _until_late(port, set())
        database = int((Postgres(var).data / "postmaster.pid").read_text().split()[0])
        os.kill(database, signal.SIGKILL)
        while database in _alive(_family(process)) or not _pids(process, "postgres", "-D"):
            assert process.poll() is None
        _until_late(port, set())
        assert process.poll() is None
    finally:
        said = _stop(process)
    assert "Valkey ended; starting it again." in said
    assert "PostgreSQL ended; starting it again." in said
