"""Rows that hold from one day to another, and how the row of a day is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from law.errors import RuleNotInForce


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A row of law in force from `effective_from` to `effective_to`, both days included; None means still in force."""

    version: str
    effective_from: date
    effective_to: date | None

    def holds_on(self, day: date) -> bool:
        """Say whether the row is in force on `day`."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


Row = TypeVar("Row", bound="Dated")


def row_on(rows: Iterable[Row], day: date, field: str) -> Row:
    """Return the row in force on `day`; raise `RuleNotInForce` naming `field` when no row reaches that day."""
    for row in rows:
        if row.holds_on(day):
            return row
    raise RuleNotInForce(field, f"{day.isoformat()} 没有可适用的规则版本")
