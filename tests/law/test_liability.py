"""The liability chain against data/liability.json: who answers, on which ground, with which duty, cap and recovery."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.errors import InvalidAmount, InvalidDate, InvalidFact, InvalidPeriod
from law.liability import Liability, LiabilityFacts, liability_chain
from law.loading import load_facts
from law.tables.liability import LIABILITY_ROWS

CASES = json.loads((Path(__file__).parent / "data" / "liability.json").read_text(encoding="utf-8"))
EVERYTHING = load_facts(LiabilityFacts, CASES[-1]["facts"])


def written(item: Liability) -> str:
    """Write a ground as the table does."""
    text = f"{item.party} {item.code} {item.duty}"
    if item.cap is not None:
        text += f" cap {item.cap}"
    if item.cap_unknown:
        text += " cap unknown"
    if item.scope != "all":
        text += f" scope {item.scope}"
    if item.recover_from:
        text += f" recovers from {', '.join(item.recover_from)}"
    return text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_chain_matches_the_table(case):
    chain = liability_chain(load_facts(LiabilityFacts, case["facts"]))
    assert [written(item) for item in chain.liabilities] == case["expected"]
    assert [note["code"] for note in chain.notes] == case["notes"]


def test_every_ground_of_the_law_is_in_the_table():
    named = {text.split()[1] for case in CASES for text in case["expected"]}
    assert named == {row.code for row in LIABILITY_ROWS}


@pytest.mark.parametrize(
    ("code", "citation"),
    [
        ("employer", "《保障农民工工资支付条例》第十六条"),
        ("name_lender", "《保障农民工工资支付条例》第十九条第二款"),
        ("general_contractor_for_subcontractor", "《保障农民工工资支付条例》第三十条"),
        ("contracted_to_unqualified", "《保障农民工工资支付条例》第三十六条第（一）项"),
        ("construction_unit_advances", "《保障农民工工资支付条例》第二十九条"),
        ("emergency_fund", "《保障农民工工资支付条例》第六十三条"),
    ],
)
def test_a_ground_cites_its_article(code, citation):
    found = [
        str(item.citation)
        for case in CASES
        for item in liability_chain(load_facts(LiabilityFacts, case["facts"])).liabilities
        if item.code == code
    ]
    assert set(found) == {citation}


def test_payers_are_named_once_in_the_order_they_are_asked():
    chain = liability_chain(EVERYTHING)
    assert chain.payers == ("s", "b", "g", "o", "government")
    assert json.loads(json.dumps(chain.as_dict()))["payers"] == list(chain.payers)
    assert all(item.text_zh and item.text_en and item.rule_version for item in chain.liabilities)


@given(st.permutations(EVERYTHING.parties), st.permutations(EVERYTHING.relations))
def test_the_order_of_parties_and_relations_never_matters(parties, relations):
    shuffled = replace(EVERYTHING, parties=tuple(parties), relations=tuple(relations))
    assert liability_chain(shuffled) == liability_chain(EVERYTHING)


COMPANY = {"id": "u", "name": "戊工厂"}
OTHER = {"id": "n", "name": "庚公司"}
EMPLOYS = {"kind": "employs", "upper": "u"}
GOOD = {"owed_on": "2026-03-10", "parties": [COMPANY, OTHER], "relations": [EMPLOYS]}

REFUSED = [
    ({"parties": [COMPANY, COMPANY]}, InvalidFact, "parties"),
    ({"parties": [COMPANY | {"id": " "}]}, InvalidFact, "parties[0].id"),
    ({"parties": [COMPANY | {"form": "club"}]}, InvalidFact, "parties[0].form"),
    ({"relations": []}, InvalidFact, "relations"),
    ({"relations": [EMPLOYS, EMPLOYS]}, InvalidFact, "relations"),
    ({"relations": [EMPLOYS | {"upper": "x"}]}, InvalidFact, "relations"),
    ({"relations": [EMPLOYS | {"lower": "n"}]}, InvalidFact, "relations[0].lower"),
    ({"relations": [{"kind": "invests", "upper": "u"}]}, InvalidFact, "relations[0].lower"),
    ({"relations": [{"kind": "invests", "upper": "u", "lower": "u"}]}, InvalidFact, "relations[0].lower"),
    (
        {"relations": [{"kind": "contracts", "upper": "u", "lower": "n", "unpaid_price": "1"}]},
        InvalidFact,
        "relations[0].unpaid_price",
    ),
    (
        {"relations": [{"kind": "contracts", "upper": "u", "lower": "n", "unpaid_price": "-1"}]},
        InvalidAmount,
        "relations[0].unpaid_price",
    ),
    (
        {"construction": False, "relations": [EMPLOYS, {"kind": "subcontracts", "upper": "n", "lower": "u"}]},
        InvalidFact,
        "relations",
    ),
    ({"owed_on": "2026-02-29"}, InvalidDate, "owed_on"),
    ({"owed_on": "2007-12-31"}, InvalidPeriod, "owed_on"),
]


@pytest.mark.parametrize(("change", "error", "field"), REFUSED)
def test_impossible_facts_are_refused(change, error, field):
    with pytest.raises(error) as refusal:
        liability_chain(load_facts(LiabilityFacts, GOOD | change))
    assert refusal.value.field == field


def test_a_licensed_dispatcher_is_no_supplier():
    facts = GOOD | {
        "parties": [COMPANY | {"licensed_dispatcher": True}, OTHER],
        "relations": [EMPLOYS, {"kind": "supplies", "upper": "u", "lower": "n"}],
    }
    with pytest.raises(InvalidFact) as refusal:
        liability_chain(load_facts(LiabilityFacts, facts))
    assert refusal.value.field == "relations"
