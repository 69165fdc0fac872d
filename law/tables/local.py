"""Amounts a province or a city fixes itself, with the legal minimum wherever the local figure is unknown.

What is not published stays empty here; the functions that read it say so with a notice instead of guessing.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from law.tables.dated import Dated


@dataclass(frozen=True, slots=True)
class MinimumWageRow(Dated):
    """Minimum wage of one tier: yuan a month full time, yuan an hour part time."""

    province: str
    tier: int
    monthly: Decimal
    hourly: Decimal
    confidence: str

    @property
    def is_confirmed(self) -> bool:
        """Say whether the figure was read in the provincial notice itself."""
        return self.confidence == "confirmed"


@dataclass(frozen=True, slots=True)
class TierRow(Dated):
    """The minimum-wage tier of one county-level division."""

    division: str
    tier: int


@dataclass(frozen=True, slots=True)
class AverageWageRow(Dated):
    """Average monthly wage of a city for the year before, which caps severance."""

    division: str
    monthly: Decimal


@dataclass(frozen=True, slots=True)
class CrimeAmountRow(Dated):
    """Figures a High People's Court fixed for the crime of refusing to pay, inside the national band."""

    province: str
    single: Decimal
    group: Decimal


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """The minimum wage found for a place and a day, and whether its tier had to be assumed."""

    row: MinimumWageRow
    tier_assumed: bool


@dataclass(frozen=True, slots=True)
class LocalTables:
    """All local rows a calculation may read.

    An office passes its own; the default is what is published with the code.
    """

    minimum_wages: tuple[MinimumWageRow, ...] = ()
    tiers: tuple[TierRow, ...] = ()
    average_wages: tuple[AverageWageRow, ...] = ()
    crime_amounts: tuple[CrimeAmountRow, ...] = ()

    def minimum_wage(self, division: str, day: date) -> MinimumWage | None:
        """Return the minimum wage of `division` on `day`, or None when no row reaches that place and day.

        A division whose tier is unknown gets the lowest amount of its province on that day, marked as assumed.
        """
        rows = [row for row in self.minimum_wages if division.startswith(row.province) and row.holds_on(day)]
        tier = self.tier(division, day)
        for row in rows:
            if row.tier == tier:
                return MinimumWage(row, tier_assumed=False)
        if not rows:
            return None
        return MinimumWage(min(rows, key=lambda row: row.monthly), tier_assumed=True)

    def tier(self, division: str, day: date) -> int | None:
        """Return the tier of the county that contains `division`, or None when the notice was never loaded."""
        for row in self.tiers:
            if division.startswith(row.division) and row.holds_on(day):
                return row.tier
        return None

    def average_wage(self, division: str, day: date) -> AverageWageRow | None:
        """Return the most local average wage row in force for `division` on `day`."""
        rows = [row for row in self.average_wages if division.startswith(row.division) and row.holds_on(day)]
        return max(rows, key=lambda row: len(row.division), default=None)

    def crime_amount(self, division: str, day: date) -> CrimeAmountRow | None:
        """Return the province's figures for the crime of refusing to pay, or None when it has none on record."""
        for row in self.crime_amounts:
            if division.startswith(row.province) and row.holds_on(day):
                return row
        return None


@cache
def published() -> LocalTables:
    """Return the local rows of every province that has a file of minimum wages; nothing else is published as data."""
    folder = files("law").joinpath("data/minimum_wages")
    rows: list[MinimumWageRow] = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        province = file.name.removesuffix(".csv")
        lines = file.read_text(encoding="utf-8").splitlines()
        rows.extend(_minimum_wage(province, row) for row in csv.DictReader(lines))
    return LocalTables(minimum_wages=tuple(rows))


def _minimum_wage(province: str, row: dict[str, str]) -> MinimumWageRow:
    return MinimumWageRow(
        version=f"minimum-wage-{province}-{row['effective_from']}-{row['tier']}",
        effective_from=date.fromisoformat(row["effective_from"]),
        effective_to=date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
        province=province,
        tier=int(row["tier"]),
        monthly=Decimal(row["monthly_cny"]),
        hourly=Decimal(row["hourly_cny"]),
        confidence=row["confidence"],
    )
