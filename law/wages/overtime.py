"""Overtime pay: 150 % beyond eight hours, 200 % on rest days, 300 % on statutory holidays (Labour Law art. 44).

A make-up workday is an ordinary workday. A day off that the yearly arrangement adds around a festival is a rest day,
200 %; only the statutory days themselves earn 300 %. The amounts come on top of the normal monthly wage.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.calendar import DEFAULT, WorkingCalendar
from law.citations import Citation, cite
from law.errors import InvalidFact
from law.money import EXACT, add, plain, read_decimal, to_fen
from law.months import Month, month_of
from law.tables.dated import row_on
from law.tables.wage_rules import OVERTIME, OvertimeRow
from law.wages.facts import DayWorked, OvertimeWork, WorkerFacts
from law.wages.kinds import HoursSystem, LineKind, Occasion
from law.wages.rates import LATEST, conversion_on
from law.wages.results import Line, Notice

ARTICLE = {
    Occasion.WORKDAY: "44(1)",
    Occasion.REST_DAY: "44(2)",
    Occasion.STATUTORY_HOLIDAY: "44(3)",
}


def overtime_on(day: date) -> OvertimeRow:
    """Return the overtime factors in force on `day`."""
    return row_on(OVERTIME, day, "month")


def factor(occasion: Occasion, on: date = LATEST) -> Decimal:
    """Return the factor of an occasion: 1.5, 2.0 or 3.0."""
    value: Decimal = getattr(overtime_on(on), occasion.value)
    return value


def overtime_pay(
    *,
    occasion: Occasion,
    monthly_wage: Decimal,
    hours: Decimal,
    substitute_rest: bool = False,
    on: date = LATEST,
) -> Decimal:
    """Return overtime pay to the fen for `hours` at a monthly wage.

    Substitute rest clears a rest day, and only a rest day.

    >>> overtime_pay(occasion=Occasion.WORKDAY, monthly_wage=Decimal(5220), hours=Decimal(20))
    Decimal('900.00')
    """
    read_decimal(hours, "hours")
    read_decimal(monthly_wage, "monthly_wage")
    if substitute_rest and occasion is Occasion.REST_DAY:
        return Decimal("0.00")
    return to_fen(_Entry(hours=hours, monthly=monthly_wage).pay(factor(occasion, on), on))


def occasion_of(day: date, calendar: WorkingCalendar = DEFAULT) -> Occasion:
    """Say what kind of day `day` is for overtime.

    Statutory holiday, rest day, or workday including make-up workdays.
    """
    if calendar.is_statutory_holiday(day):
        return Occasion.STATUTORY_HOLIDAY
    return Occasion.WORKDAY if calendar.is_working(day) else Occasion.REST_DAY


@dataclass(frozen=True, slots=True)
class _Entry:
    """One piece of overtime in a group: hours at a monthly or an hourly wage, or pieces at a price."""

    hours: Decimal = Decimal(0)
    monthly: Decimal | None = None
    hourly: Decimal | None = None
    pieces: Decimal = Decimal(0)
    price: Decimal = Decimal(0)

    def pay(self, times: Decimal, on: date) -> Decimal:
        row = conversion_on(on)
        if self.monthly is not None:
            month_hours = EXACT.multiply(row.paid_days, row.hours_per_day)
            return EXACT.divide(self.numerator(times), month_hours)
        if self.hourly is not None:
            return EXACT.multiply(EXACT.multiply(self.hours, self.hourly), times)
        return EXACT.multiply(EXACT.multiply(self.pieces, self.price), times)

    def numerator(self, times: Decimal) -> Decimal:
        """Monthly wage x hours x factor, still to be divided by the hours of a month."""
        return EXACT.multiply(EXACT.multiply(self.monthly or Decimal(0), self.hours), times)

    def trace(self) -> str:
        if self.monthly is not None:
            return f"{plain(self.monthly)} / 21.75 / 8 x {plain(self.hours)} h"
        if self.hourly is not None:
            return f"{plain(self.hourly)} x {plain(self.hours)} h"
        return f"{plain(self.price)} x {plain(self.pieces)} pieces"


def overtime_lines(facts: WorkerFacts, calendar: WorkingCalendar = DEFAULT) -> tuple[list[Line], list[Notice]]:
    """Return one line per month and occasion, and notices for what is not due or exceeds the monthly limit."""
    groups: dict[tuple[Month, Occasion], list[_Entry]] = defaultdict(list)
    notices: list[Notice] = []
    wages = {work.month: work.monthly_wage for work in facts.months}
    for work in facts.overtime:
        notice = _not_due(facts.worker, work)
        if notice:
            notices.append(notice)
            continue
        groups[work.month, work.occasion].append(_entry_of_work(work, wages))
    for day in facts.days_worked:
        _sort_day(facts.worker, day, wages, calendar, groups, notices)
    lines = [_line(facts.worker, month, occasion, entries) for (month, occasion), entries in sorted(groups.items())]
    return lines, notices + _limit_notices(facts.worker, groups)


def _entry_of_work(work: OvertimeWork, wages: dict[Month, Decimal]) -> _Entry:
    if work.pieces is not None and work.piece_price is not None:
        return _Entry(pieces=work.pieces, price=work.piece_price)
    hours = work.hours
    if hours is None:
        hours = EXACT.multiply(work.days or Decimal(0), conversion_on(work.month.first_day).hours_per_day)
    if work.hourly_wage is not None:
        return _Entry(hours=hours, hourly=work.hourly_wage)
    return _Entry(hours=hours, monthly=_base(work.monthly_wage, work.month, wages))


def _base(given: Decimal | None, month: Month, wages: dict[Month, Decimal]) -> Decimal:
    base = wages.get(month) if given is None else given
    if base is None:
        raise InvalidFact("monthly_wage", f"{month} 的加班没有工资基数")
    return base


def _sort_day(
    worker: str,
    day: DayWorked,
    wages: dict[Month, Decimal],
    calendar: WorkingCalendar,
    groups: dict[tuple[Month, Occasion], list[_Entry]],
    notices: list[Notice],
) -> None:
    month, occasion = month_of(day.on), occasion_of(day.on, calendar)
    hours = day.hours
    if occasion is Occasion.WORKDAY:
        hours -= conversion_on(day.on).hours_per_day
        if hours <= 0:
            return
    if occasion is Occasion.REST_DAY and day.substitute_rest:
        notices.append(_substitute_rest(worker, day.on.isoformat()))
        return
    monthly = None if day.hourly_wage is not None else _base(day.monthly_wage, month, wages)
    groups[month, occasion].append(_Entry(hours=hours, monthly=monthly, hourly=day.hourly_wage))


def _not_due(worker: str, work: OvertimeWork) -> Notice | None:
    if work.hours_system is HoursSystem.IRREGULAR:
        return Notice(
            worker,
            "irregular_hours_no_overtime",
            f"{work.month}：经批准实行不定时工作制，加班工资规定不适用，未计入。",
            f"{work.month}: under an approved irregular-hours system the overtime rules do not apply; nothing was "
            "added.",
        )
    if work.substitute_rest and work.occasion is Occasion.REST_DAY:
        return _substitute_rest(worker, str(work.month))
    return None


def _substitute_rest(worker: str, when: str) -> Notice:
    return Notice(
        worker,
        "substitute_rest_given",
        f"{when}：休息日加班已安排补休，不再支付加班工资。",
        f"{when}: substitute rest was given for work on a rest day, so no overtime pay is due for it.",
    )


def _line(worker: str, month: Month, occasion: Occasion, entries: list[_Entry]) -> Line:
    on = month.first_day
    times = factor(occasion, on)
    row = conversion_on(on)
    month_hours = EXACT.multiply(row.paid_days, row.hours_per_day)
    by_month = EXACT.divide(add(entry.numerator(times) for entry in entries), month_hours)
    others = add(entry.pay(times, on) for entry in entries if entry.monthly is None)
    return Line(
        worker=worker,
        kind=LineKind.OVERTIME,
        period_from=month.first_day,
        period_to=month.last_day,
        amount=to_fen(EXACT.add(by_month, others)),
        formula=f"({' + '.join(sorted(entry.trace() for entry in entries))}) x {plain(times)}",
        inputs={"occasion": occasion.value, "factor": plain(times), "paid_days": plain(row.paid_days)},
        citation=citation_of(occasion),
        rule_version=f"{overtime_on(on).version}+{row.version}",
    )


def citation_of(occasion: Occasion) -> Citation:
    """Return the paragraph of the Labour Law behind an occasion."""
    return cite("labour_law", ARTICLE[occasion])


def _limit_notices(worker: str, groups: dict[tuple[Month, Occasion], list[_Entry]]) -> list[Notice]:
    hours: dict[Month, Decimal] = defaultdict(Decimal)
    for (month, _), entries in groups.items():
        hours[month] += add(entry.hours for entry in entries)
    return [
        Notice(
            worker,
            "overtime_over_monthly_limit",
            f"{month}：加班 {plain(total)} 小时，超过每月 36 小时的法定上限；超过上限不影响应付的加班工资。",
            f"{month}: {plain(total)} overtime hours exceed the limit of 36 a month; the pay is due all the same.",
        )
        for month, total in sorted(hours.items())
        if total > overtime_on(month.first_day).hours_limit_month
    ]
