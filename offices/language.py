"""In which of the two languages the law's own texts are read now."""

from typing import Literal

from django.utils.translation import get_language


def law_language(language: str | None = None) -> Literal["zh", "en"]:
    """Return the key that `law` takes, for a language code or, without one, for the language active now."""
    return "en" if (language or get_language() or "").startswith("en") else "zh"
