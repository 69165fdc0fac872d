"""Acts of early intervention: contact, invite, take the answer, conclude."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.models import Instalment, Payment
from arrears.plans import PlanItem
from arrears.services import agree_lines, plan_instalments, report_payment
from cases import events
from cases.models import RESPONDENTS, Case, Invitation, Party
from cases.services import StoredFile, add_evidence, invite, lock_case
from clocks import services as clock_services
from clocks.models import Clock
from offices.actors import Actor
from offices.clock import legal_day
from offices.errors import Refusal
from offices.language import in_source
from offices.models import Staff
from workflows import messages
from workflows.acts import mediation as mediation_acts
from workflows.acts.base import Act, declare
from workflows.models import WorkItem

OUTCOMES = {
    "paid": gettext_lazy("对方称已付款"),
    "promised": gettext_lazy("对方承诺付款"),
    "disputed": gettext_lazy("有争议"),
    "unreachable": gettext_lazy("联系不上"),
}
INVITATION_DAYS = 30


@declare(steps=("contact_respondent",))
def record_contact(
    *, task: WorkItem, by: Staff, at: datetime, party: Party, method: str, result: str, note: str = ""
) -> None:
    """Write down one attempt to reach the other side; the task stays open."""
    with record_contact.acting(task, by=by, at=at) as act:
        events.append(
            act.case,
            "contact_recorded",
            by=act.actor,
            at=at,
            party=party.name,
            method=method,
            result=result,
            note=note,
        )


@declare(steps=("contact_respondent", "seek_consent"))
def invite_respondent(*, task: WorkItem, by: Staff, at: datetime, party: Party) -> str:
    """Send the respondent a link to answer and hand in what it must keep; returns the link's token."""
    with invite_respondent.acting(task, by=by, at=at) as act:
        if party.case_id != act.case.pk or party.role not in RESPONDENTS:
            raise Refusal(_("只能邀请本案欠薪一方。"), field="party")
        token = invite(party=party, by=act.actor, at=at, days=INVITATION_DAYS)
        url = f"{settings.PUBLIC_URL}{reverse('portal:invitation', args=[token])}"
        invitation = party.invitations.order_by("-pk").first()
        due_on = legal_day(invitation.expires_at) if invitation else None
        messages.tell([party], "respondent_invited", case=act.case, at=at, url=url, due=due_on)
        return token


@declare(parties=RESPONDENTS)
@transaction.atomic
def answer_invitation(
    *,
    invitation: Invitation,
    at: datetime,
    disputes: bool,
    answer: str,
    files: Sequence[tuple[str, StoredFile]] = (),
    consents_to_mediation: bool | None = None,
) -> None:
    """Take the respondent's answer with its evidence (kind, file), and its word on mediation when that is asked now."""
    party = invitation.party
    case = lock_case(party.case_id)
    actor = Actor(kind="party", label=party.name, party_id=party.pk)
    answer_invitation.require_party(actor, case)
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.answered_at is not None:
        raise Refusal(_("已经答复过了。要补充，请联系承办机构。"), code="answered")
    for kind, file in files:
        add_evidence(case=case, kind=kind, file=file, by=actor, at=at, party=party)
    locked.answered_at, locked.answer, locked.disputes = at, answer, disputes
    locked.save(update_fields=["answered_at", "answer", "disputes"])
    events.append(case, "invitation_answered", by=actor, at=at, disputes=disputes, party=party.pk)
    messages.tell(messages.claimants(case), "respondent_answered", case=case, at=at)
    item = WorkItem.objects.filter(case=case, node="seek_consent", closed_at__isnull=True).first()
    if consents_to_mediation is not None and item is not None:
        how = in_source(gettext_lazy("网上答复"))
        mediation_acts.record_consent(task=item, by=actor, at=at, consents=consents_to_mediation, how=how)


def _report_all(act: Act) -> None:
    """Take "it is paid" as what it is: a report that each worker still confirms."""
    arm_confirmation(act.case, act.at)
    payments = [
        report_payment(
            case=act.case,
            worker=instalment.worker,
            amount=instalment.amount,
            paid_on=legal_day(act.at),
            method=in_source(gettext_lazy("对方称已付")),
            by=act.actor,
            at=act.at,
            instalment=instalment,
        )
        for instalment in Instalment.objects.filter(case=act.case, status="due").select_related("worker").order_by("pk")
    ]
    tell_of_payments(payments, act.at)


def arm_confirmation(case: Case, at: datetime) -> None:
    """Give the workers their days to answer, once for all payments that wait."""
    if not Clock.objects.filter(case=case, rule="confirm_payment", stopped_at__isnull=True).exists():
        clock_services.arm(case=case, rule="confirm_payment", triggered_at=at, office=case.office)


def tell_of_payments(payments: Sequence[Payment], at: datetime) -> None:
    """Ask the workers of a case whether the money came that was reported on one day: one message a phone."""
    of_phone: dict[object, list[Payment]] = {}
    due_on = messages.next_due(payments[0].case, "confirm_payment", at) if payments else None
    for payment in payments:
        of_phone.setdefault(messages.phone_of(payment.worker), []).append(payment)
    for first, *more in of_phone.values():
        messages.tell(
            [first.worker],
            "payments_reported" if more else "payment_reported",
            case=first.case,
            at=at,
            occasion=f"payment{first.pk}",
            amount=sum((payment.amount for payment in more), first.amount),
            count=1 + len(more),
            paid_on=first.paid_on,
            due=due_on,
        )


@declare(steps=("contact_respondent",))
def conclude_contact(
    *,
    task: WorkItem,
    by: Staff,
    at: datetime,
    outcome: str,
    note: str,
    plan: Sequence[PlanItem] = (),
    amounts: Mapping[int, Decimal] | None = None,
) -> None:
    """Conclude early intervention: paid, promised (both with a plan), disputed or unreachable."""
    if outcome not in OUTCOMES:
        raise Refusal(_("请选择结果。"), field="outcome")
    with conclude_contact.acting(task, by=by, at=at) as act:
        if outcome in {"paid", "promised"}:
            total = agree_lines(case=act.case, amounts=amounts, by=act.actor, at=at)
            plan_instalments(case=act.case, source="promise", items=plan, by=act.actor, at=at)
        act.decide(outcome, title=OUTCOMES[outcome], reason=note)
        if outcome == "paid":
            _report_all(act)
        elif outcome == "promised":
            first = min(item.due_on for item in plan)
            messages.tell(
                messages.claimants(act.case), "payment_promised", case=act.case, at=at, amount=total, due=first
            )
        else:
            due_on = messages.next_due(act.case, "road_choice", at)
            messages.tell(messages.claimants(act.case), "road_choice", case=act.case, at=at, due=due_on)
