"""Dated thresholds: group, crime, blacklist and early-exit figures.

The band of the crime is national, the figure provincial.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.tables.dated import Dated

OVER_AGE_RULES_FROM = date(2026, 7, 1)


@dataclass(frozen=True, slots=True)
class CrimeRow(Dated):
    """法释〔2013〕3号 art. 3: when the amount of refused pay is "relatively large"."""

    single_months: Decimal
    single_min: Decimal
    single_max: Decimal
    group_workers: int
    group_min: Decimal
    group_max: Decimal


@dataclass(frozen=True, slots=True)
class GroupRow(Dated):
    """From how many workers a dispute is collective, and how many representatives may speak."""

    collective_workers: int
    petition_representatives_max: int
    arbitration_representatives_min: int
    arbitration_representatives_max: int


@dataclass(frozen=True, slots=True)
class BlacklistRow(Dated):
    """Order 45: how long a listing lasts and when it may end early."""

    listing_years: int
    early_exit_months: int


CRIME = (
    CrimeRow(
        version="crime-2013",
        effective_from=date(2013, 1, 23),
        effective_to=None,
        single_months=Decimal(3),
        single_min=Decimal(5000),
        single_max=Decimal(20000),
        group_workers=10,
        group_min=Decimal(30000),
        group_max=Decimal(100000),
    ),
)

GROUP = (
    GroupRow(
        version="group-2008",
        effective_from=date(2008, 5, 1),
        effective_to=None,
        collective_workers=10,
        petition_representatives_max=5,
        arbitration_representatives_min=3,
        arbitration_representatives_max=5,
    ),
)

BLACKLIST = (
    BlacklistRow(
        version="blacklist-2022",
        effective_from=date(2022, 1, 1),
        effective_to=None,
        listing_years=3,
        early_exit_months=6,
    ),
)
