"""What a log line may hold: nothing that names a person."""

import logging
import sys
import traceback

import kombu.exceptions
import psycopg
import pytest
import redis.exceptions
from celery.beat import SchedulingError
from celery.exceptions import reraise
from django.db import OperationalError

from config.logs import BriefFormatter, JsonFormatter, MaskingFormatter, mask


@pytest.mark.parametrize(
    "secret",
    [
        "13893112345",
        "+8613893112345",
        "138 9311 2345",
        "138-9311-2345",
        "620102199003070019",
        "62010219900307001X",
        "620102 19900307 001X",
        "6222021234567890123",
        "6222 0212 3456 7890 123",
        "0931-8412345",
        "zhang.san@example.org",
    ],
)
def test_numbers_and_addresses_of_persons_are_masked(secret):
    masked = mask(f"refused: {secret}, tried twice")
    assert secret not in masked
    assert masked.startswith("refused: [") and masked.endswith(", tried twice")


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-24 04:47:08,123 WARNING workflows.sweep 25 rungs",
        "case W620102-2026-00012 is waiting",
        "document 兰人社调〔2026〕12号 issued",
        "12345.60 of 99999999.99 paid",
    ],
)
def test_what_names_nobody_stays(line):
    assert mask(line) == line


def test_the_row_that_the_database_quotes_is_hidden():
    line = 'new row violates "x"\nDETAIL:  Failing row contains (1, 张三,\n甘肃省\n\n城关区).\nCONTEXT:  SQL statement'
    assert mask(line) == 'new row violates "x"\nDETAIL:  [hidden]\nCONTEXT:  SQL statement'


def test_a_traceback_is_masked_too():
    formatter = MaskingFormatter("%(message)s")
    refusal = "duplicate\nDETAIL" + ":  Key (name)=(张三) exists."
    try:
        raise ValueError(refusal)
    except ValueError as error:
        fault = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "worker %s", ("13893112345",), fault)
    line = formatter.format(record)
    assert "ValueError: duplicate" in line
    assert "张三" not in line
    assert "13893112345" not in line


def _told(formatter, error, cause=None):
    try:
        raise error from cause
    except type(error):
        record = logging.LogRecord("sweep", logging.ERROR, "sweep.py", 1, "failed", (), sys.exc_info())
    return formatter.format(record)


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.OperationalError("connection refused\nIs the server running?"),
        psycopg.errors.AdminShutdown("terminating connection"),
        psycopg.errors.ConnectionFailure("gone"),
        ConnectionRefusedError(111, "refused"),
    ],
)
@pytest.mark.parametrize("formatter", [MaskingFormatter, JsonFormatter])
def test_a_lost_connection_is_one_line(formatter, cause):
    said = _told(formatter(), OperationalError("connection refused\nIs the server running?"), cause)
    assert "Traceback" not in said and "OperationalError: connection refused" in said
    assert "Is the server" not in said


class _HostGone(redis.exceptions.ConnectionError):
    """As a client derives its own."""


@pytest.mark.parametrize(
    "error",
    [
        redis.exceptions.ConnectionError("Error 111 connecting to localhost:6379."),
        redis.exceptions.TimeoutError("Timeout connecting to server"),
        kombu.exceptions.OperationalError("Connection closed by server."),
        _HostGone("gone"),
    ],
)
@pytest.mark.parametrize("formatter", [MaskingFormatter, JsonFormatter])
def test_a_lost_broker_is_one_line_in_the_words_of_beat(formatter, error):
    """As `celery.beat` writes it: an error of its own around the cause, and its stack in the message."""
    try:
        try:
            raise error
        except Exception as cause:
            reraise(SchedulingError, SchedulingError(f"Couldn't apply scheduled task x: {cause}"), sys.exc_info()[2])
    except SchedulingError as wrapped:
        given = ("Message Error: %s\n%s", (wrapped, traceback.format_stack()), sys.exc_info())
    said = formatter().format(logging.LogRecord("celery.beat", logging.ERROR, "beat.py", 1, *given))
    assert "SchedulingError" in said and f"scheduled task x: {error}" in said
    assert "File" not in said and "Traceback" not in said
    assert len(said) < 500


@pytest.mark.parametrize("formatter", [MaskingFormatter, JsonFormatter])
def test_a_fault_of_beat_keeps_its_message_and_traceback(formatter):
    try:
        raise SchedulingError("Couldn't apply scheduled task x: wrong") from redis.exceptions.ResponseError("wrong")
    except SchedulingError as error:
        given = ("Message Error: %s\n%s", (error, ["its stack"]), sys.exc_info())
    said = formatter().format(logging.LogRecord("celery.beat", logging.ERROR, "beat.py", 1, *given))
    assert "its stack" in said and "Traceback" in said


@pytest.mark.parametrize(
    "cause", [psycopg.errors.QueryCanceled("statement timeout"), psycopg.errors.DeadlockDetected("deadlock"), None]
)
def test_what_the_code_may_have_done_keeps_its_traceback(cause):
    assert "Traceback" in _told(BriefFormatter(), OperationalError("canceled"), cause)
