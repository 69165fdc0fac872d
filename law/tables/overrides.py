"""Locally confirmed lengths of limits whose number was recalled or chosen: data in `law/data/limit_overrides.csv`.

Each row names the limit's code and the first day of the version it confirms, the length and unit, and the source that
was read. Rows read in the law are not open to change.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from importlib.resources import files

from law.errors import InvalidAmount, InvalidDate, InvalidFact, UnknownRule
from law.rows import Limit, Unit

COLUMNS = {"code", "length", "unit", "effective_from", "source"}


def apply_overrides(rows: tuple[Limit, ...], lines: Iterable[str]) -> tuple[Limit, ...]:
    """Return the rows with the confirmed lengths put in.

    Raises `UnknownRule` for a code and day that no row has, `InvalidFact` for a row that is not open to change or lacks
    its source, `InvalidAmount` or `InvalidDate` for a bad value.
    """
    known = {(row.code, row.effective_from): row for row in rows}
    for number, entry in enumerate(csv.DictReader(lines), start=2):
        if set(entry) != COLUMNS or not all(entry.values()):
            raise InvalidFact(f"row {number}", "列应为 code,length,unit,effective_from,source，且都要填写")
        try:
            key = (entry["code"], date.fromisoformat(entry["effective_from"]))
        except ValueError:
            raise InvalidDate(f"row {number}", "日期应写作 2026-01-01") from None
        if key not in known:
            raise UnknownRule("rule", f"没有名为 {entry['code']} 且自该日施行的期限")
        if not entry["length"].isdecimal():
            raise InvalidAmount(f"row {number}", "长度应为整数")
        if entry["unit"] not in set(Unit):
            raise InvalidFact(f"row {number}", "没有这个单位")
        known[key] = known[key].override(length=int(entry["length"]), unit=Unit(entry["unit"]))
    return tuple(known[row.code, row.effective_from] for row in rows)


def confirmed(rows: tuple[Limit, ...]) -> tuple[Limit, ...]:
    """Return the rows with what the packaged file confirms."""
    text = (files("law") / "data" / "limit_overrides.csv").read_text(encoding="utf-8")
    return apply_overrides(rows, text.splitlines())
