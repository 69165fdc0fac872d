"""The sweep over due rungs. Any number of workers may run it at once; the case row is the gate."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from clocks.heartbeats import SWEEP, beat
from clocks.models import Rung
from clocks.queries import claim_due_rungs
from offices.pauses import pause_after
from workflows import escalation

log = logging.getLogger(__name__)

BATCH = 500
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""How long a rung that could not fire waits, the first time and at most."""


def _set_aside(rung: Rung, error: Exception, at: datetime) -> None:
    """Keep a rung that fails from stopping the rest: try again later, ever less often."""
    attempts = rung.attempts + 1
    pause = pause_after(attempts, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
    # The kind of error only: its text may hold personal data.
    Rung.objects.filter(pk=rung.pk).update(attempts=attempts, incident=type(error).__name__, fire_at=at + pause)
    log.error("rung %s could not fire: %s", rung.pk, type(error).__name__)


def sweep_batch(at: datetime, limit: int = BATCH) -> int:
    """Fire one batch of due rungs in one transaction; returns how many were handled.

    A batch in which one fails is fired again one by one, so that only the poisoned rung is set aside.
    """
    with transaction.atomic():
        rungs = claim_due_rungs(limit, at)
        if rungs and not _fired([*rungs], at):
            for rung in claim_due_rungs(limit, at):
                _fire_alone(rung, at)
        return len(rungs)


def _fired(rungs: list[Rung], at: datetime) -> bool:
    try:
        with transaction.atomic():
            escalation.fire(rungs, at)
    except Exception as error:
        log.warning("a batch of %s rungs goes one by one: %s", len(rungs), type(error).__name__)
        return False
    return True


def _fire_alone(rung: Rung, at: datetime) -> None:
    try:
        with transaction.atomic():
            escalation.fire([rung], at)
    except Exception as error:
        _set_aside(rung, error, at)


def sweep(at: datetime, limit: int = BATCH) -> int:
    """Fire all rungs due at an instant, batch by batch; returns how many were handled."""
    total = 0
    while handled := sweep_batch(at, limit):
        total += handled
        beat(SWEEP, at)
    beat(SWEEP, at)
    return total
