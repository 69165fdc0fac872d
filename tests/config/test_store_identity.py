"""Machines that do not share a store say so, at start and on `/healthz`."""

import pytest
from django.db import DatabaseError

from cases import identity
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
    path = claimed.QINGXIN_FILES / identity.NAME
    mark = path.read_text()
    assert len(mark) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    identity.claim()
    assert (path.read_text(), StoreIdentity.objects.get().mark) == (mark, mark)
    assert [found.name for found in claimed.QINGXIN_FILES.iterdir()] == [identity.NAME]
    assert _faults() == []


def test_a_new_database_takes_the_mark_that_a_store_has(claimed):
    mark = StoreIdentity.objects.get().mark
    StoreIdentity.objects.all().delete()
    identity.claim()
    assert StoreIdentity.objects.get().mark == mark


@pytest.mark.parametrize("other", [None, "another"])
def test_a_machine_with_a_store_of_its_own_does_not_start(claimed, tmp_path, other):
    claimed.QINGXIN_FILES = tmp_path / "elsewhere"
    claimed.QINGXIN_FILES.mkdir()
    if other:
        (claimed.QINGXIN_FILES / identity.NAME).write_text(other)
    identity.claim()
    assert _faults() == ["qingxin.E023"]
    assert str(claimed.QINGXIN_FILES) in checks.files_are_those_of_the_database(databases=["default"])[0].msg
    found = sorted(path.name for path in claimed.QINGXIN_FILES.iterdir())
    assert found == ([identity.NAME] if other else []), "no store is marked for a database that knows another"


def test_of_two_machines_that_begin_at_once_the_one_with_its_own_store_is_told(db, settings, tmp_path, monkeypatch):
    first, second = tmp_path / "first", tmp_path / "second"
    mark = identity._mark

    def and_the_other_is_quicker(path):
        monkeypatch.setattr(identity, "_mark", mark)
        settings.QINGXIN_FILES = first
        identity.claim()
        settings.QINGXIN_FILES = second
        mark(path)

    settings.QINGXIN_FILES = second
    monkeypatch.setattr(identity, "_mark", and_the_other_is_quicker)
    identity.claim()
    assert _faults() == ["qingxin.E023"]
    settings.QINGXIN_FILES = first
    assert _faults() == []


def test_the_start_claims_the_store_before_it_checks(db, settings, monkeypatch):
    monkeypatch.setattr(checks, "run_checks", lambda **asked: [])
    checks.refuse_to_start()
    assert StoreIdentity.objects.get().mark == (settings.QINGXIN_FILES / identity.NAME).read_text()


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
    claimed.QINGXIN_FILES = tmp_path / "elsewhere"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["store"] == {"ok": False}
