"""Days off that a province or an autonomous prefecture fixes itself (minority festivals), as data per division.

They are kept in `law/data/local_days_off.csv`: division code, day, names, and the notice each rests on. A day without a
published notice is not entered.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from law.errors import InvalidDate, InvalidFact


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDay:
    """One local day off of a division and of every division below it, with the notice that fixes it."""

    division: str
    day: date
    name_zh: str
    name_en: str
    source: str

    def __post_init__(self) -> None:
        for name in ("division", "name_zh", "name_en", "source"):
            if not getattr(self, name):
                raise InvalidFact(name, "地方放假日缺少这一项")


def read_local_days(lines: Iterable[str]) -> tuple[LocalDay, ...]:
    """Read local days from CSV lines; raises `InvalidDate` or `InvalidFact` naming the row and the column."""
    found = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        if set(row) != {"division", "day", "name_zh", "name_en", "source"} or None in row.values():
            raise InvalidFact(f"row {number}", "列应为 division,day,name_zh,name_en,source")
        try:
            day = date.fromisoformat(row.pop("day"))
        except ValueError:
            raise InvalidDate(f"row {number}: day", "没有这一天") from None
        found.append(LocalDay(day=day, **row))
    return tuple(found)


@cache
def recorded_local_days() -> tuple[LocalDay, ...]:
    """Return the local days off recorded with the project."""
    return read_local_days(files("law").joinpath("data/local_days_off.csv").read_text("utf-8").splitlines())


def local_days_of(division: str, days: Iterable[LocalDay] | None = None) -> tuple[LocalDay, ...]:
    """Return the days off that hold in a division (six-digit code): its own and those of the divisions above it."""
    rows = recorded_local_days() if days is None else days
    return tuple(row for row in rows if division.startswith(_stem(row.division)))


def _stem(division: str) -> str:
    while len(division) > 2 and division.endswith("00"):
        division = division[:-2]
    return division
