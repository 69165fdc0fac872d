"""Whoever looks at a lamp knows whether anybody looks after it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clocks import calendars, heartbeats
from clocks.models import CalendarNotice, Heartbeat
from config import health, pulse
from config.celery import app
from law.calendar import DEFAULT
from law.festivals import statutory_holidays
from notices.models import ChannelHealth
from offices import clock
from workflows import incidents, tasks


@pytest.fixture
def beating(db, monkeypatch, instant):
    """Every part did its round just now; the broker answers."""
    for name in heartbeats.periods():
        heartbeats.beat(name, instant)
    for module in (health, pulse):
        monkeypatch.setattr(module, "now", lambda: instant)
    monkeypatch.setattr(health, "_broker_is_well", lambda: True)
    # The worker's own thread has its own connection; here it is the test's transaction.
    monkeypatch.setattr(pulse, "close_old_connections", lambda: None)


@pytest.mark.parametrize("part", ["beat", "worker", "sweep", "outbox"])
def test_a_part_is_late_after_two_of_its_periods_and_health_names_it(beating, client, monkeypatch, instant, part):
    assert client.get("/healthz").status_code == 200
    edge = instant - 2 * heartbeats.periods()[part]
    heartbeats.beat(part, edge)
    assert client.get("/healthz").status_code == 200
    heartbeats.beat(part, edge - timedelta(seconds=1))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    told = answer.json()
    assert told["status"] == "failing"
    assert [name for name, state in told.items() if name != "status" and not state["ok"]] == [part]


def test_a_part_that_never_ran_is_late(db, instant):
    assert {found.name for found in heartbeats.pulses(instant) if found.is_stale} == set(heartbeats.periods())


def test_lamps_are_grey_and_say_how_long_ago(beating, client, staff, instant, monkeypatch):
    monkeypatch.setattr("desk.context.now", lambda: instant)
    client.force_login(staff["supervisor"])
    assert "is-blind" not in client.get(reverse("desk:queue")).content.decode()
    heartbeats.beat("worker", instant - timedelta(seconds=90))
    page = client.get(reverse("desk:queue")).content.decode()
    assert "is-blind" in page
    assert "后台进程：上次在 90 秒前" in page


def test_the_calendar_is_late_from_december_until_the_notice_comes(staff):
    november, december = (datetime(2026, month, 24, tzinfo=UTC) for month in (11, 12))
    assert not heartbeats.calendar_pulse(november).is_stale
    late = heartbeats.calendar_pulse(december)
    assert (late.is_stale, late.age) == (True, timedelta(days=23))
    in_january = heartbeats.calendar_pulse(datetime(2027, 1, 10, tzinfo=UTC))
    assert in_january.age == date(2027, 1, 10) - date(2026, 12, 1)
    CalendarNotice.objects.create(
        year=2027,
        number="示例",
        content={
            "year": 2027,
            "number": "示例",
            "issued_on": "2026-12-20",
            "off": [day.isoformat() for day in statutory_holidays(2027)],
        },
        proposed_by=staff["admin"],
        proposed_at=december,
        approved_by=staff["admin2"],
        approved_at=december,
    )
    calendars.recheck()
    assert calendars.current() != DEFAULT
    assert not heartbeats.calendar_pulse(december).is_stale


def test_a_pulse_that_lies_ahead_is_late_and_not_well(beating, client, instant):
    heartbeats.beat("beat", instant + timedelta(days=4))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert not answer.json()["beat"]["ok"]


def test_each_worker_is_seen_and_a_lost_one_named_for_an_hour(beating, client, instant):
    heartbeats.beat("worker", instant, node="celery@one")
    heartbeats.beat("worker", instant - timedelta(minutes=59), node="celery@two")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["worker"]["lost"]) == (503, ["celery@two"])
    assert answer.json()["worker"]["nodes"] == {"celery@one": 0.0, "celery@two": 59 * 60.0}
    assert not [pulse for pulse in heartbeats.pulses(instant) if pulse.is_stale], "the lamps are still looked after"
    heartbeats.beat("worker", instant - timedelta(minutes=61), node="celery@two")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["worker"]["nodes"]) == (200, {"celery@one": 0.0})


def test_a_worker_that_was_stopped_is_not_lost(beating, instant):
    heartbeats.beat("worker", instant - timedelta(minutes=2), node="celery@one")
    assert [(node.name, node.is_lost) for node in heartbeats.workers(instant)] == [("celery@one", True)]
    heartbeats.leave("worker", node="celery@one")
    assert heartbeats.workers(instant) == []


def test_what_failed_is_told_and_fails_nothing(beating, client, instant):
    incidents.job_failed("workflows.tasks.sweep", "ValueError", instant)
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["failed_jobs"] == {"ok": False, "count": 1}
    assert answer.json()["failed_rungs"] == {"ok": True, "count": 0}


def test_a_channel_that_is_left_alone_is_told_until_it_is_tried_again(beating, client, instant):
    assert client.get("/healthz").json()["channels"] == {"ok": True, "resting_until": {}}
    ChannelHealth.objects.create(channel="sms", failures=5, closed_until=instant + timedelta(minutes=1))
    ChannelHealth.objects.create(channel="mail", failures=2)
    answer = client.get("/healthz")
    told = answer.json()["channels"]
    assert (answer.status_code, told) == (200, {"ok": False, "resting_until": {"sms": "2026-11-23T02:01:00Z"}})
    ChannelHealth.objects.update(closed_until=instant)
    assert client.get("/healthz").json()["channels"]["ok"]


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (-59, 200), (61, 503), (-61, 503)])
def test_a_clock_off_the_databases_is_named(beating, client, monkeypatch, seconds, status):
    monkeypatch.setattr("offices.clock.drift", lambda: timedelta(seconds=seconds))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["clock"]["seconds_off"]) == (status, seconds)


def test_the_drift_is_that_of_the_machine_and_its_sign_says_who_is_ahead(db, monkeypatch):
    assert not clock.is_off(clock.drift())
    real = timezone.now
    monkeypatch.setattr("offices.clock.timezone.now", lambda: real() + timedelta(days=4))
    assert timedelta(days=3) < clock.drift() < timedelta(days=5)


def test_nothing_fires_by_a_clock_that_is_off(beating, monkeypatch, instant):
    fired = []
    monkeypatch.setattr(tasks, "run_sweep", fired.append)
    monkeypatch.setattr("offices.clock.drift", lambda: timedelta(days=4))
    tasks.sweep()
    assert fired == []
    monkeypatch.setattr("offices.clock.drift", lambda: timedelta(0))
    tasks.sweep()
    assert len(fired) == 1


@pytest.fixture
def done(monkeypatch):
    """The jobs that a worker did itself."""
    app.loader.import_default_modules()
    names = []
    for name in (round_.task for round_ in pulse.rounds()):
        monkeypatch.setattr(app.tasks[name], "run", lambda name=name: names.append(name))
    return names


def _look(instant):
    for round_ in pulse.rounds():
        pulse.do_if_late(app, round_)


def test_a_worker_does_the_rounds_that_nobody_rang_for(beating, done, instant):
    heartbeats.beat("papers", instant)
    _look(instant)
    assert done == []
    heartbeats.beat("sweep", instant - timedelta(seconds=21))
    heartbeats.beat("outbox", instant - timedelta(seconds=11))
    heartbeats.beat("papers", instant - timedelta(seconds=21))
    _look(instant)
    assert done == ["workflows.tasks.sweep", "notices.tasks.deliver", "documents.tasks.render"]


def test_a_round_that_never_ran_or_ran_in_the_future_is_done(beating, done, instant):
    heartbeats.beat("papers", instant)
    heartbeats.beat("sweep", instant + timedelta(days=4))
    Heartbeat.objects.filter(name="outbox").delete()
    _look(instant)
    assert done == ["workflows.tasks.sweep", "notices.tasks.deliver"]


def test_papers_leave_their_pulse_by_bell_or_by_hand(beating, done, instant, monkeypatch):
    monkeypatch.setattr("offices.clock.now", lambda: instant)
    app.tasks["documents.tasks.render"].apply()
    assert heartbeats.heartbeat_age("papers", instant) == timedelta(0)


def test_a_schedule_written_by_a_clock_ahead_rings_again(tmp_path):
    scheduler = pulse.PulsingScheduler(app, schedule_filename=str(tmp_path / "schedule"))
    try:
        for entry in scheduler.schedule.values():
            entry.last_run_at = entry.default_now() + timedelta(days=4)
        scheduler.sync()
        scheduler.close()
        scheduler = pulse.PulsingScheduler(app, schedule_filename=str(tmp_path / "schedule"))
        assert all(entry.last_run_at <= entry.default_now() for entry in scheduler.schedule.values())
        entry = scheduler.schedule["sweep"]
        entry.last_run_at = entry.default_now() + timedelta(days=4)
        assert scheduler.is_due(entry).next <= 10
    finally:
        scheduler.close()
