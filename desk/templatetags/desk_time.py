"""Spans of time as people say them."""

from datetime import timedelta

from django import template

register = template.Library()


@register.filter
def days_and_hours(span: timedelta) -> tuple[int, int]:
    """Return whole days and the hours beyond them."""
    return span.days, span.seconds // 3600
