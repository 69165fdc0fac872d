"""The case: one worker's (or one group's) matter, one file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from offices.models import Division, Office, Staff


class Case(models.Model):
    """A matter from the first word to the money in the hand. Everything hangs on it."""

    class Kind(models.TextChoices):
        WAGE_COMPLAINT = "wage_complaint", _("欠薪投诉")
        PETITION = "petition", _("信访事项")

    class Channel(models.TextChoices):
        WEB = "web", _("网上")
        COUNTER = "counter", _("窗口")
        PHONE = "phone", _("电话")
        LETTER = "letter", _("来信")
        VISIT = "visit", _("来访")
        TRANSFER = "transfer", _("转送交办")

    class Stage(models.TextChoices):
        INTAKE = "intake", _("受理")
        EARLY_INTERVENTION = "early_intervention", _("早期介入")
        MEDIATION = "mediation", _("调解")
        INSPECTION = "inspection", _("监察")
        RESOLUTION = "resolution", _("履行")
        PETITION = "petition", _("信访办理")
        REVIEW = "review", _("复查复核")
        CLOSED = "closed", _("已结")

    class Outcome(models.TextChoices):
        PAID = "paid", _("已付清")
        WITHDRAWN = "withdrawn", _("本人撤回")
        REFUSED = "refused", _("不予受理")
        HANDED_OVER = "handed_over", _("移交其他途径")
        ANSWERED = "answered", _("信访答复终结")
        CANCELLED = "cancelled", _("登记有误撤销")

    number = models.CharField("案号", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    channel = models.CharField("渠道", max_length=12, choices=Channel.choices)
    office = models.ForeignKey(Office, models.PROTECT, related_name="cases", verbose_name="承办机构")
    office_path = models.CharField("机构路径", max_length=80, db_collation="C")
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="事发地")
    stage = models.CharField("阶段", max_length=20, choices=Stage.choices, default=Stage.INTAKE)
    outcome = models.CharField("结果", max_length=20, choices=Outcome.choices, blank=True)
    headcount = models.PositiveIntegerField("人数", default=1)
    claimed_total = models.DecimalField("请求金额", max_digits=14, decimal_places=2, default=0)
    summary = models.CharField("概要", max_length=120, blank=True)
    facts = models.TextField("事实与理由", blank=True)
    request = models.TextField("请求", blank=True)
    language = models.CharField("语言", max_length=10, default="zh-hans")
    urgent = models.BooleanField("紧急", default=False)
    received_at = models.DateTimeField("收到时间")
    registered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)
    query_code_hash = models.CharField("查询码摘要", max_length=128)
    submission_key = models.CharField("提交键", max_length=64, unique=True, null=True, blank=True)
    event_count = models.PositiveIntegerField("事件数", default=0)
    event_head = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "案件"
        verbose_name_plural = verbose_name
        permissions: ClassVar = [("mediate_this_case", _("调解本案"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(stage="closed") & Q(closed_at__isnull=True, outcome=""),
                name="case_closed_with_outcome",
            ),
            models.CheckConstraint(condition=Q(headcount__gte=1), name="case_headcount_positive"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office_path", "-received_at"], name="case_path_received"),
            models.Index(fields=["received_at", "office_path"], name="case_received"),
            models.Index(fields=["closed_at", "office_path"], condition=~Q(closed_at=None), name="case_closed"),
            models.Index(fields=["office_path", "stage"], condition=~Q(stage="closed"), name="case_open_path_stage"),
        ]

    def __str__(self) -> str:
        return self.number
