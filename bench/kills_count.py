"""The count after `bench.kills`, by the database: what is wrong. Numbers as arguments, acts on standard input."""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
django.setup()

from django.db.models import Count, Max  # noqa: E402

from cases import events  # noqa: E402
from cases.models import Case, NumberSeries, Party  # noqa: E402
from documents.models import Document  # noqa: E402
from workflows.models import Decision, WorkItem  # noqa: E402
from workflows.reconcile import disagreements  # noqa: E402


def main() -> None:
    """Look at what the clients were told, then at everything."""
    told = set(sys.argv[1:])
    for number in told - set(Case.objects.filter(number__in=told).values_list("number", flat=True)):
        print(f"{number}: acknowledged and not there")
    twice = Party.objects.filter(role="worker").values("phone_index").annotate(n=Count("case", distinct=True))
    for row in twice.filter(n__gt=1):
        print(f"a worker filed once and has {row['n']} cases")
    for line in sys.stdin.read().splitlines():
        item = WorkItem.objects.select_related("case").get(pk=int(line.split()[0]))
        done = Decision.objects.filter(task=item.task_id).count()
        if item.closed_at is None or done != 1:
            print(f"{item.case.number}: an acknowledged act was done {done} times")
    half_done()
    for finding in events.verify_all():
        print(finding)
    for differing in disagreements():
        print(differing)


def half_done() -> None:
    """Print cases without an open step, a receipt, or a number in their row; papers without bytes."""
    waiting = WorkItem.objects.filter(closed_at__isnull=True).values("case")
    for number in Case.objects.exclude(stage="closed").exclude(pk__in=waiting).values_list("number", flat=True):
        print(f"{number}: open and nobody's task")
    for number in Case.objects.exclude(documents__form="receipt").values_list("number", flat=True):
        print(f"{number}: no receipt")
    for number in Document.objects.filter(sha256="").values_list("number", flat=True):
        print(f"{number}: never rendered")
    for series in NumberSeries.objects.filter(series__startswith="case-"):
        given = Case.objects.filter(number__contains=f"{series.year}-").aggregate(n=Count("pk"), last=Max("number"))
        if int(given["last"].rpartition("-")[2]) != given["n"]:
            print(f"numbers with a gap: {given}")


if __name__ == "__main__":
    main()
