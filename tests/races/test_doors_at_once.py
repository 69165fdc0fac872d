"""Tries that come all at once count one after another: none passes on a place that another has taken."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from desk.views import session
from notices import phone_codes
from notices.models import Notice, PhoneCode
from offices import throttle
from offices.administration import What
from offices.models import AdministrationEntry
from tests.races.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "+8613900000001"


def _ask(instant, visitor, **more):
    return lambda: phone_codes.send_code(phone=PHONE, purpose="track", visitor=visitor, at=instant, **more)


def test_strangers_of_one_network_who_ask_at_once_get_no_more_than_one_by_one(people, instant):
    results = at_once(*(_ask(instant, f"v{number}", network="wifi") for number in range(10)))
    assert results.count(None) == phone_codes.FREE_OF_NETWORK
    assert sum(isinstance(result, phone_codes.StrangersWait) for result in results) == 8
    assert Notice.objects.filter(template="verification_code").count() == phone_codes.FREE_OF_NETWORK


def test_a_button_tapped_often_sends_one_code(people, instant):
    assert at_once(*(_ask(instant, "me", network="wifi") for _tap in range(8))) == [None] * 8
    assert Notice.objects.filter(template="verification_code").count() == PhoneCode.objects.count() == 1


def test_a_door_lets_as_many_in_at_once_as_one_by_one(people, instant):
    given = {"limit": 3, "window": timedelta(minutes=5), "at": instant}
    results = at_once(*(lambda: throttle.hit("resume", "visitor:me", **given) for _try in range(10)))
    assert sum(isinstance(result, throttle.TooManyAttempts) for result in results) == 7


def test_wrong_passwords_tried_at_once_are_counted_answered_and_written_down(people):
    def guess():
        answer = Client(raise_request_exception=False).post(
            reverse("desk:login"), {"username": "intake", "password": "wrong"}
        )
        return answer.status_code, "以后再试" in answer.content.decode()

    results = at_once(*(guess for _try in range(16)))
    assert sorted(results) == [(200, False)] * session.TRIES + [(429, True)] * (16 - session.TRIES)
    assert AdministrationEntry.objects.filter(what=What.LOGIN_FAILED).count() == session.TRIES
