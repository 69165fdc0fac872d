"""The ladder of a clock as data: which rungs a kind of limit has, when each fires, and what it does.

Five kinds: a duty of an office, supervision of one, a dispute between two, a right of a person, a debt that somebody
promised or was ordered to pay. A statutory duty and a promised one climb the same ladder (law.md 2.10). Firing is
`workflows.sweep`'s work; it reads `Step`.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from clocks.calendars import OPENING
from clocks.models import Rung
from law.calendar import Calendar
from law.deadline import Deadline
from law.periods import compute_deadline
from law.rows import Limit, Unit, Who
from offices.clock import LEGAL_ZONE, legal_day

SUPERVISOR_OF_DEBT_AFTER = 3
"""Working days in which the holder of a debt records its default before the supervisor hears of it."""

REPEATS = (Rung.Code.REPEAT_1, Rung.Code.REPEAT_2, Rung.Code.REPEAT_3)
"""The repeated supervision notices (再次督办), in order."""

UPPER_RUNGS = frozenset({Rung.Code.UPPER_OFFICE, *REPEATS})
"""The rungs on which the upper office acts."""


@dataclass(frozen=True)
class Terms:
    """When rungs fire, as an office has set it. Days are working days; `LadderSetting` rows override the defaults."""

    remind_percent: int = 50
    last_day_before: int = 1
    upper_office_after: int = 3
    repeat_every: int = 5
    repeat_times: int = 3


DEFAULT_TERMS = Terms()


class Kind(StrEnum):
    """Whose limit it is."""

    DUTY = "duty"
    SUPERVISION = "supervision"
    DISPUTE = "dispute"
    RIGHT = "right"
    OPENING = "opening"
    DEBT = "debt"
    ELSEWHERE = "elsewhere"  # a court, the police, a commission, a company: nothing of ours is breached


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


_SUPERVISION = (
    Step(Rung.Code.REMIND, Audience.HOLDER, "clock_reminder"),
    Step(Rung.Code.LAST_DAY, Audience.HOLDER, "clock_last_day"),
    Step(Rung.Code.OVERDUE, Audience.NOBODY, is_breach=True),
    Step(Rung.Code.SUPERVISOR, Audience.SUPERVISORS, "clock_supervisor", escalates=True),
    Step(Rung.Code.UPPER_OFFICE, Audience.UPPER_SUPERVISORS, "clock_upper_office", escalates=True),
)
# The limit that a supervision task presses is pressed again by its own ladder; the task's limit need not be.
_DUTY = (*_SUPERVISION, *(Step(code, Audience.UPPER_SUPERVISORS, "clock_repeated") for code in REPEATS))
# An office that neither takes a returned case nor returns it breaches nothing: the common superior decides instead.
_DISPUTE = (
    Step(Rung.Code.REMIND, Audience.HOLDER, "clock_reminder"),
    Step(Rung.Code.SUPERVISOR, Audience.UPPER_SUPERVISORS, "jurisdiction_referred", escalates=True),
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
    Kind.SUPERVISION: _SUPERVISION,
    Kind.DISPUTE: _DISPUTE,
    Kind.RIGHT: _RIGHT,
    Kind.OPENING: _OPENING,
    Kind.DEBT: _DEBT,
    Kind.ELSEWHERE: (),
}

_KIND_OF_RULE = {
    "chase": Kind.SUPERVISION,
    "jurisdiction_dispute": Kind.DISPUTE,
    "mediation_right_to_arbitrate": Kind.OPENING,
    "mediation_performance": Kind.DEBT,
    "inspection_order_deadline": Kind.DEBT,
}

_WHOSE: dict[Kind, tuple[Who, ...]] = {
    Kind.DUTY: (
        Who.RECEIVING_UNIT,
        Who.PETITION_OFFICE,
        Who.COMPETENT_AGENCY,
        Who.HIGHER_AGENCY,
        Who.REVIEWERS_HIGHER_AGENCY,
        Who.SENDER,
        Who.AGENCY_HEAD,
        Who.DEPARTMENT_HEAD,
        Who.HRSS,
        Who.AGENCY,
        Who.MEDIATION_COMMITTEE,
        Who.OFFICE,
    ),
    Kind.RIGHT: (
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
    ),
    Kind.DEBT: (Who.DEBTOR,),
    Kind.ELSEWHERE: (
        Who.COURT,
        Who.COURT_PRESIDENT,
        Who.POLICE,
        Who.ARBITRATION_COMMISSION,
        Who.COMMISSION_HEAD,
        Who.TRIBUNAL,
        Who.GENERAL_CONTRACTOR,
        Who.CONTRACTORS,
        Who.CONSTRUCTION_UNIT,
    ),
}


def _total(whose: dict[Kind, tuple[Who, ...]]) -> dict[Who, Kind]:
    """Turn the table round; raises ValueError for somebody who stands in it twice or not at all."""
    kinds = [(who, kind) for kind, people in whose.items() for who in people]
    if sorted(who for who, _kind in kinds) != sorted(Who):
        raise ValueError("each of law.rows.Who has exactly one kind of limit")
    return dict(kinds)


_KIND_OF_WHO = _total(_WHOSE)


def kind_of(limit: Limit) -> Kind:
    """Return whose limit it is."""
    return _KIND_OF_RULE.get(limit.code) or _KIND_OF_WHO[limit.responsible]


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
    deadline: Deadline, *, triggered_at: datetime, terms: Terms = DEFAULT_TERMS, escalates_later: bool = False
) -> dict[str, datetime | None]:
    """Return when each rung of the deadline fires; None for a reminder that would come before the limit began.

    `escalates_later` moves the supervisor's rung three working days behind the due day: a debt's holder first has that
    time to record the default.
    """
    begins = at_opening(legal_day(triggered_at) + timedelta(days=1))
    remind, last = remind_at(deadline, terms), last_day_at(deadline, terms)
    is_remind_kept = begins <= remind < last
    supervisor_after = SUPERVISOR_OF_DEBT_AFTER if escalates_later else 0
    found: dict[str, datetime | None] = {
        Rung.Code.REMIND: remind if is_remind_kept else None,
        Rung.Code.LAST_DAY: last if last >= begins else None,
        Rung.Code.OVERDUE: overdue_at(deadline),
        Rung.Code.SUPERVISOR: after_due(deadline, supervisor_after) if supervisor_after else overdue_at(deadline),
        Rung.Code.UPPER_OFFICE: after_due(deadline, terms.upper_office_after),
    }
    for number, code in enumerate(REPEATS, start=1):
        days = terms.upper_office_after + number * terms.repeat_every
        found[code] = after_due(deadline, days) if number <= terms.repeat_times else None
    return found


def remind_at(deadline: Deadline, terms: Terms = DEFAULT_TERMS) -> datetime:
    """Return 09:00 of the day on which the set part of the length has run."""
    return at_opening(_part_way(deadline, terms.remind_percent))


def last_day_at(deadline: Deadline, terms: Terms = DEFAULT_TERMS) -> datetime:
    """Return 09:00 some working days (one, unless set otherwise) before the unrolled date, the office's own target."""
    return at_opening(day_from(deadline.calendar, deadline.unrolled, -terms.last_day_before))


