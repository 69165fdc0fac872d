"""Numbers without gaps: the series row is locked until the transaction that took the number ends. Take them last.

Two series are taken in one order everywhere: that of cases, then those of documents.
"""

from django.db import connection

from cases.models import NumberSeries

_TAKE = f"""
INSERT INTO {NumberSeries._meta.db_table} AS taken (series, division_id, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (series, division_id, year) DO UPDATE SET last = taken.last + 1
RETURNING last
"""  # noqa: S608


def take_number(*, series: str, division: str, year: int) -> int:
    """Return the next number of a series in a division and year; must run inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series, division, year])
        return int(cursor.fetchone()[0])
