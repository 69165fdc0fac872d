"""How much of a month's wage an employer may keep back for a loss the worker caused (工资支付暂行规定 art. 16)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from law.money import EXACT, ZERO, read_decimal
from law.tables.dated import row_on
from law.tables.wage_rules import DEDUCTIONS
from law.wages.rates import LATEST


def loss_deduction_limit(month_wage: Decimal, minimum_wage: Decimal | None, on: date = LATEST) -> Decimal:
    """Return the most that may be kept back: 20 % of the month's wage, and never into the minimum wage.

    An unknown minimum wage (None) leaves the first limit alone.

    >>> loss_deduction_limit(Decimal(5000), Decimal(2200))
    Decimal('1000.00')
    >>> loss_deduction_limit(Decimal(2500), Decimal(2200))
    Decimal('300')
    """
    share = row_on(DEDUCTIONS, on, "month").loss_share_max
    limit = EXACT.multiply(read_decimal(month_wage, "month_wage"), share)
    if minimum_wage is None:
        return limit
    return min(limit, max(ZERO, EXACT.subtract(month_wage, read_decimal(minimum_wage, "minimum_wage"))))
