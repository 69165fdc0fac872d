"""The store keeps what is handed in, privately, and gives up only what nobody wants."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from cases import store

OLD = 1_000_000_000


def _file(sha256: str) -> Path:
    return Path(settings.QINGXIN_FILES) / sha256[:2] / sha256[2:4] / sha256


def _nobody(sha256: str) -> bool:
    return False


@pytest.fixture
def old():
    """A file of long ago, and an instant that lies after it and before any put of the test."""
    before = store.time_here() - timedelta(minutes=1)
    sha256 = store.put(b"old")
    os.utime(_file(sha256), (OLD, OLD))
    return sha256, before


def _names(before):
    return [name for shelf in range(store.SHELVES) for name in store.listed_before(shelf, before)]


def test_only_this_account_reads_what_is_kept():
    mask = os.umask(0)
    try:
        path = _file(store.put(b"private"))
    finally:
        os.umask(mask)
    modes = [part.stat().st_mode & 0o777 for part in (path, path.parent, path.parent.parent, path.parents[2])]
    assert modes == [0o600, 0o700, 0o700, 0o700]


def test_what_is_old_is_listed_until_it_is_put_again(old):
    sha256, before = old
    store.put(b"young")
    assert _names(before) == [sha256]
    assert store.put(b"old") == sha256
    assert _names(before) == []


def test_what_nobody_wants_is_deleted_once(old):
    sha256, before = old
    assert store.delete(sha256, before=before, is_named=_nobody)
    assert not list(_file(sha256).parent.iterdir())
    assert not store.delete(sha256, before=before, is_named=_nobody)


def test_what_was_put_again_after_it_was_listed_stays(old):
    sha256, before = old
    store.put(b"old")
    assert not store.delete(sha256, before=before, is_named=_nobody)
    assert store.read(sha256) == b"old"
    assert _names(before) == []


def test_a_put_while_the_file_is_aside_writes_it_anew(old):
    sha256, before = old

    def puts_it_back(asked):
        assert not _file(asked).exists()
        store.put(b"old")
        return True

    assert not store.delete(sha256, before=before, is_named=puts_it_back)
    assert [path.name for path in _file(sha256).parent.iterdir()] == [sha256]
    assert _names(before) == []


@pytest.mark.parametrize("is_wanted", [True, False])
def test_what_a_killed_run_left_aside_is_judged_by_the_next(old, is_wanted):
    sha256, before = old

    def killed(asked):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.delete(sha256, before=before, is_named=killed)
    (name,) = _names(before)
    assert store.delete(name, before=before, is_named=lambda asked: is_wanted and asked == sha256) != is_wanted
    assert [path.name for path in _file(sha256).parent.iterdir()] == [sha256] * is_wanted


def test_what_a_killed_writer_left_never_becomes_the_file(old):
    sha256, before = old
    half = _file(sha256).with_name(f"{sha256}.0a1b2c3d")
    half.write_bytes(b"o")
    os.utime(half, (OLD, OLD))
    assert store.delete(half.name, before=before, is_named=lambda asked: True)
    assert store.read(sha256) == b"old"
    assert not half.exists()
