"""Is the store of files the one that this database knows? Two machines that do not share one would lose papers."""

import secrets

from django.db import transaction

from cases import store
from cases.models import StoreIdentity


@transaction.atomic
def claim() -> None:
    """Tie an unmarked database to the store: mark the store if it has no mark yet, and keep its mark.

    Of machines that begin at once the first one to write the row ties its store; the others wait for it, and whoever
    has a store of its own finds another mark in the database. A database that has a mark is never changed, and no store
    is ever marked for it. Raises OSError; then nothing is tied.
    """
    if StoreIdentity.objects.exists():
        return
    there = store.mark()
    row, made = StoreIdentity.objects.get_or_create(pk=1, defaults={"mark": there or secrets.token_hex(16)})
    if made and there is None:
        store.set_mark(row.mark)


def is_ours() -> bool:
    """Say whether the store bears the mark that the database keeps; a database without one knows no other store."""
    try:
        store.is_known()
    except OSError:
        return False
    return True
