"""Rungs fired together leave what the same rungs leave when they are fired one by one."""

from datetime import timedelta

import pytest
from django.db import transaction
from viewflow.workflow.models import Task

from cases import events
from cases.models import Case, Event
from clocks.models import Clock, Rung
from clocks.queries import claim_due_rungs
from notices.models import Notice
from tests.workflows.conftest import WORKER, complaint, open_item
from workflows import engine, escalation, queue
from workflows.engine import Escalation
from workflows.models import WorkItem
from workflows.services import file_complaint
from workflows.sweep import sweep

FIELDS = {
    Event: ("case_id", "sequence", "name", "at", "actor_label", "payload"),
    Case: ("pk", "event_count", "event_head", "stage"),
    Notice: ("key", "case_id", "template", "to_party_id", "to_staff_id", "to_address", "channel", "body", "not_before"),
    Clock: ("case_id", "rule", "family", "title", "length", "unit", "node", "office_id", "triggered_at", "breached_at"),
    Rung: ("case_id", "clock__rule", "code", "fire_at", "fired_at", "attempts", "incident"),
    WorkItem: ("case_id", "node", "title", "right", "office_path", "holder_id", "clock__rule", "due_at", "opened_at"),
    Task: (
        *("flow_task", "flow_task_type", "status", "token", "owner_id", "owner_permission", "process_id"),
        *("owner_permission_content_type_id", "owner_permission_obj_pk", "data", "seed_object_id"),
    ),
}


def rows():
    """Return all rows that firing touches, without the numbers that any order of writing gives."""
    return {
        model.__name__: sorted(map(repr, model.objects.values_list(*(name for name in names if name not in _RANDOM))))
        for model, names in FIELDS.items()
    }


_RANDOM = {"event_head"}


class RollBack(Exception):
    """Undo what a block did."""


def after(fire):
    """Return the rows after firing, and leave none."""
    try:
        with transaction.atomic():
            fire()
            found = rows()
            raise RollBack
    except RollBack:
        return found


@pytest.fixture
def cases(staff, instant):
    return [file_complaint(filing=complaint(workers=2), by=WORKER, at=instant).case for _number in range(3)]


@pytest.mark.parametrize("days", [4, 8, 12, 400])
def test_a_batch_equals_one_by_one(cases, instant, days):
    late = instant + timedelta(days=days)

    def together():
        escalation.fire(claim_due_rungs(1000, late), late)

    def one_by_one():
        for rung in claim_due_rungs(1000, late):
            escalation.fire([rung], late)

    assert after(together) == after(one_by_one)


def test_the_chains_hold_after_a_batch(cases, instant):
    sweep(instant + timedelta(days=30))
    assert Event.objects.filter(name="escalated").exists()
    assert list(events.verify_all(Case.objects.all())) == []


def test_an_escalation_task_is_what_the_library_would_create(cases, instant):
    case = cases[0]
    item = open_item(case, "decide_acceptance")
    node = item.task.flow_task.escalates_to

    def ours():
        engine.escalate([Escalation(item.task, node, case, case.office)], at=instant)

    def theirs():
        with queue.moment(instant), item.task.activation() as activation:
            node._create(activation, activation.task.token, data={"office": case.office_id})

    assert after(ours) == after(theirs)
