"""Time windows of a road, counted by the limits of `law.limits`, and the three years of an ordinary civil suit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from law.citations import Citation, Confidence, cite
from law.periods import compute_deadline
from law.rows import EndRule, Limit, Unit, Who

CIVIL_LIMITATION = Limit(
    code="civil_limitation",
    title_zh="民事诉讼时效",
    title_en="civil limitation",
    citation=cite("civil_code", 188),
    trigger_zh="知道或者应当知道权利受到损害",
    trigger_en="the creditor knew or should have known of the harm",
    length=3,
    unit=Unit.YEAR,
    end=EndRule.ROLL_FORWARD,
    responsible=Who.CREDITOR,
    effective_from=date(2008, 1, 1),
    confidence=Confidence.RECALLED,
)
"""民法典 188. Its use for a wage IOU or a payment-only agreement, and for years before the code, is recalled."""


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
    """Return the window that an event of `trigger` opens under the limit `code`."""
    deadline = compute_deadline(CIVIL_LIMITATION if code == CIVIL_LIMITATION.code else code, trigger)
    return Window(code, trigger, deadline.unrolled, deadline.due, deadline.provisional, deadline.citation)
