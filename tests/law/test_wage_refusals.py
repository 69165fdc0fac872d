"""Bad facts are refused with the exception of their kind and the path of the field; nothing becomes a silent zero."""

import json
import re
from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from law.errors import InvalidAmount, InvalidDate, InvalidFact, InvalidPeriod, LawError, RuleNotInForce
from law.months import Month
from law.tables.wage_rules import COMPENSATION
from law.wages import (
    Allowance,
    ClaimFacts,
    DayWorked,
    Deduction,
    DeductionGround,
    DoubleWageFacts,
    MonthlyWork,
    MonthWage,
    Occasion,
    OrderedAmount,
    OvertimeWork,
    Payment,
    PaymentOrder,
    SeveranceFacts,
    UnitWork,
    WorkerFacts,
    WorkUnit,
    additional_compensation,
    compute_claim,
    daily_wage,
    double_wage,
    from_json,
    hourly_wage,
    is_final_award_item,
    loss_deduction_limit,
    overtime_pay,
    severance,
    wage_for_days,
)
from law.wages.additional import checked_rate
from law.wages.overtime import factor

GOOD = {
    "as_of": "2026-11-23",
    "order": {"issued_on": "2026-01-05", "deadline": "2026-01-20", "rate": "0.5"},
    "workers": [
        {
            "worker": "甲",
            "division": "620102",
            "months": [
                {"month": "2025-06", "monthly_wage": "5220"},
                {"month": "2025-07", "monthly_wage": "5220", "first_day": "2025-07-01", "last_day": "2025-07-15"},
            ],
            "unit_work": [
                {
                    "label": "抹灰",
                    "unit": "day",
                    "period_from": "2025-08-01",
                    "period_to": "2025-08-10",
                    "quantity": "8",
                    "unit_price": "300",
                }
            ],
            "allowances": [{"label": "餐补", "period_from": "2025-06-01", "period_to": "2025-06-30", "amount": "100"}],
            "overtime": [{"month": "2025-06", "occasion": "workday", "hours": "10"}],
            "days_worked": [{"on": "2025-06-07", "hours": "8"}],
            "deductions": [{"month": "2025-06", "ground": "tax", "amount": "10"}],
            "payments": [{"paid_on": "2025-07-15", "amount": "1000", "reference": "甲-1"}],
            "double_wage": {"first_day": "2025-03-01", "monthly_wage": "5220", "last_day": "2025-08-10"},
            "severance": {"first_day": "2025-03-01", "last_day": "2025-08-10", "average_wage": "5220"},
        }
    ],
}
MONTH = {"month": "2025-06", "monthly_wage": "5220"}


def changed(path: str, value: object) -> dict:
    """Return the good facts with one value put at a path such as workers.0.months.0.month; ... removes the key."""
    facts = deepcopy(GOOD)
    *way, last = path.split(".")
    place = facts
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is ...:
        del place[last]
    elif isinstance(place, list) and last == "+":
        place.append(value)
    elif isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return facts


def test_the_good_facts_are_good():
    assert compute_claim(from_json(GOOD)).total > 0


def is_sentence(message: object) -> bool:
    """Say whether a message is a Chinese sentence for the person, perhaps opening with a date or a quotation."""
    return isinstance(message, str) and bool(re.match(r"[\d\-“ ]*[\u4e00-\u9fff]", message)) and not message.isascii()


AMOUNTS = [
    "workers.0.months.0.monthly_wage",
    "workers.0.unit_work.0.quantity",
    "workers.0.unit_work.0.unit_price",
    "workers.0.allowances.0.amount",
    "workers.0.overtime.0.hours",
    "workers.0.days_worked.0.hours",
    "workers.0.deductions.0.amount",
    "workers.0.payments.0.amount",
    "workers.0.double_wage.monthly_wage",
    "workers.0.severance.average_wage",
    "order.rate",
]


