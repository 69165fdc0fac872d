"""Writes of mediation: consent of both sides, the mediator, sessions, the agreement, the end."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from guardian.shortcuts import assign_perm, remove_perm

from cases import events
from cases.models import Case, Party
from cases.services import lock_case
from mediation import conflicts
from mediation.models import Agreement, AgreementItem, Mediation, Session
from offices import access
from offices.actors import Actor, staff_actor
from offices.clock import LEGAL_ZONE, legal_day
from offices.errors import Refusal
from offices.models import Staff
from offices.rights import Right


class Item(Protocol):
    """One instalment of one worker."""

    @property
    def worker_id(self) -> int:
        """The worker."""

    @property
    def due_on(self) -> date:
        """The day of payment."""

    @property
    def amount(self) -> Decimal:
        """The sum (yuan)."""


class ConflictOfInterest(Refusal):
    """The person has an interest in the case."""

    code = "conflict_of_interest"


class AgreementRefused(Refusal):
    """The agreement lacks what Order 17 art. 26 asks for."""

    code = "agreement_refused"


class MediationRefused(Refusal):
    """The mediation is not in a state for this act."""

    code = "mediation_refused"


def current(case: Case) -> Mediation | None:
    """Return the mediation of a case that is open, or the newest one."""
    return Mediation.objects.filter(case=case).order_by("-pk").first()


def _locked(mediation: Mediation) -> Mediation:
    lock_case(mediation.case_id)
    return Mediation.objects.select_for_update(of=("self",)).select_related("case", "mediator").get(pk=mediation.pk)


@transaction.atomic
def propose(*, case: Case, applied_on: date, by: Actor, at: datetime) -> Mediation:
    """Open a mediation that the worker applied for; the worker's consent is given by applying."""
    lock_case(case.pk)
    mediation = Mediation.objects.create(case=case, applied_on=applied_on, worker_consented_at=at)
    events.append(case, "mediation_proposed", by=by, at=at, mediation=mediation.pk)
    return mediation


@transaction.atomic
def consent(*, mediation: Mediation, side: str, consents: bool, by: Actor, at: datetime, how: str) -> Mediation:
    """Record whether a side agrees. A refusal ends the mediation (Order 17 art. 22)."""
    mediation = _locked(mediation)
    if mediation.status != Mediation.Status.PROPOSED:
        raise MediationRefused(_("对方已经答复过了。"))
    if consents:
        setattr(mediation, f"{side}_consented_at", at)
    else:
        mediation.status, mediation.ended_at, mediation.end_reason = Mediation.Status.REFUSED, at, how[:300]
    mediation.save()
    name = "consent_given" if consents else "consent_refused"
    title = gettext_lazy("申请人") if side == "worker" else gettext_lazy("被申请人")
    events.append(mediation.case, name, by=by, at=at, side=title, how=how)
    return mediation


@transaction.atomic
def assign_mediator(*, mediation: Mediation, mediator: Staff, by: Staff, at: datetime) -> Mediation:
    """Assign a mediator and accept the application when both sides have agreed.

    Raises ConflictOfInterest with the reasons, MediationRefused without both consents, Refusal without the right.
    """
    mediation = _locked(mediation)
    if mediation.worker_consented_at is None or mediation.respondent_consented_at is None:
        raise MediationRefused(_("双方都同意后才能受理调解。"), article="企业劳动争议协商调解规定第二十三条")
    if not access.can(mediator, Right.MEDIATE, mediation.case.office_path, at):
        raise Refusal(_("这个人不是本机构的调解员。"), code="not_a_mediator")
    if reasons := conflicts.check(mediation.case, mediator):
        raise ConflictOfInterest("；".join(reasons))
    if mediation.mediator is not None:
        remove_perm("cases.mediate_this_case", mediation.mediator, mediation.case)
    assign_perm("cases.mediate_this_case", mediator, mediation.case)
    mediation.mediator = mediator
    events.append(mediation.case, "mediator_assigned", by=staff_actor(by), at=at, name=mediator.name)
    if mediation.status == Mediation.Status.PROPOSED:
        mediation.status, mediation.accepted_on = Mediation.Status.ACCEPTED, legal_day(at)
        events.append(mediation.case, "mediation_accepted", by=staff_actor(by), at=at)
    mediation.save()
    return mediation


