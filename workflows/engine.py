"""What we ask of the workflow library's engine: start, finish, hand over, escalate, cancel, enter again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from viewflow.workflow import STATUS
from viewflow.workflow.models import Process, Task

from cases.models import Case
from offices.models import Office, Staff
from workflows import flows, queue
from workflows.nodes import HumanTask, open_tasks


def flow_of(case: Case) -> Any:
    """Return the flow class of a case."""
    return flows.PetitionFlow if case.kind == Case.Kind.PETITION else flows.WageComplaintFlow


def words_of(case: Case, nodes: Iterable[str]) -> list[str | Promise]:
    """Return what the parties read of these steps, of those that say something."""
    steps = (flow_of(case).instance.node(node) for node in nodes)
    return [step.words for step in steps if step.words]


def process_of(case: Case) -> Any:
    """Return the process of a case. Raises DoesNotExist before the case was filed."""
    return flow_of(case).process_class.objects.get(flow_class=flow_of(case), artifact_object_id=case.pk)


def start(case: Case) -> None:
    """Start the process of a case."""
    flow_of(case).filed.run(case=case)


@transaction.atomic
def finish(task: Task, *, by: Staff | None) -> None:
    """Finish a human task and go on to what follows."""
    with task.activation() as activation:
        if activation.assign.can_proceed():
            activation.assign(by)
        activation.start(None)
        activation.execute()


@transaction.atomic
def hand_to(task: Task, *, to: Staff) -> None:
    """Give a task to a person, whoever had it."""
    with task.activation() as activation:
        if activation.task.owner_id is None:
            activation.assign(to)
        else:
            activation.reassign(user=to)


@transaction.atomic
def free(task: Task) -> None:
    """Take a task from the person who holds it; it waits for anybody with the right."""
    with task.activation() as activation:
        if activation.unassign.can_proceed():
            activation.unassign()


@dataclass(frozen=True)
class Escalation:
    """An escalation task to be opened: beside which task, at which node, of which case, in which office."""

    beside: Task
    node: HumanTask
    case: Case
    office: Office


def escalate(escalations: Sequence[Escalation], *, at: datetime) -> list[Task]:
    """Open escalation tasks, all at once; the rows are those that the library's own `create` would write one by one.

    The case rows must be locked by the transaction: every act on a process begins there.
    """
    tasks = [_escalation_task(escalation) for escalation in escalations]
    Task.objects.bulk_create(tasks)
    beside = Task.previous.through
    pairs = zip(tasks, escalations, strict=True)
    beside.objects.bulk_create(beside(from_task_id=task.pk, to_task_id=each.beside.pk) for task, each in pairs)
    queue.opened_all(
        [(task, each.node, each.case, each.office) for task, each in zip(tasks, escalations, strict=True)], at
    )
    return tasks


def _escalation_task(escalation: Escalation) -> Task:
    beside, node = escalation.beside, escalation.node
    task = Task(process=beside.process, flow_task=node, token=beside.token)
    task.data, task.seed = {"office": escalation.office.pk}, None
    task.flow_task_type = node.task_type
    task.owner_permission = f"offices.{node.right}"
    task.owner_permission_obj = escalation.case.office
    return task


@transaction.atomic
def cancel(task: Task) -> None:
    """Cancel one task that waits for somebody, and all that hangs on it."""
    task.flow_task.activation_class(task).cancel()


@transaction.atomic
def cancel_open_tasks(case: Case) -> None:
    """Cancel every task of a case that waits for somebody."""
    process = process_of(case)
    with flow_of(case).lock(process.pk):
        for task in open_tasks(process).order_by("-pk"):
            task.refresh_from_db()
            if task.status in (STATUS.NEW, STATUS.ASSIGNED):
                task.flow_task.activation_class(task).cancel()


@transaction.atomic
def cancel_process(case: Case) -> None:
    """End the process of a case where it stands."""
    cancel_open_tasks(case)
    process = process_of(case)
    if process.finished is None:
        flow_of(case).instance.cancel(process)


@transaction.atomic
def reenter(case: Case, node_name: str) -> None:
    """Open a human node of a running process again, after cancelling what waits now."""
    cancel_open_tasks(case)
    process, flow_class = process_of(case), flow_of(case)
    with flow_class.lock(process.pk):
        last = Task.objects.filter(process=process, status=STATUS.DONE).order_by("-finished", "-pk").first()
        before = last.flow_task.activation_class(last)
        before._activate_next({flow_class.instance.node(node_name)._create(before, last.token)})


def human_nodes(flow_class: Any) -> list[HumanTask]:
    """Return the human tasks of a flow, escalations included."""
    return [node for node in flow_class.instance.nodes() if isinstance(node, HumanTask)]


STEPS: tuple[str, ...] = tuple(
    sorted({node.name for flow in (flows.WageComplaintFlow, flows.PetitionFlow) for node in human_nodes(flow)})
)
"""Every human step of both flows."""


def return_targets(case: Case) -> list[tuple[str, str]]:
    """Return the earlier human steps of a case, latest first: (node, title)."""
    if not Process.objects.filter(artifact_object_id=case.pk, flow_class=flow_of(case)).exists():
        return []
    done = Task.objects.filter(process=process_of(case), status=STATUS.DONE).order_by("-finished", "-pk")
    nodes = {task.flow_task.name: task.flow_task for task in done if isinstance(task.flow_task, HumanTask)}
    return [(name, str(node.title)) for name, node in nodes.items() if not node.is_escalation]
