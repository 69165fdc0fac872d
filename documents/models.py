"""Issued documents and their numbers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models import Case
from cases.privacy import EncryptedTextField
from offices.models import Office, Staff


class Document(models.Model):
    """A form that was issued: its number and what was filled in are fixed by the act.

    The PDF is made after the act has been committed and lies in the store under its SHA-256; until then `sha256` is
    empty and nothing is handed out.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents", verbose_name="案件")
    form = models.CharField("文书", max_length=40)
    number = models.CharField("文号", max_length=60, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="制作机构")
    language = models.CharField("语言", max_length=10, default="zh-hans")
    fields = EncryptedTextField("填写内容")
    sha256 = models.CharField("内容摘要", max_length=64, blank=True, default="")
    size = models.PositiveIntegerField("字节数", default=0)
    render_after = models.DateTimeField("最早制作文件时间")
    render_attempts = models.PositiveSmallIntegerField("制作文件次数", default=0)
    render_error = models.CharField("制作文件失败原因", max_length=80, blank=True, default="")
    verification_code = models.CharField("核验码", max_length=20, unique=True)
    issued_at = models.DateTimeField("制作时间")
    issued_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="制作人")

    class Meta:
        verbose_name = "文书"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [
            models.Index(fields=["case", "issued_at"]),
            models.Index(fields=["render_after", "id"], condition=Q(sha256=""), name="document_unrendered"),
        ]

    @property
    def is_rendered(self) -> bool:
        """Whether the file is there to be handed out."""
        return bool(self.sha256)
