"""Who administers and who audits is settled by two: what one administrator asks waits until another confirms it.

The password that comes of it is told in halves, one to each: neither of the two can log in as the person.
Everybody else is appointed, dismissed and given a new password at one administrator's word, by the same call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from offices.administration import What, write
from offices.errors import NotPermitted, Refusal, SecondPersonNeeded
from offices.language import SOURCE
from offices.models import AdministratorChange, Appointment, Office, Staff
from offices.passwords import half_of, joined, one_time_half
from offices.rights import Right
from offices.roles import ROLES
from offices.second import Second
from offices.services import appoint, end_appointment, reset_password
from workflows.acts.base import declare
from workflows.acts.supervision import dismiss

Kind = AdministratorChange.What

WAITS = timedelta(days=14)
"""How long a proposal waits for the second person."""

WITH_PASSWORD = (Kind.APPOINT, Kind.RESET)
"""What gives the account a password that nobody knew before: who had appointed or hired the person knew the old one."""


@dataclass(frozen=True)
class Done:
    """What came of it: done at once, with what is to be told, or proposed and waiting.

    `password` is the whole one, or the `half` that is for whoever acts: "first" of two, or "second".
    """

    proposed: bool = False
    password: str = ""
    half: str = ""
    freed: int = 0


@declare(rights=(Right.ADMINISTER,))
@transaction.atomic
def ask(*, what: str, staff: Staff, office: Office, role: str = "", by: Staff, at: datetime) -> Done:
    """Do it where one administrator's word is enough, else propose it. Raises NotPermitted or Refusal."""
    ask.require_office(by, office, at)
    if staff == by:
        raise NotPermitted(_("关于你本人的变动，由别人处理。"))
    if what == Kind.APPOINT and staff.appointments.filter(office=office, role=role, until__isnull=True).exists():
        raise Refusal(_("已经有这个角色。"), code="held")
    try:
        return _do(what, staff, office, role, by, None, at)
    except SecondPersonNeeded:
        row = _propose(what, staff, office, role, by, at)
        return Done(proposed=True, **_half(row))


def waiting(at: datetime) -> QuerySet[AdministratorChange]:
    """Return what waits for a second person at an instant, oldest first."""
    rows = AdministratorChange.objects.filter(outcome="", proposed_at__gt=at - WAITS)
    return rows.select_related("staff", "office", "proposed_by").order_by("proposed_at", "pk")


@declare(rights=(Right.ADMINISTER,), second=Second.COLLEAGUE)
@transaction.atomic
def confirm(*, change: AdministratorChange, by: Staff, at: datetime) -> Done:
    """Do what another has proposed. Raises NotPermitted, or Refusal for one's own, a decided or an expired proposal."""
    confirm.require_office(by, change.office, at)
    row = _open(change, by, at)
    if row.proposed_by == by:
        raise Refusal(_("提出的人不能自己确认。"), code="own_proposal")
    done = _do(row.what, row.staff, row.office, row.role, by, row, at)
    _decide(row, AdministratorChange.Outcome.CONFIRMED, by)
    return done


@declare(rights=(Right.ADMINISTER,))
@transaction.atomic
def drop(*, change: AdministratorChange, by: Staff, at: datetime) -> None:
    """Refuse a proposal, or take one's own back. Raises NotPermitted or Refusal."""
    drop.require_office(by, change.office, at)
    row = _open(change, by, at)
    outcomes = AdministratorChange.Outcome
    _decide(row, outcomes.WITHDRAWN if row.proposed_by == by else outcomes.REFUSED, by)
    with translation.override(SOURCE):
        detail = f"{title_of(row)}：{row.get_outcome_display()}"
    write(what=What.CHANGE_DROPPED, at=at, by=by, about=row.staff, detail=detail, office_path=row.office.path)


def title_of(change: AdministratorChange) -> str:
    """Say what a proposal is about, without the person, in the language active now."""
    if not change.role:
        return change.get_what_display()
    return f"{change.get_what_display()}：{ROLES[change.role].title} · {change.office.name}"


