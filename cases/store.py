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

SHELVES = 256
MARK = "store-id"
"""The file that holds the random mark of the store (cases/identity.py)."""

_NAMED = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")


class StoreAway(OSError):
    """The store does not answer, or not as it should."""

    def __init__(self) -> None:
        super().__init__(errno.EIO, "the store of files does not answer")


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
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


def _write(path: str, data: bytes) -> None:
    with _asking():
        default_storage.save(path, ContentFile(data))


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
        _write(_path(sha256), data)
    return sha256


def read(sha256: str) -> bytes:
    """Return the bytes of a hash. Raises FileNotFoundError, `StoreAway`, or ValueError when they no longer match it."""
    data = _read(_path(sha256))
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError("a stored file no longer matches its hash")
    return data


def time_here() -> datetime:
    """Return the instant by the clock that stamps the files: on a shared store that of its server."""
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
        _delete(_path(name))
    return True


def mark() -> str | None:
    """Return the mark of the store, or None when it bears none."""
    try:
        return _read(MARK).decode()
    except FileNotFoundError:
        return None


def set_mark(text: str) -> None:
    """Mark the store."""
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
    _write(path, data)
    return True
