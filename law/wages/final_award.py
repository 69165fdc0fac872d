"""Which items of a claim end in a final award (终局裁决).

Dispute Law art. 47, Order 33 art. 50, tested item by item.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.money import EXACT, plain, read_decimal
from law.tables.dated import row_on
from law.tables.wage_rules import FINAL_AWARD
from law.wages.kinds import LineKind
from law.wages.rates import LATEST
from law.wages.results import ClaimResult

ITEMS = {
    LineKind.WAGE: "wages",
    LineKind.MINIMUM_WAGE_GAP: "wages",
    LineKind.OVERTIME: "overtime",
    LineKind.DOUBLE_WAGE: "double_wage",
    LineKind.SEVERANCE: "severance",
    LineKind.UNLAWFUL_TERMINATION: "unlawful_termination",
    LineKind.ADDITIONAL_COMPENSATION: "additional_compensation",
}


@dataclass(frozen=True, slots=True)
class FinalAwardItem:
    """One item of one worker and whether its award would be final for the employer."""

    worker: str
    item: str
    amount: Decimal
    ceiling: Decimal
    is_final: bool

    def as_dict(self) -> dict[str, object]:
        """Return the item as plain JSON values."""
        return {
            "worker": self.worker,
            "item": self.item,
            "amount": str(self.amount),
            "ceiling": plain(self.ceiling),
            "is_final": self.is_final,
        }


def is_final_award_item(amount: Decimal, minimum_wage: Decimal, on: date = LATEST) -> bool:
    """Say whether one item is within twelve monthly minimum wages, the limit itself included.

    >>> is_final_award_item(Decimal("24960.00"), Decimal(2080)), is_final_award_item(Decimal("24960.01"), Decimal(2080))
    (True, False)
    """
    return read_decimal(amount, "amount") <= ceiling(minimum_wage, on)


def ceiling(minimum_wage: Decimal, on: date = LATEST) -> Decimal:
    """Return the highest amount of a single item that a final award can carry."""
    row = row_on(FINAL_AWARD, on, "on")
    return EXACT.multiply(read_decimal(minimum_wage, "minimum_wage"), row.minimum_wages)


def final_award_items(result: ClaimResult, minimum_wage: Decimal, on: date = LATEST) -> tuple[FinalAwardItem, ...]:
    """Test every item of every worker; items of the same kind are added first, different kinds never."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in result.lines:
        sums[line.worker, ITEMS[line.kind]] += line.amount
    limit = ceiling(minimum_wage, on)
    return tuple(
        FinalAwardItem(worker, item, amount, limit, amount <= limit)
        for (worker, item), amount in sorted(sums.items())
        if amount
    )
