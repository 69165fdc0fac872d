"""Calendar months as values: the unit in which wages are agreed, owed and paid."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from law.errors import InvalidDate, InvalidPeriod

ONE_DAY = timedelta(days=1)
_WRITTEN = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month, 28 to 31."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def month_of(day: date) -> Month:
    """Return the month that contains `day`."""
    return Month(day.year, day.month)


def read_month(value: object, field: str) -> Month:
    """Read a month written as 2025-03; raise `InvalidDate` naming `field` for anything else."""
    if isinstance(value, Month):
        return value
    match = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise InvalidDate(field, "月份请写成 2025-03 的样子")
    year, number = int(match[1]), int(match[2])
    if not 1 <= number <= 12 or year < 1:
        raise InvalidDate(field, "没有这个月份")
    return Month(year, number)


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Return every day from `first` to `last`, both included; empty when `last` is earlier."""
    return tuple(first + ONE_DAY * step for step in range((last - first).days + 1))


def check_period(first: date, last: date, field: str) -> None:
    """Raise `InvalidPeriod` naming `field` when a period ends before it begins."""
    if last < first:
        raise InvalidPeriod(field, f"结束日 {last.isoformat()} 早于开始日 {first.isoformat()}")


def overlaps(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Say whether two periods, ends included, share a day."""
    return one[0] <= other[1] and other[0] <= one[1]


def add_months(day: date, count: int) -> date:
    """Return the corresponding day `count` months on, or the month's last day when it has no such day (民法典 202).

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + count
    month = Month(index // 12, index % 12 + 1)
    return date(month.year, month.number, min(day.day, month.last_day.day))
