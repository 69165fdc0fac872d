"""The outbox, proof of service, and codes that verify a phone."""

import json
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Party
from cases.privacy import EncryptedTextField
from documents.models import Document
from notices import texts
from offices.models import Staff


class Notice(models.Model):
    """A message that an act owes to someone: written in the act's transaction, sent later, effective once."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("待发")
        SENT = "sent", _("已发")
        FAILED = "failed", _("发送失败")

    key = models.CharField("唯一键", max_length=160, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="notices", verbose_name="案件")
    template = models.CharField("文本", max_length=60)
    language = models.CharField("语言", max_length=10, default="zh-hans")
    to_party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="notices", verbose_name="收件人")
    to_staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="notices", verbose_name="收件人员")
    to_address = EncryptedTextField("号码或地址", blank=True, default="")
    channel = models.CharField("渠道", max_length=12)
    body = EncryptedTextField("正文")
    parameters = EncryptedTextField("参数", blank=True, default="")
    urgent = models.BooleanField("不避夜间", default=False)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    not_before = models.DateTimeField("最早发送时间")
    useless_after = models.DateTimeField("过期作废时间", null=True, blank=True)
    error = models.CharField("失败原因", max_length=120, blank=True, default="")
    created_at = models.DateTimeField("写入时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    reported_at = models.DateTimeField("失败记入案卷时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [
            models.Index(fields=["not_before", "id"], condition=Q(status="waiting"), name="notice_waiting"),
            models.Index(
                fields=["id"], condition=Q(status="failed", reported_at__isnull=True), name="notice_failed_unreported"
            ),
            models.Index(fields=["id"], condition=Q(status="failed"), name="notice_failed"),
            models.Index(fields=["case", "created_at"]),
            models.Index(fields=["to_staff", "-created_at"], name="notice_staff"),
        ]

    @property
    def shown_body(self) -> str:
        """The text as staff may read it: what opens a door to its reader is not in it."""
        if not self.body:
            return gettext("（已发出，内容不再保留）")
        shown, given = self.body, json.loads(self.parameters or "{}")
        for name in texts.get_text(self.template).secret:
            shown = shown.replace(given.get(name) or "\0", "••••••")
        return shown


class ChannelHealth(models.Model):
    """How a channel fares, for all senders together: after failures in a row it is left alone for a while."""

    TITLES: ClassVar = {"sms": _("短信"), "mail": _("邮件")}

    channel = models.CharField("渠道", max_length=12, unique=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    closed_until = models.DateTimeField("暂停到", null=True, blank=True)

    class Meta:
        verbose_name = "渠道状况"
        verbose_name_plural = verbose_name

    @property
    def title(self) -> str:
        """What the channel is called on the screen."""
        return str(self.TITLES.get(self.channel, self.channel))


class Service(models.Model):
    """Proof that a document reached its addressee (送达回证): the day counts for the remedies that run from it."""

    class Method(models.TextChoices):
        IN_PERSON = "in_person", _("直接送达")
        POST = "post", _("邮寄送达")
        ELECTRONIC = "electronic", _("电子送达")
        LEFT = "left", _("留置送达")
        PUBLIC_NOTICE = "public_notice", _("公告送达")

    document = models.ForeignKey(Document, models.PROTECT, related_name="services", verbose_name="文书")
    party = models.ForeignKey(Party, models.PROTECT, related_name="services", verbose_name="受送达人")
    method = models.CharField("方式", max_length=14, choices=Method.choices)
    served_on = models.DateField("送达日")
    recorded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "送达"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [models.UniqueConstraint("document", "party", name="service_once")]


class PhoneCode(models.Model):
    """A one-time code sent to a phone. Only hashes are stored."""

    phone_index = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    code_hash = models.CharField(max_length=128)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "验证码"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [models.Index(fields=["phone_index", "purpose", "-created_at"], name="phone_code_latest")]
