"""The Celery side of the outbox. The broker only rings; what waits stands in the database."""

from celery import shared_task

from clocks.heartbeats import OUTBOX, beat
from notices import delivery
from offices.clock import now

BATCH = 200


@shared_task(name="notices.tasks.deliver")
def deliver() -> int:
    """Send what waits; safe to run at any time and any number of times at once."""
    sent = delivery.deliver_waiting(at=now(), limit=BATCH)
    delivery.report_failures(at=now())
    beat(OUTBOX, now())
    return sent
