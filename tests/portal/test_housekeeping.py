"""What is due goes, what is not stays, a run is bounded, and a second one finds nothing."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import store
from cases.models import Evidence
from config import integrity
from documents.models import Document
from notices.models import PhoneCode
from offices.models import Attempt
from portal import housekeeping, tasks
from portal.filing.drafts import DAYS
from portal.models import Draft, DraftFile

NOTHING = {"drafts": 0, "sessions": 0, "codes": 0, "attempts": 0, "files": 0}
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def _clear(at: datetime) -> dict[str, int]:
    return housekeeping.clear(at=at, real=at)


def _draft(name: str, began: datetime, **facts: object) -> Draft:
    return Draft.objects.create(
        code_hash=name, submission_key=name, created_at=began, expires_at=began + timedelta(days=DAYS), **facts
    )


def _attach(draft: Draft, sha256: str, at: datetime) -> None:
    DraftFile.objects.create(
        draft=draft, sha256=sha256, content_type="image/png", size=1, original_name="x.png", added_at=at
    )


def _kept(data: bytes, *, age: timedelta = DAY + timedelta(minutes=1)) -> str:
    """Bytes in the store, last put so long ago by its own clock."""
    sha256 = store.put(data)
    then = (store.time_here() - age).timestamp()
    os.utime(_file(sha256), (then, then))
    return sha256


def _file(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def _its_hour(sha256: str, instant: datetime) -> datetime:
    return instant.replace(hour=int(sha256[:2], 16) % housekeeping.SLICES)


def test_a_draft_goes_on_its_day_with_its_files_and_not_a_second_before(db, instant):
    due = _draft("due", instant - timedelta(days=DAYS))
    _attach(due, "0" * 64, instant)
    kept = _draft("kept", instant - timedelta(days=DAYS) + SECOND)
    _attach(kept, "1" * 64, instant)
    assert _clear(instant) == NOTHING | {"drafts": 1}
    assert list(Draft.objects.all()) == [kept]
    assert [file.draft for file in DraftFile.objects.all()] == [kept]
    assert _clear(instant) == NOTHING


def test_a_draft_that_was_filed_stays_with_its_case(matters, instant):
    case = matters.filed()
    draft = _draft("filed", instant - timedelta(days=2 * DAYS), case=case)
    assert _clear(instant)["drafts"] == 0
    assert Draft.objects.get() == draft


def test_sessions_end_by_the_real_clock_also_on_a_training_system(db, instant):
    Session.objects.create(session_key="over", expire_date=instant - SECOND)
    Session.objects.create(session_key="open", expire_date=instant)
    ahead = instant + timedelta(days=90)
    assert housekeeping.clear(at=ahead, real=instant) == NOTHING | {"sessions": 1}
    assert Session.objects.get().pk == "open"


def test_codes_stay_a_day_and_attempts_two(db, instant):
    for age in (DAY, DAY + SECOND):
        PhoneCode.objects.create(phone_index="p", created_at=instant - age, expires_at=instant)
    for age in (2 * DAY, 2 * DAY + SECOND):
        Attempt.objects.create(door="d", subject="s", at=instant - age)
    assert _clear(instant) == NOTHING | {"codes": 1, "attempts": 1}
    assert PhoneCode.objects.get().created_at == instant - DAY
    assert Attempt.objects.get().at == instant - 2 * DAY
    assert _clear(instant) == NOTHING


def test_a_run_goes_batch_by_batch_up_to_its_bound_and_the_next_takes_the_rest(db, instant, monkeypatch):
    monkeypatch.setattr(housekeeping, "BATCH", 2)
    monkeypatch.setattr(housekeeping, "ROUND", 4)
    for _ in range(5):
        Attempt.objects.create(door="d", subject="s", at=instant - 3 * DAY)
    with CaptureQueriesContext(connection) as queries:
        assert _clear(instant)["attempts"] == 4
    deletes = [query["sql"] for query in queries if query["sql"].startswith('DELETE FROM "offices_attempt"')]
    assert len(deletes) == 2
    assert _clear(instant)["attempts"] == 1


def test_a_file_that_nobody_names_goes_after_a_day_in_the_hour_of_its_shelf(db, instant):
    orphan = _kept(b"orphan")
    young = _kept(b"young", age=DAY - timedelta(minutes=1))
    its_hour = _its_hour(orphan, instant)
    assert _clear(its_hour + timedelta(hours=1))["files"] == 0
    assert _clear(its_hour) == NOTHING | {"files": 1}
    assert not list(_file(orphan).parent.iterdir())
    assert _clear(its_hour) == NOTHING
    assert _clear(_its_hour(young, instant))["files"] == 0
    assert store.read(young) == b"young"


@pytest.mark.parametrize("ending", ["", ".0a1b2c3d"], ids=["nobody's", "of a killed put beside a file that is named"])
@pytest.mark.parametrize("is_old", [True, False])
def test_housekeeping_clears_what_the_verification_names(db, instant, ending, is_old):
    """What one of the two calls nobody's and the other does not would be reported for ever."""
    sha256 = _kept(b"bytes")
    if ending:
        _attach(_draft("draft", instant), sha256, instant)
    leftover = _file(sha256).with_name(sha256 + ending)
    leftover.write_bytes(b"byt")
    there = store.time_here()
    then = (there - (integrity.OVERDUE + timedelta(minutes=1) if is_old else timedelta(hours=1))).timestamp()
    os.utime(leftover, (then, then))
    told = [f"file {leftover.name}: nobody names it"] if is_old else []
    assert list(integrity.orphans(there)) == told
    assert _clear(_its_hour(sha256, instant))["files"] == len(told)
    assert leftover.exists() is not is_old
    assert not ending or store.read(sha256) == b"bytes"
    assert list(integrity.orphans(there)) == []


