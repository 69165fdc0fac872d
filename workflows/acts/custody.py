"""Acts of custody: transfer, return, take, refer up, decide, ask for assistance and give it.

No clock stops or starts anew while offices argue: the clocks of the open steps move with the case as they are.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import events
from cases.models import Assistance, Case, Custody
from cases.services import hand_custody, lock_case
from clocks import services as clock_services
from clocks.models import Clock
from offices.actors import staff_actor
from offices.errors import Refusal
from offices.language import in_source
from offices.models import Office, Staff
from offices.rights import Right
from workflows import engine, jurisdiction, messages, queue
from workflows.acts.base import declare
from workflows.engine import Escalation
from workflows.models import WorkItem

SPEAKING = (Right.DECIDE_ACCEPTANCE, Right.EARLY_INTERVENTION, Right.INSPECT, Right.HANDLE_PETITION, Right.SUPERVISE)
"""Rights of those who speak for the office that holds a case: whoever decides or works on it, no single mediator."""

BESIDE = ("confirm_custody", "decide_jurisdiction", "assist")
MOVABLE = (Case.Stage.INTAKE, Case.Stage.EARLY_INTERVENTION, Case.Stage.MEDIATION, Case.Stage.PETITION)


def _main_items(case: Case) -> list[WorkItem]:
    """Return the open steps of the main path, which go with the case."""
    items = WorkItem.objects.filter(case=case, closed_at__isnull=True).select_related("task", "clock").order_by("pk")
    return [item for item in items if item.node not in BESIDE and not item.task.flow_task.is_escalation]


def _move(case: Case, to: Office, *, kind: str, reason: str, by: Staff, at: datetime) -> None:
    """Hand the case with its open steps and clocks; whoever held a step no longer does."""
    hand_custody(case=case, to=to, reason=reason, by=staff_actor(by), at=at, kind=kind)
    for item in _main_items(case):
        engine.free(item.task)
        WorkItem.objects.filter(pk=item.pk).update(office_path=to.path, holder=None)
        type(item.task).objects.filter(pk=item.task_id).update(owner_permission_obj_pk=str(to.pk))
    for clock in Clock.objects.filter(case=case, stopped_at__isnull=True).exclude(node__in=BESIDE).order_by("pk"):
        if not clock.node.startswith("chase"):
            clock_services.move(clock=clock, office=to, at=at)
    occasion = at.isoformat()
    people = messages.holders_of(Right.DECIDE_ACCEPTANCE, to)
    messages.tell_staff(people, "case_arrived", case=case, at=at, occasion=occasion, reason=reason[:60])
    messages.tell(messages.claimants(case), "transferred", case=case, at=at)


def require_transferable(case: Case, to: Office, reason: str) -> None:
    """Raise Refusal unless a case may be handed to an office by the word of the one that holds it."""
    _require_movable(case, to, reason)
    if jurisdiction.returns(case):
        raise Refusal(_("退回过的案件，请接收，或者再次退回。"), code="returned")


def _require_movable(case: Case, to: Office, reason: str) -> None:
    if not reason.strip():
        raise Refusal(_("请写明理由和法律依据。"), field="reason")
    if case.stage not in MOVABLE:
        raise Refusal(_("案件在这个阶段不再移送。"), code="too_late")
    if to.pk == case.office_id or not to.is_active:
        raise Refusal(_("案件已经在这个机构，或者这个机构不再办案。"), field="to")
    if jurisdiction.is_decided(case):
        raise Refusal(_("管辖已经由上级指定，不能再移送或退回。"), code="decided")


@declare(rights=SPEAKING)
@transaction.atomic
def transfer(*, case: Case, to: Office, reason: str, by: Staff, at: datetime) -> None:
    """Hand the case to the office that is competent. Raises NotPermitted or Refusal."""
    case = lock_case(case.pk)
    transfer.require_staff(by, case, at)
    require_transferable(case, to, reason)
    _move(case, to, kind=Custody.Kind.TRANSFER, reason=reason, by=by, at=at)


@declare(rights=SPEAKING)
@transaction.atomic
def send_back(*, case: Case, to: Office, reason: str, by: Staff, at: datetime) -> None:
    """Return a case that was transferred, naming the office that is competent; the third return goes up instead.

    Raises NotPermitted or Refusal.
    """
    case = lock_case(case.pk)
    send_back.require_staff(by, case, at)
    _require_movable(case, to, reason)
    held = jurisdiction.since_decision(case)
    if len(held) < 2:
        raise Refusal(_("案件不是别的机构移送来的，请用移送。"), code="not_received")
    _end_confirmation(case, at)
    _move(case, to, kind=Custody.Kind.RETURN, reason=reason, by=by, at=at)
    if jurisdiction.returns(case) >= jurisdiction.MOST_RETURNS:
        _refer_up(case, by, at)
    else:
        _open_beside(case, "confirm_custody", case.office, at)


def _open_beside(case: Case, node: str, office: Office, at: datetime) -> WorkItem:
    host = _main_items(case)[0]
    target = engine.flow_of(case).instance.node(node)
    with queue.moment(at):
        (task,) = engine.escalate([Escalation(host.task, target, case, office)], at=at)
    return WorkItem.objects.get(task=task)


def _end_confirmation(case: Case, at: datetime) -> None:
    for item in WorkItem.objects.filter(case=case, node="confirm_custody", closed_at__isnull=True):
        with queue.moment(at):
            engine.cancel(item.task)


def _refer_up(case: Case, by: Staff, at: datetime) -> None:
    above = jurisdiction.common_superior(case)
    item = _open_beside(case, "decide_jurisdiction", above, at)
    events.append(case, "jurisdiction_referred", by=staff_actor(by), at=at, office=above.name)
    people = messages.holders_of(Right.SUPERVISE, above)
    messages.tell_staff(people, "jurisdiction_referred", case=case, at=at, occasion=f"task{item.task_id}")


@declare(steps=("confirm_custody",))
def take(*, task: WorkItem, by: Staff, at: datetime, note: str = "") -> None:
    """Take a returned case: the dispute is over."""
    with take.acting(task, by=by, at=at) as act:
        act.decide("taken", title=gettext_lazy("接收"), reason=note)


@declare(steps=("decide_jurisdiction",))
def decide(*, task: WorkItem, by: Staff, at: datetime, to: Office, reason: str) -> None:
    """Decide, as the common superior, which office is competent; it binds, and nobody returns the case again."""
    with decide.acting(task, by=by, at=at) as act:
        if not reason.strip():
            raise Refusal(_("请写明理由和法律依据。"), field="reason")
        _end_confirmation(act.case, at)
        title = in_source(gettext_lazy("指定%(office)s办理"), office=to.name)
        act.decide("decided", title=title, reason=reason)
        if to.pk == act.case.office_id:
            # The interval goes on under another title: it ends and begins at the same instant.
            Custody.objects.filter(case=act.case, until__isnull=True).update(until=at)
            Custody.objects.create(
                case=act.case, office=to, since=at, kind=Custody.Kind.DECISION, reason=reason[:300], by_staff=by
            )
        else:
            _move(act.case, to, kind=Custody.Kind.DECISION, reason=reason, by=by, at=at)


@declare(rights=SPEAKING)
@transaction.atomic
def ask_assistance(*, case: Case, office: Office, what: str, by: Staff, at: datetime) -> Assistance:
    """Ask another office for a bounded piece of work; the case and its clocks stay. Raises NotPermitted or Refusal."""
    case = lock_case(case.pk)
    ask_assistance.require_staff(by, case, at)
    if not what.strip():
        raise Refusal(_("请写明请对方做什么。"), field="what")
    if office.pk == case.office_id:
        raise Refusal(_("协办的应是另一个机构。"), field="office")
    if not _main_items(case):
        raise Refusal(_("案件没有在办的环节。"), code="no_step")
    item = _open_beside(case, "assist", office, at)
    assistance = Assistance.objects.create(
        case=case, office=office, asked_for=what[:500], asked_by=by, asked_at=at, task_id=item.task_id
    )
    events.append(case, "assistance_asked", by=staff_actor(by), at=at, office=office.name, what=what[:200])
    people = messages.holders_of(Right.EARLY_INTERVENTION, office)
    occasion = f"task{item.task_id}"
    messages.tell_staff(people, "assistance_asked", case=case, at=at, occasion=occasion, what=what[:60])
    return assistance


@declare(steps=("assist",))
def assist(*, task: WorkItem, by: Staff, at: datetime, answer: str) -> None:
    """Answer what was asked; the right to read the case ends with it."""
    with assist.acting(task, by=by, at=at) as act:
        if not answer.strip():
            raise Refusal(_("请写明办理结果。"), field="answer")
        assistance = Assistance.objects.select_related("office", "asked_by").get(task_id=act.item.task_id)
        assistance.answer, assistance.answered_by, assistance.ended_at = answer[:2000], by, at
        assistance.save(update_fields=["answer", "answered_by", "ended_at"])
        office = assistance.office.name
        events.append(act.case, "assistance_ended", by=act.actor, at=at, office=office, answer=answer[:200])
        act.decide("answered", title=gettext_lazy("答复协助事项"))
        occasion = f"task{act.item.task_id}"
        messages.tell_staff(
            [assistance.asked_by], "assistance_given", case=act.case, at=at, occasion=occasion, helper=office
        )
