"""Process rows (proxies whose artifact is the case) and the queue table."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task

from cases.models import Case
from clocks.models import Clock
from offices.models import Staff


class WageComplaintProcess(Process):
    """The process row of WageComplaintFlow."""

    class Meta:
        proxy = True
        verbose_name = "欠薪投诉流程"
        verbose_name_plural = verbose_name


class PetitionProcess(Process):
    """The process row of PetitionFlow."""

    class Meta:
        proxy = True
        verbose_name = "信访流程"
        verbose_name_plural = verbose_name


class WorkItem(models.Model):
    """One open human task: what a queue shows. Written in the transaction that changes the task; never edited alone."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="work_item", verbose_name="任务")
    case = models.ForeignKey(Case, models.PROTECT, related_name="work_items", verbose_name="案件")
    node = models.CharField("环节", max_length=40)
    title = models.CharField("要做的事", max_length=80)
    right = models.CharField("所需权限", max_length=40)
    office_path = models.CharField("机构路径", max_length=80, db_collation="C")
    holder = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="work_items", verbose_name="承办人"
    )
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+", verbose_name="期限")
    due_at = models.DateTimeField("到期", null=True, blank=True)
    opened_at = models.DateTimeField("产生时间")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "待办"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [
            models.Index(
                fields=["right", "office_path", "due_at"], condition=Q(closed_at__isnull=True), name="wi_path"
            ),
            models.Index(fields=["holder", "due_at"], condition=Q(closed_at__isnull=True), name="wi_holder"),
            models.Index(fields=["due_at", "id"], condition=Q(closed_at__isnull=True), name="wi_due"),
            models.Index(fields=["case"], condition=Q(closed_at__isnull=True), name="wi_case"),
        ]


class Decision(models.Model):
    """What a person chose when finishing a task; the flow's switches read the newest one of their node."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name="案件")
    task = models.ForeignKey(Task, models.PROTECT, related_name="decisions", verbose_name="任务")
    node = models.CharField("环节", max_length=40)
    choice = models.CharField("选择", max_length=40)
    reason = models.TextField("理由", blank=True, default="")
    actor_label = models.CharField("决定人", max_length=80)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "决定"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [models.UniqueConstraint("task", name="decision_once_a_task")]
        indexes: ClassVar = [models.Index(fields=["case", "node", "-at"])]


class FailedJob(models.Model):
    """A background job whose last run failed; settled by its next good run."""

    name = models.CharField("任务", max_length=80)
    error = models.CharField("错误类型", max_length=80)
    first_at = models.DateTimeField("首次失败")
    last_at = models.DateTimeField("最近失败")
    count = models.PositiveIntegerField("次数", default=1)
    settled_at = models.DateTimeField("恢复时间", null=True, blank=True)

    class Meta:
        verbose_name = "失败的后台任务"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint("name", condition=Q(settled_at__isnull=True), name="failed_job_one_open"),
        ]


class IncidentRetry(models.Model):
    """Who asked when for another try of what had failed. `key` is the primary key of the row in question."""

    class Kind(models.TextChoices):
        RUNG = "rung", _("督办阶梯")
        NOTICE = "notice", _("通知")
        TASK = "task", _("流程任务")
        JOB = "job", _("后台任务")
        PAPER = "paper", _("文书文件")
        CLOCK = "clock", _("期限")

    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    key = models.CharField("对象", max_length=20)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="操作人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "异常重试"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [models.Index(fields=["key", "kind"])]


class SavedView(models.Model):
    """Filters of the board that a person keeps under a name."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", verbose_name="人员")
    name = models.CharField("名称", max_length=40)
    query = models.CharField("筛选", max_length=1000)

    class Meta:
        verbose_name = "保存的视图"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [models.UniqueConstraint("staff", "name", name="saved_view_name_once")]
