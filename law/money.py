"""Amounts of money: reading them strictly, rounding them once, writing them one way.

Amounts are yuan in `Decimal`. A float is refused, because it has already lost the fen.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from law.errors import InvalidAmount

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("1000000000000")
"""A figure of a million million yuan or more is a typing error, not a wage."""

EXACT = Context(prec=50, rounding=ROUND_HALF_UP)
"""Wide enough that no sum of payable wages meets its end before the final rounding."""


def read_decimal(value: object, field: str) -> Decimal:
    """Return `value` as a finite, non-negative number.

    Accepts `Decimal`, `int` and decimal strings. Raises `InvalidAmount` naming `field` for floats, booleans,
    text, NaN, infinity, negative numbers and numbers too large to be real.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise InvalidAmount(field, "请用数字或数字文本填写，不接受浮点数")
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise InvalidAmount(field, "不是有效的数字") from None
    if not number.is_finite():
        raise InvalidAmount(field, "不是有限的数字")
    if number < 0:
        raise InvalidAmount(field, "不能为负数")
    if number >= LARGEST:
        raise InvalidAmount(field, "数额过大，请核对")
    return abs(number)


def read_amount(value: object, field: str) -> Decimal:
    """Return `value` as money to the fen; more than two decimals raise `InvalidAmount`, never a quiet rounding."""
    number = read_decimal(value, field)
    if number != number.quantize(FEN, context=EXACT):
        raise InvalidAmount(field, "金额最多两位小数")
    return number


def read_wage(value: object, field: str) -> Decimal:
    """Return `value` as a wage or price, which is never zero: a claim on a wage of nothing would be a silent zero."""
    number = read_decimal(value, field)
    if number == 0:
        raise InvalidAmount(field, "工资、单价必须大于零")
    return number


def to_fen(amount: Decimal) -> Decimal:
    """Round a payable amount half-up to 0.01 yuan.

    >>> to_fen(Decimal("124.135"))
    Decimal('124.14')
    """
    return amount.quantize(FEN, context=EXACT)


def add(amounts: Iterable[Decimal]) -> Decimal:
    """Add without losing digits, whatever the caller's decimal context."""
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def plain(number: Decimal) -> str:
    """Write a number one way only, so that 5220, 5220.0 and 5220.00 hash alike.

    >>> plain(Decimal("5220.00")), plain(Decimal("1E+3")), plain(Decimal("0.50"))
    ('5220', '1000', '0.5')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