def test_every_shelf_is_looked_at_within_a_day(db, instant, monkeypatch):
    seen: list[int] = []
    monkeypatch.setattr(store, "listed", lambda shelf: seen.append(shelf) or iter(()))
    for hour in range(24):
        _clear(instant + timedelta(hours=hour))
    assert sorted(seen) == list(range(256))


@pytest.mark.parametrize("model", [DraftFile, Evidence, Document])
def test_a_file_that_something_names_stays(matters, instant, model):
    case = matters.filed()
    sha256 = _kept(b"named")
    if model is DraftFile:
        _attach(_draft("draft", instant), sha256, instant)
    elif model is Evidence:
        Evidence.objects.create(
            case=case, kind="other", sha256=sha256, content_type="x", size=1, original_name="x", added_at=instant
        )
    else:
        paper = case.documents.first()
        Document.objects.filter(pk=paper.pk).update(sha256=sha256)
    assert _clear(_its_hour(sha256, instant))["files"] == 0
    assert store.read(sha256) == b"named"


def test_a_file_that_gets_a_name_after_it_was_listed_comes_back(db, instant, monkeypatch):
    sha256 = _kept(b"late")
    named = housekeeping.named

    def late(hashes):
        found = named(hashes)
        if not DraftFile.objects.exists():
            _attach(_draft("late", instant), sha256, instant)
        return found

    monkeypatch.setattr(housekeeping, "named", late)
    assert _clear(_its_hour(sha256, instant))["files"] == 0
    assert store.read(sha256) == b"late"


def test_files_are_bounded_too(db, instant, monkeypatch):
    monkeypatch.setattr(housekeeping, "SLICES", 1)
    monkeypatch.setattr(housekeeping, "BATCH", 2)
    monkeypatch.setattr(housekeeping, "ROUND", 3)
    for number in range(5):
        _kept(bytes([number]))
    midnight = instant.replace(hour=0)
    assert [_clear(midnight)["files"] for _ in range(3)] == [3, 2, 0]


def test_the_bell_rings_every_hour_for_the_round(db, monkeypatch, instant):
    entry = settings.CELERY_BEAT_SCHEDULE["housekeeping"]
    assert (entry["task"], entry["schedule"]) == (tasks.housekeeping.name, 3600.0)
    monkeypatch.setattr(tasks, "now", lambda: instant)
    _draft("due", instant - timedelta(days=DAYS))
    assert tasks.housekeeping() == NOTHING | {"drafts": 1}
