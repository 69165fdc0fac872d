"""How payments and lawful deductions settle what was earned.

The statutes do not say which month an unmarked payment settles. Here a payment that names its month settles that month
first; whatever is left, and every payment without a month, settles the oldest debt first. The sum owed does not depend
on this choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from law.errors import InvalidPeriod
from law.money import EXACT, ZERO, add, plain, to_fen
from law.months import Month
from law.tables.local import LocalTables
from law.wages.deductions import loss_deduction_limit
from law.wages.earned import Due
from law.wages.facts import Payment, WorkerFacts
from law.wages.kinds import DeductionGround, LineKind
from law.wages.results import Notice


def apply_payments(dues: Sequence[Due], payments: Iterable[Payment]) -> tuple[list[Decimal], Decimal]:
    """Return what each debt has received, in the order of `dues`, and what is left over when all are settled."""
    received = [ZERO] * len(dues)
    by_month: dict[Month | None, Decimal] = defaultdict(Decimal)
    for payment in payments:
        by_month[payment.month] = EXACT.add(by_month[payment.month], payment.amount)
    left = by_month.pop(None, ZERO)
    for month, amount in sorted(by_month.items(), key=lambda item: str(item[0])):
        chosen = [index for index, due in enumerate(dues) if due.month == month]
        left = EXACT.add(left, _settle(dues, chosen, received, amount))
    return received, _settle(dues, range(len(dues)), received, left)


def _settle(dues: Sequence[Due], chosen: Iterable[int], received: list[Decimal], amount: Decimal) -> Decimal:
    for index in chosen:
        share = min(amount, EXACT.subtract(dues[index].amount, received[index]))
        received[index] = EXACT.add(received[index], share)
        amount = EXACT.subtract(amount, share)
    return amount


def apply_deductions(facts: WorkerFacts, dues: Sequence[Due], local: LocalTables) -> tuple[list[Decimal], list[Notice]]:
    """Return what lawful deductions take off each debt, in the order of `dues`, and a notice for each that is refused.

    Tax, the worker's own social insurance and court-ordered maintenance come off in full. Loss comes off up to its
    limit. Nothing else comes off. Raises `InvalidPeriod` for a deduction from a month in which nothing was earned.
    """
    taken = [ZERO] * len(dues)
    notices: list[Notice] = []
    for month in sorted({deduction.month for deduction in facts.deductions}):
        chosen = [i for i, due in enumerate(dues) if due.month == month and due.kind is not LineKind.OVERTIME]
        if not chosen:
            raise InvalidPeriod("deductions", f"{month} 没有可扣除的工资")
        allowed = _allowed(facts, month, add(dues[index].amount for index in chosen), local, notices)
        _settle(dues, chosen, taken, allowed)
    return taken, notices


def _allowed(facts: WorkerFacts, month: Month, wage: Decimal, local: LocalTables, notices: list[Notice]) -> Decimal:
    sums: dict[DeductionGround, Decimal] = defaultdict(Decimal)
    for deduction in facts.deductions:
        if deduction.month == month:
            sums[deduction.ground] = EXACT.add(sums[deduction.ground], deduction.amount)
    refused = sums.pop(DeductionGround.OTHER, ZERO)
    loss = sums.pop(DeductionGround.LOSS, ZERO)
    if loss:
        found = local.minimum_wage(facts.division, month.first_day)
        limit = to_fen(loss_deduction_limit(wage, found.row.monthly if found else None, month.first_day))
        refused = EXACT.add(refused, max(ZERO, EXACT.subtract(loss, limit)))
        loss = min(loss, limit)
    if refused:
        notices.append(_refused(facts.worker, month, refused))
    return min(wage, EXACT.add(add(sums.values()), loss))


def _refused(worker: str, month: Month, amount: Decimal) -> Notice:
    return Notice(
        worker,
        "deduction_refused",
        f"{month}：{plain(amount)} 元的扣款没有法律依据或超过限额，不予扣除。",
        f"{month}: {plain(amount)} yuan of deductions have no legal ground or exceed the limit and were not taken off.",
    )


def overpaid(worker: str, amount: Decimal) -> Notice:
    """Return the notice that a worker received more than the wages entered."""
    return Notice(
        worker,
        "paid_more_than_entered",
        f"已付款比所填工资多 {plain(amount)} 元，请核对是否漏填了工作。",
        f"{plain(amount)} yuan more were paid than the wages entered; check whether some work is missing.",
    )
