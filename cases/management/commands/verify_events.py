"""Verify the chain of events of every case."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases import events
from cases.models import Case


class Command(BaseCommand):
    """Name every edit, insertion, deletion and swap; exit 1 when there is one."""

    help = "Verify the hash chain of events of all cases, or of one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take an optional case number."""
        parser.add_argument("number", nargs="?", help="the number of one case")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings."""
        if options["number"]:
            findings = list(events.verify(Case.objects.get(number=options["number"])))
        else:
            findings = list(events.verify_all())
        for finding in findings:
            self.stdout.write(finding)
        if findings:
            sys.exit(1)
        self.stdout.write("All chains are whole.")
