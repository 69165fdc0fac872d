"""Ending one's other sessions, and the line that says why a session ended."""

import pytest
from django.conf import settings as of_django
from django.test import Client
from django.urls import reverse

from offices.models import AdministrationEntry, Staff
from offices.passwords import DEMO_PASSWORD
from offices.services import deactivate_staff, reset_password
from tests.desk.test_accounts import GOOD


@pytest.fixture
def desks(staff):
    """Two browsers of one clerk, and one of another."""
    made = []
    for name in ("intake", "intake", "mediator"):
        client = Client()
        client.force_login(staff[name])
        assert _is_in(client)
        made.append(client)
    return made


def _is_in(client):
    return client.get(reverse("desk:queue")).status_code == 200


def _ended(person):
    rows = AdministrationEntry.objects.filter(about=person, what="session_ended").order_by("pk")
    return [(row.detail, row.by_id) for row in rows]


def test_the_other_sessions_end_and_this_one_goes_on(desks, staff):
    here, elsewhere, colleague = desks
    assert reverse("desk:end_sessions") in here.get(reverse("desk:account")).content.decode()
    for _time in range(2):
        assert here.post(reverse("desk:end_sessions"))["Location"] == reverse("desk:account")
    assert _is_in(here) and _is_in(colleague)
    assert not _is_in(elsewhere)
    again = Client()
    again.force_login(Staff.objects.get(pk=staff["intake"].pk))
    assert _is_in(again)
    assert _ended(staff["intake"]) == [("本人结束其他登录", staff["intake"].pk)] * 2
    assert "登录结束：本人结束其他登录" in here.get(reverse("desk:account")).content.decode()


def test_a_look_at_the_address_ends_nothing(desks):
    assert desks[0].get(reverse("desk:end_sessions")).status_code == 405
    assert _is_in(desks[1])


def test_an_older_secret_key_still_opens_a_session_after_it(desks, settings):
    here, elsewhere, _colleague = desks
    here.post(reverse("desk:end_sessions"))
    settings.SECRET_KEY_FALLBACKS = [of_django.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert _is_in(here)
    assert not _is_in(elsewhere)


def test_a_new_password_ends_the_others(desks, staff):
    here, elsewhere, _colleague = desks
    new = {"old_password": DEMO_PASSWORD, "new_password1": GOOD, "new_password2": GOOD}
    assert here.post(reverse("desk:account"), new).status_code == 302
    assert _is_in(here) and not _is_in(elsewhere)
    assert _ended(staff["intake"]) == [("本人修改密码，其他登录结束", staff["intake"].pk)]


def test_a_reset_and_a_closed_account_end_all(desks, staff, instant):
    reset_password(staff=staff["intake"], by=staff["admin"], at=instant)
    assert [_is_in(client) for client in desks] == [False, False, True]
    deactivate_staff(staff=staff["mediator"], on=instant.date(), by=staff["admin"], at=instant)
    assert not _is_in(desks[2])
    assert _ended(staff["intake"]) == [("密码被重置", staff["admin"].pk)]
    assert _ended(staff["mediator"]) == [("账号停用", staff["admin"].pk)]


def test_a_session_left_alone_is_written_down_once(desks, staff, settings):
    here = desks[0]
    kept = here.session
    kept["seen"] -= settings.STAFF_IDLE_MINUTES * 60 + 1
    kept.save()
    for _look in range(2):
        assert not _is_in(here)
    assert _ended(staff["intake"]) == [("闲置太久", staff["intake"].pk)]


def test_logging_out_is_its_own_line(desks, staff):
    desks[0].post(reverse("desk:logout"))
    assert not _ended(staff["intake"])
    assert AdministrationEntry.objects.filter(what="logged_out", by=staff["intake"]).count() == 1


def test_why_is_read_in_the_reader_s_language(desks, staff, settings):
    desks[0].post(reverse("desk:end_sessions"))
    auditor = Client()
    auditor.force_login(staff["auditor"])
    auditor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = auditor.get(reverse("desk:log"), {"person": "intake"}).content.decode()
    assert "ended the other sessions" in page
    assert AdministrationEntry.objects.filter(detail="本人结束其他登录").exists()
