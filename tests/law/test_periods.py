"""Deadlines: what is refused, hours, agreed days, suspensions, and the sentences that explain them."""

import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from law.calendar import DEFAULT
from law.citations import Confidence, cite
from law.deadline import Suspension
from law.errors import InvalidAmount, InvalidDate, InvalidFact, InvalidPeriod, LawError, RuleNotInForce, UnknownRule
from law.limits import EndRule, Extension, Limit, Unit, Who, get_limit
from law.periods import SHANGHAI, add_months, add_working_days, compute_deadline, count_days

DAY = date(2026, 1, 11)


def service_standard(length: int, unit: Unit, end: EndRule, extension: Extension | None = None) -> Limit:
    """What an office promises beyond the law."""
    return Limit(
        code="early_intervention",
        title_zh="早期介入",
        title_en="Early intervention",
        citation=cite("service_standard"),
        trigger_zh="受理",
        trigger_en="acceptance",
        length=length,
        unit=unit,
        end=end,
        responsible=Who.OFFICE,
        extension=extension,
        effective_from=date(2020, 5, 1),
        confidence=Confidence.POLICY,
    )


@pytest.mark.parametrize(
    ("ask", "error", "field"),
    [
        (lambda: compute_deadline("no_such_rule", DAY), UnknownRule, "rule"),
        (lambda: compute_deadline("petition_handle", date(2021, 1, 1)), RuleNotInForce, "on"),
        (lambda: compute_deadline("petition_handle", "2026-01-11"), InvalidDate, "on"),  # type: ignore[arg-type]
        (lambda: compute_deadline("petition_handle", None), InvalidDate, "on"),  # type: ignore[arg-type]
        (lambda: compute_deadline("petition_handle", datetime(2026, 1, 11)), InvalidDate, "on"),  # noqa: DTZ001
        (lambda: compute_deadline("petition_handle", date(1999, 12, 31)), InvalidDate, "on"),
        (lambda: compute_deadline("petition_handle", date(2100, 1, 1)), InvalidDate, "on"),
        (lambda: compute_deadline("enforcement_apply", date(2098, 6, 1)), InvalidDate, "year"),
        (lambda: compute_deadline("inspection_accept", date(2099, 12, 30)), InvalidDate, "year"),
        (lambda: compute_deadline("petition_handle", DAY, extension=31), InvalidAmount, "extension"),
        (lambda: compute_deadline("petition_handle", DAY, extension=-1), InvalidAmount, "extension"),
        (lambda: compute_deadline("petition_handle", DAY, extension=True), InvalidAmount, "extension"),
        (lambda: compute_deadline("petition_handle", DAY, extension=1.0), InvalidAmount, "extension"),  # type: ignore[arg-type]
        (lambda: compute_deadline("petition_review_decide", DAY, extension=1), InvalidAmount, "extension"),
        (lambda: compute_deadline("mediation_conclude", DAY, extension=36_501), InvalidAmount, "extension"),
        (lambda: compute_deadline("petition_handle", DAY, excluded_days=-1), InvalidAmount, "excluded_days"),
        (lambda: compute_deadline("petition_handle", DAY, excluded_days="2"), InvalidAmount, "excluded_days"),  # type: ignore[arg-type]
        (lambda: compute_deadline("petition_handle", DAY, agreed_on=DAY), InvalidPeriod, "agreed_on"),
        (lambda: compute_deadline("mediation_performance", DAY), InvalidPeriod, "rule"),
        (lambda: compute_deadline("penalty_late_fee", DAY), InvalidPeriod, "rule"),
        (lambda: compute_deadline("mediation_performance", DAY, extension=1, agreed_on=DAY),
         InvalidAmount, "extension"),
        (lambda: compute_deadline("mediation_performance", DAY, agreed_on=date(2026, 1, 10)),
         InvalidPeriod, "agreed_on"),
        (lambda: Suspension(DAY, date(2026, 1, 10)), InvalidPeriod, "suspensions.end"),
        (lambda: Suspension(DAY, "2026-01-12"), InvalidDate, "suspensions.end"),  # type: ignore[arg-type]
        (lambda: Suspension(datetime(2026, 1, 1, tzinfo=UTC), DAY), InvalidDate, "suspensions.start"),
        (lambda: compute_deadline("crime_transfer_send", DAY, excluded_days=1), InvalidPeriod, "suspensions"),
        (lambda: compute_deadline("crime_transfer_send", DAY, suspensions=[Suspension(DAY, date(2026, 1, 12))]),
         InvalidPeriod, "suspensions"),
        (lambda: add_working_days(DAY, 1.5), InvalidAmount, "count"),  # type: ignore[arg-type]
        (lambda: add_working_days(DAY, "3"), InvalidAmount, "count"),  # type: ignore[arg-type]
        (lambda: add_working_days(DAY, 40_000), InvalidAmount, "count"),
        (lambda: add_working_days(DAY, -40_000), InvalidAmount, "count"),
        (lambda: add_working_days("2026-01-11", 1), InvalidDate, "on"),  # type: ignore[arg-type]
        (lambda: count_days(DAY, date(2026, 1, 10), Unit.CALENDAR_DAY), InvalidPeriod, "end"),
        (lambda: count_days(DAY, DAY, Unit.HOUR), InvalidPeriod, "unit"),
        (lambda: add_months(date(2026, 1, 1), 12 * 9000), InvalidDate, "on"),
        (lambda: compute_deadline("petition_handle", DAY).explain("fr"), InvalidFact, "lang"),
        (lambda: compute_deadline("petition_handle", DAY).skipped("fr"), InvalidFact, "lang"),
    ],
)  # fmt: skip
def test_bad_input_names_its_field(ask: Callable[[], Any], error: type[LawError], field: str) -> None:
    with pytest.raises(error) as caught:
        ask()
    assert caught.type is error
    assert caught.value.field == field
    assert caught.value.message


