"""What a calculation gives back: lines that explain themselves, notices, and one sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.citations import Citation
from law.wages.kinds import LineKind


@dataclass(frozen=True, slots=True)
class Line:
    """One payable figure: one worker, one period, one kind, with everything needed to compute it again by hand."""

    worker: str
    kind: LineKind
    period_from: date
    period_to: date
    amount: Decimal
    formula: str
    inputs: Mapping[str, str]
    citation: Citation
    rule_version: str

    def as_dict(self) -> dict[str, object]:
        """Return the line as plain JSON values; amounts and dates are strings."""
        return {
            "worker": self.worker,
            "kind": self.kind.value,
            "period_from": self.period_from.isoformat(),
            "period_to": self.period_to.isoformat(),
            "amount": str(self.amount),
            "formula": self.formula,
            "inputs": dict(sorted(self.inputs.items())),
            "citation": str(self.citation),
            "rule_version": self.rule_version,
        }


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """Something the reader of the figures must know: an assumption, a gap in the data, a claim that is not due."""

    worker: str
    code: str
    text_zh: str
    text_en: str

    def as_dict(self) -> dict[str, str]:
        """Return the notice as plain JSON values."""
        return {"worker": self.worker, "code": self.code, "text_zh": self.text_zh, "text_en": self.text_en}


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """The lines of a claim in a fixed order, their sum to the fen, and the fingerprint of facts and rules."""

    lines: tuple[Line, ...]
    total: Decimal
    digest: str
    warnings: tuple[Notice, ...]

    def total_of(self, worker: str) -> Decimal:
        """Return the sum of one worker's lines."""
        return sum((line.amount for line in self.lines if line.worker == worker), Decimal("0.00"))

    def as_dict(self) -> dict[str, object]:
        """Return the whole result as plain JSON values."""
        return {
            "lines": [line.as_dict() for line in self.lines],
            "total": str(self.total),
            "digest": self.digest,
            "warnings": [notice.as_dict() for notice in self.warnings],
        }
