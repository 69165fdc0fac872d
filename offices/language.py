"""In which of the two languages a text is read now, and in which it is kept."""

from typing import Literal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language

SOURCE = "zh-hans"
"""The language of the sources, in which rows keep what is ours; a page translates it for its reader."""


def law_language(language: str | None = None) -> Literal["zh", "en"]:
    """Return the key that `law` takes, for a language code or, without one, for the language active now."""
    return "en" if (language or get_language() or "").startswith("en") else "zh"


def in_source(text: str | Promise, **facts: object) -> str:
    """Return a lazy text of ours as a row keeps it, filled with facts: never in the language of whoever happens to act.

    What is no lazy text, the words of a person, stays as it is.
    """
    with translation.override(SOURCE):
        return str(text) % facts if facts else str(text)