@pytest.mark.parametrize("unit", [Unit.CALENDAR_DAY, Unit.YEAR])
def test_a_length_that_leaves_the_calendar_is_refused(unit: Unit) -> None:
    far = service_standard(36_500, unit, EndRule.ROLL_FORWARD)
    with pytest.raises(InvalidDate):
        compute_deadline(far, date(2050, 1, 1))
    back = service_standard(36_500, Unit.CALENDAR_DAY, EndRule.COUNT_BACK)
    assert compute_deadline(back, date(2026, 1, 1)).due == date(1926, 1, 26)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: Suspension("2026-01-11", DAY), "应为日期"),  # type: ignore[arg-type]
        (lambda: compute_deadline("petition_handle", "2026-01-11"), "应为日期"),  # type: ignore[arg-type]
        (lambda: compute_deadline("petition_handle", datetime(2026, 1, 11)), "时刻缺少时区"),  # noqa: DTZ001
        (lambda: compute_deadline("crime_transfer_send", DAY, excluded_days=1), "按小时计算的期限不中止"),
        (lambda: count_days(DAY, DAY, Unit.HOUR), "两个日期之间不能数小时"),
        (lambda: add_months(DAY, 12 * 9000), "日期超出范围"),
        (lambda: add_months(DAY, -12 * 2026), "日期超出范围"),
    ],
)
def test_messages(ask: Callable[[], Any], message: str) -> None:
    with pytest.raises(LawError) as caught:
        ask()
    assert caught.value.message == message


def test_the_first_and_the_last_year_that_can_be_asked() -> None:
    assert compute_deadline("wage_payday", date(2000, 1, 8)).due == date(2000, 1, 7)
    assert compute_deadline("petition_handle", date(2099, 6, 1)).provisional
    assert compute_deadline("petition_handle", DAY).due_at is None
    assert add_months(DAY, -12 * 2025) == date(1, 1, 11)


def test_the_message_says_what_is_allowed() -> None:
    with pytest.raises(InvalidAmount) as caught:
        compute_deadline("petition_handle", DAY, extension=31)
    assert caught.value.message == "信访事项办结最多延长 30 日（《信访工作条例》第三十四条）"
    with pytest.raises(InvalidAmount) as caught:
        compute_deadline("petition_review_decide", DAY, extension=1)
    assert "没有规定延长" in caught.value.message
    assert compute_deadline("petition_handle", DAY, extension=30).extension == 30
    assert compute_deadline("mediation_conclude", DAY, extension=300).due == date(2026, 11, 23)


