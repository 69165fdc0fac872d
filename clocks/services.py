"""Writes of the clock ledger: arm, stop, suspend, resume, extend, move, reopen. Each locks the case row first.

The due date is never written. What is written beside the facts is when each rung of the ladder fires next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import events
from cases.models import Case, Evidence
from cases.services import lock_case
from clocks import due, grounds, ladder, ladder_settings, standards
from clocks.errors import (
    AgreedDayRefused,
    ClockNotRunning,
    ExtensionRefused,
    RestartRefused,
    SuspensionRefused,
    UnknownClockRule,
)
from clocks.models import Clock, Extension, Rung, ServiceStandard, Suspension
from law import limits
from law.deadline import Deadline
from law.errors import RuleNotInForce, UnknownRule
from law.rows import Extension as ExtensionRule
from law.rows import Limit, Unit
from offices import access
from offices.actors import SYSTEM, Actor, staff_actor
from offices.bulk import copy_in
from offices.clock import legal_day
from offices.memo import remembered
from offices.models import Office, Staff
from offices.rights import Right

Fires = dict[str, datetime | None]
"""When each rung of a ladder fires, by code; None for one that does not."""


@transaction.atomic
def arm(
    *,
    case: Case,
    rule: str,
    triggered_at: datetime,
    office: Office,
    family: str | None = None,
    node: str = "",
    task_id: int | None = None,
    agreed_due_on: date | None = None,
) -> Clock:
    """Start a limit of the case and lay out its ladder.

    The rule is the law's version in force on the trigger day; failing that, the promise of the nearest office up the
    path, or the default promise. `agreed_due_on` is the day that the parties or an order fixed, for a rule without a
    length.
    Arming the same rule again for the same task, or the same instant, returns the clock that runs. Raises
    `UnknownClockRule`.
    """
    lock_case(case.pk)
    running = Clock.objects.filter(case=case, rule=rule, task_id=task_id, stopped_at__isnull=True).first()
    if running is not None and (task_id is not None or running.triggered_at == triggered_at):
        return running
    clock, fires = _laid_out(
        case=case,
        rule=rule,
        triggered_at=triggered_at,
        office=office,
        family=family,
        node=node,
        task_id=task_id,
        agreed_due_on=agreed_due_on,
    )
    clock.save(force_insert=True)
    _write_ladders([(clock, fires)])
    return clock


@dataclass(frozen=True)
class Arming:
    """A limit to start for a task that has just been opened."""

    case: Case
    rule: str
    office: Office
    node: str
    task_id: int
    triggered_at: datetime


def arm_all(armings: Sequence[Arming]) -> list[Clock]:
    """Start many limits of new tasks at once, in the order given; the case rows must be locked by the transaction."""
    laid_out = [
        _laid_out(
            case=arming.case,
            rule=arming.rule,
            triggered_at=arming.triggered_at,
            office=arming.office,
            node=arming.node,
            task_id=arming.task_id,
        )
        for arming in armings
    ]
    clocks = Clock.objects.bulk_create([clock for clock, _fires in laid_out])
    _write_ladders(laid_out)
    return clocks


def _write_ladders(laid_out: Sequence[tuple[Clock, Fires]]) -> None:
    rows = [
        (clock.pk, clock.case_id, code, fire_at, 0, "") for clock, fires in laid_out for code, fire_at in fires.items()
    ]
    copy_in(Rung, ("clock_id", "case_id", "code", "fire_at", "attempts", "incident"), rows)


def _laid_out(
    *,
    case: Case,
    rule: str,
    triggered_at: datetime,
    office: Office,
    family: str | None = None,
    node: str = "",
    task_id: int | None = None,
    agreed_due_on: date | None = None,
) -> tuple[Clock, Fires]:
    """Return a new clock and when its rungs fire, not yet written."""
    triggered_on = legal_day(triggered_at)
    limit, standard = _rule(rule, triggered_on, office.path)
    _check_agreed(limit, triggered_on, agreed_due_on)
    clock = Clock(
        case=case,
        rule=rule,
        family=family or _family(rule, standard),
        title=limit.title_zh,
        length=None if standard is None else limit.length,
        unit="" if standard is None or limit.unit is None else limit.unit.value,
        node=node,
        task_id=task_id,
        office=office,
        office_path=office.path,
        triggered_on=triggered_on,
        triggered_at=triggered_at,
        agreed_due_on=agreed_due_on,
    )
    fires = _fires(clock, due.first_deadline(clock, limit))
    return clock, {step.code: fires.get(step.code) for step in ladder.steps_of(limit)}


def _family(rule: str, standard: Limit | None) -> str:
    if standard is None:
        return Clock.Family.STATUTORY
    return Clock.Family.INTERNAL if rule in standards.INTERNAL else Clock.Family.SERVICE


@remembered
def _rule(rule: str, on: date, office_path: str) -> tuple[Limit, Limit | None]:
    """Return the limit that governs, and the promise it came from when it is not the law's."""
    try:
        return limits.get_limit(rule, on), None
    except UnknownRule:
        promise = _promise(rule, on, office_path)
        return promise, promise
    except RuleNotInForce as error:
        raise UnknownClockRule(_("这一天没有施行这项期限：%(rule)s") % {"rule": rule}) from error


