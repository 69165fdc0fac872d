"""Writes of this floor: staff, appointments, deputyships."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from offices import access, administration
from offices.administration import What
from offices.clock import legal_day
from offices.errors import NotPermitted, Refusal, SecondPersonNeeded
from offices.language import in_source
from offices.models import Appointment, Deputyship, Office, Staff
from offices.passwords import one_time_password
from offices.rights import WATCH, Right
from offices.role_groups import role_group
from offices.roles import BY_TWO, ROLES

LONGEST_DEPUTYSHIP = timedelta(days=60)


@transaction.atomic
def hire(
    *,
    username: str,
    name: str,
    office: Office,
    password: str | None,
    job_title: str = "",
    must_change_password: bool = False,
    by: Staff | None = None,
    at: datetime | None = None,
) -> Staff:
    """Make an account; without a password it cannot log in yet. Raises NotPermitted.

    The name is kept as the log-in reads it: full-width letters and digits are those of the keyboard.
    """
    if by is not None:
        if at is None:
            raise ValueError("who hires does so at an instant")
        _require_administrator(by, office, at)
    staff = Staff(
        username=Staff.normalize_username(username),
        name=name,
        office=office,
        job_title=job_title,
        must_change_password=must_change_password,
    )
    staff.set_password(password)
    staff.save()
    if at is not None:
        administration.write(what=What.HIRED, at=at, by=by, about=staff, detail=office.name)
    return staff


@transaction.atomic
def reset_password(
    *, staff: Staff, by: Staff, at: datetime, second: Staff | None = None, password: str | None = None
) -> str:
    """Give a person a new password, told once and to be changed at the next log-in. Raises NotPermitted or Refusal.

    For the account of an administrator or auditor it takes a second administrator, and a `password` of which each of
    the two knows half: the password is the account.
    """
    if staff.office is None or staff == by:
        raise Refusal(_("自己的密码请在“我的账号”里修改。"), code="own_password")
    _require_over(by, staff, Right.ADMINISTER, at)
    for row in staff.appointments.filter(until__isnull=True, role__in=BY_TWO).select_related("office"):
        _require_second(by, second, row.office, at)
    password = password or one_time_password()
    staff.set_password(password)
    staff.must_change_password = True
    staff.save(update_fields=["password", "must_change_password"])
    administration.write(what=What.PASSWORD_RESET, at=at, by=by, about=staff, detail=_asked_by(second))
    administration.session_ended(staff=staff, why="reset", by=by, at=at)
    return password


@transaction.atomic
def change_password(*, staff: Staff, password: str, at: datetime) -> None:
    """Set the password that a person has chosen; other sessions of the account end with it."""
    staff.set_password(password)
    staff.must_change_password = False
    staff.save(update_fields=["password", "must_change_password"])
    administration.write(what=What.PASSWORD_CHANGED, at=at, by=staff)
    administration.session_ended(staff=staff, why="password", by=staff, at=at)


@transaction.atomic
def end_sessions(*, staff: Staff, at: datetime) -> None:
    """End all sessions of a person, who may take the one in hand over (`update_session_auth_hash`)."""
    Staff.objects.filter(pk=staff.pk).update(sessions_ended=F("sessions_ended") + 1)
    staff.refresh_from_db(fields=["sessions_ended"])
    administration.session_ended(staff=staff, why="others", by=staff, at=at)


def _require_over(by: Staff, person: Staff, right: Right, at: datetime) -> None:
    """Raise NotPermitted unless `by` holds a right over the person's office and over every office they have rights in.

    The right is to be one's own: what was lent does not reach as far as giving or lending.

    Otherwise whoever administers a county could become somebody of the province by a new password, or a deputyship.
    """
    paths = {person.office.path} if person.office else set()
    paths |= {path for _right, path in access.grants_of(person, at)}
    if not paths or not all(access.holds(by, right, path) for path in paths):
        raise NotPermitted(_("这个人的职责超出你管理的机构，请由上级办理。"))


def _require_administrator(by: Staff | None, office: Office, at: datetime) -> None:
    # `by` is None only for the set-up of an installation, which no account exists to do.
    if by is not None and not access.can(by, Right.ADMINISTER, office.path, at):
        raise NotPermitted(_("只有管理员可以任免。"))


def _require_second(by: Staff | None, second: Staff | None, office: Office, at: datetime) -> None:
    """Raise SecondPersonNeeded unless another administrator of the office has asked for the same as `by`.

    Whoever could make an administrator alone would be both of the two people that rules and calendars ask for; whoever
    could make and unmake auditors alone would choose who looks.
    """
    if by is None:
        return
    if second is None or second == by:
        raise SecondPersonNeeded(_("管理员和审计的任免、密码重置要两位管理员：一位提出，另一位确认。"))
    _require_administrator(second, office, at)


def _asked_by(second: Staff | None) -> str:
    return f"（{second.name}提出）" if second else ""


def _told(role: str, office: Office, second: Staff | None) -> str:
    return f"{in_source(ROLES[role].title)} · {office.name}{_asked_by(second)}"


@transaction.atomic
def appoint(
    *, staff: Staff, office: Office, role: str, by: Staff | None, at: datetime, second: Staff | None = None
) -> Appointment:
    """Give a role in an office to a person. Raises NotPermitted, or Refusal for an unknown role.

    A role of `BY_TWO` takes a `second` administrator beside `by`: whoever proposed it.
    """
    _require_administrator(by, office, at)
    if role not in ROLES:
        raise Refusal(_("没有这个角色。"), code="unknown_role")
    if role in BY_TWO:
        _require_second(by, second, office, at)
    staff.groups.add(role_group(office, role))
    access.forget(staff)
    appointment, _made = Appointment.objects.get_or_create(
        staff=staff, office=office, role=role, until=None, defaults={"since": at}
    )
    if _made:
        detail = _told(role, office, second)
        administration.write(what=What.APPOINTED, at=at, by=by, about=staff, detail=detail, office_path=office.path)
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, by: Staff | None, at: datetime, second: Staff | None = None) -> None:
    """Take a role away; the row stays as history. A role of `BY_TWO` takes a `second` administrator."""
    _require_administrator(by, appointment.office, at)
    if appointment.role in BY_TWO:
        _require_second(by, second, appointment.office, at)
    appointment.until = at
    appointment.save(update_fields=["until"])
    appointment.staff.groups.remove(role_group(appointment.office, appointment.role))
    access.forget(appointment.staff)
    office = appointment.office
    detail = _told(appointment.role, office, second)
    administration.write(what=What.ENDED, at=at, by=by, about=appointment.staff, detail=detail, office_path=office.path)


@transaction.atomic
def deputise(
    *, absent: Staff, deputy: Staff, since: datetime, until: datetime, reason: str, by: Staff, at: datetime
) -> Deputyship:
    """Let one person stand in for another for [since, until). Raises NotPermitted or Refusal.

    Only who supervises in their own right does it, and neither for themselves nor for whom they stand in for: else two
    people would pass on to one another what neither was given.
    """
    for person in (absent, deputy):
        if person.office is None or not access.holds(by, Right.SUPERVISE, person.office.path):
            raise NotPermitted(_("只能为本辖区的人员安排代理。"))
        if not person.is_active:
            raise Refusal(_("已离任的人员不能代理或被代理。"), code="inactive")
    _require_over(by, absent, Right.SUPERVISE, at)
    if absent == deputy or until <= since:
        raise Refusal(_("代理人不能是本人，结束时间应晚于开始时间。"), code="period")
    if deputy == by or deputy.pk in access.absent_for(by, at):
        raise Refusal(_("不能安排自己代理别人，请由上级或其他督办安排。"), code="own_deputyship")
    if since < at - timedelta(days=1) or until - since > LONGEST_DEPUTYSHIP:
        most = {"days": LONGEST_DEPUTYSHIP.days}
        raise Refusal(_("代理从今天起算，最长%(days)s天。") % most, code="period", field="until")
    if any(right in WATCH for right, _path in access.grants_of(absent, at)):
        raise Refusal(_("管理员和审计的职责不能代理。"), code="not_deputisable")
    access.forget(deputy)
    made = Deputyship.objects.create(
        absent=absent, deputy=deputy, since=since, until=until, reason=reason, granted_by=by, created_at=at
    )
    period = f"{legal_day(since)} — {legal_day(until)}"
    administration.write(
        what=What.DEPUTISED, at=at, by=by, about=deputy, detail=f"{absent.name} → {deputy.name} {period}"
    )
    return made


@transaction.atomic
def deactivate_staff(*, staff: Staff, on: date, by: Staff | None, at: datetime, second: Staff | None = None) -> None:
    """Close the account of someone who leaves. Nothing is deleted: history keeps its author."""
    if staff.office is not None:
        _require_administrator(by, staff.office, at)
    for appointment in staff.appointments.filter(until__isnull=True).select_related("office", "staff"):
        end_appointment(appointment=appointment, by=by, at=at, second=second)
    staff.is_active = False
    staff.left_on = on
    staff.save(update_fields=["is_active", "left_on"])
    access.forget(staff)
    administration.write(what=What.DISMISSED, at=at, by=by, about=staff, detail=_asked_by(second))
    administration.session_ended(staff=staff, why="closed", by=by, at=at)


@transaction.atomic
def reinstate(*, staff: Staff, by: Staff, at: datetime) -> str:
    """Open a closed account again, without its roles; returns a password told once. Raises NotPermitted."""
    if staff.office is None:
        raise NotPermitted(_("只有管理员可以任免。"))
    _require_administrator(by, staff.office, at)
    staff.is_active, staff.left_on = True, None
    staff.save(update_fields=["is_active", "left_on"])
    administration.write(what=What.REINSTATED, at=at, by=by, about=staff)
    return reset_password(staff=staff, by=by, at=at)