def test_hours_from_an_instant_and_from_a_day() -> None:
    at = datetime(2026, 9, 30, 8, 30, tzinfo=UTC)
    found = compute_deadline("crime_transfer_send", at)
    assert found.due_at == datetime(2026, 10, 1, 16, 30, tzinfo=SHANGHAI)
    assert (found.on, found.unrolled, found.due) == (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 1))
    assert not found.provisional
    assert (found.total, found.used(date(2026, 9, 30)), found.used(date(2026, 10, 9))) == (24, 0, 24)
    assert found.explain("en").startswith("24 hours from 30 September 2026; due 1 October 2026")
    assert compute_deadline("crime_transfer_send", date(2026, 9, 30)).due_at is None
    assert compute_deadline("crime_transfer_send", date(2026, 9, 30)).due == date(2026, 10, 1)
    four = service_standard(4, Unit.HOUR, EndRule.NOT_ROLLED)
    late = compute_deadline(four, datetime(2026, 9, 30, 15, 0, tzinfo=UTC))
    assert late.due_at == datetime(2026, 10, 1, 3, 0, tzinfo=SHANGHAI)
    with pytest.raises(InvalidDate) as caught:
        compute_deadline(four, date(2026, 9, 30))
    assert (caught.value.field, caught.value.message) == ("on", "按小时计算的期限需要起算的时刻")
    longer = service_standard(24, Unit.HOUR, EndRule.NOT_ROLLED, Extension(24, Unit.HOUR, Who.OFFICE))
    assert compute_deadline(longer, date(2026, 9, 30), extension=24).due == date(2026, 10, 2)


def test_an_instant_stands_for_its_day_in_china() -> None:
    late = datetime(2026, 1, 10, 16, 0, tzinfo=UTC)
    assert compute_deadline("petition_handle", late).on == date(2026, 1, 11)
    early = datetime(2026, 1, 11, 23, 59, tzinfo=timezone(timedelta(hours=8)))
    assert compute_deadline("petition_handle", early).due == compute_deadline("petition_handle", DAY).due


def test_agreed_days() -> None:
    paid = compute_deadline("mediation_performance", DAY, agreed_on=date(2026, 2, 1))
    assert (paid.unrolled, paid.due, paid.provisional) == (date(2026, 2, 1), date(2026, 2, 1), False)
    told = compute_deadline("petition_assign_feedback", DAY, agreed_on=date(2026, 2, 1))
    assert (told.unrolled, told.due) == (date(2026, 2, 1), date(2026, 2, 2))
    assert told.explain("en").startswith(
        "As agreed or written in the document; the last day, 1 February 2026, is a day"
    )
    assert told.explain().startswith("交办事项反馈：按约定或文书写明的日期；")
    assert compute_deadline("mediation_performance", DAY, agreed_on=DAY).due == DAY


def test_suspensions_touching_overlapping_and_outside_the_run() -> None:
    plain = compute_deadline("petition_handle", DAY)
    pieces = [
        Suspension(date(2026, 2, 3), date(2026, 2, 7)),
        Suspension(date(2026, 2, 1), date(2026, 2, 3)),
        Suspension(date(2026, 2, 2), date(2026, 2, 4)),
        Suspension(date(2026, 2, 20), date(2026, 2, 20)),
    ]
    whole = [Suspension(date(2026, 2, 1), date(2026, 2, 7))]
    found = compute_deadline("petition_handle", DAY, suspensions=pieces)
    assert found.due == compute_deadline("petition_handle", DAY, suspensions=whole).due == date(2026, 3, 18)
    assert len(found.suspended) == 1
    before = Suspension(date(2025, 12, 1), DAY)
    after = Suspension(date(2026, 3, 13), date(2026, 4, 1))
    assert compute_deadline("petition_handle", DAY, suspensions=[before, after]).due == plain.due
    over_the_start = Suspension(date(2026, 1, 1), date(2026, 1, 14))
    assert compute_deadline("petition_handle", DAY, suspensions=[over_the_start]).unrolled == date(2026, 3, 14)
    on_the_last_day = Suspension(date(2026, 3, 12), date(2026, 3, 13))
    assert compute_deadline("petition_handle", DAY, suspensions=[on_the_last_day]).due == date(2026, 3, 13)


