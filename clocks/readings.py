"""Reading clocks where people look at them: one that cannot be computed is kept as an incident and stops no page.

Acts and rounds read by `due.state`: they must not go on without a date, and are tried again.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import DatabaseError

from clocks import due
from clocks.models import Clock

log = logging.getLogger(__name__)


def read(clock: Clock, at: datetime) -> due.ClockState | None:
    """Return what a clock says at an instant, or None when it cannot be computed; the clock's `incident` says why."""
    try:
        state = due.state(clock, at)
    except DatabaseError:  # no fault of the clock
        raise
    except Exception as error:
        _keep(clock, type(error).__name__)
        return None
    _keep(clock, "")
    return state


def readable(clocks: Iterable[Clock], at: datetime) -> list[Clock]:
    """Return those clocks that can be computed."""
    return [clock for clock in clocks if read(clock, at) is not None]


def _keep(clock: Clock, incident: str) -> None:
    """Write the kind of error down when it is news; its text may hold anything."""
    if clock.incident == incident:
        return
    if incident:
        log.error("clock %s cannot be computed: %s", clock.pk, incident)
    Clock.objects.filter(pk=clock.pk).update(incident=incident)
    clock.incident = incident
