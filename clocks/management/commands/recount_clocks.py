"""Count every running clock again once a year's holiday notice has been recorded."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from clocks import due, queries, services
from clocks.errors import ClockNotRunning
from clocks.models import Clock
from offices.clock import now


class Command(BaseCommand):
    """`manage.py recount_clocks NOTICE`: list the deadlines that moved; each move is in its case's history."""

    help = "Count running clocks again after the calendar has changed; prints each deadline that moved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of the notice that changed the calendar."""
        parser.add_argument("reason")

    def handle(self, *args: Any, **options: Any) -> None:
        """Recount, one case at a time."""
        at, moved = now(), 0
        for pk in list(Clock.objects.filter(stopped_at__isnull=True).order_by("pk").values_list("pk", flat=True)):
            clock = queries.with_facts().select_related("case").get(pk=pk)
            try:
                has_moved = services.recount(clock=clock, reason=options["reason"], at=at)
            except ClockNotRunning:
                continue
            if has_moved:
                moved += 1
                self.stdout.write(f"{clock.case.number}\t{clock.title}\t{due.state(clock, at).due_on}")
        self.stdout.write(f"{moved} deadline(s) moved")
