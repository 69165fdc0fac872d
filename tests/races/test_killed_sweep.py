"""A sweep that is killed in the middle of its transaction loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from clocks.models import Rung
from notices.models import Notice
from tests.races import storm
from tests.races.conftest import BOUND_SECONDS
from tests.workflows.conftest import WORKER, complaint
from workflows import escalation
from workflows.services import file_complaint
from workflows.sweep import sweep

pytestmark = pytest.mark.django_db(transaction=True)

GATE = 724_031
PAUSE = f"""
CREATE FUNCTION test_pause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({GATE});
    RETURN NEW;
END $$;
CREATE TRIGGER test_pause BEFORE UPDATE ON clocks_rung FOR EACH ROW EXECUTE FUNCTION test_pause();
"""
GO_ON = "DROP TRIGGER IF EXISTS test_pause ON clocks_rung; DROP FUNCTION IF EXISTS test_pause();"


@pytest.fixture
def gate():
    """Let whoever updates a rung wait for as long as the test holds the gate."""
    with connection.cursor() as cursor:
        cursor.execute(PAUSE)
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
        cursor.execute(GO_ON)


def _wait_until(sql: str, what: str) -> None:
    deadline = time.monotonic() + BOUND_SECONDS
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            if cursor.fetchone()[0]:
                return
        assert time.monotonic() < deadline, what


def _start_sweep(at) -> subprocess.Popen[bytes]:
    name = connection.settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "manage.py", "sweep", "--at", at.isoformat()]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)


def test_a_sweep_killed_in_its_transaction_is_made_up_for(people, instant, gate):
    for _case in range(3):
        file_complaint(filing=complaint(), by=WORKER, at=instant)
    late = instant + timedelta(days=8)
    before = Notice.objects.count()
    process = _start_sweep(late)
    _wait_until(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", "the sweep never reached the gate"
    )
    process.send_signal(signal.SIGKILL)
    process.wait(BOUND_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"  # not those of other tests
        )
    _wait_until(
        "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", "the dead sweep holds on"
    )
    assert not Rung.objects.filter(fired_at__isnull=False).exists()
    assert Notice.objects.count() == before
    with connection.cursor() as cursor:
        cursor.execute(GO_ON)
    sweep(late)
    sweep(late)
    assert not Rung.objects.filter(fired_at__isnull=True, fire_at__lte=late).exists()
    assert Notice.objects.filter(template="clock_supervisor").count() == 3


def test_a_poisoned_rung_is_set_aside_and_the_rest_goes_on(people, instant, monkeypatch):
    cases = [file_complaint(filing=complaint(), by=WORKER, at=instant).case for _case in range(3)]
    late = instant + timedelta(days=8)
    fire = escalation.fire

    def fire_or_fail(rungs, at):
        if any(rung.case_id == cases[0].pk for rung in rungs):
            raise RuntimeError("620102199003070026")
        fire(rungs, at)

    monkeypatch.setattr(escalation, "fire", fire_or_fail)
    sweep(late)
    poisoned = Rung.objects.filter(case=cases[0], attempts__gt=0)
    assert poisoned.exists()
    assert {rung.incident for rung in poisoned} == {"RuntimeError"}
    assert Notice.objects.filter(template="clock_supervisor").count() == 2
    monkeypatch.setattr(escalation, "fire", fire)
    sweep(late + timedelta(hours=2))
    assert Notice.objects.filter(template="clock_supervisor").count() == 3


def test_three_sweeps_killed_at_random_lose_and_double_nothing(people, instant):
    for _case in range(12):
        file_complaint(filing=complaint(), by=WORKER, at=instant)
    late = instant + timedelta(days=60)
    rungs = storm.due(late)
    kills = iter(range(6))
    storm.rage(late, workers=3, limit=4, goes_on=lambda: next(kills, None) is not None, pause=(0.8, 1.6), seed=724)
    assert storm.losses_and_doubles(late, rungs) == []