def test_a_suspension_reached_only_by_an_earlier_one_counts_too() -> None:
    first = Suspension(date(2026, 3, 10), date(2026, 3, 12))
    second = Suspension(date(2026, 3, 14), date(2026, 3, 16))
    assert compute_deadline("petition_handle", DAY, suspensions=[second]).unrolled == date(2026, 3, 12)
    assert compute_deadline("petition_handle", DAY, suspensions=[second, first]).unrolled == date(2026, 3, 16)


def test_counting_back_goes_past_suspended_days() -> None:
    hearing = date(2026, 3, 20)
    assert compute_deadline("arbitration_hearing_notice", hearing).due == date(2026, 3, 13)
    pause = [Suspension(date(2026, 3, 16), date(2026, 3, 18))]
    assert compute_deadline("arbitration_hearing_notice", hearing, suspensions=pause).due == date(2026, 3, 11)
    days = service_standard(5, Unit.CALENDAR_DAY, EndRule.COUNT_BACK)
    assert compute_deadline(days, hearing).due == date(2026, 3, 15)
    assert compute_deadline(days, hearing, suspensions=pause).due == date(2026, 3, 13)


def test_suspensions_that_only_touch_the_run_change_nothing() -> None:
    monday, hearing = date(2026, 3, 2), date(2026, 3, 20)
    until_the_event = [Suspension(date(2026, 2, 27), monday)]
    assert compute_deadline("inspection_accept", monday, suspensions=until_the_event).due == date(2026, 3, 9)
    and_a_later_one = [*until_the_event, Suspension(date(2026, 3, 4), date(2026, 3, 6))]
    assert compute_deadline("inspection_accept", monday, suspensions=and_a_later_one).due == date(2026, 3, 11)
    the_first_day = [Suspension(date(2026, 3, 3), date(2026, 3, 4))]
    assert compute_deadline("inspection_accept", monday, suspensions=the_first_day).due == date(2026, 3, 10)
    after_the_end = [Suspension(date(2026, 3, 10), date(2026, 3, 12))]
    assert compute_deadline("inspection_accept", monday, suspensions=after_the_end).due == date(2026, 3, 9)
    days = service_standard(5, Unit.CALENDAR_DAY, EndRule.COUNT_BACK)
    before_the_run = [Suspension(date(2026, 3, 10), date(2026, 3, 13))]
    just_before_it = [Suspension(date(2026, 3, 13), date(2026, 3, 15))]
    for pause in (before_the_run, just_before_it):
        assert compute_deadline(days, hearing, suspensions=pause).due == date(2026, 3, 15)
    assert compute_deadline("arbitration_hearing_notice", hearing, suspensions=before_the_run).due == date(2026, 3, 13)
    long_before = [Suspension(date(2026, 3, 2), date(2026, 3, 4))]
    assert compute_deadline("arbitration_hearing_notice", hearing, suspensions=long_before).due == date(2026, 3, 13)


_TOO_FAR = ("on", "日期超出范围")


@pytest.mark.parametrize("rule", ["petition_handle", "crime_transfer_decision", "inspection_accept", "admin_suit"])
def test_a_suspension_without_end_in_sight_is_refused(rule: str) -> None:
    with pytest.raises(InvalidDate) as caught:
        compute_deadline(rule, DAY, suspensions=[Suspension(DAY, date.max)])
    wanted = ("year", "日历只能推算 2000 年至 2099 年，没有 9999 年") if rule == "inspection_accept" else _TOO_FAR
    assert (caught.value.field, caught.value.message) == wanted


def test_a_suspension_that_begins_before_time_is_refused_when_counting_back() -> None:
    days = service_standard(36_500, Unit.CALENDAR_DAY, EndRule.COUNT_BACK)
    with pytest.raises(InvalidDate) as caught:
        compute_deadline(days, DAY, suspensions=[Suspension(date.min, DAY)])
    assert (caught.value.field, caught.value.message) == _TOO_FAR
    with pytest.raises(InvalidDate) as caught:
        compute_deadline("arbitration_hearing_notice", DAY, suspensions=[Suspension(date.min, DAY)])
    assert caught.value.field == "year"


