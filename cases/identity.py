"""Is the store of files the one that this database knows? Two machines that do not share one would lose papers."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from cases import store
from cases.models import StoreIdentity

NAME = "store-id"


def claim() -> None:
    """Tie an unmarked database to the store: mark the store if it has no mark yet, and keep its mark.

    The file comes first: of two machines that begin at once, the one with a store of its own finds another mark in the
    database. A database that has a mark is never changed, and no store is ever marked for it. Raises OSError.
    """
    if StoreIdentity.objects.exists():
        return
    path = store.root() / NAME
    if not path.exists():
        _mark(path)
    StoreIdentity.objects.get_or_create(pk=1, defaults={"mark": path.read_text()})


def _mark(path: Path) -> None:
    draft = path.with_name(f".{NAME}-{secrets.token_hex(4)}")
    store.write_private(draft, secrets.token_hex(16).encode())
    try:
        os.link(draft, path)  # whole or not at all, and never over another's
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def is_ours() -> bool:
    """Say whether the store bears the mark that the database keeps; a database without one knows no other store."""
    mark = StoreIdentity.objects.values_list("mark", flat=True).first()
    if mark is None:
        return True
    try:
        return (Path(settings.QINGXIN_FILES) / NAME).read_text() == mark
    except OSError:
        return False
