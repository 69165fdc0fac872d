"""Legal instruments as values, and how surely each statement of law was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from law.errors import InvalidFact


class Confidence(StrEnum):
    """How surely a statement of law was read."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    RECALLED = "recalled"
    POLICY = "policy"

    @property
    def zh(self) -> str:
        """The mark in Chinese."""
        return {
            "verified": "已核原文",
            "secondary": "仅见二手资料",
            "recalled": "凭记忆，待核",
            "policy": "本系统的选择",
        }[self]

    @property
    def en(self) -> str:
        """The mark in English."""
        return {
            "verified": "read in full text",
            "secondary": "secondary source",
            "recalled": "recalled, check before use",
            "policy": "design choice",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, regulation, rule, interpretation or notice; `effective_to` is its last day, None while in force."""

    id: str
    title_zh: str
    title_en: str
    number: str
    issuer_zh: str
    issuer_en: str
    effective_from: date
    effective_to: date | None = None
    confidence: Confidence = Confidence.VERIFIED
    note_zh: str = ""
    note_en: str = ""

    def __post_init__(self) -> None:
        for name in ("id", "title_zh", "title_en", "number", "issuer_zh", "issuer_en"):
            if not getattr(self, name):
                raise InvalidFact(name, f"法律文件 {self.id or '?'} 缺少这一项")

    def holds_on(self, day: date) -> bool:
        """Say whether the instrument is in force on `day`."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)