def _check_agreed(limit: Limit, triggered_on: date, agreed_due_on: date | None) -> None:
    if agreed_due_on is None:
        return
    if limit.length is not None:
        raise AgreedDayRefused(
            _("%(title)s的长度已有规定，不能约定。") % {"title": limit.title_zh}, article=limit.citation.short_zh
        )
    if agreed_due_on < triggered_on:
        raise AgreedDayRefused(_("约定的日期不能早于起算日。"), field="agreed_due_on")


def _promise(rule: str, on: date, office_path: str) -> Limit:
    rows = ServiceStandard.objects.filter(
        rule=rule, effective_from__lte=on, office__path__in=access.upwards(office_path), approved_by__isnull=False
    ).select_related("office")
    row = max(rows, key=lambda found: (len(found.office.path), found.effective_from), default=None)
    if row is not None:
        return standards.limit_of(
            rule, title=row.title, length=row.length, unit=Unit(row.unit), since=row.effective_from
        )
    default = standards.DEFAULTS.get(rule)
    if default is None or on < standards.SINCE:
        raise UnknownClockRule(_("没有这项期限：%(rule)s") % {"rule": rule})
    return standards.limit_of(rule, title=default.title_zh, length=default.length, unit=default.unit)


@transaction.atomic
def stop(*, clock: Clock, reason: str, at: datetime) -> Clock:
    """Stop a clock because its matter is done; a breach that no sweep has seen yet is recorded first.

    Stopping a stopped clock changes nothing.
    """
    clock = _locked(clock)
    if clock.stopped_at is not None:
        return clock
    record_breach(clock=clock, at=at)
    clock.stopped_at, clock.stop_reason = at, reason[:60]
    clock.save(update_fields=["stopped_at", "stop_reason"])
    recompute_rungs(clock, at=at)
    return clock


@transaction.atomic
def stop_all(*, case: Case, reason: str, at: datetime) -> int:
    """Stop every running clock of a case; return how many ran."""
    lock_case(case.pk)
    running = list(Clock.objects.filter(case=case, stopped_at__isnull=True).order_by("pk"))
    for clock in running:
        stop(clock=clock, reason=reason, at=at)
    return len(running)


@transaction.atomic
def suspend(*, clock: Clock, ground: str, by: Actor, at: datetime, paper: Evidence | None = None) -> Suspension:
    """Pause a clock from this legal day on; what is left is kept. Raises `SuspensionRefused` or `ClockNotRunning`.

    `paper` is what the ground rests on, of the same case.
    """
    clock = _running(clock)
    if paper is not None and paper.case_id != clock.case_id:
        raise SuspensionRefused(_("依据材料不属于本案。"), field="paper")
    if due.open_suspension(clock) is not None:
        raise SuspensionRefused(_("这项期限已经中止。"))
    if not ground.strip():
        raise SuspensionRefused(_("请写明中止的事由。"), field="ground")
    if due.limit_of(clock).unit is Unit.HOUR:
        raise SuspensionRefused(_("按小时计算的期限不中止。"))
    today = legal_day(at)
    pause = Suspension.objects.create(
        clock=clock,
        since_on=max(today, clock.triggered_on),
        ground=ground.strip(),
        paper=paper,
        by_staff_id=by.staff_id,
    )
    events.append(clock.case, "clock_suspended", by=by, at=at, title=clock.title, rule=clock.rule, ground=pause.ground)
    recompute_rungs(_fresh(clock), at=at)
    return pause


@transaction.atomic
def resume(*, clock: Clock, by: Actor, at: datetime) -> Clock:
    """Let a paused clock run again: this day counts. Raises `SuspensionRefused` when it is not paused."""
    clock = _running(clock)
    pause = due.open_suspension(clock)
    if pause is None:
        raise SuspensionRefused(_("这项期限没有中止。"))
    pause.until_on = max(legal_day(at), pause.since_on)
    pause.save(update_fields=["until_on"])
    clock = _fresh(clock)
    recompute_rungs(clock, at=at)
    events.append(
        clock.case, "clock_resumed", by=by, at=at, title=clock.title, rule=clock.rule, due=_due_text(clock, at)
    )
    return clock


