"""Bad facts are refused with the exception of their kind and the path of the field; nothing becomes a silent zero."""

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from law.errors import InvalidAmount, InvalidDate, InvalidFact, InvalidPeriod, LawError, RuleNotInForce
from law.wages import (
    Occasion,
    additional_compensation,
    compute_claim,
    daily_wage,
    from_json,
    hourly_wage,
    is_final_award_item,
    loss_deduction_limit,
    overtime_pay,
    severance,
)

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
        compute_claim(from_json({"as_of": "2026-11-23", "workers": [{"worker": "甲", field: value}]}))
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
    compute_claim(from_json({"as_of": "2026-11-23", "workers": [{"worker": "甲", field: value}]}))


def test_a_payment_of_tomorrow_is_refused():
    with pytest.raises(InvalidDate) as refusal:
        from_json(changed("workers.0.payments.0.paid_on", "2026-11-24"))
    assert refusal.value.field == "payments"


FACTS = [
    ("workers", [], "workers"),
    ("workers.0.worker", " ", "workers[0].worker"),
    ("workers.0.worker", ..., "workers[0].worker"),
    ("workers.+", {"worker": "甲"}, "workers"),
    ("workers.0.division", "六二", "workers[0].division"),
    ("workers.0.division", "6", "workers[0].division"),
    ("workers.0.division", "6201020010011", "workers[0].division"),
    ("workers.0.division", 62, "workers[0].division"),
    ("workers.0.month", [], "workers[0].month"),
    ("workers.0.months", {}, "workers[0].months"),
    ("workers.0.months.0", "2025-06", "workers[0].months[0]"),
    ("workers.0.months.0.days", "31", "workers[0].months[0].days"),
    ("workers.0.months.1.days", "3", "workers[0].months[1].days"),
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
    assert refusal.value.message


def test_thirteen_months_are_too_many_for_an_average():
    severance_facts = {"first_day": "2024-01-01", "last_day": "2025-08-10", "last_wages": ["5000"] * 13}
    with pytest.raises(InvalidFact) as refusal:
        from_json(changed("workers.0.severance", severance_facts))
    assert refusal.value.field == "workers[0].severance.last_wages"


def test_an_order_of_nothing_is_refused():
    with pytest.raises(InvalidAmount) as refusal:
        from_json(changed("order.amounts", [{"worker": "甲", "amount": "0"}]))
    assert refusal.value.field == "order.amounts[0].amount"


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
    facts = {"as_of": "2026-11-23", "workers": [{"worker": "甲", "months": [MONTH | {"month": "2007-12"}]}]}
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
