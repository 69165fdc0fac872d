"""Rate limits at the doors, kept in the database so that every web process counts together.

Count what a stranger cannot do for somebody else: tries of one session, one account from one address, one address. A
limit on a phone, an account or a case number alone would let a stranger lock its owner out.

Whoever counts looks and writes in one transaction that holds the subject's turn, so that requests which come at once
count one after another and none of them passes on the same free place.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from offices.clock import LEGAL_ZONE, legal_day
from offices.errors import Refusal
from offices.keys import keyed_hash
from offices.models import Attempt


class TooManyAttempts(Refusal):
    """The door was tried too often at `at`; `until` is the instant from which it opens again."""

    code = "too_many_attempts"

    def __init__(self, until: datetime, at: datetime) -> None:
        local = until.astimezone(LEGAL_ZONE) + timedelta(minutes=1)
        is_today = legal_day(local) == legal_day(at)
        time = f"{local:%H:%M}" if is_today else date_format(local, "DATETIME_FORMAT")
        super().__init__(_("尝试次数太多，请在 %(time)s 以后再试。") % {"time": time})
        self.until = until


@contextmanager
def in_turn(door: str, subject: str) -> Iterator[None]:
    """Hold the turn of a subject at a door until the transaction ends: others who count it there wait that long."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(_hashed(door, subject)[:15], 16)])
        yield


def hit(door: str, subject: str, *, limit: int, window: timedelta, at: datetime) -> Attempt:
    """Count one try of a subject at a door. Raises TooManyAttempts from the try after `limit` within the window on.

    The subject (an address, a phone) is stored as a keyed hash only. Returns the try, which `give_back` takes.
    """
    with in_turn(door, subject):
        _require_room(door, subject, limit=limit, window=window, at=at)
        return note(door, subject, at=at)


def _require_room(door: str, subject: str, *, limit: int, window: timedelta, at: datetime) -> None:
    """Raise TooManyAttempts when a subject has used up its tries; those older than the window are forgotten."""
    tries = Attempt.objects.filter(door=door, subject=_hashed(door, subject))
    tries.filter(at__lte=at - window).delete()
    oldest = list(tries.order_by("-at").values_list("at", flat=True)[:limit])
    if len(oldest) >= limit:
        raise TooManyAttempts(oldest[-1] + window, at)


def times(door: str, subject: str, *, since: datetime) -> list[datetime]:
    """Return when a subject passed a door after an instant, newest first: for doors whose wait grows."""
    tries = Attempt.objects.filter(door=door, subject=_hashed(door, subject), at__gt=since)
    return list(tries.order_by("-at").values_list("at", flat=True))


def note(door: str, subject: str, *, at: datetime) -> Attempt:
    """Write down that a subject passed a door."""
    return Attempt.objects.create(door=door, subject=_hashed(door, subject), at=at)


def give_back(attempt: Attempt) -> None:
    """Let a try not have counted, at a door that counts failures and had to count before it knew."""
    attempt.delete()


def clear(door: str, subject: str) -> None:
    """Forget the tries of a subject at a door, after a success."""
    Attempt.objects.filter(door=door, subject=_hashed(door, subject)).delete()


def _hashed(door: str, subject: str) -> str:
    return keyed_hash(subject, purpose=f"throttle:{door}")
