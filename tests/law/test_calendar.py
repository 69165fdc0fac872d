"""Working days against two published sources, computed years, imported notices, and local days off."""

import json
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from law import calendar
from law.calendar import DEFAULT, Calendar, HolidayNotice, recorded_notices
from law.errors import InvalidDate, InvalidFact
from law.festivals import FIRST_YEAR, LAST_YEAR, statutory_holidays
from law.loading import load_facts
from law.periods import compute_deadline
from law.tables.local_days import LocalDay, local_days_of, read_local_days, recorded_local_days

NOTICE = (Path(__file__).parent / "data" / "notice_2027.json").read_text("utf-8")


def every_day(first: date, last: date) -> Iterator[date]:
    """Each day from `first` to `last`."""
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def altered(**changes: object) -> dict[str, object]:
    """The notice with some of its entries changed."""
    return {**json.loads(NOTICE), **changes}


def test_agrees_with_the_published_calendar_on_every_day() -> None:
    wrong = [
        day
        for day in every_day(date(2004, 1, 1), date(2026, 12, 31))
        if DEFAULT.is_working(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == []


def test_agrees_with_a_second_source_but_for_one_known_day() -> None:
    china = holidays.country_holidays("CN")
    wrong = [
        day
        for day in every_day(date(2004, 1, 1), date(2026, 12, 31))
        if DEFAULT.is_working(day) != china.is_working_day(day)
    ]
    assert wrong == [date(2005, 12, 31)]


def test_statutory_holidays_are_days_that_a_second_source_names_as_festivals() -> None:
    for year in range(2004, 2036):
        named = set(holidays.country_holidays("CN", years=year))
        strange = {day for day in statutory_holidays(year) if day not in named}
        assert {(day.month, day.day) for day in strange} <= {(10, 4)}, year


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2024, "01-01 02-10 02-11 02-12 04-04 05-01 06-10 09-17 10-01 10-02 10-03"),
        (2025, "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06"),
        (2026, "01-01 02-16 02-17 02-18 02-19 04-05 05-01 05-02 06-19 09-25 10-01 10-02 10-03"),
    ],
)
def test_statutory_holidays_of_the_years_the_law_file_lists(year: int, days: str) -> None:
    assert [day.strftime("%m-%d") for day in statutory_holidays(year)] == days.split()
    assert all(DEFAULT.is_statutory_holiday(day) for day in statutory_holidays(year))


@pytest.mark.parametrize(("first", "last", "number"), [(2000, 2007, 10), (2008, 2024, 11), (2025, LAST_YEAR, 13)])
def test_number_of_statutory_holidays(first: int, last: int, number: int) -> None:
    assert {len(statutory_holidays(year)) for year in range(first, last + 1)} == {number}


def test_two_festivals_on_one_day_give_the_next_day_as_well() -> None:
    assert statutory_holidays(2020)[date(2020, 10, 4)] == "national_day"
    assert DEFAULT.is_statutory_holiday(date(2020, 10, 4))
    assert not DEFAULT.is_statutory_holiday(date(2020, 10, 5))


def test_adjusted_rest_days_are_off_but_not_statutory() -> None:
    assert not DEFAULT.is_working(date(2025, 2, 3))
    assert not DEFAULT.is_statutory_holiday(date(2025, 2, 3))
    assert DEFAULT.is_statutory_holiday(date(2025, 5, 2))
    assert not DEFAULT.is_statutory_holiday(date(2024, 5, 2))


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 10, 1), "国庆节", "National Day"),
        (date(2026, 10, 5), "国庆节调休", "National Day adjusted rest day"),
        (date(2026, 10, 4), "国庆节调休", "National Day adjusted rest day"),
        (date(2026, 10, 11), "周末", "weekend"),
        (date(2026, 10, 10), "", ""),
        (date(2015, 9, 3), "抗战胜利70周年纪念日调休", "70th anniversary of victory adjusted rest day"),
        (date(2026, 2, 16), "春节", "Spring Festival"),
        (date(2027, 5, 3), "劳动节补假", "Labour Day substitute day"),
        (date(2027, 5, 5), "", ""),
    ],
)
def test_reasons(day: date, zh: str, en: str) -> None:
    assert (DEFAULT.reason_off(day), DEFAULT.reason_off(day, "en")) == (zh, en)


