"""The queue table: one row per open human task, written in the transaction that changes the task."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from cases.models import Case
from cases.services import set_stage
from clocks import due, ladder
from clocks import services as clock_services
from clocks.models import Clock
from offices import access
from offices.actors import SYSTEM
from offices.clock import legal_day
from offices.language import in_source
from offices.models import Office, Staff
from offices.rights import Right
from workflows.models import WorkItem

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


@contextmanager
def moment(at: datetime) -> Iterator[None]:
    """Let what the engine opens and closes inside happen at an instant: that of the act."""
    token = _moment.set(at)
    try:
        yield
    finally:
        _moment.reset(token)


def _instant() -> datetime:
    at = _moment.get()
    if at is None:
        raise RuntimeError("the engine opens and closes tasks only within queue.moment(at)")
    return at


def _title(node: Any) -> str:
    return in_source(node.title)


def due_at_of(clock: Clock | None, at: datetime) -> datetime | None:
    """Return the first instant at which a clock's limit is missed; None for a limit without a length."""
    if clock is None:
        return None
    deadline = due.deadline_of(clock, legal_day(at))
    return ladder.overdue_at(deadline) if deadline else None


def _arm(task: Any, node: Any, case: Case, office: Office, at: datetime) -> Clock | None:
    if not node.rule:
        return None
    trigger = node.trigger(case, at) if node.trigger else {"triggered_at": at}
    return clock_services.arm(case=case, rule=node.rule, office=office, node=node.name, task_id=task.pk, **trigger)


def opened(task: Any, node: Any) -> WorkItem:
    """Write the queue row of a new task, arm its clock, and let the case enter the node's stage."""
    at = _instant()
    case = Case.objects.select_related("office").get(pk=task.process.artifact_object_id)
    office = Office.objects.get(pk=task.data["office"]) if task.data.get("office") else case.office
    clock = _arm(task, node, case, office, at)
    holder = node.holder(case) if node.holder else None
    if node.stage:
        set_stage(case=case, stage=node.stage, by=SYSTEM, at=at)
    item = WorkItem.objects.create(
        task=task,
        case=case,
        node=node.name,
        title=_title(node),
        right=node.right or "",
        office_path=office.path,
        holder=holder,
        clock=clock,
        due_at=due_at_of(clock, at),
        opened_at=at,
    )
    if holder is not None:
        type(task).objects.filter(pk=task.pk).update(owner=holder, status="ASSIGNED")
        task.owner, task.status = holder, "ASSIGNED"
    return item


def opened_all(opening: Sequence[tuple[Any, Any, Case, Office]], at: datetime) -> None:
    """Write the queue rows of many new tasks, given with node, case and office, and arm their clocks."""
    limited = [each for each in opening if each[1].rule]
    armings = [
        clock_services.Arming(case, node.rule, office, node.name, task.pk, _trigger(node, case, at))
        for task, node, case, office in limited
    ]
    clocks = {clock.task_id: clock for clock in clock_services.arm_all(armings)}
    WorkItem.objects.bulk_create(
        WorkItem(
            task=task,
            case=case,
            node=node.name,
            title=_title(node),
            right=node.right or "",
            office_path=office.path,
            clock=clocks.get(task.pk),
            due_at=first_due_at(clocks.get(task.pk)),
            opened_at=at,
        )
        for task, node, case, office in opening
    )


def _trigger(node: Any, case: Case, at: datetime) -> datetime:
    found: datetime = node.trigger(case, at)["triggered_at"] if node.trigger else at
    return found


def first_due_at(clock: Clock | None) -> datetime | None:
    """Return the first instant at which the limit of a clock that has just been armed is missed."""
    deadline = due.first_deadline(clock, due.limit_of(clock)) if clock else None
    return ladder.overdue_at(deadline) if deadline else None


def closed(task_id: int, reason: str) -> None:
    """Close the queue row of a finished or cancelled task and stop its clocks."""
    at = _instant()
    WorkItem.objects.filter(task=task_id, closed_at__isnull=True).update(closed_at=at)
    for clock in Clock.objects.filter(task_id=task_id, stopped_at__isnull=True):
        clock_services.stop(clock=clock, reason=reason, at=at)


def refresh_due(clock: Clock, at: datetime) -> None:
    """Take a moved due date into the queue rows of a clock."""
    fresh = Clock.objects.prefetch_related("suspensions", "extensions").get(pk=clock.pk)
    WorkItem.objects.filter(clock=fresh, closed_at__isnull=True).update(due_at=due_at_of(fresh, at))


def people_of(staff: Staff, at: datetime) -> list[int]:
    """Return the person and those for whom the person stands in at an instant."""
    return [staff.pk, *access.absent_for(staff, at)]


def work_for(staff: Staff, at: datetime) -> QuerySet[WorkItem]:
    """Return the open work a person may do: free under their rights, or held by them or whom they deputise."""
    mine = Q(holder__in=people_of(staff, at))
    for right in Right:
        paths = access.prefixes(staff, right, at)
        if paths:
            mine |= Q(holder__isnull=True, right=right.value) & access.prefix_filter("office_path", paths)
    return WorkItem.objects.filter(mine, closed_at__isnull=True).exclude(case__recusals__staff=staff)


def may_do(staff: Staff, item: WorkItem, at: datetime) -> bool:
    """Tell whether a person may do one open task now; a holder who lost the right may not."""
    if not access.can(staff, Right(item.right), item.office_path, at):
        return False
    return item.holder_id is None or item.holder_id in people_of(staff, at)
