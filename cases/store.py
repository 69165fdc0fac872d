"""The store of files: content-addressed by SHA-256, never changed; what nobody names is cleared away.

Django's default storage holds them: a private folder or a bucket (`config.settings`). It puts a file whole in place of
one of the same name. A file's time is that of its last `put`, by the clock of the storage itself.
"""

import errno
import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from cases.models import StoreIdentity

SHELVES = 256
MARK = "store-id"
"""The file that holds the random mark of the store (cases/identity.py)."""

_NAMED = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")


class StoreAway(OSError):
    """The store does not answer, or not as it should, or another one stands in its place."""

    def __init__(self, number: int = errno.EIO, text: str = "the store of files does not answer") -> None:
        super().__init__(number, text)


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except (PermissionError, NotADirectoryError) as error:  # what is mounted, or not, where the store should be
        raise StoreAway from error
    except OSError:  # a file that is not there, or a folder's own errors
        raise
    except Exception as error:  # each kind of storage has errors of its own
        raise StoreAway from error


def _path(name: str) -> str:
    return f"{name[:2]}/{name[2:4]}/{name}"


def place() -> str:
    """Return where the files lie, in words of the operator."""
    return str(default_storage.place)  # type: ignore[attr-defined]


def _hold(sha256: str, *, shared: bool) -> None:
    """Hold the name of a file until the transaction ends: many may put it at once, who deletes it is alone."""
    kind = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {kind}(%s)", [int.from_bytes(bytes.fromhex(sha256[:16]), signed=True)])


def is_known() -> bool:
    """Say whether the database knows this store; False while it knows none yet. Raises `StoreAway` for another one.

    What is written to a folder that is not mounted is hidden once it is mounted again.
    """
    known = StoreIdentity.objects.values_list("mark", flat=True).first()
    if known is not None and mark() != known:
        raise StoreAway(errno.ESTALE, "the store of files is not the one that the database knows")
    return known is not None


def _make_ready() -> None:
    """Let nothing be written to, or deleted from, another store. Only while none is known a folder is made."""
    if not is_known():
        _found()


def _found() -> None:
    with _asking():
        default_storage.found()  # type: ignore[attr-defined]


def _write(path: str, data: bytes) -> None:
    with _asking():
        try:
            default_storage.save(path, ContentFile(data))
        except FileNotFoundError as error:  # the folder of the store itself has gone
            raise StoreAway from error


def _read(path: str) -> bytes:
    with _asking(), default_storage.open(path) as file:
        return bytes(file.read())


def _delete(path: str) -> None:
    with _asking():
        default_storage.delete(path)


def put(data: bytes) -> str:
    """Keep the bytes and return their SHA-256. Raises OSError, `StoreAway` among them.

    They are written though they may be there: they get the time of this put, and what was damaged is whole again.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        _hold(sha256, shared=True)
        _make_ready()
        _write(_path(sha256), data)
    return sha256


def read(sha256: str) -> bytes:
    """Return the bytes of a hash. Raises FileNotFoundError, `StoreAway`, or ValueError when they no longer match it."""
    try:
        data = _read(_path(sha256))
    except FileNotFoundError:
        is_known()  # in the store that should be there nothing is missing but this file
        raise
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError("a stored file no longer matches its hash")
    return data


def time_here() -> datetime:
    """Return the instant by the clock that stamps the files: on a shared store that of its server."""
    _make_ready()
    probe = f".time-{secrets.token_hex(4)}"
    _write(probe, b".")
    try:
        with _asking():
            return default_storage.get_modified_time(probe)
    finally:
        _delete(probe)


def listed(shelf: int) -> Iterator[str]:
    """Yield the names on one of the `SHELVES`, unfinished ones (with an ending) among them."""
    folder = f"{shelf:02x}"
    for inner in _names(folder)[0]:
        yield from _names(f"{folder}/{inner}")[1]


def _names(folder: str) -> tuple[list[str], list[str]]:
    with _asking():
        try:
            folders, files = default_storage.listdir(folder)
        except FileNotFoundError:
            return [], []
    return sorted(folders), sorted(files)


def is_before(name: str, instant: datetime) -> bool:
    """Say whether the time of a listed file lies before an instant; one that is gone has none."""
    with _asking():
        try:
            return default_storage.exists(_path(name)) and default_storage.get_modified_time(_path(name)) < instant
        except FileNotFoundError:
            return False


def delete(name: str, *, before: datetime, is_named: Callable[[str], bool]) -> bool:
    """Delete a listed file unless it was put since `before`, or `is_named` says of its hash that somebody keeps it.

    Nobody can put the same bytes between the look and the deletion. An unfinished file is kept by nobody.
    """
    sha256, _, ending = name.partition(".")
    with transaction.atomic():
        _hold(sha256, shared=False)
        if not is_before(name, before) or (not ending and is_named(sha256)):
            return False
        _make_ready()
        _delete(_path(name))
    return True


def mark() -> str | None:
    """Return the mark of the store, or None when it bears none."""
    try:
        return _read(MARK).decode()
    except FileNotFoundError:
        return None


def set_mark(text: str) -> None:
    """Mark the store, made for it if need be."""
    _found()
    _write(MARK, text.encode())


def copies() -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of the mark and of every finished file, as they are; what goes meanwhile is left."""
    paths = (_path(name) for shelf in range(SHELVES) for name in listed(shelf) if "." not in name)
    for path in chain([MARK], paths):
        try:
            yield path, _read(path)
        except FileNotFoundError:
            continue


def put_back(path: str, data: bytes) -> bool:
    """Write a copy to its path; return whether it is a path of the store."""
    if path != MARK and not _NAMED.fullmatch(path):
        return False
    _found()
    _write(path, data)
    return True
