"""The Celery side of documents: the broker rings, what waits stands in the database."""

from celery import shared_task

from documents.preparation import render_waiting
from offices.clock import now

BATCH = 500
"""Documents of one run, which ends after a minute: where no bell rings, what waits is caught up with in few runs."""


@shared_task(name="documents.tasks.render")
def render() -> int:
    """Make the files that wait; safe to run at any time and any number of times at once."""
    return render_waiting(at=now(), limit=BATCH)
