"""Whether the queue table and the engine's tasks agree, and bringing them in step."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cases.services import lock_case
from workflows import queue
from workflows.models import WorkItem
from workflows.nodes import open_tasks_of_humans


@dataclass(frozen=True)
class Disagreement:
    """A task that the engine and the queue table see differently."""

    task_id: int
    has_row: bool

    def __str__(self) -> str:
        if self.has_row:
            return _("任务%(task)s已经结束，待办里还开着") % {"task": self.task_id}
        return _("任务%(task)s在流程里开着，待办里没有") % {"task": self.task_id}


def disagreements() -> list[Disagreement]:
    """Return where the queue table and the engine's tasks differ; empty when they agree."""
    tasks, items = open_tasks_of_humans(), WorkItem.objects.filter(closed_at__isnull=True)
    ended = items.exclude(Exists(tasks.filter(pk=OuterRef("task")))).values_list("task", flat=True)
    unseen = tasks.exclude(Exists(items.filter(task=OuterRef("pk")))).values_list("pk", flat=True)
    found = [Disagreement(pk, True) for pk in ended] + [Disagreement(pk, False) for pk in unseen]
    return sorted(found, key=lambda one: one.task_id)


@transaction.atomic
def repair(task_id: int, at: datetime) -> bool:
    """Bring the queue row of a task in step with the engine, which is right; return whether anything was to do."""
    task = open_tasks_of_humans().filter(pk=task_id).first()
    item = WorkItem.objects.filter(task_id=task_id).first()
    if task is not None:
        lock_case(task.process.artifact_object_id)
        if item is None:
            with queue.moment(at):
                queue.opened(task, task.flow_task)
            return True
        return bool(WorkItem.objects.filter(pk=item.pk, closed_at__isnull=False).update(closed_at=None))
    if item is None or item.closed_at is not None:
        return False
    lock_case(item.case_id)
    with queue.moment(at):
        queue.closed(item.task, "repaired")
    return True
