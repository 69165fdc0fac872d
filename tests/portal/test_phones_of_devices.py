"""A stranger cannot use up the codes of a phone: the device that has proven it is known, and so is who is let in."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from notices import phone_codes
from notices.models import Notice
from portal import devices, doors
from tests.portal.test_following import _last_code
from tests.portal.test_following import filed as filed
from tests.portal.test_following import worker as worker

PHONE = "13900000000"
PAGE = "/track/phone/"


def _ask(client, address="198.51.100.9"):
    return client.post(PAGE, {"phone": PHONE}, REMOTE_ADDR=address)


def _strangers(count=phone_codes.FREE_OF_PHONE - 1):
    for number in range(count):
        assert _ask(Client(), address=f"203.0.{number}.7").status_code == 200


def _sent():
    return Notice.objects.filter(template="verification_code").count()


@pytest.fixture
def proven(filed):
    """A device that has proven the phone; its first code was a stranger's."""
    client = Client()
    _ask(client)
    assert client.post(PAGE, {"phone": PHONE, "code": _last_code()}).status_code == 302
    return client


def test_a_device_that_proved_the_phone_waits_for_no_stranger(proven):
    _strangers()
    assert _ask(Client(), address="192.0.2.4").status_code == 422
    before = _sent()
    assert _ask(proven).status_code == 200
    assert _sent() == before + 1


def test_a_device_that_proved_the_phone_is_not_held_up_by_the_crowd_at_its_address(proven, monkeypatch):
    monkeypatch.setattr(doors, "CROWD_OF_CODES", 1)
    stranger = Client()
    assert _ask(stranger).status_code == 422
    before = _sent()
    assert _ask(proven).status_code == 200
    assert _sent() == before + 1
    other = proven.post(PAGE, {"phone": "13900000009"}, REMOTE_ADDR="198.51.100.9")
    assert other.status_code == 422, "it is known to its own phone alone"


def test_it_is_known_also_when_its_visit_is_over(proven, settings):
    del proven.cookies[settings.SESSION_COOKIE_NAME]
    _strangers()
    assert _ask(proven).status_code == 200


def test_the_cookie_tells_no_number_and_cannot_be_made_up(proven, settings):
    cookie = proven.cookies[devices.PHONES.cookie]
    assert PHONE not in cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    _strangers()
    liar = Client()
    liar.cookies[devices.PHONES.cookie] = cookie.value[:-1] + ("0" if cookie.value[-1] != "0" else "1")
    assert _ask(liar).status_code == 422
    liar.cookies[devices.PHONES.cookie] = cookie.value
    assert _ask(liar).status_code == 200
    settings.BLIND_INDEX_KEY = "another"
    assert not devices.proven_by(_request(cookie.value), f"+86{PHONE}")


def _request(cookie):
    request = RequestFactory().get("/")
    request.COOKIES[devices.PHONES.cookie] = cookie
    return request


def test_a_device_knows_three_phones_and_only_those_it_proved(proven):
    cookie = proven.cookies[devices.PHONES.cookie].value
    assert devices.proven_by(_request(cookie), f"+86{PHONE}")
    assert not devices.proven_by(_request(cookie), "+8613900000009")
    assert not devices.proven_by(_request(""), "")
    for number in range(3):
        request = _request(cookie)
        devices.remember(request, f"+861390000010{number}")
        answer = devices.KnownPhones(lambda _asked: HttpResponse())(request)
        cookie = answer.cookies[devices.PHONES.cookie].value
    assert len(cookie.split(".")) == devices.PHONES.most + 1, "and its own name"
    assert not devices.proven_by(_request(cookie), f"+86{PHONE}"), "the oldest is forgotten"
    assert all(devices.proven_by(_request(cookie), f"+861390000010{number}") for number in range(3))


def test_a_name_that_a_cookie_makes_up_is_not_taken_over(proven):
    mark = proven.cookies[devices.PHONES.cookie].value.split(".")[1]
    for name in ("x", "0" * 17, ""):
        request = _request(f"{name}.{mark}")
        assert not devices.proven_by(request, f"+86{PHONE}")
        devices.remember(request, "+8613900000009")
        given = devices.KnownPhones(lambda _asked: HttpResponse())(request).cookies[devices.PHONES.cookie].value
        assert given.split(".")[0] != name and mark not in given
    assert not devices.proven_by(_request(f"{'0' * 16}.{mark}"), f"+86{PHONE}"), "a mark is its device's alone"


