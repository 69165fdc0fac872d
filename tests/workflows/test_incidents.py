"""What stands still is on one page, with its history and a button to try again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Recusal
from clocks import heartbeats
from clocks import services as clock_services
from clocks.models import Rung
from config.celery import app, keep_failure, settle_failure
from notices.models import ChannelHealth, Notice
from offices.errors import NotPermitted, Refusal
from workflows import escalation, incidents, queue, reconcile
from workflows.incidents import Kind
from workflows.models import FailedJob, IncidentRetry, WorkItem
from workflows.sweep import sweep, sweep_batch


@pytest.fixture
def poisoned(filed, instant, monkeypatch):
    """A rung that cannot fire, and the instant of its first try."""
    rung = Rung.objects.filter(case=filed.case, fire_at__isnull=False).order_by("fire_at").first()
    with monkeypatch.context() as broken:
        broken.setattr(escalation, "_tell", lambda *_args: 1 / 0)
        sweep(rung.fire_at)
    at = rung.fire_at
    rung.refresh_from_db()
    assert rung.fired_at is None
    return rung, at


def test_a_poisoned_rung_is_listed_retried_and_gone(poisoned, filed, staff):
    rung, at = poisoned
    assert list(incidents.poisoned_rungs(staff["supervisor"], at)) == [rung]
    assert rung.incident == "ZeroDivisionError"
    incidents.retry(kind=Kind.RUNG, key=str(rung.pk), by=staff["supervisor"], at=at)
    sweep(at)
    rung.refresh_from_db()
    assert rung.fired_at == at
    assert list(incidents.poisoned_rungs(staff["supervisor"], at)) == []
    kept = IncidentRetry.objects.get()
    assert (kept.kind, kept.key, kept.by) == ("rung", str(rung.pk), staff["supervisor"])
    with pytest.raises(Refusal):
        incidents.retry(kind=Kind.RUNG, key=str(rung.pk), by=staff["supervisor"], at=at)


def test_a_rung_that_cannot_fire_waits_longer_each_time(poisoned, monkeypatch):
    rung, at = poisoned
    pauses = [(rung.fire_at - at).total_seconds()]
    monkeypatch.setattr(escalation, "_tell", lambda *_args: 1 / 0)
    for _try in range(7):
        at = rung.fire_at
        sweep_batch(at)
        rung.refresh_from_db()
        pauses.append((rung.fire_at - at).total_seconds())
    assert pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_nobody_sees_the_incidents_of_other_offices(poisoned, staff):
    rung, at = poisoned
    assert list(incidents.poisoned_rungs(staff["auditor"], at)) == []
    with pytest.raises(Refusal):
        incidents.retry(kind=Kind.RUNG, key=str(rung.pk), by=staff["auditor"], at=at)


def test_an_undeliverable_notice_is_sent_again(filed, staff, instant):
    notice = Notice.objects.filter(case=filed.case).first()
    Notice.objects.filter(pk=notice.pk).update(status=Notice.Status.FAILED, attempts=8, error="no route")
    incidents.retry(kind=Kind.NOTICE, key=str(notice.pk), by=staff["supervisor"], at=instant)
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.not_before) == (Notice.Status.WAITING, 0, instant)


def _fail(case, count, instant):
    first = Notice.objects.filter(case=case).first()
    first.status, first.attempts, first.error = Notice.Status.FAILED, 14, "provider answered 500"
    first.reported_at = instant
    for number in range(count):
        first.pk, first.key = None, f"{case.pk}:{number}"
        first.save()


def test_all_undeliverable_notices_are_sent_again_at_once(filed, staff, client, instant):
    _fail(filed.case, 60, instant)
    client.force_login(staff["supervisor"])
    page = client.get(reverse("desk:incidents")).content.decode()
    assert '<span class="count">60</span>' in page, "not only those that are shown"
    answer = client.post(reverse("desk:retry"), {"kind": "notice", "key": "all"}, follow=True)
    assert "60" in answer.content.decode()
    again = Notice.objects.filter(key__startswith=f"{filed.case.pk}:")
    assert set(again.values_list("status", "attempts", "error")) == {("waiting", 0, "")}
    assert not again.filter(reported_at__isnull=False).exists(), "if it fails again, the case's history is told again"
    assert IncidentRetry.objects.filter(kind=Kind.NOTICE, by=staff["supervisor"]).count() == 60
    assert incidents.retry_notices(by=staff["supervisor"], at=instant) == 0


def test_nobody_sends_again_what_is_out_of_reach_or_of_a_case_they_are_recused_from(filed, staff, instant):
    _fail(filed.case, 2, instant)
    with pytest.raises(NotPermitted):
        incidents.retry_notices(by=staff["auditor"], at=instant)
    Recusal.objects.create(case=filed.case, staff=staff["supervisor"], reason="亲属", found_by="甲", at=instant)
    assert list(incidents.failed_notices(staff["supervisor"], instant)) == []
    assert incidents.retry_notices(by=staff["supervisor"], at=instant) == 0
    assert Notice.objects.filter(case=filed.case, status=Notice.Status.FAILED).count() == 2


def test_tasks_out_of_step_are_put_right(filed, staff, instant):
    item = WorkItem.objects.get(case=filed.case, closed_at__isnull=True)
    WorkItem.objects.filter(pk=item.pk).update(closed_at=instant)
    assert [found.task_id for found in reconcile.disagreements()] == [item.task_id]
    with pytest.raises(Refusal):
        incidents.retry(kind=Kind.TASK, key=str(item.task_id), by=staff["supervisor"], at=instant)
    incidents.retry(kind=Kind.TASK, key=str(item.task_id), by=staff["admin"], at=instant)
    assert reconcile.disagreements() == []
    WorkItem.objects.filter(pk=item.pk).delete()
    incidents.retry(kind=Kind.TASK, key=str(item.task_id), by=staff["admin"], at=instant)
    assert reconcile.disagreements() == []
    type(item.task).objects.filter(pk=item.task_id).update(status="CANCELED")
    incidents.retry(kind=Kind.TASK, key=str(item.task_id), by=staff["admin"], at=instant)
    assert reconcile.disagreements() == []


def test_a_clock_out_of_step_with_its_task_is_put_right(filed, staff, instant):
    """A statutory limit must not stand still behind a task that goes on, nor run on behind one that is done."""
    item = WorkItem.objects.select_related("clock", "task").get(case=filed.case, closed_at__isnull=True)
    due, what = item.due_at, reconcile.Disagreement.What
    with queue.moment(instant):
        queue.closed(item.task_id, "done")
    assert {found.what for found in reconcile.disagreements()} == {what.ROW_MISSING}
    incidents.retry(kind=Kind.TASK, key=str(item.task_id), by=staff["admin"], at=instant)
    item.refresh_from_db()
    assert (item.closed_at, item.due_at, item.clock.stopped_at) == (None, due, None)
    assert item.clock.rungs.filter(fire_at__isnull=False, fired_at__isnull=True).exists(), "it may fire again"
    assert reconcile.disagreements() == []
    clock_services.stop(clock=item.clock, reason="done", at=instant)
    assert {found.what for found in reconcile.disagreements()} == {what.CLOCK_STOPPED}
    incidents.retry(kind=Kind.TASK, key=str(item.task_id), by=staff["admin"], at=instant)
    assert reconcile.disagreements() == []
    type(item.task).objects.filter(pk=item.task_id).update(status="CANCELED")
    WorkItem.objects.filter(pk=item.pk).update(closed_at=instant)
    assert {found.what for found in reconcile.disagreements()} == {what.CLOCK_RUNNING}
    incidents.retry(kind=Kind.TASK, key=str(item.task_id), by=staff["admin"], at=instant)
    assert reconcile.disagreements() == []
    item.clock.refresh_from_db()
    assert item.clock.stopped_at == instant
    with pytest.raises(Refusal):
        incidents.retry(kind=Kind.TASK, key=str(item.task_id), by=staff["admin"], at=instant)
    with pytest.raises(Refusal):
        incidents.retry(kind=Kind.TASK, key="999999", by=staff["admin"], at=instant)


def test_a_task_is_put_right_under_the_lock_of_its_case(filed, staff, instant, monkeypatch):
    item = WorkItem.objects.get(case=filed.case, closed_at__isnull=True)
    WorkItem.objects.filter(pk=item.pk).update(closed_at=instant)
    locked = []
    monkeypatch.setattr(reconcile, "lock_case", locked.append)
    incidents.retry(kind=Kind.TASK, key=str(item.task_id), by=staff["admin"], at=instant)
    assert locked == [filed.case.pk]


def test_a_failed_job_stands_there_until_it_goes_well(
    db, staff, instant, monkeypatch, django_capture_on_commit_callbacks
):
    job = type("Task", (), {"name": "workflows.tasks.sweep"})()
    keep_failure(sender=job, exception=ValueError("身份证号620102199001011234"))
    keep_failure(sender=job, exception=KeyError("secret"))
    row = FailedJob.objects.get()
    assert (row.count, row.error) == (2, "KeyError")
    sent = []
    monkeypatch.setattr(type(app), "send_task", lambda _app, name, *_a, **_k: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        incidents.retry(kind=Kind.JOB, key=str(row.pk), by=staff["admin"], at=instant)
    assert sent == ["workflows.tasks.sweep"]
    settle_failure(sender=job)
    assert list(incidents.failed_jobs(staff["admin"], instant)) == []


def test_the_page_shows_channels_that_rest_and_to_administrators_each_worker(staff, client, instant, monkeypatch):
    monkeypatch.setattr("desk.views.incidents.now", lambda: instant)
    ChannelHealth.objects.create(channel="sms", failures=5, closed_until=instant + timedelta(minutes=1))
    ChannelHealth.objects.create(channel="mail", failures=2)
    heartbeats.beat("worker", instant - timedelta(seconds=4), node="rounds@one")
    heartbeats.beat("worker", instant - timedelta(minutes=2), node="slow@two")
    client.force_login(staff["admin"])
    page = client.get(reverse("desk:incidents")).content.decode()
    assert "短信：连续失败 5 次，10:01:00 再试。" in page
    assert "邮件" not in page
    assert "<li>rounds@one：上次在 4 秒前。</li>" in page
    assert "<li>slow@two：上次在 120 秒前。 <strong>失联</strong></li>" in page
    client.force_login(staff["supervisor"])
    page = client.get(reverse("desk:incidents")).content.decode()
    assert "连续失败 5 次" in page
    assert "rounds@one" not in page


def test_the_page_lists_all_kinds_with_their_history(poisoned, filed, staff, client, instant):
    rung, at = poisoned
    Notice.objects.filter(case=filed.case).update(status=Notice.Status.FAILED, error="no route")
    FailedJob.objects.create(name="a.job", error="ValueError", first_at=at, last_at=at)
    incidents.retry(kind=Kind.RUNG, key=str(rung.pk), by=staff["supervisor"], at=at - timedelta(hours=1))
    client.force_login(staff["admin"])
    page = client.get(reverse("desk:incidents")).content.decode()
    for text in ("ZeroDivisionError", "no route", "a.job", staff["supervisor"].name):
        assert text in page
    answer = client.post(reverse("desk:retry"), {"kind": "job", "key": "x"}, follow=True)
    assert "没有这一项" in answer.content.decode()
