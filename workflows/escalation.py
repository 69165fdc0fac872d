"""Firing one rung: the event, the notice, the escalation task — all in the sweep's transaction."""

from datetime import datetime

from viewflow.workflow.models import Task

from arrears.reconcile import balance
from cases import events
from clocks import due, ladder
from clocks import services as clock_services
from clocks.ladder import Audience
from clocks.models import Rung
from offices.actors import SYSTEM
from offices.language import law_language
from offices.models import Office, Staff
from offices.rights import Right
from workflows import engine, messages, queue
from workflows.models import WorkItem


def _office(rung: Rung) -> Office | None:
    """Return the office that acts on a rung: the responsible one, or the agency above it."""
    office = rung.clock.office
    if rung.code not in ladder.UPPER_RUNGS:
        return office
    agency = office if office.kind == Office.Kind.HRSS else office.parent
    return agency.parent if agency else None


def _audience(rung: Rung, kind: Audience, office: Office | None) -> list[Staff]:
    if kind is Audience.HOLDER:
        item = WorkItem.objects.filter(clock=rung.clock, closed_at__isnull=True).select_related("holder").first()
        if item is None:
            return []
        return [item.holder] if item.holder else messages.holders_of(Right(item.right), rung.clock.office)
    if kind in (Audience.SUPERVISORS, Audience.UPPER_SUPERVISORS) and office is not None:
        return messages.holders_of(Right.SUPERVISE, office)
    return []


def _tell(rung: Rung, step: ladder.Step, office: Office | None, at: datetime) -> None:
    if not step.template:
        return
    clock, case = rung.clock, rung.case
    state = due.state(clock, at)
    to_party = step.audience in (Audience.WORKER, Audience.DEBTOR)
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
        people = _audience(rung, step.audience, office)
        messages.tell_staff(people, step.template, case=case, at=at, occasion=occasion, **context)


def _escalate(rung: Rung, office: Office, at: datetime) -> None:
    task = Task.objects.filter(pk=rung.clock.task_id).first() if rung.clock.task_id else None
    if task is None:
        return
    created = engine.escalate(task, office=office)
    if created is not None:
        events.append(rung.case, "escalated", by=SYSTEM, at=at, title=rung.clock.title, office=office.name)


def fire(rung: Rung, at: datetime) -> None:
    """Fire a rung whose case row is locked. The holder keeps the task; nothing they typed is lost."""
    step = ladder.step_of(due.limit_of(rung.clock), rung.code)
    office = _office(rung)
    with queue.moment(at):
        if step.is_breach:
            clock_services.record_breach(clock=rung.clock, at=at)
        else:
            title = rung.clock.title
            events.append(rung.case, "rung_fired", by=SYSTEM, at=at, title=title, rung=Rung.Code(rung.code).label)
        if step.escalates and office is not None:
            _escalate(rung, office, at)
        _tell(rung, step, office, at)
        clock_services.mark_fired(rung=rung, at=at)
