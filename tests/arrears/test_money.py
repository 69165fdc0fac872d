"""The money of a case, to the fen."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from arrears import services
from arrears.accounts import NotReconciled, balance, require_settled
from arrears.amounts import InvalidAmount, parse_amount
from arrears.models import ClaimLine, Payment
from arrears.paste import parse_workers
from arrears.plans import PlanItem, equal_instalments
from cases.models import Case, Party
from offices.actors import Actor, staff_actor
from offices.errors import NotPermitted
from tests.workflows.conftest import WORKER, complaint
from workflows.services import file_complaint


@pytest.fixture
def case(staff, instant):
    return file_complaint(filing=complaint(workers=2, amount="1000.01"), by=WORKER, at=instant).case


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("4200", "4200.00"), ("４，２００．５０元", "4200.50"), ("¥ 12,600", "12600.00"), ("7.2万", "72000.00")],
)
def test_sums_are_read_as_people_type_them(typed, amount):
    assert parse_amount(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "-1", "0", "NaN", "1e5", "三千", "1.234", "<script>", "999999999999"])
def test_what_is_no_sum_is_refused(typed):
    with pytest.raises(InvalidAmount):
        parse_amount(typed)


def test_a_pasted_list_names_the_line_that_is_wrong():
    parsed = parse_workers("张三，13900001111，1,200\n\n李四\t800\n王五 abc\n张三，13900001111，5")
    assert [(row.name, row.amount) for row in parsed.rows] == [
        ("张三", Decimal("1200.00")),
        ("李四", Decimal("800.00")),
    ]
    assert [error.split("：")[0] for error in parsed.errors] == ["第 4 行", "第 5 行"]


def test_instalments_add_up_to_the_fen():
    worker = Party(pk=1)
    days = [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    items = equal_instalments({worker: Decimal("1000.01")}, days)
    assert [item.amount for item in items] == [Decimal("333.33"), Decimal("333.33"), Decimal("333.35")]


def _plan(case, at, by):
    services.agree_lines(case=case, amounts=None, by=by, at=at)
    items = [PlanItem(row.worker.pk, date(2026, 12, 1), row.agreed) for row in balance(case).rows]
    services.plan_instalments(case=case, source="promise", items=items, by=by, at=at)


def test_a_plan_must_add_up_for_each_worker(case, staff, instant):
    by = staff_actor(staff["mediator"])
    services.agree_lines(case=case, amounts=None, by=by, at=instant)
    first = balance(case).rows[0].worker
    with pytest.raises(services.PlanRefused):
        services.plan_instalments(
            case=case,
            source="promise",
            items=[PlanItem(first.pk, date(2026, 12, 1), Decimal("2000.02"))],
            by=by,
            at=instant,
        )


def _report(case, worker, amount, at, by):
    return services.report_payment(
        case=case, worker=worker, amount=Decimal(amount), paid_on=at.date(), method="转账", by=by, at=at
    )


def test_only_the_worker_confirms_and_nobody_is_overpaid(case, staff, instant):
    by = staff_actor(staff["mediator"])
    _plan(case, instant, by)
    worker, other = (row.worker for row in balance(case).rows)
    with pytest.raises(services.PaymentRefused):
        _report(case, worker, "1000.02", instant, by)
    payment = _report(case, worker, "1000.01", instant, by)
    with pytest.raises(services.PaymentRefused):
        _report(case, worker, "0.01", instant, by)
    foreman = Actor(kind="party", label="工头", party_id=other.pk)
    with pytest.raises(NotPermitted):
        services.answer_payment(payment=payment, received=True, by=foreman, at=instant, through="counter")
    himself = Actor(kind="party", label=worker.name, party_id=worker.pk)
    services.answer_payment(payment=payment, received=True, by=himself, at=instant, through="phone")
    with pytest.raises(services.PaymentRefused):
        services.answer_payment(payment=payment, received=False, by=himself, at=instant, through="phone")
    with pytest.raises(NotReconciled):
        require_settled(case)


def test_the_database_refuses_to_call_a_case_paid_while_a_worker_is_short(case, staff, instant):
    by = staff_actor(staff["mediator"])
    _plan(case, instant, by)
    first = balance(case).rows[0].worker
    payment = _report(case, first, "1000.01", instant, by)
    himself = Actor(kind="party", label=first.name, party_id=first.pk)
    services.answer_payment(payment=payment, received=True, by=himself, at=instant, through="phone")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(stage="closed", outcome="paid", closed_at=instant)
    # A second receipt of the first worker does not make up for the second worker.
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimLine.objects.filter(worker=first).update(paid_amount=Decimal("2000.02"))


def test_a_denied_payment_does_not_count(case, staff, instant):
    by = staff_actor(staff["mediator"])
    _plan(case, instant, by)
    worker = balance(case).rows[0].worker
    payment = _report(case, worker, "500.00", instant, by)
    himself = Actor(kind="party", label=worker.name, party_id=worker.pk)
    services.answer_payment(payment=payment, received=False, by=himself, at=instant, through="phone")
    assert balance(case).rows[0].outstanding == Decimal("1000.01")
    assert Payment.objects.get(pk=payment.pk).status == "denied"