def test_the_largest_number_of_days_not_counted() -> None:
    assert compute_deadline("crime_transfer_decision", DAY, excluded_days=36_500).due == date(2125, 12, 21)


def test_a_service_standard_counts_like_a_limit() -> None:
    standard = service_standard(5, Unit.WORKING_DAY, EndRule.WORKING_DAY, Extension(5, Unit.WORKING_DAY, Who.OFFICE, 2))
    found = compute_deadline(standard, date(2026, 9, 29))
    assert (found.rule, found.due) == ("early_intervention", date(2026, 10, 12))
    assert found.citation.short_en == "service standard"
    assert compute_deadline(standard, date(2026, 9, 29), extension=10).due == date(2026, 10, 26)
    with pytest.raises(InvalidAmount):
        compute_deadline(standard, date(2026, 9, 29), extension=11)


@pytest.mark.parametrize(
    ("rule", "on", "provisional"),
    [
        ("inspection_accept", date(2026, 12, 24), False),
        ("inspection_accept", date(2026, 12, 25), True),
        ("mediation_accept", date(2026, 12, 31), True),
        ("petition_review_request", date(2026, 12, 1), False),
        ("petition_review_request", date(2026, 12, 2), True),
        ("crime_transfer_decision", date(2026, 12, 30), False),
        ("penalty_hearing_notice", date(2027, 1, 1), False),
        ("penalty_hearing_notice", date(2027, 1, 2), True),
        ("wage_payday", date(2027, 1, 1), True),
        ("wage_payday", date(2026, 12, 31), False),
    ],
)
def test_provisional_only_when_an_unpublished_year_was_looked_at(rule: str, on: date, provisional: bool) -> None:
    assert compute_deadline(rule, on).provisional is provisional


def test_provisional_at_the_first_published_year() -> None:
    days = service_standard(5, Unit.WORKING_DAY, EndRule.WORKING_DAY)
    assert compute_deadline(days, date(2003, 12, 30)).provisional
    assert not compute_deadline(days, date(2003, 12, 31)).provisional
    assert not compute_deadline(days, date(2004, 1, 1)).provisional


def test_add_working_days_both_ways() -> None:
    assert add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert add_working_days(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert add_working_days(date(2026, 10, 4), 0) == date(2026, 10, 4)
    assert add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 4)
    assert add_working_days(date(2026, 1, 4), -1) == date(2025, 12, 31)
    assert add_working_days(date(2026, 1, 3), 600, DEFAULT) > date(2028, 1, 1)


def test_count_days() -> None:
    assert count_days(date(2026, 9, 29), date(2026, 10, 12), Unit.WORKING_DAY) == 5
    assert count_days(date(2026, 9, 29), date(2026, 10, 12), Unit.CALENDAR_DAY) == 13
    assert count_days(date(2024, 1, 31), date(2024, 2, 29), Unit.MONTH) == 1
    assert count_days(date(2024, 1, 31), date(2024, 2, 28), Unit.MONTH) == 0
    assert count_days(date(2024, 2, 29), date(2026, 2, 27), Unit.YEAR) == 1
    assert count_days(date(2024, 2, 29), date(2026, 2, 28), Unit.YEAR) == 2


def test_add_months_to_days_that_do_not_exist() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2025, 1, 29), 1) == date(2025, 2, 28)
    assert add_months(date(2025, 12, 31), 12) == date(2026, 12, 31)
    assert add_months(date(2025, 11, 30), 1) == date(2025, 12, 30)
    assert add_months(date(2025, 3, 31), 1) == date(2025, 4, 30)
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)