def test_who_had_the_phone_once_uses_up_nothing_of_the_owner(proven):
    """An employer's device has proven the worker's phone, and asks with ever new visits."""
    employer = Client()
    _ask(employer, address="203.0.113.77")
    assert employer.post(PAGE, {"phone": PHONE, "code": _last_code()}).status_code == 302
    before, answers = _sent(), []
    for _visit in range(20):
        del employer.cookies["sessionid"]
        answers.append(_ask(employer).status_code)
    assert answers == [200] * phone_codes.FREE_OF_DEVICE + [422] * (20 - phone_codes.FREE_OF_DEVICE)
    assert _ask(proven).status_code == 200
    assert _sent() == before + phone_codes.FREE_OF_DEVICE + 1


def test_a_wrong_code_makes_no_device_known(filed):
    client = Client()
    _ask(client)
    wrong = f"{(int(_last_code()) + 1) % 1_000_000:06}"
    client.post(PAGE, {"phone": PHONE, "code": wrong})
    assert devices.PHONES.cookie not in client.cookies


def test_leaving_forgets_the_device(proven):
    proven.post(reverse("portal:leave"))
    assert proven.cookies[devices.PHONES.cookie].value == ""


def test_who_holds_the_query_code_rings_no_more_than_a_stranger_and_uses_up_nothing_of_the_device(proven, filed):
    """A foreman who has the number and the code of a case comes with ever new visits."""
    page, before, answers = reverse("portal:withdraw", args=[filed.case.number]), _sent(), []
    for visit in range(phone_codes.KNOWN_A_DAY + 3):
        foreman = Client(REMOTE_ADDR=f"203.0.113.{visit}")
        foreman.post(reverse("portal:track"), {"number": filed.case.number, "code": filed.query_code})
        answers.append(foreman.post(page, {"reason": "已经给了"}))
    free = phone_codes.FREE_OF_NETWORK
    assert [answer.status_code for answer in answers] == [200] * free + [422] * (len(answers) - free)
    assert "手机流量" in answers[-1].content.decode()
    assert _sent() == before + free
    assert _ask(proven).status_code == 200
    assert _sent() == before + free + 1


def test_a_device_that_proved_the_phone_withdraws_although_strangers_ring(proven, filed):
    _strangers()
    assert _ask(Client(), address="192.0.2.4").status_code == 422
    before, page = _sent(), reverse("portal:withdraw", args=[filed.case.number])
    assert proven.post(page, {"reason": "已经给了"}).status_code == 200
    assert _sent() == before + 1


def test_somebody_behind_the_same_router_uses_up_nobody_s_tries(filed):
    for _visit in range(3):
        stranger = Client()
        for _try in range(20):
            stranger.post(PAGE, {"phone": PHONE, "code": "000000"}, REMOTE_ADDR="198.51.100.9")
    me = Client()
    _ask(me)
    assert me.post(PAGE, {"phone": PHONE, "code": _last_code()}, REMOTE_ADDR="198.51.100.9").status_code == 302


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.5", "203.0.113.200", True),
        ("203.0.113.5", "203.0.114.5", False),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:2:2::1", False),
        ("::ffff:203.0.113.5", "203.0.113.6", True),
        ("::ffff:203.0.113.5", "::ffff:203.0.114.5", False),
        ("", "unix", False),
    ],
)
def test_what_counts_as_one_network(one, other, is_same):
    assert (doors.network_of(one) == doors.network_of(other)) is is_same


def test_a_stranger_of_the_same_network_at_another_address_waits_too(filed):
    for last in range(phone_codes.FREE_OF_NETWORK):
        assert _ask(Client(), address=f"203.0.113.{last}").status_code == 200
    refused = _ask(Client(), address="203.0.113.99")
    assert refused.status_code == 422
    assert "手机流量" in refused.content.decode()


@pytest.mark.parametrize(
    ("page", "tries", "told"),
    [("/file/resume/", 10, 422), ("/verify/AAAA/", 30, 404)],
    ids=["codes of drafts", "codes of papers"],
)
def test_who_guesses_gains_nothing_by_ever_new_visits(filed, monkeypatch, page, tries, told):
    monkeypatch.setattr(doors, "VISITS_OF_A_NETWORK", 2)

    def guess(client, address):
        if "verify" in page:
            return client.get(page, REMOTE_ADDR=address).status_code
        return client.post(page, {"code": "AAAAAAAA"}, REMOTE_ADDR=address).status_code

    asked = Client()
    assert {guess(asked, "203.0.113.1") for _try in range(tries)} == {told}
    assert guess(asked, "203.0.113.1") == 429, "one visit has its own limit"
    assert {guess(Client(), f"203.0.113.{number}") for number in range(tries)} == {told}
    assert guess(Client(), "203.0.113.99") == 429, "and a network, whatever the address and the visit"
    assert guess(Client(), "198.51.100.9") == told
