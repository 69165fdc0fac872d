"""Number series belong to the division that stands in the number: two offices of one division never meet there."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def by_division(apps: Any, schema_editor: Any) -> None:
    """Give each series its division; what two offices of a division counted goes on from the higher number."""
    series = apps.get_model("cases", "NumberSeries")
    last: dict[tuple[str, str, int], int] = {}
    for row in series.objects.select_related("office"):
        is_document = row.series.startswith("document:")
        name = f"{row.series}:{row.office.kind}" if is_document else row.series
        key = (name, row.office.division_id, row.year)
        last[key] = max(last.get(key, 0), row.last)
    series.objects.all().delete()
    for (name, division, year), number in last.items():
        series.objects.create(series=name, division_id=division, year=year, last=number)


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_drop_unread"), ("offices", "0001_initial")]
    operations = [
        migrations.AlterField("numberseries", "series", models.CharField(max_length=60)),
        migrations.AddField(
            "numberseries",
            "division",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.division"
            ),
        ),
        migrations.RemoveConstraint("numberseries", "number_series_once"),
        migrations.AlterField(
            "numberseries",
            "office",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
            ),
        ),
        migrations.RunPython(by_division, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField("numberseries", "office"),
        migrations.AlterField(
            "numberseries",
            "division",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.division"),
        ),
        migrations.AddConstraint(
            "numberseries", models.UniqueConstraint("series", "division", "year", name="number_series_once")
        ),
    ]
