"""Everything in one terminal: start in order, watch, stop in order.

Start: PostgreSQL, Valkey, migrations, demo data, a worker a queue, beat, web. Stop: web and beat, the workers (which
finish what they hold), Valkey, PostgreSQL. A database that went away under a worker in shutdown would be work lost.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from django.conf import settings

from config.embedded import secrets
from config.embedded.children import Child, stop_all
from config.embedded.postgres import Postgres
from config.embedded.processes import ServerError, end_with_parent, take_lock
from config.embedded.valkey import Valkey
from config.settings import environment

HOST = "127.0.0.1"
TICK_SECONDS = 0.2
PORT_SECONDS = 10
RESTARTS, RESTART_WINDOW = 5, 600
"""How often a server that ended is started again, and within how many seconds."""
_ROOT_WARNING = "ignore:You're running the worker with superuser privileges"


def require_free_port(port: int, *, seconds: float = PORT_SECONDS) -> None:
    """Wait until nobody listens on the port: what is left of a killed run is just ending. Raises ServerError."""
    deadline = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
                return
            except OSError as error:
                if time.monotonic() > deadline:
                    message = f"Port {port} cannot be used ({error.strerror}); PORT={port + 1} chooses another."
                    raise ServerError(message) from error
        time.sleep(TICK_SECONDS)


class Supervisor:
    """Runs the servers that are not external, and the processes of Qingxin: web, beat, a worker a queue."""

    def __init__(self, *, var: Path, port: int, say: Callable[[str], object]) -> None:
        self.var = var
        self.port = port
        self.say = say
        self.environment = dict(os.environ)
        found = environment.read(environment.Environment)
        self.postgres = None if found.database_url else Postgres(var)
        self.valkey = None if found.broker_url else Valkey(var, secrets.broker_socket(var))
        self.children: list[Child] = []
        self.restarts: dict[str, list[float]] = {}
        self.stop_signal: signal.Signals | None = None

    @property
    def stopping(self) -> bool:
        """Whether somebody asked for the end."""
        return self.stop_signal is not None

    def run(self, announce: Callable[[], bool]) -> int:
        """Start all, then watch until a signal comes; return the exit status. Raises ServerError when a part fails.

        `announce` is called at every tick until it returns true: it must not wait long.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        # Held until the process ends, however it does.
        refusal = f"Qingxin already runs in {self.var}; stop it, or choose another folder with QINGXIN_VAR."
        lock = take_lock(self.var / "run.lock", refusal)
        try:
            require_free_port(self.port)
            if os.geteuid() == 0:
                self.say("Running as root is for a trial; docs/operations.md has the setup of a real server.")
            self._start_servers()
            quiet = ["--verbosity", "0"]
            for command in (["collectstatic", "--noinput", *quiet], ["migrate", *quiet], ["demo_data"]):
                if not self.stopping:
                    self._manage(*command)
            self._start_children()
            self._watch(announce)
            if self.stop_signal is not None:
                self.say(f"{self.stop_signal.name}: stopping.")
        finally:
            self._stop_all()
            lock.close()
        return 0

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self.stop_signal = signal.Signals(number)

    def _start_servers(self) -> None:
        if self.postgres is not None:
            self.postgres.start()
            note = self.var / "database_url"
            note.touch(mode=0o600)
            note.write_text(self.postgres.url)
            self.environment["DATABASE_URL"] = self.postgres.url
            if self.postgres.state != self.var.resolve():
                self.say(f"The data lie in {self.postgres.state}: the database account cannot come into {self.var}.")
        if self.valkey is not None:
            self.valkey.start()
            self.environment["CELERY_BROKER_URL"] = secrets.broker_url(self.var)

    def _manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        # A session of its own: Ctrl-C stops Qingxin after this command, not in the middle of it.
        done = subprocess.run(
            command, check=False, env=self.environment, start_new_session=True, preexec_fn=end_with_parent()
        )
        if done.returncode:
            raise ServerError(f"manage.py {arguments[0]} failed with status {done.returncode}.")

    def _commands(self) -> dict[str, list[str]]:
        python = [sys.executable, "-m"]
        gunicorn = ["gunicorn", "config.wsgi", "--bind", f"{HOST}:{self.port}", "--workers", "2", "--threads", "4"]
        celery = ["celery", "-A", "config", "--quiet"]
        schedule = str(self.var / "beat-schedule")
        worker = [sys.executable, "-W", _ROOT_WARNING, "-m", *celery, "worker", "--loglevel", "WARNING"]
        workers = {
            f"worker of {queue}": [*worker, "--queues", queue, "--hostname", f"{queue}@%h", "--concurrency", "1"]
            for queue in settings.CELERY_TASK_QUEUES
        }
        return {
            **workers,
            "beat": [*python, *celery, "beat", "--loglevel", "WARNING", "--schedule", schedule],
            "web": [*python, *gunicorn, "--log-level", "warning", "--worker-tmp-dir", str(self.var)],
        }

    def _start_children(self) -> None:
        for name, command in self._commands().items():
            if not self.stopping:
                child = Child(name, command, self.environment)
                child.start()
                self.children.append(child)

    def _watch(self, announce: Callable[[], bool]) -> None:
        announced = False
        while not self.stopping:
            time.sleep(TICK_SECONDS)
            self._keep_servers()
            for child in self.children:
                if not self.stopping and (line := child.keep_alive()):
                    self.say(line)
            if (
                not announced
                and not self.stopping
                and all(child.is_running or child.given_up for child in self.children)
            ):
                announced = announce()

    def _keep_servers(self) -> None:
        for name, server in (("PostgreSQL", self.postgres), ("Valkey", self.valkey)):
            if server is not None and server.process is not None and server.process.poll() is not None:
                self._start_again(name, server)

    def _start_again(self, name: str, server: Postgres | Valkey) -> None:
        """Start a server that ended; one that keeps ending is left off, but without the database nothing goes on."""
        recent = [at for at in self.restarts.get(name, []) if at > time.monotonic() - RESTART_WINDOW]
        if len(recent) >= RESTARTS:
            if server is self.postgres:
                raise ServerError(f"{name} keeps ending; stopping. Its log: {server.folder / 'server.log'}")
            self.say(f"{name} keeps ending and is left off; the worker does every round without it.")
            server.stop()
            return
        self.restarts[name] = [*recent, time.monotonic()]
        self.say(f"{name} ended; starting it again.")
        server.stop()
        try:
            server.start()
        except ServerError as error:
            if server.process is None:  # it could not even be tried
                raise
            self.say(str(error))

    def _stop_all(self) -> None:
        rings = {"web", "beat"}
        stop_all(child for child in self.children if child.name in rings)
        stop_all(child for child in self.children if child.name not in rings)
        if self.valkey is not None:
            self.valkey.stop()
        if self.postgres is not None:
            self.postgres.stop()
