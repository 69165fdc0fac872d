"""Additional compensation (加付赔偿金): 50 % to 100 % of what an expired order to pay left unpaid.

LCL art. 85 and Inspection Regulation art. 26. All three are needed: a debt of wages, overtime, minimum-wage gap or
severance; an order by the office to pay within a time limit; the time limit passed unpaid. It goes to the worker on top
of the debt.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from law.citations import cite
from law.errors import InvalidFact
from law.money import EXACT, ZERO, plain, read_decimal, to_fen
from law.tables.dated import row_on
from law.tables.wage_rules import COMPENSATION, CompensationRow
from law.wages.facts import PaymentOrder
from law.wages.kinds import LineKind
from law.wages.results import Line, Notice

COVERED_KINDS = frozenset({LineKind.WAGE, LineKind.MINIMUM_WAGE_GAP, LineKind.OVERTIME, LineKind.SEVERANCE})
"""What an order under LCL art. 85 can order; double wage and unlawful termination are not in its list."""


def additional_compensation(
    *,
    owed_at_deadline: Decimal,
    rate: Decimal,
    ordered: bool,
    deadline_passed: bool,
    on: date | None = None,
) -> Decimal:
    """Return the additional compensation to the fen; 0.00 without an order or before its time limit has passed.

    Raises `InvalidFact` for a rate outside the band of the law and `InvalidAmount` for an impossible debt.

    >>> additional_compensation(
    ...     owed_at_deadline=Decimal("94470.50"), rate=Decimal("0.5"), ordered=True, deadline_passed=True)
    Decimal('47235.25')
    """
    owed = read_decimal(owed_at_deadline, "owed_at_deadline")
    checked_rate(rate, _rule(on))
    if not (ordered and deadline_passed):
        return ZERO
    return to_fen(EXACT.multiply(owed, rate))


def checked_rate(rate: Decimal, row: CompensationRow) -> Decimal:
    """Return the rate when it lies inside the band of the law, else raise `InvalidFact`."""
    if not row.additional_rate_min <= read_decimal(rate, "rate") <= row.additional_rate_max:
        raise InvalidFact("rate", "加付赔偿金的比例应在 50% 至 100% 之间")
    return rate


def _rule(on: date | None) -> CompensationRow:
    return COMPENSATION[-1] if on is None else row_on(COMPENSATION, on, "issued_on")


def additional_line(
    *, worker: str, order: PaymentOrder, ordered: Decimal | None, owed: Decimal, paid: Decimal, as_of: date
) -> tuple[Line | None, list[Notice]]:
    """Return the line of one worker under an order to pay, or the notice that its time limit still runs.

    `ordered` is the sum the order names for the worker; what was paid from the order to its deadline (`paid`) comes
    off. Without it the base is `owed`, what the claim itself left unpaid at the deadline.
    """
    row = row_on(COMPENSATION, order.issued_on, "issued_on")
    checked_rate(order.rate, row)
    if as_of <= order.deadline:
        return None, [_still_running(worker, order.deadline)]
    base = owed if ordered is None else max(ZERO, EXACT.subtract(ordered, paid))
    line = Line(
        worker=worker,
        kind=LineKind.ADDITIONAL_COMPENSATION,
        period_from=order.issued_on,
        period_to=order.deadline,
        amount=to_fen(EXACT.multiply(base, order.rate)),
        formula=f"{plain(base)} x {plain(order.rate)}",
        inputs={
            "owed_at_deadline": plain(base),
            "ordered": "" if ordered is None else plain(ordered),
            "paid_by_deadline": plain(paid),
            "rate": plain(order.rate),
        },
        citation=cite("labour_contract_law", "85"),
        rule_version=row.version,
    )
    return line, []


def _still_running(worker: str, deadline: date) -> Notice:
    return Notice(
        worker,
        "order_deadline_not_passed",
        f"责令支付的期限 {deadline.isoformat()} 尚未届满，现在不能加付赔偿金。",
        f"The time limit of the order, {deadline.isoformat()}, has not passed; no additional compensation is due yet.",
    )
