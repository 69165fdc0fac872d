"""Petitions: facts -> refusal, and nothing was written."""

from datetime import timedelta

import pytest

from offices.errors import Refusal
from offices.models import Office
from petitions import services
from petitions.models import Opinion, Petition, ReviewRequest
from tests.factories import OPINION, actor, written
from tests.workflows.conftest import WORKER, open_item
from workflows.acts import petition as acts

REGISTRATION = {"people": 6, "claim": "讨薪", "by": WORKER}


@pytest.mark.parametrize(
    ("form", "representatives", "refused"), [("visit", 6, True), ("visit", 5, False), ("letter", 6, False)]
)
def test_a_visit_has_five_representatives_at_most(matters, form, representatives, refused):
    case = matters.filed()
    if not refused:
        services.register(case=case, form=form, representatives=representatives, at=matters.at, **REGISTRATION)
        assert Petition.objects.filter(case=case).count() == 1
        return
    before = written(case)
    with pytest.raises(services.PetitionRefused, match="不超过五人"):
        services.register(case=case, form=form, representatives=representatives, at=matters.at, **REGISTRATION)
    assert written(case) == before
    assert not Petition.objects.filter(case=case).exists()


def _route(case, matters, **choice):
    acts.decide_route(
        task=open_item(case, "decide_route"), by=matters.staff["petition"], at=matters.at, reason="理由", **choice
    )


ROUTES = [
    *[(branch, "petition", "省信访局", "只有第（六）项") for branch in range(1, 6)],
    (6, "elsewhere", "省信访局", "只有第（六）项"),
    (1, "elsewhere", " ", "要写明转送的机关"),
    (5, "statutory", "", "先登记欠薪情况"),
]


@pytest.mark.parametrize(("branch", "route", "handed_to", "sentence"), ROUTES)
def test_branch_and_route_fit(matters, branch, route, handed_to, sentence):
    case = matters.petition()
    before = written(case)
    with pytest.raises(Refusal, match=sentence):
        _route(case, matters, branch=branch, route=route, handed_to=handed_to)
    assert written(case) == before
    case.petition.refresh_from_db()
    assert case.petition.decided_on is None


@pytest.mark.parametrize("missing", ["facts", "opinion", "basis"])
def test_an_opinion_has_facts_conclusion_and_basis(matters, missing):
    case = matters.handled()
    before = written(case)
    with pytest.raises(services.PetitionRefused, match="依据"):
        acts.issue_opinion(
            task=open_item(case, "handle_petition"),
            by=matters.staff["petition"],
            at=matters.at,
            **{**OPINION, missing: "  "},
        )
    assert written(case) == before
    assert not Opinion.objects.exists()


def _request(case, matters, at):
    person = case.parties.filter(role="petitioner").first()
    acts.request_review(task=open_item(case, "await_review_request"), by=actor(person), at=at, reasons="不服")


def test_a_review_is_asked_for_within_the_window(matters):
    case = matters.answered()
    end = services.window_end(case.petition, Opinion.Level.REVIEW)
    last_day = matters.at + timedelta(days=(end - matters.at.date()).days)
    before = written(case)
    with pytest.raises(services.PetitionRefused, match="申请期限已过"):
        _request(case, matters, last_day + timedelta(days=1))
    assert written(case) == before
    assert not ReviewRequest.objects.exists()
    _request(case, matters, last_day)
    assert ReviewRequest.objects.count() == 1


def test_the_end_waits_for_the_last_day_of_the_window(matters):
    case = matters.answered()
    end = services.window_end(case.petition, Opinion.Level.REVIEW)
    last_day = matters.at + timedelta(days=(end - matters.at.date()).days)
    before = written(case)
    with pytest.raises(Refusal, match="还没有过"):
        acts.conclude_without_review(
            task=open_item(case, "await_review_request"), by=matters.staff["petition"], at=last_day
        )
    assert written(case) == before


def test_no_window_before_the_opinion_is_served(matters):
    case = matters.handled()
    with pytest.raises(services.PetitionRefused, match="还没有送达"):
        services.request_review(petition=case.petition, level="review", reasons="不服", by=WORKER, at=matters.at)
    assert not ReviewRequest.objects.exists()


def test_a_review_goes_to_a_petition_office_that_is_open(matters):
    county, city = (Office.objects.get(path=f"{path}.") for path in ("62.6201.620102", "62.6201"))
    desk = Office.objects.get(parent=city, kind=Office.Kind.PETITION)
    assert services.next_higher_office(county) == desk
    Office.objects.filter(pk=desk.pk).update(is_active=False)
    assert services.next_higher_office(county) == city


def test_nobody_stands_above_the_province(matters):
    top = Office.objects.get(path="62.")
    with pytest.raises(services.PetitionRefused, match="没有上一级机关"):
        services.next_higher_office(top)
