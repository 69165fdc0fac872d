"""The answer to a tap is lost on the way: the browser keeps the cookies it had, taps again, and is led on."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from notices.models import Notice
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
