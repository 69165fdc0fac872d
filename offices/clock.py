"""The one source of time: views, tasks and commands read it at the edge and pass instants inward."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from offices import time_machine

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")

MOST_DRIFT = timedelta(minutes=1)
"""How far the clocks of this machine and of the database may be apart before nothing is decided by either."""


def now() -> datetime:
    """Return the current instant (aware, UTC); on a training system, that of the training clock."""
    if settings.TIME_MACHINE:
        return timezone.now() + time_machine.offset()
    return timezone.now()


def drift() -> timedelta:
    """Return how far the clock of this machine is ahead of the database's (negative: behind it)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        of_database: datetime = cursor.fetchone()[0]
    return timezone.now() - of_database


def is_off(found: timedelta) -> bool:
    """Say whether a drift is too large to fire deadlines by."""
    return abs(found) > MOST_DRIFT


def legal_day(instant: datetime) -> date:
    """Return the day on which an aware instant falls in Asia/Shanghai, as the statutes count days."""
    return instant.astimezone(LEGAL_ZONE).date()
