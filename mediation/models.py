"""Mediation: consent, the mediator and conflicts of interest, sessions, the agreement."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Party
from offices.models import Staff


class Mediation(models.Model):
    """One mediation of a case. Both sides must agree before it is accepted (Order 17 arts. 22-23)."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("征询意愿")
        ACCEPTED = "accepted", _("已受理")
        AGREED = "agreed", _("达成协议")
        FAILED = "failed", _("调解不成")
        REFUSED = "refused", _("对方不同意")

    case = models.ForeignKey(Case, models.PROTECT, related_name="mediations", verbose_name="案件")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PROPOSED)
    applied_on = models.DateField("申请收到日")
    worker_consented_at = models.DateTimeField("申请人同意时间", null=True, blank=True)
    respondent_consented_at = models.DateTimeField("被申请人同意时间", null=True, blank=True)
    accepted_on = models.DateField("受理日", null=True, blank=True)
    mediator = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="mediations", verbose_name="调解员"
    )
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "调解"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint(
                "case", condition=Q(status__in=["proposed", "accepted"]), name="mediation_one_open"
            ),
        ]


class StaffInterest(models.Model):
    """A standing interest that a member of staff declared: an organisation (code or name) or a person (by ID)."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="interests", verbose_name="人员")
    organisation_name = models.CharField("单位名称", max_length=80, blank=True, default="")
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    id_number_index = models.CharField(max_length=64, blank=True, default="")
    relation = models.CharField("关系", max_length=80)

    class Meta:
        verbose_name = "申报的利害关系"
        verbose_name_plural = verbose_name


class Session(models.Model):
    """A meeting of the two sides, its notice and its minutes."""

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="sessions", verbose_name="调解")
    starts_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=120)
    minutes = models.TextField("调解笔录", blank=True, default="")
    held_at = models.DateTimeField("记录时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)

    class Meta:
        verbose_name = "调解会议"
        verbose_name_plural = verbose_name


class Agreement(models.Model):
    """A mediation agreement (调解协议书; Order 17 art. 26): result, deadline and method per worker."""

    mediation = models.OneToOneField(Mediation, models.PROTECT, related_name="agreement", verbose_name="调解")
    terms = models.TextField("其他约定", blank=True, default="")
    method = models.CharField("履行方式", max_length=120)
    default_clause = models.CharField("违约后果", max_length=300)
    worker_signed_at = models.DateTimeField("申请人签署时间")
    respondent_signed_at = models.DateTimeField("被申请人签署时间")
    mediator_signed_at = models.DateTimeField("调解员签署时间")
    effective_on = models.DateField("生效日")

    class Meta:
        verbose_name = "调解协议"
        verbose_name_plural = verbose_name


class AgreementItem(models.Model):
    """One instalment of one worker in the agreement."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="items", verbose_name="协议")
    worker = models.ForeignKey(Party, models.PROTECT, related_name="agreement_items", verbose_name="劳动者")
    number = models.PositiveSmallIntegerField("期次")
    due_on = models.DateField("应付日")
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "协议明细"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint("agreement", "worker", "number", name="agreement_item_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="agreement_item_positive"),
        ]
