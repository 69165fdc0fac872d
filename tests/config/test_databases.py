"""The database from an address, and what the application's role may not do."""

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from config import database_roles
from config.settings.databases import database


def test_what_the_address_asks_for_is_kept():
    options = database("postgres://u:p@db.example/q?sslmode=verify-full")["OPTIONS"]
    assert options["sslmode"] == "verify-full"


def test_nothing_is_asked_for_that_a_pooler_would_refuse():
    found = database("postgres://u:p@db.example/q")
    assert "options" not in found.get("OPTIONS", {})
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgres://u:p@a:5433,b:5434/q?target_session_attrs=read-write", "a,b", "5433,5434"),
        ("postgres://u:p@a,b/q", "a,b", "5432,5432"),
        ("postgres://u:p@a:5433/q", "a", 5433),
    ],
)
def test_several_hosts_stand_in_one_address(url, host, port):
    found = database(url)
    assert (found["HOST"], found["PORT"], found["NAME"], found["USER"]) == (host, port, "q", "u")
    assert ("target_session_attrs" in found.get("OPTIONS", {})) == ("target" in url)


@pytest.fixture
def application(db):
    """Become the application's role, which another role owns the tables of."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE test_application")
        for statement in database_roles.grants("test_application"):
            cursor.execute(statement)
        cursor.execute("SET LOCAL ROLE test_application")
        yield cursor


@pytest.mark.parametrize("table", ["cases_event", "cases_access", "offices_administrationentry"])
@pytest.mark.parametrize("text", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_does_not_change_the_past(application, table, text):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        application.execute(text.format(table))


@pytest.mark.parametrize(
    "text", ["CREATE TABLE x (y int)", "DROP TABLE cases_case", "ALTER TABLE cases_event DISABLE TRIGGER ALL"]
)
def test_the_application_does_not_change_the_schema(application, text):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        application.execute(text)


def test_the_application_does_its_work(application):
    application.execute("SELECT count(*) FROM cases_event")
    application.execute("DELETE FROM django_session")
    application.execute("UPDATE cases_case SET summary = summary")
    application.execute("INSERT INTO offices_attempt (door, subject, at) VALUES ('x', 'y', now())")


def test_each_table_that_is_only_added_to_says_so():
    assert database_roles.append_only_tables() == ["cases_access", "cases_event", "offices_administrationentry"]


def test_a_migration_has_no_limit_but_for_locks(db, monkeypatch):
    def limits(*_arguments, **_options):
        with connection.cursor() as cursor:
            found = []
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
                cursor.execute(f"SHOW {name}")
                found += cursor.fetchone()
        return found

    during = []
    monkeypatch.setattr(
        "django.core.management.commands.migrate.Command.handle", lambda *_a, **_k: during.append(limits())
    )
    before = limits()
    call_command("migrate", verbosity=0)
    assert during == [["0", "10s", "0"]]
    assert limits() == before


def test_migrating_leaves_the_limits_on_the_role(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_roles ON pg_roles.oid = setrole"
            " WHERE rolname = current_user AND setdatabase = 0"
        )
        kept = {line for (line,) in cursor.fetchall()}
    assert {f"{name}={value}" for name, value in database_roles.LIMITS.items()} <= kept
