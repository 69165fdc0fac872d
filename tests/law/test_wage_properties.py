"""What must hold for every claim, whatever its facts."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import given, settings
from hypothesis import strategies as st

from law.months import Month
from law.wages import (
    ClaimFacts,
    DayWorked,
    Deduction,
    DeductionGround,
    MonthlyWork,
    Occasion,
    OvertimeWork,
    Payment,
    PaymentOrder,
    SeveranceFacts,
    UnitWork,
    WorkerFacts,
    WorkUnit,
    compute_claim,
    daily_wage,
    hourly_wage,
    overtime_pay,
    severance_years,
)
from law.wages.kinds import EARNED_KINDS

TODAY = date(2026, 11, 23)
MONTHS = [Month(year, number) for year in (2023, 2024, 2025) for number in range(1, 13)]

fen = st.integers(1, 3_000_000).map(lambda number: Decimal(number).scaleb(-2))
months = st.sampled_from(MONTHS)
days = st.dates(date(2023, 1, 1), date(2025, 12, 31))


@st.composite
def monthly_work(draw: st.DrawFn) -> MonthlyWork:
    days_worked = draw(st.none() | st.integers(0, 112).map(lambda quarter: Decimal(quarter) / 4))
    return MonthlyWork(draw(months), draw(fen), days=days_worked)


@st.composite
def unit_work(draw: st.DrawFn) -> UnitWork:
    first = draw(days)
    last = first + timedelta(days=draw(st.integers(0, 60)))
    quantity = draw(st.integers(0, 100_000).map(lambda number: Decimal(number) / 100))
    return UnitWork(draw(st.sampled_from("甲乙丙丁戊")), WorkUnit.PIECE, first, last, quantity, draw(fen))


@st.composite
def overtime_work(draw: st.DrawFn) -> OvertimeWork:
    hours = draw(st.integers(0, 400).map(lambda quarter: Decimal(quarter) / 4))
    occasion = draw(st.sampled_from(list(Occasion)))
    label = draw(st.sampled_from("甲乙丙"))
    return OvertimeWork(draw(months), occasion, hours=hours, monthly_wage=draw(fen), label=label)


payments = st.builds(Payment, paid_on=days, amount=fen, month=st.none() | months)
days_worked = st.builds(
    DayWorked, on=days, hours=st.integers(1, 24).map(Decimal), monthly_wage=fen, substitute_rest=st.booleans()
)


@st.composite
def worker(draw: st.DrawFn, name: str = "甲") -> WorkerFacts:
    works = draw(st.lists(monthly_work(), max_size=4, unique_by=lambda work: work.month))
    deductions = [Deduction(work.month, draw(st.sampled_from(list(DeductionGround))), draw(fen)) for work in works[:2]]
    end = draw(st.none() | days)
    return WorkerFacts(
        worker=name,
        division="62",
        months=tuple(works),
        unit_work=tuple(draw(st.lists(unit_work(), max_size=3, unique_by=lambda work: work.label))),
        overtime=tuple(
            draw(st.lists(overtime_work(), max_size=4, unique_by=lambda work: (work.month, work.occasion, work.label)))
        ),
        days_worked=tuple(draw(st.lists(days_worked, max_size=4, unique_by=lambda day: day.on))),
        payments=tuple(draw(st.lists(payments, max_size=4))),
        deductions=tuple(deductions),
        severance=end and SeveranceFacts(end - timedelta(days=400), end, average_wage=draw(fen)),
    )


@st.composite
def claims(draw: st.DrawFn) -> ClaimFacts:
    order = st.builds(
        PaymentOrder,
        issued_on=st.just(date(2025, 3, 3)),
        deadline=st.just(date(2025, 3, 18)),
        rate=st.integers(50, 100).map(lambda number: Decimal(number) / 100),
    )
    names = draw(st.lists(st.sampled_from("子丑寅卯"), min_size=1, max_size=3, unique=True))
    return ClaimFacts(TODAY, tuple(draw(worker(name)) for name in names), draw(st.none() | order))


@given(claims())
def test_the_total_is_the_sum_of_the_lines_to_the_fen(facts):
    result = compute_claim(facts)
    assert result.total == sum((line.amount for line in result.lines), Decimal("0.00"))
    for line in result.lines:
        assert line.amount >= 0
        assert line.amount.as_tuple().exponent == -2
        assert line.formula and line.rule_version and str(line.citation)


@given(claims(), payments)
def test_a_payment_never_raises_the_debt(facts, payment):
    first, *others = facts.workers
    paid = replace(first, payments=(*first.payments, payment))
    before = compute_claim(facts)
    after = compute_claim(replace(facts, workers=(paid, *others)))
    assert after.total <= before.total
    assert before.total - after.total <= payment.amount * 2
    assert after.total_of(first.worker) <= before.total_of(first.worker)


@given(claims(), st.integers())
def test_the_order_of_the_facts_never_matters(facts, seed):
    shuffled = replace(facts, workers=tuple(_shuffle(_shuffled_worker(w, seed) for w in _shuffle(facts.workers, seed))))
    assert compute_claim(shuffled) == compute_claim(facts)


def _shuffle(items, seed=0):
    mixed = list(items)
    random.Random(seed).shuffle(mixed)
    return tuple(mixed)


def _shuffled_worker(facts: WorkerFacts, seed: int) -> WorkerFacts:
    names = ("months", "unit_work", "overtime", "days_worked", "payments", "deductions")
    return replace(facts, **{name: _shuffle(getattr(facts, name), seed) for name in names})


@given(worker(), payments)
def test_a_payment_settles_what_was_earned_and_nothing_else(facts, payment):
    unpaid = compute_claim(ClaimFacts(TODAY, (replace(facts, payments=()),)))
    paid = compute_claim(ClaimFacts(TODAY, (replace(facts, payments=(payment,)),)))
    earned = sum((line.amount for line in unpaid.lines if line.kind in EARNED_KINDS), Decimal("0.00"))
    assert unpaid.total - paid.total == min(payment.amount, earned)


@given(worker(), st.integers(1, 9))
def test_workers_do_not_touch_each_other(facts, count):
    alone = compute_claim(ClaimFacts(TODAY, (facts,)))
    group = compute_claim(ClaimFacts(TODAY, tuple(replace(facts, worker=f"工{number}") for number in range(count))))
    assert group.total == alone.total * count


@given(fen)
def test_the_daily_wage_is_the_month_over_twenty_one_and_three_quarters(monthly):
    assert abs(Fraction(daily_wage(monthly)) - Fraction(monthly) / Fraction("21.75")) < Fraction(1, 10**40)
    assert abs(Fraction(hourly_wage(monthly)) - Fraction(monthly) / 174) < Fraction(1, 10**40)


@given(fen, st.integers(0, 4_000), st.sampled_from(list(Occasion)))
def test_overtime_equals_exact_fractions_rounded_half_up(monthly, tenths, occasion):
    hours = Decimal(tenths) / 10
    times = {Occasion.WORKDAY: Fraction(3, 2), Occasion.REST_DAY: 2, Occasion.STATUTORY_HOLIDAY: 3}[occasion]
    exact = Fraction(monthly) / 174 * Fraction(hours) * times
    expected = Decimal(floor(exact * 100 + Fraction(1, 2))).scaleb(-2)
    assert overtime_pay(occasion=occasion, monthly_wage=monthly, hours=hours) == expected


@settings(max_examples=200)
@given(days, st.integers(0, 9000), st.integers(1, 900))
def test_longer_service_never_counts_less(first, length, more):
    last = first + timedelta(days=length)
    assert severance_years(first, last) <= severance_years(first, last + timedelta(days=more))
    assert abs(severance_years(first, last) - Decimal(length + 1) / Decimal("365.25")) <= Decimal("0.51")
