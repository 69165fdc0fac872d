"""Machines that do not share a store say so, at start and on `/healthz`."""

import pytest
from django.db import DatabaseError

from cases import identity, store
from cases.models import StoreIdentity
from config import checks, health


def _faults():
    return [fault.id for fault in checks.files_are_those_of_the_database(databases=["default"])]


@pytest.fixture
def claimed(db, settings):
    """A database whose store is this one."""
    identity.claim()
    return settings


def test_the_first_start_marks_the_store_and_later_ones_change_nothing(claimed):
    path = claimed.MEDIA_ROOT / store.MARK
    mark = path.read_text()
    assert len(mark) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    identity.claim()
    assert (path.read_text(), StoreIdentity.objects.get().mark) == (mark, mark)
    assert [found.name for found in claimed.MEDIA_ROOT.iterdir()] == [store.MARK]
    assert _faults() == []


def test_a_new_database_takes_the_mark_that_a_store_has(claimed):
    mark = StoreIdentity.objects.get().mark
    StoreIdentity.objects.all().delete()
    identity.claim()
    assert StoreIdentity.objects.get().mark == mark


@pytest.mark.parametrize("other", [None, "another"])
def test_a_machine_with_a_store_of_its_own_does_not_start(claimed, tmp_path, other):
    claimed.MEDIA_ROOT = tmp_path / "elsewhere"
    claimed.MEDIA_ROOT.mkdir()
    if other:
        (claimed.MEDIA_ROOT / store.MARK).write_text(other)
    identity.claim()
    assert _faults() == ["qingxin.E023"]
    assert str(claimed.MEDIA_ROOT) in checks.files_are_those_of_the_database(databases=["default"])[0].msg
    found = sorted(path.name for path in claimed.MEDIA_ROOT.iterdir())
    assert found == ([store.MARK] if other else []), "no store is marked for a database that knows another"


def test_a_store_that_cannot_be_marked_ties_nothing(db, monkeypatch):
    def fails(text):
        raise store.StoreAway

    monkeypatch.setattr(store, "set_mark", fails)
    with pytest.raises(OSError, match="does not answer"):
        identity.claim()
    assert not StoreIdentity.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_machines_that_begin_at_once_the_one_with_its_own_store_is_told(settings, tmp_path, monkeypatch):
    first, second = tmp_path / "first", tmp_path / "second"
    settings.MEDIA_ROOT = second
    marked = store.mark

    def and_the_other_is_quicker():
        monkeypatch.setattr(store, "mark", marked)
        StoreIdentity.objects.create(mark="of the other")
        first.mkdir()
        (first / store.MARK).write_text("of the other")
        return None

    monkeypatch.setattr(store, "mark", and_the_other_is_quicker)
    identity.claim()
    assert _faults() == ["qingxin.E023"]
    assert not second.exists()
    settings.MEDIA_ROOT = first
    assert _faults() == []


def test_the_start_claims_the_store_before_it_checks(db, settings, monkeypatch):
    monkeypatch.setattr(checks, "run_checks", lambda **asked: [])
    checks.refuse_to_start()
    assert StoreIdentity.objects.get().mark == (settings.MEDIA_ROOT / store.MARK).read_text()


@pytest.mark.parametrize("away", [DatabaseError, OSError])
def test_a_start_without_database_or_store_goes_on_to_the_checks(monkeypatch, away):
    def fails():
        raise away

    monkeypatch.setattr(identity, "claim", fails)
    asked = []
    monkeypatch.setattr(checks, "run_checks", lambda **how: asked.append(how) or [])
    checks.refuse_to_start()
    assert len(asked) == 1


def test_the_check_asks_no_database_that_is_not_named_or_not_there(monkeypatch):
    def fails():
        raise DatabaseError

    monkeypatch.setattr(identity, "is_ours", fails)
    assert checks.files_are_those_of_the_database(databases=["default"]) == []
    assert checks.files_are_those_of_the_database(databases=None) == []


def test_health_names_a_store_that_went_away(claimed, client, monkeypatch, tmp_path):
    monkeypatch.setattr(health, "_broker_is_well", lambda: True)
    assert client.get("/healthz").json()["store"] == {"ok": True}
    claimed.MEDIA_ROOT = tmp_path / "elsewhere"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["store"] == {"ok": False}
