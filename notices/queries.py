"""Reads of the outbox and of proofs of service."""

from datetime import date

from cases.models import Party
from documents.models import Document
from notices.models import Notice, Service
from offices.models import Staff


def recent(limit: int = 100) -> list[Notice]:
    """Return the newest notices, for the page that a developer reads."""
    return list(Notice.objects.select_related("case", "to_party", "to_staff").order_by("-created_at", "-pk")[:limit])


def unread(staff: Staff) -> int:
    """Return how many notices a member of staff has not read."""
    return Notice.objects.filter(to_staff=staff, read_at__isnull=True).count()


def failing_count() -> int:
    """Return how many notices could not be delivered."""
    return Notice.objects.filter(status=Notice.Status.FAILED).count()


def served_on(document: Document, party: Party) -> date | None:
    """Return the day on which a document reached a party, or None."""
    return Service.objects.filter(document=document, party=party).values_list("served_on", flat=True).first()