def _do(
    what: str, staff: Staff, office: Office, role: str, by: Staff, row: AdministratorChange | None, at: datetime
) -> Done:
    if not staff.is_active:
        raise Refusal(_("这个账号已经停用。"), code="inactive")
    second = row.proposed_by if row else None
    if what == Kind.APPOINT:
        appoint(staff=staff, office=office, role=role, by=by, at=at, second=second)
    elif what == Kind.END:
        held = Appointment.objects.filter(staff=staff, office=office, role=role, until__isnull=True)
        appointment = held.select_related("office", "staff").first()
        if appointment is None:
            raise Refusal(_("没有这一项。"), code="no_appointment")
        end_appointment(appointment=appointment, by=by, at=at, second=second)
    elif what == Kind.RESET and row is None:
        return Done(password=reset_password(staff=staff, by=by, at=at))
    elif what == Kind.DISMISS:
        return Done(freed=dismiss(staff=staff, by=by, at=at, second=second))
    return _told_in_halves(row, by, at) if row and row.what in WITH_PASSWORD else Done()


def _half(row: AdministratorChange) -> dict[str, Any]:
    """Return what whoever proposed is told of the password: from the server's key, so that it is kept nowhere."""
    if row.what not in WITH_PASSWORD:
        return {}
    return {"password": half_of(f"{row.pk}:{row.proposed_at.isoformat()}"), "half": "first"}


def _told_in_halves(row: AdministratorChange, by: Staff, at: datetime) -> Done:
    """Give the account a new password, of which whoever proposed knows one half and whoever confirms the other."""
    second = one_time_half()
    whole = joined(_half(row)["password"], second)
    reset_password(staff=row.staff, by=by, at=at, second=row.proposed_by, password=whole)
    return Done(password=second, half="second")


def _propose(what: str, staff: Staff, office: Office, role: str, by: Staff, at: datetime) -> AdministratorChange:
    outcomes, facts = AdministratorChange.Outcome, {"what": what, "staff": staff, "office": office, "role": role}
    old = AdministratorChange.objects.filter(**facts, outcome=outcomes.OPEN, proposed_at__lte=at - WAITS)
    old.update(outcome=outcomes.EXPIRED)
    row, is_new = AdministratorChange.objects.get_or_create(
        **facts, outcome=outcomes.OPEN, defaults={"proposed_by": by, "proposed_at": at}
    )
    if is_new:
        _write(What.CHANGE_PROPOSED, row, by, at)
    elif row.proposed_by != by:
        raise Refusal(_("%(name)s已经提出同样的变动，请直接确认。") % {"name": row.proposed_by.name}, code="proposed")
    return row


def _open(change: AdministratorChange, by: Staff, at: datetime) -> AdministratorChange:
    rows = AdministratorChange.objects.select_for_update(of=("self",)).select_related("staff", "office", "proposed_by")
    row = rows.get(pk=change.pk)
    if row.staff == by:
        raise Refusal(_("关于你本人的变动，由别人处理。"), code="own_change")
    if row.outcome:
        name = row.decided_by.name if row.decided_by else "—"
        raise Refusal(
            _("这一项已经处理过了（%(name)s）：%(outcome)s。") % {"name": name, "outcome": row.get_outcome_display()},
            code="decided",
        )
    if row.proposed_at <= at - WAITS:
        raise Refusal(_("这一项已经过期，请重新提出。"), code="expired")
    return row


def _decide(row: AdministratorChange, outcome: str, by: Staff) -> None:
    row.outcome, row.decided_by = outcome, by
    row.save(update_fields=["outcome", "decided_by"])


def _write(what: str, row: AdministratorChange, by: Staff, at: datetime) -> None:
    with translation.override(SOURCE):
        detail = title_of(row)
    write(what=what, at=at, by=by, about=row.staff, detail=detail, office_path=row.office.path)
