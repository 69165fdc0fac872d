"""Custody: every instant of a case belongs to exactly one office."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from offices.models import Office, Staff


class Custody(models.Model):
    """The half-open period [since, until) in which an office holds a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="custody", verbose_name="案件")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True, blank=True)
    reason = models.CharField("原因", max_length=300)
    by_staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = "持案"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint("case", condition=Q(until__isnull=True), name="custody_one_open"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="custody_period"),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "since"])]
