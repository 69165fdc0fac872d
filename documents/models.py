"""Issued documents and their numbers."""

from typing import ClassVar

from django.db import models

from cases.models import Case
from offices.models import Office, Staff


class Document(models.Model):
    """A form that was issued. The PDF lies in the store under its SHA-256; what was filled in is kept as well."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents", verbose_name="案件")
    form = models.CharField("文书", max_length=40)
    number = models.CharField("文号", max_length=60, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="制作机构")
    language = models.CharField("语言", max_length=10, default="zh-hans")
    fields = models.TextField("填写内容（密文）")
    sha256 = models.CharField("内容摘要", max_length=64)
    size = models.PositiveIntegerField("字节数")
    verification_code = models.CharField("核验码", max_length=20, unique=True)
    issued_at = models.DateTimeField("制作时间")
    issued_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="制作人")

    class Meta:
        verbose_name = "文书"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [models.Index(fields=["case", "issued_at"])]
