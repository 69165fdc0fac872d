"""An embedded PostgreSQL server over one data folder."""

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from config.embedded.account import account
from config.embedded.binaries import programs
from config.embedded.processes import ServerError, end_with_parent, runs, take_lock

USER = "qingxin"
START_SECONDS = 120
STOP_SECONDS = 60
RELAUNCHES = 20

_SETTINGS = (
    *("listen_addresses=", "unix_socket_permissions=0700", "max_connections=200"),
    # A worker of reads that was killed has left every log-in after the recovery waiting for ever.
    "io_method=sync",
    # A refused statement carries names and addresses; the log holds neither its text nor the row.
    *("log_min_error_statement=panic", "log_error_verbosity=terse"),
)
_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def state_folder(base: Path) -> Path:
    """Return where the data lie: under `base`, or, when the account cannot come there, under /var/lib/qingxin."""
    base.mkdir(parents=True, exist_ok=True)
    if account(base / "pg").can_reach(base):
        return base
    key = hashlib.sha256(str(base.resolve()).encode()).hexdigest()[:12]
    folder = Path("/var/lib/qingxin") / key
    for made in (folder.parent, folder):
        made.mkdir(parents=True, exist_ok=True)
        made.chmod(0o711)
    return folder


class Postgres:
    """One embedded server over one data folder. Use as: start(), `url`, stop()."""

    def __init__(self, base: Path, *, durable: bool = True) -> None:
        self.state = state_folder(base).resolve()
        self.folder = self.state / "pg"
        self.data = self.folder / "data"
        self.owner = account(self.folder)
        self.password_file = self.folder / "password"
        # A unix socket path has a limit of 107 bytes, whatever the depth of the checkout.
        key = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        self.run = Path(f"/tmp/qingxin-{key}")  # noqa: S108
        self.settings = _SETTINGS if durable else (*_SETTINGS, *_FORGETFUL)
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def url(self) -> str:
        """The address that Django and Celery take."""
        password = self.password_file.read_text().strip()
        return f"postgresql://{USER}:{password}@{quote(str(self.run), safe='')}/qingxin"

    def start(self) -> None:
        """Start the server over its data, which is made on the first start. Raises ServerError."""
        self.owner.own(self.folder)
        refusal = f"Another process runs the database in {self.folder}; QINGXIN_VAR chooses another folder."
        self._lock = take_lock(self.folder / "lock", refusal)
        self.owner.own(self.run)
        self.programs = programs(self.owner, self.state)
        if not self.data.exists():
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
        """Make the data folder aside and move it into place, so that a cut-short start leaves no half of one."""
        draft = self.folder / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        self.password_file.unlink(missing_ok=True)
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(secrets.token_urlsafe(24))
        if self.owner.uid is not None and self.owner.gid is not None:
            os.chown(self.password_file, self.owner.uid, self.owner.gid)
        command = [
            str(self.programs / "initdb"),
            *("-D", str(draft), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-k"),
            *("--auth=scram-sha-256", f"--pwfile={self.password_file}"),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            start_new_session=True,
            **self.owner.popen_options,
        )
        if done.returncode:
            raise ServerError(f"initdb failed: {done.stderr.strip()}")
        draft.rename(self.data)

    def _clear_stale_server(self) -> None:
        """Stop an orphan that still runs over our data; forget a pid that now is somebody else's."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            pid = 0
        if pid and runs(pid, str(self.data)):
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + STOP_SECONDS
            while runs(pid, str(self.data)):
                if time.monotonic() > deadline:
                    raise ServerError(f"An earlier server (pid {pid}) does not end.")
                time.sleep(0.05)
        pid_file.unlink(missing_ok=True)
        for leftover in self.run.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)

    def _launch(self) -> None:
        options = [word for setting in self.settings for word in ("-c", setting)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.run), *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                preexec_fn=end_with_parent(),
                **self.owner.popen_options,
            )

    def _ensure_database(self) -> None:
        """Wait for the server and make the database. A server that finds the last one's children is started again."""
        deadline, launches = time.monotonic() + START_SECONDS, 1
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
                if launches > RELAUNCHES or time.monotonic() > deadline:
                    raise ServerError(f"PostgreSQL did not start; see {self.folder / 'server.log'}") from error
                time.sleep(0.1 if ended else 0.02)
                if ended:
                    self._launch()
                    launches += 1
