"""Number series: gapless numbers per series, division and year."""

from typing import ClassVar

from django.db import models

from offices.models import Division


class NumberSeries(models.Model):
    """The last number given in a series; the row is locked while the next one is taken."""

    series = models.CharField(max_length=60)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [models.UniqueConstraint("series", "division", "year", name="number_series_once")]
