"""After a holiday notice came into force: count again what it moves, in each case's history, and tell who must know.

Any worker may do it, be killed in it, and begin again: a clock that has moved does not move twice.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from clocks import calendars, due, holiday_notices, queries
from clocks import services as clock_services
from clocks.errors import ClockNotRunning
from clocks.models import CalendarNotice, Clock
from law.calendar import DEFAULT, HolidayNotice
from law.loading import load_facts
from offices.language import law_language
from workflows import messages
from workflows.models import WorkItem

SETTLED_AFTER = timedelta(minutes=1)
"""An act that was under way as the notice was approved may have counted the old way; a later round finds its clock."""


def recount_waiting(at: datetime) -> int:
    """Count again for every notice in force that is not settled; return how many clocks moved."""
    calendars.recheck()
    waiting = CalendarNotice.objects.filter(approved_at__isnull=False, applied_at__isnull=True).order_by("pk")
    return sum(_recount(notice, at) for notice in waiting)


def _recount(notice: CalendarNotice, at: datetime) -> int:
    changed = _days_of(notice)
    moved = 0
    for pk in holiday_notices.touched(changed).order_by("pk").values_list("pk", flat=True).iterator():
        moved += _recount_one(pk, notice, at)
    if notice.approved_at is not None and at - notice.approved_at >= SETTLED_AFTER:
        CalendarNotice.objects.filter(pk=notice.pk).update(applied_at=at)
    return moved


def _days_of(notice: CalendarNotice) -> list[date]:
    """Return the days on which the notice differs from the law's own calendar: those that it may have changed."""
    return DEFAULT.with_notice(load_facts(HolidayNotice, notice.content))[1]


@transaction.atomic
def _recount_one(pk: int, notice: CalendarNotice, at: datetime) -> bool:
    clock = queries.with_facts().select_related("case", "office").get(pk=pk)
    try:
        has_moved = clock_services.recount(clock=clock, reason=notice.number, at=at)
    except ClockNotRunning:
        return False
    if has_moved:
        _tell(clock, notice, at)
        CalendarNotice.objects.filter(pk=notice.pk).update(moved=F("moved") + 1)
    return has_moved


def _tell(clock: Clock, notice: CalendarNotice, at: datetime) -> None:
    state, case = due.state(clock, at), clock.case
    context = {"due": state.due_on, "notice": notice.number}
    occasion = f"clock{clock.pk}:{notice.pk}"
    title = due.title_of(clock, law_language(case.language))
    messages.tell(messages.claimants(case), "date_moved", case=case, at=at, occasion=occasion, title=title, **context)
    holding = Q(clock=clock, closed_at__isnull=True, holder__isnull=False)
    holders = [item.holder for item in WorkItem.objects.filter(holding).select_related("holder") if item.holder]
    messages.tell_staff(
        holders,
        "clock_moved",
        case=case,
        at=at,
        occasion=occasion,
        title=clock.title,
        due=state.due_on,
        notice=notice.number,
    )
