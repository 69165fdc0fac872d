"""Names of files as people send them: data to be shown, never a word on what the file is."""

import unicodedata
from pathlib import PurePath

EXTENSIONS: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}
"""The endings under which a type goes, the usual one first; a file of any other type is handed out as `.bin`."""

MAX_LENGTH = 120
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of characters that nobody sees: controls, marks that turn the order of what follows, breaks of lines."""


def harmless(name: str | None) -> str:
    """Return the last part of a name without what is not seen, at most `MAX_LENGTH` characters; `file` for none."""
    seen = "".join(letter for letter in name or "" if unicodedata.category(letter) not in _UNSEEN)
    return PurePath(seen.replace("\\", "/")).name[-MAX_LENGTH:].strip() or "file"


def download_name(name: str, content_type: str) -> str:
    """Return the name under which a file is handed out: with one ending, that of what its content is."""
    shown, endings = harmless(name), EXTENSIONS.get(content_type, (".bin",))
    stem, dot, ending = shown.rpartition(".")
    if not stem or dot + ending.lower() not in endings:
        stem, ending = shown, endings[0][1:]
    return f"{stem.strip('. ').replace('.', '_') or 'file'}.{ending}"
