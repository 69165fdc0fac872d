"""Fellow workers pasted one per line: name, phone, amount."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from arrears.amounts import InvalidAmount, parse_amount
from cases.identifiers import InvalidIdentifier, normalise_phone

MAX_WORKERS = 500
SEPARATORS = re.compile(r"[,，、;；\t|]+|\s+")


@dataclass(frozen=True)
class Row:
    """A worker of a list. Phone in E.164 or empty; amount in yuan (zero where none is asked)."""

    name: str
    phone: str
    amount: Decimal


@dataclass
class Parsed:
    """What a list says, and what is wrong with which line."""

    rows: list[Row] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def _parts_of(line: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", line)
    # A thousands comma between digits is no separator.
    folded = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", folded)
    return [part for part in SEPARATORS.split(folded) if part]


def _parse_line(parts: list[str], needs_amount: bool) -> Row:
    name, rest = parts[0], parts[1:]
    if any(char.isdigit() for char in name) or len(name) > 40:
        raise InvalidIdentifier(_("开头应是姓名"))
    phone, amount = "", Decimal(0)
    if rest and (len(rest) > 1 or not needs_amount):
        phone = normalise_phone(rest[0])
        rest = rest[1:]
    if needs_amount:
        if not rest:
            raise InvalidAmount(_("缺金额"))
        amount = parse_amount(rest[0])
    return Row(name, phone, amount)


def parse_workers(text: str, *, needs_amount: bool = True) -> Parsed:
    """Read a pasted list; blank lines are passed over, errors name their line."""
    parsed = Parsed()
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        parts = _parts_of(line)
        if not parts:
            continue
        try:
            row = _parse_line(parts, needs_amount)
        except (InvalidIdentifier, InvalidAmount) as refusal:
            parsed.errors.append(_("第 %(line)s 行：%(why)s") % {"line": number, "why": refusal})
            continue
        key = (row.name, row.phone)
        if key in seen:
            parsed.errors.append(
                _("第 %(line)s 行：与第 %(first)s 行是同一个人") % {"line": number, "first": seen[key]}
            )
            continue
        seen[key] = number
        parsed.rows.append(row)
    if len(parsed.rows) > MAX_WORKERS:
        parsed.errors.append(_("一次最多 %(limit)s 人，请分批登记。") % {"limit": MAX_WORKERS})
    return parsed
