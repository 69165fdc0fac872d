"""Recusal: why a member of staff may not act in a case. It wins over any grant."""

from typing import ClassVar

from django.db import models

from cases.models.case import Case
from offices.models import Staff


class Recusal(models.Model):
    """A conflict of interest, declared or found. The person can neither act in the case nor read it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals", verbose_name="案件")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="recusals", verbose_name="人员")
    reason = models.CharField("原因", max_length=300)
    found_by = models.CharField("认定人", max_length=80)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "回避"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [models.UniqueConstraint("case", "staff", name="recusal_once")]
