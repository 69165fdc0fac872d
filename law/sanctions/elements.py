"""Checklists: the elements of a legal test, each met, not met or unknown, and the verdict that follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from law.citations import Citation


class Verdict(StrEnum):
    """The answer of a test. UNKNOWN means that a fact is missing, never a quiet no."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a test with its article and its answer."""

    code: str
    verdict: Verdict
    text_zh: str
    text_en: str
    citation: Citation

    def as_dict(self) -> dict[str, str]:
        """Return the element as plain JSON values."""
        return {
            "code": self.code,
            "verdict": self.verdict.value,
            "text_zh": self.text_zh,
            "text_en": self.text_en,
            "citation": str(self.citation),
        }


def answer(fact: bool | None) -> Verdict:
    """Turn a fact that may be unknown into a verdict."""
    if fact is None:
        return Verdict.UNKNOWN
    return Verdict.MET if fact else Verdict.NOT_MET


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """All must be met: one "not met" decides, else one "unknown" leaves it open."""
    found = set(verdicts)
    for decisive in (Verdict.NOT_MET, Verdict.UNKNOWN):
        if decisive in found:
            return decisive
    return Verdict.MET


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """One met is enough; else one "unknown" leaves it open."""
    found = set(verdicts)
    for decisive in (Verdict.MET, Verdict.UNKNOWN):
        if decisive in found:
            return decisive
    return Verdict.NOT_MET
