"""Which days are working days: published years, years computed until their notice arrives, and local days off.

A `Calendar` is an immutable value. Years the State Council has published come from `chinesecalendar`; any other year
from `festivals.FIRST_YEAR` to `festivals.LAST_YEAR` is computed (weekends, statutory holidays, and a weekday off for
each statutory holiday on a weekend) and marked provisional until a notice for it is given.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Protocol

from law.errors import InvalidDate, InvalidFact
from law.festivals import statutory_holidays
from law.loading import load_facts
from law.published import PUBLISHED_YEARS, published_day
from law.tables.holidays import FESTIVALS
from law.tables.local_days import LocalDay, local_days_of

__all__ = ["DEFAULT", "Calendar", "DayOff", "HolidayNotice", "LocalDay", "WorkingCalendar", "recorded_notices"]

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class WorkingCalendar(Protocol):
    """What counting and wages ask of a calendar."""

    def is_working(self, day: date) -> bool:
        """Say whether `day` is a working day."""

    def is_statutory_holiday(self, day: date) -> bool:
        """Say whether `day` is a statutory holiday."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why a day is off: `kind` is weekend, statutory, adjusted, substitute or local; `zh` and `en` say it in words."""

    kind: str
    zh: str
    en: str
    festival_zh: str = ""
    festival_en: str = ""


_WEEKEND = DayOff("weekend", "周末", "weekend")


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayNotice:
    """The yearly arrangement of the State Council: the days off it names, and the weekend days turned into workdays.

    A notice may name days of the December before its year. Raises `InvalidDate` for a day of another year or a make-up
    workday that is no weekend day, `InvalidFact` for a day named twice or a statutory holiday left out.
    """

    year: int
    number: str
    issued_on: date
    off: tuple[date, ...]
    work: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if not self.number:
            raise InvalidFact("number", "缺少文号")
        for name in ("off", "work"):
            for index, day in enumerate(getattr(self, name)):
                if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                    raise InvalidDate(f"{name}[{index}]", f"{day.isoformat()} 不属于 {self.year} 年的安排")
        for index, day in enumerate(self.work):
            if day.weekday() < _SATURDAY:
                raise InvalidDate(f"work[{index}]", f"{day.isoformat()} 不是周末，不能调为工作日")
        if len({*self.off, *self.work}) != len(self.off) + len(self.work):
            raise InvalidFact("off", "同一天写了两次")
        for day in statutory_holidays(self.year):
            if day not in self.off:
                raise InvalidFact("off", f"缺少法定节日 {day.isoformat()}")


class _Year:
    """One year laid out for counting: a flag a day, and the ordinals of the working days in order."""

    __slots__ = ("first", "flags", "off", "working")

    def __init__(self, year: int, off: dict[date, DayOff]) -> None:
        self.first = date(year, 1, 1).toordinal()
        length = date(year, 12, 31).toordinal() - self.first + 1
        self.off = off
        flags = bytearray(b"\x01") * length
        for day in off:
            flags[day.toordinal() - self.first] = 0
        self.flags = bytes(flags)
        self.working = [self.first + index for index, flag in enumerate(flags) if flag]


