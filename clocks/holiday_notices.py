"""The State Council's holiday notice of a year: proposed by one person, previewed, agreed to by another."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from clocks import calendars, due
from clocks.errors import HolidayNoticeRefused
from clocks.models import CalendarNotice, Clock, Rung
from law.calendar import Calendar, HolidayNotice
from law.errors import LawError
from law.loading import load_facts
from offices import access
from offices.administration import What, write
from offices.clock import legal_day
from offices.models import Office, Staff
from offices.rights import Right

MARGIN = timedelta(days=31)
"""How far the first rung of a clock may lie before its due day that a notice moves, beyond the changed days."""


@dataclass(frozen=True)
class Move:
    """A running clock whose due day a notice moves."""

    clock: Clock
    before: date
    after: date


def _require(by: Staff, at: datetime) -> None:
    # The calendar is the whole country's: who keeps it administers from the top of the tree.
    for path in Office.objects.filter(parent__isnull=True).values_list("path", flat=True):
        access.require(by, Right.ADMINISTER, path, at)


def read(document: str) -> HolidayNotice:
    """Return the notice that a JSON text describes. Raises `HolidayNoticeRefused` with the field that is wrong."""
    try:
        return load_facts(HolidayNotice, document)
    except LawError as error:
        message = _("%(field)s：%(message)s") % {"field": error.field, "message": error.message}
        raise HolidayNoticeRefused(message, field="document") from error


@transaction.atomic
def propose(*, document: str, by: Staff, at: datetime) -> CalendarNotice:
    """Lay a notice before a second person. One that says what is in force already is refused: it changes nothing.

    Raises `NotPermitted` or `HolidayNoticeRefused`.
    """
    _require(by, at)
    notice = read(document)
    if not changed_days(notice) and not calendars.current().is_provisional(notice.year):
        raise HolidayNoticeRefused(_("这份通知已经生效，没有变化。"), field="document")
    if CalendarNotice.objects.filter(year=notice.year, approved_at__isnull=True).exists():
        raise HolidayNoticeRefused(_("%(year)s年已有一份通知等待批准。") % {"year": notice.year}, field="document")
    write(what=What.RULE_PROPOSED, at=at, by=by, detail=f"calendar {notice.year}")
    return CalendarNotice.objects.create(
        year=notice.year, number=notice.number, content=json.loads(document), proposed_by=by, proposed_at=at
    )


@transaction.atomic
def approve(*, notice: CalendarNotice, by: Staff, at: datetime) -> CalendarNotice:
    """Put a notice in force, as somebody other than who proposed it; approving again changes nothing.

    The clocks that it moves are counted again by `workflows.recalendar`. Raises `NotPermitted` or
    `HolidayNoticeRefused`.
    """
    _require(by, at)
    row = CalendarNotice.objects.select_for_update().get(pk=notice.pk)
    if row.approved_at is not None:
        return row
    if row.proposed_by_id == by.pk:
        raise HolidayNoticeRefused(_("提出的人不能自己批准。"))
    row.approved_by, row.approved_at = by, at
    row.save(update_fields=["approved_by", "approved_at"])
    write(what=What.RULE_APPROVED, at=at, by=by, detail=f"calendar {row.year}")
    calendars.recheck()
    return row


@transaction.atomic
def discard(*, notice: CalendarNotice, by: Staff, at: datetime) -> None:
    """Take back a proposal that was not approved. Raises `NotPermitted` or `HolidayNoticeRefused`."""
    _require(by, at)
    row = CalendarNotice.objects.select_for_update().get(pk=notice.pk)
    if row.approved_at is not None:
        raise HolidayNoticeRefused(_("已经生效的通知不能撤回，请提出新的通知。"))
    row.delete()


def changed_days(notice: HolidayNotice) -> list[date]:
    """Return the days that change between working and off against the calendar in force."""
    return calendars.current().with_notice(notice)[1]


def touched(changed: list[date]) -> QuerySet[Clock]:
    """Return the running clocks that reach into changed days, as far as their rungs tell without counting."""
    if not changed:
        return Clock.objects.none()
    rungs = Rung.objects.filter(clock=OuterRef("pk"), fire_at__isnull=False)
    reaches = rungs.filter(fire_at__date__gte=changed[0] - MARGIN)
    return Clock.objects.filter(
        Q(Exists(reaches)) | ~Q(Exists(rungs)), stopped_at__isnull=True, triggered_on__lte=changed[-1]
    )


def moves(notice: HolidayNotice, at: datetime) -> Iterator[Move]:
    """Foretell which clocks a notice moves, from when to when; nothing is written."""
    after, changed = calendars.current().with_notice(notice)
    divisions: dict[str, Calendar] = {}
    clocks = touched(changed).select_related("case", "case__office").prefetch_related("suspensions", "extensions")
    for clock in clocks.order_by("pk").iterator(chunk_size=2000):
        new_calendar = calendars.on_path(after, clock.office_path, divisions)
        old = due.deadline_of(clock, legal_day(at))
        new = due.deadline_of(clock, legal_day(at), calendar=new_calendar)
        if old is not None and new is not None and old.due != new.due:
            yield Move(clock, old.due, new.due)
