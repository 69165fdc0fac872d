"""Double wage for work without a written contract: LCL art. 82, 实施条例 arts 6-7, 法释〔2025〕12号 arts 6-7 and 9.

The window opens one month after the first working day and closes, at the latest, the day before the first year is full:
eleven months. It closes earlier on the day before a contract is written or with the last day of work. Months are
counted from the window's first day; what remains at the end is paid by its working days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.calendar import DEFAULT, WorkingCalendar
from law.citations import cite
from law.money import plain, to_fen
from law.months import ONE_DAY, add_months, days_between, month_of
from law.tables.dated import row_on
from law.tables.wage_rules import COMPENSATION, CompensationRow
from law.wages.facts import DoubleWageFacts
from law.wages.kinds import LineKind
from law.wages.rates import conversion_on, wage_for_days
from law.wages.results import Line, Notice

LIMITATION_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """One month of the window, or the part month at its end."""

    first_day: date
    last_day: date
    is_full: bool


def window(facts: DoubleWageFacts, as_of: date) -> tuple[date, date] | None:
    """Return the first and last day for which double wage is due, or None when the window never opened."""
    row = rule(facts.first_day)
    opens = add_months(facts.first_day, row.double_wage_from_month)
    ends = [add_months(facts.first_day, row.double_wage_from_month + row.double_wage_months) - ONE_DAY, as_of]
    if facts.contract_on is not None:
        ends.append(facts.contract_on - ONE_DAY)
    if facts.last_day is not None:
        ends.append(facts.last_day)
    return (opens, min(ends)) if opens <= min(ends) else None


def rule(day: date) -> CompensationRow:
    """Return the rates of the Labour Contract Law in force on `day`."""
    return row_on(COMPENSATION, day, "first_day")


def stretches(facts: DoubleWageFacts, as_of: date) -> tuple[Stretch, ...]:
    """Cut the window into months counted from the first working day, the last one possibly a part.

    Empty when it never opened.
    """
    found = window(facts, as_of)
    if found is None:
        return ()
    closes, skipped = found[1], rule(facts.first_day).double_wage_from_month
    cut: list[Stretch] = []
    while (start := add_months(facts.first_day, skipped + len(cut))) <= closes:
        whole = add_months(facts.first_day, skipped + len(cut) + 1) - ONE_DAY
        cut.append(Stretch(start, min(whole, closes), whole <= closes))
    return tuple(cut)


def double_wage(
    *, facts: DoubleWageFacts, as_of: date, worker: str = "", calendar: WorkingCalendar = DEFAULT
) -> tuple[Line, ...]:
    """Return one line per month of the window: the normal wage once more, on top of the wage itself.

    Returns nothing when an exception of art. 7 applies or the window never opened; `double_wage_notices` says why.
    """
    if facts.exception is not None:
        return ()
    return tuple(_line(facts, stretch, worker, calendar) for stretch in stretches(facts, as_of))


def _line(facts: DoubleWageFacts, stretch: Stretch, worker: str, calendar: WorkingCalendar) -> Line:
    wages = {wage.month: wage.amount for wage in facts.wages}
    monthly = wages.get(month_of(stretch.first_day), facts.monthly_wage)
    inputs = {"monthly_wage": plain(monthly), "first_day": facts.first_day.isoformat()}
    version = rule(facts.first_day).version
    amount, formula = monthly, plain(monthly)
    if not stretch.is_full:
        days = facts.tail_days
        if days is None:
            days = Decimal(sum(map(calendar.is_working, days_between(stretch.first_day, stretch.last_day))))
        row = conversion_on(stretch.first_day)
        amount = min(monthly, wage_for_days(monthly, days, stretch.first_day))
        formula = f"{plain(monthly)} / {plain(row.paid_days)} x {plain(days)}"
        inputs["working_days"] = plain(days)
        version = f"{version}+{row.version}"
    return Line(
        worker=worker,
        kind=LineKind.DOUBLE_WAGE,
        period_from=stretch.first_day,
        period_to=stretch.last_day,
        amount=to_fen(amount),
        formula=formula,
        inputs=inputs,
        citation=cite("labour_contract_law", "82"),
        rule_version=version,
    )


def double_wage_notices(facts: DoubleWageFacts, as_of: date, worker: str) -> list[Notice]:
    """Return why nothing is due, that the contract is now open-ended, or that part of the claim may be out of time."""
    found = window(facts, as_of)
    if facts.exception is not None:
        return [
            Notice(
                worker,
                "double_wage_exception",
                "未订立书面合同有法定免责情形，二倍工资不予计算（法释〔2025〕12号第七条）。",
                "A ground that excuses the missing contract was given, so no double wage is due "
                "(法释〔2025〕12号 art. 7).",
            )
        ]
    if found is None:
        return [
            Notice(
                worker,
                "double_wage_not_open",
                "用工不满一个月即订立合同或结束用工，没有二倍工资。",
                "A contract was written, or the work ended, within the first month: no double wage is due.",
            )
        ]
    return _still_without_contract(facts, as_of, worker) + _limitation(found[0], as_of, worker)


def _still_without_contract(facts: DoubleWageFacts, as_of: date, worker: str) -> list[Notice]:
    year = add_months(facts.first_day, 12)
    reached = min([as_of, *(day for day in (facts.contract_on, facts.last_day) if day is not None)])
    if reached < year:
        return []
    return [
        Notice(
            worker,
            "deemed_open_ended_contract",
            f"自 {year.isoformat()} 起视为已订立无固定期限劳动合同，此后不再计二倍工资。",
            f"From {year.isoformat()} the contract is deemed open-ended; no double wage is due after that.",
        )
    ]


def _limitation(opens: date, as_of: date, worker: str) -> list[Notice]:
    reach = add_months(as_of, -LIMITATION_MONTHS)
    if opens >= reach:
        return []
    return [
        Notice(
            worker,
            "double_wage_limitation",
            f"二倍工资通常按月适用一年仲裁时效：{reach.isoformat()} 之前的月份，对方提出时效抗辩时可能得不到支持。",
            f"The one-year limit usually counts month by month for double wage: months before {reach.isoformat()} "
            "may fail if the employer raises it.",
        )
    ]
