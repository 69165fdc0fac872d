"""The one source of time: views, tasks and commands read it at the edge and pass instants inward."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the current instant (aware, UTC); on a training system, that of the training clock."""
    if settings.TIME_MACHINE:
        from offices import time_machine

        return timezone.now() + time_machine.offset()
    return timezone.now()


def legal_day(instant: datetime) -> date:
    """Return the day on which an aware instant falls in Asia/Shanghai, as the statutes count days."""
    return instant.astimezone(LEGAL_ZONE).date()
