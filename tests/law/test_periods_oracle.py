"""law.periods against a day-by-day count. QINGXIN_FULL=1 runs 20,000 examples and more, a plain run a few hundred."""

import os
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from period_oracle import Counted, count, published

from law.calendar import DEFAULT
from law.citations import cite
from law.deadline import Deadline, Suspension
from law.limits import EndRule, Extension, Limit, Unit, Who, list_limits
from law.periods import compute_deadline, count_days

EXAMPLES = 25_000 if os.environ.get("QINGXIN_FULL") == "1" else 300
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
ROWS = [row for row in list_limits() if row.length is not None and row.unit is not Unit.HOUR]
PAIRS = [
    (Unit.CALENDAR_DAY, EndRule.ROLL_FORWARD),
    (Unit.CALENDAR_DAY, EndRule.ROLL_FORWARD_BY_ANALOGY),
    (Unit.CALENDAR_DAY, EndRule.ROLL_BACK),
    (Unit.CALENDAR_DAY, EndRule.COUNT_BACK),
    (Unit.CALENDAR_DAY, EndRule.NOT_ROLLED),
    (Unit.WORKING_DAY, EndRule.WORKING_DAY),
    (Unit.WORKING_DAY, EndRule.COUNT_BACK),
    (Unit.MONTH, EndRule.ROLL_FORWARD),
    (Unit.MONTH, EndRule.ROLL_BACK),
    (Unit.YEAR, EndRule.NOT_ROLLED),
]


def is_working(day: date) -> bool:
    """The published calendar as far as it reaches, the computed one after it."""
    return published(day) if FIRST <= day <= LAST else DEFAULT.is_working(day)


@st.composite
def invented(draw: st.DrawFn) -> Limit:
    """A limit no statute has, to reach every pair of unit and end rule."""
    unit, end = draw(st.sampled_from(PAIRS))
    longest = {Unit.MONTH: 30, Unit.YEAR: 4}.get(unit, 150)
    return Limit(
        code="invented",
        title_zh="服务标准",
        title_en="service standard",
        citation=cite("service_standard"),
        trigger_zh="事件",
        trigger_en="event",
        length=draw(st.integers(0, longest)),
        unit=unit,
        end=end,
        responsible=Who.OFFICE,
        extension=Extension(None, unit, Who.OFFICE),
        effective_from=FIRST,
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[Limit, date, int, int, list[Suspension]]:
    """A limit, a day it governs, an extension it allows, days not counted, and up to four suspensions."""
    row = draw(st.one_of(st.sampled_from(ROWS), invented()))
    on = draw(st.dates(max(FIRST, row.effective_from), min(LAST, row.effective_to or LAST)))
    most = 0 if row.extension is None else row.extension.most
    extension = draw(st.integers(0, 40 if most is None else most))
    excluded = draw(st.sampled_from([0, 0, 0, 1, 5, 23]))
    sign = -1 if row.end is EndRule.COUNT_BACK else 1
    gaps = draw(st.lists(st.tuples(st.integers(-10, 90), st.integers(0, 40)), max_size=4))
    suspensions = [
        Suspension(on + timedelta(days=sign * start), on + timedelta(days=sign * start + length))
        for start, length in gaps
    ]
    return row, on, extension, excluded, suspensions


def by_hand(row: Limit, on: date, extension: int, excluded: int, suspended: set[date]) -> Counted:
    """Ask the oracle."""
    assert row.unit is not None
    assert row.length is not None
    return count(
        unit=row.unit.value,
        end=row.end.value,
        on=on,
        length=row.length + extension,
        not_counted=excluded,
        suspended=suspended,
        is_working=is_working,
    )


def days_of(suspensions: list[Suspension]) -> set[date]:
    """The suspended days one by one."""
    return {one.start + timedelta(days=step) for one in suspensions for step in range((one.end - one.start).days)}


@settings(max_examples=EXAMPLES, deadline=None)
@given(questions())
def test_agrees_with_counting_on_the_wall(question: tuple[Limit, date, int, int, list[Suspension]]) -> None:
    row, on, extension, excluded, suspensions = question
    rule = row if row.code == "invented" else row.code
    found = compute_deadline(rule, on, extension=extension, excluded_days=excluded, suspensions=suspensions)
    wanted = by_hand(row, on, extension, excluded, days_of(suspensions))
    assert (found.unrolled, found.due) == (wanted.unrolled, wanted.due)
    assert found.provisional == any(year not in range(2004, 2027) for year in wanted.years)
    assert found.limit == row
    explains_itself(found, days_of(suspensions))


def explains_itself(found: Deadline, suspended: set[date]) -> None:
    """Every passed day is either counted or named with a reason; the counted ones make up the total."""
    skipped = dict(found.skipped())
    back = found.limit.end is EndRule.COUNT_BACK
    low, high = (found.unrolled, found.on - timedelta(days=1)) if back else (found.on, found.unrolled)
    first = low if back else low + timedelta(days=1)
    run = [first + timedelta(days=step) for step in range((high - first).days + 1)]
    working = found.limit.unit is Unit.WORKING_DAY
    counted = [day for day in run if day not in suspended and (not working or is_working(day))]
    moved = abs((found.due - found.unrolled).days)
    sign = 1 if found.due > found.unrolled else -1
    rolled_over = {found.unrolled + timedelta(days=sign * step) for step in range(moved)}
    assert set(skipped) == {day for day in run if day not in counted} | rolled_over
    assert list(skipped) == sorted(skipped)
    assert all(skipped.values())
    assert found.total == len(counted)
    assert found.used(found.on if back else max(found.due, found.unrolled)) == found.total
    assert found.used(found.on - timedelta(days=1) if not back else found.unrolled - timedelta(days=1)) == 0
    middle = run[len(run) // 2] if run else found.on
    assert found.used(middle) == len([day for day in counted if day <= middle])
    assert f"{found.due.year}年{found.due.month}月{found.due.day}日" in found.explain("zh")
    assert str(found.due.year) in found.explain("en", today=middle)


@settings(max_examples=EXAMPLES // 10, deadline=None)
@given(st.dates(FIRST, LAST), st.integers(0, 900), st.sampled_from([unit for unit in Unit if unit is not Unit.HOUR]))
def test_count_days_counts_what_is_passed(start: date, step: int, unit: Unit) -> None:
    end = min(start + timedelta(days=step), LAST)
    run = [start + timedelta(days=index) for index in range((end - start).days + 1)]
    if unit is Unit.CALENDAR_DAY:
        wanted = len(run) - 1
    elif unit is Unit.WORKING_DAY:
        wanted = sum(published(day) for day in run[1:])
    else:
        months = sum(one.month != other.month for one, other in pairwise(run))
        ended_short = end.day < start.day and (end + timedelta(days=1)).month == end.month
        whole = months - (1 if ended_short else 0)
        wanted = whole if unit is Unit.MONTH else whole // 12
    assert count_days(start, end, unit) == wanted
