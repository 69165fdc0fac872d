"""Which roads are open, against data/routes.json: state, reason and the last day of every window."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.errors import InvalidDate, InvalidFact, InvalidPeriod
from law.loading import load_facts
from law.routes import (
    AgreementFacts,
    ClaimKind,
    Filing,
    FilingKind,
    FilingStatus,
    PetitionFacts,
    PetitionNature,
    RouteFacts,
    Severity,
    filing_dates_advice,
    open_routes,
    petition_class,
)

CASES = json.loads((Path(__file__).parent / "data" / "routes.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 23)
ROADS = [
    "mediation",
    "inspection",
    "arbitration",
    "payment_order",
    "arbitration_review",
    "judicial_confirmation",
    "court",
    "petition_1",
    "petition_2",
    "petition_3",
    "petition_4",
    "petition_5",
    "petition_6",
]


def roads(**facts) -> dict:
    return {route.code: route for route in open_routes(RouteFacts(**{"today": TODAY} | facts))}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_roads_match_the_table(case):
    found = {route.code: route for route in open_routes(load_facts(RouteFacts, case["facts"]))}
    written = {
        code: " ".join([route.state, route.reason.code, *(item.due_on.isoformat() for item in route.windows)])
        for code, route in found.items()
    }
    assert {code: written[code] for code in case["expected"]} == case["expected"]
    open_branches = [code for code, route in found.items() if code.startswith("petition") and route.is_open]
    assert open_branches == [f"petition_{case['petition_branch']}"]


def test_every_reason_appears_in_the_table():
    reasons = {text.split()[1] for case in CASES for text in case["expected"].values()}
    assert len(reasons) >= 35


def test_the_roads_come_in_a_fixed_order_with_texts_in_both_languages():
    routes = open_routes(RouteFacts(today=TODAY))
    assert [route.code for route in routes] == ROADS
    for route in routes:
        written = json.loads(json.dumps(route.as_dict()))
        assert written["reason_zh"] and written["reason_en"] and written["cost_zh"] and written["cost_en"]
        assert written["open"] is (written["state"] != "closed")
        assert route.citations and all(text.startswith("《") for text in written["citations"])
        assert len(route.notes_zh) == len(route.notes_en)


def test_what_each_road_closes_and_costs():
    found = roads()
    assert found["mediation"].closes == ("inspection",)
    assert found["arbitration"].closes == ("mediation", "inspection")
    assert found["court"].closes == ("mediation", "inspection", "arbitration")
    assert found["arbitration_review"].closes == ("judicial_confirmation",)
    assert found["judicial_confirmation"].closes == ("arbitration_review",)
    assert found["inspection"].closes == found["payment_order"].closes == ()
    free = {code for code, route in found.items() if route.cost_zh == "不收费"}
    assert free == set(ROADS) - {"payment_order", "court"}


def test_what_restarts_the_one_year():
    found = roads()
    assert {code for code, route in found.items() if not route.interrupts_limitation} == {
        "arbitration_review",
        "judicial_confirmation",
    }


def test_mediation_warns_about_the_inspection_and_cites_article_21():
    mediation = roads()["mediation"]
    assert "监察" in mediation.notes_zh[0]
    assert "《劳动保障监察条例》第二十一条" in mediation.as_dict()["citations"]


def test_a_failed_payment_order_leads_elsewhere_with_and_without_an_agreement():
    agreement = AgreementFacts(date(2026, 11, 1), date(2026, 11, 10))
    assert "先申请仲裁" in roads()["payment_order"].notes_zh[0]
    assert "直接起诉" in roads(agreement=agreement)["payment_order"].notes_zh[0]
    assert "arbitration comes first" in roads()["payment_order"].notes_en[0]
    assert "sue at once" in roads(agreement=agreement)["payment_order"].notes_en[0]


def test_a_closed_petition_branch_names_the_right_one():
    found = roads(continuing=True)
    assert found["petition_6"].reason.text_zh == "这一请求按第三十一条第（五）项办理。"
    assert "31(5)" in found["petition_1"].reason.text_en
    assert "复查" in found["petition_5"].reason.text_zh


@given(
    st.permutations(
        [
            Filing(FilingKind.DEMAND, date(2026, 5, 4), FilingStatus.ENDED),
            Filing(FilingKind.COMPLAINT, date(2025, 8, 4), FilingStatus.REFUSED),
            Filing(FilingKind.MEDIATION, date(2026, 2, 2), FilingStatus.ENDED, date(2026, 2, 20)),
            Filing(FilingKind.PROMISE, date(2025, 12, 1), FilingStatus.ENDED),
        ]
    )
)
def test_the_order_of_the_filings_never_matters(filings):
    left = date(2025, 3, 31)
    given_order = roads(last_violation=left, employment_ended=left, filings=tuple(filings))
    assert given_order["arbitration"].windows[0].starts_from == date(2026, 5, 4)


@given(st.dates(date(2010, 1, 1), TODAY), st.dates(date(2010, 1, 1), TODAY), st.sampled_from(list(ClaimKind)))
def test_any_dates_get_an_answer(violation, ended, claim):
    found = roads(claim=claim, last_violation=violation, employment_ended=ended, iou_on=violation)
    assert list(found) == ROADS


REFUSED = [
    ({"last_violation": "2026-11-24"}, InvalidDate, "last_violation"),
    ({"employment_ended": "2026-11-24"}, InvalidDate, "employment_ended"),
    ({"known_on": "2026-11-24"}, InvalidDate, "known_on"),
    ({"iou_on": "2026-11-24"}, InvalidDate, "iou_on"),
    ({"award": {"received_on": "2026-11-24"}}, InvalidDate, "award"),
    ({"agreement": {"effective_on": "2026-11-24", "pay_by": "2026-12-01"}}, InvalidDate, "agreement"),
    ({"agreement": {"effective_on": "2026-11-02", "pay_by": "2026-11-01"}}, InvalidPeriod, "agreement.pay_by"),
    ({"filings": [{"kind": "demand", "on": "2026-11-24"}]}, InvalidDate, "filings[0]"),
    (
        {"filings": [{"kind": "demand", "on": "2026-11-02", "status": "ended", "ended_on": "2026-11-01"}]},
        InvalidPeriod,
        "filings[0].ended_on",
    ),
    ({"filings": [{"kind": "suit", "on": "2026-11-02", "ended_on": "2026-11-03"}]}, InvalidFact, "filings[0].ended_on"),
    ({"filings": [{"kind": "letter", "on": "2026-11-02"}]}, InvalidFact, "filings[0].kind"),
    ({"claim": "holiday"}, InvalidFact, "claim"),
    ({"continuing": True, "employment_ended": "2026-11-02"}, InvalidFact, "last_violation"),
]


@pytest.mark.parametrize(("change", "error", "field"), REFUSED)
def test_impossible_facts_are_refused(change, error, field):
    with pytest.raises(error) as refusal:
        load_facts(RouteFacts, {"today": "2026-11-23"} | change)
    assert refusal.value.field == field


# The petition's branch


@pytest.mark.parametrize(
    ("facts", "branch", "article", "road", "clock"),
    [
        ({"nature": PetitionNature.SUGGESTION}, None, "29", "study", False),
        ({"nature": PetitionNature.ACCUSATION}, None, "30", "discipline", False),
        ({"in_litigation": True}, 1, "31", "litigation", False),
        ({"in_litigation": True, "arbitrable": True}, 1, "31", "litigation", False),
        ({"arbitrable": True}, 2, "31", "arbitration", False),
        ({"arbitrable": True, "party_matter": True}, 2, "31", "arbitration", False),
        ({"party_matter": True}, 3, "31", "party", False),
        ({"party_matter": True, "administrative_remedy": True}, 3, "31", "party", False),
        ({"administrative_remedy": True}, 4, "31", "administrative", False),
        ({"administrative_remedy": True, "asks_agency_to_act": True}, 4, "31", "administrative", False),
        ({"asks_agency_to_act": True}, 5, "31", "duty", False),
        ({"arbitrable": True, "asks_agency_to_act": True}, 5, "31", "duty", False),
        ({}, 6, "31", "petition", True),
    ],
)
def test_the_first_matching_branch(facts, branch, article, road, clock):
    found = petition_class(PetitionFacts(**facts))
    assert (found.branch, found.article, found.road, found.petition_clock) == (branch, article, road, clock)
    assert found.reason_zh and found.reason_en
    assert found.as_dict()["branch"] == branch


@pytest.mark.parametrize("facts", [{"arbitrable": True}, {"asks_agency_to_act": True}])
def test_a_wage_claim_is_told_that_review_does_not_apply(facts):
    found = petition_class(PetitionFacts(**facts))
    assert "复查、复核" in found.reason_zh
    assert "re-check" in found.reason_en


# The worker's page


def advice(violation, ended, today=TODAY):
    return [(item.code, item.severity, item.date) for item in filing_dates_advice(violation, ended, today)]


def test_work_of_2019_filed_in_november_2026():
    end = date(2019, 10, 31)
    assert advice(end, end) == [
        ("inspection_lookback_passed", Severity.WARNING, date(2021, 11, 1)),
        ("arbitration_limit_passed", Severity.WARNING, date(2020, 11, 2)),
        ("court_with_iou", Severity.GOOD, None),
    ]
    texts = [item.text_zh for item in filing_dates_advice(end, end, TODAY)]
    assert "2021年11月1日" in texts[0] and "投诉、举报过" in texts[0]
    assert "重新计算" in texts[1]
    assert "工资欠条" in texts[2]


def test_still_working_and_no_date():
    assert advice(None, None) == [
        ("inspection_open", Severity.GOOD, None),
        ("arbitration_not_running", Severity.GOOD, None),
    ]


def test_left_recently():
    end = date(2026, 8, 20)
    assert advice(end, end) == [
        ("inspection_open", Severity.GOOD, date(2028, 8, 21)),
        ("arbitration_open", Severity.GOOD, date(2027, 8, 20)),
    ]


def test_only_the_arbitration_year_has_passed():
    end = date(2025, 8, 20)
    assert [row[0] for row in advice(end, end)] == ["inspection_open", "arbitration_limit_passed", "court_with_iou"]


def test_without_a_violation_date_the_end_of_work_counts():
    assert advice(None, date(2024, 11, 20))[0] == (
        "inspection_lookback_passed",
        Severity.WARNING,
        date(2026, 11, 20),
    )


def test_the_last_sixty_days_are_said_loudly():
    end = date(2025, 1, 22)
    due = date(2026, 1, 22)
    soon = advice(end, end, today=due - timedelta(days=60))[1]
    early = advice(end, end, today=due - timedelta(days=61))[1]
    last = advice(end, end, today=due)[1]
    late = advice(end, end, today=due + timedelta(days=1))[1]
    assert soon == ("arbitration_closes_soon", Severity.SOON, due)
    assert early == ("arbitration_open", Severity.GOOD, due)
    assert last == ("arbitration_closes_soon", Severity.SOON, due)
    assert late == ("arbitration_limit_passed", Severity.WARNING, due)


def test_the_inspection_closes_soon_as_well():
    end = date(2024, 12, 10)
    assert advice(end, end)[0] == ("inspection_closes_soon", Severity.SOON, date(2026, 12, 10))


def test_advice_is_plain_json_in_both_languages():
    for item in filing_dates_advice(date(2019, 10, 31), date(2019, 10, 31), TODAY):
        written = json.loads(json.dumps(item.as_dict()))
        assert written["text_zh"] and written["text_en"] and written["citation"].startswith("《")


@pytest.mark.parametrize(
    ("violation", "ended", "field"),
    [(date(2026, 11, 24), None, "last_violation"), (None, date(2026, 11, 24), "employment_ended")],
)
def test_a_date_after_today_is_refused(violation, ended, field):
    with pytest.raises(InvalidDate) as refusal:
        filing_dates_advice(violation, ended, TODAY)
    assert refusal.value.field == field
