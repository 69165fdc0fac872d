"""The two ledgers: what was done (Event, inside the act's transaction) and who looked (Access, survives a rollback)."""

from typing import ClassVar

from django.db import models

from cases.models.case import Case
from offices.models import Staff


class Event(models.Model):
    """One line of a case's history: append-only and chained by hash. A trigger refuses UPDATE and DELETE."""

    is_append_only = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="events", verbose_name="案件")
    sequence = models.PositiveIntegerField("序号")
    name = models.CharField("事件", max_length=60)
    at = models.DateTimeField("时间")
    actor_kind = models.CharField("行为人类型", max_length=10)
    actor_label = models.CharField("行为人", max_length=80)
    actor_staff_id = models.BigIntegerField(null=True)
    actor_party_id = models.BigIntegerField(null=True)
    payload = models.JSONField("内容", default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "事件"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [models.UniqueConstraint("case", "sequence", name="event_sequence_once")]


class Access(models.Model):
    """Who looked at which personal data of a case, and why.

    No foreign key is enforced: a look outlives whatever it looked at.
    """

    is_append_only = True

    case = models.ForeignKey(
        Case, models.DO_NOTHING, null=True, db_constraint=False, related_name="accesses", verbose_name="案件"
    )
    staff = models.ForeignKey(
        Staff, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name="查看人"
    )
    what = models.CharField("查看内容", max_length=80)
    party_id = models.BigIntegerField(null=True)
    purpose = models.CharField("目的", max_length=200, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "查看记录"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [models.Index(fields=["case", "at"]), models.Index(fields=["staff", "at"])]
