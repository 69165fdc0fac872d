"""The background round of the portal: safe to run twice and by several workers at once."""

from celery import shared_task
from django.utils import timezone

from offices.clock import now
from portal.housekeeping import clear


@shared_task
def housekeeping() -> dict[str, int]:
    """Clear away what has had its time."""
    return clear(at=now(), real=timezone.now())
