"""Writes of this floor: the division tree, the office tree, staff, appointments, deputyships."""

import csv
from datetime import date, datetime
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm

from offices import access
from offices.errors import NotPermitted, Refusal
from offices.models import Appointment, Deputyship, Division, Office, Staff
from offices.rights import Right
from offices.roles import ROLES

DATA = Path(__file__).parent / "data"
SUFFIXES = {Office.Kind.INSPECTION: "I.", Office.Kind.MEDIATION: "M.", Office.Kind.PETITION: "P."}
TITLES = {
    Office.Kind.INSPECTION: "劳动保障监察大队",
    Office.Kind.MEDIATION: "劳动人事争议调解中心",
    Office.Kind.PETITION: "信访接待室",
}


def load_divisions() -> int:
    """Load the divisions of Gansu (statistical codes of 2023); safe to repeat. Returns how many rows there are."""
    with (DATA / "statistical_units.csv").open(encoding="utf-8") as file:
        statistical = {row["code"] for row in csv.DictReader(file)} | {"620171", "620201"}
    with (DATA / "divisions.csv").open(encoding="utf-8") as file:
        rows = [
            Division(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                parent_id=row["parent"] or None,
                is_statistical=row["code"] in statistical,
            )
            for row in csv.DictReader(file)
        ]
    rows.sort(key=lambda row: len(row.code))
    Division.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", "is_statistical"],
    )
    return len(rows)


def _hrss_name(division: Division) -> str:
    suffix = "厅" if division.level == Division.Level.PROVINCE else "局"
    return f"{division.name}人力资源和社会保障{suffix}"


@transaction.atomic
def build_offices() -> int:
    """Give each province, prefecture and county its HRSS office; safe to repeat. Returns how many were made.

    A path names the divisions from the top: 62. · 62.6201. · 62.6201.620102.
    """
    known = {office.division_id: office for office in Office.objects.filter(kind=Office.Kind.HRSS)}
    made = 0
    divisions = Division.objects.exclude(level=Division.Level.TOWNSHIP).order_by("code")
    for division in sorted(divisions, key=lambda row: len(row.code)):
        if division.code in known:
            continue
        parent = known.get(division.parent_id) if division.parent_id else None
        known[division.code] = Office.objects.create(
            name=_hrss_name(division),
            kind=Office.Kind.HRSS,
            division=division,
            parent=parent,
            path=f"{parent.path if parent else ''}{division.code}.",
            phone="12333",
        )
        made += 1
    return made


def add_sub_office(*, hrss: Office, kind: str, name: str = "") -> Office:
    """Give an HRSS office its inspection, mediation or petition office; returns the one there is."""
    office, _made = Office.objects.get_or_create(
        division=hrss.division,
        kind=kind,
        defaults={
            "name": name or f"{hrss.division.name}{TITLES[Office.Kind(kind)]}",
            "parent": hrss,
            "path": f"{hrss.path}{SUFFIXES[Office.Kind(kind)]}",
            "phone": hrss.phone,
        },
    )
    return office


def _role_group(office: Office, role: str) -> Group:
    """Return the group of a role in an office, holding the role's rights as object permissions."""
    group, made = Group.objects.get_or_create(name=f"{role}@{office.pk}")
    if made:
        for right in ROLES[role].rights:
            assign_perm(f"offices.{right}", group, office)
    return group


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
    staff.groups.add(_role_group(office, role))
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
    appointment.staff.groups.remove(_role_group(appointment.office, appointment.role))
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
