"""Wage arrears: work, the claim ledger per worker, the payment plan and payments. The unit of truth is the line."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Evidence, Party
from offices.models import Division


class Employment(models.Model):
    """Who worked for whom, where, when, and on what terms."""

    class PayBasis(models.TextChoices):
        MONTHLY = "monthly", _("按月")
        DAILY = "daily", _("按日")
        PIECE = "piece", _("计件")
        LUMP = "lump", _("包工")

    case = models.ForeignKey(Case, models.PROTECT, related_name="employments", verbose_name="案件")
    worker = models.OneToOneField(Party, models.PROTECT, related_name="employment", verbose_name="劳动者")
    trade = models.CharField("工种", max_length=40, blank=True, default="")
    started_on = models.DateField("开始日期", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    still_working = models.BooleanField("仍在工作", default=False)
    pay_basis = models.CharField("计酬方式", max_length=10, choices=PayBasis.choices)
    rate = models.DecimalField("约定标准（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    has_written_contract = models.BooleanField("有书面合同", null=True)

    class Meta:
        verbose_name = "用工"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="employment_period",
            ),
        ]


class Project(models.Model):
    """The construction site, when there is one."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="project", verbose_name="案件")
    name = models.CharField("项目名称", max_length=120)
    section = models.CharField("标段", max_length=80, blank=True, default="")
    division = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+", verbose_name="所在地")
    works_price_unpaid = models.BooleanField("称工程款未拨付", default=False)

    class Meta:
        verbose_name = "工程项目"
        verbose_name_plural = verbose_name


FIRST_YEAR = 1990
"""A period of arrears does not begin before: an earlier year is mistyped."""


class ClaimLine(models.Model):
    """One worker, one period, one kind: claimed, verified, agreed, paid (yuan)."""

    class Kind(models.TextChoices):
        WAGE = "wage", _("工资")
        OVERTIME = "overtime", _("加班费")
        DOUBLE_WAGE = "double_wage", _("二倍工资差额")
        SEVERANCE = "severance", _("经济补偿")
        ADDITIONAL_COMPENSATION = "additional_compensation", _("加付赔偿金")

    case = models.ForeignKey(Case, models.PROTECT, related_name="claim_lines", verbose_name="案件")
    worker = models.ForeignKey(Party, models.PROTECT, related_name="claim_lines", verbose_name="劳动者")
    kind = models.CharField("项目", max_length=24, choices=Kind.choices, default=Kind.WAGE)
    period_from = models.DateField("期间自")
    period_to = models.DateField("期间至")
    claimed_amount = models.DecimalField("请求", max_digits=12, decimal_places=2)
    verified_amount = models.DecimalField("核定", max_digits=12, decimal_places=2, null=True, blank=True)
    agreed_amount = models.DecimalField("确定应付", max_digits=12, decimal_places=2, null=True, blank=True)
    paid_amount = models.DecimalField("已付", max_digits=12, decimal_places=2, default=0)
    trace = models.JSONField("计算过程", default=dict)

    class Meta:
        verbose_name = "请求明细"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint("worker", "kind", "period_from", "period_to", name="claim_line_once"),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="claim_line_period"),
            models.CheckConstraint(condition=Q(claimed_amount__gte=0), name="claim_line_claimed"),
            models.CheckConstraint(
                condition=Q(paid_amount=0) | Q(agreed_amount__isnull=False, paid_amount__lte=F("agreed_amount")),
                name="claim_line_paid_within_agreed",
            ),
        ]


class Instalment(models.Model):
    """What one worker is to get on one day: from an agreement, a promise, or an order to pay."""

    class Source(models.TextChoices):
        PROMISE = "promise", _("支付承诺")
        AGREEMENT = "agreement", _("调解协议")
        ORDER = "order", _("责令支付")

    class Status(models.TextChoices):
        DUE = "due", _("待付")
        PAID = "paid", _("已确认付清")
        DEFAULTED = "defaulted", _("逾期未付")
        REPLACED = "replaced", _("已被新计划替代")

    case = models.ForeignKey(Case, models.PROTECT, related_name="instalments", verbose_name="案件")
    worker = models.ForeignKey(Party, models.PROTECT, related_name="instalments", verbose_name="劳动者")
    source = models.CharField("依据", max_length=12, choices=Source.choices)
    number = models.PositiveSmallIntegerField("期次")
    due_on = models.DateField("应付日")
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DUE)
    defaulted_on = models.DateField("违约日", null=True, blank=True)

    class Meta:
        verbose_name = "付款期"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_positive"),
            models.UniqueConstraint("worker", "number", condition=~Q(status="replaced"), name="instalment_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "status", "due_on"])]


class Payment(models.Model):
    """Money said to have been paid to a worker, and the worker's own answer. Only a confirmed payment counts."""

    class Status(models.TextChoices):
        REPORTED = "reported", _("待本人确认")
        CONFIRMED = "confirmed", _("本人已确认")
        DENIED = "denied", _("本人否认收到")

    class Through(models.TextChoices):
        PHONE = "phone", _("本人手机验证")
        QUERY_CODE = "query_code", _("本人查询码")
        COUNTER = "counter", _("本人到窗口，核对身份证")
        CALL = "call", _("拨打本人预留电话核实")

    case = models.ForeignKey(Case, models.PROTECT, related_name="payments", verbose_name="案件")
    worker = models.ForeignKey(Party, models.PROTECT, related_name="payments", verbose_name="劳动者")
    instalment = models.ForeignKey(
        Instalment, models.PROTECT, null=True, related_name="payments", verbose_name="付款期"
    )
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)
    paid_on = models.DateField("付款日")
    method = models.CharField("付款方式", max_length=40, blank=True, default="")
    proof = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+", verbose_name="凭证")
    reported_at = models.DateTimeField("登记时间")
    reported_by = models.CharField("登记人", max_length=80)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.REPORTED)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_through = models.CharField("答复方式", max_length=40, choices=Through.choices, blank=True, default="")

    class Meta:
        verbose_name = "付款"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=Q(status="reported", answered_at__isnull=True)
                | ~Q(status="reported") & Q(answered_at__isnull=False),
                name="payment_answered_with_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "status"])]


class OrderToPay(models.Model):
    """An inspector's order to pay within a time limit (责令限期支付)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="orders", verbose_name="案件")
    debtor = models.ForeignKey(Party, models.PROTECT, related_name="orders", verbose_name="支付义务人")
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)
    pay_by = models.DateField("限期")
    facts = models.TextField("认定事实")
    issued_at = models.DateTimeField("作出时间")
    issued_by = models.CharField("作出人", max_length=80)

    class Meta:
        verbose_name = "责令支付"
        verbose_name_plural = verbose_name
