"""Verify what is stored against what was written."""

import sys
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import store
from cases.models import Case
from config import integrity


class Command(BaseCommand):
    """`manage.py verify_events [NUMBER]`: a line for each finding; exit 1 when there is one."""

    help = "Verify histories and their guards, papers and their files, and paid cases: of all cases, or of one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take an optional case number."""
        parser.add_argument("number", nargs="?", help="the number of one case")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each finding as it is made."""
        cases = Case.objects.all()
        if options["number"]:
            cases = cases.filter(number=options["number"])
            if not cases.exists():
                raise CommandError(f"There is no case {options['number']}.")
            found = integrity.findings(cases)
        else:
            found = chain(integrity.unguarded(), integrity.findings(cases), integrity.orphans(store.time_here()))
        count = 0
        for count, finding in enumerate(found, start=1):  # noqa: B007
            self.stdout.write(finding)
        if count:
            self.stderr.write(f"{count} findings.")
            sys.exit(1)
        self.stdout.write("Everything is as it was written.")
