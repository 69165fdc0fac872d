"""What has had its time goes: drafts, sessions, codes, attempts, and files that nobody names.

Each step takes at most `ROUND` rows a run, `BATCH` at a time, so that no statement is long and no lock is held for
long; the next hour takes the rest.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from cases import store
from cases.models import Evidence
from documents.models import Document
from notices.models import PhoneCode
from offices.models import Attempt
from portal.models import Draft, DraftFile

BATCH, ROUND = 500, 10_000
KEEP_CODES, KEEP_ATTEMPTS, KEEP_FILES = timedelta(days=1), timedelta(days=2), timedelta(days=1)
SLICES = 24
"""An hour looks at its slice of the shelves, so that the whole store has been looked at within a day."""


def clear(*, at: datetime, real: datetime) -> dict[str, int]:
    """Clear away what is due and return how many of each went.

    `at` is the instant of the application; `real` that of the machine, by which sessions end on a training system too.
    """
    return {
        "drafts": _delete(Draft.objects.filter(case__isnull=True, expires_at__lte=at)),
        "sessions": _delete(Session.objects.filter(expire_date__lt=real)),
        "codes": _delete(PhoneCode.objects.filter(created_at__lt=at - KEEP_CODES)),
        "attempts": _delete(Attempt.objects.filter(at__lt=at - KEEP_ATTEMPTS)),
        "files": _clear_files(at.hour),
    }


def _delete(due: QuerySet[Any]) -> int:
    gone = 0
    while gone < ROUND:
        with transaction.atomic():
            # What somebody holds just now is left to the next hour.
            keys = list(due.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
            due.model._default_manager.filter(pk__in=keys).delete()
        gone += len(keys)
        if len(keys) < BATCH:
            break
    return gone


def _clear_files(hour: int) -> int:
    before = store.time_here() - KEEP_FILES
    names = (name for shelf in range(hour, store.SHELVES, SLICES) for name in store.listed(shelf))
    gone = 0
    while batch := list(islice(names, BATCH)):
        gone += _clear_unnamed(batch, before, most=ROUND - gone)
    return gone


def _clear_unnamed(names: Collection[str], before: datetime, *, most: int) -> int:
    return sum(store.delete(name, before=before, is_named=_is_named) for name in unnamed(names)[:most])


def unnamed(names: Collection[str]) -> list[str]:
    """Return those of the listed files that nobody keeps: an unfinished one is none of the hash that it begins with."""
    kept = named(names)
    return [name for name in names if name not in kept]


def named(hashes: Collection[str]) -> set[str]:
    """Return those of the hashes that a draft, evidence or a document names."""
    found: set[str] = set()
    # Drafts first: a file goes from a draft to the evidence of its case, never back.
    for model in (DraftFile, Evidence, Document):
        found.update(model._default_manager.filter(sha256__in=hashes).values_list("sha256", flat=True))
    return found


def _is_named(sha256: str) -> bool:
    return bool(named([sha256]))
