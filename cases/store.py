"""The store of files: content-addressed by SHA-256, written once, never changed; what nobody names is cleared away.

Files are 0600, folders 0700. A file's time is that of its last `put`, by the clock of the store itself.
"""

import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

SHELVES = 256
ASIDE = "aside"
"""The ending of a file that is being deleted; other endings are of files that are being written."""


def root() -> Path:
    """Return the folder of the store, made if it is missing."""
    folder = Path(settings.QINGXIN_FILES)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(sha256: str) -> Path:
    return Path(settings.QINGXIN_FILES) / sha256[:2] / sha256[2:4] / sha256


def _is_renewed(path: Path) -> bool:
    try:
        os.utime(path)  # whoever clears away sees that these bytes have just been handed in again
    except FileNotFoundError:
        return False
    return True


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only this account reads, down to the disk. Raises FileExistsError."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def put(data: bytes) -> str:
    """Keep the bytes and return their SHA-256; the same bytes are kept once, with the time of the last put."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = _path(sha256)
    if _is_renewed(path):
        return sha256
    for folder in (root() / sha256[:2], path.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f"{sha256}.{secrets.token_hex(4)}")
    write_private(draft, data)
    draft.replace(path)
    return sha256


def read(sha256: str) -> bytes:
    """Return the bytes of a hash. Raises FileNotFoundError, or ValueError when they no longer match it."""
    data = _path(sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError("a stored file no longer matches its hash")
    return data


def time_here() -> datetime:
    """Return the instant by the clock that stamps the files: on a shared store that of its server."""
    with tempfile.NamedTemporaryFile(dir=root(), prefix=".time-") as probe:
        return datetime.fromtimestamp(os.fstat(probe.fileno()).st_mtime, UTC)


def listed_before(shelf: int, instant: datetime) -> Iterator[str]:
    """Yield the names on one of the `SHELVES` whose time lies before an instant, unfinished ones among them."""
    for path in (Path(settings.QINGXIN_FILES) / f"{shelf:02x}").glob("*/*"):
        if _is_before(path, instant):
            yield path.name


def _is_before(path: Path, instant: datetime) -> bool:
    try:
        return path.stat().st_mtime < instant.timestamp()
    except FileNotFoundError:
        return False


def delete(name: str, *, before: datetime, is_named: Callable[[str], bool]) -> bool:
    """Delete a listed file unless its bytes were put again, or `is_named` says of its hash that somebody keeps it.

    The file is first moved aside: from then on a `put` writes it anew, and only then is looked whether one came before.
    What a killed run left aside is judged by the next one.
    """
    sha256, _, ending = name.partition(".")
    path = _path(sha256)
    aside = path.with_name(f"{sha256}.{ASIDE}")
    if ending not in ("", ASIDE):  # its writer died: no hash stands for what is in it
        path.with_name(name).unlink(missing_ok=True)
        return True
    if not ending:
        try:
            path.rename(aside)
        except FileNotFoundError:  # another run was at it
            return False
    is_kept = not _is_before(aside, before) or is_named(sha256)
    if is_kept:
        with contextlib.suppress(FileExistsError, FileNotFoundError):  # a put, or another run, has brought it back
            os.link(aside, path)
    aside.unlink(missing_ok=True)
    return not is_kept
