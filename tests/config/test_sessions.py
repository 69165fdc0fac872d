"""What the database keeps of a session opens it for nobody."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.sessions import SessionStore, stored_key

pytestmark = pytest.mark.django_db


def _begun() -> SessionStore:
    session = SessionStore()
    session["who"] = "me"
    session.save()
    return session


def test_a_key_opens_its_session_and_what_the_row_holds_opens_none():
    key, row = _begun().session_key, Session.objects.get()
    assert SessionStore(key)["who"] == "me"
    assert key not in row.session_key
    stolen = SessionStore(row.session_key)
    assert "who" not in stolen
    assert stolen.session_key is None, "nor is it taken up as a new one's"


def test_a_key_is_hashed_with_the_key_of_the_installation(settings):
    before = stored_key("abc")
    settings.BLIND_INDEX_KEY = "another"
    assert stored_key("abc") != before


def test_it_goes_on_under_its_row_and_is_gone_when_it_is_over():
    session = _begun()
    again = SessionStore(session.session_key)
    assert again.exists(session.session_key) and not again.exists("another")
    again["who"] = "me still"
    again.save()
    assert SessionStore(session.session_key)["who"] == "me still"
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert "who" not in SessionStore(session.session_key)


def test_a_new_name_leaves_no_row_of_the_old_one():
    session = _begun()
    old = session.session_key
    session.cycle_key()
    assert not SessionStore().exists(old) and SessionStore(session.session_key)["who"] == "me"
    SessionStore().delete(session.session_key)
    assert Session.objects.count() == 0


def test_what_was_ended_elsewhere_is_not_written_anew():
    session = _begun()
    session.flush()
    gone = _begun()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        gone.save()
    assert Session.objects.count() == 0


def test_the_pages_use_it(staff):
    client = Client()
    client.force_login(staff["intake"])
    assert client.get(reverse("desk:queue")).status_code == 200
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().session_key
    assert reverse("desk:login") in stolen.get(reverse("desk:queue"))["Location"]
