"""The answer to a tap is lost on the way: the browser keeps the cookies it had, taps again, and is led on."""

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from cases.models import Case
from notices.models import Notice
from portal.filing import drafts
from portal.views import filing, following
from tests.portal.conftest import last_code
from tests.portal.test_bad_input import PETITION, _code, _walk_to, worker  # noqa: F401


def _lost(client, path, values):
    """Post, and forget what the answer set."""
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    answer = client.post(path, values)
    client.cookies.clear()
    client.cookies.load(kept)
    return answer


def test_the_answer_to_submit_is_lost(worker):  # noqa: F811
    _walk_to(worker, "check")
    page = reverse("portal:step", args=["check"])
    lost = _lost(worker, page, {"declared": "on"})
    again = worker.post(page, {"declared": "on"})
    assert again["Location"] == lost["Location"]
    assert worker.get(again["Location"]).context["query_code"]
    assert Case.objects.count() == 1


def test_the_answer_to_a_petition_is_lost(demo_offices):
    client, page = Client(), reverse("portal:petition")
    client.get(page)
    client.post(page, PETITION)
    filled = {**PETITION, "code": _code()}
    lost = _lost(client, page, filled)
    assert lost.status_code == 302
    again = client.post(page, filled)
    assert again["Location"] == lost["Location"]
    assert client.get(again["Location"]).context["query_code"]
    assert Case.objects.count() == 1
    assert Notice.objects.filter(template="verification_code").count() == 1


def _at_the_code(client):
    _walk_to(client, "code")
    return client, reverse("portal:step", args=["code"]), {"code": _code()}


def _at_the_resuming(client):
    _walk_to(client, "owed")
    code, phone = client.get(reverse("portal:step", args=["owed"])).context["draft_code"], "13900001111"
    other, page = Client(), reverse("portal:resume")
    other.get(page)
    other.post(page, {"code": code, "phone": phone})
    return other, page, {"code": code, "phone": phone, "sms": last_code()}


def _at_the_petition(_client):
    client, page = Client(), reverse("portal:petition")
    client.get(page)
    client.post(page, PETITION)
    return client, page, {**PETITION, "code": _code()}


def _at_the_withdrawal(client):
    _walk_to(client, "check")
    client.post(reverse("portal:step", args=["check"]), {"declared": "on"})
    page = reverse("portal:withdraw", args=[Case.objects.get().number])
    client.post(page, {})
    return client, page, {"code": last_code(), "reason": "已经给了"}


@pytest.mark.parametrize(
    ("way", "place", "name"),
    [
        (_at_the_code, drafts, "save"),
        (_at_the_resuming, drafts, "resume"),
        (_at_the_petition, filing, "file_petition"),
        (_at_the_withdrawal, following.resolution, "withdraw"),
    ],
)
def test_a_code_is_not_used_up_where_the_database_went_away_after_it(worker, monkeypatch, way, place, name):  # noqa: F811
    client, page, filled = way(worker)
    client.raise_request_exception = False
    with monkeypatch.context() as storm:
        storm.setattr(place, name, _gone)
        assert client.post(page, filled).status_code == 503
    assert client.post(page, filled).status_code == 302, "the same code, typed once"


def _gone(*_arguments, **_words):
    raise OperationalError("server closed the connection unexpectedly")


def test_a_visit_that_cannot_be_written_down_after_the_act_is_asked_to_come_back(worker, monkeypatch):  # noqa: F811
    """What was filed is filed; a page that says the form was not understood would send the person away."""
    _walk_to(worker, "check")
    page = reverse("portal:step", args=["check"])
    with monkeypatch.context() as storm:
        storm.setattr(Session, "save", _gone)
        answer = worker.post(page, {"declared": "on"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert Case.objects.count() == 1
    again = worker.post(page, {"declared": "on"})
    assert worker.get(again["Location"]).context["query_code"]
    assert Case.objects.count() == 1


def test_a_tap_whose_visit_another_tap_has_named_anew_is_led_back_to_the_page(worker, monkeypatch):  # noqa: F811
    page, real = reverse("portal:file"), drafts.current

    def overtaken(request, at):
        draft = real(request, at)  # the visit was read
        Session.objects.all().delete()
        request.session.modified = True
        return draft

    monkeypatch.setattr(drafts, "current", overtaken)
    answer = worker.get(page)
    assert (answer.status_code, answer["Location"]) == (302, page)


@pytest.mark.parametrize(
    ("begin", "page"), [("portal:file", "portal:petition"), ("portal:petition", "portal:file"), (None, "portal:file")]
)
def test_a_session_planted_before_opens_nothing_of_what_is_written_after(demo_offices, begin, page):
    """Whoever planted it knows the old name; what is filed is proven under a new one, from the first page on."""
    client = Client()
    if begin is not None:
        client.post(reverse(begin))
    planted = client.session.session_key
    (client.get if page == "portal:petition" else client.post)(reverse(page))
    assert client.session.session_key not in {planted, None}
    other = Client()
    other.cookies.load({"sessionid": planted or "none"})
    assert not other.session.get("draft")


def test_a_session_planted_before_a_case_is_followed_opens_it_not(worker):  # noqa: F811
    _walk_to(worker, "check")
    answer = worker.post(reverse("portal:step", args=["check"]), {"declared": "on"})
    code = worker.get(answer["Location"]).context["query_code"]
    number = Case.objects.get().number
    client = Client()
    client.get(reverse("portal:petition"))
    planted = client.session.session_key
    assert client.post(reverse("portal:track"), {"number": number, "code": code}).status_code == 302
    assert client.session.session_key != planted
