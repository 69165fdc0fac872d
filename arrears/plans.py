"""Plans of payment: one sum split over days, exact to the fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from cases.models import Party

FEN = Decimal("0.01")


@dataclass(frozen=True)
class PlanItem:
    """What one worker gets on one day (yuan)."""

    worker_id: int
    due_on: date
    amount: Decimal


def equal_instalments(amounts: Mapping[Party, Decimal], days: Sequence[date]) -> list[PlanItem]:
    """Split each worker's sum equally over the days; what does not divide goes into the last one."""
    items = []
    for worker, amount in amounts.items():
        share = (amount / len(days)).quantize(FEN, ROUND_DOWN)
        for day in days[:-1]:
            if share > 0:
                items.append(PlanItem(worker.pk, day, share))
        paid_before = share * (len(days) - 1)
        items.append(PlanItem(worker.pk, days[-1], amount - paid_before))
    return items
