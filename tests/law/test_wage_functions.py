"""The small functions of wage arithmetic, one step each, and the examples in their docstrings."""

import doctest
import importlib
from datetime import date
from decimal import Decimal

import pytest

from law.errors import InvalidDate, InvalidPeriod, RuleNotInForce
from law.money import plain, read_amount, to_fen
from law.months import Month, add_months, days_between, read_month
from law.tables.local import AverageWageRow, LocalTables, published
from law.tables.wage_rules import COMPENSATION, CONVERSION
from law.wages import (
    ClaimFacts,
    Occasion,
    SeveranceFacts,
    WorkerFacts,
    additional_compensation,
    compute_claim,
    daily_wage,
    hourly_wage,
    is_final_award_item,
    loss_deduction_limit,
    occasion_of,
    overtime_pay,
    severance,
    severance_years,
    wage_for_days,
)
from law.wages.earned import paid_days_between

MODULES = [
    "law.money",
    "law.months",
    "law.wages.additional",
    "law.wages.deductions",
    "law.wages.final_award",
    "law.wages.overtime",
    "law.wages.rates",
    "law.wages.severance",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(
    ("monthly", "daily", "hourly"), [("5220", "240.00", "30.00"), ("4800", "220.69", "27.59"), ("0", "0.00", "0.00")]
)
def test_daily_and_hourly_wage(monthly, daily, hourly):
    assert to_fen(daily_wage(Decimal(monthly))) == Decimal(daily)
    assert to_fen(hourly_wage(Decimal(monthly))) == Decimal(hourly)


def test_the_divisor_is_the_same_on_both_sides_of_2025():
    before, after = date(2024, 12, 31), date(2025, 1, 1)
    assert daily_wage(Decimal(5000), before) == daily_wage(Decimal(5000), after)
    assert [row.statutory_holidays for row in CONVERSION] == [11, 13]
    assert [row.work_days for row in CONVERSION] == [Decimal("20.83"), Decimal("20.67")]


@pytest.mark.parametrize("function", [daily_wage, hourly_wage])
def test_before_2008_there_is_no_rule(function):
    with pytest.raises(RuleNotInForce):
        function(Decimal(5000), date(2007, 12, 31))
    assert function(Decimal(5000), date(2008, 1, 1)) > 0


def test_a_wage_for_days_multiplies_before_it_divides():
    assert wage_for_days(Decimal("4350.87"), Decimal("0.125")) == Decimal("25.005")


@pytest.mark.parametrize(
    ("occasion", "hours", "rest", "pay"),
    [
        (Occasion.WORKDAY, "20", False, "900.00"),
        (Occasion.WORKDAY, "20", True, "900.00"),
        (Occasion.REST_DAY, "16", False, "960.00"),
        (Occasion.REST_DAY, "16", True, "0.00"),
        (Occasion.STATUTORY_HOLIDAY, "8", False, "720.00"),
        (Occasion.STATUTORY_HOLIDAY, "8", True, "720.00"),
        (Occasion.WORKDAY, "0", False, "0.00"),
    ],
)
def test_overtime_pay(occasion, hours, rest, pay):
    found = overtime_pay(occasion=occasion, monthly_wage=Decimal(5220), hours=Decimal(hours), substitute_rest=rest)
    assert str(found) == pay


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        (date(2025, 1, 26), Occasion.WORKDAY),
        (date(2025, 1, 28), Occasion.STATUTORY_HOLIDAY),
        (date(2025, 2, 1), Occasion.REST_DAY),
        (date(2025, 2, 5), Occasion.WORKDAY),
        (date(2024, 5, 2), Occasion.REST_DAY),
        (date(2025, 5, 2), Occasion.STATUTORY_HOLIDAY),
        (date(2024, 2, 10), Occasion.STATUTORY_HOLIDAY),
        (date(2026, 2, 14), Occasion.WORKDAY),
        (date(2026, 2, 15), Occasion.REST_DAY),
        (date(2026, 2, 16), Occasion.STATUTORY_HOLIDAY),
        (date(2026, 6, 6), Occasion.REST_DAY),
    ],
)
def test_the_occasion_of_a_day(day, occasion):
    assert occasion_of(day) is occasion


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2025, 10, 1), date(2025, 10, 31), 22),
        (date(2025, 2, 1), date(2025, 2, 28), 19),
        (date(2026, 2, 1), date(2026, 2, 28), 20),
        (date(2025, 6, 7), date(2025, 6, 8), 0),
    ],
)
def test_paid_days(first, last, days):
    assert paid_days_between(first, last) == days


