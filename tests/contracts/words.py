"""Finding English in what rows keep, for the tests that act while the screen is English."""

import json
import re
from collections.abc import Iterator
from typing import Any

from cases.models import Case
from tests.factories import written

_HAN = r"[\u4e00-\u9fff]"
ENGLISH = re.compile(rf"^[A-Z][a-z]{{2,}}$|[A-Za-z]{{2,}},? [A-Za-z]|[a-z]{{2,}} ?{_HAN}|{_HAN} ?[a-z]{{2,}}")
"""An English word by itself, two of them, or one beside Chinese. Codes, hashes and addresses are none of these."""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        try:
            yield from _texts(json.loads(value)) if value[:1] in ("{", "[") else [value]
        except ValueError:
            yield value


def english_in(case: Case) -> list[str]:
    """The English texts in the rows of a case."""
    return [text for text in _texts(written(case)) if ENGLISH.search(text)]