def _require_accepted(mediation: Mediation) -> None:
    if mediation.status != Mediation.Status.ACCEPTED:
        raise MediationRefused(_("调解还没有受理，或者已经结束。"))


@transaction.atomic
def set_session(*, mediation: Mediation, starts_at: datetime, place: str, by: Staff, at: datetime) -> Session:
    """Set a session in the future. Raises MediationRefused."""
    mediation = _locked(mediation)
    _require_accepted(mediation)
    if starts_at <= at:
        raise MediationRefused(_("调解时间应在现在之后。"))
    session = Session.objects.create(mediation=mediation, starts_at=starts_at, place=place)
    shown = f"{starts_at.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M}"
    events.append(mediation.case, "session_set", by=staff_actor(by), at=at, starts_at=shown, place=place)
    return session


@transaction.atomic
def record_minutes(*, session: Session, minutes: str, by: Staff, at: datetime) -> Session:
    """Record the minutes of a session, once."""
    _require_accepted(_locked(session.mediation))
    if session.held_at is not None:
        raise MediationRefused(_("这次调解的笔录已经登记。"))
    session.minutes, session.held_at = minutes, at
    session.save(update_fields=["minutes", "held_at"])
    events.append(session.mediation.case, "minutes_recorded", by=staff_actor(by), at=at, session=session.pk)
    return session


def _check_items(case: Case, items: Sequence[Item], today: date) -> None:
    if not items:
        raise AgreementRefused(_("协议要写明每个人、每一期的金额和日期。"))
    workers = set(Party.objects.filter(case=case, role=Party.Role.WORKER).values_list("pk", flat=True))
    if {item.worker_id for item in items} - workers:
        raise AgreementRefused(_("协议里有不在本案的人。"))
    if any(item.due_on < today for item in items):
        raise AgreementRefused(_("付款日期不能早于今天。"))


@transaction.atomic
def conclude_agreed(
    *,
    mediation: Mediation,
    items: Sequence[Item],
    method: str,
    default_clause: str,
    terms: str,
    by: Staff,
    at: datetime,
) -> Agreement:
    """Record a signed agreement: both sides, the mediator, sums, days, method (Order 17 art. 26).

    Raises AgreementRefused or MediationRefused.
    """
    mediation = _locked(mediation)
    _require_accepted(mediation)
    today = legal_day(at)
    _check_items(mediation.case, items, today)
    if not method.strip() or not default_clause.strip():
        raise AgreementRefused(_("协议要写明付款方式和违约后果。"))
    agreement = Agreement.objects.create(
        mediation=mediation,
        terms=terms,
        method=method,
        default_clause=default_clause,
        worker_signed_at=at,
        respondent_signed_at=at,
        mediator_signed_at=at,
        effective_on=today,
    )
    numbers = {day: index for index, day in enumerate(sorted({item.due_on for item in items}), start=1)}
    AgreementItem.objects.bulk_create(
        AgreementItem(
            agreement=agreement,
            worker_id=item.worker_id,
            number=numbers[item.due_on],
            due_on=item.due_on,
            amount=item.amount,
        )
        for item in items
    )
    mediation.status, mediation.ended_at = Mediation.Status.AGREED, at
    mediation.save(update_fields=["status", "ended_at"])
    total = sum((item.amount for item in items), Decimal(0))
    events.append(mediation.case, "agreement_signed", by=staff_actor(by), at=at, items=len(items), total=total)
    return agreement


@transaction.atomic
def conclude_failed(*, mediation: Mediation, reason: str, by: Staff, at: datetime) -> Mediation:
    """End without an agreement; the worker is told of arbitration (Order 17 arts. 29-31)."""
    mediation = _locked(mediation)
    _require_accepted(mediation)
    mediation.status, mediation.ended_at, mediation.end_reason = Mediation.Status.FAILED, at, reason[:300]
    mediation.save(update_fields=["status", "ended_at", "end_reason"])
    events.append(mediation.case, "mediation_failed", by=staff_actor(by), at=at, reason=reason)
    return mediation
