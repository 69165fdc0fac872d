"""Every time limit of the law, by code and by the day of the event that starts it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from law.errors import InvalidDate, InvalidPeriod, RuleNotInForce, UnknownRule
from law.rows import EndRule, Extension, Limit, Unit, Who
from law.tables.limit_rows import LIMIT_ROWS as TABLE_ROWS
from law.tables.overrides import confirmed

__all__ = [
    "EndRule",
    "Extension",
    "Limit",
    "Unit",
    "Who",
    "codes",
    "get_limit",
    "index_rows",
    "list_limits",
    "versions",
]


def index_rows(rows: tuple[Limit, ...]) -> dict[str, tuple[Limit, ...]]:
    """Return the versions of each code, oldest first; raise `InvalidPeriod` when two of them hold on one day."""
    found: dict[str, list[Limit]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(row)
    for code, same in found.items():
        same.sort(key=lambda row: row.effective_from)
        for earlier, later in pairwise(same):
            if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
                raise InvalidPeriod("effective_to", f"期限 {code} 的两个版本重叠")
    return {code: tuple(same) for code, same in found.items()}


LIMIT_ROWS = confirmed(TABLE_ROWS)
_BY_CODE = index_rows(LIMIT_ROWS)


def codes() -> tuple[str, ...]:
    """Return every code, in the order of the tables."""
    return tuple(_BY_CODE)


def versions(code: str) -> tuple[Limit, ...]:
    """Return every dated version of a rule, oldest first; raise `UnknownRule` when there is none."""
    found = _BY_CODE.get(code)
    if found is None:
        raise UnknownRule("rule", f"没有名为 {code} 的期限")
    return found


def get_limit(code: str, on: date) -> Limit:
    """Return the version of a rule that governs an event of the day `on`.

    Raises `UnknownRule` for a code that does not exist and `RuleNotInForce` when no version holds on that day.
    """
    found = _BY_CODE.get(code)
    if found is None:
        raise UnknownRule("rule", f"没有名为 {code} 的期限")
    try:
        for row in found:
            if row.effective_from <= on and (row.effective_to is None or on <= row.effective_to):
                return row
    except TypeError:
        raise InvalidDate("on", "应为日期") from None
    raise RuleNotInForce("on", _not_in_force(found, on))


def _not_in_force(found: tuple[Limit, ...], on: date) -> str:
    spans = "、".join(f"{row.effective_from.isoformat()} 至{_until(row)}" for row in found)
    return f"{found[0].title_zh}（{found[0].code}）在 {on.isoformat()} 没有施行；施行期间：{spans}"


def _until(row: Limit) -> str:
    return "今" if row.effective_to is None else f" {row.effective_to.isoformat()}"


def list_limits(on: date | None = None) -> list[Limit]:
    """Return every limit in force on `on`, or every dated version of every limit when no day is given."""
    return [row for row in LIMIT_ROWS if on is None or row.holds_on(on)]
