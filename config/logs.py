"""A log that holds no personal data, whatever a message or an exception carries."""

import logging
import re

_SECRETS = (
    # The row that PostgreSQL quotes when it refuses one: names, addresses, everything, over several lines.
    (re.compile(r"(DETAIL:\s*).*?(?=\n\n(?:The above|During)|\n(?:CONTEXT|HINT):|\Z)", re.DOTALL), r"\1[hidden]"),
    # The token of an invitation, in whatever address it stands.
    (re.compile(r"(/answer/)[\w-]{16,}"), r"\1[token]"),
    # An escaped letter before a number is no part of it.
    (re.compile(r"(\\u[0-9a-f]{4})(?=\d{11})"), r"\1 "),
    # Phones, identity numbers and bank cards, written in one run or in the groups people use.
    (re.compile(r"(?<![\w.])\+?\d{11,19}[Xx]?(?!\w)"), "[number]"),
    (re.compile(r"(?<!\w)(?:\+?86[ -])?\d{3}[ -]\d{4}[ -]\d{4}(?!\w)"), "[number]"),
    (re.compile(r"(?<!\w)\d{6}[ -]\d{8}[ -]\d{3}[\dXx](?!\w)"), "[number]"),
    (re.compile(r"(?<!\w)\d{4}(?:[ -]\d{4}){2,}(?:[ -]?\d{1,3})?(?!\w)"), "[number]"),
    (re.compile(r"(?<!\w)0\d{2,3}-\d{7,8}(?!\w)"), "[number]"),
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"), "[mail]"),
)


def mask(text: str) -> str:
    """Return the text without what could name a person."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class MaskingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and masks the result."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the masked line or lines."""
        return mask(super().format(record))
