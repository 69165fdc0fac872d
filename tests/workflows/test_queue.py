"""The queue row follows its task and its clock, at the instant of the act and no other."""

from datetime import timedelta

import pytest

from clocks import services as clock_services
from tests.workflows.conftest import open_item
from workflows import engine, queue


def test_a_clock_that_moves_takes_its_queue_row_along(filed, staff, instant):
    item = open_item(filed.case, "decide_acceptance")
    before, later = item.due_at, instant + timedelta(days=1)
    office = filed.case.office.parent
    clock_services.move(clock=item.clock, office=office, at=later)
    type(item).objects.filter(pk=item.pk).update(due_at=None)
    clock_services.move(clock=item.clock, office=filed.case.office, at=later)
    item.refresh_from_db()
    assert item.due_at == before


def test_a_listener_is_called_once_however_often_it_subscribes():
    before = list(clock_services._moved)
    assert before.count(queue.refresh_due) == 1
    clock_services.on_moved(queue.refresh_due)
    assert clock_services._moved == before


def test_the_engine_stamps_no_instant_of_its_own(filed):
    item = open_item(filed.case, "decide_acceptance")
    with pytest.raises(RuntimeError, match=r"queue\.moment"):
        engine.cancel(item.task)
    item.refresh_from_db()
    assert item.closed_at is None
