"""Writes of the money: claims, agreed sums, plans, payments and the worker's own answer, orders to pay."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from arrears.accounts import ZERO, balance
from arrears.models import ClaimLine, Employment, Instalment, OrderToPay, Payment, Project
from arrears.plans import PlanItem
from cases import events
from cases.models import Case, Evidence, Party
from cases.services import lock_case
from offices.actors import Actor, staff_actor
from offices.clock import legal_day
from offices.errors import NotPermitted, Refusal
from offices.models import Staff

OPEN_STATUSES = (Instalment.Status.DUE, Instalment.Status.DEFAULTED)


class PlanRefused(Refusal):
    """A plan does not add up to what is owed."""

    code = "plan_refused"


class PaymentRefused(Refusal):
    """A payment that cannot be."""

    code = "payment_refused"


@transaction.atomic
def record_employments(*, facts: Sequence[tuple[Party, Mapping[str, Any]]]) -> None:
    """Record who worked, when and on what terms: for each worker the fields of Employment."""
    Employment.objects.bulk_create(
        Employment(case_id=worker.case_id, worker=worker, **terms) for worker, terms in facts
    )


@transaction.atomic
def set_project(*, case: Case, **facts: Any) -> Project:
    """Record the construction site."""
    return Project.objects.create(case=case, **facts)


@transaction.atomic
def record_claim(*, case: Case, lines: Sequence[ClaimLine], by: Actor, at: datetime) -> Decimal:
    """Record the claimed lines of a case and its headcount and total; returns the total (yuan)."""
    lock_case(case.pk)
    for line in lines:
        line.case = case
        # The rows it points at were read a moment ago; asking for them again would be a query a line.
        line.full_clean(exclude=["case", "worker", "trace"], validate_constraints=False)
    ClaimLine.objects.bulk_create(lines)
    sums = ClaimLine.objects.filter(case=case).aggregate(total=Sum("claimed_amount"))
    case.claimed_total = sums["total"] or ZERO
    case.headcount = max(1, Party.objects.filter(case=case, role=Party.Role.WORKER).count())
    case.save(update_fields=["claimed_total", "headcount"])
    events.append(case, "claim_recorded", by=by, at=at, lines=len(lines), total=case.claimed_total)
    return case.claimed_total


@transaction.atomic
def agree_lines(*, case: Case, amounts: Mapping[int, Decimal] | None, by: Actor, at: datetime) -> Decimal:
    """Fix what is owed on each line; without `amounts` what was claimed stands. Returns the total (yuan).

    Raises PlanRefused when a line is left out or falls below what was already paid on it.
    """
    lock_case(case.pk)
    lines = list(ClaimLine.objects.select_for_update().filter(case=case).order_by("pk"))
    for line in lines:
        amount = line.claimed_amount if amounts is None else amounts.get(line.pk)
        if amount is None:
            raise PlanRefused(_("每一项请求都要确定金额。"))
        if amount < line.paid_amount:
            raise PlanRefused(_("确定的金额不能少于已经确认支付的金额。"))
        line.agreed_amount = amount
    ClaimLine.objects.bulk_update(lines, ["agreed_amount"])
    total = sum((line.agreed_amount or ZERO for line in lines), ZERO)
    events.append(case, "lines_agreed", by=by, at=at, total=total)
    return total


@transaction.atomic
def plan_instalments(*, case: Case, source: str, items: Sequence[PlanItem], by: Actor, at: datetime) -> None:
    """Replace the open instalments by a plan. Raises PlanRefused unless it adds up, worker by worker.

    Per worker the plan must equal what is agreed less what was confirmed.
    """
    lock_case(case.pk)
    planned: dict[int, Decimal] = {}
    for item in items:
        planned[item.worker_id] = planned.get(item.worker_id, ZERO) + item.amount
    for row in balance(case).rows:
        if planned.pop(row.worker.pk, ZERO) != row.outstanding:
            raise PlanRefused(
                _("%(name)s的各期金额加起来应等于 %(amount)s 元。")
                % {"name": row.worker.name, "amount": row.outstanding}
            )
    if planned:
        raise PlanRefused(_("付款计划里有不在本案的人。"))
    if Payment.objects.filter(case=case, status=Payment.Status.REPORTED).exists():
        raise PlanRefused(_("还有付款等劳动者本人确认，先确认再改计划。"))
    Instalment.objects.filter(case=case, status__in=OPEN_STATUSES).update(status=Instalment.Status.REPLACED)
    taken = Instalment.objects.filter(case=case, status=Instalment.Status.PAID).order_by("-number").first()
    first = taken.number + 1 if taken else 1
    numbers = {day: first + index for index, day in enumerate(sorted({item.due_on for item in items}))}
    Instalment.objects.bulk_create(
        Instalment(
            case=case,
            worker_id=item.worker_id,
            source=source,
            number=numbers[item.due_on],
            due_on=item.due_on,
            amount=item.amount,
        )
        for item in items
    )
    source_title = Instalment.Source(source).label
    total = sum((item.amount for item in items), ZERO)
    events.append(case, "plan_made", by=by, at=at, source=source_title, items=len(items), total=total)


def reportable(case: Case) -> QuerySet[Instalment]:
    """Return the instalments that may be reported as paid: open, and without a payment that counts or waits."""
    answered = [Payment.Status.REPORTED, Payment.Status.CONFIRMED]
    rows = Instalment.objects.filter(case=case, status__in=OPEN_STATUSES).exclude(payments__status__in=answered)
    return rows.order_by("number", "worker_id")


def next_due_on(case: Case) -> date | None:
    """Return the day of the next open instalment."""
    row = Instalment.objects.filter(case=case, status=Instalment.Status.DUE).order_by("due_on").first()
    return row.due_on if row else None


@transaction.atomic
def report_payment(
    *,
    case: Case,
    worker: Party,
    amount: Decimal,
    paid_on: date,
    method: str,
    by: Actor,
    at: datetime,
    instalment: Instalment | None = None,
    proof: Evidence | None = None,
) -> Payment:
    """Record money said to be paid; it counts only when the worker confirms. Raises PaymentRefused."""
    lock_case(case.pk)
    if paid_on > legal_day(at):
        raise PaymentRefused(_("付款日不能晚于今天。"), field="paid_on")
    row = next((row for row in balance(case).rows if row.worker.pk == worker.pk), None)
    if row is None or worker.case_id != case.pk:
        raise PaymentRefused(_("这个人不是本案的劳动者。"))
    if amount <= 0 or amount > row.outstanding - row.reported:
        raise PaymentRefused(_("付款不能多于还欠的金额（含待确认的）。"))
    payment = Payment.objects.create(
        case=case,
        worker=worker,
        instalment=instalment,
        amount=amount,
        paid_on=paid_on,
        method=method,
        proof=proof,
        reported_at=at,
        reported_by=by.label,
    )
    events.append(case, "payment_reported", by=by, at=at, amount=amount, payment=payment.pk, worker=worker.pk)
    return payment


def _may_answer(payment: Payment, by: Actor) -> bool:
    """The worker alone answers; staff only write down what the worker himself said to them."""
    return by.kind == "staff" or by.party_id == payment.worker_id


def _allocate(payment: Payment) -> None:
    """Put a confirmed payment on the worker's lines, oldest first."""
    left = payment.amount
    lines = ClaimLine.objects.select_for_update().filter(worker=payment.worker).order_by("period_from", "pk")
    for line in lines:
        part = min(left, (line.agreed_amount or ZERO) - line.paid_amount)
        if part > 0:
            line.paid_amount += part
            line.save(update_fields=["paid_amount"])
            left -= part
    if left:
        raise PaymentRefused(_("付款多于还欠的金额。"))


