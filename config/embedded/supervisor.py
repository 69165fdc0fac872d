"""Everything in one terminal: start in order, watch, stop in order.

Start: PostgreSQL, Valkey, migrations, demo data, web, worker, beat. Stop: web and beat, the worker (which finishes what
it holds), Valkey, PostgreSQL. A database that went away under a worker in shutdown would be work lost.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config.embedded import secrets
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

RESTARTS_A_MINUTE = 5
GRACE_SECONDS = 20


@dataclass
class Child:
    """A process that is kept alive."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone."""
        self.starts = [at for at in self.starts if at > time.monotonic() - 60] + [time.monotonic()]
        self.process = subprocess.Popen(self.command, env=self.environment, start_new_session=True)

    @property
    def is_dead(self) -> bool:
        """Whether it ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Runs the servers that are not external, and the three processes of Qingxin."""

    def __init__(self, *, var: Path, port: int, say: Callable[[str], object]) -> None:
        self.var = var
        self.port = port
        self.say = say
        self.environment = dict(os.environ)
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(var)
        self.valkey = None if os.environ.get("CELERY_BROKER_URL") else Valkey(var, secrets.broker_socket(var))
        self.children: list[Child] = []
        self.stopping = False

    def run(self, announce: Callable[[], object]) -> int:
        """Start all, call `announce` when the web answers, watch until a signal comes; return the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            self._start_servers()
            for command in (["migrate", "--verbosity", "0"], ["demo_data"]):
                if not self.stopping:
                    self._manage(*command)
            self._start_children()
            if not self.stopping:
                announce()
            return self._watch()
        finally:
            self._stop_all()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _start_servers(self) -> None:
        if self.postgres is not None:
            self.postgres.start()
            note = self.var / "database_url"
            note.touch(mode=0o600)
            note.write_text(self.postgres.url)
            self.environment["DATABASE_URL"] = self.postgres.url
            if self.postgres.state != self.var:
                self.say(f"The data lies in {self.postgres.state}: the database account cannot come into {self.var}.")
        if self.valkey is not None:
            self.valkey.start()
            self.environment["CELERY_BROKER_URL"] = secrets.broker_url(self.var)

    def _manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], check=True, env=self.environment)

    def _start_children(self) -> None:
        python = [sys.executable, "-m"]
        address = f"127.0.0.1:{self.port}"
        gunicorn = ["gunicorn", "config.wsgi", "--bind", address, "--workers", "2", "--threads", "4"]
        celery = ["celery", "-A", "config", "--quiet"]
        schedule = str(self.var / "beat-schedule")
        commands = {
            "worker": [*python, *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
            "beat": [*python, *celery, "beat", "--loglevel", "WARNING", "--schedule", schedule],
            "web": [*python, *gunicorn, "--log-level", "warning", "--worker-tmp-dir", str(self.var)],
        }
        for name, command in commands.items():
            if not self.stopping:
                child = Child(name, command, self.environment)
                child.start()
                self.children.append(child)

    def _watch(self) -> int:
        while not self.stopping:
            time.sleep(0.2)
            for child in self.children:
                if not child.is_dead or self.stopping:
                    continue
                if len(child.starts) >= RESTARTS_A_MINUTE:
                    self.say(f"{child.name} keeps ending; stopping.")
                    return 1
                self.say(f"{child.name} ended; starting it again.")
                child.start()
            if self._server_died():
                return 1
        return 0

    def _server_died(self) -> bool:
        for name, server in (("PostgreSQL", self.postgres), ("Valkey", self.valkey)):
            if server is not None and server.process is not None and server.process.poll() is not None:
                self.say(f"{name} ended; stopping.")
                return True
        return False

    def _stop_all(self) -> None:
        order = {"web": 0, "beat": 1, "worker": 2}
        for child in sorted(self.children, key=lambda child: order[child.name]):
            child.stop()
        if self.valkey is not None:
            self.valkey.stop()
        if self.postgres is not None:
            self.postgres.stop()
