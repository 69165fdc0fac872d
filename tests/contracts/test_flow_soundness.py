"""Every flow is sound: reachable nodes, paths that end, a right and a limit (or a reason) on each human step."""

import pytest
from viewflow.workflow import flow
from viewflow.workflow.nodes import Split

from clocks import standards
from desk.tasks import page_of
from law.limits import list_limits
from workflows import diagrams, engine, nodes
from workflows.flows import PetitionFlow, WageComplaintFlow

FLOWS = (WageComplaintFlow, PetitionFlow)

NODES = {
    "WageComplaintFlow": {
        "filed", "decide_acceptance", "after_acceptance", "await_supplement", "refused", "chase_acceptance",
        "chased_acceptance", "contact_respondent", "after_contact", "chase_contact", "chased_contact", "choose_road",
        "after_road", "seek_consent", "after_consent", "assign_mediator", "mediate", "after_mediation",
        "chase_mediation", "chased_mediation", "follow_performance", "after_performance", "paid", "chase_payment",
        "chased_payment", "inspect", "after_inspection", "handed_over", "chase_inspection", "chased_inspection",
        "confirm_custody", "decide_jurisdiction", "custody_settled", "assist", "assisted",
    },
}  # fmt: skip
NODES["PetitionFlow"] = NODES["WageComplaintFlow"] | {
    "decide_route", "after_route", "handle_petition", "chase_petition", "chased_petition", "await_review_request",
    "after_review_window", "decide_review", "await_recheck_request", "after_recheck_window", "decide_recheck",
    "answered", "chase_review", "chased_review",
}  # fmt: skip


def _next(node):
    return [edge.dst for edge in node._outgoing()]


def _reach(start):
    seen, todo = set(), [start]
    while todo:
        node = todo.pop()
        if node.name not in seen:
            seen.add(node.name)
            todo += _next(node)
    return seen


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda cls: cls.__name__)
def test_node_names_are_for_ever(flow_class):
    assert {node.name for node in flow_class.instance.nodes()} == NODES[flow_class.__name__]


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda cls: cls.__name__)
def test_each_node_is_reached_from_the_start(flow_class):
    assert _reach(flow_class.filed) == {node.name for node in flow_class.instance.nodes()}


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda cls: cls.__name__)
def test_each_path_can_end(flow_class):
    ends = {node.name for node in flow_class.instance.nodes() if isinstance(node, flow.End)}
    for node in flow_class.instance.nodes():
        assert _reach(node) & ends, f"{node.name} never ends"


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda cls: cls.__name__)
def test_each_human_step_has_a_right_and_a_limit_or_a_reason(flow_class):
    rules = {limit.code for limit in list_limits()} | set(standards.DEFAULTS)
    for node in engine.human_nodes(flow_class):
        assert node.right is not None, node.name
        assert node.rule, f"{node.name}: a step without a limit would wait for ever"
        assert not node.rule or node.rule in rules, node.name


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda cls: cls.__name__)
def test_each_human_step_has_its_page(flow_class):
    for node in engine.human_nodes(flow_class):
        assert page_of(node.name).choices


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda cls: cls.__name__)
def test_flows_wait_for_the_row_and_never_split(flow_class):
    assert flow_class.lock_impl is nodes.WAITING_LOCK
    assert not any(isinstance(node, Split) for node in flow_class.instance.nodes())


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda cls: cls.__name__)
def test_every_node_has_a_chinese_title_and_the_diagram_draws(flow_class):
    for node in flow_class.instance.nodes():
        assert any("\u4e00" <= char <= "\u9fff" for char in str(node.task_title)), node.name
    assert diagrams.flow_diagram(flow_class).lstrip().startswith("<svg")
    assert "inspection_accept" in diagrams.flow_bpmn(flow_class)