@pytest.mark.parametrize("path", AMOUNTS)
@pytest.mark.parametrize(
    "value", ["-1", "-0.01", "NaN", "sNaN", "Infinity", "-Infinity", "1e12", "", "五千", 1.5, True]
)
def test_an_impossible_amount_is_refused_by_its_field(path, value):
    with pytest.raises(InvalidAmount) as refusal:
        compute_claim(from_json(changed(path, value)))
    assert refusal.value.field == _written(path)


@pytest.mark.parametrize(
    "path",
    ["workers.0.months.0.monthly_wage", "workers.0.payments.0.amount", "workers.0.allowances.0.amount"],
)
def test_a_third_decimal_of_money_is_not_rounded_away(path):
    with pytest.raises(InvalidAmount) as refusal:
        from_json(changed(path, "100.001"))
    assert refusal.value.field == _written(path)


def test_a_payment_of_nothing_is_no_payment():
    with pytest.raises(InvalidAmount) as refusal:
        from_json(changed("workers.0.payments.0.amount", "0"))
    assert refusal.value.field == "workers[0].payments[0].amount"
    assert is_sentence(refusal.value.message)


DATES = [
    "as_of",
    "order.deadline",
    "workers.0.months.1.first_day",
    "workers.0.unit_work.0.period_from",
    "workers.0.days_worked.0.on",
    "workers.0.payments.0.paid_on",
    "workers.0.double_wage.first_day",
    "workers.0.severance.last_day",
]


@pytest.mark.parametrize("path", DATES)
@pytest.mark.parametrize("value", ["2025-02-30", "2025-13-01", "2025-2-1", "20250201", "明天", "", 20250201, True])
def test_an_impossible_day_is_refused_by_its_field(path, value):
    with pytest.raises(InvalidDate) as refusal:
        from_json(changed(path, value))
    assert refusal.value.field == _written(path)


@pytest.mark.parametrize("value", ["2025-13", "2025-00", "2025-6", "202506", "2025-06-01", "0000-01", 202506, None])
def test_an_impossible_month_is_refused(value):
    with pytest.raises(InvalidDate) as refusal:
        from_json(changed("workers.0.months.0.month", value))
    assert refusal.value.field == "workers[0].months[0].month"


PERIODS = [
    ("workers.0.months.+", MONTH, "months"),
    ("workers.0.months.+", MONTH | {"days": "3"}, "months"),
    ("workers.0.months.+", {"month": "2025-07", "monthly_wage": "1", "first_day": "2025-07-15"}, "months"),
    ("workers.0.months.1.last_day", "2025-08-01", "workers[0].months[1].last_day"),
    ("workers.0.months.1.first_day", "2025-06-30", "workers[0].months[1].first_day"),
    ("workers.0.months.1.first_day", "2025-07-16", "workers[0].months[1].last_day"),
    ("workers.0.unit_work.0.period_to", "2025-07-31", "workers[0].unit_work[0].period_to"),
    ("workers.0.unit_work.0.full_time", True, "workers[0].unit_work[0].full_time"),
    ("workers.0.unit_work.+", GOOD["workers"][0]["unit_work"][0] | {"period_from": "2025-08-02"}, "unit_work"),
    ("workers.0.allowances.0.period_to", "2025-05-31", "workers[0].allowances[0].period_to"),
    ("workers.0.days_worked.+", {"on": "2025-06-07", "hours": "2"}, "days_worked"),
    ("workers.0.deductions.0.month", "2025-01", "deductions"),
    ("workers.0.double_wage.last_day", "2025-02-28", "workers[0].double_wage.last_day"),
    ("workers.0.double_wage.contract_on", "2025-02-28", "workers[0].double_wage.contract_on"),
    (
        "workers.0.double_wage.wages",
        [{"month": "2025-05", "amount": "1"}, {"month": "2025-05", "amount": "2"}],
        "workers[0].double_wage.wages",
    ),
    ("workers.0.severance.last_day", "2025-02-28", "workers[0].severance.last_day"),
    ("order.deadline", "2026-01-04", "order.deadline"),
    ("as_of", "2025-07-31", "unit_work"),
]


