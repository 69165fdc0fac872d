"""Amounts as legal papers write them."""

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿", "万亿")


def plain(amount: Decimal | str) -> str:
    """Write an amount with separators: 12,345.60."""
    return f"{Decimal(amount):,.2f}"


def capital(amount: Decimal | str) -> str:
    """Write an amount in Chinese capitals, as papers about money must (人民币大写).

    >>> capital("12340.05"), capital("1002000"), capital("0.30"), capital("20000.60")
    ('壹万贰仟叁佰肆拾元零伍分', '壹佰万贰仟元整', '叁角整', '贰万元零陆角整')
    """
    cents = int((Decimal(amount) * 100).to_integral_value())
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = _integer(yuan) + "元" if yuan else ""
    if not jiao and not fen:
        return (text or "零元") + "整"
    if yuan and (not jiao or yuan % 10 == 0):
        text += "零"
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    return text + (f"{_DIGITS[fen]}分" if fen else "整")


def _integer(number: int) -> str:
    text, section, gap = "", 0, False
    while number:
        number, part = divmod(number, 10_000)
        if part:
            tail = "零" if gap else ""
            text = _section(part) + _SECTIONS[section] + tail + text
        gap = bool(text) and (part < 1_000 if part else gap)
        if not part and text and not text.startswith("零"):
            gap = True
        section += 1
    return text


def _section(part: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = part // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0
    return text
