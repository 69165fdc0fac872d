"""Filters for legal papers: days and amounts as they are written."""

from datetime import date

from django import template

from documents import money
from offices.language import law_language

register = template.Library()

_MONTHS = "January February March April May June July August September October November December".split()


@register.filter
def legal_date(value: str | date) -> str:
    """Write a legal day: 2026年10月8日, or 8 October 2026."""
    day = value if isinstance(value, date) else date.fromisoformat(value)
    if law_language() == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def yuan(value: str) -> str:
    """Write an amount with separators."""
    return money.plain(value)


@register.filter
def capital(value: str) -> str:
    """Write an amount in Chinese capitals."""
    return money.capital(value)