@pytest.mark.parametrize(("path", "value", "field"), PERIODS)
def test_an_impossible_period_is_refused(path, value, field):
    with pytest.raises(InvalidPeriod) as refusal:
        compute_claim(from_json(changed(path, value)))
    assert refusal.value.field == field
    assert is_sentence(refusal.value.message)


ALLOWED = [
    ("workers.0.months.0.days", "30"),
    ("workers.0.unit_work.0.quantity", "10"),
    ("workers.0.overtime.0.hours", "720"),
    ("workers.0.overtime.0", {"month": "2025-06", "occasion": "rest_day", "days": "30"}),
    ("workers.0.days_worked.0.hours", "24"),
    ("workers.0.division", "620102001001"),
    ("workers.0.division", "62"),
    ("workers.0.double_wage.tail_days", "31"),
    ("workers.0.payments.0.paid_on", "2026-11-23"),
    ("workers.0.double_wage.contract_on", "2025-03-01"),
    ("order.deadline", "2026-01-05"),
    ("order.rate", "1"),
    ("workers.0.severance.last_day", "2025-03-01"),
]


@pytest.mark.parametrize(("path", "value"), ALLOWED)
def test_the_last_possible_value_is_accepted(path, value):
    compute_claim(from_json(changed(path, value)))


def test_hours_of_unit_work_fit_into_its_days():
    hours = {"unit": "hour", "period_to": "2025-08-02", "quantity": "48"}
    work = GOOD["workers"][0]["unit_work"][0] | hours
    compute_claim(from_json(changed("workers.0.unit_work.0", work)))
    with pytest.raises(InvalidFact) as refusal:
        from_json(changed("workers.0.unit_work.0", work | {"quantity": "48.1"}))
    assert refusal.value.field == "workers[0].unit_work[0].quantity"
    assert is_sentence(refusal.value.message)


TWICE = [
    ({"days": "3"}, {"first_day": "2025-06-20"}),
    ({"first_day": "2025-06-20"}, {"days": "3"}),
    ({}, {"first_day": "2025-06-20"}),
    ({"first_day": "2025-06-20"}, {}),
    ({"days": "3"}, {"days": "3"}),
]


@pytest.mark.parametrize(("one", "other"), TWICE)
def test_a_month_is_entered_once_unless_its_stretches_are_apart(one, other):
    facts = {
        "as_of": "2026-11-23",
        "workers": [{"worker": "甲", "division": "62", "months": [MONTH | one, MONTH | other]}],
    }
    with pytest.raises(InvalidPeriod) as refusal:
        compute_claim(from_json(facts))
    assert refusal.value.field == "months"
    assert "填了两次" in refusal.value.message


FUTURE = [
    ("months", [{"month": "2026-12", "monthly_wage": "1"}]),
    ("months", [{"month": "2026-11", "monthly_wage": "1"}]),
    ("allowances", [{"label": "", "period_from": "2026-11-01", "period_to": "2026-11-24", "amount": "1"}]),
    ("overtime", [{"month": "2026-12", "occasion": "workday", "hours": "1", "monthly_wage": "1"}]),
    ("days_worked", [{"on": "2026-11-24", "hours": "8", "monthly_wage": "1"}]),
    ("double_wage", {"first_day": "2026-11-24", "monthly_wage": "1"}),
    ("severance", {"first_day": "2026-11-01", "last_day": "2026-11-24", "average_wage": "1"}),
]


@pytest.mark.parametrize(("field", "value"), FUTURE)
def test_work_after_the_day_of_the_calculation_is_refused(field, value):
    with pytest.raises(InvalidPeriod) as refusal:
        compute_claim(from_json({"as_of": "2026-11-23", "workers": [{"worker": "甲", "division": "62", field: value}]}))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("months", [{"month": "2026-11", "monthly_wage": "1", "last_day": "2026-11-23"}]),
        ("months", [{"month": "2026-11", "monthly_wage": "1", "days": "2"}]),
        ("days_worked", [{"on": "2026-11-23", "hours": "8", "monthly_wage": "1"}]),
    ],
)
def test_work_on_the_day_of_the_calculation_counts(field, value):
    compute_claim(from_json({"as_of": "2026-11-23", "workers": [{"worker": "甲", "division": "62", field: value}]}))