def _mark_instalments(worker: Party) -> None:
    """Mark as paid, earliest first, the instalments that the worker's confirmed payments cover."""
    confirmed = Payment.objects.filter(worker=worker, status=Payment.Status.CONFIRMED)
    covered = confirmed.aggregate(total=Sum("amount"))["total"] or ZERO
    for instalment in Instalment.objects.filter(worker=worker).exclude(status="replaced").order_by("number"):
        covered -= instalment.amount
        if covered < 0:
            return
        if instalment.status != Instalment.Status.PAID:
            instalment.status = Instalment.Status.PAID
            instalment.save(update_fields=["status"])


@transaction.atomic
def answer_payment(*, payment: Payment, received: bool, by: Actor, at: datetime, through: str) -> Payment:
    """Write down the worker's own answer. A foreman's receipt is not the worker's confirmation.

    `through` is how the worker was known (`Payment.Through`). Raises NotPermitted for anyone but the worker or staff,
    PaymentRefused when it was answered before.
    """
    case = lock_case(payment.case_id)
    payment = Payment.objects.select_for_update(of=("self",)).select_related("worker").get(pk=payment.pk)
    if not _may_answer(payment, by):
        raise NotPermitted(_("只有劳动者本人可以确认。"))
    if payment.status != Payment.Status.REPORTED:
        raise PaymentRefused(_("这笔付款已经答复过了。"))
    payment.status = Payment.Status.CONFIRMED if received else Payment.Status.DENIED
    payment.answered_at, payment.answered_through = at, Payment.Through(through).value
    payment.save(update_fields=["status", "answered_at", "answered_through"])
    if received:
        _allocate(payment)
        _mark_instalments(payment.worker)
    name = "payment_confirmed" if received else "payment_denied"
    events.append(case, name, by=by, at=at, amount=payment.amount, payment=payment.pk, through=payment.answered_through)
    return payment


@transaction.atomic
def mark_defaults(*, case: Case, today: date, by: Actor, at: datetime) -> list[Instalment]:
    """Mark instalments whose day has passed unpaid as defaulted; returns those newly marked."""
    lock_case(case.pk)
    late = list(Instalment.objects.filter(case=case, status=Instalment.Status.DUE, due_on__lt=today).order_by("number"))
    for instalment in late:
        instalment.status, instalment.defaulted_on = Instalment.Status.DEFAULTED, today
    Instalment.objects.bulk_update(late, ["status", "defaulted_on"])
    for number in sorted({instalment.number for instalment in late}):
        amount = sum((row.amount for row in late if row.number == number), ZERO)
        events.append(case, "instalment_defaulted", by=by, at=at, number=number, amount=amount)
    return late


@transaction.atomic
def issue_order(
    *, case: Case, debtor: Party, amount: Decimal, pay_by: date, facts: str, by: Staff, at: datetime
) -> OrderToPay:
    """Record an order to pay within a time limit (Inspection Regulation arts. 18, 26)."""
    lock_case(case.pk)
    if debtor.case_id != case.pk:
        raise Refusal(_("支付义务人应是本案当事人。"), code="debtor")
    order = OrderToPay.objects.create(
        case=case, debtor=debtor, amount=amount, pay_by=pay_by, facts=facts, issued_at=at, issued_by=by.name
    )
    events.append(case, "order_issued", by=staff_actor(by), at=at, amount=amount, pay_by=pay_by, order=order.pk)
    return order
