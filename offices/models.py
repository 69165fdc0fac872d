"""Divisions, offices, staff and deputies. Staff who leave are deactivated, never deleted."""

from collections.abc import Iterator
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from offices.errors import Refusal
from offices.rights import RIGHT_TITLES, Right


class Division(models.Model):
    """An administrative division (statistical code; 2, 4, 6 or 9 digits)."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("省级")
        PREFECTURE = "prefecture", _("市州")
        COUNTY = "county", _("县区")
        TOWNSHIP = "township", _("乡镇街道")

    code = models.CharField("代码", max_length=9, primary_key=True, db_collation="C")
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="上级")
    is_statistical = models.BooleanField("统计用区划", default=False)

    class Meta:
        verbose_name = "行政区划"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """An office of the tree. `path` is a prefix of the paths below, each segment closed by a dot."""

    class Kind(models.TextChoices):
        HRSS = "hrss", _("人社部门")
        INSPECTION = "inspection", _("劳动保障监察机构")
        MEDIATION = "mediation", _("调解组织")
        PETITION = "petition", _("信访机构")

    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=12, choices=Kind.choices)
    division = models.ForeignKey(Division, models.PROTECT, related_name="offices", verbose_name="区划")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="上级")
    path = models.CharField("路径", max_length=80, unique=True, db_collation="C")
    phone = models.CharField("电话", max_length=30, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "机构"
        verbose_name_plural = verbose_name
        permissions: ClassVar = [(right.value, RIGHT_TITLES[right]) for right in Right]
        constraints: ClassVar = [
            models.UniqueConstraint("division", "kind", name="office_one_kind_a_division"),
        ]

    def __str__(self) -> str:
        return self.name


class Staff(AbstractUser):
    """A member of staff. Logs in with a user name; belongs to one office."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=40)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="staff", verbose_name="所在机构")
    job_title = models.CharField("职务", max_length=40, blank=True)
    left_on = models.DateField("离任日期", null=True, blank=True)
    must_change_password = models.BooleanField("须修改密码", default=False)
    sessions_ended = models.PositiveIntegerField("结束登录的次数", default=0)

    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        verbose_name = "工作人员"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return self.name or self.username

    def get_session_auth_hash(self) -> str:
        """Return what a session is bound to: the password, and how often its person has ended the others."""
        return self._bound(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same of each older secret key."""
        return map(self._bound, super().get_session_auth_fallback_hash())

    def _bound(self, hashed: str) -> str:
        return f"{hashed}:{self.sessions_ended}" if self.sessions_ended else hashed

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: whoever acted stays in history. Accounts are closed by `offices.services.deactivate_staff`."""
        raise Refusal(_("人员只能停用，不能删除。"), code="staff_is_history")


class Appointment(models.Model):
    """A role held by a member of staff in an office. The grant itself is a django-guardian group permission."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="appointments", verbose_name="人员")
    office = models.ForeignKey(Office, models.PROTECT, related_name="appointments", verbose_name="机构")
    role = models.CharField("角色", max_length=20)
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint(
                "staff", "office", "role", condition=Q(until__isnull=True), name="appointment_one_open"
            ),
        ]


class Deputyship(models.Model):
    """For the half-open period [since, until) the deputy holds what the absent person holds."""

    absent = models.ForeignKey(Staff, models.PROTECT, related_name="deputyships_given", verbose_name="被代理人")
    deputy = models.ForeignKey(Staff, models.PROTECT, related_name="deputyships_held", verbose_name="代理人")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至")
    reason = models.CharField("原因", max_length=200)
    granted_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="批准人")
    created_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "代理"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="deputyship_period"),
            models.CheckConstraint(condition=~Q(deputy=F("absent")), name="deputyship_not_oneself"),
        ]
        indexes: ClassVar = [models.Index(fields=["deputy", "until"])]


class Attempt(models.Model):
    """One try at a public door, for the rate limit. `subject` is a keyed hash, never the thing itself."""

    door = models.CharField("入口", max_length=30)
    subject = models.CharField("对象", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "尝试记录"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [models.Index(fields=["door", "subject", "at"])]


class AdministrationEntry(models.Model):
    """One line of the administration log: who let whom in, who gave whom what, who took what out. Append-only."""

    is_append_only = True

    class What(models.TextChoices):
        LOGGED_IN = "logged_in", _("登录")
        LOGIN_FAILED = "login_failed", _("登录失败")
        LOGGED_OUT = "logged_out", _("退出")
        PASSWORD_CHANGED = "password_changed", _("本人修改密码")
        PASSWORD_RESET = "password_reset", _("重置密码")
        HIRED = "hired", _("新增人员")
        APPOINTED = "appointed", _("授予角色")
        ENDED = "ended", _("收回角色")
        DISMISSED = "dismissed", _("停用账号")
        REINSTATED = "reinstated", _("恢复账号")
        CHANGE_PROPOSED = "change_proposed", _("提出管理员变动")
        CHANGE_DROPPED = "change_dropped", _("管理员变动未确认")
        SESSION_ENDED = "session_ended", _("登录结束")
        DEPUTISED = "deputised", _("登记代理")
        EXPORTED = "exported", _("导出")
        RULE_PROPOSED = "rule_proposed", _("提出规则")
        RULE_APPROVED = "rule_approved", _("批准规则")

    at = models.DateTimeField("时间")
    what = models.CharField("事项", max_length=20, choices=What.choices)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    about = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="对象")
    detail = models.CharField("内容", max_length=200, blank=True, default="")
    address = models.CharField("地址（部分）", max_length=45, blank=True, default="")
    office_path = models.CharField(max_length=80, db_collation="C", blank=True, default="")

    class Meta:
        verbose_name = "管理日志"
        verbose_name_plural = verbose_name
        indexes: ClassVar = [
            models.Index(fields=["office_path", "-at"], name="administration_path"),
            models.Index(fields=["by", "-at"], name="administration_by"),
        ]

    @property
    def told(self) -> str:
        """The content in the reader's language, as far as it is a sentence of ours."""
        return gettext(self.detail) if self.detail else ""


class AdministratorChange(models.Model):
    """What one administrator asks about an administrator and another has to confirm; rows stay as history."""

    class What(models.TextChoices):
        APPOINT = "appoint", _("授予角色")
        END = "end", _("收回角色")
        DISMISS = "dismiss", _("停用账号")
        RESET = "reset", _("重置密码")

    class Outcome(models.TextChoices):
        OPEN = "", _("等待确认")
        CONFIRMED = "confirmed", _("已确认")
        REFUSED = "refused", _("不同意")
        WITHDRAWN = "withdrawn", _("已撤回")
        EXPIRED = "expired", _("已过期")

    what = models.CharField("事项", max_length=10, choices=What.choices)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="人员")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    role = models.CharField("角色", max_length=20, blank=True, default="")
    proposed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="确认人")

    class Meta:
        verbose_name = "管理员变动"
        verbose_name_plural = verbose_name
        constraints: ClassVar = [
            models.UniqueConstraint(
                "what", "staff", "office", "role", condition=Q(outcome=""), name="administrator_change_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by"), outcome="confirmed"),
                name="administrator_change_two_people",
            ),
        ]


class TrainingClock(models.Model):
    """How far the clock of a training system is ahead (one row). A production system never reads it."""

    offset_seconds = models.BigIntegerField("提前秒数", default=0)

    class Meta:
        verbose_name = "培训时钟"
        verbose_name_plural = verbose_name
