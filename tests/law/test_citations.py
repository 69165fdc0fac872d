"""Instruments and how citations print."""

from dataclasses import replace
from datetime import date

import pytest

from law import citations
from law.citations import INSTRUMENTS, Citation, Confidence, chinese_number, cite
from law.errors import InvalidFact, UnknownRule

NAMED = """
wage_regulation petition_rules_2022 petition_rules_2005 inspection_regulation inspection_rules dispute_law
mediation_rules arbitration_rules peoples_mediation_law civil_procedure_law special_account_measures
wage_deposit_rules blacklist_measures publication_measures wage_payment_rules_1994 labour_law labour_contract_law
labour_contract_regulation criminal_law wage_crime_interpretation transfer_regulation transfer_notice
labour_interpretation_1 labour_interpretation_2 holiday_measures wage_conversion_notice over_age_rules civil_code
penalty_law compulsion_law reconsideration_law litigation_law civil_procedure_interpretation
judicial_confirmation_provisions labour_arbitration_link_opinion huxin_notice
""".split()


@pytest.mark.parametrize(
    ("instrument", "article", "zh", "en"),
    [
        ("petition_rules_2022", 34, "《信访工作条例》第三十四条", "Petition Work Regulations art. 34"),
        ("petition_rules_2022", "23(2)", "《信访工作条例》第二十三条第二款", "Petition Work Regulations art. 23(2)"),
        ("labour_law", "44(1)", "《劳动法》第四十四条第（一）项", "Labour Law art. 44(1)"),
        ("criminal_law", "276-1", "《刑法》第二百七十六条之一", "Criminal Law art. 276-1"),
        ("labour_contract_law", "46-48", "《劳动合同法》第四十六条至第四十八条", "Labour Contract Law arts 46-48"),
        ("dispute_law", "48, 50", "《劳动争议调解仲裁法》第四十八条、第五十条", None),
        ("inspection_rules", 18, "《关于实施〈劳动保障监察条例〉若干规定》第十八条", None),
        ("service_standard", "", "《服务标准》", "service standard"),
    ],
)
def test_citations_print(instrument: str, article: str | int, zh: str, en: str | None) -> None:
    found = cite(instrument, article)
    assert found.short_zh == zh == str(found)
    assert en is None or found.short_en == en


def test_a_paragraph_in_words_follows_the_article() -> None:
    found = cite("labour_contract_law", 38, "第一款第（二）项")
    assert found.short_zh == "《劳动合同法》第三十八条第一款第（二）项"
    assert found.short_en == "Labour Contract Law art. 38 第一款第（二）项"


@pytest.mark.parametrize(
    ("number", "zh"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (44, "四十四"), (100, "一百"), (101, "一百零一"),
        (110, "一百一十"), (188, "一百八十八"), (205, "二百零五"), (1001, "一千零一"), (1260, "一千二百六十"),
    ],
)  # fmt: skip
def test_numbers_as_statutes_write_them(number: int, zh: str) -> None:
    assert chinese_number(number) == zh


def test_every_instrument_is_there_and_complete() -> None:
    assert set(NAMED) <= set(INSTRUMENTS)
    for id_, row in INSTRUMENTS.items():
        assert row.id == id_
        assert row.title_zh and row.title_en and row.number and row.issuer_zh and row.issuer_en
        assert row.effective_to is None or row.effective_to > row.effective_from
        assert bool(row.note_zh) == bool(row.note_en)
        assert row.title_en.isascii(), row.title_en
    assert len({row.title_zh for row in INSTRUMENTS.values()}) == len(INSTRUMENTS)


def test_effective_ranges_and_confidence_of_the_law_file() -> None:
    old, new = INSTRUMENTS["petition_rules_2005"], INSTRUMENTS["petition_rules_2022"]
    assert old.holds_on(date(2022, 4, 30)) and not old.holds_on(date(2022, 5, 1))
    assert new.holds_on(date(2022, 5, 1)) and not new.holds_on(date(2022, 4, 30))
    assert INSTRUMENTS["over_age_rules"].effective_from == date(2026, 7, 1)
    assert INSTRUMENTS["inspection_rules"].confidence is Confidence.SECONDARY
    assert INSTRUMENTS["wage_regulation"].confidence is Confidence.VERIFIED
    assert all(mark.zh and mark.en for mark in Confidence)


def test_an_unknown_instrument_is_refused() -> None:
    with pytest.raises(UnknownRule) as caught:
        cite("no_such_law", 1)
    assert caught.value.field == "instrument"


@pytest.mark.parametrize("article", ["three", "12(", "12 13", "-1", "12,"])
def test_an_unreadable_article_is_refused(article: str) -> None:
    with pytest.raises(InvalidFact) as caught:
        cite("labour_law", article)
    assert caught.value.field == "article"


def test_a_citation_of_no_instrument_is_refused() -> None:
    with pytest.raises(InvalidFact) as caught:
        Citation("劳动法", "44")  # type: ignore[arg-type]
    assert caught.value.field == "instrument"


@pytest.mark.parametrize("field", ["title_zh", "title_en", "number", "issuer_zh", "issuer_en"])
def test_an_instrument_without_its_particulars_does_not_load(field: str) -> None:
    with pytest.raises(InvalidFact) as caught:
        replace(INSTRUMENTS["labour_law"], **{field: ""})
    assert caught.value.field == field


def test_an_instrument_that_stands_twice_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citations, "ROWS", (*citations.ROWS, citations.ROWS[0]))
    with pytest.raises(InvalidFact, match="写了两次") as caught:
        citations._instruments()
    assert caught.value.field == "id"