def test_years_beyond_the_published_ones_are_computed_and_provisional() -> None:
    assert not DEFAULT.is_provisional(2004)
    assert not DEFAULT.is_provisional(2026)
    assert DEFAULT.is_provisional(2027)
    assert DEFAULT.is_provisional(2003)
    for year in (2003, *range(2027, 2100)):
        off = [day for day in every_day(date(year, 1, 1), date(year, 12, 31)) if not DEFAULT.is_working(day)]
        weekends = [day for day in every_day(date(year, 1, 1), date(year, 12, 31)) if day.weekday() >= 5]
        assert len(off) == len(weekends) + len(statutory_holidays(year)), year
        assert set(statutory_holidays(year)) <= set(off)


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_years_that_cannot_be_computed_are_refused(year: int) -> None:
    with pytest.raises(InvalidDate) as caught:
        DEFAULT.is_working(date(year, 6, 1))
    assert caught.value.field == "year"


def test_a_notice_replaces_the_provisional_year_and_lists_the_days_that_change() -> None:
    after, changed = DEFAULT.with_notice(NOTICE)
    assert not after.is_provisional(2027)
    assert DEFAULT.is_provisional(2027), "the calendar before it is untouched"
    days = list(every_day(date(2026, 1, 1), date(2028, 12, 31)))
    assert changed == [day for day in days if DEFAULT.is_working(day) != after.is_working(day)]
    assert date(2027, 2, 12) in changed
    assert date(2026, 12, 26) in changed, "a notice may reach into the December before"
    assert after.is_working(date(2027, 2, 14))
    assert after.reason_off(date(2027, 10, 6)) == "国庆节调休"
    assert after.reason_off(date(2027, 1, 2)) == "元旦调休"
    assert after == DEFAULT.with_notice(load_facts(HolidayNotice, NOTICE))[0]
    assert hash(after) != hash(DEFAULT)


def test_a_clock_moves_when_the_notice_arrives() -> None:
    before = compute_deadline("petition_review_request", date(2027, 1, 13))
    after = compute_deadline("petition_review_request", date(2027, 1, 13), calendar=DEFAULT.with_notice(NOTICE)[0])
    assert (before.unrolled, before.due, before.provisional) == (date(2027, 2, 12), date(2027, 2, 12), True)
    assert (after.unrolled, after.due, after.provisional) == (date(2027, 2, 12), date(2027, 2, 14), False)
    assert "暂定" in before.explain()
    assert "provisional" in before.explain("en")
    assert "暂定" not in after.explain()


def test_a_working_day_clock_moves_when_the_notice_arrives() -> None:
    before = compute_deadline("inspection_accept", date(2027, 2, 4))
    after = compute_deadline("inspection_accept", date(2027, 2, 4), calendar=DEFAULT.with_notice(NOTICE)[0])
    assert (before.due, before.provisional) == (date(2027, 2, 17), True)
    assert (after.due, after.provisional) == (date(2027, 2, 18), False)


def test_a_later_notice_for_the_same_year_replaces_the_first() -> None:
    first, _ = DEFAULT.with_notice(NOTICE)
    work = [day for day in json.loads(NOTICE)["work"] if day != "2027-10-09"]
    second, changed = first.with_notice(altered(number="更正", work=work))
    assert changed == [date(2027, 10, 9)]
    assert len(second.notices) == 1


def test_notices_of_two_years_stand_side_by_side() -> None:
    first, _ = DEFAULT.with_notice(NOTICE)
    off = [*(day.isoformat() for day in statutory_holidays(2028)), "2027-12-31"]
    both, changed = first.with_notice(
        {"year": 2028, "number": "示例", "issued_on": "2027-11-25", "off": off, "work": []}
    )
    assert not both.is_working(date(2027, 12, 31))
    assert both.reason_off(date(2027, 12, 31)) == "元旦调休"
    assert date(2027, 12, 31) in changed
    assert both.is_working(date(2027, 2, 14))
    assert [notice.year for notice in both.notices] == [2027, 2028]


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"off": ["2027-02-30"]}, InvalidDate, "off[0]"),
        ({"off": ["2026-11-30"]}, InvalidDate, "off[0]"),
        ({"work": ["2028-01-01"]}, InvalidDate, "work[0]"),
        ({"work": ["2027-03-03"]}, InvalidDate, "work[0]"),
        ({"work": ["2027-01-02"]}, InvalidFact, "off"),
        ({"off": ["2027-01-01"]}, InvalidFact, "off"),
        ({"number": ""}, InvalidFact, "number"),
        ({"year": "2027"}, InvalidFact, "year"),
        ({"issued": "2026-11-25"}, InvalidFact, "issued"),
        ({"year": 2100, "off": [], "work": []}, InvalidDate, "year"),
    ],
)
def test_a_faulty_notice_is_refused_by_field(changes: dict[str, object], error: type[Exception], field: str) -> None:
    with pytest.raises(error) as caught:
        DEFAULT.with_notice(altered(**changes))
    assert caught.value.field == field  # type: ignore[attr-defined]


