"""The count after `bench.kills`, by the database: what is wrong. Numbers as arguments, acts on standard input."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
django.setup()

from django.db.models import Count, Max  # noqa: E402

from cases import events  # noqa: E402
from cases.models import Case, NumberSeries, Party  # noqa: E402
from documents.models import Document  # noqa: E402
from workflows.models import Decision, WorkItem  # noqa: E402
from workflows.reconcile import disagreements  # noqa: E402

PAPERS_SECONDS = 180


def wrong(told: set[str], acts: set[int]) -> Iterator[str]:
    """Yield what is wrong with what the clients were told: numbers of cases, tasks that were done; then with the rest.

    Each worker is taken to have filed once.
    """
    for number in sorted(told - set(Case.objects.filter(number__in=told).values_list("number", flat=True))):
        yield f"{number}: acknowledged and not there"
    twice = Party.objects.filter(role="worker").values("phone_index").annotate(n=Count("case", distinct=True))
    for row in twice.filter(n__gt=1):
        yield f"a worker filed once and has {row['n']} cases"
    for pk in sorted(acts):
        item = WorkItem.objects.select_related("case").get(pk=pk)
        done = Decision.objects.filter(task=item.task_id).count()
        if item.closed_at is None or done != 1:  # twice, the database refuses by itself
            yield f"{item.case.number}: an acknowledged act was done {done} times"
    yield from half_done()
    yield from events.verify_all(Case.objects.all())
    yield from map(str, disagreements())


def half_done() -> Iterator[str]:
    """Yield cases without an open step, a receipt, or a number in their row; papers without bytes."""
    waiting = WorkItem.objects.filter(closed_at__isnull=True).values("case")
    for number in Case.objects.exclude(stage="closed").exclude(pk__in=waiting).values_list("number", flat=True):
        yield f"{number}: open and nobody's task"
    for number in Case.objects.exclude(documents__form="receipt").values_list("number", flat=True):
        yield f"{number}: no receipt"
    for number in Document.objects.filter(sha256="").values_list("number", flat=True):
        yield f"{number}: never rendered"
    for series in NumberSeries.objects.filter(series__startswith="case-"):
        given = Case.objects.filter(number__contains=f"{series.year}-", division=series.division_id)
        counted = given.aggregate(n=Count("pk"), last=Max("number"))
        if counted["n"] != series.last or not str(counted["last"]).endswith(f"-{series.last:05}"):
            yield f"numbers with a gap: {series.last} taken, {counted}"


def wait_for_papers() -> None:
    """Wait until no paper is in preparation, for as long as three minutes."""
    deadline = time.monotonic() + PAPERS_SECONDS
    while Document.objects.filter(sha256="").exists() and time.monotonic() < deadline:
        time.sleep(1)


def main() -> None:
    """Look at what the clients were told, then at everything."""
    wait_for_papers()
    for line in wrong(set(sys.argv[1:]), {int(line) for line in sys.stdin.read().split()}):
        print(line)


if __name__ == "__main__":
    main()