@transaction.atomic
def restart(*, clock: Clock, reason: str, by: Actor, at: datetime) -> Clock:
    """Begin a limit anew from an event of the case, where the text says so; the run before stays in the ledger.

    Raises `ClockNotRunning`, or `RestartRefused` for a limit that nothing begins anew or an event without a reason.
    """
    clock = _running(clock)
    source = grounds.RESTARTS.get(clock.rule)
    if source is None:
        raise RestartRefused(_("%(title)s：规定没有重新计算。") % {"title": clock.title})
    if not reason.strip():
        raise RestartRefused(_("请写明重新计算的事由。"), field="reason")
    stop(clock=clock, reason="restarted", at=at)
    again = arm(
        case=clock.case,
        rule=clock.rule,
        triggered_at=at,
        office=clock.office,
        family=clock.family,
        node=clock.node,
        task_id=clock.task_id,
    )
    values = {"title": clock.title, "rule": clock.rule, "due": _due_text(again, at), "reason": reason.strip()}
    article = limits.versions(source)[-1].citation.short_zh
    events.append(clock.case, "clock_restarted", by=by, at=at, article=article, **values)
    return again


def extension_of(clock: Clock) -> ExtensionRule | None:
    """Return the extension that the clock's rule allows, or None where the text gives none."""
    return due.limit_of(clock).extension


@transaction.atomic
def extend(*, clock: Clock, length: int, reason: str, by: Staff, at: datetime) -> Extension:
    """Give a clock more time, within what its rule allows and before it has run out.

    The right to supervise on the clock's office stands for the head of agency or department whom the text names. Raises
    `NotPermitted`, `ClockNotRunning`, or `ExtensionRefused` with the article.
    """
    access.require(by, Right.SUPERVISE, clock.office_path, at)
    clock = _running(clock)
    limit = due.limit_of(clock)
    _check_extension(clock, limit, length, reason, at)
    extension = Extension.objects.create(
        clock=clock, length=length, reason=reason.strip(), granted_by=by, granted_at=at
    )
    clock = _fresh(clock)
    recompute_rungs(clock, at=at)
    events.append(
        clock.case,
        "clock_extended",
        by=staff_actor(by),
        at=at,
        title=clock.title,
        rule=clock.rule,
        length=length,
        unit=limit.unit.zh if limit.unit else "",
        due=_due_text(clock, at),
        reason=extension.reason,
    )
    return extension


def _check_extension(clock: Clock, limit: Limit, length: int, reason: str, at: datetime) -> None:
    article = limit.citation.short_zh
    rule = limit.extension
    if rule is None:
        raise ExtensionRefused(_("%(title)s：规定没有给延期。") % {"title": clock.title}, article=article)
    if length < 1:
        raise ExtensionRefused(_("延长的长度至少为1。"), field="length", article=article)
    if not reason.strip():
        raise ExtensionRefused(_("请写明延期的理由。"), field="reason", article=article)
    given = list(clock.extensions.all())
    if rule.length is not None:
        if len(given) >= rule.times:
            raise ExtensionRefused(_("%(title)s已经延过期，不能再延。") % {"title": clock.title}, article=article)
        if length > rule.length:
            values = {"title": clock.title, "most": rule.length, "unit": rule.unit.zh}
            raise ExtensionRefused(_("%(title)s最多延长%(most)s%(unit)s。") % values, field="length", article=article)
    if due.state(clock, at).is_overdue:
        raise ExtensionRefused(_("%(title)s已经到期，不能再延。") % {"title": clock.title}, article=article)


@transaction.atomic
def move(*, clock: Clock, office: Office, at: datetime) -> Clock:
    """Make another office answer for a clock. It does not stop while offices argue, and nothing of it starts afresh."""
    clock = _locked(clock)
    clock.office, clock.office_path = office, office.path
    clock.save(update_fields=["office", "office_path"])
    recompute_rungs(_fresh(clock), at=at)
    return clock


@transaction.atomic
def reopen(*, clock: Clock, at: datetime) -> Clock:
    """Take back a stop: the clock runs as if it had never stopped, and rungs that have not fired may fire."""
    clock = _locked(clock)
    if clock.stopped_at is None:
        return clock
    clock.stopped_at, clock.stop_reason = None, ""
    clock.save(update_fields=["stopped_at", "stop_reason"])
    recompute_rungs(clock, at=at)
    events.append(
        clock.case, "clock_reopened", by=SYSTEM, at=at, title=clock.title, rule=clock.rule, due=_due_text(clock, at)
    )
    return clock


