"""What a clock says: its deadline, its lamp and its sentence, derived and never stored.

Given a clock whose suspensions and extensions are prefetched, nothing here asks the database, but once a request which
holiday notices are in force.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clocks import calendars, ladder, standards
from clocks.models import Clock, Suspension
from law import periods
from law.calendar import Calendar
from law.deadline import Deadline
from law.deadline import Suspension as LegalSuspension
from law.limits import get_limit
from law.rows import Limit, Unit
from offices.clock import legal_day

ONE_DAY = timedelta(days=1)

NEARLY = 5
"""The lamp turns yellow when one fifth (1 / NEARLY) of the time is left."""


@dataclass(frozen=True, kw_only=True)
class ClockState:
    """A clock at an instant. Days are legal days; `days_used` and `days_total` count the rule's own unit.

    A rule without a length has no `due_on`: such a clock is never overdue and its lamp is grey.
    """

    title_zh: str
    title_en: str
    citation_zh: str
    citation_en: str
    due_on: date | None
    unrolled_on: date | None
    overdue_at: datetime | None
    provisional: bool
    is_overdue: bool
    is_suspended: bool
    is_stopped: bool
    days_used: int
    days_total: int
    days_left: int | None
    lamp: str
    today: date
    deadline: Deadline | None
    pause: tuple[date, str] | None

    def explain(self, lang: str = "zh") -> str:
        """Return one sentence, in Chinese ("zh") or English ("en"), that says how the date came about."""
        sentence = self._counted(lang)
        if self.pause is not None:
            since, ground = self.pause
            sentence += _PAUSED[lang] % {"since": since.isoformat(), "ground": ground}
        return sentence

    def _counted(self, lang: str) -> str:
        if self.deadline is not None:
            return self.deadline.explain(lang, self.today)
        values = {
            "title": self.title_en if lang == "en" else self.title_zh,
            "citation": self.citation_en if lang == "en" else self.citation_zh,
        }
        return _NO_LENGTH[lang] % values


_PAUSED = {
    "zh": "自%(since)s起中止（%(ground)s），恢复后接着算。",
    "en": " Paused since %(since)s (%(ground)s); it runs on after that.",
}
_NO_LENGTH = {
    "zh": "%(title)s：没有规定天数（%(citation)s）。",
    "en": "%(title)s: no number of days is set (%(citation)s).",
}


def limit_of(clock: Clock) -> Limit:
    """Return the rule as it stood on the trigger day: the law's own row, or the promise kept on the clock."""
    if not clock.unit:
        return get_limit(clock.rule, clock.triggered_on)
    return standards.limit_of(clock.rule, title=clock.title, length=clock.length or 0, unit=Unit(clock.unit))


def title_of(clock: Clock, lang: str = "zh") -> str:
    """Return the name of a clock's limit in one of the law's languages."""
    limit = limit_of(clock)
    return limit.title_en if lang == "en" else limit.title_zh


def deadline_of(clock: Clock, today: date, *, calendar: Calendar | None = None) -> Deadline | None:
    """Return the deadline; None when the rule has no length. `calendar`: another than the one in force at its place.

    Of an open suspension `today` is a part: the date is what it would be if the clock ran again tomorrow.
    """
    return _computed(
        clock,
        limit_of(clock),
        extension=sum(extension.length for extension in clock.extensions.all()),
        suspensions=_suspensions(clock, today),
        calendar=calendar,
    )


def first_deadline(clock: Clock, limit: Limit) -> Deadline | None:
    """Return the deadline of a clock that is only being laid out: nothing has paused or extended it yet."""
    return _computed(clock, limit)


def _computed(
    clock: Clock,
    limit: Limit,
    *,
    extension: int = 0,
    suspensions: Sequence[LegalSuspension] = (),
    calendar: Calendar | None = None,
) -> Deadline | None:
    if clock.agreed_due_on is None and limit.length is None:
        return None
    return periods.compute_deadline(
        limit,
        clock.triggered_at if limit.unit is Unit.HOUR else clock.triggered_on,
        extension=extension,
        suspensions=suspensions,
        calendar=calendar or calendars.for_path(clock.office_path),
        agreed_on=clock.agreed_due_on,
    )


def _suspensions(clock: Clock, today: date) -> list[LegalSuspension]:
    found = sorted(clock.suspensions.all(), key=lambda pause: pause.since_on)
    return [
        LegalSuspension(pause.since_on, pause.until_on or max(today, pause.since_on) + ONE_DAY, pause.ground)
        for pause in found
    ]


def open_suspension(clock: Clock) -> Suspension | None:
    """Return the suspension that still runs, if any."""
    return next((pause for pause in clock.suspensions.all() if pause.until_on is None), None)


def state(clock: Clock, at: datetime) -> ClockState:
    """Return what the clock says at an instant; a stopped clock says what it said when it stopped."""
    moment = min(at, clock.stopped_at) if clock.stopped_at else at
    today = legal_day(moment)
    limit = limit_of(clock)
    deadline = deadline_of(clock, today)
    pause = open_suspension(clock) if clock.stopped_at is None else None
    overdue_at = ladder.overdue_at(deadline) if deadline else None
    is_overdue = overdue_at is not None and moment >= overdue_at
    return ClockState(
        title_zh=limit.title_zh,
        title_en=limit.title_en,
        citation_zh=limit.citation.short_zh,
        citation_en=limit.citation.short_en,
        due_on=deadline.due if deadline else None,
        unrolled_on=deadline.unrolled if deadline else None,
        overdue_at=overdue_at,
        provisional=bool(deadline and deadline.provisional),
        is_overdue=is_overdue,
        is_suspended=pause is not None,
        is_stopped=clock.stopped_at is not None,
        days_used=deadline.used(today) if deadline else 0,
        days_total=deadline.total if deadline else 0,
        days_left=(deadline.due - today).days if deadline else None,
        lamp=_lamp(clock, deadline, moment, is_suspended=pause is not None, is_overdue=is_overdue),
        today=today,
        deadline=deadline,
        pause=(pause.since_on, pause.ground) if pause else None,
    )


def _lamp(clock: Clock, deadline: Deadline | None, moment: datetime, *, is_suspended: bool, is_overdue: bool) -> str:
    if clock.stopped_at is not None or deadline is None:
        return "grey"
    if is_overdue:
        return "red"
    if is_suspended:
        return "paused"
    whole = (deadline.due - deadline.on).days
    left = (deadline.due - legal_day(moment)).days
    is_near = moment >= ladder.last_day_at(deadline) or left * NEARLY <= whole
    return "yellow" if is_near else "green"
