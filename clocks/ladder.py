"""The ladder of a clock as data: which rungs a kind of limit has, when each fires, and what it does.

Three kinds: a duty of an office, a right of a person, a debt that somebody promised or was ordered to pay. A statutory
duty and a promised one climb the same ladder (law.md 2.10). Firing is `workflows.sweep`'s work; it reads `Step`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from clocks.models import Rung
from law.calendar import Calendar
from law.periods import Deadline, compute_deadline
from law.rows import Limit, Unit, Who
from offices.clock import LEGAL_ZONE, legal_day

OPENING = time(9)
"""Reminders come when offices open; a breach begins at midnight."""

UPPER_OFFICE_AFTER = 3
"""Working days after the due day until the upper office steps in."""

REMIND_AT = 2
"""The reminder comes when one half of the length has run: 1 / REMIND_AT."""


class Kind(StrEnum):
    """Whose limit it is."""

    DUTY = "duty"
    RIGHT = "right"
    OPENING = "opening"
    DEBT = "debt"


class Audience(StrEnum):
    """Who hears of a rung."""

    HOLDER = "holder"
    SUPERVISORS = "supervisors"
    UPPER_SUPERVISORS = "upper_supervisors"
    WORKER = "worker"
    DEBTOR = "debtor"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Step:
    """One rung as data: to whom which notice goes, whether it is a breach, and whether it opens an escalation task.

    The text of `template` takes number, title, due, office and url.
    """

    code: str
    audience: Audience
    template: str = ""
    is_breach: bool = False
    escalates: bool = False


_DUTY = (
    Step(Rung.Code.REMIND, Audience.HOLDER, "clock_reminder"),
    Step(Rung.Code.LAST_DAY, Audience.HOLDER, "clock_last_day"),
    Step(Rung.Code.OVERDUE, Audience.NOBODY, is_breach=True),
    Step(Rung.Code.SUPERVISOR, Audience.SUPERVISORS, "clock_supervisor", escalates=True),
    Step(Rung.Code.UPPER_OFFICE, Audience.UPPER_SUPERVISORS, "clock_upper_office", escalates=True),
)
_RIGHT = (
    Step(Rung.Code.REMIND, Audience.WORKER, "right_expiring"),
    Step(Rung.Code.LAST_DAY, Audience.WORKER, "right_expiring"),
)
_OPENING = (Step(Rung.Code.OVERDUE, Audience.WORKER, "right_opened"),)
_DEBT = (
    Step(Rung.Code.REMIND, Audience.DEBTOR, "debt_due"),
    Step(Rung.Code.LAST_DAY, Audience.DEBTOR, "debt_due"),
    Step(Rung.Code.OVERDUE, Audience.HOLDER, "debt_overdue", is_breach=True),
    Step(Rung.Code.SUPERVISOR, Audience.SUPERVISORS, "clock_supervisor", escalates=True),
)

LADDERS: dict[Kind, tuple[Step, ...]] = {
    Kind.DUTY: _DUTY,
    Kind.RIGHT: _RIGHT,
    Kind.OPENING: _OPENING,
    Kind.DEBT: _DEBT,
}

_KIND_OF_RULE = {
    "mediation_right_to_arbitrate": Kind.OPENING,
    "mediation_performance": Kind.DEBT,
    "inspection_order_deadline": Kind.DEBT,
}

_RIGHT_HOLDERS = frozenset(
    {
        Who.APPLICANT,
        Who.BOTH_SIDES,
        Who.CREDITOR,
        Who.EMPLOYER,
        Who.OTHER_SIDE,
        Who.OUTSIDER,
        Who.PARTY,
        Who.PETITIONER,
        Who.RESPONDENT,
        Who.WORKER,
    }
)


def kind_of(limit: Limit) -> Kind:
    """Return whose limit it is."""
    if limit.code in _KIND_OF_RULE:
        return _KIND_OF_RULE[limit.code]
    if limit.responsible is Who.DEBTOR:
        return Kind.DEBT
    return Kind.RIGHT if limit.responsible in _RIGHT_HOLDERS else Kind.DUTY


def steps_of(limit: Limit) -> tuple[Step, ...]:
    """Return the rungs that a clock of this limit has."""
    return LADDERS[kind_of(limit)]


def step_of(limit: Limit, code: str) -> Step:
    """Return one rung of a limit's ladder; raises KeyError when its ladder has no such rung."""
    for step in steps_of(limit):
        if step.code == code:
            return step
    raise KeyError(code)


