"""Acts of resolution and inspection: payments, default, closing, the order to pay, hand-over, withdrawal."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears import accounts
from arrears import services as money
from arrears.models import Instalment, Payment
from arrears.plans import PlanItem
from cases import events
from cases.models import CLAIMANTS, RESPONDENTS, Case, Evidence, Party
from cases.people import claimants_of
from cases.services import close_case, lock_case
from clocks import services as clock_services
from clocks.models import Clock
from offices.actors import Actor
from offices.clock import legal_day
from offices.errors import NotPermitted, Refusal
from offices.language import in_source
from offices.models import Staff
from offices.rights import Right
from offices.second import Second
from workflows import engine, messages, papers, queue
from workflows.acts.base import declare
from workflows.acts.early_intervention import arm_confirmation, tell_of_payments
from workflows.acts.mediation import to_inspection
from workflows.models import WorkItem

MONEY = (Right.EARLY_INTERVENTION, Right.MEDIATE, Right.INSPECT)
"""Rights of those who write down payments: they bring the parties together or order to pay."""


@declare(rights=MONEY, parties=RESPONDENTS, second=Second.WORKER)
@transaction.atomic
def report_payment(
    *,
    case: Case,
    by: Actor,
    at: datetime,
    worker: Party,
    amount: Decimal,
    paid_on: date,
    method: str,
    proof: Evidence | None = None,
    instalment: Instalment | None = None,
) -> Payment:
    """Report money paid to one worker, who is asked whether it came."""
    case = lock_case(case.pk)
    report_payment.require(by, case, at)
    payment = money.report_payment(
        case=case,
        worker=worker,
        amount=amount,
        paid_on=paid_on,
        method=method,
        by=by,
        at=at,
        instalment=instalment,
        proof=proof,
    )
    arm_confirmation(case, at)
    tell_of_payments([payment], at)
    return payment


@declare(rights=MONEY, parties=RESPONDENTS, second=Second.WORKER)
@transaction.atomic
def report_instalment(
    *, case: Case, by: Actor, at: datetime, number: int, paid_on: date, method: str, proof: Evidence | None = None
) -> list[Payment]:
    """Report one instalment as paid to every worker it is due to. Raises Refusal when nothing of it is open."""
    report_instalment.require(by, lock_case(case.pk), at)
    rows = list(money.reportable(case).filter(number=number).select_related("worker"))
    if not rows:
        raise Refusal(_("这一期没有待付的款项。"), field="number")
    return [
        report_payment(
            case=case,
            by=by,
            at=at,
            worker=row.worker,
            amount=row.amount,
            paid_on=paid_on,
            method=method,
            proof=proof,
            instalment=row,
        )
        for row in rows
    ]


def _move_performance_clock(case: Case, at: datetime) -> None:
    """Let the clock of the payments run to the next instalment once one is settled."""
    item = WorkItem.objects.filter(case=case, node="follow_performance", closed_at__isnull=True).first()
    next_day = money.next_due_on(case)
    if item is None or item.clock is None or next_day is None or item.clock.agreed_due_on == next_day:
        return
    clock_services.stop(clock=item.clock, reason="instalment_settled", at=at)
    item.clock = clock_services.arm(
        case=case,
        rule=item.clock.rule,
        triggered_at=at,
        office=case.office,
        node=item.node,
        task_id=item.task_id,
        agreed_due_on=next_day,
    )
    item.due_at = queue.due_at_of(item.clock, at)
    item.save(update_fields=["clock", "due_at"])


@declare(rights=MONEY, parties=(Party.Role.WORKER,))
@transaction.atomic
def answer_payment(*, payment: Payment, by: Actor, at: datetime, received: bool, through: str) -> Payment:
    """Take the worker's own answer. Staff write down only what the worker said to them in person or on the phone."""
    case = lock_case(payment.case_id)
    answer_payment.require(by, case, at)
    payment = money.answer_payment(payment=payment, received=received, by=by, at=at, through=through)
    if not Payment.objects.filter(case=case, status=Payment.Status.REPORTED).exists():
        for clock in Clock.objects.filter(case=case, rule="confirm_payment", stopped_at__isnull=True):
            clock_services.stop(clock=clock, reason="answered", at=at)
    _move_performance_clock(case, at)
    occasion = f"payment{payment.pk}"
    if received:
        left = accounts.balance(case).outstanding
        messages.tell(
            messages.respondents(case)[:1],
            "payment_confirmed",
            case=case,
            at=at,
            occasion=occasion,
            amount=payment.amount,
            left=left,
        )
    else:
        messages.tell(
            messages.respondents(case)[:1],
            "payment_denied",
            case=case,
            at=at,
            occasion=occasion,
            amount=payment.amount,
            paid_on=payment.paid_on,
        )
    return payment


