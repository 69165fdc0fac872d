"""What was earned: months, part months, unit work and allowances, before anything paid is taken off.

工资支付暂行规定 arts 5-9 and Order 724 arts 11-16. The unit stays the single entry of work, so that each figure can be
disputed alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.calendar import DEFAULT, WorkingCalendar
from law.money import EXACT, plain, to_fen
from law.months import Month, days_between, month_of
from law.wages.facts import Allowance, MonthlyWork, UnitWork, WorkerFacts
from law.wages.kinds import LineKind
from law.wages.rates import conversion_on, wage_for_days
from law.wages.results import Notice


@dataclass(frozen=True, slots=True)
class Due:
    """One earned amount, rounded to the fen, with the trace it will show and the article it rests on."""

    kind: LineKind
    period_from: date
    period_to: date
    amount: Decimal
    formula: str
    inputs: tuple[tuple[str, str], ...]
    instrument: str
    article: str
    rule_version: str

    @property
    def month(self) -> Month | None:
        """The month the amount belongs to, or None when its period reaches over a month's end."""
        first, last = month_of(self.period_from), month_of(self.period_to)
        return first if first == last else None

    @property
    def sort_key(self) -> tuple[date, date, int, str, str]:
        """The order in which debts are listed and settled: oldest first, then by kind, then by their own trace."""
        return self.period_from, self.period_to, list(LineKind).index(self.kind), self.formula, str(self.inputs)


def paid_days_between(first: date, last: date, calendar: WorkingCalendar = DEFAULT) -> int:
    """Count the paid days (计薪日) of a period: working days, and statutory holidays, which are paid as well."""
    return sum(calendar.is_working(day) or calendar.is_statutory_holiday(day) for day in days_between(first, last))


def earned(facts: WorkerFacts, calendar: WorkingCalendar = DEFAULT) -> tuple[list[Due], list[Notice]]:
    """Return everything one worker earned by work and agreed allowances, without overtime."""
    notices: list[Notice] = []
    dues = [_month(facts.worker, work, calendar, notices) for work in facts.months]
    dues += [_unit(work) for work in facts.unit_work]
    dues += [_allowance(allowance) for allowance in facts.allowances]
    return dues, notices


def _month(worker: str, work: MonthlyWork, calendar: WorkingCalendar, notices: list[Notice]) -> Due:
    first, last = work.period
    row = conversion_on(work.month.first_day)
    inputs = [("monthly_wage", plain(work.monthly_wage))]
    if work.is_full_month:
        amount, formula = work.monthly_wage, plain(work.monthly_wage)
    else:
        days = work.days if work.days is not None else Decimal(paid_days_between(first, last, calendar))
        amount = wage_for_days(work.monthly_wage, days, work.month.first_day)
        formula = f"{plain(work.monthly_wage)} / {plain(row.paid_days)} x {plain(days)}"
        inputs.append(("paid_days_worked", plain(days)))
        if amount > work.monthly_wage:
            amount, formula = work.monthly_wage, f"min({formula}, {plain(work.monthly_wage)})"
            notices.append(_capped(worker, work.month))
    return Due(
        kind=LineKind.WAGE,
        period_from=first,
        period_to=last,
        amount=to_fen(amount),
        formula=formula,
        inputs=tuple(inputs),
        instrument="wage_regulation",
        article="16",
        rule_version=row.version,
    )


def _capped(worker: str, month: Month) -> Notice:
    return Notice(
        worker,
        "part_month_capped",
        f"{month}：按天折算的工资超过整月工资，按整月工资计算；超出的天数如属休息日加班，请另填加班。",
        f"{month}: the wage by days exceeds the whole month's wage and is held at it; enter days worked on rest days "
        "as overtime.",
    )


def _unit(work: UnitWork) -> Due:
    return Due(
        kind=LineKind.WAGE,
        period_from=work.period_from,
        period_to=work.period_to,
        amount=to_fen(EXACT.multiply(work.quantity, work.unit_price)),
        formula=f"{plain(work.quantity)} x {plain(work.unit_price)}",
        inputs=(
            ("label", work.label),
            ("quantity", plain(work.quantity)),
            ("unit", work.unit.value),
            ("unit_price", plain(work.unit_price)),
        ),
        instrument="wage_regulation",
        article="16",
        rule_version="unit-work-1",
    )


def _allowance(allowance: Allowance) -> Due:
    return Due(
        kind=LineKind.WAGE,
        period_from=allowance.period_from,
        period_to=allowance.period_to,
        amount=to_fen(allowance.amount),
        formula=plain(allowance.amount),
        inputs=(("label", allowance.label), ("allowance", plain(allowance.amount))),
        instrument="wage_regulation",
        article="16",
        rule_version="allowance-1",
    )
