"""Every limit that a step declares is armed whichever way the step is reached, and stops with it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from arrears.models import Instalment
from clocks import due
from clocks.models import Clock, Rung
from tests.workflows.conftest import WORKER, complaint
from workflows import engine, queue
from workflows.filing import PetitionFiling
from workflows.flows import PetitionFlow, WageComplaintFlow
from workflows.models import WorkItem
from workflows.services import file_complaint, file_petition

STEPS = [(flow, node.name) for flow in (WageComplaintFlow, PetitionFlow) for node in engine.human_nodes(flow)]


@pytest.fixture
def cases(staff, instant):
    """A complaint and a petition about wages, each with an instalment to come."""
    filing = PetitionFiling(
        form="visit",
        division_code="620102",
        petitioners=complaint().workers,
        people=1,
        claim="支付工资",
        facts="欠薪",
        complaint=complaint(),
    )
    found = {
        WageComplaintFlow: file_complaint(filing=complaint(), by=WORKER, at=instant).case,
        PetitionFlow: file_petition(filing=filing, by=WORKER, at=instant).case,
    }
    for case in found.values():
        Instalment.objects.create(
            case=case,
            worker=case.parties.filter(role="worker").first(),
            number=1,
            due_on=(instant + timedelta(days=20)).date(),
            amount=Decimal("12600.00"),
            source=Instalment.Source.AGREEMENT,
        )
    return found


@pytest.mark.parametrize(("flow", "name"), STEPS, ids=lambda part: getattr(part, "__name__", part))
def test_a_declared_limit_is_armed_with_its_ladder_and_stops_with_the_step(cases, instant, flow, name):
    case, node = cases[flow], flow.instance.node(name)
    with queue.moment(instant):
        engine.reenter(case, name)
    item = WorkItem.objects.select_related("clock").get(case=case, node=name, closed_at__isnull=True)
    clock = item.clock
    assert (clock.rule, clock.node, clock.task_id, clock.stopped_at) == (node.rule, name, item.task_id, None)
    assert due.state(clock, instant).due_on is not None
    assert item.due_at == due.state(clock, instant).overdue_at
    assert Rung.objects.filter(clock=clock, fire_at__isnull=False).exists()
    with queue.moment(instant):
        engine.cancel_open_tasks(case)
    stopped = Clock.objects.get(pk=clock.pk)
    assert stopped.stopped_at == instant
    assert not Rung.objects.filter(clock=clock, fire_at__isnull=False).exists()


def test_an_escalation_step_has_no_holder_and_moves_no_stage():
    """`queue.opened_all` writes them in numbers and relies on it."""
    for flow in (WageComplaintFlow, PetitionFlow):
        for node in engine.human_nodes(flow):
            assert not node.is_escalation or (node.holder is None and not node.stage)
