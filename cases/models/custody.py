"""Custody: every instant of a case belongs to exactly one office."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from offices.models import Office, Staff


class Custody(models.Model):
    """The half-open period [since, until) in which an office holds a case."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("收到")
        TRANSFER = "transfer", _("移送")
        RETURN = "return", _("退回")
        DECISION = "decision", _("指定管辖")

    case = models.ForeignKey(Case, models.PROTECT, related_name="custody", verbose_name="案件")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True, blank=True)
    kind = models.CharField("方式", max_length=10, choices=Kind.choices, default=Kind.TRANSFER)
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


class Assistance(models.Model):
    """A bounded piece of work that the holding office asks of another (协办); the case stays with the one that asks."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assistance", verbose_name="案件")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="协办机构")
    asked_for = models.CharField("请求事项", max_length=500)
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="请求人")
    asked_at = models.DateTimeField("请求时间")
    task_id = models.BigIntegerField("任务", unique=True)
    answer = models.CharField("答复", max_length=2000, blank=True, default="")
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "协办"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [models.Index(fields=["case"], condition=Q(ended_at__isnull=True), name="assistance_open")]