def test_a_payment_of_tomorrow_is_refused():
    with pytest.raises(InvalidDate) as refusal:
        from_json(changed("workers.0.payments.0.paid_on", "2026-11-24"))
    assert refusal.value.field == "payments"
    assert is_sentence(refusal.value.message)


FACTS = [
    ("workers", [], "workers"),
    ("workers.0.worker", " ", "workers[0].worker"),
    ("workers.0.worker", ..., "workers[0].worker"),
    ("workers.+", {"worker": "甲", "division": "62"}, "workers"),
    ("workers.0.division", ..., "workers[0].division"),
    ("workers.0.division", "六二", "workers[0].division"),
    ("workers.0.division", "6", "workers[0].division"),
    ("workers.0.division", "6201020010011", "workers[0].division"),
    ("workers.0.division", 62, "workers[0].division"),
    ("workers.0.month", [], "workers[0].month"),
    ("workers.0.months", {}, "workers[0].months"),
    ("workers.0.months.0", "2025-06", "workers[0].months[0]"),
    ("workers.0.months.0.days", "31", "workers[0].months[0].days"),
    ("workers.0.months.1.days", "3", "workers[0].months[1].days"),
    ("workers.0.months.0", MONTH | {"days": "3", "first_day": "2025-06-02"}, "workers[0].months[0].days"),
    ("workers.0.unit_work.0.quantity", "10.5", "workers[0].unit_work[0].quantity"),
    ("workers.0.unit_work.0.unit", "week", "workers[0].unit_work[0].unit"),
    ("workers.0.unit_work.0.full_time", "yes", "workers[0].unit_work[0].full_time"),
    ("workers.0.overtime.0.days", "1", "workers[0].overtime[0].hours"),
    ("workers.0.overtime.0.hours", "720.5", "workers[0].overtime[0].hours"),
    ("workers.0.overtime.0.hours", None, "workers[0].overtime[0].hours"),
    ("workers.0.overtime.0.piece_price", "1", "workers[0].overtime[0].piece_price"),
    ("workers.0.overtime.0.occasion", "sunday", "workers[0].overtime[0].occasion"),
    ("workers.0.overtime.0.month", "2025-08", "monthly_wage"),
    ("workers.0.overtime.+", GOOD["workers"][0]["overtime"][0], "overtime"),
    (
        "workers.0.overtime.0",
        {"month": "2025-06", "occasion": "workday", "hours": "1", "monthly_wage": "1", "hourly_wage": "1"},
        "workers[0].overtime[0].hourly_wage",
    ),
    (
        "workers.0.overtime.0",
        {"month": "2025-06", "occasion": "rest_day", "hours": "1", "hours_system": "comprehensive"},
        "workers[0].overtime[0].occasion",
    ),
    ("workers.0.overtime.0", {"month": "2025-06", "occasion": "rest_day", "days": "31"}, "workers[0].overtime[0].days"),
    ("workers.0.days_worked.0.hours", "0", "workers[0].days_worked[0].hours"),
    ("workers.0.days_worked.0.hours", "24.5", "workers[0].days_worked[0].hours"),
    ("workers.0.days_worked.0.on", "2025-09-06", "monthly_wage"),
    ("workers.0.payments.+", GOOD["workers"][0]["payments"][0], "payments"),
    ("workers.0.double_wage.tail_days", "32", "workers[0].double_wage.tail_days"),
    ("workers.0.severance.last_wages", ["1"], "workers[0].severance.average_wage"),
    ("workers.0.severance.average_wage", ..., "workers[0].severance.average_wage"),
    ("order.rate", "0.49", "rate"),
    ("order.rate", "1.01", "rate"),
    ("order.amounts", [{"worker": "乙", "amount": "1"}], "amounts"),
    ("order.amounts", [{"worker": "甲", "amount": "1"}, {"worker": "甲", "amount": "1"}], "order.amounts"),
]


