"""The limits and the deadlines as text: JSON values, Markdown for docs/law.md, and lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from law.calendar import DEFAULT, Calendar, HolidayNotice
from law.citations import INSTRUMENTS, Instrument
from law.deadline import Deadline, date_zh
from law.errors import InvalidDate
from law.limits import list_limits
from law.loading import load_facts
from law.periods import compute_deadline
from law.rows import Limit

_HEAD = """# The law, as the program has it

Generated from `law/tables` by `manage.py limits --markdown`; do not edit. A test keeps this page in step.

A limit is chosen by the day of the event that starts it. The day of the event is not counted. *End* says what happens
when the last day is a day off. *Read* says how surely the row was read; rows marked *recalled* or *design choice* are
defaults that an administrator can change. Not legal advice: the Chinese text always prevails.
"""


def read_date(text: str, field: str) -> date:
    """Read a day written as 2026-09-29; raise `InvalidDate` naming `field` for anything else."""
    try:
        if len(text) == len("2026-09-29"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidDate(field, f"“{text}”不是有效日期，日期请写成 2026-09-29 的样子")


def deadline(rule: str, on: str, extension: int = 0, excluded: int = 0) -> Deadline:
    """Return the deadline of a rule from what a command line gives; raises the exceptions of `compute_deadline`."""
    return compute_deadline(rule, read_date(on, "on"), extension=extension, excluded_days=excluded)


def deadline_lines(found: Deadline) -> list[str]:
    """Return a deadline as the lines a person reads: both sentences, then each day passed over."""
    days = [f"  {day.isoformat()} {reason}" for day, reason in found.skipped()]
    return [found.explain("zh"), found.explain("en"), *days]


@dataclass(frozen=True, slots=True)
class NoticeEffect:
    """What a holiday notice would change: the days that become working days, and those that become days off."""

    year: int
    number: str
    to_work: tuple[date, ...]
    to_off: tuple[date, ...]

    def as_dict(self) -> dict[str, object]:
        """Return plain values, ready for JSON."""
        return {
            "year": self.year,
            "number": self.number,
            "to_work": [day.isoformat() for day in self.to_work],
            "to_off": [day.isoformat() for day in self.to_off],
        }

    def lines(self) -> list[str]:
        """Return the lines a person reads."""
        days = sorted([*((day, "改为上班") for day in self.to_work), *((day, "改为休息") for day in self.to_off)])
        head = f"{self.number}：{self.year} 年的放假安排有 {len(days)} 天与现有日历不同"
        return [head, *(f"  {date_zh(day)}{change}" for day, change in days)]


def notice_effect(document: str, calendar: Calendar = DEFAULT) -> NoticeEffect:
    """Return what a notice, given as JSON, would change in a calendar; raises the exceptions of `with_notice`."""
    notice = load_facts(HolidayNotice, document)
    after, changed = calendar.with_notice(notice)
    return NoticeEffect(
        notice.year,
        notice.number,
        tuple(day for day in changed if after.is_working(day)),
        tuple(day for day in changed if not after.is_working(day)),
    )


def limit_dict(limit: Limit) -> dict[str, object]:
    """Return a limit as plain values, ready for JSON."""
    extension = limit.extension
    return {
        "code": limit.code,
        "title": limit.title_zh,
        "title_en": limit.title_en,
        "trigger": limit.trigger_zh,
        "trigger_en": limit.trigger_en,
        "length": limit.length,
        "unit": limit.unit.value if limit.unit else None,
        "end": limit.end.value,
        "responsible": limit.responsible.value,
        "responsible_zh": limit.responsible.zh,
        "consequence": limit.consequence_zh,
        "consequence_en": limit.consequence_en,
        "extension": None
        if extension is None
        else {
            "length": extension.length,
            "unit": extension.unit.value,
            "granted_by": extension.granted_by.value,
            "times": extension.times,
        },
        "instrument": limit.citation.instrument.id,
        "article": limit.citation.short_zh,
        "article_en": limit.citation.short_en,
        "also": [citation.short_zh for citation in limit.also],
        "effective_from": limit.effective_from.isoformat(),
        "effective_to": limit.effective_to.isoformat() if limit.effective_to else None,
        "confidence": limit.confidence.value,
        "overridable": limit.is_overridable,
    }


def limits_json(on: date | None = None) -> list[dict[str, object]]:
    """Return every limit in force on a day, or every dated version, as plain values."""
    return [limit_dict(limit) for limit in list_limits(on)]


def limit_line(limit: Limit) -> str:
    """Return a limit as one line for a terminal."""
    return f"{limit.code:<42} {_length(limit):<10} {limit.title_zh}（{limit.citation.short_zh}）"


def markdown(on: date | None = None) -> str:
    """Return the limits as Markdown: the list of instruments, then one table for each instrument that gives a limit."""
    limits = list_limits(on)
    parts = [_HEAD, _instruments_table(INSTRUMENTS.values())]
    for instrument in INSTRUMENTS.values():
        rows = [limit for limit in limits if limit.citation.instrument is instrument]
        if rows:
            parts.append(_limits_table(instrument, rows))
    return "\n".join(parts)


def _instruments_table(instruments: Iterable[Instrument]) -> str:
    rows = [
        (
            f"`{one.id}`",
            f"{one.title_zh}<br>{one.title_en}",
            one.number,
            f"{one.issuer_zh}<br>{one.issuer_en}",
            f"{one.effective_from}<br>{one.effective_to or ''}",
            one.confidence.en,
            f"{one.note_zh}<br>{one.note_en}" if one.note_zh else "",
        )
        for one in instruments
    ]
    head = ("Id", "Instrument", "Number", "Issuer", "In force", "Read", "Note")
    return "## Instruments\n\n" + _table(head, rows)


def _limits_table(instrument: Instrument, limits: Iterable[Limit]) -> str:
    rows = [
        (
            f"`{limit.code}`",
            f"{limit.title_zh}<br>{limit.title_en}",
            f"{limit.trigger_zh}<br>{limit.trigger_en}",
            _length(limit),
            limit.end.en,
            f"{limit.responsible.zh}<br>{limit.responsible.en}",
            f"{limit.consequence_zh}<br>{limit.consequence_en}" if limit.consequence_zh else "",
            _extension(limit),
            "<br>".join([_article(limit), *(citation.short_en for citation in limit.also)]),
            f"{limit.effective_from}<br>{limit.effective_to or ''}",
            limit.confidence.en,
        )
        for limit in limits
    ]
    head = (
        "Code", "Limit", "Runs from", "Length", "End", "Who", "If missed", "Extension", "Article", "In force", "Read",
    )  # fmt: skip
    return f"## {instrument.title_zh} ({instrument.title_en})\n\n" + _table(head, rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _article(limit: Limit) -> str:
    return limit.citation.article or "-"


def _length(limit: Limit) -> str:
    if limit.length is None or limit.unit is None:
        return "-"
    return f"{limit.length}{limit.unit.zh}"


def _extension(limit: Limit) -> str:
    if limit.extension is None:
        return ""
    most = limit.extension.most
    length = "no cap" if most is None else f"+{most}{limit.extension.unit.zh}"
    return f"{length}, {limit.extension.granted_by.zh}<br>{limit.extension.granted_by.en}"
