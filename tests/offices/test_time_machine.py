"""The training clock: the whole system goes forward together, only forward, and never in production."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from offices import time_machine
from offices.clock import now
from offices.errors import NotPermitted, Refusal
from offices.models import TrainingClock


@pytest.fixture
def machine(db, settings, monkeypatch):
    settings.DEMO, settings.TIME_MACHINE = True, True
    monkeypatch.setattr(time_machine, "_read", None)
    yield
    time_machine._read = None


@pytest.fixture
def real_time(monkeypatch):
    fixed = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: fixed)
    return fixed


def test_it_goes_forward_and_runs_on(machine, real_time, monkeypatch):
    assert now() == real_time
    time_machine.move_to(real_time + timedelta(days=5))
    assert now() == real_time + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: real_time + timedelta(hours=1))
    assert now() == real_time + timedelta(days=5, hours=1)


def test_another_process_follows_within_a_second(machine, real_time, monkeypatch):
    moment = [100.0]
    monkeypatch.setattr(time_machine.time, "monotonic", lambda: moment[0])
    assert now() == real_time
    TrainingClock.objects.create(pk=1, offset_seconds=3600)
    assert now() == real_time
    moment[0] += 1.1
    assert now() == real_time + timedelta(hours=1)


def test_it_never_goes_back_or_too_far(machine, real_time):
    time_machine.move_to(real_time + timedelta(days=5))
    for wrong in (real_time + timedelta(days=4), real_time + timedelta(days=2000)):
        with pytest.raises(Refusal):
            time_machine.move_to(wrong)
    assert now() == real_time + timedelta(days=5)


def test_a_production_system_has_none(db, settings, real_time):
    TrainingClock.objects.create(pk=1, offset_seconds=3600)
    assert settings.TIME_MACHINE is False
    assert now() == real_time
    with pytest.raises(NotPermitted):
        time_machine.move_to(real_time + timedelta(days=5))
    assert time_machine.only_for_training() == []
    settings.TIME_MACHINE = True
    assert [error.id for error in time_machine.only_for_training()] == ["qingxin.E001"]


def test_the_page_moves_the_clock_and_says_so_everywhere(machine, staff, client):
    client.force_login(staff["admin"])
    page = reverse("desk:training_clock")
    later = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(page, {"instant": later}).status_code == 302
    assert "培训时钟：系统现在是" in client.get(reverse("desk:queue")).content.decode()
    assert client.post(page, {"instant": "2020-01-01T00:00"}).status_code == 422
