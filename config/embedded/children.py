"""A process that is kept alive: started again when it ends by itself, with a longer pause each time."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from config.embedded.processes import end_with_parent

STARTS_A_MINUTE = 5
GRACE_SECONDS = 20


@dataclass
class Child:
    """One process. `keep_alive` is called again and again; it never waits."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)
    restart_at: float | None = None
    given_up: bool = False

    def start(self) -> None:
        """Start it in a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone."""
        self.starts = [at for at in self.starts if at > time.monotonic() - 60] + [time.monotonic()]
        self.restart_at = None
        self.process = subprocess.Popen(
            self.command, env=self.environment, start_new_session=True, preexec_fn=end_with_parent()
        )

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def keep_alive(self) -> str | None:
        """Start it again when its pause is over; return what there is to say. One that keeps ending is given up."""
        if self.is_running or self.given_up:
            return None
        if self.restart_at is None:
            if len(self.starts) >= STARTS_A_MINUTE:
                self.given_up = True
                return f"{self.name} keeps ending and is left off; the rest goes on. A new start tries it again."
            pause = 2 ** (len(self.starts) - 1)
            self.restart_at = time.monotonic() + pause
            return f"{self.name} ended; starting it again in {pause} s."
        if time.monotonic() >= self.restart_at:
            self.start()
        return None


def stop_all(children: Iterable[Child]) -> None:
    """Ask all to end together, and end each that does not."""
    running = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
