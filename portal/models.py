"""What a worker has begun to write. Kept on the server, resumable by code on another phone."""

from django.db import models

from cases.models import Case
from cases.privacy import EncryptedTextField


class Draft(models.Model):
    """An unfinished filing. The answers are encrypted JSON; the resume code is stored as a keyed hash.

    `turn` counts how often it was resumed: the visit that knows the present turn holds it, and no other.
    """

    code_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField("类型", max_length=20, default=Case.Kind.WAGE_COMPLAINT)
    answers = EncryptedTextField("内容", default="{}")
    submission_key = models.CharField(max_length=64, unique=True)
    language = models.CharField("语言", max_length=10, default="zh-hans")
    created_at = models.DateTimeField("开始时间")
    expires_at = models.DateTimeField("失效时间")
    turn = models.PositiveIntegerField("接手次数", default=0)
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="draft", verbose_name="案件")

    class Meta:
        verbose_name = "草稿"
        verbose_name_plural = verbose_name


class DraftFile(models.Model):
    """A file attached to a draft, already checked by content; it becomes evidence when the draft is filed."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files", verbose_name="草稿")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    original_name = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "草稿附件"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint("draft", "sha256", name="draft_file_once")]  # noqa: RUF012
