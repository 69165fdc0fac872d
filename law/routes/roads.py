"""One road and its texts: open, open with a risk, or closed, with the reason in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from law.citations import Citation
from law.routes.windows import Window


class RoadState(StrEnum):
    """How a road stands today. AT_RISK is open, but something may make it fail."""

    OPEN = "open"
    AT_RISK = "at_risk"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a road stands as it stands."""

    state: RoadState
    code: str
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Route:
    """A road with its reason, cost and time windows, what choosing it closes, and whether it restarts the one-year
    limit.
    """

    code: str
    reason: Reason
    cost_zh: str
    cost_en: str
    windows: tuple[Window, ...]
    closes: tuple[str, ...]
    interrupts_limitation: bool
    citations: tuple[Citation, ...]
    notes_zh: tuple[str, ...] = ()
    notes_en: tuple[str, ...] = ()

    @property
    def state(self) -> RoadState:
        """The state of the road."""
        return self.reason.state

    @property
    def is_open(self) -> bool:
        """Say whether the road can be taken today, with or without a risk."""
        return self.state is not RoadState.CLOSED

    def as_dict(self) -> dict[str, object]:
        """Return the road as plain JSON values."""
        return {
            "code": self.code,
            "state": self.state.value,
            "open": self.is_open,
            "reason_code": self.reason.code,
            "reason_zh": self.reason.text_zh,
            "reason_en": self.reason.text_en,
            "cost_zh": self.cost_zh,
            "cost_en": self.cost_en,
            "windows": [item.as_dict() for item in self.windows],
            "closes": list(self.closes),
            "interrupts_limitation": self.interrupts_limitation,
            "citations": [str(citation) for citation in self.citations],
            "notes_zh": list(self.notes_zh),
            "notes_en": list(self.notes_en),
        }


FREE = ("不收费", "Free of charge")
COURT_FEE = ("按法院的诉讼费用规定收取，请向法院询问", "Court fees apply; ask the court")


def opened(code: str, text_zh: str, text_en: str) -> Reason:
    """A road that is open."""
    return Reason(RoadState.OPEN, code, text_zh, text_en)


def at_risk(code: str, text_zh: str, text_en: str) -> Reason:
    """A road that is open with a risk the worker must know."""
    return Reason(RoadState.AT_RISK, code, text_zh, text_en)


def closed(code: str, text_zh: str, text_en: str) -> Reason:
    """A road that is closed."""
    return Reason(RoadState.CLOSED, code, text_zh, text_en)
