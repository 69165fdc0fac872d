"""Firing rungs: the event, the notice, the escalation task — all in the sweep's transaction.

Many rungs are fired as one: the same steps, with what they read asked once and what they write written at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from viewflow.workflow.models import Task

from arrears.accounts import balance
from cases import events
from clocks import due, ladder
from clocks import services as clock_services
from clocks.calendars import working_time
from clocks.ladder import Audience
from clocks.models import Clock, Rung
from notices import services as outbox
from offices.actors import SYSTEM
from offices.language import law_language
from offices.memo import remembering
from offices.models import Office, Staff
from offices.rights import Right
from workflows import engine, jurisdiction, messages, queue
from workflows.models import WorkItem


@dataclass(frozen=True)
class _Known:
    """What stands around the rungs of a batch: the open work of their clocks, and the tasks."""

    items: dict[int, WorkItem]
    tasks: dict[int, Task]


def _known(rungs: Sequence[Rung]) -> _Known:
    clocks = {rung.clock_id for rung in rungs}
    items = WorkItem.objects.filter(clock__in=clocks, closed_at__isnull=True).select_related("holder").order_by("-pk")
    task_ids = {rung.clock.task_id for rung in rungs if rung.clock.task_id}
    tasks = Task.objects.filter(pk__in=task_ids).select_related("process")
    to_parties = {rung.case_id: rung.case for rung in rungs if _step(rung).audience in _PARTIES}
    prefetch_related_objects(list(to_parties.values()), "parties")
    return _Known({item.clock_id: item for item in items if item.clock_id}, {task.pk: task for task in tasks})


_PARTIES = (Audience.WORKER, Audience.DEBTOR)


def _step(rung: Rung) -> ladder.Step:
    return ladder.step_of(due.limit_of(rung.clock), rung.code)


def _office(rung: Rung) -> Office | None:
    """Return the office that acts on a rung: the responsible one, or the agency above it."""
    office = rung.clock.office
    if rung.clock.rule == "jurisdiction_dispute" and rung.code == Rung.Code.SUPERVISOR:
        return jurisdiction.common_superior(rung.case)
    if rung.code not in ladder.UPPER_RUNGS:
        return office
    agency = office if office.kind == Office.Kind.HRSS else office.parent
    return agency.parent if agency else None


def _audience(rung: Rung, kind: Audience, office: Office | None, known: _Known) -> list[Staff]:
    if kind is Audience.HOLDER:
        item = known.items.get(rung.clock_id)
        if item is None:
            return []
        return [item.holder] if item.holder else messages.holders_of(Right(item.right), rung.clock.office)
    if kind in (Audience.SUPERVISORS, Audience.UPPER_SUPERVISORS) and office is not None:
        return messages.holders_of(Right.SUPERVISE, office)
    return []


def _tell(rung: Rung, step: ladder.Step, office: Office | None, at: datetime, known: _Known) -> None:
    if not step.template:
        return
    clock, case = rung.clock, rung.case
    state = due.state(clock, at)
    to_party = step.audience in _PARTIES
    title = due.title_of(clock, law_language(case.language)) if to_party else clock.title
    context = {"title": title, "due": state.due_on, "office": clock.office.name}
    occasion = f"clock{clock.pk}:{rung.code}"
    if step.audience is Audience.WORKER:
        messages.tell(messages.claimants(case), step.template, case=case, at=at, occasion=occasion, **context)
    elif step.audience is Audience.DEBTOR:
        debtors = messages.respondents(case)[:1]
        messages.tell(
            debtors, step.template, case=case, at=at, occasion=occasion, amount=balance(case).outstanding, **context
        )
    else:
        people = _audience(rung, step.audience, office, known)
        # The record is written at once; people hear of it when offices are open.
        office_hours = working_time(at, clock.office_path)
        messages.tell_staff(
            people, step.template, case=case, at=at, occasion=occasion, not_before=office_hours, **context
        )


def _escalation(rung: Rung, office: Office, at: datetime, known: _Known) -> engine.Escalation | None:
    """Return the escalation task that the node of the clock's task declares, with its event written."""
    task = known.tasks.get(rung.clock.task_id or 0)
    node = task.flow_task.escalates_to if task else None
    if task is None or node is None:
        return None
    events.append(rung.case, "escalated", by=SYSTEM, at=at, title=rung.clock.title, office=office.name)
    return engine.Escalation(task, node, rung.case, office)


def _fire(rung: Rung, at: datetime, known: _Known) -> engine.Escalation | None:
    """Write what a rung says; return the task it opens. The holder keeps theirs; nothing they typed is lost."""
    step = _step(rung)
    office = _office(rung)
    if step.is_breach:
        clock_services.journal_breach(rung.clock, at=at)
    else:
        label = Rung.Code(rung.code).label
        events.append(rung.case, "rung_fired", by=SYSTEM, at=at, title=rung.clock.title, rung=label)
    escalation = _escalation(rung, office, at, known) if step.escalates and office is not None else None
    _tell(rung, step, office, at, known)
    return escalation


def fire(rungs: Sequence[Rung], at: datetime) -> None:
    """Fire rungs whose case rows are locked: all of them, or, when one fails, none."""
    known = _known(rungs)
    with queue.moment(at), remembering(), outbox.in_bulk(), events.in_bulk({rung.case_id for rung in rungs}):
        opened = [_fire(rung, at, known) for rung in rungs]
        engine.escalate([escalation for escalation in opened if escalation is not None], at=at)
    breached = [rung.clock_id for rung in rungs if rung.clock.breached_at == at]
    Clock.objects.filter(pk__in=breached, breached_at__isnull=True).update(breached_at=at)
    clock_services.mark_fired(rungs, at=at)
