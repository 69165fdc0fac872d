"""The store of files: content-addressed by SHA-256, written once, never changed."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings


def _path(sha256: str) -> Path:
    return Path(settings.QINGXIN_FILES) / sha256[:2] / sha256[2:4] / sha256


def put(data: bytes) -> str:
    """Keep the bytes and return their SHA-256; the same bytes are kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = _path(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{sha256}.{secrets.token_hex(4)}")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return sha256


def read(sha256: str) -> bytes:
    """Return the bytes of a hash. Raises FileNotFoundError, or ValueError when they no longer match it."""
    data = _path(sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError("a stored file no longer matches its hash")
    return data
