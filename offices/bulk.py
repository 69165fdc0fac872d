"""Many rows at once: written by COPY, in a fraction of the time of INSERT statements; read in batches by their key."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import connection, models

BATCH = 500
"""Rows read at a time."""

Row = TypeVar("Row", bound=models.Model)


def in_batches(rows: models.QuerySet[Row]) -> Iterator[list[Row]]:
    """Yield rows in the order of their key, `BATCH` at a time: no cursor of the server, and memory for one batch."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows of plain column values into a model's table; the database checks what it always checks."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        listed = ", ".join(connection.ops.quote_name(column) for column in columns)
        with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
