"""Machines that do not share a store say so, at start and on `/healthz`."""

import errno
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError

from cases import identity, store
from cases.models import StoreIdentity
from config import checks, health
from config.away import is_away


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


def test_a_database_knows_one_store(claimed):
    with pytest.raises(IntegrityError, match="store_identity_one"):
        StoreIdentity.objects.create(id=2, mark="another")


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


@pytest.fixture
def unmounted(claimed):
    """The store after its folder was moved away and an empty one, or none, is in its place: the unmounted point."""
    sha256 = store.put(b"before")
    root = claimed.MEDIA_ROOT
    root.rename(root.with_name("elsewhere"))
    return root, sha256


EMPTY, ANOTHER, NONE, A_FILE = "empty", "another", "none", "a file"


def _stand_in(root, kind):
    if kind == A_FILE:
        root.write_text("x")
    elif kind != NONE:
        root.mkdir()
    if kind == ANOTHER:
        (root / store.MARK).write_text("of another database")


def _below(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*")) if root.exists() else None


@pytest.mark.parametrize("kind", [EMPTY, ANOTHER, NONE, A_FILE])
def test_nothing_is_written_read_or_deleted_while_the_store_is_away(unmounted, kind):
    root, sha256 = unmounted
    _stand_in(root, kind)
    before = _below(root)
    for ask in (
        lambda: store.put(b"paper"),
        lambda: store.read(sha256),
        store.time_here,
    ):
        with pytest.raises(store.StoreAway) as away:
            ask()
        assert is_away(away.value)
    assert _below(root) == before, "nothing is hidden below the mount"


def test_nothing_of_another_store_is_deleted(unmounted):
    root, _sha256 = unmounted
    before = datetime.now(UTC) + timedelta(days=1)
    _stand_in(root, ANOTHER)
    theirs = root / "ab" / "cd" / ("abcd" + "0" * 60)
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"of another")
    with pytest.raises(store.StoreAway):
        store.delete(theirs.name, before=before, is_named=lambda asked: False)
    assert theirs.exists()


def test_what_was_handed_in_is_there_when_the_store_comes_back(unmounted):
    root, sha256 = unmounted
    with pytest.raises(store.StoreAway):
        store.put(b"paper")
    root.with_name("elsewhere").rename(root)
    assert store.read(sha256) == b"before"
    assert store.read(store.put(b"paper")) == b"paper"


def test_a_file_that_is_missing_in_a_store_that_is_there_is_a_fault(claimed):
    with pytest.raises(FileNotFoundError) as missing:
        store.read("0" * 64)
    assert not is_away(missing.value)


@pytest.mark.parametrize("error", [PermissionError(errno.EACCES, "x"), OSError(errno.ENOTCONN, "x")])
def test_a_store_that_may_not_be_read_is_away(claimed, monkeypatch, error):
    sha256 = store.put(b"paper")

    def fails(*_arguments):
        raise error

    monkeypatch.setattr(default_storage, "_open", fails)
    for ask in (lambda: store.put(b"paper"), lambda: store.read(sha256)):
        with pytest.raises(OSError) as away:
            ask()
        assert is_away(away.value)


def test_a_folder_that_goes_between_the_look_and_the_write_is_away_and_not_made(unmounted, monkeypatch):
    root, _sha256 = unmounted
    monkeypatch.setattr(store, "is_known", lambda: True)
    with pytest.raises(store.StoreAway):
        store.put(b"paper")
    assert not root.exists()
