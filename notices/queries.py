"""Reads of the outbox and of proofs of service."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from cases.models import Party
from documents.models import Document
from notices.models import ChannelHealth, Notice, Service
from offices.models import Staff


def recent(limit: int = 100) -> list[Notice]:
    """Return the newest notices, for the page that a developer reads."""
    return list(Notice.objects.select_related("case", "to_party", "to_staff").order_by("-created_at", "-pk")[:limit])


def unread(staff: Staff) -> int:
    """Return how many notices a member of staff has not read."""
    return Notice.objects.filter(to_staff=staff, read_at__isnull=True).count()


CODES_TOLD = timedelta(days=1)
"""How long a code that came too late is told of: nobody can send it again."""


def failing_count(*, at: datetime) -> int:
    """Return how many notices could not be delivered and wait for a hand; a code counts for `CODES_TOLD`."""
    failed = Notice.objects.filter(status=Notice.Status.FAILED)
    return failed.filter(Q(useless_after__isnull=True) | Q(useless_after__gt=at - CODES_TOLD)).count()


def resting_channels(*, at: datetime) -> list[ChannelHealth]:
    """Return the channels that are left alone at an instant, as their provider is in trouble, and until when."""
    return list(ChannelHealth.objects.filter(closed_until__gt=at).order_by("channel"))


def served_on(document: Document, party: Party) -> date | None:
    """Return the day on which a document reached a party, or None."""
    return Service.objects.filter(document=document, party=party).values_list("served_on", flat=True).first()
