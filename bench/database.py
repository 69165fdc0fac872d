"""A database of its own for one measurement, and rows in numbers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def empty_database() -> Iterator[None]:
    """Make a database and drop it at the end."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    run("SET statement_timeout = 0")
    try:
        yield
    finally:
        connection.creation.destroy_test_db("qingxin", verbosity=0)


def run(sql: str, *parameters: object) -> int:
    """Run one statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.rowcount


def columns_of(table: str) -> list[str]:
    """Return the columns of a table but its key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id' "
            "ORDER BY ordinal_position",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def clone(table: str, count: int, source: int, **changes: str) -> None:
    """Copy a row `count` times; `changes` gives columns as SQL over `g`, the number of the copy."""
    columns = columns_of(table)
    listed = ", ".join(columns)
    values = ", ".join(changes.get(name, f"t.{name}") for name in columns)
    copies = f"FROM {table} t, generate_series(1, {count}) g WHERE t.id = {source}"
    run(f"INSERT INTO {table} ({listed}) SELECT {values} {copies}")


def value(sql: str) -> Any:
    """Return the one value of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


class Stopwatch:
    """Wall-clock seconds between `with` and its end."""

    seconds = 0.0

    def __enter__(self) -> "Stopwatch":
        self._begin = time.perf_counter()
        return self

    def __exit__(self, *_error: object) -> None:
        self.seconds = time.perf_counter() - self._begin
