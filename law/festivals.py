"""The days on which festivals fall: fixed days, lunar days, and the solar term Qingming."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from lunardate import LunarDate  # type: ignore[import-untyped,unused-ignore]

from law.errors import InvalidDate
from law.tables.dated import row_on
from law.tables.holidays import EVE, HOLIDAYS, HolidayRow

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""The lunar tables end with 2099; the holiday versions known here begin with 2000."""


@cache
def statutory_holidays(year: int) -> Mapping[date, str]:
    """Return the statutory holidays of a year and the festival each belongs to; they are 300 % days when worked.

    Raises `InvalidDate` outside `FIRST_YEAR` to `LAST_YEAR`. Two festivals on one day give the next free day as well:
    人社厅函〔2020〕135号 says so of 1 to 4 October 2020, and the other years are read the same way.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidDate("year", f"日历只能推算 {FIRST_YEAR} 年至 {LAST_YEAR} 年，没有 {year} 年")
    row = row_on(HOLIDAYS, date(year, 1, 1), "year")
    found: dict[date, str] = {}
    for day, festival in sorted(_days(row, year)):
        while day in found:
            day += timedelta(days=1)
        found[day] = festival
    return MappingProxyType(dict(sorted(found.items())))


def _days(row: HolidayRow, year: int) -> list[tuple[date, str]]:
    days = [(date(year, month, day), festival) for (month, day), festival in row.solar.items()]
    for (month, day), festival in row.lunar.items():
        found = new_year_of_moon(year) - timedelta(days=1) if (month, day) == EVE else _solar(year, month, day)
        days.append((found, festival))
    if row.qingming:
        days.append((qingming(year), "qingming"))
    return days


def new_year_of_moon(year: int) -> date:
    """Return the first day of the lunar year that begins in `year` (春节)."""
    return _solar(year, 1, 1)


def _solar(year: int, month: int, day: int) -> date:
    found: date = LunarDate(year, month, day).to_solar_date()
    return found


def qingming(year: int) -> date:
    """Return the day of Qingming (清明), 4 or 5 April, by the usual formula for the years 2000 to 2099."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)