@pytest.mark.parametrize(("path", "value", "field"), FACTS)
def test_a_contradictory_fact_is_refused(path, value, field):
    with pytest.raises(InvalidFact) as refusal:
        compute_claim(from_json(changed(path, value)))
    assert refusal.value.field == field
    assert is_sentence(refusal.value.message)


def test_thirteen_months_are_too_many_for_an_average():
    severance_facts = {"first_day": "2024-01-01", "last_day": "2025-08-10", "last_wages": ["5000"] * 13}
    with pytest.raises(InvalidFact) as refusal:
        from_json(changed("workers.0.severance", severance_facts))
    assert refusal.value.field == "workers[0].severance.last_wages"
    assert is_sentence(refusal.value.message)


def test_an_order_of_nothing_is_refused():
    with pytest.raises(InvalidAmount) as refusal:
        from_json(changed("order.amounts", [{"worker": "甲", "amount": "0"}]))
    assert refusal.value.field == "order.amounts[0].amount"
    assert is_sentence(refusal.value.message)


ZERO_WAGES = [
    ("workers.0.months.0.monthly_wage", "0"),
    ("workers.0.unit_work.0.unit_price", "0.00"),
    ("workers.0.overtime.0.monthly_wage", "0"),
    ("workers.0.overtime.0.hourly_wage", "0"),
    ("workers.0.days_worked.0.hourly_wage", "0"),
    ("workers.0.double_wage.monthly_wage", "0"),
    ("workers.0.severance.average_wage", "0"),
    ("workers.0.severance.local_average", "0"),
]


@pytest.mark.parametrize(("path", "value"), ZERO_WAGES)
def test_a_wage_of_nothing_is_refused_not_computed(path, value):
    with pytest.raises(InvalidAmount) as refusal:
        from_json(changed(path, value))
    assert refusal.value.field == _written(path)


def test_a_piece_price_and_a_month_of_nothing_are_refused():
    pieces = {"month": "2025-06", "occasion": "workday", "pieces": "1", "piece_price": "0"}
    with pytest.raises(InvalidAmount) as refusal:
        from_json(changed("workers.0.overtime.0", pieces))
    assert refusal.value.field == "workers[0].overtime[0].piece_price"
    with pytest.raises(InvalidAmount) as refusal:
        from_json(changed("workers.0.double_wage.wages", [{"month": "2025-05", "amount": "0"}]))
    assert refusal.value.field == "workers[0].double_wage.wages[0].amount"


def test_a_month_before_the_law_has_no_rule():
    facts = {
        "as_of": "2026-11-23",
        "workers": [{"worker": "甲", "division": "62", "months": [MONTH | {"month": "2007-12"}]}],
    }
    with pytest.raises(RuleNotInForce) as refusal:
        compute_claim(from_json(facts))
    assert refusal.value.field == "month"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "5", '"x"', "[" * 100_000])
def test_a_text_that_is_no_object_is_refused(text):
    with pytest.raises(InvalidFact) as refusal:
        from_json(text)
    assert refusal.value.field == "json"


def test_a_field_written_twice_is_refused():
    with pytest.raises(InvalidFact) as refusal:
        from_json('{"as_of": "2026-11-23", "as_of": "2026-11-24", "workers": []}')
    assert refusal.value.field == "as_of"


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_a_json_constant_that_is_no_number_is_refused(word):
    with pytest.raises(InvalidAmount):
        from_json(json.dumps(GOOD).replace('"5220"', word, 1))


def test_json_numbers_are_read_exactly():
    text = json.dumps(GOOD).replace('"monthly_wage": "5220"', '"monthly_wage": 5220.10', 1)
    assert from_json(text).workers[0].months[0].monthly_wage == Decimal("5220.10")


def test_a_refusal_is_a_value_error_of_the_law():
    with pytest.raises(LawError):
        from_json({})
    assert issubclass(LawError, ValueError)