@declare(steps=("follow_performance",))
def declare_default(*, task: WorkItem, by: Staff, at: datetime, note: str) -> None:
    """Record that a date was missed and hand the case to inspection. Raises Refusal while nothing is late."""
    with declare_default.acting(task, by=by, at=at) as act:
        newly = money.mark_defaults(case=act.case, today=legal_day(at), by=act.actor, at=at)
        known = Instalment.objects.filter(case=act.case, status=Instalment.Status.DEFAULTED).exists()
        if not newly and not known:
            raise Refusal(_("还没有到期未付的款项。"))
        to_inspection(act, gettext_lazy("逾期未付"))
        act.decide("defaulted", title=gettext_lazy("逾期未付，转监察"), reason=note)
        messages.tell(messages.claimants(act.case), "defaulted", case=act.case, at=at)


@declare(steps=("follow_performance",))
def close_paid(*, task: WorkItem, by: Staff, at: datetime, note: str = "") -> None:
    """Close as paid. Raises NotReconciled while a worker is short; the database would refuse it as well."""
    with close_paid.acting(task, by=by, at=at) as act:
        accounts.require_settled(act.case)
        account = accounts.balance(act.case)
        act.decide("paid", title=gettext_lazy("全部付清"), reason=note)
        _stop_clocks(act.case, at)
        close_case(case=act.case, outcome="paid", by=act.actor, at=at)
        everyone = messages.claimants(act.case) + messages.respondents(act.case)[:1]
        messages.tell(everyone, "closed_paid", case=act.case, at=at, amount=account.confirmed)


@declare(steps=("inspect",))
def issue_order(
    *,
    task: WorkItem,
    by: Staff,
    at: datetime,
    debtor: Party,
    amounts: Mapping[int, Decimal] | None,
    pay_by: date,
    facts: str,
    plan: Sequence[PlanItem],
) -> None:
    """Order payment within a time limit, with a plan per worker, and follow the payments again."""
    with issue_order.acting(task, by=by, at=at) as act:
        money.agree_lines(case=act.case, amounts=amounts, by=act.actor, at=at)
        money.plan_instalments(case=act.case, source="order", items=plan, by=act.actor, at=at)
        total = sum((item.amount for item in plan), Decimal(0))
        money.issue_order(case=act.case, debtor=debtor, amount=total, pay_by=pay_by, facts=facts, by=act.officer, at=at)
        papers.order(case=act.case, debtor=debtor, facts=facts, pay_by=pay_by, by=act.officer, at=at)
        act.decide("ordered", title=gettext_lazy("责令限期支付"), reason=facts[:200])
        messages.tell(
            messages.claimants(act.case),
            "order_issued",
            case=act.case,
            at=at,
            debtor=debtor.name,
            amount=total,
            due=pay_by,
        )
        messages.tell([debtor], "order_served", case=act.case, at=at, amount=total, due=pay_by)


@declare(steps=("inspect",))
def hand_over(*, task: WorkItem, by: Staff, at: datetime, body: str, note: str) -> None:
    """Hand the matter to arbitration, court or police with the list of all its papers, and close it as handed over."""
    with hand_over.acting(task, by=by, at=at) as act:
        papers.bundle(case=act.case, body=body, reason=note, by=act.officer, at=at)
        act.decide("handed_over", title=in_source(gettext_lazy("移交%(body)s"), body=body), reason=note)
        _stop_clocks(act.case, at)
        messages.tell(messages.claimants(act.case), "handed_over", case=act.case, at=at, body=body)
        close_case(case=act.case, outcome="handed_over", by=act.actor, at=at)


def _stop_clocks(case: Case, at: datetime) -> None:
    clock_services.stop_all(case=case, reason="case_closed", at=at)


@declare(parties=CLAIMANTS)
@transaction.atomic
def withdraw(*, case: Case, by: Actor, at: datetime, reason: str) -> None:
    """Withdraw at the worker's own word, confirmed on the verified phone. Raises NotPermitted for anybody else."""
    case = lock_case(case.pk)
    party = withdraw.require_party(by, case)
    if claimants_of(case) > 1 and not party.is_representative:
        raise NotPermitted(_("只有本人（多人案件由推选的代表）可以撤回。"))
    with queue.moment(at):
        engine.cancel_process(case)
        events.append(case, "case_withdrawn", by=by, at=at, reason=reason)
        _stop_clocks(case, at)
        close_case(case=case, outcome="withdrawn", by=by, at=at)
    messages.tell(messages.claimants(case), "withdrawn", case=case, at=at)
