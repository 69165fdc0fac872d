"""The count after the storm of kills notices what it looks for: each thing that could go wrong is made to."""

import pytest
from django.db import IntegrityError, connection, transaction

from bench import kills_count
from cases.models import Case, Party
from documents.models import Document
from documents.preparation import render_waiting
from workflows.models import Decision, WorkItem


@pytest.fixture
def after(matters):
    """Two cases of two workers, one accepted; every paper there. The counted act is the acceptance."""
    first, second = matters.filed(), matters.accepted()
    Party.objects.filter(case=second, role="worker").update(phone_index="another")
    render_waiting(at=matters.at, limit=100)
    item = WorkItem.objects.get(case=second, node="decide_acceptance")
    return first, second, item


def _wrong(*numbers, acts=()):
    return list(kills_count.wrong(set(numbers), set(acts)))


def test_nothing_is_wrong_with_what_went_well(after):
    first, second, item = after
    assert _wrong(first.number, second.number, acts=[item.pk]) == []


def test_a_case_that_is_not_there(after):
    assert _wrong("W620102-2026-09999") == ["W620102-2026-09999: acknowledged and not there"]


def test_a_worker_whose_filing_was_taken_twice(after):
    Party.objects.filter(role="worker").update(phone_index="the same")
    assert _wrong() == ["a worker filed once and has 2 cases"]


def test_an_act_that_was_not_done(after):
    first, _second, _item = after
    waiting = WorkItem.objects.get(case=first, closed_at=None)
    assert f"{first.number}: an acknowledged act was done 0 times" in _wrong(acts=[waiting.pk])


def test_an_act_is_not_done_twice(after):
    _first, _second, item = after
    decision = Decision.objects.get(task=item.task_id)
    decision.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save()


def test_a_case_that_is_nobody_s_task(after):
    first, _second, _item = after
    WorkItem.objects.filter(case=first).delete()
    assert f"{first.number}: open and nobody's task" in _wrong()


def test_a_paper_without_bytes_and_a_case_without_its_receipt(after):
    first, _second, _item = after
    receipt = Document.objects.get(case=first, form="receipt")
    Document.objects.filter(pk=receipt.pk).update(sha256="")
    assert _wrong() == [f"{receipt.number}: never rendered"]
    Document.objects.filter(pk=receipt.pk).update(form="refusal_notice")
    assert f"{first.number}: no receipt" in _wrong()


def test_a_number_that_was_taken_for_nothing(after):
    Case.objects.filter(pk=after[0].pk).update(number="W620102-1999-00001")
    assert any("numbers with a gap" in line for line in _wrong())


def test_a_chain_with_a_link_missing(after):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM cases_event WHERE case_id = %s AND sequence = 2", [after[0].pk])
    assert any(after[0].number in line for line in _wrong())
