"""The frame of every act: who may do it stands where it is declared, and the act asks the declaration.

An act on a step of the flow asks for the right of that step; one on a case names its rights itself. A party may do
only what an act opens to it. `docs/access.md` is written from these declarations.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

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
from offices.models import Office, Staff
from offices.rights import Right
from offices.second import Second
from workflows import engine, queue
from workflows.models import Decision, WorkItem

P = ParamSpec("P")
R = TypeVar("R")


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


def require_unbiased(staff: Staff, case: Case) -> None:
    """Raise NotPermitted for a person who is recused from the case."""
    if is_recused(staff, case):
        raise NotPermitted(_("你与本案有利害关系，应当回避。"))


def require_step(staff: Staff, case: Case, item: WorkItem, at: datetime) -> None:
    """Raise NotPermitted unless the person may do the step now: free or theirs, with its right on its office."""
    require_unbiased(staff, case)
    if not queue.may_do(staff, item, at):
        access.require(staff, Right(item.right), item.office_path, at)
        raise NotPermitted(_("这件事由%(name)s承办。") % {"name": item.holder})


@dataclass
class Declared(Generic[P, R]):
    """An act with who may do it. Called like the function it declares.

    `steps`: the nodes on which it is done, whose right it asks for. `rights`: those of which one is needed on the
    office that the act is about. `parties`: the roles of parties who may do it themselves. `second`: who else must
    act before it counts. `public`: anybody may do it for themselves.
    """

    body: Callable[P, R]
    steps: tuple[str, ...] = ()
    rights: tuple[Right, ...] = ()
    parties: tuple[str, ...] = ()
    second: Second = Second.NOBODY
    public: bool = False

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it."""
        return self.body(*args, **kwargs)

    @contextmanager
    def acting(self, task: WorkItem, *, by: Staff | Actor, at: datetime) -> Iterator[Act]:
        """Open the act on a step. Raises AlreadyDone, NotPermitted, or Refusal on the wrong step; one transaction."""
        with transaction.atomic(), queue.moment(at):
            case = lock_case(task.case_id)
            item = WorkItem.objects.select_related("task", "clock", "holder").get(pk=task.pk)
            if item.closed_at is not None:
                raise AlreadyDone(_("这件事已经由别人办完，请刷新页面。"))
            if item.node not in self.steps:
                raise Refusal(_("案件已经不在这一步。"), code="wrong_step")
            staff = _staff_of(by)
            actor = by if isinstance(by, Actor) else staff_actor(by)
            if staff is not None:
                require_step(staff, case, item, at)
            else:
                self.require_party(actor, case)
            yield Act(item, case, actor, staff, at)

    def allows(self, staff: Staff, case: Case, at: datetime, *, path: str = "") -> bool:
        """Tell whether a member of staff may do it on the office that holds the case, or on another office's path."""
        return not is_recused(staff, case) and self._is_held(staff, path or case.office_path, at)

    def _is_held(self, staff: Staff, path: str, at: datetime) -> bool:
        return any(access.can(staff, right, path, at) for right in self.rights)

    def require_staff(self, staff: Staff, case: Case, at: datetime, *, path: str = "") -> None:
        """Raise NotPermitted unless `allows`."""
        require_unbiased(staff, case)
        if not self._is_held(staff, path or case.office_path, at):
            raise NotPermitted(_("你没有在这个机构办理这件事的权限。"))

    def require_party(self, actor: Actor, case: Case) -> Party:
        """Return the party of the case who acts. Raises NotPermitted unless the act is open to its role."""
        party = Party.objects.filter(pk=actor.party_id or 0, case=case, role__in=self.parties).first()
        if party is None:
            raise NotPermitted(_("这一步不由你办理。"))
        return party

    def require_office(self, staff: Staff, office: Office | None, at: datetime) -> None:
        """Raise NotPermitted unless the person holds one of the rights on an office."""
        if office is None or not self._is_held(staff, office.path, at):
            raise NotPermitted(_("你没有在这个机构办理这件事的权限。"))

    def require_somewhere(self, staff: Staff, at: datetime) -> None:
        """Raise NotPermitted unless the person holds one of the rights in any office."""
        if not any(access.prefixes(staff, right, at) for right in self.rights):
            raise NotPermitted(_("你没有办理这件事的权限。"))

    def require(self, by: Actor, case: Case, at: datetime) -> None:
        """Raise NotPermitted unless the one who acts is staff with a right, or a party to whom it is open."""
        staff = _staff_of(by)
        if staff is not None:
            self.require_staff(staff, case, at)
        else:
            self.require_party(by, case)


ACTS: dict[str, Declared[..., Any]] = {}
"""Every declared act by the name of its module and its own."""


def declare(
    *,
    steps: tuple[str, ...] = (),
    rights: tuple[Right, ...] = (),
    parties: tuple[str, ...] = (),
    second: Second = Second.NOBODY,
    public: bool = False,
) -> Callable[[Callable[P, R]], Declared[P, R]]:
    """Declare who may do an act. Raises ValueError for one that nobody could do."""

    def declared(body: Callable[P, R]) -> Declared[P, R]:
        if not (steps or rights or parties or public):
            raise ValueError(f"{body.__name__} is open to nobody")
        act = Declared(body, steps, rights, parties, second, public)
        update_wrapper(act, body)
        ACTS[f"{body.__module__.rpartition('.')[2]}.{body.__name__}"] = act
        return act

    return declared
