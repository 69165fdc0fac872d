"""Background rounds. Each is safe to run twice and by several workers at once."""

import logging

from celery import shared_task

from offices import clock
from offices.clock import now
from workflows.recalendar import recount_waiting
from workflows.reconcile import disagreements
from workflows.sweep import sweep as run_sweep

log = logging.getLogger(__name__)


@shared_task
def sweep() -> int:
    """Fire what is due; nothing by a clock that is off: what has fired early cannot be taken back."""
    if clock.is_off(drift := clock.drift()):
        log.error("nothing was fired: the clock is %.0f s off the database's", drift.total_seconds())
        return 0
    return run_sweep(now())


@shared_task
def recalendar() -> int:
    """Count again what a new holiday notice moves."""
    return recount_waiting(now())


@shared_task
def reconcile() -> int:
    """Compare the queue table with the engine's tasks and report each difference."""
    found = disagreements()
    for line in found:
        log.error("queue: %s", line)
    return len(found)
