"""Severance and the compensation for unlawful termination: LCL arts 46-48 and 87, 实施条例 arts 25 and 27."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.citations import cite
from law.errors import InvalidAmount
from law.money import EXACT, ZERO, add, plain, read_decimal, to_fen
from law.months import ONE_DAY, add_months, check_period
from law.tables.dated import row_on
from law.tables.local import LocalTables
from law.tables.wage_rules import COMPENSATION
from law.wages.facts import SeveranceFacts
from law.wages.kinds import LineKind
from law.wages.results import Line, Notice

LAW_BEGINS = date(2008, 1, 1)


def severance_years(first_day: date, last_day: date) -> Decimal:
    """Return the years that count: whole years, then 1 for six months or more, 0.5 for less, both days included.

    >>> severance_years(date(2022, 1, 1), date(2024, 7, 31))
    Decimal('3')
    >>> severance_years(date(2024, 1, 1), date(2024, 5, 31))
    Decimal('0.5')
    """
    check_period(first_day, last_day, "last_day")
    after = last_day + ONE_DAY
    whole = after.year - first_day.year
    if add_months(first_day, 12 * whole) > after:
        whole -= 1
    if add_months(first_day, 12 * whole) == after:
        return Decimal(whole)
    if add_months(first_day, 12 * whole + 6) <= after:
        return Decimal(whole + 1)
    return Decimal(whole) + row_on(COMPENSATION, max(last_day, LAW_BEGINS), "last_day").severance_half_year


def severance(
    *,
    average_wage: Decimal,
    years: Decimal,
    minimum_wage: Decimal | None = None,
    local_average: Decimal | None = None,
    on: date = LAW_BEGINS,
) -> Decimal:
    """Return severance to the fen: base x years, with the minimum wage as floor and three local averages as cap.

    Above the cap the years stop at twelve as well. Unlawful termination pays twice this amount, instead of it.

    >>> severance(average_wage=Decimal(30000), years=Decimal(15), local_average=Decimal(7500))
    Decimal('270000.00')
    """
    if read_decimal(years, "years") == 0:
        raise InvalidAmount("years", "年限不能为零")
    base, counted, _ = _bounded(read_decimal(average_wage, "average_wage"), years, minimum_wage, local_average, on)
    return to_fen(EXACT.multiply(base, counted))


def _bounded(
    base: Decimal, years: Decimal, minimum: Decimal | None, local_average: Decimal | None, on: date
) -> tuple[Decimal, Decimal, str]:
    """Return base, years and the bound that was applied: floor, cap or none."""
    row = row_on(COMPENSATION, on, "last_day")
    if local_average is not None:
        cap = EXACT.multiply(local_average, row.severance_cap_multiple)
        if base > cap:
            return cap, min(years, row.severance_cap_years), "cap"
    if minimum is not None and base < minimum:
        return minimum, years, "floor"
    return base, years, "none"


@dataclass(frozen=True, slots=True)
class _Base:
    """The wage and the years that count, as a quotient that is divided only once, and the bound that was applied."""

    total: Decimal
    count: Decimal
    years: Decimal
    bound: str

    def times(self, factor: Decimal) -> Decimal:
        product = EXACT.multiply(EXACT.multiply(self.total, self.years), factor)
        return EXACT.divide(product, self.count)

    def formula(self, factor: Decimal, paid: Decimal) -> str:
        base = plain(self.total) if self.count == 1 else f"{plain(self.total)} / {plain(self.count)}"
        text = f"{base} x {plain(self.years)}"
        if factor != 1:
            text += f" x {plain(factor)}"
        return f"{text} - {plain(paid)}" if paid else text


def _base(facts: SeveranceFacts, minimum: Decimal | None, local_average: Decimal | None) -> _Base:
    total = add(facts.last_wages) if facts.average_wage is None else facts.average_wage
    count = Decimal(len(facts.last_wages) or 1)
    years = severance_years(facts.first_day, facts.last_day)
    average = EXACT.divide(total, count)
    base, counted, bound = _bounded(average, years, minimum, local_average, facts.last_day)
    return _Base(total, count, years, bound) if bound == "none" else _Base(base, Decimal(1), counted, bound)


def severance_line(
    *, facts: SeveranceFacts, worker: str, division: str, local: LocalTables
) -> tuple[Line, list[Notice]]:
    """Return the line of one worker's severance, or of the double compensation when the termination was unlawful."""
    row = row_on(COMPENSATION, facts.last_day, "last_day")
    found = local.minimum_wage(division, facts.last_day)
    average_row = local.average_wage(division, facts.last_day)
    local_average = facts.local_average or (average_row.monthly if average_row else None)
    base = _base(facts, found.row.monthly if found else None, local_average)
    factor = row.unlawful_termination_factor if facts.unlawful else Decimal(1)
    line = Line(
        worker=worker,
        kind=LineKind.UNLAWFUL_TERMINATION if facts.unlawful else LineKind.SEVERANCE,
        period_from=facts.first_day,
        period_to=facts.last_day,
        amount=max(ZERO, to_fen(base.times(factor)) - facts.paid),
        formula=base.formula(factor, facts.paid),
        inputs={
            "months_averaged": str(len(facts.last_wages)) if facts.last_wages else "given",
            "years": plain(base.years),
            "bound": base.bound,
            "factor": plain(factor),
            "received": plain(facts.paid),
        },
        citation=cite("labour_contract_law", "87" if facts.unlawful else "47"),
        rule_version=row.version + (f"+{found.row.version}" if base.bound == "floor" and found else ""),
    )
    return line, _notices(facts, worker, local_average)


def _notices(facts: SeveranceFacts, worker: str, local_average: Decimal | None) -> list[Notice]:
    notices = []
    if local_average is None:
        notices.append(
            Notice(
                worker,
                "severance_cap_not_tested",
                "没有当地上年度职工月平均工资，经济补偿的三倍封顶未作核对。",
                "The local average wage of the year before is not on record, so the cap on severance was not tested.",
            )
        )
    if facts.first_day < LAW_BEGINS:
        notices.append(
            Notice(
                worker,
                "service_before_2008",
                "2008年1月1日之前的工作年限应按当时规定计算，请人工核对。",
                "Service before 1 January 2008 follows the rules of that time; check it by hand.",
            )
        )
    return notices
