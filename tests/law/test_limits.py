"""The tables of limits: complete, dated, cited, and read per instrument."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from law.citations import Confidence, cite
from law.errors import InvalidAmount, InvalidDate, InvalidFact, InvalidPeriod, RuleNotInForce, UnknownRule
from law.limits import EndRule, Extension, Limit, Unit, Who, codes, get_limit, index_rows, list_limits, versions

ROOT = Path(__file__).resolve().parents[2]
CODES = (Path(__file__).parent / "data" / "limit_codes.txt").read_text("utf-8").split()
LIMITS = list_limits()


def test_every_code_of_the_law_file_is_there() -> None:
    assert set(CODES) <= set(codes())
    assert len(CODES) == len(set(CODES)) == 116


def test_there_are_at_least_110_limits() -> None:
    assert len(codes()) >= 110
    assert len(list_limits(date(2026, 7, 1))) >= 110


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: f"{row.code} {row.effective_from}")
def test_each_row_is_whole(row: Limit) -> None:
    assert row.title_zh and row.title_en and row.trigger_zh and row.trigger_en
    assert bool(row.consequence_zh) == bool(row.consequence_en)
    assert row.title_en.isascii() and row.trigger_en.isascii() and row.consequence_en.isascii()
    instrument = row.citation.instrument
    assert row.effective_from >= instrument.effective_from, "a rule does not precede its instrument"
    assert instrument.effective_to is None or (row.effective_to or date.max) <= instrument.effective_to
    assert row.citation.article or instrument.confidence is Confidence.SECONDARY, (
        "no article although the text was read"
    )
    assert get_limit(row.code, row.effective_from) is row
    assert row in versions(row.code)
    assert row.responsible.zh and row.responsible.en
    if row.extension is not None:
        assert row.extension.granted_by.zh and row.extension.unit is row.unit


def test_no_row_is_surer_than_its_instrument() -> None:
    order = [Confidence.VERIFIED, Confidence.SECONDARY, Confidence.POLICY, Confidence.RECALLED]
    for row in LIMITS:
        assert order.index(row.confidence) >= order.index(row.citation.instrument.confidence), row.code


def test_the_two_petition_rules_are_chosen_by_the_day_of_the_event() -> None:
    assert get_limit("petition_handle", date(2022, 5, 1)).citation.short_en == "Petition Work Regulations art. 34"
    assert get_limit("xf05_handle", date(2022, 4, 30)).citation.short_zh == "《信访条例》第三十三条"
    with pytest.raises(RuleNotInForce) as caught:
        get_limit("petition_handle", date(2022, 4, 30))
    assert caught.value.field == "on"
    assert "2022-05-01" in caught.value.message
    with pytest.raises(RuleNotInForce) as caught:
        get_limit("xf05_handle", date(2022, 5, 1))
    assert "2022-04-30" in caught.value.message


def test_an_earlier_version_governs_earlier_events() -> None:
    old, new = versions("arbitration_review_apply")
    assert old.citation.instrument.id == "mediation_rules"
    assert new.citation.instrument.id == "arbitration_rules"
    assert get_limit("arbitration_review_apply", date(2017, 6, 30)) is old
    assert get_limit("arbitration_review_apply", date(2017, 7, 1)) is new
    with pytest.raises(RuleNotInForce):
        get_limit("arbitration_review_apply", date(2011, 12, 31))


def test_an_unknown_code_is_refused() -> None:
    for ask in (lambda: get_limit("petition_handel", date(2026, 1, 1)), lambda: versions("petition_handel")):
        with pytest.raises(UnknownRule) as caught:
            ask()
        assert caught.value.field == "rule"


def test_a_day_that_is_no_date_is_refused() -> None:
    with pytest.raises(InvalidDate) as caught:
        get_limit("petition_handle", "2026-01-01")  # type: ignore[arg-type]
    assert caught.value.field == "on"


def test_days_are_read_as_their_instrument_reads_them() -> None:
    read = {
        "arbitration_rules": lambda days: days in (3, 5, 10),
        "penalty_law": lambda days: days in (2, 3, 5, 7),
        "compulsion_law": lambda days: days <= 10,
        "reconsideration_law": lambda days: days in (3, 5, 7, 10),
        "dispute_law": lambda days: False,
        "civil_procedure_law": lambda days: False,
        "petition_rules_2005": lambda days: False,
        "transfer_regulation": lambda days: False,
        "blacklist_measures": lambda days: True,
    }
    for row in LIMITS:
        if row.unit in (Unit.CALENDAR_DAY, Unit.WORKING_DAY) and row.citation.instrument.id in read:
            in_working_days = read[row.citation.instrument.id](row.length)
            assert (row.unit is Unit.WORKING_DAY) == in_working_days, row.code


def test_the_two_mediation_clocks_differ() -> None:
    conclude, arbitrate = (
        get_limit(code, date(2026, 1, 5)) for code in ("mediation_conclude", "mediation_right_to_arbitrate")
    )
    assert conclude.extension == Extension(None, Unit.CALENDAR_DAY, Who.BOTH_SIDES)
    assert arbitrate.extension is None
    assert conclude.trigger_zh != arbitrate.trigger_zh


@pytest.mark.parametrize(
    ("code", "length", "granted_by"),
    [
        ("petition_handle", 30, Who.AGENCY_HEAD),
        ("inspection_investigate", 30, Who.DEPARTMENT_HEAD),
        ("blacklist_decide", 20, Who.DEPARTMENT_HEAD),
        ("arbitration_award", 15, Who.COMMISSION_HEAD),
        ("arbitration_review_decide", 5, Who.COMMISSION_HEAD),
        ("judicial_confirmation_decide", 10, Who.COURT_PRESIDENT),
    ],
)
def test_extensions_and_who_grants_them(code: str, length: int, granted_by: Who) -> None:
    extension = get_limit(code, date(2026, 1, 5)).extension
    assert extension is not None
    assert (extension.most, extension.granted_by) == (length, granted_by)


def test_extensions_granted_several_times_add_up() -> None:
    assert Extension(10, Unit.CALENDAR_DAY, Who.OFFICE, times=3).most == 30
    assert Extension(None, Unit.CALENDAR_DAY, Who.OFFICE).most is None


def test_only_unsure_rules_may_be_changed_locally() -> None:
    recalled = get_limit("inspection_decide", date(2026, 1, 5))
    assert recalled.is_overridable
    changed = recalled.override(length=20)
    assert (changed.length, changed.unit, changed.overridden, recalled.length) == (20, Unit.WORKING_DAY, True, 15)
    with pytest.raises(InvalidFact) as caught:
        get_limit("petition_handle", date(2026, 1, 5)).override(length=90)
    assert caught.value.field == "rule"
    with pytest.raises(InvalidAmount):
        recalled.override(length=-1)
    switched = get_limit("crime_transfer_decision", date(2026, 1, 5)).override(
        length=3, unit=Unit.WORKING_DAY, end=EndRule.WORKING_DAY
    )
    assert switched.end is EndRule.WORKING_DAY


GOOD = get_limit("petition_handle", date(2026, 1, 5))


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"citation": None}, InvalidFact, "citation"),
        ({"title_en": ""}, InvalidFact, "title_en"),
        ({"trigger_zh": ""}, InvalidFact, "trigger_zh"),
        ({"code": ""}, InvalidFact, "code"),
        ({"length": -1}, InvalidAmount, "length"),
        ({"length": 1.5}, InvalidAmount, "length"),
        ({"length": 36_501}, InvalidAmount, "length"),
        ({"unit": None}, InvalidFact, "unit"),
        ({"end": EndRule.WORKING_DAY}, InvalidFact, "end"),
        ({"unit": Unit.WORKING_DAY, "extension": None}, InvalidFact, "end"),
        ({"unit": Unit.MONTH, "end": EndRule.COUNT_BACK, "extension": None}, InvalidFact, "unit"),
        ({"unit": Unit.HOUR, "extension": None}, InvalidFact, "end"),
        ({"extension": Extension(1, Unit.MONTH, Who.OFFICE)}, InvalidFact, "extension"),
        ({"effective_to": date(2022, 4, 30)}, InvalidPeriod, "effective_to"),
    ],
)
def test_a_faulty_row_does_not_load(changes: dict[str, object], error: type[Exception], field: str) -> None:
    with pytest.raises(error) as caught:
        replace(GOOD, **changes)  # type: ignore[arg-type]
    assert caught.value.field == field  # type: ignore[attr-defined]


def test_versions_that_overlap_do_not_load() -> None:
    later = replace(GOOD, effective_from=GOOD.effective_from + timedelta(days=9))
    with pytest.raises(InvalidPeriod) as caught:
        index_rows((later, GOOD))
    assert caught.value.field == "effective_to"
    ended = replace(GOOD, effective_to=GOOD.effective_from + timedelta(days=8))
    assert index_rows((later, ended)) == {GOOD.code: (ended, later)}


def test_limits_in_force_on_a_day() -> None:
    on_2021 = {row.code for row in list_limits(date(2021, 1, 1))}
    assert "xf05_handle" in on_2021 and "petition_handle" not in on_2021
    assert [row.code for row in list_limits(date(2026, 1, 1)) if row.code.startswith("xf05")] == []


def test_enumerations_have_names_in_both_languages() -> None:
    for name in (*Unit, *EndRule, *Who):
        assert name.zh and name.en and not name.zh.isascii() and name.en.isascii()


def test_a_citation_for_what_an_office_promises() -> None:
    own = replace(GOOD, code="office", citation=cite("service_standard"), confidence=Confidence.POLICY)
    assert own.citation.short_zh == "《服务标准》"


def test_the_package_needs_no_framework() -> None:
    code = (
        "import law, law.render, law.periods, sys; assert not [m for m in sys.modules if m.split('.')[0] == 'django']"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
