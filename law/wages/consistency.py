"""Facts that contradict each other: a month twice, overlapping periods, work after the day of the calculation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from law.errors import InvalidFact, InvalidPeriod
from law.months import overlaps
from law.wages.facts import MonthlyWork, UnitWork, WorkerFacts


def check_worker(facts: WorkerFacts, as_of: date) -> None:
    """Refuse contradictory facts of one worker.

    Raises `InvalidPeriod` for periods that overlap, repeat or lie after `as_of`, `InvalidFact` for the same overtime or
    the same payment reference entered twice.
    """
    for one, other in combinations(facts.months, 2):
        _check_months(one, other)
    for unit, another in combinations(facts.unit_work, 2):
        _check_units(unit, another)
    _check_ended(facts, as_of)
    _refuse_repeats([day.on.isoformat() for day in facts.days_worked], "days_worked", "同一天填了两次", InvalidPeriod)
    _refuse_repeats(
        [f"{work.month}/{work.occasion}/{work.label}" for work in facts.overtime],
        "overtime",
        "同一个月同一种加班填了两次；确有两笔请用名称区分",
        InvalidFact,
    )
    references = [payment.reference for payment in facts.payments if payment.reference]
    _refuse_repeats(references, "payments", "同一笔付款填了两次", InvalidFact)


def _check_months(one: MonthlyWork, other: MonthlyWork) -> None:
    if one.month != other.month:
        return
    if one.is_full_month or other.is_full_month or one.days is not None or other.days is not None:
        raise InvalidPeriod("months", f"{one.month} 填了两次")
    if overlaps(one.period, other.period):
        raise InvalidPeriod("months", f"{one.month} 的两段期间互相重叠")


def _check_units(one: UnitWork, other: UnitWork) -> None:
    same_work = (one.label, one.unit) == (other.label, other.unit)
    if same_work and overlaps((one.period_from, one.period_to), (other.period_from, other.period_to)):
        raise InvalidPeriod("unit_work", f"“{one.label}”的两段期间互相重叠；不同的工作请用名称区分")


def _check_ended(facts: WorkerFacts, as_of: date) -> None:
    ends: list[tuple[str, date]] = [("months", work.period[0 if work.days is not None else 1]) for work in facts.months]
    ends += [("unit_work", unit.period_to) for unit in facts.unit_work]
    ends += [("allowances", allowance.period_to) for allowance in facts.allowances]
    ends += [("overtime", work.month.first_day) for work in facts.overtime]
    ends += [("days_worked", day.on) for day in facts.days_worked]
    if facts.severance is not None:
        ends.append(("severance", facts.severance.last_day))
    if facts.double_wage is not None:
        ends.append(("double_wage", facts.double_wage.first_day))
    for field, day in ends:
        if day > as_of:
            raise InvalidPeriod(field, f"{day.isoformat()} 晚于计算日 {as_of.isoformat()}")


def _refuse_repeats(values: Iterable[str], field: str, message: str, error: type[InvalidFact | InvalidPeriod]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise error(field, message)
        seen.add(value)
