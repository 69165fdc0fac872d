"""Petitions on the real database: the statutory way, and class (6) to the last opinion."""

from datetime import timedelta

import pytest

from clocks import due
from clocks.models import Clock
from offices.actors import Actor
from offices.errors import Refusal
from tests.workflows.conftest import complaint, open_item
from workflows import reconcile
from workflows.acts import intake, petition, supervision
from workflows.filing import PetitionFiling, WorkerFacts
from workflows.services import file_petition

VISITOR = Actor(kind="party", label="来访人")


def visit(people: int = 5, **extra):
    names = tuple(
        WorkerFacts(name=f"来访人{chr(0x7532 + n)}", phone=f"+86137000000{n:02}") for n in range(min(people, 5))
    )
    return PetitionFiling(
        form="visit",
        division_code="620102",
        petitioners=names,
        people=people,
        claim="讨要工资",
        facts="工地欠薪",
        **extra,
    )


@pytest.fixture
def registered(staff, instant):
    return file_petition(filing=visit(), by=VISITOR, at=instant).case


def test_a_wage_matter_goes_the_statutory_way(staff, instant):
    case = file_petition(filing=visit(complaint=complaint()), by=VISITOR, at=instant).case
    assert case.office.kind == "petition"
    later = instant + timedelta(days=2)
    petition.decide_route(
        task=open_item(case, "decide_route"), by=staff["petition"], at=later, branch=5, route="statutory", reason="欠薪"
    )
    case.refresh_from_db()
    assert case.office.kind == "hrss"
    clock = open_item(case, "decide_acceptance").clock
    assert clock.rule == "inspection_accept"
    assert clock.triggered_at == later
    intake.accept(task=open_item(case, "decide_acceptance"), by=staff["intake"], at=later)
    assert reconcile.disagreements() == []


def test_class_six_goes_to_opinion_review_and_recheck(registered, staff, instant):
    case = registered
    petition.decide_route(
        task=open_item(case, "decide_route"),
        by=staff["petition"],
        at=instant,
        branch=6,
        route="petition",
        reason="其他",
    )
    item = open_item(case, "handle_petition")
    before = item.due_at
    with pytest.raises(Refusal):
        supervision.extend(clock=item.clock, by=staff["supervisor"], at=instant, length=31, reason="复杂")
    supervision.extend(clock=item.clock, by=staff["supervisor"], at=instant, length=30, reason="案情复杂")
    item.refresh_from_db()
    assert item.due_at > before
    assert case.notices.filter(template="extension_granted").count() == 5
    opinion = {"facts": "查明", "opinion": "不支持", "basis": "条例", "supports_claim": False}
    petition.issue_opinion(task=item, by=staff["petition"], at=instant, **opinion)
    person = case.parties.filter(role="petitioner").first()
    actor = Actor(kind="party", label=person.name, party_id=person.pk)
    petition.request_review(task=open_item(case, "await_review_request"), by=actor, at=instant, reasons="不服")
    case.refresh_from_db()
    assert case.office.path == "62.6201.P."
    petition.issue_opinion(task=open_item(case, "decide_review"), by=staff["city-petition"], at=instant, **opinion)
    petition.request_review(task=open_item(case, "await_recheck_request"), by=actor, at=instant, reasons="仍不服")
    petition.issue_opinion(task=open_item(case, "decide_recheck"), by=staff["province-petition"], at=instant, **opinion)
    case.refresh_from_db()
    assert case.outcome == "answered"
    assert case.documents.filter(form="petition_opinion").count() == 3
    assert not Clock.objects.filter(case=case, stopped_at__isnull=True).exists()


def test_no_request_ends_only_after_the_window(registered, staff, instant):
    case = registered
    petition.decide_route(
        task=open_item(case, "decide_route"),
        by=staff["petition"],
        at=instant,
        branch=6,
        route="petition",
        reason="其他",
    )
    petition.issue_opinion(
        task=open_item(case, "handle_petition"),
        by=staff["petition"],
        at=instant,
        facts="查明",
        opinion="不支持",
        basis="条例",
        supports_claim=False,
    )
    item = open_item(case, "await_review_request")
    end = due.state(item.clock, instant).due_on
    with pytest.raises(Refusal):
        petition.conclude_without_review(task=item, by=staff["petition"], at=instant + timedelta(days=30))
    after = instant + timedelta(days=(end - instant.date()).days + 1)
    petition.conclude_without_review(task=item, by=staff["petition"], at=after)
    case.refresh_from_db()
    assert case.outcome == "answered"
