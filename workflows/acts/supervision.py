"""Acts of supervision: take a task, reassign, extend, undo, return, cancel, answer an escalation."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.models import Payment
from cases import events
from cases.access import is_recused
from cases.models import Case, Evidence
from cases.services import close_case, lock_case
from clocks import due, grounds
from clocks import services as clock_services
from clocks.models import Clock
from offices import access
from offices.actors import staff_actor
from offices.clock import legal_day
from offices.errors import Refusal
from offices.language import law_language
from offices.models import Staff
from offices.rights import Right
from offices.services import deactivate_staff
from petitions.models import Opinion
from workflows import engine, messages, queue
from workflows.acts.base import AlreadyDone, declare
from workflows.models import Decision, WorkItem


def _open_item(task: WorkItem) -> WorkItem:
    item = WorkItem.objects.select_related("task", "clock", "holder", "case").get(pk=task.pk)
    if item.closed_at is not None:
        raise AlreadyDone(_("这件事已经由别人办完，请刷新页面。"))
    return item


@declare(steps=engine.STEPS)
def claim(*, task: WorkItem, by: Staff, at: datetime) -> None:
    """Take a free task. Raises AlreadyDone when somebody else was first."""
    with claim.acting(task, by=by, at=at) as act:
        if act.item.holder_id not in (None, by.pk):
            raise AlreadyDone(_("这件事已经由%(name)s接办。") % {"name": act.item.holder})
        if act.item.holder_id is None:
            _give(act.item, by)
            events.append(act.case, "task_taken", by=act.actor, at=at, name=by.name, title=act.item.title)


def _give(item: WorkItem, to: Staff) -> None:
    engine.hand_to(item.task, to=to)
    item.holder = to
    item.save(update_fields=["holder"])


@transaction.atomic
def _reassign_one(task: WorkItem, to: Staff, by: Staff, at: datetime, reason: str) -> None:
    case = lock_case(task.case_id)
    item = _open_item(task)
    reassign.require_staff(by, case, at, path=item.office_path)
    if not reason.strip():
        raise Refusal(_("请写明改派理由。"), field="reason")
    if not access.can(to, Right(item.right), item.office_path, at):
        raise Refusal(_("%(name)s没有办理“%(title)s”的权限。") % {"name": to.name, "title": item.title})
    if is_recused(to, case):
        raise Refusal(_("%(name)s与本案有利害关系。") % {"name": to.name})
    _give(item, to)
    events.append(case, "task_reassigned", by=staff_actor(by), at=at, title=item.title, name=to.name, reason=reason)
    messages.tell_staff(
        [to],
        "task_assigned",
        case=case,
        at=at,
        occasion=f"{item.pk}:{at.isoformat()}",
        task=item.title,
        due=item.due_at.date() if item.due_at else None,
    )


@declare(rights=(Right.SUPERVISE,))
def reassign(
    *, tasks: Sequence[WorkItem], to: Staff, by: Staff, at: datetime, reason: str
) -> list[tuple[WorkItem, Refusal | None]]:
    """Reassign each task in its own transaction; returns, per task, why it could not be moved (None when it was)."""
    report: list[tuple[WorkItem, Refusal | None]] = []
    for task in sorted(tasks, key=lambda item: item.case_id):
        try:
            _reassign_one(task, to, by, at, reason)
            report.append((task, None))
        except Refusal as refusal:
            report.append((task, refusal))
    return report


@transaction.atomic
def _release(*, holder: Staff, by: Staff, at: datetime) -> int:
    """Put the work of someone who leaves back into the queues; returns how many tasks were freed."""
    items = WorkItem.objects.filter(holder=holder, closed_at__isnull=True).order_by("case_id")
    freed = 0
    for item in items.select_related("task"):
        case = lock_case(item.case_id)
        engine.free(item.task)
        WorkItem.objects.filter(pk=item.pk).update(holder=None)
        events.append(case, "task_freed", by=staff_actor(by), at=at, title=item.title, name=holder.name)
        freed += 1
    return freed


@declare(rights=(Right.ADMINISTER,))
@transaction.atomic
def dismiss(*, staff: Staff, by: Staff, at: datetime, second: Staff | None = None) -> int:
    """Close the account of someone who leaves and free what they held; returns how many tasks were freed.

    An administrator's takes a `second` administrator beside `by`.
    """
    dismiss.require_office(by, staff.office, at)
    freed = _release(holder=staff, by=by, at=at)
    deactivate_staff(staff=staff, on=legal_day(at), by=by, at=at, second=second)
    return freed


@declare(rights=(Right.SUPERVISE,))
@transaction.atomic
def extend(*, clock: Clock, by: Staff, at: datetime, length: int, reason: str) -> None:
    """Extend a clock within what its rule allows, and tell the parties the new day."""
    case = lock_case(clock.case_id)
    extend.require_staff(by, case, at, path=clock.office_path)
    clock_services.extend(clock=clock, length=length, reason=reason, by=by, at=at)
    fresh = Clock.objects.prefetch_related("suspensions", "extensions").get(pk=clock.pk)
    due_on = due.state(fresh, at).due_on
    messages.tell(
        messages.claimants(case),
        "extension_granted",
        case=case,
        at=at,
        title=due.title_of(fresh, law_language(case.language)),
        due=due_on,
        reason=reason[:60],
    )


def suspendable(clock: Clock) -> bool:
    """Tell whether the text, or the office's own promise, lets time of this clock go uncounted."""
    return clock.rule in grounds.GROUNDS or clock.family != Clock.Family.STATUTORY


