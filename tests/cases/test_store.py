"""The store keeps what is handed in, privately, and gives up only what nobody wants; in a folder as in a bucket."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from cases import store
from config.away import is_away
from tests.fakes.bucket import Bucket, Kept

OLD = datetime(2001, 9, 9, tzinfo=UTC)


def _file(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name[:2] / name[2:4] / name


def _nobody(sha256: str) -> bool:
    return False


class Folder:
    """The files of a folder, as a test sees and changes them."""

    def names(self):
        return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())

    def age(self, name):
        os.utime(_file(name), (OLD.timestamp(), OLD.timestamp()))

    def write(self, name, data):
        _file(name).parent.mkdir(parents=True, exist_ok=True)
        _file(name).write_bytes(data)


class Objects:
    """The same of a bucket."""

    def __init__(self, bucket):
        self.bucket = bucket

    def names(self):
        return sorted(key.rpartition("/")[2] for key in self.bucket.kept)

    def _key(self, name):
        return f"{name[:2]}/{name[2:4]}/{name}"

    def age(self, name):
        self.bucket.kept[self._key(name)].at = OLD

    def write(self, name, data):
        self.bucket.kept[self._key(name)] = Kept(data, datetime.now(UTC))


@pytest.fixture
def bucket(settings):
    """A bucket over HTTP, asked through the library that production uses."""
    bucket = Bucket()
    options = {"BACKEND": "cases.bucket.PrivateBucket", "OPTIONS": bucket.options}
    settings.STORAGES = {**settings.STORAGES, "default": options}
    yield bucket
    bucket.close()


@pytest.fixture(params=["folder", "bucket"])
def files(request, db):
    """The store in a folder, and in a bucket."""
    return Folder() if request.param == "folder" else Objects(request.getfixturevalue("bucket"))


@pytest.fixture
def old(files):
    """A file of long ago, and an instant that lies after it and before any put of the test."""
    before = store.time_here() - timedelta(minutes=1)
    sha256 = store.put(b"old")
    files.age(sha256)
    return sha256, before


def _listed():
    return [name for shelf in range(store.SHELVES) for name in store.listed(shelf)]


def test_only_this_account_reads_what_is_kept_in_a_folder(db):
    mask = os.umask(0)
    try:
        path = _file(store.put(b"private"))
    finally:
        os.umask(mask)
    modes = [part.stat().st_mode & 0o777 for part in (path, path.parent, path.parent.parent, path.parents[2])]
    assert modes == [0o600, 0o700, 0o700, 0o700]


def test_the_same_bytes_are_kept_once_and_come_back_as_they_were(files):
    assert store.put(b"paper") == store.put(b"paper")
    other = store.put(b"")
    assert files.names() == sorted([store.put(b"paper"), other])
    assert (store.read(store.put(b"paper")), store.read(other)) == (b"paper", b"")


def test_what_is_not_there_and_what_was_changed_are_told_apart(files):
    with pytest.raises(FileNotFoundError):
        store.read("0" * 64)
    sha256 = store.put(b"paper")
    files.write(sha256, b"forged")
    with pytest.raises(ValueError, match="no longer matches"):
        store.read(sha256)
    store.put(b"paper")
    assert store.read(sha256) == b"paper"


def test_a_writer_that_is_killed_leaves_the_file_as_it_was(db, monkeypatch):
    def killed(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        store.put(b"paper")
    (name,) = Folder().names()
    assert "." in name
    assert list(store.copies()) == []


def test_what_is_old_is_so_until_it_is_put_again(old):
    sha256, before = old
    young = store.put(b"young")
    assert sorted(_listed()) == sorted([sha256, young])
    assert (store.is_before(sha256, before), store.is_before(young, before)) == (True, False)
    assert store.put(b"old") == sha256
    assert not store.is_before(sha256, before)
    assert not store.is_before("0" * 64, before)


def test_what_nobody_wants_is_deleted_once(old, files):
    sha256, before = old
    assert store.delete(sha256, before=before, is_named=_nobody)
    assert files.names() == []
    assert not store.delete(sha256, before=before, is_named=_nobody)


def test_what_was_put_again_after_it_was_listed_stays(old):
    sha256, before = old
    store.put(b"old")
    assert not store.delete(sha256, before=before, is_named=_nobody)
    assert store.read(sha256) == b"old"


def test_what_somebody_names_stays(old):
    sha256, before = old
    asked = []
    assert not store.delete(sha256, before=before, is_named=lambda name: asked.append(name) or True)
    assert asked == [sha256]
    assert store.read(sha256) == b"old"


def test_what_a_killed_writer_left_never_becomes_the_file(old, files):
    sha256, before = old
    half = f"{sha256}.0a1b2c3d"
    files.write(half, b"o")
    assert not store.delete(half, before=before, is_named=_nobody), "somebody may be writing it"
    files.age(half)
    assert store.delete(half, before=before, is_named=lambda asked: True)
    assert files.names() == [sha256]


@pytest.mark.django_db(transaction=True)
def test_a_put_waits_for_the_deletion_of_the_same_bytes_and_writes_them_anew():
    before = store.time_here() - timedelta(minutes=1)
    sha256 = store.put(b"old")
    Folder().age(sha256)

    def put():
        try:
            store.put(b"old")
        finally:
            connection.close()

    late = Thread(target=put)

    def meanwhile(asked):
        late.start()
        with connection.cursor() as cursor:
            while True:  # until the other one stands at the lock
                cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                if cursor.fetchone():
                    return False

    assert store.delete(sha256, before=before, is_named=meanwhile)
    late.join()
    assert store.read(sha256) == b"old"


@pytest.mark.django_db(transaction=True)
def test_a_deletion_waits_until_the_act_that_put_the_bytes_is_done():
    before = store.time_here() + timedelta(minutes=1)
    sha256 = store.put(b"old")
    asked = []

    def delete():
        try:
            store.delete(sha256, before=before, is_named=lambda name: asked.append(is_done) or True)
        finally:
            connection.close()

    is_done = False
    sweep = Thread(target=delete)
    with transaction.atomic(), connection.cursor() as cursor:
        store.put(b"old")
        sweep.start()
        while True:
            cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone():
                break
        is_done = True
    sweep.join()
    assert asked == [True]


def test_a_copy_of_the_store_is_put_back_as_it_was(files):
    kept = {store.put(data): data for data in (b"a", b"b")}
    store.set_mark("mark")
    damaged = store.put(b"c")
    files.write(damaged, b"x")
    copies = dict(store.copies())
    assert {path.rpartition("/")[2]: data for path, data in copies.items()} == {
        **kept,
        damaged: b"x",
        store.MARK: b"mark",
    }
    for sha256 in kept:
        files.write(sha256, b"lost")
    store.set_mark("another")
    assert all(store.put_back(path, data) for path, data in copies.items())
    assert {sha256: store.read(sha256) for sha256 in kept} == kept
    assert store.mark() == "mark"


@pytest.mark.parametrize("path", ["../outside", "/outside", f"ab/cd/{'0' * 64}", f"00/00/{'0' * 64}.1234", "store-ids"])
def test_nothing_is_put_back_beside_the_store(db, path):
    assert not store.put_back(path, b"x")
    assert Folder().names() == []


def test_an_unmarked_store_has_no_mark(files):
    assert store.mark() is None


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_bucket_that_does_not_answer_is_away_and_not_a_fault_of_ours(db, bucket, is_gone):
    sha256 = store.put(b"paper")
    bucket.is_broken = True
    if is_gone:
        bucket.close()
    for ask in (
        lambda: store.put(b"paper"),
        lambda: store.read(sha256),
        lambda: list(store.listed(0)),
        lambda: store.is_before(sha256, OLD),
        store.mark,
    ):
        with pytest.raises(store.StoreAway) as away:
            ask()
        assert is_away(away.value)


def test_a_large_file_reaches_the_bucket_in_one_request(db, bucket):
    data = b"x" * (9 * 1024 * 1024)
    sha256 = store.put(data)
    assert bucket.asked == ["PUT"]
    assert store.read(sha256) == data
    assert bucket.asked.count("GET") == 1


def test_the_operator_is_told_where_the_files_lie(db, bucket, settings):
    assert bucket.name in store.place()
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "cases.folder.PrivateFolder"}}
    assert str(settings.MEDIA_ROOT) in store.place()
    assert default_storage.location == str(settings.MEDIA_ROOT)