@pytest.mark.parametrize(
    ("owed", "rate", "ordered", "passed", "amount"),
    [
        ("12000", "0.5", True, True, "6000.00"),
        ("12000", "1", True, True, "12000.00"),
        ("16800", "0.5", True, True, "8400.00"),
        ("94470.50", "0.5", True, True, "47235.25"),
        ("94470.50", "0.6", True, True, "56682.30"),
        ("94470.50", "1.00", True, True, "94470.50"),
        ("12000", "1", False, True, "0.00"),
        ("12000", "1", True, False, "0.00"),
        ("0.01", "0.5", True, True, "0.01"),
        ("0", "0.5", True, True, "0.00"),
    ],
)
def test_additional_compensation(owed, rate, ordered, passed, amount):
    found = additional_compensation(
        owed_at_deadline=Decimal(owed), rate=Decimal(rate), ordered=ordered, deadline_passed=passed
    )
    assert str(found) == amount


def test_additional_compensation_needs_a_rule_on_the_day_of_the_order():
    question = {"owed_at_deadline": Decimal(1), "rate": Decimal(1), "ordered": True, "deadline_passed": True}
    with pytest.raises(RuleNotInForce):
        additional_compensation(**question, on=date(2007, 12, 31))
    assert additional_compensation(**question, on=date(2008, 1, 1)) == 1


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2022-01-01", "2024-07-31", "3"),
        ("2024-01-01", "2024-05-31", "0.5"),
        ("2025-01-01", "2025-06-30", "1"),
        ("2025-01-01", "2025-06-29", "0.5"),
        ("2025-01-01", "2025-12-31", "1"),
        ("2025-01-01", "2026-01-01", "1.5"),
        ("2024-08-31", "2025-02-26", "0.5"),
        ("2024-08-31", "2025-02-27", "1"),
        ("2020-02-29", "2021-02-27", "1"),
        ("2020-02-29", "2021-02-28", "1.5"),
        ("2020-02-29", "2024-02-28", "4"),
        ("2020-02-29", "2024-02-29", "4.5"),
        ("2025-06-10", "2025-06-10", "0.5"),
        ("1999-07-01", "2007-12-31", "9"),
        ("1999-07-01", "2007-07-31", "8.5"),
    ],
)
def test_severance_years(first, last, years):
    assert severance_years(date.fromisoformat(first), date.fromisoformat(last)) == Decimal(years)


def test_service_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidPeriod) as refusal:
        severance_years(date(2025, 2, 1), date(2025, 1, 31))
    assert refusal.value.field == "last_day"


@pytest.mark.parametrize(
    ("average", "years", "minimum", "local", "amount"),
    [
        ("5800", "3", None, None, "17400.00"),
        ("5800", "0.5", None, None, "2900.00"),
        ("30000", "15", None, "7500", "270000.00"),
        ("30000", "11.5", None, "7500", "258750.00"),
        ("30000", "12.5", None, "7500", "270000.00"),
        ("22500", "15", None, "7500", "337500.00"),
        ("1500", "2", "2080", "7500", "4160.00"),
        ("2080", "2", "2080", "7500", "4160.00"),
        ("2080.01", "2", "2080", None, "4160.02"),
        ("30000", "15", "2080", None, "450000.00"),
    ],
)
def test_severance(average, years, minimum, local, amount):
    found = severance(
        average_wage=Decimal(average),
        years=Decimal(years),
        minimum_wage=None if minimum is None else Decimal(minimum),
        local_average=None if local is None else Decimal(local),
    )
    assert str(found) == amount