@dataclass(frozen=True)
class Calendar:
    """An immutable calendar: published years, imported notices, and the local days off of one division."""

    notices: tuple[HolidayNotice, ...] = ()
    local_days: tuple[LocalDay, ...] = ()
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Say whether `day` is a working day; raises `InvalidDate` outside the years that can be computed."""
        table = self._year(day.year)
        return table.flags[day.toordinal() - table.first] == 1

    def is_statutory_holiday(self, day: date) -> bool:
        """Say whether `day` is a statutory holiday, which earns 300 % when worked: a list apart from days off."""
        return day in statutory_holidays(day.year)

    def is_provisional(self, year: int) -> bool:
        """Say whether the year is computed, its notice not being published or imported yet."""
        return year not in PUBLISHED_YEARS and all(notice.year != year for notice in self.notices)

    def day_off(self, day: date) -> DayOff | None:
        """Return why `day` is off, or None for a working day."""
        return self._year(day.year).off.get(day)

    def reason_off(self, day: date, lang: str = "zh") -> str:
        """Return why `day` is off in words, such as 国庆节, 国庆节调休 or 周末; empty for a working day."""
        found = self.day_off(day)
        return "" if found is None else found.en if lang == "en" else found.zh

    def with_notice(self, notice: HolidayNotice | Mapping[str, object] | str | bytes) -> tuple[Calendar, list[date]]:
        """Return the calendar with a published notice in the place of the computed year, and the days that change.

        `notice` may be the JSON of a `HolidayNotice`; a later notice for the same year replaces the earlier one.
        """
        given = notice if isinstance(notice, HolidayNotice) else load_facts(HolidayNotice, notice)
        kept = tuple(earlier for earlier in self.notices if earlier.year != given.year)
        after = replace(self, notices=tuple(sorted((*kept, given), key=lambda row: row.year)))
        return after, [day for day in _span(given.year) if self.is_working(day) != after.is_working(day)]

    def with_local_days(self, days: Iterable[LocalDay]) -> Calendar:
        """Return the calendar with local days off added."""
        return replace(
            self, local_days=tuple(sorted({*self.local_days, *days}, key=lambda row: (row.day, row.division)))
        )

    def for_division(self, division: str) -> Calendar:
        """Return the calendar of a division, with the local days off recorded for it and for the divisions above it."""
        days = local_days_of(division)
        return self.with_local_days(days) if days else self

    # Counting on ordinals, for law.periods: plain integers are what makes it fast.

    def working_between(self, after: int, until: int) -> int:
        """Count the working days in (after, until], given as ordinals."""
        total, day = 0, after
        while day < until:
            table = self._year(date.fromordinal(day + 1).year)
            last = min(until, table.first + len(table.flags) - 1)
            total += bisect_right(table.working, last) - bisect_right(table.working, day)
            day = last
        return total

    def nth_after(self, day: int, count: int) -> int:
        """Return the ordinal of the `count`-th working day after `day`; `day` itself when `count` is 0."""
        if count <= 0:
            return day
        year = date.fromordinal(day).year
        table = self._year(year)
        index = bisect_right(table.working, day) + count - 1
        while index >= len(table.working):
            index -= len(table.working)
            year += 1
            table = self._year(year)
        return table.working[index]

    def nth_before(self, day: int, count: int) -> int:
        """Return the ordinal of the `count`-th working day before `day`; `day` itself when `count` is 0."""
        if count <= 0:
            return day
        year = date.fromordinal(day).year
        table = self._year(year)
        index = bisect_left(table.working, day) - count
        while index < 0:
            year -= 1
            table = self._year(year)
            index += len(table.working)
        return table.working[index]

    def at_or_after(self, day: int) -> int:
        """Return the first working day on or after `day`, as ordinals."""
        return self.nth_after(day - 1, 1)

    def at_or_before(self, day: int) -> int:
        """Return the last working day on or before `day`, as ordinals."""
        return self.nth_before(day + 1, 1)

    def _year(self, year: int) -> _Year:
        table = self._years.get(year)
        if table is None:
            table = self._years[year] = _Year(year, self._days_off(year))
        return table

    def _days_off(self, year: int) -> dict[date, DayOff]:
        own = next((notice for notice in self.notices if notice.year == year), None)
        if own is not None:
            off = _notified(year, own)
        else:
            off = _published(year) if year in PUBLISHED_YEARS else _computed(year)
        following = next((notice for notice in self.notices if notice.year == year + 1), None)
        if following is not None:
            _apply(following, year, off)
        for local in self.local_days:
            if local.day.year == year and local.day not in off:
                off[local.day] = DayOff("local", local.name_zh, local.name_en, local.name_zh, local.name_en)
        return off


def _span(year: int) -> list[date]:
    first = date(year - 1, 12, 1)
    return [first + _ONE_DAY * step for step in range((date(year, 12, 31) - first).days + 1)]


def _weekends(year: int) -> dict[date, DayOff]:
    return {day: _WEEKEND for day in _days_of(year) if day.weekday() >= _SATURDAY}


def _days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + _ONE_DAY * step for step in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def _off(kind: str, festival: str) -> DayOff:
    zh, en = FESTIVALS[festival]
    words = {
        "statutory": ("", ""),
        "adjusted": ("调休", " adjusted rest day"),
        "substitute": ("补假", " substitute day"),
    }
    return DayOff(kind, zh + words[kind][0], en + words[kind][1], zh, en)


def _published(year: int) -> dict[date, DayOff]:
    off: dict[date, DayOff] = {}
    statutory = statutory_holidays(year)
    for day in _days_of(year):
        is_off, festival = published_day(day)
        if is_off:
            off[day] = _named(day, festival, statutory)
    return off


def _named(day: date, festival: str | None, statutory: Mapping[date, str]) -> DayOff:
    if day in statutory:
        return _off("statutory", statutory[day])
    return _off("adjusted", festival) if festival else _WEEKEND


def _computed(year: int) -> dict[date, DayOff]:
    statutory = statutory_holidays(year)
    off = _weekends(year)
    off.update({day: _off("statutory", festival) for day, festival in statutory.items()})
    for day, festival in statutory.items():
        if day.weekday() >= _SATURDAY:
            free = day + _ONE_DAY
            while free in off:
                free += _ONE_DAY
            off[free] = _off("substitute", festival)
    return off


def _notified(year: int, notice: HolidayNotice) -> dict[date, DayOff]:
    off = _weekends(year)
    _apply(notice, year, off)
    return off


def _apply(notice: HolidayNotice, year: int, off: dict[date, DayOff]) -> None:
    for day in notice.work:
        if day.year == year:
            off.pop(day, None)
    for day in notice.off:
        if day.year == year:
            off[day] = _named(day, _nearest_festival(day), statutory_holidays(year))


def _nearest_festival(day: date) -> str:
    around = [*statutory_holidays(day.year).items()]
    if day.month == 12:
        around += statutory_holidays(day.year + 1).items()
    return min(around, key=lambda item: abs((item[0] - day).days))[1]


def recorded_notices() -> tuple[HolidayNotice, ...]:
    """Return the notices kept in `law/data/notices`, by year; raises `InvalidFact` when a year has two."""
    found = [
        load_facts(HolidayNotice, file.read_text("utf-8"))
        for file in files("law").joinpath("data/notices").iterdir()
        if file.name.endswith(".json")
    ]
    if len({notice.year for notice in found}) != len(found):
        raise InvalidFact("year", "同一年有两份放假通知")
    return tuple(sorted(found, key=lambda notice: notice.year))


DEFAULT = Calendar(recorded_notices())
"""The published calendar, with the notices recorded since and without local days."""
