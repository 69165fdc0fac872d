"""Rate limits at the doors, kept in the database so that every web process counts together.

Count what a stranger cannot do for somebody else: tries of one session, one account from one address, one address. A
limit on a phone, an account or a case number alone would let a stranger lock its owner out.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from offices.clock import LEGAL_ZONE
from offices.errors import Refusal
from offices.keys import keyed_hash
from offices.models import Attempt


class TooManyAttempts(Refusal):
    """The door was tried too often; `until` is the instant from which it opens again."""

    code = "too_many_attempts"

    def __init__(self, until: datetime) -> None:
        local = until.astimezone(LEGAL_ZONE) + timedelta(minutes=1)
        super().__init__(_("尝试次数太多，请在 %(time)s 以后再试。") % {"time": f"{local:%H:%M}"})
        self.until = until


def hit(door: str, subject: str, *, limit: int, window: timedelta, at: datetime) -> None:
    """Count one try of a subject at a door. Raises TooManyAttempts from the try after `limit` within the window on.

    The subject (an address, a phone) is stored as a keyed hash only.
    """
    require_room(door, subject, limit=limit, window=window, at=at)
    note(door, subject, at=at)


def require_room(door: str, subject: str, *, limit: int, window: timedelta, at: datetime) -> None:
    """Raise TooManyAttempts when a subject has used up its tries, without counting one: for doors of failures."""
    with transaction.atomic():
        tries = Attempt.objects.filter(door=door, subject=_hashed(door, subject))
        tries.filter(at__lte=at - window).delete()
        oldest = list(tries.order_by("-at").values_list("at", flat=True)[:limit])
    if len(oldest) >= limit:
        raise TooManyAttempts(oldest[-1] + window)


def times(door: str, subject: str, *, since: datetime) -> list[datetime]:
    """Return when a subject passed a door after an instant, newest first: for doors whose wait grows."""
    tries = Attempt.objects.filter(door=door, subject=_hashed(door, subject), at__gt=since)
    return list(tries.order_by("-at").values_list("at", flat=True))


def note(door: str, subject: str, *, at: datetime) -> None:
    """Write down that a subject passed a door."""
    Attempt.objects.create(door=door, subject=_hashed(door, subject), at=at)


def clear(door: str, subject: str) -> None:
    """Forget the tries of a subject at a door, after a success."""
    Attempt.objects.filter(door=door, subject=_hashed(door, subject)).delete()


def _hashed(door: str, subject: str) -> str:
    return keyed_hash(subject, purpose=f"throttle:{door}")
