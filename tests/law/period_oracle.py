"""Counting one day at a time, as a clerk does on a wall calendar. It shares no code with law.periods."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

ONE = timedelta(days=1)


@dataclass
class Counted:
    """The last day of the run, the day the limit ends, and the years whose calendar was looked at."""

    unrolled: date
    due: date
    years: set[int]


@cache
def published(day: date) -> bool:
    """A working day according to the published calendar."""
    return bool(chinese_calendar.is_workday(day))


def count(
    *,
    unit: str,
    end: str,
    on: date,
    length: int,
    not_counted: int,
    suspended: Set[date],
    is_working: Callable[[date], bool],
) -> Counted:
    """Walk from the day of the event to the end of the run, then over days off as the end rule says."""
    years: set[int] = set()

    def working(day: date) -> bool:
        years.add(day.year)
        return is_working(day)

    step = -ONE if end == "count_back" else ONE
    wanted = length + not_counted
    if unit in ("month", "year"):
        wanted = (corresponding(on, length * (12 if unit == "year" else 1)) - on).days + not_counted
    day, counted = on, 0
    while counted < wanted:
        day += step
        if unit == "working_day" and not working(day):
            continue
        if day not in suspended:
            counted += 1
    unrolled = day
    if end in ("roll_forward", "roll_forward_by_analogy"):
        while not working(day):
            day += ONE
    if end == "roll_back":
        while not working(day):
            day -= ONE
    return Counted(unrolled, day, years)


def corresponding(on: date, months: int) -> date:
    """The same day number some months later, or the last day of a shorter month."""
    year, month = on.year, on.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    for number in range(on.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, on.day)
