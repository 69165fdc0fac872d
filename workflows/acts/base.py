"""The frame of every act on a task: lock the case, look again, check who acts, write the decision, go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases import events
from cases.access import is_recused
from cases.models import Case, Party
from cases.services import lock_case
from offices import access
from offices.actors import Actor, staff_actor
from offices.errors import NotPermitted, Refusal
from offices.models import Staff
from offices.rights import Right
from workflows import engine, queue
from workflows.models import Decision, WorkItem


class AlreadyDone(Refusal):
    """Somebody else finished the task in the meantime."""

    code = "already_done"


@dataclass
class Act:
    """One act under way: the locked case, the task as it is now, and who acts."""

    item: WorkItem
    case: Case
    actor: Actor
    staff: Staff | None
    at: datetime

    @property
    def officer(self) -> Staff:
        """The member of staff who acts. Raises NotPermitted for a party."""
        if self.staff is None:
            raise NotPermitted(_("这一步由工作人员办理。"))
        return self.staff

    def decide(self, choice: str, *, title: str | Promise, reason: str = "") -> None:
        """Write down what was chosen and finish the task; the flow goes on by it."""
        Decision.objects.create(
            case=self.case,
            task=self.item.task,
            node=self.item.node,
            choice=choice,
            reason=reason,
            actor_label=self.actor.label,
            at=self.at,
        )
        events.append(
            self.case,
            "decision_made",
            by=self.actor,
            at=self.at,
            title=self.item.title,
            choice=title,
            reason=reason,
            code=choice,
        )
        engine.finish(self.item.task, by=self.staff)
        self.case.refresh_from_db()


def _staff_of(by: Staff | Actor) -> Staff | None:
    if isinstance(by, Staff):
        return by
    return Staff.objects.get(pk=by.staff_id) if by.staff_id else None


def require_staff(staff: Staff, case: Case, item: WorkItem, at: datetime) -> None:
    """Raise NotPermitted unless the person may do the task now."""
    if is_recused(staff, case):
        raise NotPermitted(_("你与本案有利害关系，应当回避。"))
    if not queue.may_do(staff, item, at):
        access.require(staff, Right(item.right), item.office_path, at)
        raise NotPermitted(_("这件事由%(name)s承办。") % {"name": item.holder})


def require_party(actor: Actor, case: Case, item: WorkItem) -> None:
    """Raise NotPermitted unless the actor is a party of the case to whom the node is open."""
    node = engine.flow_of(case).instance.node(item.node)
    party = Party.objects.filter(pk=actor.party_id or 0, case=case).first()
    if party is None or party.role not in node.parties_may:
        raise NotPermitted(_("这一步不由你办理。"))


@contextmanager
def acting(task: WorkItem, *, node: str | tuple[str, ...], by: Staff | Actor, at: datetime) -> Iterator[Act]:
    """Open an act on a task. Raises AlreadyDone, NotPermitted, or Refusal on the wrong step; one transaction."""
    nodes = (node,) if isinstance(node, str) else node
    with transaction.atomic(), queue.moment(at):
        case = lock_case(task.case_id)
        item = WorkItem.objects.select_related("task", "clock", "holder").get(pk=task.pk)
        if item.closed_at is not None:
            raise AlreadyDone(_("这件事已经由别人办完，请刷新页面。"))
        if item.node not in nodes:
            raise Refusal(_("案件已经不在这一步。"), code="wrong_step")
        staff = _staff_of(by)
        actor = by if isinstance(by, Actor) else staff_actor(by)
        if staff is not None:
            require_staff(staff, case, item, at)
        else:
            require_party(actor, case, item)
        yield Act(item, case, actor, staff, at)
