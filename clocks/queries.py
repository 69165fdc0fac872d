"""Reads of the clock ledger."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from cases.models import Case
from clocks.models import Clock, Rung
from offices.models import Office


def with_facts(clocks: QuerySet[Clock] | None = None) -> QuerySet[Clock]:
    """Return clocks with all that `due.state` reads, in three queries whatever their number."""
    found = Clock.objects.all() if clocks is None else clocks
    return found.prefetch_related("suspensions", "extensions")


def running(case_ids: Iterable[int]) -> dict[int, list[Clock]]:
    """Return the running clocks of cases, oldest first, ready for `due.state`."""
    by_case: dict[int, list[Clock]] = defaultdict(list)
    for clock in with_facts().filter(case_id__in=list(case_ids), stopped_at__isnull=True).order_by("pk"):
        by_case[clock.case_id].append(clock)
    return dict(by_case)


def claim_due_rungs(limit: int, at: datetime) -> list[Rung]:
    """Lock up to `limit` rungs that are due with their cases, skipping cases at work elsewhere; oldest first.

    Must run in a transaction. Two sweeps never get the same rung: the case row is the gate, and the rungs are locked
    after it. All that firing reads comes with them.
    """
    due_rungs = Rung.objects.filter(fired_at__isnull=True, fire_at__lte=at)
    oldest = due_rungs.order_by("fire_at", "id").values_list("case_id", flat=True)
    wanted = list(dict.fromkeys(oldest[:limit])) or []
    free = Case.objects.filter(pk__in=wanted).select_for_update(skip_locked=True, of=("self",))
    locked = list(free.order_by("pk").values_list("pk", flat=True))
    if wanted and not locked:
        locked = _elsewhere(due_rungs, limit)
    rungs = list(
        due_rungs.filter(case_id__in=locked)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("fire_at", "id")[:limit]
    )
    _share(rungs)
    return rungs


def _share(rungs: list[Rung]) -> None:
    """Give the rungs their clocks, cases and offices: each row read once, whatever the number of its rungs."""
    clocks = with_facts().in_bulk({rung.clock_id for rung in rungs})
    cases = Case.objects.in_bulk({rung.case_id for rung in rungs})
    wanted = {case.office_id for case in cases.values()} | {clock.office_id for clock in clocks.values()}
    offices = Office.objects.select_related("parent__parent").in_bulk(wanted)
    for case in cases.values():
        case.office = offices[case.office_id]
    for clock in clocks.values():
        clock.case, clock.office = cases[clock.case_id], offices[clock.office_id]
    for rung in rungs:
        rung.clock, rung.case = clocks[rung.clock_id], cases[rung.case_id]


def _elsewhere(due_rungs: QuerySet[Rung], limit: int) -> list[int]:
    """Lock any free cases with due rungs when the oldest ones are all at work elsewhere."""
    free = Case.objects.filter(pk__in=due_rungs.values("case_id")).select_for_update(skip_locked=True, of=("self",))
    return list(free.order_by("pk").values_list("pk", flat=True)[:limit])