def test_the_local_average_on_record_caps_severance_when_none_is_given():
    row = AverageWageRow(
        version="lanzhou-2025",
        effective_from=date(2025, 7, 1),
        effective_to=date(2026, 6, 30),
        division="6201",
        monthly=Decimal(7500),
    )
    local = LocalTables(average_wages=(row,))
    facts = SeveranceFacts(date(2011, 1, 1), date(2025, 12, 31), average_wage=Decimal(30000))
    claim = ClaimFacts(date(2026, 1, 5), (WorkerFacts("甲", division="620102", severance=facts),))
    (line,) = compute_claim(claim, local=local).lines
    assert (line.amount, line.inputs["bound"], line.inputs["years"]) == (Decimal("270000.00"), "cap", "12")
    assert line.formula == "22500 x 12"


@pytest.mark.parametrize(
    ("amount", "minimum", "final"),
    [("24960", "2080", True), ("24960.01", "2080", False), ("0", "2080", True), ("22200", "1850", True)],
)
def test_final_award(amount, minimum, final):
    assert is_final_award_item(Decimal(amount), Decimal(minimum)) is final


@pytest.mark.parametrize(
    ("wage", "minimum", "limit"),
    [
        ("5000", "1850", "1000"),
        ("2200", "1850", "350"),
        ("2312.50", "1850", "462.50"),
        ("1850", "1850", "0"),
        ("1500", "1850", "0"),
        ("5000", None, "1000"),
    ],
)
def test_deduction_limit(wage, minimum, limit):
    found = loss_deduction_limit(Decimal(wage), None if minimum is None else Decimal(minimum))
    assert found == Decimal(limit)


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 3, 15), -3, date(2024, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 6, 1), 0, date(2025, 6, 1)),
    ],
)
def test_months_end_on_the_corresponding_day(day, count, found):
    assert add_months(day, count) == found


def test_a_month_knows_its_days():
    assert Month(2024, 2).last_day == date(2024, 2, 29)
    assert str(Month(2025, 6)) == "2025-06"
    assert read_month(" 2025-06 ", "month") == read_month(Month(2025, 6), "month") == Month(2025, 6)
    assert days_between(date(2025, 1, 2), date(2025, 1, 1)) == ()
    with pytest.raises(InvalidDate):
        read_month("2025-06x", "month")


@pytest.mark.parametrize(
    ("written", "text"),
    [("5220", "5220"), ("5220.00", "5220"), ("0.50", "0.5"), ("1E+3", "1000"), ("0.00", "0"), ("-0", "0")],
)
def test_a_number_is_written_one_way(written, text):
    assert plain(read_amount(written, "x")) == text


@pytest.mark.parametrize(
    ("day", "tiers"),
    [
        (date(2017, 5, 31), []),
        (date(2017, 6, 1), [1620, 1570, 1520, 1470]),
        (date(2021, 8, 31), [1620, 1570, 1520, 1470]),
        (date(2021, 9, 1), [1820, 1770, 1720, 1670]),
        (date(2023, 10, 31), [1820, 1770, 1720, 1670]),
        (date(2023, 11, 1), [2020, 1960, 1910, 1850]),
        (date(2025, 11, 30), [2020, 1960, 1910, 1850]),
        (date(2025, 12, 1), [2200, 2130, 2080]),
        (date(2026, 11, 23), [2200, 2130, 2080]),
    ],
)
def test_the_minimum_wage_of_gansu_on_a_day(day, tiers):
    rows = [row for row in published().minimum_wages if row.holds_on(day)]
    assert [int(row.monthly) for row in rows] == tiers
    found = published().minimum_wage("620102", day)
    assert (found is None) == (not tiers)
    if found is not None:
        assert found.tier_assumed
        assert int(found.row.monthly) == min(tiers)
    assert not any(row.is_confirmed for row in rows)


def test_the_rates_of_the_contract_law_are_in_one_row():
    (row,) = COMPENSATION
    assert (row.additional_rate_min, row.additional_rate_max) == (Decimal("0.5"), Decimal(1))
    assert row.double_wage_months == 11
