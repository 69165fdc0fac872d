"""A log that holds no personal data, whatever a message or an exception carries; plain on a terminal, else JSON."""

import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import psycopg
from django.http import HttpRequest

from config.requests import current_id, route_of

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


_LOST_BROKER = {
    "kombu.exceptions.OperationalError",
    "redis.exceptions.ConnectionError",
    "redis.exceptions.TimeoutError",
}
"""By name: the library of a broker that is not used may not be there."""


def is_lost(error: BaseException | None) -> bool:
    """Say whether an error is a connection that could not be made or was cut, and nothing of the code's doing."""
    while error is not None:
        if isinstance(error, ConnectionError) or _LOST_BROKER & set(map(_name, type(error).__mro__)):
            return True
        # Without a state of its own (the server said nothing), of class 08, or because the server was shut down.
        if isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08").startswith(("08", "57P")):
            return True
        error = error.__cause__ or error.__context__
    return False


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


class BriefFormatter(logging.Formatter):
    """Tells a lost connection in one line: a hundred tracebacks of one server that is away hide everything else."""

    def said(self, record: logging.LogRecord) -> str:
        """Return the message; of a lost connection its first line, as beat writes the stack into the others."""
        text = record.getMessage()
        return text.partition("\n")[0] if record.exc_info and is_lost(record.exc_info[1]) else text

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line without the traceback."""
        record.message = self.said(record)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        """Return the traceback, or what was lost."""
        if not is_lost(ei[1]):
            return super().formatException(ei)
        return f"{type(ei[1]).__name__}: {str(ei[1]).partition(chr(10))[0]}"


class MaskingFormatter(BriefFormatter):
    """Formats a record, its traceback included, and masks the result."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the masked line or lines."""
        return mask(super().format(record))


class JsonFormatter(BriefFormatter):
    """Formats a record as one line of JSON, masked; values that came as a mapping are fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.said(record),
        }
        if number := current_id():
            line["request_id"] = number
        if isinstance(record.args, Mapping):
            line |= record.args
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        masked = {name: mask(value) if isinstance(value, str) else value for name, value in line.items()}
        return json.dumps(masked, ensure_ascii=False, default=lambda value: mask(str(value)))


class RouteForPath(logging.Filter):
    """Names the route where Django's own lines quote the path."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, changed if need be."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            paths = {request.path, request.path.encode("unicode_escape").decode()}
            record.args = tuple(route_of(request) if given in paths else given for given in record.args)
        return True


def configuration(*, level: str, form: Literal["plain", "json"], applications: Iterable[str]) -> dict[str, Any]:
    """Return Django's LOGGING: the applications speak from a level on, what they use only when something is wrong."""
    plain = "%(asctime)s %(levelname)s %(name)s %(message)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"routes": {"()": "config.logs.RouteForPath"}},
        "formatters": {
            "plain": {"()": "config.logs.MaskingFormatter", "format": plain},
            "json": {"()": "config.logs.JsonFormatter"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["routes"]}},
        # The line of a request tells what was refused; Django's own line would tell it again, without its number.
        "loggers": {"django.request": {"level": "ERROR"}, **{name: {"level": level} for name in applications}},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
