"""What a log line may hold: nothing that names a person."""

import logging
import sys

import psycopg
import pytest
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


@pytest.mark.parametrize(
    "cause", [psycopg.errors.QueryCanceled("statement timeout"), psycopg.errors.DeadlockDetected("deadlock"), None]
)
def test_what_the_code_may_have_done_keeps_its_traceback(cause):
    assert "Traceback" in _told(BriefFormatter(), OperationalError("canceled"), cause)
