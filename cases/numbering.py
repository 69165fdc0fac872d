"""Numbers without gaps: the series row is locked until the transaction that took the number ends."""

from cases.models import NumberSeries
from offices.models import Office


def take_number(*, series: str, office: Office, year: int) -> int:
    """Return the next number of a series in an office and year; must run inside a transaction."""
    NumberSeries.objects.bulk_create([NumberSeries(series=series, office=office, year=year)], ignore_conflicts=True)
    row = NumberSeries.objects.select_for_update().get(series=series, office=office, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
