"""Our human task: what a step declares, and how its queue row and clock keep in step with it.

`tests/contracts/test_engine_defects.py` fences the library's defects that this module and `engine` steer clear of.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.functional import Promise
from viewflow import this
from viewflow.workflow import STATUS, Activation, flow
from viewflow.workflow.activation import has_manage_permission
from viewflow.workflow.base import Edge
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Task
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
        source=[STATUS.CANCELED, STATUS.ERROR], target=STATUS.REVIVED, conditions=[lambda _activation: False]
    )
    def revive(self) -> None:
        """Never: the library revives without permission and into closed processes. `reenter` opens a new task."""

    def _settle(self, reason: str) -> None:
        queue.closed(self.task.pk, reason)
        for task in open_tasks(self.process).filter(previous=self.task):
            node = task.flow_task
            if isinstance(node, HumanTask) and node.is_escalation and node.name != "assist":
                type(self)(task).cancel()


class HumanTask(flow.View):  # type: ignore[misc]
    """A step that a person does. It declares who may do it and within which limit.

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
        self.beside: tuple[Any, ...] = ()
        self.words: str | Promise = ""

    def Role(self, right: Right) -> "HumanTask":
        """Name the right on the holding office that this step asks for."""
        self.right = right
        self.Permission(f"offices.{right}", obj=office_of)
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

    def Says(self, words: str | Promise) -> "HumanTask":
        """Say what a party reads on the page of the case while the step waits."""
        self.words = words
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


def open_tasks(process: Any) -> Any:
    """Return the tasks of a process that wait for somebody."""
    return Task.objects.filter(process=process, status__in=[STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED])


def open_tasks_of_humans() -> Any:
    """Return all human tasks that wait for somebody."""
    return Task.objects.filter(flow_task_type="HUMAN", status__in=[STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED])
