"""The workflow library's known defects, fenced: an upgrade that changes one of them shows here."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from viewflow.workflow import STATUS
from viewflow.workflow.context import context
from viewflow.workflow.models import Task

from clocks.models import Clock, Rung
from offices.errors import Refusal
from tests.workflows.conftest import WORKER, complaint, open_item
from workflows import engine, nodes, queue, reconcile
from workflows.acts import intake, supervision
from workflows.flows import PetitionFlow, WageComplaintFlow
from workflows.models import WorkItem
from workflows.services import file_complaint
from workflows.sweep import sweep


@pytest.fixture
def case(staff, instant):
    return file_complaint(filing=complaint(), by=WORKER, at=instant).case


def test_d1_no_view_of_the_library_is_mounted():
    """Its task views lock the process named in the URL, not the one of the task."""
    names = {key for key in get_resolver().namespace_dict}
    assert names == {"portal", "desk"}


def test_d2_a_cancelled_step_leaves_no_clock_and_no_rung(case, instant):
    with queue.moment(instant):
        engine.cancel_open_tasks(case)
    assert not WorkItem.objects.filter(case=case, closed_at__isnull=True).exists()
    assert not Clock.objects.filter(case=case, node="decide_acceptance", stopped_at__isnull=True).exists()
    before = case.events.count()
    sweep(instant + timedelta(days=20))
    rungs = Rung.objects.filter(case=case, clock__node="decide_acceptance", fired_at__isnull=False)
    assert not rungs.exists()
    assert case.events.count() == before


def test_d3_d4_a_task_is_never_revived(case, instant):
    task = open_item(case, "decide_acceptance").task
    with queue.moment(instant):
        engine.cancel_open_tasks(case)
    task.refresh_from_db()
    with task.activation() as activation:
        assert activation.status == STATUS.CANCELED
        assert not activation.revive.can_proceed()


def test_d3_a_step_opened_again_keeps_its_permission(case, staff, instant):
    intake.accept(task=open_item(case, "decide_acceptance"), by=staff["intake"], at=instant)
    supervision.undo_last(case=case, by=staff["supervisor"], at=instant, reason="误操作")
    item = open_item(case, "decide_acceptance")
    assert item.task.owner_permission == "offices.decide_acceptance"
    assert item.task.owner_permission_obj == case.office
    assert item.right == "decide_acceptance"
    assert reconcile.disagreements() == []


def test_d5_staff_whose_tasks_would_cascade_are_never_deleted(staff):
    with pytest.raises(Refusal):
        staff["intake"].delete()


def test_d8_errors_reach_the_person_and_leave_no_locals_in_rows(case, staff, instant, monkeypatch):
    """In a background context the library writes a frame's variables into the task; we never run in one."""
    assert context.propagate_exception

    def fail(*_arguments):
        raise RuntimeError("620102199003070026")

    monkeypatch.setattr(queue, "due_at_of", fail)
    with pytest.raises(RuntimeError):
        intake.accept(task=open_item(case, "decide_acceptance"), by=staff["intake"], at=instant)
    assert not Task.objects.filter(status=STATUS.ERROR).exists()
    assert "_exception" not in str(list(Task.objects.values_list("data", flat=True)))


def test_d9_the_lock_waits_for_the_row(case):
    for flow_class in (WageComplaintFlow, PetitionFlow):
        assert flow_class.lock_impl is nodes.WAITING_LOCK
    with CaptureQueriesContext(connection) as queries, WageComplaintFlow.lock(engine.process_of(case).pk):
        pass
    locking = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert locking
    assert all("NOWAIT" not in sql for sql in locking)


def test_d7_every_reference_in_rows_resolves(case):
    for task in Task.objects.all():
        assert task.flow_task is not None
        assert task.process.flow_class in (WageComplaintFlow, PetitionFlow)


def test_d12_tokens_do_not_grow_in_a_loop(case, staff, instant):
    for _round in range(3):
        intake.accept(task=open_item(case, "decide_acceptance"), by=staff["intake"], at=instant)
        supervision.undo_last(case=case, by=staff["supervisor"], at=instant, reason="点错了")
    assert {str(task.token) for task in Task.objects.all()} == {"start"}
