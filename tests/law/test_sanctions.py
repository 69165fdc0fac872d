"""Penalties, the crime screen, the blacklist test, and what a large matter sets off."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from law.errors import InvalidAmount, InvalidDate, InvalidFact, InvalidPeriod, RuleNotInForce
from law.sanctions import (
    BlacklistFacts,
    CrimeFacts,
    Offender,
    OwedToWorker,
    Procedure,
    Verdict,
    blacklist_test,
    conducts_of,
    crime_screen,
    representative_limits,
    sanction_for,
    triggers,
)
from law.tables.local import CrimeAmountRow, LocalTables
from law.tables.sanctions import SANCTION_ROWS

TODAY = date(2026, 11, 23)
CONDUCT = date(2026, 6, 1)

E, G, S, C, B = (
    Offender.EMPLOYER,
    Offender.GENERAL_CONTRACTOR,
    Offender.SUBCONTRACTOR,
    Offender.CONSTRUCTION_UNIT,
    Offender.BANK,
)
STOP = ["stop_project"]
STOP_AND_QUALIFICATION = ["stop_project", "limit_new_work", "lower_qualification"]
TABLE = [
    ("paid_in_kind", E, "54", "20000", "50000", ("10000", "30000"), []),
    ("no_ledger_or_slip", E, "54", "20000", "50000", ("10000", "30000"), []),
    ("no_ledger_or_slip", S, "54", "20000", "50000", ("10000", "30000"), []),
    ("held_wage_card", G, "54", "20000", "50000", ("10000", "30000"), []),
    ("no_special_account", G, "55", "50000", "100000", None, STOP_AND_QUALIFICATION),
    ("no_wage_deposit", G, "55", "50000", "100000", None, STOP_AND_QUALIFICATION),
    ("no_real_name_system", S, "55", "50000", "100000", None, STOP_AND_QUALIFICATION),
    ("no_monthly_workload_sheet", S, "56", "50000", "100000", None, []),
    ("no_supervision_of_subcontractor", G, "56", "50000", "100000", None, []),
    ("refused_supervision", S, "56", "50000", "100000", None, []),
    ("no_rights_board", G, "56", "50000", "100000", None, []),
    ("no_payment_guarantee", C, "57", "50000", "100000", None, STOP),
    ("labour_cost_not_paid", C, "57", "50000", "100000", None, STOP),
    ("refused_project_papers", C, "57", "50000", "100000", None, STOP),
    ("refused_project_papers", G, "57", "50000", "100000", None, STOP),
    ("refused_account_query", B, "58", "20000", "50000", None, []),
    ("unlawful_overtime", E, "25", "100", "500", None, ["warning"]),
    ("disobeyed_order", E, "30", "2000", "20000", None, []),
    ("disobeyed_order", C, "30", "2000", "20000", None, []),
]


@pytest.mark.parametrize(("conduct", "offender", "article", "least", "most", "person", "measures"), TABLE)
def test_the_penalty_of_a_conduct(conduct, offender, article, least, most, person, measures):
    found = sanction_for(conduct=conduct, offender=offender, on=CONDUCT, today=TODAY, order_deadline=date(2026, 7, 1))
    assert found.citation.article == article
    assert (found.unit_min, found.unit_max) == (Decimal(least), Decimal(most))
    assert (found.person_min, found.person_max) == (tuple(map(Decimal, person)) if person else (None, None))
    assert [measure.value for measure in found.measures] == measures
    assert found.can_be_imposed
    assert json.loads(json.dumps(found.as_dict()))["unit"] == [least, most]


def test_every_conduct_has_a_row_in_this_table():
    assert {row[0] for row in TABLE} == {row.code for row in SANCTION_ROWS}


@pytest.mark.parametrize(
    ("deadline", "corrected", "today", "due"),
    [
        (None, False, TODAY, False),
        (date(2026, 11, 22), False, TODAY, True),
        (date(2026, 11, 23), False, TODAY, False),
        (date(2026, 11, 24), False, TODAY, False),
        (date(2026, 11, 22), True, TODAY, False),
    ],
)
def test_the_order_to_correct_comes_first(deadline, corrected, today, due):
    found = sanction_for(
        conduct="no_rights_board",
        offender=G,
        on=CONDUCT,
        today=today,
        order_deadline=deadline,
        corrected=corrected,
    )
    assert found.can_be_imposed is due
    assert found.reason_zh and found.reason_en


def test_unlawful_overtime_is_fined_by_the_worker_without_an_order():
    found = sanction_for(conduct="unlawful_overtime", offender=E, on=CONDUCT, today=TODAY, workers=12)
    assert (found.unit_min, found.unit_max, found.can_be_imposed) == (Decimal(1200), Decimal(6000), True)


def test_other_fines_do_not_grow_with_the_workers():
    found = sanction_for(conduct="paid_in_kind", offender=E, on=CONDUCT, today=TODAY, workers=12)
    assert found.unit_max == Decimal(50000)


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"conduct": "late"}, InvalidFact, "conduct"),
        ({"offender": B}, InvalidFact, "offender"),
        ({"workers": 0}, InvalidFact, "workers"),
        ({"on": date(2020, 4, 30)}, InvalidDate, "on"),
        ({"on": date(2026, 11, 24)}, InvalidDate, "on"),
    ],
)
def test_an_impossible_penalty_is_refused(change, error, field):
    question = {"conduct": "no_rights_board", "offender": G, "on": CONDUCT, "today": TODAY}
    with pytest.raises(error) as refusal:
        sanction_for(**question | change)
    assert refusal.value.field == field


def test_conducts_are_offered_by_offender_and_day():
    assert {row.code for row in conducts_of(B, CONDUCT)} == {"refused_account_query"}
    assert {row.code for row in conducts_of(E, date(2019, 1, 1))} == {"unlawful_overtime", "disobeyed_order"}


# The crime screen

ONE = (OwedToWorker("甲", Decimal(5000), Decimal(3)),)
EXPIRED = {
    "ordered_on": date(2026, 10, 1),
    "order_deadline": date(2026, 10, 15),
    "ordered_in_writing": True,
    "paid_by_deadline": False,
    "hid_property_or_fled": True,
}


def group(count: int, each: str) -> tuple[OwedToWorker, ...]:
    return tuple(OwedToWorker(f"工{number}", Decimal(each), Decimal(1)) for number in range(count))


@pytest.mark.parametrize(
    ("owed", "large"),
    [
        (ONE, True),
        ((OwedToWorker("甲", Decimal("4999.99"), Decimal(3)),), False),
        ((OwedToWorker("甲", Decimal(90000), Decimal("2.9")),), False),
        (group(10, "3000"), True),
        (group(10, "2999.99"), False),
        (group(9, "9000"), False),
        ((*group(9, "9000"), OwedToWorker("无", Decimal(0), Decimal(0))), False),
        ((*group(9, "1"), *ONE), True),
    ],
)
def test_when_the_amount_is_large(owed, large):
    screen = crime_screen(CrimeFacts(today=TODAY, owed=owed, division="62", **EXPIRED))
    assert screen.verdict is (Verdict.MET if large else Verdict.NOT_MET)
    assert screen.elements[0].verdict is screen.verdict


@pytest.mark.parametrize(
    ("change", "element", "verdict"),
    [
        ({"hid_property_or_fled": None}, "refusal_act", Verdict.UNKNOWN),
        ({"hid_property_or_fled": False}, "refusal_act", Verdict.UNKNOWN),
        ({"hid_property_or_fled": False, "able_but_refuses": False}, "refusal_act", Verdict.NOT_MET),
        ({"hid_property_or_fled": False, "able_but_refuses": True}, "refusal_act", Verdict.MET),
        ({"hid_property_or_fled": None, "summoned_and_absent": True}, "refusal_act", Verdict.MET),
        ({"ordered_in_writing": None}, "ordered_in_writing", Verdict.UNKNOWN),
        ({"ordered_in_writing": False}, "ordered_in_writing", Verdict.NOT_MET),
        ({"paid_by_deadline": None}, "unpaid_after_deadline", Verdict.UNKNOWN),
        ({"paid_by_deadline": True}, "unpaid_after_deadline", Verdict.NOT_MET),
        ({"order_deadline": TODAY}, "unpaid_after_deadline", Verdict.NOT_MET),
        ({"order_deadline": date(2026, 11, 22)}, "unpaid_after_deadline", Verdict.MET),
        ({"order_deadline": None}, "unpaid_after_deadline", Verdict.UNKNOWN),
    ],
)
def test_each_element_decides_or_stays_open(change, element, verdict):
    screen = crime_screen(CrimeFacts(today=TODAY, owed=ONE, division="62", **EXPIRED | change))
    found = {item.code: item.verdict for item in screen.elements}
    assert found[element] is verdict
    assert screen.verdict is verdict


def test_without_an_order_there_is_no_crime_yet():
    screen = crime_screen(CrimeFacts(today=TODAY, owed=ONE, division="62", hid_property_or_fled=True))
    assert screen.verdict is Verdict.NOT_MET
    assert [item.verdict for item in screen.elements[2:]] == [Verdict.NOT_MET, Verdict.NOT_MET]


@pytest.mark.parametrize(
    ("facts", "serious"),
    [
        ({}, Verdict.UNKNOWN),
        ({"serious_consequence": True}, Verdict.MET),
        ({"violence_or_threats": True, "serious_consequence": False}, Verdict.MET),
        ({"violence_or_threats": False, "serious_consequence": False}, Verdict.NOT_MET),
    ],
)
def test_serious_consequences_are_answered_apart(facts, serious):
    assert crime_screen(CrimeFacts(today=TODAY, owed=ONE, division="62", **EXPIRED | facts)).serious is serious


def test_the_band_minimum_is_marked_and_the_provinces_figure_replaces_it():
    facts = CrimeFacts(today=TODAY, owed=ONE, division="620102", **EXPIRED)
    by_band = crime_screen(facts)
    assert by_band.thresholds.is_legal_minimum
    assert "threshold_is_legal_minimum" in {note["code"] for note in by_band.notes}

    row = CrimeAmountRow(
        version="gansu-crime",
        effective_from=date(2014, 1, 1),
        effective_to=None,
        province="62",
        single=Decimal(10000),
        group=Decimal(50000),
    )
    by_province = crime_screen(facts, local=LocalTables(crime_amounts=(row,)))
    assert not by_province.thresholds.is_legal_minimum
    assert by_province.verdict is Verdict.NOT_MET
    assert by_province.as_dict()["rule_version"] == "crime-2013+gansu-crime"
    assert {note["code"] for note in by_province.notes} == {"paying_early_helps", "transfer_is_a_duty"}


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"owed": ()}, InvalidFact, "owed"),
        ({"owed": ONE * 2}, InvalidFact, "owed"),
        ({"order_deadline": date(2026, 9, 30)}, InvalidPeriod, "order_deadline"),
        ({"ordered_on": None}, InvalidFact, "ordered_on"),
    ],
)
def test_impossible_facts_of_the_screen_are_refused(change, error, field):
    facts = {"today": TODAY, "owed": ONE, "division": "62"} | EXPIRED | change
    with pytest.raises(error) as refusal:
        CrimeFacts(**facts)
    assert refusal.value.field == field


def test_a_negative_debt_is_refused():
    with pytest.raises(InvalidAmount):
        OwedToWorker("甲", Decimal(-1), Decimal(1))


# The blacklist


@pytest.mark.parametrize(
    ("owed", "incident", "change", "verdict"),
    [
        (ONE, None, {}, Verdict.MET),
        (group(2, "100"), True, {}, Verdict.MET),
        (group(2, "100"), False, {}, Verdict.NOT_MET),
        (group(2, "100"), None, {}, Verdict.UNKNOWN),
        (ONE, None, {"paid_by_deadline": True}, Verdict.NOT_MET),
        (ONE, None, {"paid_by_deadline": None}, Verdict.UNKNOWN),
        (ONE, None, {"order_deadline": TODAY}, Verdict.NOT_MET),
        (ONE, None, {"order_deadline": None}, Verdict.UNKNOWN),
        (ONE, None, {"order_deadline": None, "ordered_on": None}, Verdict.NOT_MET),
        (ONE, None, {"hid_property_or_fled": False, "able_but_refuses": False}, Verdict.MET),
    ],
)
def test_the_blacklist(owed, incident, change, verdict):
    crime = CrimeFacts(today=TODAY, owed=owed, division="62", **EXPIRED | change)
    found = blacklist_test(BlacklistFacts(crime, bad_group_incident=incident))
    assert found.verdict is verdict
    assert (found.row.listing_years, found.row.early_exit_months) == (3, 6)


@pytest.mark.parametrize(
    ("corrected", "promised", "spared"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_escape_clause_needs_correction_and_promise(corrected, promised, spared):
    crime = CrimeFacts(today=TODAY, owed=ONE, division="62", **EXPIRED)
    found = blacklist_test(BlacklistFacts(crime, corrected=corrected, promised_in_writing=promised))
    assert found.may_be_spared is spared
    assert found.as_dict()["verdict"] == "met"


def test_before_2022_there_was_no_blacklist():
    crime = CrimeFacts(today=date(2021, 12, 31), owed=ONE, division="62")
    with pytest.raises(RuleNotInForce):
        blacklist_test(BlacklistFacts(crime))
    assert blacklist_test(BlacklistFacts(replace(crime, today=date(2022, 1, 1)))).verdict is Verdict.NOT_MET


# What a large matter sets off


@pytest.mark.parametrize(
    ("facts", "collective", "urgent", "effects"),
    [
        ({"workers": 1}, False, False, ["legal_aid"]),
        ({"workers": 9}, False, False, ["legal_aid"]),
        ({"workers": 10}, True, True, ["arbitration_first", "choose_representatives", "legal_aid"]),
        ({"workers": 10, "same_request": False}, False, False, ["legal_aid"]),
        (
            {"workers": 12, "construction": True},
            True,
            True,
            ["arbitration_first", "choose_representatives", "legal_aid", "site_handling"],
        ),
        ({"workers": 2, "construction": True}, False, False, ["legal_aid"]),
        ({"workers": 2, "crime_screen_met": True}, False, True, ["legal_aid"]),
        ({"workers": 2, "violence_risk": True}, False, True, ["emergency_plan", "legal_aid", "urgent_report"]),
        ({"workers": 2, "may_affect_society": True}, False, True, ["emergency_plan", "legal_aid", "urgent_report"]),
    ],
)
def test_what_a_matter_sets_off(facts, collective, urgent, effects):
    found = triggers(**{"same_request": True, "on": TODAY} | facts)
    assert (found.is_collective, found.is_urgent) == (collective, urgent)
    assert [effect["code"] for effect in found.effects] == effects
    assert all(effect["citation"].startswith("《") for effect in found.as_dict()["effects"])


def test_a_matter_of_nobody_is_refused():
    with pytest.raises(InvalidFact):
        triggers(workers=0, same_request=True, on=TODAY)


@pytest.mark.parametrize(
    ("procedure", "least", "most"),
    [(Procedure.PETITION, None, 5), (Procedure.ARBITRATION, 3, 5), (Procedure.MEDIATION, None, None)],
)
def test_how_many_may_speak(procedure, least, most):
    found = representative_limits(procedure, TODAY)
    assert (found.least, found.most) == (least, most)
