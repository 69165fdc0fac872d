"""Another query code from the phone, and from the counter: what each page shows, and what it closes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.query_codes import check_query_code, owner_of
from documents.preparation import render_one
from offices.clock import now
from tests.portal.test_following import _last_code
from tests.workflows.conftest import WORKER, complaint
from workflows.services import file_complaint


@pytest.fixture
def filed(staff):
    return file_complaint(filing=complaint(workers=2, key="two"), by=WORKER, at=now() - timedelta(hours=1))


def _by_code(filed, code=None):
    client = Client()
    answer = client.post(reverse("portal:track"), {"number": filed.case.number, "code": code or filed.query_code})
    return client, answer.status_code


def _by_phone(phone):
    client, page = Client(), reverse("portal:track_by_phone")
    client.post(page, {"phone": phone})
    client.post(page, {"phone": phone, "code": _last_code()})
    return client


def _page(filed):
    return reverse("portal:new_code", args=[filed.case.number])


def test_the_phone_gets_a_new_code_and_both_taps_show_it(filed):
    client, page = _by_phone("13900000000"), _page(filed)
    assert page in client.get(reverse("portal:case", args=[filed.case.number])).content.decode()
    token = client.get(page).context["token"]
    first, again = client.post(page, {"token": token}), client.post(page, {"token": token})
    code = first.context["code"]
    assert code and code == again.context["code"]
    assert code in first.content.decode()
    assert first["Cache-Control"] == "private, no-store"
    assert code not in str(dict(client.session.items()))
    assert code not in client.get(page).content.decode(), "a look at the page is not an issue"
    assert _by_code(filed, code)[1] == 302
    assert _by_code(filed)[1] == 422


def test_the_old_code_is_answered_as_one_that_never_was(filed):
    client, page = _by_phone("13900000000"), _page(filed)
    client.post(page, {"token": client.get(page).context["token"]})
    typed = {"number": filed.case.number, "code": filed.query_code}
    old = Client().post(reverse("portal:track"), typed)
    unknown = Client().post(reverse("portal:track"), {**typed, "code": "ABCD2345"})
    assert old.status_code == unknown.status_code == 422
    assert old.context["form"].errors == unknown.context["form"].errors


def test_what_was_opened_with_the_old_code_closes_and_what_the_phone_opened_stays(filed):
    thief, _answer = _by_code(filed)
    case_page = reverse("portal:case", args=[filed.case.number])
    assert thief.get(case_page).status_code == 200
    client, page = _by_phone("13900000000"), _page(filed)
    client.post(page, {"token": client.get(page).context["token"]})
    assert thief.get(case_page).status_code == 404
    assert client.get(case_page).status_code == 200


def test_a_code_does_not_beget_a_code_and_a_fellow_gets_none(filed):
    holder, _answer = _by_code(filed)
    fellow = _by_phone("13900000001")
    assert _page(filed) not in fellow.get(reverse("portal:case", args=[filed.case.number])).content.decode()
    for client in (holder, fellow):
        page = client.get(_page(filed))
        assert page.status_code == 200
        assert not page.context["may"]
        assert "<button" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
        assert client.post(_page(filed), {"token": page.context["token"]}).status_code == 403
    assert check_query_code(filed.case.number, filed.query_code) == filed.case
    assert Client().get(_page(filed)).status_code == 404


def test_the_counter_prints_the_new_code_once(filed, staff, client):
    client.force_login(staff["intake"])
    page = reverse("desk:new_code", args=[filed.case.number])
    assert page in client.get(reverse("desk:case", args=[filed.case.number])).content.decode()
    shown = client.get(page)
    assert owner_of(filed.case).name in shown.content.decode()
    token = shown.context["form"].initial["token"]
    unchecked = client.post(page, {"token": token})
    assert unchecked.status_code == 422
    assert check_query_code(filed.case.number, filed.query_code) == filed.case
    taps = [client.post(page, {"token": token, "check": "id_card"}) for _tap in range(2)]
    assert {tap["Location"] for tap in taps} == {reverse("desk:registered", args=[filed.case.number])}
    code = client.get(taps[0]["Location"]).context["query_code"]
    assert check_query_code(filed.case.number, code) == filed.case
    assert code not in str(dict(client.session.items()))
    receipt = reverse("desk:document", args=[filed.receipt.pk])
    assert client.get(receipt).status_code == 202
    assert client.get(taps[0]["Location"]).context["query_code"] == code, "nothing is printed yet"
    render_one(filed.receipt, at=now())
    assert client.get(receipt).status_code == 200
    assert client.get(taps[0]["Location"]).context["query_code"] == ""


def test_a_receipt_still_to_be_printed_shows_no_code_that_the_worker_got_since(filed, staff, client):
    client.force_login(staff["intake"])
    page = reverse("desk:new_code", args=[filed.case.number])
    token = client.get(page).context["form"].initial["token"]
    done = client.post(page, {"token": token, "check": "id_card"})["Location"]
    assert client.get(done).context["query_code"]
    phone = _by_phone("13900000000")
    phone.post(_page(filed), {"token": phone.get(_page(filed)).context["token"]})
    assert client.get(done).context["query_code"] == ""
    stale = client.post(page, {"token": token, "check": "id_card"})
    assert stale.status_code == 422
    assert "已经换过" in stale.content.decode()
    fresh = {"token": stale.context["form"].data["token"], "check": "id_card"}
    assert client.post(page, fresh).status_code == 302