JUNE = Month(2025, 6)
DAY = date(2025, 6, 1)
BAD = Decimal(-1)
DIRECT = [
    (lambda: MonthlyWork(JUNE, BAD), "monthly_wage"),
    (lambda: MonthlyWork(JUNE, Decimal(1), days=BAD), "days"),
    (lambda: UnitWork("", WorkUnit.PIECE, DAY, DAY, BAD, Decimal(1)), "quantity"),
    (lambda: UnitWork("", WorkUnit.PIECE, DAY, DAY, Decimal(1), BAD), "unit_price"),
    (lambda: Allowance("", DAY, DAY, BAD), "amount"),
    (lambda: Payment(DAY, BAD), "amount"),
    (lambda: Deduction(JUNE, DeductionGround.TAX, BAD), "amount"),
    (lambda: OvertimeWork(JUNE, Occasion.WORKDAY, hours=BAD), "hours"),
    (lambda: OvertimeWork(JUNE, Occasion.WORKDAY, days=BAD), "days"),
    (lambda: OvertimeWork(JUNE, Occasion.WORKDAY, pieces=BAD, piece_price=Decimal(1)), "pieces"),
    (lambda: OvertimeWork(JUNE, Occasion.WORKDAY, pieces=Decimal(1), piece_price=BAD), "piece_price"),
    (lambda: OvertimeWork(JUNE, Occasion.WORKDAY, hours=Decimal(1), monthly_wage=BAD), "monthly_wage"),
    (lambda: OvertimeWork(JUNE, Occasion.WORKDAY, hours=Decimal(1), hourly_wage=BAD), "hourly_wage"),
    (lambda: DayWorked(DAY, BAD), "hours"),
    (lambda: DayWorked(DAY, Decimal(8), monthly_wage=BAD), "monthly_wage"),
    (lambda: DayWorked(DAY, Decimal(8), hourly_wage=BAD), "hourly_wage"),
    (lambda: MonthWage(JUNE, BAD), "amount"),
    (lambda: DoubleWageFacts(DAY, BAD), "monthly_wage"),
    (lambda: DoubleWageFacts(DAY, Decimal(1), tail_days=BAD), "tail_days"),
    (lambda: SeveranceFacts(DAY, DAY, average_wage=BAD), "average_wage"),
    (lambda: SeveranceFacts(DAY, DAY, average_wage=Decimal(1), local_average=BAD), "local_average"),
    (lambda: SeveranceFacts(DAY, DAY, last_wages=(BAD,)), "last_wages"),
    (lambda: SeveranceFacts(DAY, DAY, average_wage=Decimal(1), paid=BAD), "paid"),
    (lambda: OrderedAmount("甲", BAD), "amount"),
    (lambda: PaymentOrder(DAY, DAY, BAD), "rate"),
    (lambda: daily_wage(BAD), "monthly_wage"),
    (lambda: hourly_wage(BAD), "monthly_wage"),
    (lambda: overtime_pay(occasion=Occasion.WORKDAY, monthly_wage=BAD, hours=Decimal(1)), "monthly_wage"),
    (lambda: overtime_pay(occasion=Occasion.WORKDAY, monthly_wage=Decimal(1), hours=BAD), "hours"),
    (lambda: severance(average_wage=BAD, years=Decimal(1)), "average_wage"),
    (lambda: severance(average_wage=Decimal(1), years=BAD), "years"),
    (lambda: severance(average_wage=Decimal(1), years=Decimal(0)), "years"),
    (lambda: is_final_award_item(BAD, Decimal(1)), "amount"),
    (lambda: is_final_award_item(Decimal(1), BAD), "minimum_wage"),
    (lambda: loss_deduction_limit(BAD, None), "month_wage"),
    (lambda: loss_deduction_limit(Decimal(1), BAD), "minimum_wage"),
    (lambda: checked_rate(BAD, COMPENSATION[0]), "rate"),
    (
        lambda: additional_compensation(owed_at_deadline=BAD, rate=Decimal(1), ordered=True, deadline_passed=True),
        "owed_at_deadline",
    ),
]


