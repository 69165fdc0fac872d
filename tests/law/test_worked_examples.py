"""Deadlines worked out by hand on a printed calendar, weekdays included (tests/law/data/worked_examples.csv)."""

import csv
from datetime import date
from pathlib import Path

import pytest

from law.deadline import Suspension
from law.periods import compute_deadline

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
with (Path(__file__).parent / "data" / "worked_examples.csv").open(encoding="utf-8") as _lines:
    EXAMPLES = list(csv.DictReader(_lines))


def day(row: dict[str, str], name: str) -> date:
    """Read a day, and check that the weekday spelled beside it is its own."""
    found = date.fromisoformat(row[name])
    assert WEEKDAYS[found.weekday()] == row[f"{name}_weekday"], f"{found} is no {row[f'{name}_weekday']}"
    return found


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row['rule']} {row['on']} {row['why']}")
def test_worked_by_hand(row: dict[str, str]) -> None:
    pauses = [span.split("/") for span in row["suspended"].split() if span]
    found = compute_deadline(
        row["rule"],
        day(row, "on"),
        extension=int(row["extension"]),
        excluded_days=int(row["excluded"]),
        suspensions=[Suspension(date.fromisoformat(start), date.fromisoformat(end)) for start, end in pauses],
    )
    assert (found.unrolled, found.due) == (day(row, "unrolled"), day(row, "due"))
    assert found.provisional == (row["provisional"] == "yes")


def test_the_table_is_large_enough() -> None:
    assert len(EXAMPLES) >= 60
