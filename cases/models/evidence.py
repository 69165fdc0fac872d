"""Evidence, stored once by content hash."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.party import Party
from offices.models import Staff


class Evidence(models.Model):
    """A paper or photo handed in. The bytes lie in the evidence store under their SHA-256."""

    class Kind(models.TextChoices):
        LABOUR_CONTRACT = "labour_contract", _("劳动合同")
        STAFF_ROSTER = "staff_roster", _("职工名册")
        WAGE_LEDGER = "wage_ledger", _("工资支付台账")
        WAGE_SLIP = "wage_slip", _("工资清单")
        ATTENDANCE = "attendance", _("考勤记录")
        REALNAME_ROSTER = "realname_roster", _("用工实名登记")
        SUBCONTRACT_WAGE_SHEET = "subcontract_wage_sheet", _("农民工工资支付表")
        IOU = "iou", _("工资欠条")
        BANK_FLOW = "bank_flow", _("银行流水")
        CHAT_PHOTO_WITNESS = "chat_photo_witness", _("聊天记录、照片、证言")
        SETTLEMENT = "handover_or_final_account", _("工资结算单")
        PAYMENT_PROOF = "payment_proof", _("付款凭证")
        IDENTITY = "identity", _("身份证明")
        OTHER = "other", _("其他")

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence", verbose_name="案件")
    kind = models.CharField("种类", max_length=30, choices=Kind.choices)
    sha256 = models.CharField("内容摘要", max_length=64)
    content_type = models.CharField("文件类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    original_name = models.CharField("文件名", max_length=120)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    by_party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="evidence", verbose_name="提交人")
    by_staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="录入人")
    added_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "证据"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint("case", "sha256", "kind", name="evidence_once_a_case"),
        ]
