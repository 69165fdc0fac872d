"""The only importer of the workflow library's internals: our human task, and what we ask of the engine.

`tests/contracts/test_engine_defects.py` fences the library's defects that this module steers clear of.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from viewflow import this
from viewflow.workflow import STATUS, Activation, chart, flow
from viewflow.workflow.activation import has_manage_permission
from viewflow.workflow.base import Edge
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes.view import ViewActivation

from cases.models import Case
from offices.models import Office, Staff
from offices.rights import Right
from workflows import queue

# A waiting row lock, bounded by the database's lock_timeout. The library's own NOWAIT lock sleeps in the web process.
WAITING_LOCK = SelectForUpdateLock(nowait=False, attempts=1)


class HumanTaskActivation(ViewActivation):
    """Keeps the queue table and the clocks in step with the task, in the same transaction."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        """Create the task, its queue row and its clock."""
        activation = super().create(flow_task, prev_activation, token, data=data, seed=seed)
        queue.opened(activation.task, flow_task)
        return activation

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """Finish the task and all that hangs on it."""
        super().complete.original()
        self._settle("done")

    @Activation.status.transition(
        source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.CANCELED, permission=has_manage_permission
    )
    def cancel(self) -> None:
        """Cancel the task and all that hangs on it (the library would leave its timers armed)."""
        super().cancel.original()
        self._settle("cancelled")

    @Activation.status.transition(
        source=[STATUS.CANCELED, STATUS.ERROR], target=STATUS.REVIVED, conditions=[lambda activation: False]
    )
    def revive(self) -> None:
        """Never: the library revives without permission and into closed processes. `reenter` opens a new task."""

    def _settle(self, reason: str) -> None:
        queue.closed(self.task, reason)
        for task in open_tasks(self.process).filter(previous=self.task):
            node = task.flow_task
            if isinstance(node, HumanTask) and node.is_escalation and node.name != "assist":
                type(self)(task).cancel()


class HumanTask(flow.View):  # type: ignore[misc]
    """A step that a person does. It declares who may do it and within which limit, or why there is none.

    `escalates_to` names the node that opens beside this one when the limit is missed; this one stays open.
    """

    activation_class = HumanTaskActivation

    def __init__(self, title: str | Promise, *, stage: str = "", is_escalation: bool = False) -> None:
        super().__init__(None)
        self.task_title = title
        self.title = title
        self.stage = stage
        self.is_escalation = is_escalation
        self.right: Right | None = None
        self.rule = ""
        self.trigger: Callable[..., Any] | None = None
        self.escalates_to: Any = None
        self.holder: Callable[[Case], Staff | None] | None = None
        self.parties_may: tuple[str, ...] = ()
        self.beside: tuple[Any, ...] = ()

    def Role(self, right: Right) -> "HumanTask":
        """Name the right on the holding office that this step asks for."""
        self.right = right
        self.Permission(f"offices.{right}", obj=office_of)
        return self

    def Parties(self, *roles: str) -> "HumanTask":
        """Let parties of these roles do the step themselves."""
        self.parties_may = roles
        return self

    def Limit(self, rule: str, *, escalate: Any = None, trigger: Callable[..., Any] | None = None) -> "HumanTask":
        """Name the limit of the step, from when it runs, and where its breach is escalated."""
        self.rule, self.escalates_to, self.trigger = rule, escalate, trigger
        return self

    def Holder(self, holder: Callable[[Case], Staff | None]) -> "HumanTask":
        """Give the step to a person as it opens."""
        self.holder = holder
        return self

    def Beside(self, *nodes: Any) -> "HumanTask":
        """Name steps that people may open beside this one, or any later one, while it goes on."""
        self.beside = nodes
        return self

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self.beside = tuple(this.resolve(instance, node) for node in self.beside)
        self.escalates_to = this.resolve(instance, self.escalates_to)

    def _outgoing(self) -> Iterator[Edge]:
        yield from super()._outgoing()
        if self.escalates_to is not None:
            yield Edge(src=self, dst=self.escalates_to, edge_class="escalation")
        for node in self.beside:
            yield Edge(src=self, dst=node, edge_class="beside")

    def bpmn_content(self) -> str:
        """Show the limit in the exported model."""
        return f"<bpmn:documentation>{self.rule}</bpmn:documentation>" if self.rule else ""


def office_of(process: Any) -> Office:
    """Return the office that holds the case of a process."""
    return Case.objects.select_related("office").get(pk=process.artifact_object_id).office


def flow_of(case: Case) -> Any:
    """Return the flow class of a case."""
    from workflows import flows

    return flows.PetitionFlow if case.kind == Case.Kind.PETITION else flows.WageComplaintFlow


def process_of(case: Case) -> Any:
    """Return the process of a case. Raises DoesNotExist before the case was filed."""
    return flow_of(case).process_class.objects.get(flow_class=flow_of(case), artifact_object_id=case.pk)


def open_tasks(process: Any) -> Any:
    """Return the tasks of a process that wait for somebody."""
    return Task.objects.filter(process=process, status__in=[STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED])


def open_tasks_of_humans() -> Any:
    """Return all human tasks that wait for somebody."""
    return Task.objects.filter(flow_task_type="HUMAN", status__in=[STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED])


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


def return_targets(case: Case) -> list[tuple[str, str]]:
    """Return the earlier human steps of a case, latest first: (node, title)."""
    if not Process.objects.filter(artifact_object_id=case.pk, flow_class=flow_of(case)).exists():
        return []
    done = Task.objects.filter(process=process_of(case), status=STATUS.DONE).order_by("-finished", "-pk")
    nodes = {task.flow_task.name: task.flow_task for task in done if isinstance(task.flow_task, HumanTask)}
    return [(name, str(node.title)) for name, node in nodes.items() if not node.is_escalation]


def case_diagram(case: Case) -> str:
    """Return the process diagram as SVG with the path of the case coloured."""
    grid = chart.calc_layout_data(flow_of(case))
    chart.calc_cell_status(flow_of(case), grid, process_of(case).pk)
    return str(chart.grid_to_svg(grid))


def heat_diagram(flow_class: Any, counts: Mapping[str, tuple[int, int]]) -> str:
    """Return the diagram of a flow as SVG with the open and late work of each step, by node name, written on it."""
    grid = chart.calc_layout_data(flow_class)
    most = max([1, *(open_count for open_count, _late in counts.values())])
    marks = []
    for cell in grid.cells:
        open_count, late = counts.get(cell.node.name, (0, 0))
        if open_count:
            shape, heat = cell.shape, 0.15 + 0.45 * open_count / most
            colour = "#b3261e" if late else "#0b5c6b"
            text = f"{open_count} / {late}" if late else str(open_count)
            right, foot = shape.x + shape.width - 4, shape.y + shape.height - 5
            marks.append(
                f'<rect x="{shape.x}" y="{shape.y}" width="{shape.width}" height="{shape.height}" rx="5"'
                f' fill="{colour}" fill-opacity="{heat:.2f}"/><text x="{right}" y="{foot}" font-size="15"'
                f' font-weight="bold" text-anchor="end" fill="{colour}">{text}</text>'
            )
    svg = str(chart.grid_to_svg(grid))
    return svg.replace("</svg>", "".join(marks) + "</svg>")


def flow_diagram(flow_class: Any) -> str:
    """Return the diagram of a flow as SVG."""
    return str(chart.grid_to_svg(chart.calc_layout_data(flow_class)))


def flow_bpmn(flow_class: Any) -> str:
    """Return a flow as BPMN 2.0."""
    return str(chart.grid_to_bpmn(chart.calc_layout_data(flow_class)))
