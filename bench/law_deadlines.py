"""How many due dates a second one core computes: python bench/law_deadlines.py [count]."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from law.deadline import Suspension
from law.limits import list_limits
from law.periods import compute_deadline

Question = tuple[str, date, Sequence[Suspension]]


def questions(count: int, seed: int = 7) -> list[Question]:
    """Return random rules and days they are in force on, every tenth with a suspension."""
    dice = random.Random(seed)  # noqa: S311
    rows = [row for row in list_limits() if row.length is not None]
    found: list[Question] = []
    for index in range(count):
        row = dice.choice(rows)
        first = max(row.effective_from, date(2004, 1, 1))
        last = min(row.effective_to or date(2026, 6, 30), date(2026, 6, 30))
        on = first + timedelta(days=dice.randrange((last - first).days + 1)) if last > first else first
        pause = (Suspension(on + timedelta(days=2), on + timedelta(days=9)),)
        found.append((row.code, on, pause if index % 10 == 0 and row.unit != "hour" else ()))
    return found


def main() -> None:
    """Warm the caches, then time one pass and print the rate."""
    asked = questions(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    for code, on, suspensions in asked:
        compute_deadline(code, on, suspensions=suspensions)
    begin = time.perf_counter()
    for code, on, suspensions in asked:
        compute_deadline(code, on, suspensions=suspensions)
    seconds = time.perf_counter() - begin
    sys.stdout.write(f"{len(asked)} deadlines in {seconds:.2f} s: {len(asked) / seconds:,.0f} a second\n")


if __name__ == "__main__":
    main()
