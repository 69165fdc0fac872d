"""Run the whole of Qingxin in one terminal, with demo data."""

import os
import sys
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand

from config.embedded.postgres import ServerError
from config.embedded.supervisor import Supervisor
from offices.demo import DEMO_LOGINS, DEMO_PASSWORD

WAIT_SECONDS = 90


class Command(BaseCommand):
    """Start database, broker, web, worker and beat; stop them all on Ctrl-C."""

    help = "Run everything in one terminal (PORT, 8000 if unset)."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes."""
        port = int(os.environ.get("PORT", "8000"))
        try:
            supervisor = Supervisor(var=settings.VAR_DIR, port=port, say=self._say)
            status = supervisor.run(lambda: self._announce(port))
        except ServerError as error:
            self.stderr.write(str(error))
            status = 1
        self._say("Stopped. Nothing is lost; `make run` starts again.")
        sys.exit(status)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _announce(self, port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        health = self._wait_for(f"{address}/healthz")
        self._say(f"\n清薪 Qingxin is running: {address}/   staff: {address}/desk/   health: {health}")
        self._say(f"Demo logins (password of all: {DEMO_PASSWORD}):")
        for title, username in DEMO_LOGINS:
            self._say(f"  {username:<24}{title}")
        self._say("Ctrl-C stops everything.")

    def _wait_for(self, url: str) -> str:
        """Ask until the page says all is well, or the wait is over; return what it said last."""
        deadline, said = time.monotonic() + WAIT_SECONDS, "no answer"
        while time.monotonic() < deadline:
            try:
                with urlopen(url, timeout=5):  # noqa: S310
                    return "ok"
            except HTTPError as error:
                said = f"HTTP {error.code}"
            except URLError as error:
                said = str(error.reason)
            time.sleep(0.3)
        return said
