"""Who administers and who audits is settled by two: what one administrator asks waits until another confirms it.

Everybody else is appointed, dismissed and given a new password at one administrator's word, by the same call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from offices.administration import What, write
from offices.errors import NotPermitted, Refusal, SecondPersonNeeded
from offices.models import AdministratorChange, Appointment, Office, Staff
from offices.rights import Right
from offices.roles import ROLES
from offices.second import Second
from offices.services import appoint, end_appointment, reset_password
from workflows.acts.base import declare
from workflows.acts.supervision import dismiss

WAITS = timedelta(days=14)
"""How long a proposal waits for the second person."""


@dataclass(frozen=True)
class Done:
    """What came of it: done at once, with what is to be told, or proposed and waiting."""

    proposed: bool = False
    password: str = ""
    freed: int = 0


@declare(rights=(Right.ADMINISTER,))
@transaction.atomic
def ask(*, what: str, staff: Staff, office: Office, role: str = "", by: Staff, at: datetime) -> Done:
    """Do it where one administrator's word is enough, else propose it. Raises NotPermitted or Refusal."""
    ask.require_office(by, office, at)
    if staff == by:
        raise NotPermitted(_("关于你本人的变动，由别人处理。"))
    try:
        return _do(what, staff, office, role, by, None, at)
    except SecondPersonNeeded:
        _propose(what, staff, office, role, by, at)
        return Done(proposed=True)


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
    done = _do(row.what, row.staff, row.office, row.role, by, row.proposed_by, at)
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
    detail = f"{title_of(row)}：{row.get_outcome_display()}"
    write(what=What.CHANGE_DROPPED, at=at, by=by, about=row.staff, detail=detail, office_path=row.office.path)


def title_of(change: AdministratorChange) -> str:
    """Say what a proposal is about, without the person."""
    if not change.role:
        return change.get_what_display()
    return f"{change.get_what_display()}：{ROLES[change.role].title} · {change.office.name}"


def _do(what: str, staff: Staff, office: Office, role: str, by: Staff, second: Staff | None, at: datetime) -> Done:
    if not staff.is_active:
        raise Refusal(_("这个账号已经停用。"), code="inactive")
    kinds = AdministratorChange.What
    if what == kinds.APPOINT:
        appoint(staff=staff, office=office, role=role, by=by, at=at, second=second)
    elif what == kinds.END:
        held = Appointment.objects.filter(staff=staff, office=office, role=role, until__isnull=True)
        appointment = held.select_related("office", "staff").first()
        if appointment is None:
            raise Refusal(_("没有这一项。"), code="no_appointment")
        end_appointment(appointment=appointment, by=by, at=at, second=second)
    elif what == kinds.RESET:
        return Done(password=reset_password(staff=staff, by=by, at=at, second=second))
    else:
        return Done(freed=dismiss(staff=staff, by=by, at=at, second=second))
    return Done()


def _propose(what: str, staff: Staff, office: Office, role: str, by: Staff, at: datetime) -> None:
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


def _open(change: AdministratorChange, by: Staff, at: datetime) -> AdministratorChange:
    rows = AdministratorChange.objects.select_for_update(of=("self",)).select_related("staff", "office", "proposed_by")
    row = rows.get(pk=change.pk)
    if row.staff == by:
        raise Refusal(_("关于你本人的变动，由别人处理。"), code="own_change")
    if row.outcome:
        name = row.decided_by.name if row.decided_by else "—"
        told = {"name": name, "outcome": row.get_outcome_display()}
        raise Refusal(_("这一项已经处理过了（%(name)s）：%(outcome)s。") % told, code="decided")
    if row.proposed_at <= at - WAITS:
        raise Refusal(_("这一项已经过期，请重新提出。"), code="expired")
    return row


def _decide(row: AdministratorChange, outcome: str, by: Staff) -> None:
    row.outcome, row.decided_by = outcome, by
    row.save(update_fields=["outcome", "decided_by"])


def _write(what: str, row: AdministratorChange, by: Staff, at: datetime) -> None:
    write(what=what, at=at, by=by, about=row.staff, detail=title_of(row), office_path=row.office.path)