def overdue_at(deadline: Deadline) -> datetime:
    """Return the first instant at which the limit is missed."""
    if deadline.due_at is not None:
        return deadline.due_at
    return datetime.combine(deadline.due + timedelta(days=1), time(0), LEGAL_ZONE)


def after_due(deadline: Deadline, working_days: int) -> datetime:
    """Return 09:00 a number of working days after the due day."""
    return at_opening(day_from(deadline.calendar, deadline.due, working_days))


def at_opening(day: date) -> datetime:
    """Return the instant at which offices open on a day."""
    return datetime.combine(day, OPENING, LEGAL_ZONE)


def day_from(calendar: Calendar, day: date, working_days: int) -> date:
    """Return the working day that lies a number of working days after (or, negative, before) `day`."""
    step = calendar.nth_after if working_days >= 0 else calendar.nth_before
    return date.fromordinal(step(day.toordinal(), abs(working_days)))


def _part_way(deadline: Deadline, percent: int) -> date:
    limit = deadline.limit
    counts_days = limit.unit in (Unit.CALENDAR_DAY, Unit.WORKING_DAY)
    if limit.length is None or not counts_days or not deadline.suspensions:
        return deadline.on + timedelta(days=(deadline.unrolled - deadline.on).days * percent // 100)
    part = max(1, (limit.length + deadline.extension) * percent // 100)
    shorter = replace(limit, length=part, extension=None)
    return compute_deadline(shorter, deadline.on, suspensions=deadline.suspensions, calendar=deadline.calendar).unrolled
