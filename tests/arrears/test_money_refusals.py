"""Money: facts -> refusal, and nothing was written; and what a kept or broken plan leaves behind."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from arrears import services
from arrears.accounts import NotReconciled, require_settled
from arrears.models import ClaimLine, Instalment, Payment
from arrears.plans import PlanItem
from cases.models import Case
from offices.actors import SYSTEM, Actor, staff_actor
from offices.errors import NotPermitted, Refusal
from tests.factories import PAY_DAY, actor, plan, refused, worker_of
from tests.workflows.conftest import open_item
from workflows.acts import resolution

TWO_DAYS = (PAY_DAY, date(2027, 1, 15))


def _agree(case, matters, amounts):
    services.agree_lines(case=case, amounts=amounts, by=SYSTEM, at=matters.at)


def test_each_line_gets_a_sum(matters):
    case = matters.filed()
    refused(case, lambda: _agree(case, matters, {}), services.PlanRefused, "每一项请求")


def test_no_line_falls_below_what_was_confirmed(matters):
    payment = matters.reported()[0]
    case = payment.case
    resolution.answer_payment(payment=payment, by=actor(payment.worker), at=matters.at, received=True, through="phone")
    line = ClaimLine.objects.get(case=case)
    less = {line.pk: line.paid_amount - Decimal("0.01")}
    refused(case, lambda: _agree(case, matters, less), services.PlanRefused, "不能少于已经确认")
    _agree(case, matters, {line.pk: line.paid_amount})


def _plan(case, matters, items):
    services.plan_instalments(case=case, source="agreement", items=items, by=SYSTEM, at=matters.at)


def test_a_plan_adds_up_to_the_fen(matters):
    case = matters.agreed()
    short = [PlanItem(item.worker_id, item.due_on, item.amount - Decimal("0.01")) for item in plan(case)]
    refused(case, lambda: _plan(case, matters, short), services.PlanRefused, "加起来应等于")


def test_a_plan_pays_nobody_from_outside(matters):
    case, other = matters.agreed(), matters.filed()
    stranger = PlanItem(worker_of(other).pk, PAY_DAY, Decimal(1))
    refused(case, lambda: _plan(case, matters, [*plan(case), stranger]), services.PlanRefused, "不在本案")


def test_a_plan_is_not_replaced_while_a_payment_waits_for_its_worker(matters):
    case = matters.reported()[0].case
    refused(case, lambda: _plan(case, matters, plan(case)), services.PlanRefused, "先确认再改计划")
    assert not Instalment.objects.filter(case=case, status="replaced").exists()


def _report(case, matters, worker=None, by=None, **changes):
    facts = {"amount": Decimal(100), "paid_on": matters.at.date(), "method": "转账"} | changes
    resolution.report_payment(
        case=case,
        by=by or staff_actor(matters.staff["mediator"]),
        at=matters.at,
        worker=worker or worker_of(case),
        **facts,
    )


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "12600.01"])
def test_a_payment_is_more_than_nothing_and_not_more_than_what_is_owed(matters, amount):
    case = matters.agreed()
    refused(case, lambda: _report(case, matters, amount=Decimal(amount)), services.PaymentRefused, "不能多于还欠")


def test_what_waits_for_an_answer_counts_as_reported(matters):
    case = matters.reported()[0].case
    cent = Decimal("0.01")
    refused(case, lambda: _report(case, matters, amount=cent), services.PaymentRefused, "不能多于还欠")


def test_nobody_outside_the_case_is_paid(matters):
    case, other = matters.agreed(), matters.filed()
    stranger = worker_of(other)
    refused(case, lambda: _report(case, matters, stranger), services.PaymentRefused, "不是本案的劳动者")


def test_money_is_not_paid_tomorrow(matters):
    case, tomorrow = matters.agreed(), matters.at.date() + timedelta(days=1)
    refused(case, lambda: _report(case, matters, paid_on=tomorrow), Refusal, "不能晚于今天")


def test_staff_without_a_working_right_report_no_payment(matters):
    case, by = matters.agreed(), staff_actor(matters.staff["petition"])
    refused(case, lambda: _report(case, matters, by=by), NotPermitted, "没有在这个机构办理")


@pytest.mark.parametrize("who", ["worker", "nobody"])
def test_only_the_side_that_pays_reports_a_payment(matters, who):
    case = matters.agreed()
    by = actor(worker_of(case)) if who == "worker" else Actor(kind="party", label="路人")
    refused(case, lambda: _report(case, matters, by=by), NotPermitted, "不由你办理")


def test_the_respondent_reports_its_payment(matters):
    case = matters.agreed()
    _report(case, matters, by=actor(case.parties.get(role="respondent")))
    assert Payment.objects.get(case=case).status == "reported"


def test_an_instalment_is_reported_once(matters):
    case = matters.reported()[0].case
    refused(case, lambda: matters.pay(case), Refusal, "没有待付的款项")


def _answer(payment, by, matters, received=True):
    resolution.answer_payment(payment=payment, by=by, at=matters.at, received=received, through="phone")


def test_another_worker_does_not_answer(matters):
    payment, other = matters.reported(2)
    by = actor(other.worker)
    refused(payment.case, lambda: _answer(payment, by, matters), NotPermitted, "只有劳动者本人")


def test_a_payment_is_answered_once(matters):
    payment = matters.reported()[0]
    by = actor(payment.worker)
    _answer(payment, by, matters, received=False)
    refused(payment.case, lambda: _answer(payment, by, matters), services.PaymentRefused, "已经答复过")


@pytest.mark.parametrize(("received", "name"), [(True, "payment_confirmed"), (False, "payment_denied")])
def test_the_worker_s_answer_is_in_the_history(matters, received, name):
    payment = matters.reported()[0]
    _answer(payment, actor(payment.worker), matters, received)
    event = payment.case.events.get(name__in=["payment_confirmed", "payment_denied"])
    assert (event.name, event.payload["payment"]) == (name, payment.pk)


def test_an_instalment_is_late_only_the_day_after(matters):
    case = matters.agreed()
    on_the_day = matters.at + timedelta(days=(PAY_DAY - matters.at.date()).days)

    def declare(at):
        resolution.declare_default(
            task=open_item(case, "follow_performance"), by=matters.staff["mediator"], at=at, note="未到账"
        )

    refused(case, lambda: declare(on_the_day), Refusal, "没有到期未付")
    assert Instalment.objects.get(case=case).status == "due"
    declare(on_the_day + timedelta(days=1))
    case.refresh_from_db()
    assert case.office.kind == "inspection"
    assert open_item(case, "inspect").office_path == case.office_path
    assert Instalment.objects.get(case=case).status == "defaulted"


def test_the_clock_moves_on_when_an_instalment_is_settled(matters):
    payment = matters.reported(days=TWO_DAYS)[0]
    assert open_item(payment.case, "follow_performance").clock.agreed_due_on == TWO_DAYS[0]
    _answer(payment, actor(payment.worker), matters)
    item = open_item(payment.case, "follow_performance")
    assert item.clock.agreed_due_on == TWO_DAYS[1]
    assert item.clock.stopped_at is None
    assert item.due_at.date() in (TWO_DAYS[1], TWO_DAYS[1] + timedelta(days=1))


def test_an_order_binds_a_party_of_the_case(matters):
    case, other = matters.on_road("inspection"), matters.filed()
    debtor = other.parties.get(role="respondent")

    def order():
        resolution.issue_order(
            task=open_item(case, "inspect"),
            by=matters.staff["inspector"],
            at=matters.at,
            debtor=debtor,
            amounts=None,
            pay_by=PAY_DAY,
            facts="拖欠属实",
            plan=plan(case),
        )

    refused(case, order, Refusal, "应是本案当事人")
    assert not Instalment.objects.filter(case=case).exists()


def test_settled_needs_sums_and_lines(matters):
    case = matters.filed()
    with pytest.raises(NotReconciled, match="没有确定金额"):
        require_settled(case)
    with pytest.raises(NotReconciled, match="没有金额明细"):
        require_settled(Case.objects.get(pk=matters.petition().pk))


def test_more_than_is_owed_is_not_confirmed(matters):
    """What is agreed was lowered while a payment waited for its worker."""
    payment = matters.reported()[0]
    lines = {line.pk: Decimal(100) for line in ClaimLine.objects.filter(case=payment.case)}
    _agree(payment.case, matters, lines)
    answer = lambda: _answer(payment, actor(payment.worker), matters)  # noqa: E731
    refused(payment.case, answer, services.PaymentRefused, "付款多于还欠")
    assert Payment.objects.get(pk=payment.pk).status == Payment.Status.REPORTED


def test_a_confirmed_payment_settles_the_oldest_claim_first(matters):
    case = matters.agreed()
    worker = worker_of(case)
    first = ClaimLine.objects.get(case=case)
    later = ClaimLine.objects.create(
        case=case,
        worker=worker,
        kind=first.kind,
        period_from=date(2026, 10, 1),
        period_to=date(2026, 10, 31),
        claimed_amount=Decimal(500),
        agreed_amount=Decimal(500),
    )
    for amount, left in ((first.agreed_amount, (0, 500)), (Decimal(200), (0, 300))):
        _report(case, matters, amount=amount)
        _answer(Payment.objects.filter(case=case).latest("pk"), actor(worker), matters)
        for line in (first, later):
            line.refresh_from_db()
        assert (first.agreed_amount - first.paid_amount, later.agreed_amount - later.paid_amount) == left
