"""`check --deploy --database default`: are database and broker reached, by the right role; are variables misspelt."""

import pytest
from django.db import OperationalError, connection

from config import checks, database_roles, reach
from tests.config.test_checks import right

__all__ = ["right"]


def _told(found):
    return [(fault.id, fault.msg) for fault in found]


def test_nothing_is_tried_unless_a_database_is_named(right):
    assert reach.database_is_reached() == []
    assert reach.broker_is_reached() == []


def test_a_database_that_is_not_reached_is_said(right, monkeypatch):
    def away():
        raise OperationalError("connection failed: password authentication failed for user qingxin_app")

    monkeypatch.setattr(connection, "cursor", away)
    ((number, sentence),) = _told(reach.database_is_reached(databases=["default"]))
    assert number == "qingxin.E024"
    assert sentence.startswith("DATABASE_URL: the database is not reached: ")
    assert "password authentication failed" in sentence


def test_a_role_that_may_change_the_schema_is_said(db, right):
    ((number, sentence),) = _told(reach.database_is_reached(databases=["default"]))
    assert number == "qingxin.W001"
    assert "DATABASE_OWNER_URL" in sentence


def test_a_broker_that_is_not_reached_is_said(right, monkeypatch):
    monkeypatch.setattr(reach.current_app, "connection_for_write", lambda: _away())
    ((number, sentence),) = _told(reach.broker_is_reached(databases=["default"]))
    assert (number, sentence) == (
        "qingxin.E025",
        "CELERY_BROKER_URL: the broker is not reached: ConnectionRefusedError",
    )


def _away():
    raise ConnectionRefusedError


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("QINGXIN_SMS_SECERT", "Is QINGXIN_SMS_SECRET meant?"),
        ("QINGXIN_ZZZZZZZZZZ", "nothing reads it."),
    ],
)
def test_a_misspelt_variable_is_named(right, monkeypatch, name, sentence):
    monkeypatch.setenv(name, "x")
    (told,) = [fault.msg for fault in checks.no_variable_is_misspelt() if name in fault.msg]
    assert sentence in told


def test_variables_that_are_read_are_not_named(right, monkeypatch):
    for name in ("QINGXIN_SMS_SECRET", "QINGXIN_ENV", "SOMETHING_ELSE"):
        monkeypatch.setenv(name, "x")
    told = "".join(fault.msg for fault in checks.no_variable_is_misspelt())
    assert not any(name in told for name in ("QINGXIN_SMS_SECRET", "QINGXIN_ENV", "SOMETHING_ELSE"))


def test_limits_that_may_not_be_set_are_said_all_at_once_and_rights_are_given_first(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_owner CREATEROLE")
        cursor.execute("CREATE ROLE plain_application")
        cursor.execute("GRANT ALL ON SCHEMA public TO plain_owner WITH GRANT OPTION")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_owner WITH GRANT OPTION")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain_owner WITH GRANT OPTION")
        cursor.execute("ALTER ROLE plain_owner NOCREATEROLE")
        cursor.execute("SET ROLE plain_owner")
        unset = database_roles.apply(connection, "plain_application", is_owner=False)
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT has_table_privilege('plain_application', 'cases_case', 'SELECT')")
        assert cursor.fetchone() == (True,)
    assert unset == [
        f"ALTER ROLE plain_application SET {name} = '{value}';" for name, value in database_roles.LIMITS.items()
    ]
