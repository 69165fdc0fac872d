"""The years the State Council has published, as the library `chinesecalendar` records them."""

from __future__ import annotations

from datetime import date

from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped,unused-ignore]

_FESTIVAL = {
    "New Year's Day": "new_year",
    "Spring Festival": "spring_festival",
    "Tomb-sweeping Day": "qingming",
    "Labour Day": "labour_day",
    "Dragon Boat Festival": "dragon_boat",
    "Mid-autumn Festival": "mid_autumn",
    "National Day": "national_day",
    "Anti-Fascist 70th Day": "victory_day",
}

PUBLISHED_YEARS = range(min(holidays).year, max(holidays).year + 1)
"""The years the library knows; it raises NotImplementedError beyond them, so nothing here asks it."""


def published_day(day: date) -> tuple[bool, str | None]:
    """Return whether a day of a published year is off, and the festival that its holiday belongs to, if any."""
    if day in workdays:
        return False, None
    if day in holidays:
        return True, _FESTIVAL[holidays[day]]
    return day.weekday() >= 5, None