def test_local_days_hold_in_their_division_and_below_it() -> None:
    lines = ["division,day,name_zh,name_en,source", "622900,2026-03-19,测试节,Test Festival,示例通知"]
    rows = read_local_days(lines)
    assert local_days_of("622901", rows) == rows
    assert local_days_of("622900", rows) == rows
    assert local_days_of("620102", rows) == ()
    calendar = DEFAULT.with_local_days(local_days_of("622901", rows))
    assert DEFAULT.is_working(date(2026, 3, 19))
    assert not calendar.is_working(date(2026, 3, 19))
    assert calendar.reason_off(date(2026, 3, 19)) == "测试节"
    assert calendar.reason_off(date(2026, 3, 19), "en") == "Test Festival"
    assert not calendar.is_statutory_holiday(date(2026, 3, 19))
    found = compute_deadline("mediation_accept", date(2026, 3, 17), calendar=calendar)
    assert found.due == date(2026, 3, 23)
    assert "测试节不计入" in found.explain()


def test_a_local_day_on_a_day_off_changes_nothing() -> None:
    day = LocalDay(division="62", day=date(2026, 10, 1), name_zh="测试节", name_en="Test Festival", source="示例")
    calendar = DEFAULT.with_local_days([day])
    assert calendar.reason_off(date(2026, 10, 1)) == "国庆节"


def test_the_recorded_local_days_load_for_every_division() -> None:
    calendar = DEFAULT.for_division("620102")
    wanted = {row for row in recorded_local_days() if "620102".startswith(row.division.rstrip("0"))}
    assert set(calendar.local_days) == wanted


@pytest.mark.parametrize(
    ("line", "error", "field"),
    [
        ("62,2026-02-30,节,Day,通知", InvalidDate, "row 2: day"),
        ("62,2026-03-19,,Day,通知", InvalidFact, "name_zh"),
        ("62,2026-03-19,节", InvalidFact, "row 2"),
    ],
)
def test_faulty_local_days_are_refused(line: str, error: type[Exception], field: str) -> None:
    with pytest.raises(error) as caught:
        read_local_days(["division,day,name_zh,name_en,source", line])
    assert caught.value.field == field  # type: ignore[attr-defined]


def test_a_calendar_is_an_immutable_value() -> None:
    assert Calendar(recorded_notices()) == DEFAULT
    assert hash(Calendar(recorded_notices())) == hash(DEFAULT)
    with pytest.raises(FrozenInstanceError):
        DEFAULT.notices = ()  # type: ignore[misc]


def test_working_days_between() -> None:
    def between(start: date, end: date) -> int:
        return DEFAULT.working_between(start.toordinal(), end.toordinal())

    assert between(date(2026, 9, 29), date(2026, 10, 12)) == 5
    assert between(date(2025, 12, 30), date(2026, 1, 5)) == 3
    assert between(date(2026, 1, 5), date(2026, 1, 5)) == 0


def test_two_recorded_notices_of_one_year_do_not_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "notices"
    folder.mkdir(parents=True)
    monkeypatch.setattr(calendar, "files", lambda _package: tmp_path)
    (folder / "README").write_text("not a notice", "utf-8")
    (folder / "a.json").write_text(NOTICE, "utf-8")
    assert [notice.year for notice in recorded_notices()] == [2027]
    (folder / "b.json").write_text(NOTICE, "utf-8")
    with pytest.raises(InvalidFact, match="两份放假通知") as caught:
        recorded_notices()
    assert caught.value.field == "year"
