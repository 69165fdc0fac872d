"""Many rows at once: COPY, which takes a fraction of what INSERT statements of the same rows take."""

from collections.abc import Iterable, Sequence

from django.db import connection, models


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows of plain column values into a model's table; the database checks what it always checks."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        listed = ", ".join(connection.ops.quote_name(column) for column in columns)
        with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
