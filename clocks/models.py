"""The legal clock ledger. Due and overdue are derived (clocks/due.py), never stored; rungs hold when to look."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Evidence
from offices.models import Office, Staff


class Clock(models.Model):
    """One running limit of a case: a rule, its trigger day, and who is responsible.

    A statutory clock is computed from the law's own row of the trigger day and leaves `length` and `unit` empty. A
    service promise keeps them here, as an office may promise otherwise later.
    """

    class Family(models.TextChoices):
        STATUTORY = "statutory", _("法定期限")
        SERVICE = "service", _("服务承诺")
        INTERNAL = "internal", _("内部期限")

    class StopReason(models.TextChoices):
        DONE = "done", _("已办完")
        CANCELLED = "cancelled", _("这一步已取消")
        RETURNED = "returned", _("退回重办")
        RESTARTED = "restarted", _("重新起算")
        ANSWERED = "answered", _("劳动者已答复")
        INSTALMENT_SETTLED = "instalment_settled", _("这一期已付清")
        MEDIATION_ENDED = "mediation_ended", _("调解已结束")
        CASE_CLOSED = "case_closed", _("已结案")
        CASE_CANCELLED = "case_cancelled", _("案件已撤销")
        REPAIRED = "repaired", _("系统核对时关闭")

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", verbose_name="案件")
    rule = models.CharField("规则", max_length=60)
    family = models.CharField("类别", max_length=12, choices=Family.choices)
    title = models.CharField("名称", max_length=80)
    length = models.PositiveSmallIntegerField("长度", null=True, blank=True)
    unit = models.CharField("单位", max_length=14, blank=True, default="")
    node = models.CharField("环节", max_length=120, blank=True, default="")
    task_id = models.BigIntegerField("任务", null=True, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="责任机构")
    office_path = models.CharField(max_length=80, db_collation="C")
    triggered_on = models.DateField("起算事件日")
    triggered_at = models.DateTimeField("起算事件时间")
    agreed_due_on = models.DateField("约定日期", null=True, blank=True)
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)
    stop_reason = models.CharField("停止原因", max_length=60, blank=True, default="", choices=StopReason.choices)
    breached_at = models.DateTimeField("超期记录时间", null=True, blank=True)
    # The database knows the default too: a release that knows nothing of the column goes on arming during an upgrade.
    incident = models.CharField("异常", max_length=80, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "期限"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [
            models.Index(fields=["case"], condition=Q(stopped_at__isnull=True), name="clock_running"),
            models.Index(fields=["office_path", "rule"], condition=Q(stopped_at__isnull=True), name="clock_path"),
            models.Index(fields=["task_id"], condition=Q(task_id__isnull=False), name="clock_task"),
            models.Index(fields=["id"], condition=~Q(incident=""), name="clock_broken"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "case", "rule", "task_id", condition=Q(stopped_at__isnull=True), name="clock_once_a_task"
            ),
        ]


class Suspension(models.Model):
    """Legal days that do not count: half-open [since_on, until_on), with its ground."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="suspensions", verbose_name="期限")
    since_on = models.DateField("自")
    until_on = models.DateField("至", null=True, blank=True)
    ground = models.CharField("事由", max_length=200)
    paper = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+", verbose_name="依据材料")
    by_staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = "中止"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint("clock", condition=Q(until_on__isnull=True), name="suspension_one_open"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name="suspension_period"
            ),
        ]


class Extension(models.Model):
    """A bounded lengthening, granted by the role that the rule names."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="extensions", verbose_name="期限")
    length = models.PositiveSmallIntegerField("长度")
    reason = models.CharField("理由", max_length=300)
    granted_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="批准人")
    granted_at = models.DateTimeField("批准时间")

    class Meta:
        verbose_name = "延期"
        verbose_name_plural = verbose_name


class Rung(models.Model):
    """One step of a clock's ladder. `fire_at` is derived and recomputed whenever the clock moves; it fires once."""

    class Code(models.TextChoices):
        REMIND = "remind", _("提醒")
        LAST_DAY = "last_day", _("到期前一个工作日")
        OVERDUE = "overdue", _("超期")
        SUPERVISOR = "supervisor", _("督办")
        UPPER_OFFICE = "upper_office", _("上级督办")
        REPEAT_1 = "repeat_1", _("再次督办")
        REPEAT_2 = "repeat_2", _("第三次督办")
        REPEAT_3 = "repeat_3", _("第四次督办")

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="rungs", verbose_name="期限")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="案件")
    code = models.CharField("级别", max_length=16, choices=Code.choices)
    fire_at = models.DateTimeField("触发时间", null=True)
    fired_at = models.DateTimeField("已触发时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("失败次数", default=0)
    incident = models.CharField("异常", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "阶梯"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [models.UniqueConstraint("clock", "code", name="rung_once_a_clock")]
        indexes: ClassVar = [
            models.Index(fields=["fire_at", "id"], condition=Q(fired_at__isnull=True), name="rung_waiting"),
            models.Index(fields=["id"], condition=Q(fired_at__isnull=True, attempts__gt=0), name="rung_failed"),
        ]


class ServiceStandard(models.Model):
    """What an office promises beyond the law: data with a date, proposed by one person and approved by another."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="service_standards", verbose_name="机构")
    rule = models.CharField("规则", max_length=60)
    title = models.CharField("名称", max_length=80)
    length = models.PositiveSmallIntegerField("长度")
    unit = models.CharField("单位", max_length=14)
    effective_from = models.DateField("自")
    proposed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    approved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="批准人")

    class Meta:
        verbose_name = "服务标准"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint("office", "rule", "effective_from", name="service_standard_once"),
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="service_standard_two_people"),
        ]


class LadderSetting(models.Model):
    """When the rungs of an office's clocks fire: data with a date, proposed by one person and approved by another.

    `rule` empty: every rule of the office. It holds for clocks that begin on or after `effective_from`, in the office
    and in those below it that set nothing nearer. Days are working days.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="ladder_settings", verbose_name="机构")
    rule = models.CharField("规则", max_length=60, blank=True, default="")
    remind_percent = models.PositiveSmallIntegerField("提醒时点（已用百分比）", default=50)
    last_day_before = models.PositiveSmallIntegerField("到期前几个工作日再提醒", default=1)
    upper_office_after = models.PositiveSmallIntegerField("超期几个工作日报上级", default=3)
    repeat_every = models.PositiveSmallIntegerField("每隔几个工作日再次督办", default=5)
    repeat_times = models.PositiveSmallIntegerField("再次督办次数", default=3)
    effective_from = models.DateField("自")
    proposed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="提出人")
    approved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="批准人")

    class Meta:
        verbose_name = "督办阶梯"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint("office", "rule", "effective_from", name="ladder_setting_once"),
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="ladder_setting_two_people"),
        ]


class Heartbeat(models.Model):
    """When a background part last did its round: a row a part, for workers a row a node (`worker celery@host`)."""

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = verbose_name


class CalendarNotice(models.Model):
    """A holiday notice of the State Council (放假通知): in force once a second person has agreed to it."""

    year = models.PositiveSmallIntegerField("年份")
    number = models.CharField("文号", max_length=60)
    content = models.JSONField("内容")
    proposed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    approved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="批准人")
    approved_at = models.DateTimeField("批准时间", null=True)
    applied_at = models.DateTimeField("重算完成时间", null=True)
    moved = models.PositiveIntegerField("变动期限数", default=0)

    class Meta:
        verbose_name = "放假通知"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint("year", condition=Q(approved_at__isnull=True), name="calendar_notice_one_waits"),
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="calendar_notice_two_people"),
        ]
