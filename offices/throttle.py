"""Rate limits at the public doors, kept in the database so that every web process counts together."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from offices.errors import Refusal
from offices.keys import keyed_hash
from offices.models import Attempt


class TooManyAttempts(Refusal):
    """The door was tried too often."""

    code = "too_many_attempts"


def hit(door: str, subject: str, *, limit: int, window: timedelta, at: datetime) -> None:
    """Count one try of a subject at a door. Raises TooManyAttempts from the try after `limit` within the window on.

    The subject (an address, a phone) is stored as a keyed hash only.
    """
    hashed = keyed_hash(subject, purpose=f"throttle:{door}")
    with transaction.atomic():
        Attempt.objects.filter(door=door, subject=hashed, at__lte=at - window).delete()
        if Attempt.objects.filter(door=door, subject=hashed).count() >= limit:
            raise TooManyAttempts(_("尝试次数太多，请过一会儿再试。"))
        Attempt.objects.create(door=door, subject=hashed, at=at)


def clear(door: str, subject: str) -> None:
    """Forget the tries of a subject at a door, after a success."""
    Attempt.objects.filter(door=door, subject=keyed_hash(subject, purpose=f"throttle:{door}")).delete()