@pytest.mark.parametrize(("build", "field"), DIRECT)
def test_facts_made_in_code_are_checked_like_those_of_a_file(build, field):
    with pytest.raises(InvalidAmount) as refusal:
        build()
    assert refusal.value.field == field
    assert is_sentence(refusal.value.message)


OLD = date(1994, 12, 31)
WITHOUT_RULE = [
    (lambda: daily_wage(Decimal(1), OLD), "month"),
    (lambda: hourly_wage(Decimal(1), OLD), "month"),
    (lambda: wage_for_days(Decimal(1), Decimal(1), OLD), "month"),
    (lambda: factor(Occasion.WORKDAY, OLD), "month"),
    (lambda: overtime_pay(occasion=Occasion.WORKDAY, monthly_wage=Decimal(1), hours=Decimal(1), on=OLD), "month"),
    (lambda: loss_deduction_limit(Decimal(1), None, OLD), "month"),
    (lambda: is_final_award_item(Decimal(1), Decimal(1), OLD), "on"),
    (lambda: severance(average_wage=Decimal(1), years=Decimal(1), on=OLD), "last_day"),
    (lambda: double_wage(facts=DoubleWageFacts(OLD, Decimal(1)), as_of=DAY), "first_day"),
    (
        lambda: additional_compensation(
            owed_at_deadline=Decimal(1), rate=Decimal(1), ordered=True, deadline_passed=True, on=OLD
        ),
        "issued_on",
    ),
    (
        lambda: compute_claim(ClaimFacts(DAY, (WorkerFacts("甲", "62"),), PaymentOrder(OLD, OLD, Decimal(1)))),
        "issued_on",
    ),
    (
        lambda: compute_claim(
            ClaimFacts(DAY, (WorkerFacts("甲", "62", severance=SeveranceFacts(OLD, OLD, average_wage=Decimal(1))),))
        ),
        "last_day",
    ),
]


@pytest.mark.parametrize(("ask", "field"), WITHOUT_RULE)
def test_a_day_before_the_rule_is_refused_by_its_field(ask, field):
    with pytest.raises(RuleNotInForce) as refusal:
        ask()
    assert refusal.value.field == field


SMALL = [
    lambda value: daily_wage(value),
    lambda value: hourly_wage(value),
    lambda value: overtime_pay(occasion=Occasion.WORKDAY, monthly_wage=value, hours=Decimal(1)),
    lambda value: overtime_pay(occasion=Occasion.REST_DAY, monthly_wage=Decimal(1), hours=value, substitute_rest=True),
    lambda value: severance(average_wage=value, years=Decimal(1)),
    lambda value: severance(average_wage=Decimal(1), years=value),
    lambda value: additional_compensation(
        owed_at_deadline=value, rate=Decimal(1), ordered=False, deadline_passed=False
    ),
    lambda value: is_final_award_item(value, Decimal(1)),
    lambda value: is_final_award_item(Decimal(1), value),
    lambda value: loss_deduction_limit(value, None),
    lambda value: loss_deduction_limit(Decimal(1), value),
]


@pytest.mark.parametrize("function", SMALL)
@pytest.mark.parametrize("value", [Decimal(-1), Decimal("NaN"), Decimal("Infinity"), 1.0])
def test_the_small_functions_refuse_the_same_amounts(function, value):
    with pytest.raises(InvalidAmount):
        function(value)


def test_no_years_are_no_severance():
    with pytest.raises(InvalidAmount):
        severance(average_wage=Decimal(5000), years=Decimal(0))


@pytest.mark.parametrize("rate", ["0.499", "1.001", "0", "50"])
def test_a_rate_outside_the_band_is_refused_even_when_nothing_is_due(rate):
    with pytest.raises(InvalidFact):
        additional_compensation(
            owed_at_deadline=Decimal(1), rate=Decimal(rate), ordered=False, deadline_passed=False, on=date(2026, 1, 1)
        )


def _written(path: str) -> str:
    """Write workers.0.months as workers[0].months."""
    text = ""
    for step in path.split("."):
        text += f"[{step}]" if step.isdecimal() else f".{step}" if text else step
    return text
