"""What the two-year look-back and the one-year arbitration limit mean for a worker who files today, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from law.citations import Citation, cite
from law.errors import InvalidDate
from law.routes.windows import Window, window

SOON_DAYS = 60


class Severity(StrEnum):
    """How loudly to say it: good news, a date to keep, a door that may be shut."""

    GOOD = "good"
    SOON = "soon"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice. `date` is the last day of the limit it speaks of, or None when no limit runs."""

    code: str
    severity: Severity
    date: date | None
    text_zh: str
    text_en: str
    citation: Citation

    def as_dict(self) -> dict[str, str | None]:
        """Return the advice as plain JSON values."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "date": None if self.date is None else self.date.isoformat(),
            "text_zh": self.text_zh,
            "text_en": self.text_en,
            "citation": str(self.citation),
        }


def filing_dates_advice(last_violation: date | None, employment_ended: date | None, today: date) -> list[Advice]:
    """Return what the dates mean for a filing today: the inspection first, then arbitration, then the court.

    `last_violation` is when wages last fell due unpaid, `employment_ended` the last day of work; None means unknown for
    the first and still working for the second. Raises `InvalidDate` for a date after today. Nothing here stops a
    filing: every complaint is taken.
    """
    for field, day in (("last_violation", last_violation), ("employment_ended", employment_ended)):
        if day is not None and day > today:
            raise InvalidDate(field, f"{day.isoformat()} 晚于今天")
    advice = [_inspection(last_violation, employment_ended, today), _arbitration(employment_ended, today)]
    if any(item.severity is Severity.WARNING for item in advice):
        advice.append(_court())
    return advice


def _inspection(last_violation: date | None, employment_ended: date | None, today: date) -> Advice:
    start = last_violation or employment_ended
    citation = cite("inspection_regulation", "20")
    if start is None:
        return Advice(
            "inspection_open",
            Severity.GOOD,
            None,
            "您还在这家单位工作，欠薪还在持续，现在就可以投诉。",
            "You still work there and the wages are still owed: you can complain now.",
            citation,
        )
    found = window("inspection_lookback", start)
    if today > found.due_on:
        return Advice(
            "inspection_lookback_passed",
            Severity.WARNING,
            found.due_on,
            f"从 {_zh(start)} 算起，两年的投诉期限到 {_zh(found.due_on)} 已经过了。"
            "如果欠薪一直持续到最近，或者这两年内您已经投诉、举报过，请告诉我们，仍然可以受理。",
            f"Counted from {start.isoformat()}, the two years for a complaint ended on {found.due_on.isoformat()}. "
            "If the violation went on until recently, or you complained or reported it within those two years, tell "
            "us: "
            "it can still be accepted.",
            citation,
        )
    severity = _severity(found, today)
    return Advice(
        "inspection_closes_soon" if severity is Severity.SOON else "inspection_open",
        severity,
        found.due_on,
        f"现在可以投诉，最迟 {_zh(found.due_on)} 提出；过了两年监察机构就不再查处。",
        f"You can complain now. Do it by {found.due_on.isoformat()}: after two years the inspection takes no action.",
        citation,
    )


def _arbitration(employment_ended: date | None, today: date) -> Advice:
    citation = cite("dispute_law", "27")
    if employment_ended is None:
        return Advice(
            "arbitration_not_running",
            Severity.GOOD,
            None,
            "您还在这家单位工作，要工资的仲裁期限还没有开始计算。离职后要在一年内申请。",
            "You still work there: the limit for a wage claim does not run yet. After leaving you have one year.",
            citation,
        )
    found = window("arbitration_limitation_wage", employment_ended)
    if today > found.due_on:
        return Advice(
            "arbitration_limit_passed",
            Severity.WARNING,
            found.due_on,
            f"您在 {_zh(employment_ended)} 离职，一年的仲裁期限到 {_zh(found.due_on)} 已经过了。"
            "如果这期间您向单位要过钱、投诉过、调解过，或者单位答应过付款，期限会重新计算，请找出当时的记录。"
            "仍然可以申请仲裁，但对方提出过了期限，您可能得不到支持。",
            f"You left on {employment_ended.isoformat()}; the one year for arbitration ended on "
            f"{found.due_on.isoformat()}. "
            "If in that time you asked for the money, complained, went to mediation, or the employer promised to pay, "
            "the year starts again: look for the record. You may still apply, but may lose if the other side raises "
            "the limit.",
            citation,
        )
    severity = _severity(found, today)
    return Advice(
        "arbitration_closes_soon" if severity is Severity.SOON else "arbitration_open",
        severity,
        found.due_on,
        f"如果要申请劳动仲裁，最迟 {_zh(found.due_on)} 提出。向单位要钱、投诉或者调解，会让一年重新计算，请留好记录。",
        f"If you want arbitration, apply by {found.due_on.isoformat()}. Asking for the money, complaining or mediation "
        "starts the year again; keep the record.",
        citation,
    )


def _court() -> Advice:
    return Advice(
        "court_with_iou",
        Severity.GOOD,
        None,
        "如果您手里有工资欠条，又没有别的争议，可以不经仲裁直接去法院起诉，一般从约定付款的日子起三年内。"
        "可以拨打 12348 申请法律援助。",
        "With a written IOU for wages and no other dispute you may go straight to court without arbitration, "
        "normally within three years of the day of payment. Call 12348 for legal aid.",
        cite("labour_interpretation_1", "15"),
    )


def _severity(found: Window, today: date) -> Severity:
    return Severity.SOON if (found.due_on - today).days <= SOON_DAYS else Severity.GOOD


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
