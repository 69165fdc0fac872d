"""The division tree, its offices and the made-up staff: made once in a process, then copied into each test."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth.models import Permission
from django.db import connection, transaction

Rows = dict[str, bytes]


@dataclass(frozen=True)
class _Kept:
    rows: Rows
    rights: str


_kept: dict[object, _Kept] = {}


def once(key: object, make: Callable[[], None]) -> None:
    """Let `make` fill a database that holds no such rows, or copy what it made before under the same key.

    A truncating test numbers Django's permissions anew; grants that name the old ones are then made again.
    """
    kept = _kept.get(key)
    if kept is not None and kept.rights == _rights():
        _copy_in(kept.rows)
        return
    empty = {table for table in connection.introspection.table_names() if not _holds_rows(table)}
    make()
    _kept[key] = _Kept({table: _copy_out(table) for table in sorted(empty) if _holds_rows(table)}, _rights())


def _rights() -> str:
    found = Permission.objects.order_by("pk").values_list("pk", "content_type_id", "codename")
    return sha256(repr(list(found)).encode()).hexdigest()


def _holds_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        return bool(cursor.fetchone()[0])


def _copy_out(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(part) for part in copy)


def _copy_in(rows: Rows) -> None:
    # Foreign keys are checked at the end of the transaction, so the order of the tables does not matter.
    with transaction.atomic(), connection.cursor() as cursor:
        for table, data in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(data)
