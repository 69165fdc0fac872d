"""Sums as people type them."""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from offices.errors import Refusal

LIMIT = Decimal("99999999.99")


class InvalidAmount(Refusal):
    """What was typed is no sum of money."""

    code = "invalid_amount"


def parse_amount(text: str, *, positive: bool = True) -> Decimal:
    """Return a sum in yuan from text such as ４,２００元 or 7.2万. Raises InvalidAmount with a sentence."""
    plain = re.sub(r"[\s,，¥￥]|元整?$|圆整?$", "", unicodedata.normalize("NFKC", text).strip())
    factor = Decimal(10000) if plain.endswith("万") else Decimal(1)
    plain = plain.removesuffix("万")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", plain, re.ASCII):
        raise InvalidAmount(_("请填写金额数字，例如 4200 或 4200.50。"), field="amount")
    amount = Decimal(plain) * factor
    if amount < 0 or (positive and amount == 0):
        raise InvalidAmount(_("金额应大于零。"), field="amount")
    if amount != amount.quantize(Decimal("0.01")):
        raise InvalidAmount(_("金额最多到分（两位小数）。"), field="amount")
    if amount > LIMIT:
        raise InvalidAmount(_("金额太大，请核对。"), field="amount")
    return amount.quantize(Decimal("0.01"))
