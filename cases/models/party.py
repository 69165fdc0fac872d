"""Parties: people and organisations. Identifiers are encrypted, found by blind index, masked on screen."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.privacy import EncryptedTextField, mask_account, mask_id_number, mask_phone


class Party(models.Model):
    """Someone with a part in the case. The same person in two cases is two rows with one blind index."""

    class Role(models.TextChoices):
        WORKER = "worker", _("农民工")
        RESPONDENT = "respondent", _("用人单位")
        GENERAL_CONTRACTOR = "general_contractor", _("施工总承包单位")
        CONSTRUCTION_UNIT = "construction_unit", _("建设单位")
        LABOUR_CONTRACTOR = "labour_contractor", _("包工头或介绍人")
        PETITIONER = "petitioner", _("信访人")

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties", verbose_name="案件")
    role = models.CharField("身份", max_length=20, choices=Role.choices)
    is_person = models.BooleanField("自然人", default=True)
    is_representative = models.BooleanField("推选代表", default=False)
    name = models.CharField("姓名或名称", max_length=80)
    phone = EncryptedTextField("电话", blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, default="")
    phone_verified_at = models.DateTimeField("电话验证时间", null=True, blank=True)
    id_number = EncryptedTextField("身份证号", blank=True, default="")
    id_number_index = models.CharField(max_length=64, blank=True, default="")
    bank_account = EncryptedTextField("银行账号", blank=True, default="")
    address = EncryptedTextField("联系地址", blank=True, default="")
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    note = models.CharField("备注", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "当事人"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [
            models.Index(fields=["case", "role"]),
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="party_phone"),
            models.Index(fields=["id_number_index"], condition=~Q(id_number_index=""), name="party_id_number"),
            models.Index(fields=["credit_code"], condition=~Q(credit_code=""), name="party_credit_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        """The phone as screens show it."""
        return mask_phone(self.phone)

    @property
    def masked_id_number(self) -> str:
        """The ID number as screens show it."""
        return mask_id_number(self.id_number)

    @property
    def masked_bank_account(self) -> str:
        """The bank account as screens show it."""
        return mask_account(self.bank_account)


CLAIMANTS = (Party.Role.WORKER, Party.Role.PETITIONER)
"""Those who are owed: they complain or petition."""

RESPONDENTS = tuple(role for role in Party.Role if role not in CLAIMANTS)
"""The other side: those from whom the money may come."""


class Invitation(models.Model):
    """A respondent's link to answer. Only the token's hash is stored."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="invitations", verbose_name="受邀人")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.TextField("答复", blank=True, default="")
    disputes = models.BooleanField("有争议", null=True, blank=True)

    class Meta:
        verbose_name = "邀请"
        verbose_name_plural = verbose_name

    def is_open(self, at: datetime) -> bool:
        """Tell whether the link still lets its party in: neither revoked nor expired."""
        return self.revoked_at is None and self.expires_at > at
