"""Writes of this floor: staff, appointments, deputyships."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from offices import access
from offices.errors import NotPermitted, Refusal
from offices.models import Appointment, Deputyship, Office, Staff
from offices.rights import Right
from offices.role_groups import role_group
from offices.roles import ROLES


@transaction.atomic
def hire(*, username: str, name: str, office: Office, password: str | None, job_title: str = "") -> Staff:
    """Make an account; without a password it cannot log in yet."""
    staff = Staff(username=username, name=name, office=office, job_title=job_title)
    staff.set_password(password)
    staff.save()
    return staff


def _require_administrator(by: Staff | None, office: Office, at: datetime) -> None:
    # `by` is None only for the set-up of an installation, which no account exists to do.
    if by is not None and not access.can(by, Right.ADMINISTER, office.path, at):
        raise NotPermitted(_("只有管理员可以任免。"))


@transaction.atomic
def appoint(*, staff: Staff, office: Office, role: str, by: Staff | None, at: datetime) -> Appointment:
    """Give a role in an office to a person. Raises NotPermitted, or Refusal for an unknown role."""
    _require_administrator(by, office, at)
    if role not in ROLES:
        raise Refusal(_("没有这个角色。"), code="unknown_role")
    staff.groups.add(role_group(office, role))
    access.forget(staff)
    appointment, _made = Appointment.objects.get_or_create(
        staff=staff, office=office, role=role, until=None, defaults={"since": at}
    )
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, by: Staff | None, at: datetime) -> None:
    """Take a role away; the row stays as history."""
    _require_administrator(by, appointment.office, at)
    appointment.until = at
    appointment.save(update_fields=["until"])
    appointment.staff.groups.remove(role_group(appointment.office, appointment.role))
    access.forget(appointment.staff)


@transaction.atomic
def deputise(
    *, absent: Staff, deputy: Staff, since: datetime, until: datetime, reason: str, by: Staff, at: datetime
) -> Deputyship:
    """Let one person stand in for another for [since, until). Raises NotPermitted or Refusal."""
    for person in (absent, deputy):
        if person.office is None or not access.can(by, Right.SUPERVISE, person.office.path, at):
            raise NotPermitted(_("只能为本辖区的人员安排代理。"))
        if not person.is_active:
            raise Refusal(_("已离任的人员不能代理或被代理。"), code="inactive")
    if absent == deputy or until <= since:
        raise Refusal(_("代理人不能是本人，结束时间应晚于开始时间。"), code="period")
    access.forget(deputy)
    return Deputyship.objects.create(
        absent=absent, deputy=deputy, since=since, until=until, reason=reason, granted_by=by, created_at=at
    )


@transaction.atomic
def deactivate_staff(*, staff: Staff, on: date, by: Staff | None, at: datetime) -> None:
    """Close the account of someone who leaves. Nothing is deleted: history keeps its author."""
    for appointment in staff.appointments.filter(until__isnull=True).select_related("office", "staff"):
        end_appointment(appointment=appointment, by=by, at=at)
    staff.is_active = False
    staff.left_on = on
    staff.save(update_fields=["is_active", "left_on"])
    access.forget(staff)
