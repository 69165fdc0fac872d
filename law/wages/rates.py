"""Monthly wage to daily and hourly wage. 21.75 is the only divisor for money; 20.83 and 20.67 plan hours.

劳社部发〔2008〕3号 to 31 December 2024, 人社部发〔2025〕2号 from 1 January 2025: the divisor did not change.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from law.money import EXACT, read_decimal
from law.tables.dated import row_on
from law.tables.wage_rules import CONVERSION, ConversionRow

LATEST = CONVERSION[-1].effective_from


def conversion_on(day: date) -> ConversionRow:
    """Return the conversion constants in force on `day`."""
    return row_on(CONVERSION, day, "month")


def daily_wage(monthly: Decimal, on: date = LATEST) -> Decimal:
    """Return a day's wage at full precision: monthly / 21.75.

    >>> daily_wage(Decimal(5220)) == 240
    True
    """
    return EXACT.divide(read_decimal(monthly, "monthly_wage"), conversion_on(on).paid_days)


def hourly_wage(monthly: Decimal, on: date = LATEST) -> Decimal:
    """Return an hour's wage at full precision: monthly / 21.75 / 8.

    >>> hourly_wage(Decimal(5220)) == 30
    True
    """
    row = conversion_on(on)
    return EXACT.divide(read_decimal(monthly, "monthly_wage"), EXACT.multiply(row.paid_days, row.hours_per_day))


def wage_for_days(monthly: Decimal, days: Decimal, on: date = LATEST) -> Decimal:
    """Return the wage of `days` paid days at full precision, multiplied before it is divided so that ties stay exact.

    >>> wage_for_days(Decimal(5220), Decimal(3)) == 720
    True
    """
    return EXACT.divide(EXACT.multiply(monthly, days), conversion_on(on).paid_days)
