"""The driver of the embedded PostgreSQL: what breaks on real machines must not break here."""

import os
import signal
import subprocess
import threading
from pathlib import Path

import psycopg
import pytest

from config.embedded import secrets
from config.embedded.postgres import Postgres, ServerError

BOUND_SECONDS = 60

pytestmark = pytest.mark.xdist_group("setup")


@pytest.fixture
def server(tmp_path):
    # pytest's folders are closed to others; the account of the database needs a way in.
    base = Path(f"/tmp/qingxin-test-{os.getpid()}-{tmp_path.name}")
    base.mkdir(mode=0o755)
    made = Postgres(base, durable=True)
    yield made
    made.stop()
    subprocess.run(["rm", "-rf", str(base), str(made.run), str(made.state)], check=False)


def _rows(server):
    with psycopg.connect(server.url) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def _keep_a_row(server):
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")


def test_it_starts_again_with_its_data(server):
    server.start()
    _keep_a_row(server)
    server.stop()
    server.start()
    assert _rows(server) == 1


def test_stopping_leaves_no_process_and_no_socket(server):
    server.start()
    pid = server.process.pid
    server.stop()
    assert not Path(f"/proc/{pid}").exists()
    assert not list(server.run.glob(".s.PGSQL.*"))


def test_it_recovers_from_a_kill(server):
    server.start()
    _keep_a_row(server)
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait(BOUND_SECONDS)
    server.stop()
    server.start()
    assert _rows(server) == 1


def test_it_replaces_an_orphan(server):
    server.start()
    _keep_a_row(server)
    orphan = server.process
    server._lock.close()
    again = Postgres(server.state)
    # As pid 1 would, somebody has to reap the orphan once it ends.
    threading.Thread(target=orphan.wait, daemon=True).start()
    again.start()
    try:
        assert again.process.pid != orphan.pid
        assert _rows(again) == 1
    finally:
        again.stop()


def test_a_foreign_process_with_the_old_number_is_left_alone(server):
    server.start()
    server.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n")
        server.start()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_folders_above_keep_their_permissions(server):
    above = [(path, path.stat().st_mode) for path in server.state.parents]
    server.start()
    assert [(path, path.stat().st_mode) for path in server.state.parents] == above


def test_two_on_one_folder_are_refused(server):
    server.start()
    with pytest.raises(ServerError):
        Postgres(server.state).start()


def test_no_password_no_entry(server):
    server.start()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(server.run), user="qingxin", dbname="qingxin", password="wrong")


def test_secrets_are_made_once_and_for_the_owner_alone(tmp_path):
    first = secrets.load(tmp_path)
    assert secrets.load(tmp_path) == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
