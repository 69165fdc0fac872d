"""Whole matters, by acts on the real database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from arrears.accounts import NotReconciled, balance
from arrears.models import Instalment, Payment
from arrears.plans import equal_instalments
from cases import events
from cases.models import Case, Party
from clocks.models import Clock
from documents import preparation
from offices.actors import Actor, staff_actor
from tests.workflows.conftest import complaint, open_item
from workflows.acts import early_intervention, intake, mediation, resolution
from workflows.services import file_complaint


def actor(party: Party) -> Actor:
    return Actor(kind="party", label=party.name, party_id=party.pk)


def plan(case, days):
    return equal_instalments({row.worker: row.outstanding or row.claimed for row in balance(case).rows}, days)


def to_mediation(case, staff, at):
    intake.accept(task=open_item(case, "decide_acceptance"), by=staff["intake"], at=at)
    early_intervention.conclude_contact(
        task=open_item(case, "contact_respondent"), by=staff["mediator"], at=at, outcome="disputed", note="对账不一致"
    )
    worker = case.parties.filter(role="worker").order_by("pk").first()
    mediation.choose_road(task=open_item(case, "choose_road"), by=actor(worker), at=at, road="mediation")
    mediation.record_consent(
        task=open_item(case, "seek_consent"), by=staff["mediator"], at=at, consents=True, how="电话"
    )
    mediation.assign_mediator(
        task=open_item(case, "assign_mediator"), by=staff["supervisor"], at=at, mediator=staff["mediator"]
    )


def test_a_promise_kept_ends_paid(filed, staff, instant):
    case = filed.case
    intake.accept(task=open_item(case, "decide_acceptance"), by=staff["intake"], at=instant)
    early_intervention.conclude_contact(
        task=open_item(case, "contact_respondent"),
        by=staff["mediator"],
        at=instant,
        outcome="promised",
        note="月底前付",
        plan=plan(case, [date(2026, 11, 30)]),
    )
    payments = resolution.report_instalment(
        case=case, by=staff_actor(staff["mediator"]), at=instant, number=1, paid_on=date(2026, 11, 23), method="转账"
    )
    item = open_item(case, "follow_performance")
    with pytest.raises(NotReconciled):
        resolution.close_paid(task=item, by=staff["mediator"], at=instant)
    resolution.answer_payment(
        payment=payments[0], by=actor(payments[0].worker), at=instant, received=True, through="phone"
    )
    resolution.close_paid(task=item, by=staff["mediator"], at=instant)
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("closed", "paid")
    assert not Clock.objects.filter(case=case, stopped_at__isnull=True).exists()
    assert list(events.verify(case)) == []


def test_three_instalments_one_default_on_the_way_end_paid(staff, instant):
    case = file_complaint(
        filing=complaint(workers=26, amount="27692.30"), by=Actor(kind="party", label="代表"), at=instant
    ).case
    to_mediation(case, staff, instant)
    days = [date(2026, 12, 15), date(2027, 1, 15), date(2027, 2, 1)]
    mediation.conclude_agreed(
        task=open_item(case, "mediate"),
        by=staff["mediator"],
        at=instant,
        plan=plan(case, days),
        amounts=None,
        method="转账",
        default_clause="逾期转监察",
    )

    def pay(number, at, by):
        fresh = Case.objects.get(pk=case.pk)
        for payment in resolution.report_instalment(
            case=fresh, by=staff_actor(by), at=at, number=number, paid_on=at.date(), method="转账"
        ):
            resolution.answer_payment(payment=payment, by=actor(payment.worker), at=at, received=True, through="phone")

    pay(1, instant + timedelta(days=21), staff["mediator"])
    late = instant + timedelta(days=60)
    resolution.declare_default(task=open_item(case, "follow_performance"), by=staff["mediator"], at=late, note="未到账")
    case.refresh_from_db()
    assert case.office.kind == "inspection"
    debtor = case.parties.get(role="respondent")
    resolution.issue_order(
        task=open_item(case, "inspect"),
        by=staff["inspector"],
        at=late,
        debtor=debtor,
        amounts=None,
        pay_by=date(2027, 2, 10),
        facts="拖欠属实",
        plan=plan(case, [date(2027, 2, 1), date(2027, 2, 10)]),
    )
    owed = preparation.fields_of(case.documents.get(form="order_to_pay"))
    open_rows = Instalment.objects.filter(case=case, status="due")
    assert Decimal(owed["total"]) == sum(row.amount for row in open_rows), "what was paid is not ordered again"
    assert sum(Decimal(item["amount"]) for item in owed["items"]) == Decimal(owed["total"])
    numbers = Instalment.objects.filter(case=case, status="due").order_by("number").values_list("number", flat=True)
    for number in sorted(set(numbers)):
        pay(number, late + timedelta(days=5), staff["inspector"])
    item = open_item(case, "follow_performance")
    resolution.close_paid(task=item, by=staff["mediator"], at=late + timedelta(days=6))
    case.refresh_from_db()
    assert case.outcome == "paid"
    assert Payment.objects.filter(case=case, status="confirmed").count() == 26 * 3
    assert list(events.verify(case)) == []
