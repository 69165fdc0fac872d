"""Letters and visits (信访): registration, the right of the matter, opinions, review and re-check."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from offices.models import Office


class Petition(models.Model):
    """What a petition adds to its case (Petition Work Regulations 2022)."""

    class Form(models.TextChoices):
        WEB = "web", _("网上信访")
        LETTER = "letter", _("来信")
        VISIT = "visit", _("来访")
        CALL = "call", _("来电")

    class Route(models.TextChoices):
        STATUTORY = "statutory", _("导入法定途径")
        PETITION = "petition", _("按信访程序办理")
        ELSEWHERE = "elsewhere", _("转送有权机关")

    case = models.OneToOneField(Case, models.PROTECT, related_name="petition", verbose_name="案件")
    form = models.CharField("信访形式", max_length=8, choices=Form.choices)
    people = models.PositiveIntegerField("人数", default=1)
    claim = models.TextField("信访请求")
    branch = models.PositiveSmallIntegerField("第三十一条第几项", null=True, blank=True)
    route = models.CharField("途径", max_length=12, choices=Route.choices, blank=True, default="")
    route_reason = models.TextField("理由", blank=True, default="")
    handed_to = models.CharField("转送机关", max_length=80, blank=True, default="")
    decided_on = models.DateField("途径决定日", null=True, blank=True)
    accepted_on = models.DateField("受理日", null=True, blank=True)

    class Meta:
        verbose_name = "信访事项"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(branch__isnull=True) | Q(branch__range=(1, 6)), name="petition_branch"),
        ]


class Opinion(models.Model):
    """A handling, review or re-check opinion. Each level is given once and by a different office."""

    class Level(models.TextChoices):
        HANDLING = "handling", _("处理意见")
        REVIEW = "review", _("复查意见")
        RECHECK = "recheck", _("复核意见")

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="opinions", verbose_name="信访事项")
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="作出机关")
    facts = models.TextField("事实和理由")
    opinion = models.TextField("意见")
    basis = models.TextField("法律依据")
    supports_claim = models.BooleanField("支持请求", default=False)
    issued_on = models.DateField("作出日")
    served_on = models.DateField("送达日", null=True, blank=True)

    class Meta:
        verbose_name = "信访意见"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [models.UniqueConstraint("petition", "level", name="opinion_once_a_level")]


class ReviewRequest(models.Model):
    """A petitioner's request for review (复查) or re-check (复核)."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="requests", verbose_name="信访事项")
    level = models.CharField("级别", max_length=10, choices=Opinion.Level.choices)
    reasons = models.TextField("理由")
    requested_at = models.DateTimeField("申请时间")

    class Meta:
        verbose_name = "复查复核申请"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [models.UniqueConstraint("petition", "level", name="review_request_once")]
