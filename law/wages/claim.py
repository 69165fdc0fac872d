"""The whole claim: every worker's lines, one sum to the fen, one fingerprint of facts and rule versions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from law.calendar import DEFAULT, WorkingCalendar
from law.citations import cite
from law.loading import load_facts
from law.money import EXACT, add, plain, to_fen
from law.months import Month
from law.tables.local import LocalTables, published
from law.wages.additional import COVERED_KINDS, additional_line
from law.wages.consistency import check_worker
from law.wages.double_wage import double_wage, double_wage_notices
from law.wages.earned import Due, earned
from law.wages.facts import ClaimFacts, Payment, WorkerFacts
from law.wages.kinds import EARNED_KINDS
from law.wages.minimum import minimum_wage_gaps
from law.wages.overtime import overtime_lines
from law.wages.results import ClaimResult, Line, Notice
from law.wages.settlement import apply_deductions, apply_payments, overpaid
from law.wages.severance import severance_line


def from_json(document: str | bytes | Mapping[str, object]) -> ClaimFacts:
    """Read the facts of a claim; see `law.loading.load_facts` for what is refused."""
    return load_facts(ClaimFacts, document)


def compute_claim(
    facts: ClaimFacts, *, local: LocalTables | None = None, calendar: WorkingCalendar = DEFAULT
) -> ClaimResult:
    """Compute what is owed to every worker, whatever the order in which the facts are given.

    Every payable line is rounded half-up to the fen and the lines are then added. Raises the exception of `law.errors`
    that fits the first contradiction found; a claim is never computed in part.
    """
    tables = published() if local is None else local
    lines: list[Line] = []
    notices: list[Notice] = []
    for worker in sorted(facts.workers, key=lambda worker: worker.worker):
        check_worker(worker, facts.as_of)
        found, said = _worker_lines(worker, facts, tables, calendar)
        lines += found
        notices += said
    versions = sorted({line.rule_version for line in lines})
    return ClaimResult(
        lines=tuple(lines),
        total=to_fen(add(line.amount for line in lines)),
        digest=_digest(facts, versions),
        warnings=tuple(sorted(set(notices))),
    )


def _worker_lines(
    worker: WorkerFacts, facts: ClaimFacts, local: LocalTables, calendar: WorkingCalendar
) -> tuple[list[Line], list[Notice]]:
    dues, notices = _dues(worker, local, calendar)
    deducted, said = apply_deductions(worker, dues, local)
    notices += said
    counted = [payment for payment in worker.payments if payment.counts_as_wage]
    if len(counted) < len(worker.payments):
        notices.append(_not_counted(worker.worker))
    net = [_less(due, amount) for due, amount in zip(dues, deducted, strict=True)]
    received, left = apply_payments(net, counted)
    if left and dues:
        notices.append(overpaid(worker.worker, left))
    lines = [_earned_line(worker.worker, *row) for row in zip(dues, deducted, received, strict=True)]
    if worker.double_wage is not None:
        lines += double_wage(facts=worker.double_wage, as_of=facts.as_of, worker=worker.worker, calendar=calendar)
        notices += double_wage_notices(worker.double_wage, facts.as_of, worker.worker)
    if worker.severance is not None:
        line, said = severance_line(facts=worker.severance, worker=worker.worker, division=worker.division, local=local)
        lines.append(line)
        notices += said
    if facts.order is not None:
        more, said = _additional(worker, facts, net, counted, lines)
        lines += more
        notices += said
    return lines, notices


def _dues(worker: WorkerFacts, local: LocalTables, calendar: WorkingCalendar) -> tuple[list[Due], list[Notice]]:
    """Everything a wage payment can settle, oldest first."""
    dues, notices = earned(worker, calendar)
    gaps, said = minimum_wage_gaps(worker, local)
    overtime, more = overtime_lines(worker, calendar)
    dues += gaps
    dues += [_due_of(line) for line in overtime]
    return sorted(dues, key=lambda due: due.sort_key), notices + said + more


def _due_of(line: Line) -> Due:
    return Due(
        kind=line.kind,
        period_from=line.period_from,
        period_to=line.period_to,
        amount=line.amount,
        formula=line.formula,
        inputs=tuple(sorted(line.inputs.items())),
        instrument=line.citation.instrument.id,
        article=line.citation.article,
        rule_version=line.rule_version,
    )


def _less(due: Due, amount: Decimal) -> Due:
    return Due(**{field.name: getattr(due, field.name) for field in fields(due)} | {"amount": due.amount - amount})


def _earned_line(worker: str, due: Due, deducted: Decimal, received: Decimal) -> Line:
    formula = due.formula
    for amount in (deducted, received):
        if amount:
            formula = f"{formula} - {plain(amount)}"
    return Line(
        worker=worker,
        kind=due.kind,
        period_from=due.period_from,
        period_to=due.period_to,
        amount=to_fen(EXACT.subtract(EXACT.subtract(due.amount, deducted), received)),
        formula=formula,
        inputs=dict(due.inputs) | {"due": str(due.amount), "deducted": plain(deducted), "received": plain(received)},
        citation=cite(due.instrument, due.article),
        rule_version=due.rule_version,
    )


def _additional(
    worker: WorkerFacts, facts: ClaimFacts, net: Sequence[Due], counted: Sequence[Payment], lines: Sequence[Line]
) -> tuple[list[Line], list[Notice]]:
    order = facts.order
    if order is None:
        return [], []
    in_time = [payment for payment in counted if payment.paid_on <= order.deadline]
    received, _ = apply_payments(net, in_time)
    owed = EXACT.subtract(add(due.amount for due in net), add(received))
    others = [line.amount for line in lines if line.kind in COVERED_KINDS and line.kind not in EARNED_KINDS]
    line, notices = additional_line(
        worker=worker.worker,
        order=order,
        ordered={item.worker: item.amount for item in order.amounts}.get(worker.worker),
        owed=EXACT.add(owed, add(others)),
        paid=add(payment.amount for payment in in_time if payment.paid_on > order.issued_on),
        as_of=facts.as_of,
    )
    return [line] if line is not None else [], notices


def _not_counted(worker: str) -> Notice:
    return Notice(
        worker,
        "payment_not_counted",
        "有借支或生活费未约定抵作工资，未从欠薪中扣减。",
        "A loan or living-cost advance was not agreed as wage and was not taken off the debt.",
    )


def _digest(facts: ClaimFacts, versions: Sequence[str]) -> str:
    """Hash the facts, in an order of their own, with the versions of the rules that were used."""
    document = {"facts": _canonical(facts), "rules": list(versions)}
    return sha256(_json(document).encode()).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Month | date):
        return str(value)
    if isinstance(value, tuple):
        return sorted((_canonical(item) for item in value), key=_json)
    if is_dataclass(value):
        return {field.name: _canonical(getattr(value, field.name)) for field in fields(value)}
    return value


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