@declare(rights=(Right.SUPERVISE,))
@transaction.atomic
def suspend(*, clock: Clock, by: Staff, at: datetime, ground: str, paper: Evidence | None = None) -> None:
    """Pause a clock where the text gives a ground. Raises NotPermitted or Refusal."""
    case = lock_case(clock.case_id)
    suspend.require_staff(by, case, at, path=clock.office_path)
    if not suspendable(clock):
        raise Refusal(_("%(title)s：规定没有给中止。") % {"title": clock.title}, code="no_ground")
    clock_services.suspend(clock=clock, ground=ground, by=staff_actor(by), at=at, paper=paper)


@declare(rights=(Right.SUPERVISE,))
@transaction.atomic
def resume(*, clock: Clock, by: Staff, at: datetime) -> None:
    """Let a paused clock run on. Raises NotPermitted or Refusal."""
    case = lock_case(clock.case_id)
    resume.require_staff(by, case, at, path=clock.office_path)
    clock_services.resume(clock=clock, by=staff_actor(by), at=at)


def _require_reversible(case: Case) -> None:
    if Payment.objects.filter(case=case).exclude(status=Payment.Status.DENIED).exists():
        raise Refusal(_("已有付款登记，不能退回；请继续跟踪付款。"), code="irreversible")
    if Opinion.objects.filter(petition__case=case, served_on__isnull=False).exists():
        raise Refusal(_("意见书已经送达，不能退回。"), code="irreversible")
    if case.stage == Case.Stage.CLOSED:
        raise Refusal(_("案件已经结案。"), code="case_closed")


def _reenter(case: Case, node: str, at: datetime) -> WorkItem:
    """Open a node again; the clock it had before goes on with what was left, for the law does not start anew."""
    before = (
        Clock.objects.filter(case=case, node=node, stopped_at__isnull=False).order_by("-triggered_at", "-pk").first()
    )
    with queue.moment(at):
        engine.reenter(case, node)
    item = WorkItem.objects.get(case=case, node=node, closed_at__isnull=True)
    if before is not None and item.clock is not None and before.rule == item.clock.rule:
        clock_services.stop(clock=item.clock, reason="returned", at=at)
        before.task_id = item.task_id
        before.save(update_fields=["task_id"])
        item.clock = before
        item.save(update_fields=["clock"])
        clock_services.reopen(clock=before, at=at)
    return item


@declare(rights=(Right.SUPERVISE,))
@transaction.atomic
def return_to(*, case: Case, node: str, by: Staff, at: datetime, reason: str) -> None:
    """Return a case to an earlier step with a reason. Its legal clock goes on where it stood."""
    case = lock_case(case.pk)
    return_to.require_staff(by, case, at)
    _require_reversible(case)
    if node not in dict(engine.return_targets(case)):
        raise Refusal(_("案件没有经过这一步。"), field="node")
    item = _reenter(case, node, at)
    events.append(case, "case_returned", by=staff_actor(by), at=at, title=item.title, reason=reason, node=node)


@declare(rights=(Right.SUPERVISE,))
@transaction.atomic
def undo_last(*, case: Case, by: Staff, at: datetime, reason: str) -> None:
    """Undo the last step: the decision stays in history, the step opens again."""
    case = lock_case(case.pk)
    undo_last.require_staff(by, case, at)
    _require_reversible(case)
    last = Decision.objects.filter(case=case).exclude(node__startswith="chase_").order_by("-pk").first()
    if last is None:
        raise Refusal(_("还没有可以撤销的步骤。"))
    item = _reenter(case, last.node, at)
    events.append(case, "step_undone", by=staff_actor(by), at=at, title=item.title, reason=reason, node=last.node)


@declare(rights=(Right.SUPERVISE,))
@transaction.atomic
def cancel(*, case: Case, by: Staff, at: datetime, reason: str) -> None:
    """Cancel a case that was registered by mistake; its number and history stay."""
    case = lock_case(case.pk)
    cancel.require_staff(by, case, at)
    _require_reversible(case)
    if not reason.strip():
        raise Refusal(_("请写明撤销理由。"), field="reason")
    with queue.moment(at):
        engine.cancel_process(case)
        events.append(case, "case_cancelled", by=staff_actor(by), at=at, reason=reason)
        clock_services.stop_all(case=case, reason="case_cancelled", at=at)
        close_case(case=case, outcome="cancelled", by=staff_actor(by), at=at)
    messages.tell(messages.claimants(case), "cancelled", case=case, at=at, reason=reason[:60])


@declare(steps=tuple(step for step in engine.STEPS if step.startswith("chase_")))
def close_escalation(*, task: WorkItem, by: Staff, at: datetime, instruction: str) -> None:
    """Answer an escalation with an instruction; the overdue step itself stays with its holder."""
    with close_escalation.acting(task, by=by, at=at) as act:
        act.decide("instructed", title=gettext_lazy("督办意见"), reason=instruction)
