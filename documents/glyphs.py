"""Which characters the legal fonts can print: asked before a form is issued, so that a name never becomes a box."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from documents import fonts
from documents.errors import Unprintable

STAND_IN = "〓"
"""What typesetters print for a character that the font lacks (U+3013)."""


@cache
def _printable(_stamp: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for name in fonts.FAMILIES.values():
        with TTFont(fonts.file_of(name), lazy=True) as font:
            found |= set(font.getBestCmap())
    return frozenset(found)


def missing(value: Any) -> list[str]:
    """Return the characters of a text, or of the texts in a form's fields, that no legal font has; each once."""
    known = _printable(fonts.stamp())
    found = (char for text in _texts(value) for char in text if not char.isspace() and ord(char) not in known)
    return list(dict.fromkeys(found))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def require(fields: Any) -> None:
    """Raise `Unprintable`, naming them, when the fields of a form hold characters that cannot be printed."""
    if lacking := missing(fields):
        shown = "、".join(f"{char}（U+{ord(char):04X}）" for char in lacking[:5])
        raise Unprintable(_("文书中有无法打印的字：%(chars)s。请核对姓名用字后再制作。") % {"chars": shown})


def replaced(value: Any, lacking: list[str]) -> Any:
    """Return the fields with `STAND_IN` for each lacking character."""
    if isinstance(value, str):
        return "".join(STAND_IN if char in lacking else char for char in value)
    if isinstance(value, dict):
        return {name: replaced(part, lacking) for name, part in value.items()}
    return [replaced(part, lacking) for part in value] if isinstance(value, list) else value
