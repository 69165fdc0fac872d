"""The pulse of beat and worker. A worker also rings the rounds itself, so that a lost beat stops nothing."""

import logging
import threading
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from clocks import heartbeats
from offices.clock import now

log = logging.getLogger(__name__)

ROUNDS = {heartbeats.SWEEP: "workflows.tasks.sweep", heartbeats.OUTBOX: "notices.tasks.deliver"}


class PulsingScheduler(PersistentScheduler):  # type: ignore[misc]
    """Celery's own scheduler, which says that it lives each time it has rung."""

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **kwargs: Any) -> Any:
        """Ring for one entry; a bell that cannot be rung leaves no pulse."""
        result = super().apply_async(entry, producer=producer, advance=advance, **kwargs)
        _pulse(heartbeats.BEAT)
        return result


def _pulse(name: str) -> None:
    close_old_connections()
    try:
        heartbeats.beat(name, now())
    except DatabaseError as error:
        log.error("no pulse of %s: %s", name, type(error).__name__)


def ring_missed_rounds(app: Any) -> None:
    """Ring for every round that is late: beat is gone, or its bell was lost."""
    for pulse in heartbeats.pulses(now()):
        if pulse.is_stale and pulse.name in ROUNDS:
            app.send_task(ROUNDS[pulse.name], expires=settings.SWEEP_PERIOD)


def live(app: Any, stopping: threading.Event) -> None:
    """Pulse for a worker until it stops."""
    while True:
        _pulse(heartbeats.WORKER)
        try:
            ring_missed_rounds(app)
        except Exception as error:  # broker or database away: the next round tries again
            log.error("rounds were not rung: %s", type(error).__name__)
        if stopping.wait(settings.PULSE_PERIOD):
            return