def instants(
    deadline: Deadline, *, triggered_at: datetime, escalates_later: bool = False
) -> dict[str, datetime | None]:
    """Return when each rung of the deadline fires; None for a reminder that would come before the limit began.

    `escalates_later` moves the supervisor's rung three working days behind the due day: a debt's holder first has that
    time to record the default.
    """
    instants_by_code: dict[str, datetime | None] = {code: moment(deadline) for code, moment in _MOMENTS.items()}
    if escalates_later:
        instants_by_code[Rung.Code.SUPERVISOR] = upper_office_at(deadline)
    begins = at_opening(legal_day(triggered_at) + timedelta(days=1))
    for code in (Rung.Code.REMIND, Rung.Code.LAST_DAY):
        found = instants_by_code[code]
        if found is not None and found < begins:
            instants_by_code[code] = None
    remind, last = instants_by_code[Rung.Code.REMIND], instants_by_code[Rung.Code.LAST_DAY]
    if remind is not None and (last is None or remind >= last):
        instants_by_code[Rung.Code.REMIND] = None
    return instants_by_code


def remind_at(deadline: Deadline) -> datetime:
    """Return 09:00 of the day on which half of the length has run."""
    return at_opening(_halfway(deadline))


def last_day_at(deadline: Deadline) -> datetime:
    """Return 09:00 one working day before the unrolled date, the office's own target."""
    return at_opening(day_from(deadline.calendar, deadline.unrolled, -1))


def overdue_at(deadline: Deadline) -> datetime:
    """Return the first instant at which the limit is missed."""
    if deadline.due_at is not None:
        return deadline.due_at
    return datetime.combine(deadline.due + timedelta(days=1), time(0), LEGAL_ZONE)


def upper_office_at(deadline: Deadline) -> datetime:
    """Return 09:00 three working days after the due day."""
    return at_opening(day_from(deadline.calendar, deadline.due, UPPER_OFFICE_AFTER))


def at_opening(day: date) -> datetime:
    """Return the instant at which offices open on a day."""
    return datetime.combine(day, OPENING, LEGAL_ZONE)


def day_from(calendar: Calendar, day: date, working_days: int) -> date:
    """Return the working day that lies a number of working days after (or, negative, before) `day`."""
    step = calendar.nth_after if working_days >= 0 else calendar.nth_before
    return date.fromordinal(step(day.toordinal(), abs(working_days)))


def _halfway(deadline: Deadline) -> date:
    limit = deadline.limit
    counts_days = limit.unit in (Unit.CALENDAR_DAY, Unit.WORKING_DAY)
    if limit.length is None or not counts_days or not deadline.suspensions:
        return deadline.on + (deadline.unrolled - deadline.on) // REMIND_AT
    half = replace(limit, length=max(1, (limit.length + deadline.extension) // REMIND_AT), extension=None)
    return compute_deadline(half, deadline.on, suspensions=deadline.suspensions, calendar=deadline.calendar).unrolled


_MOMENTS: dict[str, Callable[[Deadline], datetime]] = {
    Rung.Code.REMIND: remind_at,
    Rung.Code.LAST_DAY: last_day_at,
    Rung.Code.OVERDUE: overdue_at,
    Rung.Code.SUPERVISOR: overdue_at,
    Rung.Code.UPPER_OFFICE: upper_office_at,
}
