"""Whoever looks at a lamp knows whether anybody looks after it."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from clocks import calendars, heartbeats
from clocks.models import CalendarNotice
from config import health, pulse
from law.calendar import DEFAULT
from law.festivals import statutory_holidays


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


class Bell:
    def __init__(self):
        self.rung = []

    def send_task(self, name, **_options):
        self.rung.append(name)


def test_a_worker_rings_the_rounds_that_a_lost_beat_left_out(beating, instant):
    bell, stopping = Bell(), threading.Event()
    stopping.set()
    pulse.live(bell, stopping)
    assert bell.rung == []
    heartbeats.beat("beat", instant - timedelta(hours=1))
    heartbeats.beat("sweep", instant - timedelta(minutes=1))
    pulse.live(bell, stopping)
    assert bell.rung == ["workflows.tasks.sweep"]
