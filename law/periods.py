"""Counting: from the day of an event to the day a limit ends, by the rules of law.md section 3. Pure functions.

The day of the event is not counted. Months and years end on the corresponding day. A limit and its extension are one
run. Days of a suspension are not counted.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from law.calendar import DEFAULT, Calendar
from law.deadline import Deadline, Spans, Suspension
from law.errors import InvalidAmount, InvalidDate, InvalidPeriod
from law.festivals import FIRST_YEAR, LAST_YEAR
from law.limits import get_limit
from law.rows import LONGEST, EndRule, Limit, Unit

__all__ = ["SHANGHAI", "add_months", "add_working_days", "compute_deadline", "count_days"]

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Legal days are days in China, which has kept UTC+8 without summer time for all the years covered here."""


def compute_deadline(
    limit: Limit | str,
    on: date,
    *,
    extension: int = 0,
    excluded_days: int = 0,
    suspensions: Sequence[Suspension] = (),
    calendar: Calendar = DEFAULT,
    agreed_on: date | None = None,
) -> Deadline:
    """Return the deadline of a limit for an event of the day `on` (for a limit of hours also an aware instant).

    `limit` is a code, whose version in force on `on` is taken, or a hand-built `Limit`. `extension` adds units of the
    limit, within what the limit allows. `excluded_days` and the days of `suspensions` are not counted. `agreed_on` is
    the day that the parties or an order fixed, for a limit to which the law gives no length.

    Raises `UnknownRule`, `RuleNotInForce`, `InvalidDate`, `InvalidAmount` or `InvalidPeriod`, naming the field.
    """
    day = _read_day(on)
    rule = get_limit(limit, day) if isinstance(limit, str) else limit
    _check_extension(rule, extension)
    _check_count(excluded_days, "excluded_days")
    spans = _merge(suspensions) if suspensions else ()
    due_at = None
    if rule.length is None or rule.unit is None:
        first = last = _agreed(rule, day, agreed_on)
    elif agreed_on is not None:
        raise InvalidPeriod("agreed_on", f"{rule.title_zh}的长度由法律规定，不能约定")
    elif rule.unit is Unit.HOUR:
        if excluded_days or spans:
            raise InvalidPeriod("suspensions", "按小时计算的期限不中止")
        first, last, due_at = _hours(rule.length + extension, on, day)
    else:
        first, last = day.toordinal(), _count(rule, day, rule.length + extension, excluded_days, spans, calendar)
    unrolled = _from_ordinal(last)
    due = _roll(rule.end, last, calendar)
    return Deadline(
        rule.code,
        day,
        unrolled,
        date.fromordinal(due),
        _is_provisional(rule, first, last, due, calendar),
        extension,
        excluded_days,
        rule,
        spans,
        tuple(suspensions),
        calendar,
        due_at,
    )


def add_working_days(on: date, count: int, calendar: Calendar = DEFAULT) -> date:
    """Return the `count`-th working day after `on`, or before it when `count` is negative; `on` itself for 0.

    Raises `InvalidDate` or `InvalidAmount`.
    """
    day = _read_day(on).toordinal()
    _check_count(abs(count) if type(count) is int else count, "count")
    return date.fromordinal(calendar.nth_after(day, count) if count >= 0 else calendar.nth_before(day, -count))


def count_days(start: date, end: date, unit: Unit, calendar: Calendar = DEFAULT) -> int:
    """Return how many units are counted from the day after `start` up to and including `end`.

    Months and years are whole ones completed. Raises `InvalidPeriod` when `end` is earlier, or for hours.
    """
    first, last = _read_day(start), _read_day(end)
    if last < first:
        raise InvalidPeriod("end", f"{last} 早于 {first}")
    if unit is Unit.WORKING_DAY:
        return calendar.working_between(first.toordinal(), last.toordinal())
    if unit is Unit.CALENDAR_DAY:
        return (last - first).days
    if unit is Unit.HOUR:
        raise InvalidPeriod("unit", "两个日期之间不能数小时")
    months = (last.year - first.year) * 12 + last.month - first.month
    if add_months(first, months) > last:
        months -= 1
    return months if unit is Unit.MONTH else months // 12


