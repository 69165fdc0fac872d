"""Run the whole of Qingxin in one terminal, with demo data."""

import sys
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from offices.demo import DEMO_LOGINS, DEMO_PASSWORD

WAIT_SECONDS = 90


class Command(BaseCommand):
    """Start database, broker, web, worker and beat; stop them all on Ctrl-C."""

    help = "Run everything in one terminal (PORT, 8000 if unset)."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes. Refused in production, which has servers of its own."""
        if settings.PRODUCTION:
            raise CommandError("This is production: its services run already. The trial is `make run`, elsewhere.")
        from config.embedded.processes import ServerError  # with the broker's wheel, which production has not
        from config.embedded.supervisor import HOST, Supervisor

        self.address = f"http://{HOST}:{settings.PORT}"
        self.deadline: float | None = None
        try:
            status = Supervisor(var=settings.VAR_DIR, port=settings.PORT, say=self._say).run(self._announce)
            self._say("Stopped. Nothing is lost; `make run` starts again.")
        except ServerError as error:
            self.stderr.write(str(error))
            status = 1
        except OSError as error:
            self.stderr.write(f"QINGXIN_VAR cannot be used: {error.filename}: {error.strerror}.")
            status = 1
        sys.exit(status)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _announce(self) -> bool:
        """Say where everything is once it answers well, or once the wait is over; return whether it was said."""
        self.deadline = self.deadline or time.monotonic() + WAIT_SECONDS
        health = self._health()
        if health != "ok" and time.monotonic() < self.deadline:
            return False
        self._say(f"\n清薪 Qingxin is running: {self.address}/   staff: {self.address}/desk/   health: {health}")
        self._say(f"Demo logins (password of all: {DEMO_PASSWORD}):")
        for title, username in DEMO_LOGINS:
            self._say(f"  {username:<24}{title}")
        self._say("Ctrl-C stops everything.")
        return True

    def _health(self) -> str:
        try:
            with urlopen(f"{self.address}/healthz", timeout=2):  # noqa: S310
                return "ok"
        except HTTPError as error:
            return f"HTTP {error.code}"
        except (URLError, TimeoutError) as error:
            return str(error)