def test_the_sentence_of_a_running_clock() -> None:
    pause = [Suspension(date(2026, 2, 1), date(2026, 2, 7), "补正材料")]
    found = compute_deadline("petition_handle", date(2026, 1, 11), suspensions=pause)
    assert found.explain("zh", date(2026, 2, 27)) == (
        "第41天，共60天；中止6天（补正材料）；2026年3月18日（星期三）到期（《信访工作条例》第三十四条）。"
    )
    assert found.explain("en", date(2026, 2, 27)) == (
        "Day 41 of 60; 6 days suspended for 补正材料; due 18 March 2026 (Petition Work Regulations art. 34)."
    )
    assert found.explain("zh", date(2026, 3, 20)).startswith("第60天，共60天，已超期2天；")
    assert found.explain("en", date(2026, 3, 19)).startswith("Day 60 of 60, 1 day overdue; ")
    assert found.explain("en", date(2026, 1, 11)).startswith("Day 0 of 60; ")
    assert (date(2026, 2, 1), "中止：补正材料") in found.skipped()
    assert (date(2026, 2, 6), "suspended: 补正材料") in found.skipped("en")


def test_the_sentence_names_holidays_extensions_and_rolling() -> None:
    found = compute_deadline("arbitration_award", date(2024, 8, 3), extension=14)
    assert found.unrolled == date(2024, 10, 1)
    assert found.explain() == (
        "自2024年8月3日（星期六）起45日；含延长14日；国庆节不计入；最后一日10月1日为休息日，顺延；"
        "2024年10月8日（星期二）到期（《劳动争议调解仲裁法》第四十三条）。"
    )
    assert found.explain("en") == (
        "45 calendar days from 3 August 2024; 14 calendar days of extension included; National Day not counted; "
        "the last day, 1 October 2024, is a day off, moved on; due 8 October 2024 "
        "(Labour Dispute Mediation and Arbitration Law art. 43)."
    )
    paid = compute_deadline("wage_payday", date(2025, 10, 5))
    assert "提前" in paid.explain()
    assert "moved back" in paid.explain("en")
    excluded = compute_deadline("petition_recheck_decide", date(2025, 1, 2), excluded_days=1)
    assert "扣除1天" in excluded.explain()
    assert "1 day not counted" in excluded.explain("en")


def test_the_sentence_for_working_days_and_counting_back() -> None:
    found = compute_deadline("inspection_accept", date(2026, 9, 29))
    assert found.explain("zh", date(2026, 10, 8)).startswith("第2个工作日，共5个工作日；国庆节不计入；")
    assert found.explain("en", date(2026, 10, 8)).startswith("Working day 2 of 5; National Day not counted; ")
    assert found.explain().endswith("（《关于实施〈劳动保障监察条例〉若干规定》第十八条，仅见二手资料）。")
    assert found.explain("en").endswith("art. 18, secondary source).")
    back = compute_deadline("arbitration_hearing_notice", date(2026, 3, 20))
    assert back.explain("zh", date(2026, 3, 1)).startswith("2026年3月20日（星期五）之前5个工作日；")
    assert back.explain("en", date(2026, 3, 1)).startswith("5 working days before 20 March 2026; ")


def test_a_deadline_as_plain_values() -> None:
    found = compute_deadline("inspection_accept", date(2026, 9, 29)).as_dict()
    assert json.loads(json.dumps(found)) == found
    wanted = {
        "rule": "inspection_accept",
        "on": "2026-09-29",
        "unrolled": "2026-10-12",
        "due": "2026-10-12",
        "due_at": None,
        "provisional": False,
        "article": "《关于实施〈劳动保障监察条例〉若干规定》第十八条",
        "extension": 0,
        "excluded_days": 0,
        "suspended_days": 0,
        "confidence": "secondary",
        "unit": "working_day",
        "end": "working_day",
    }
    assert wanted.items() <= found.items()
    assert found["explanation"] == compute_deadline("inspection_accept", date(2026, 9, 29)).explain()
    at = datetime(2026, 9, 30, 8, 30, tzinfo=UTC)
    assert compute_deadline("crime_transfer_send", at).as_dict()["due_at"] == "2026-10-01T16:30:00+08:00"


def test_a_deadline_is_an_immutable_value() -> None:
    found = compute_deadline("petition_handle", DAY)
    assert found == compute_deadline("petition_handle", DAY)
    assert found.limit is get_limit("petition_handle", DAY)
    with pytest.raises(FrozenInstanceError):
        found.due = DAY  # type: ignore[misc]