@transaction.atomic
def recount(*, clock: Clock, reason: str, at: datetime) -> bool:
    """Count a running clock again after the calendar has changed; return whether its dates moved, which is journaled.

    Rungs that have fired stay fired.
    """
    clock = _running(clock)
    before = _planned(clock)
    recompute_rungs(clock, at=at)
    if _planned(clock) == before:
        return False
    due_text = _due_text(clock, at)
    values = {"title": clock.title, "rule": clock.rule, "due": due_text, "reason": reason}
    events.append(clock.case, "clock_recounted", by=SYSTEM, at=at, **values)
    return True


def _planned(clock: Clock) -> list[tuple[str, datetime | None]]:
    waiting = Rung.objects.filter(clock=clock, fired_at__isnull=True, attempts=0)
    return list(waiting.order_by("pk").values_list("code", "fire_at"))


def recompute_rungs(clock: Clock, *, at: datetime) -> None:
    """Lay out again when the rungs that have not fired will fire. None of a stopped or paused clock will."""
    waiting = list(Rung.objects.filter(clock=clock, fired_at__isnull=True).order_by("pk"))
    instants = _instants(clock, at)
    for rung in waiting:
        rung.fire_at = instants.get(rung.code)
    Rung.objects.bulk_update(waiting, ["fire_at"])
    for listener in _moved:
        listener(clock, at)


Moved = Callable[[Clock, datetime], None]
_moved: list[Moved] = []


def on_moved(listener: Moved) -> None:
    """Have a function called, in the same transaction, whenever the due day of a clock may have moved."""
    if listener not in _moved:
        _moved.append(listener)


def _instants(clock: Clock, at: datetime) -> Fires:
    if clock.stopped_at is not None or due.open_suspension(clock) is not None:
        return {}
    return _fires(clock, due.deadline_of(clock, legal_day(at)))


def _fires(clock: Clock, deadline: Deadline | None) -> Fires:
    if deadline is None:
        return {}
    is_debt = ladder.kind_of(deadline.limit) is ladder.Kind.DEBT
    terms = ladder_settings.terms_of(clock.rule, clock.triggered_on, clock.office_path)
    return ladder.instants(deadline, triggered_at=clock.triggered_at, terms=terms, escalates_later=is_debt)


@transaction.atomic
def record_breach(*, clock: Clock, at: datetime) -> bool:
    """Write the breach of an overdue clock into the case's history, once for ever; return whether it was written now.

    Only the duty of an office is breached. A debt that was not paid in time is recorded under its own name; a right
    that has run out is no breach of anybody.
    """
    clock = _locked(clock)
    if not journal_breach(clock, at=at):
        return False
    clock.save(update_fields=["breached_at"])
    return True


def journal_breach(clock: Clock, *, at: datetime) -> bool:
    """Note the breach of a clock that is fresh and whose case is locked; the caller writes `breached_at`."""
    name = _BREACHES.get(ladder.kind_of(due.limit_of(clock)))
    if name is None or clock.breached_at is not None or not due.state(clock, at).is_overdue:
        return False
    clock.breached_at = at
    events.append(
        clock.case,
        name,
        by=SYSTEM,
        at=at,
        title=clock.title,
        rule=clock.rule,
        due=_due_text(clock, at),
        office=clock.office_id,
    )
    return True


_BREACHES = {
    ladder.Kind.DUTY: "clock_breached",
    ladder.Kind.SUPERVISION: "clock_breached",
    ladder.Kind.DEBT: "debt_overdue",
}


def mark_fired(rungs: Sequence[Rung], *, at: datetime) -> None:
    """Record that rungs have fired; called in the transaction of what they did, with their rows locked."""
    Rung.objects.filter(pk__in=[rung.pk for rung in rungs]).update(fired_at=at, incident="")


def _due_text(clock: Clock, at: datetime) -> str:
    due_on = due.state(clock, at).due_on
    return due_on.isoformat() if due_on else ""


def _locked(clock: Clock) -> Clock:
    lock_case(clock.case_id)
    return Clock.objects.select_for_update(of=("self",)).select_related("case", "office").get(pk=clock.pk)


def _running(clock: Clock) -> Clock:
    clock = _locked(clock)
    if clock.stopped_at is not None:
        raise ClockNotRunning(_("%(title)s已经停止计时。") % {"title": clock.title})
    return clock


def _fresh(clock: Clock) -> Clock:
    return Clock.objects.select_related("case", "office").get(pk=clock.pk)
