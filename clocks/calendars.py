"""The calendar that clocks count with: the law's own, and the notices that were approved here since.

Every process keeps it, and asks once a request or job (`recheck`) whether a notice has come into force meanwhile.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import QuerySet

from clocks.models import CalendarNotice
from law.calendar import DEFAULT, Calendar
from offices.clock import LEGAL_ZONE

OPENING, CLOSING = time(9), time(18)


@dataclass
class _Known:
    notices: int
    calendar: Calendar
    by_division: dict[str, Calendar] = field(default_factory=dict)


_known = _Known(0, DEFAULT)
_is_checked: ContextVar[bool] = ContextVar("calendar_is_checked", default=False)


def recheck(**_signal: object) -> None:
    """Let the next use ask the database again which notices are in force."""
    _is_checked.set(False)


def forget(*, is_checked: bool = False) -> None:
    """Go back to the law's own calendar; `is_checked` says that no notice is in force."""
    global _known
    _known = _Known(0, DEFAULT)
    _is_checked.set(is_checked)


def current() -> Calendar:
    """Return the calendar in force, without local days off."""
    return _current().calendar


def for_path(office_path: str) -> Calendar:
    """Return the calendar of the place where an office works, with its local days off."""
    return on_path(current(), office_path, _current().by_division)


def on_path(calendar: Calendar, office_path: str, known: dict[str, Calendar]) -> Calendar:
    """Return a calendar with the local days off of an office's place; `known` keeps what was made before."""
    code = next((segment for segment in reversed(office_path.split(".")) if segment.isdigit()), "")
    if code not in known:
        known[code] = calendar.for_division(code) if code else calendar
    return known[code]


def _current() -> _Known:
    global _known
    if not _is_checked.get():
        # A notice that was approved stays so; a later one for the same year is a row of its own.
        in_force = CalendarNotice.objects.filter(approved_at__isnull=False)
        count = in_force.count()
        if count != _known.notices:
            _known = _Known(count, _with_notices(in_force))
        _is_checked.set(True)
    return _known


def _with_notices(in_force: QuerySet[CalendarNotice]) -> Calendar:
    calendar = DEFAULT
    for row in in_force.order_by("approved_at", "pk"):
        calendar, _changed = calendar.with_notice(row.content)
    return calendar


def working_time(at: datetime, office_path: str) -> datetime:
    """Return the instant itself when the office works then, else the next opening (09:00 of a working day)."""
    calendar, local = for_path(office_path), at.astimezone(LEGAL_ZONE)
    day = local.date()
    if local.time() >= CLOSING:
        day = date.fromordinal(calendar.nth_after(day.toordinal(), 1))
    elif calendar.is_working(day) and local.time() >= OPENING:
        return at
    day = date.fromordinal(calendar.at_or_after(day.toordinal()))
    return datetime.combine(day, OPENING, LEGAL_ZONE)
