"""Time windows of a road, counted by the limits of `law.limits`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from law.citations import Citation
from law.limits import versions
from law.periods import compute_deadline


@dataclass(frozen=True, slots=True)
class Window:
    """From which day a limit runs, to which day, before and after rolling off a day off."""

    code: str
    starts_from: date
    unrolled_on: date
    due_on: date
    provisional: bool
    citation: Citation

    def as_dict(self) -> dict[str, object]:
        """Return the window as plain JSON values."""
        return {
            "code": self.code,
            "starts_from": self.starts_from.isoformat(),
            "unrolled_on": self.unrolled_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "provisional": self.provisional,
            "citation": str(self.citation),
        }


def window(code: str, trigger: date) -> Window:
    """Return the window that an event of `trigger` opens under the limit `code`.

    An event older than every version on record is counted by the oldest, so that a worker with an old claim gets a date
    and not a refusal.
    """
    oldest = versions(code)[0]
    deadline = compute_deadline(oldest if trigger < oldest.effective_from else code, trigger)
    return Window(code, trigger, deadline.unrolled, deadline.due, deadline.provisional, deadline.citation)
