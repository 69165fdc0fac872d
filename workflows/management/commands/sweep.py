"""Fire due rungs once, now or as of a given instant."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from offices.clock import LEGAL_ZONE, now
from workflows.sweep import BATCH, sweep


class Command(BaseCommand):
    """Run the sweep in this process."""

    help = "Fire all due rungs once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the instant and the size of a batch."""
        parser.add_argument("--at", help="ISO instant; Asia/Shanghai when it names no zone")
        parser.add_argument("--limit", type=int, default=BATCH, help="rungs in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and say how many rungs were handled."""
        at = datetime.fromisoformat(options["at"]) if options["at"] else now()
        handled = sweep(at if at.tzinfo else at.replace(tzinfo=LEGAL_ZONE), options["limit"])
        self.stdout.write(str(handled))
