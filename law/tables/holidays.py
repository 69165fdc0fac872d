"""Statutory holidays (全体公民放假的节日) by version of the Holiday Measures: the days that earn 300 % when worked.

The two latest versions were read in full; the two before them are recalled and agree with the published yearly notices.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from law.instruments import Confidence
from law.tables.dated import Dated

FESTIVALS: dict[str, tuple[str, str]] = {
    "new_year": ("元旦", "New Year's Day"),
    "spring_festival": ("春节", "Spring Festival"),
    "qingming": ("清明节", "Tomb-sweeping Day"),
    "labour_day": ("劳动节", "Labour Day"),
    "dragon_boat": ("端午节", "Dragon Boat Festival"),
    "mid_autumn": ("中秋节", "Mid-autumn Festival"),
    "national_day": ("国庆节", "National Day"),
    "victory_day": ("抗战胜利70周年纪念日", "70th anniversary of victory"),
}

EVE = (12, 0)
"""The last day of the lunar year (除夕), whatever its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayRow(Dated):
    """The statutory holidays of one version: solar (month, day), lunar (month, day), and whether Qingming is one."""

    solar: dict[tuple[int, int], str] = field(hash=False)
    lunar: dict[tuple[int, int], str] = field(hash=False)
    qingming: bool
    confidence: Confidence


_NATIONAL_DAY = {(10, 1): "national_day", (10, 2): "national_day", (10, 3): "national_day"}
_FIRST_THREE = {(1, 1): "spring_festival", (1, 2): "spring_festival", (1, 3): "spring_festival"}
_EVE_AND_TWO = {EVE: "spring_festival", (1, 1): "spring_festival", (1, 2): "spring_festival"}
_MOON = {(5, 5): "dragon_boat", (8, 15): "mid_autumn"}

HOLIDAYS: tuple[HolidayRow, ...] = (
    HolidayRow(
        version="1999",
        effective_from=date(2000, 1, 1),
        effective_to=date(2007, 12, 31),
        solar={
            (1, 1): "new_year",
            (5, 1): "labour_day",
            (5, 2): "labour_day",
            (5, 3): "labour_day",
            **_NATIONAL_DAY,
        },
        lunar=_FIRST_THREE,
        qingming=False,
        confidence=Confidence.RECALLED,
    ),
    HolidayRow(
        version="2007",
        effective_from=date(2008, 1, 1),
        effective_to=date(2013, 12, 31),
        solar={(1, 1): "new_year", (5, 1): "labour_day", **_NATIONAL_DAY},
        lunar={**_EVE_AND_TWO, **_MOON},
        qingming=True,
        confidence=Confidence.RECALLED,
    ),
    HolidayRow(
        version="2013",
        effective_from=date(2014, 1, 1),
        effective_to=date(2024, 12, 31),
        solar={(1, 1): "new_year", (5, 1): "labour_day", **_NATIONAL_DAY},
        lunar={**_FIRST_THREE, **_MOON},
        qingming=True,
        confidence=Confidence.VERIFIED,
    ),
    HolidayRow(
        version="2024",
        effective_from=date(2025, 1, 1),
        effective_to=None,
        solar={(1, 1): "new_year", (5, 1): "labour_day", (5, 2): "labour_day", **_NATIONAL_DAY},
        lunar={EVE: "spring_festival", **_FIRST_THREE, **_MOON},
        qingming=True,
        confidence=Confidence.VERIFIED,
    ),
)
