"""Whether the queue table, its clocks and the engine's tasks agree, and bringing them in step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.services import lock_case
from clocks import services as clock_services
from clocks.models import Clock
from workflows import queue
from workflows.models import WorkItem
from workflows.nodes import open_tasks_of_humans


@dataclass(frozen=True)
class Disagreement:
    """A task that the engine sees one way, and its queue row or its clock another."""

    class What(TextChoices):
        ROW_OPEN = "row_open", gettext_lazy("已经结束，待办里还开着")
        ROW_MISSING = "row_missing", gettext_lazy("在流程里开着，待办里没有")
        CLOCK_STOPPED = "clock_stopped", gettext_lazy("在流程里开着，期限却停了")
        CLOCK_RUNNING = "clock_running", gettext_lazy("已经结束，期限还在走")

    task_id: int
    what: What

    def __str__(self) -> str:
        return _("任务%(task)s：%(what)s") % {"task": self.task_id, "what": self.what.label}


def disagreements() -> list[Disagreement]:
    """Return where queue rows, clocks and the engine's tasks differ; empty when they agree."""
    tasks, items = open_tasks_of_humans(), WorkItem.objects.filter(closed_at__isnull=True)
    is_open, clocks = Exists(tasks.filter(pk=OuterRef("task"))), Clock.objects.filter(stopped_at__isnull=True)
    what = Disagreement.What
    found = {
        what.ROW_OPEN: items.exclude(is_open).values_list("task", flat=True),
        what.ROW_MISSING: tasks.exclude(Exists(items.filter(task=OuterRef("pk")))).values_list("pk", flat=True),
        what.CLOCK_STOPPED: items.filter(is_open, clock__stopped_at__isnull=False).values_list("task", flat=True),
        what.CLOCK_RUNNING: clocks.filter(task_id__isnull=False)
        .exclude(Exists(tasks.filter(pk=OuterRef("task_id"))))
        .values_list("task_id", flat=True),
    }
    # One line a task: where the row is out of step, its clock is mended with it.
    each = {pk: Disagreement(pk, kind) for kind, pks in reversed(found.items()) for pk in pks}
    return sorted(each.values(), key=lambda one: one.task_id)


@transaction.atomic
def repair(task_id: int, at: datetime) -> bool:
    """Bring queue row and clock of a task in step with the engine, which is right; return whether anything was to do.

    A clock that had been stopped runs as if it never had: no day is given and none is lost.
    """
    task = open_tasks_of_humans().filter(pk=task_id).first()
    if task is not None:
        lock_case(task.process.artifact_object_id)
        return _open(task, at)
    rows = (WorkItem.objects.filter(task=task_id), Clock.objects.filter(task_id=task_id))
    case_id = next((pk for found in rows for pk in found.values_list("case", flat=True)), None)
    if case_id is None:
        return False
    lock_case(case_id)
    return _close(task_id, at)


def _open(task: Any, at: datetime) -> bool:
    item = WorkItem.objects.select_related("clock").filter(task=task.pk).first()
    if item is None:
        with queue.moment(at):
            queue.opened(task, task.flow_task)
        return True
    was_closed = bool(WorkItem.objects.filter(pk=item.pk, closed_at__isnull=False).update(closed_at=None))
    if item.clock is None or item.clock.stopped_at is None:
        return was_closed
    queue.refresh_due(clock_services.reopen(clock=item.clock, at=at), at)
    return True


def _close(task_id: int, at: datetime) -> bool:
    open_items = WorkItem.objects.filter(task_id=task_id, closed_at__isnull=True)
    running = Clock.objects.filter(task_id=task_id, stopped_at__isnull=True)
    was_open = open_items.exists() or running.exists()
    with queue.moment(at):
        queue.closed(task_id, "repaired")
    return was_open
