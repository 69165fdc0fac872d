"""Two roles of the database: the owner migrates, the application works and can neither change the schema nor the past.

What the application may do is granted anew after each migration, so that a new table needs no hand. Limits on time are
settings of its role: they hold behind a pooler too, where start-up options and settings of a session do not.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import InternalError, ProgrammingError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

LIMITS = {"statement_timeout": "30s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "60s"}
"""No statement waits for ever, and no forgotten transaction holds a lock."""


def append_only_tables() -> list[str]:
    """Return the tables that are only ever added to: their models say so with `is_append_only`."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "is_append_only", False))


def grants(application: str) -> Iterator[sql.Composed]:
    """Yield the statements that give a role what the application needs, and no more."""
    role = sql.Identifier(application)
    for text in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE CREATE ON SCHEMA public FROM {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ):
        yield sql.SQL(text).format(role=role)
    for table in append_only_tables():
        yield sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), role)


def apply(connection: BaseDatabaseWrapper, application: str, *, is_owner: bool) -> list[str]:
    """Give the application's role its rights, where another role owns the tables, and its limits. Safe to repeat.

    Return the statements for limits that this role may not set: a superuser of the database says them.
    """
    with connection.cursor() as cursor:
        if not is_owner:
            for statement in grants(application):
                cursor.execute(statement)
        cursor.execute(
            "SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_roles ON pg_roles.oid = setrole"
            " WHERE rolname = %s AND setdatabase = 0",
            [application],
        )
        there = {line for (line,) in cursor.fetchall()}
        missing = [(name, value) for name, value in LIMITS.items() if f"{name}={value}" not in there]
        return [
            f"ALTER ROLE {application} SET {name} = '{value}';"
            for name, value in missing
            if not _limit(connection, application, name, value)
        ]


def _limit(connection: BaseDatabaseWrapper, application: str, name: str, value: str) -> bool:
    """Set a limit on a role; return whether that is permitted."""
    text = sql.SQL("ALTER ROLE {} SET {} = {}").format(
        sql.Identifier(application), sql.Identifier(name), sql.Literal(value)
    )
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(text)
    except InternalError as error:  # two that migrate at once on one server set the same
        if "concurrently" not in str(error):
            raise
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        return False
    return True
