"""When each rung of a clock fires, replayed from a log of what happened to it, one day at a time.

It shares no code with clocks/ or law/periods.py: only what the statute says of a limit (unit, length, end) is taken.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.law.period_oracle import count, published

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE = timedelta(days=1)
UPPER_AFTER, REPEAT_EVERY, REPEATS = 3, 5, 3


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def at_nine(day: date) -> datetime:
    return datetime.combine(day, time(9), SHANGHAI)


def working_days_from(day: date, number: int) -> date:
    step = ONE if number > 0 else -ONE
    while number:
        day += step
        if published(day):
            number -= 1 if number > 0 else -1
    return day


@dataclass
class Replayed:
    """One clock as its log tells: what was counted out, what was added, whether it runs."""

    unit: str
    end: str
    length: int
    triggered_at: datetime
    pauses: list[tuple[date, date]] = field(default_factory=list)
    paused_since: date | None = None
    added: int = 0
    is_stopped: bool = False
    fired: dict[str, datetime] = field(default_factory=dict)

    def planned(self) -> dict[str, datetime]:
        """When the rungs would fire as things stand."""
        if self.is_stopped or self.paused_since is not None:
            return {}
        on = day_of(self.triggered_at)
        out = {since + ONE * n for since, until in self.pauses for n in range((until - since).days)}
        run = {"unit": self.unit, "end": self.end, "on": on, "suspended": out, "is_working": published}
        whole = count(length=self.length, not_counted=self.added, **run)
        if self.pauses:
            half = count(length=max(1, (self.length + self.added) // 2), not_counted=0, **run).unrolled
        else:
            half = on + timedelta(days=(whole.unrolled - on).days // 2)
        remind, last = at_nine(half), at_nine(working_days_from(whole.unrolled, -1))
        begins, missed = at_nine(on + ONE), datetime.combine(whole.due + ONE, time(0), SHANGHAI)
        found = {"overdue": missed, "supervisor": missed}
        if last >= begins:
            found["last_day"] = last
        if begins <= remind < last:
            found["remind"] = remind
        found["upper_office"] = at_nine(working_days_from(whole.due, UPPER_AFTER))
        for number in range(1, REPEATS + 1):
            found[f"repeat_{number}"] = at_nine(working_days_from(whole.due, UPPER_AFTER + number * REPEAT_EVERY))
        return found

    def fire(self, until: datetime, not_before: datetime) -> None:
        """Fire what is due by an instant; what came due while it could not fire does so at `not_before`."""
        for code, at in self.planned().items():
            if code not in self.fired and at <= until:
                self.fired[code] = max(at, not_before)

    def happen(self, kind: str, at: datetime, amount: int) -> None:
        """Change the clock as the log says."""
        today = day_of(at)
        if kind == "suspend":
            self.paused_since = today
        elif kind == "resume":
            self.pauses.append((self.paused_since, today))
            self.paused_since = None
        elif kind == "extend":
            self.added += amount
        elif kind == "stop":
            self.is_stopped = True


def replay(clock: Replayed, log: list[tuple[datetime, str, int]], end: datetime) -> dict[str, datetime]:
    """Return when each rung fired until `end`."""
    before = clock.triggered_at
    for at, kind, amount in log:
        clock.fire(at, before)
        clock.happen(kind, at, amount)
        clock.fire(at, at)
        before = at
    clock.fire(end, before)
    return clock.fired