def add_months(day: date, count: int) -> date:
    """Return the corresponding day `count` months on, or that month's last day when it has no such day (民法典 202).

    >>> add_months(date(2025, 12, 31), 2)
    datetime.date(2026, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= date.max.year:
        raise InvalidDate("on", "日期超出范围")
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _read_day(on: date) -> date:
    day = on
    if isinstance(on, datetime):
        if on.tzinfo is None:
            raise InvalidDate("on", "时刻缺少时区")
        day = on.astimezone(SHANGHAI).date()
    elif type(on) is not date:
        raise InvalidDate("on", "应为日期")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidDate("on", f"只能计算 {FIRST_YEAR} 年至 {LAST_YEAR} 年的期限")
    return day


def _from_ordinal(day: int) -> date:
    try:
        return date.fromordinal(day)
    except ValueError:
        raise InvalidDate("on", "日期超出范围") from None


def _check_count(count: int, field: str) -> None:
    if type(count) is not int or not 0 <= count <= LONGEST:
        raise InvalidAmount(field, f"应为 0 至 {LONGEST} 的整数")


def _check_extension(rule: Limit, extension: int) -> None:
    _check_count(extension, "extension")
    if extension == 0:
        return
    if rule.extension is None or rule.length is None:
        raise InvalidAmount("extension", f"{rule.title_zh}不得延长：{rule.citation.short_zh}没有规定延长")
    most = rule.extension.most
    if most is not None and extension > most:
        unit = rule.extension.unit.zh
        raise InvalidAmount("extension", f"{rule.title_zh}最多延长 {most} {unit}（{rule.citation.short_zh}）")


def _agreed(rule: Limit, day: date, agreed_on: date | None) -> int:
    if agreed_on is None:
        raise InvalidPeriod("rule", f"法律没有为“{rule.title_zh}”规定天数，只能按约定或文书写明的日期计算")
    agreed = _read_day(agreed_on)
    if agreed < day:
        raise InvalidPeriod("agreed_on", f"约定日期 {agreed} 早于起算日 {day}")
    return agreed.toordinal()


def _hours(length: int, on: date, day: date) -> tuple[int, int, datetime | None]:
    if isinstance(on, datetime):
        due_at = on.astimezone(SHANGHAI) + timedelta(hours=length)
        return day.toordinal(), due_at.date().toordinal(), due_at
    if length % 24:
        raise InvalidDate("on", "按小时计算的期限需要起算的时刻")
    return day.toordinal(), day.toordinal() + length // 24, None


def _merge(suspensions: Sequence[Suspension]) -> Spans:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((one.start.toordinal(), one.end.toordinal()) for one in suspensions):
        if start == end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _count(rule: Limit, day: date, length: int, excluded: int, spans: Spans, calendar: Calendar) -> int:
    first = day.toordinal()
    back = rule.end is EndRule.COUNT_BACK
    if rule.unit is Unit.WORKING_DAY:
        steps = length + excluded
        return _working_back(first, steps, spans, calendar) if back else _working(first, steps, spans, calendar)
    if rule.unit is Unit.CALENDAR_DAY:
        steps = length + excluded
        return _past_back(first, first - steps, spans) if back else _past(first, first + steps, spans)
    end = add_months(day, length if rule.unit is Unit.MONTH else length * 12)
    return _past(first, end.toordinal() + excluded, spans)


def _past(first: int, end: int, spans: Spans) -> int:
    """Move `end` past the suspended days between the day after `first` and itself, as it moves."""
    for start, stop in spans:
        since = max(start, first + 1)
        if since > end:
            break
        end += max(0, stop - since)
    return end


def _past_back(first: int, end: int, spans: Spans) -> int:
    for start, stop in reversed(spans):
        until = min(stop, first)
        if until <= end:
            break
        end -= max(0, until - start)
    return end


def _working(first: int, steps: int, spans: Spans, calendar: Calendar) -> int:
    for start, stop in spans:
        if stop <= first + 1:
            continue
        free = calendar.working_between(first, max(start, first + 1) - 1)
        if free >= steps:
            break
        steps -= free
        first = stop - 1
    return calendar.nth_after(first, steps)


def _working_back(first: int, steps: int, spans: Spans, calendar: Calendar) -> int:
    for start, stop in reversed(spans):
        if start >= first:
            continue
        until = min(stop, first)
        free = calendar.working_between(until - 1, first - 1)
        if free >= steps:
            break
        steps -= free
        first = start
    return calendar.nth_before(first, steps)


def _roll(end: EndRule, last: int, calendar: Calendar) -> int:
    if end is EndRule.ROLL_FORWARD_BY_ANALOGY or end is EndRule.ROLL_FORWARD:
        return calendar.at_or_after(last)
    if end is EndRule.ROLL_BACK:
        return calendar.at_or_before(last)
    return last


def _is_provisional(rule: Limit, first: int, last: int, due: int, calendar: Calendar) -> bool:
    """Say whether a day that was looked up in the calendar lies in a computed year."""
    if rule.unit is Unit.WORKING_DAY and last != first:
        low, high = (first + 1, last) if last > first else (last, first - 1)
    elif rule.end in _LOOKED_UP:
        low, high = min(last, due), max(last, due)
    else:
        return False
    years = range(date.fromordinal(low).year, date.fromordinal(high).year + 1)
    return any(calendar.is_provisional(year) for year in years)


_LOOKED_UP = frozenset({EndRule.ROLL_FORWARD, EndRule.ROLL_FORWARD_BY_ANALOGY, EndRule.ROLL_BACK})
