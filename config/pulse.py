"""The pulse of beat and worker, and the rounds that a worker does itself when nobody rings for them.

The broker is only the bell. Each round has a thread in every worker that looks whether it is late (beat is gone, the
broker is away, the pool is busy) and then does it by the same function as the bell would. A thread each, so that a
message gateway that hangs holds up nothing but messages.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from clocks import heartbeats
from offices.clock import now

log = logging.getLogger(__name__)

PAPERS_TASK = "documents.tasks.render"


@dataclass(frozen=True)
class Round:
    """A round, the job that does it, and how old its last pulse may be before a worker does it unasked."""

    name: str
    task: str
    late_after: timedelta


def rounds() -> list[Round]:
    """Return the rounds that may not wait for a bell."""
    sweep, outbox = (2 * heartbeats.periods()[name] for name in (heartbeats.SWEEP, heartbeats.OUTBOX))
    # A run of papers may take longer than its period: twice is not late yet.
    papers = timedelta(seconds=4 * settings.PAPERS_PERIOD)
    return [
        Round(heartbeats.SWEEP, "workflows.tasks.sweep", sweep),
        Round(heartbeats.OUTBOX, "notices.tasks.deliver", outbox),
        Round(heartbeats.PAPERS, PAPERS_TASK, papers),
    ]


class PulsingScheduler(PersistentScheduler):  # type: ignore[misc]
    """Celery's own scheduler, which says that it lives each time it has rung, and believes no run in the future."""

    def setup_schedule(self) -> None:
        """Read the schedule file; a clock that was ahead when it was written must not silence the bell."""
        super().setup_schedule()
        self._forget_the_future()

    def is_due(self, entry: Any) -> Any:
        """Say whether an entry is due, by the clock of now: it may have been set back since the last ring."""
        if self._forget_the_future():
            self._heap = None  # the order of entries was reckoned by the wrong clock
        return super().is_due(entry)

    def _forget_the_future(self) -> bool:
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > entry.default_now()]
        for entry in ahead:
            entry.last_run_at = entry.default_now()
        return bool(ahead)

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **kwargs: Any) -> Any:
        """Ring for one entry; a bell that cannot be rung leaves no pulse."""
        result = super().apply_async(entry, producer=producer, advance=advance, **kwargs)
        beat(heartbeats.BEAT)
        return result


def beat(name: str, node: str = "") -> None:
    """Leave a pulse; a database that is away is said in the log and ends nothing."""
    close_old_connections()
    try:
        heartbeats.beat(name, now(), node=node)
    except DatabaseError as error:
        log.error("no pulse of %s: %s", name, type(error).__name__)


def do_if_late(app: Any, round_: Round) -> bool:
    """Do one round here and now when it is late; return whether it was. What fails is told as any failed job is."""
    close_old_connections()
    age = heartbeats.heartbeat_age(round_.name, now())
    if age is not None and -round_.late_after <= age <= round_.late_after:
        return False
    app.tasks[round_.task].apply()
    return True


def _watch(app: Any, round_: Round, stopping: threading.Event) -> None:
    # The first look comes one period after the start: by then the pool has forked, and a healthy bell has rung.
    while not stopping.wait(settings.PULSE_PERIOD):
        try:
            do_if_late(app, round_)
        except Exception as error:  # database away: the next look tries again
            log.error("%s was not done: %s", round_.name, type(error).__name__)


def _live(node: str, stopping: threading.Event) -> None:
    while not stopping.wait(settings.PULSE_PERIOD):
        beat(heartbeats.WORKER, node)
    try:
        heartbeats.leave(heartbeats.WORKER, node=node)
    except DatabaseError as error:
        log.error("the pulse of a stopped worker stays: %s", type(error).__name__)


def live(app: Any, node: str, stopping: threading.Event) -> list[threading.Thread]:
    """Begin to pulse for a worker, and to watch each round, until `stopping` is set; return the threads."""
    threads = [threading.Thread(target=_live, args=(node, stopping), name="pulse", daemon=True)]
    for round_ in rounds():
        threads.append(
            threading.Thread(target=_watch, args=(app, round_, stopping), name=f"watch-{round_.name}", daemon=True)
        )
    for thread in threads:
        thread.start()
    return threads
