"""A deadline and what it says of itself: how it came about, in one sentence, in Chinese and English.

Nothing here decides a date: `law.periods` counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from law.calendar import Calendar
from law.citations import Citation
from law.errors import InvalidDate, InvalidFact, InvalidPeriod
from law.rows import EndRule, Limit, Unit

_WEEKDAYS_ZH = "一二三四五六日"
_MONTHS_EN = "January February March April May June July August September October November December".split()


Spans = tuple[tuple[int, int], ...]
"""Suspended days as half-open pairs of ordinals, in order, not touching."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days that do not count: from `start` up to, not including, `end`. `ground` says why, for the reader."""

    start: date
    end: date
    ground: str = ""

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            if type(getattr(self, name)) is not date:
                raise InvalidDate(f"suspensions.{name}", "应为日期")
        if self.end < self.start:
            raise InvalidPeriod("suspensions.end", f"中止的结束日 {self.end} 早于开始日 {self.start}")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A computed deadline. `unrolled` is the last day before rolling, an office's own target; `due` is the legal limit.

    `provisional` says that the result leans on a year whose holidays are not published yet. `due_at` is the instant for
    a limit of hours counted from an instant, otherwise None.
    """

    rule: str
    on: date
    unrolled: date
    due: date
    provisional: bool
    extension: int
    excluded_days: int
    limit: Limit
    suspended: Spans
    suspensions: tuple[Suspension, ...]
    calendar: Calendar
    due_at: datetime | None = None

    @property
    def citation(self) -> Citation:
        """The article the limit rests on."""
        return self.limit.citation

    @property
    def total(self) -> int:
        """How many units the whole run has: hours, working days, or calendar days (also for months and years)."""
        return total_units(self)

    def used(self, today: date) -> int:
        """How many of `total` are counted by the end of `today`, 0 before the run begins."""
        return used_units(self, today)

    def skipped(self, lang: str = "zh") -> list[tuple[date, str]]:
        """Return each day that was passed over and why, in order of date."""
        return skipped_days(self, lang)

    def explain(self, lang: str = "zh", today: date | None = None) -> str:
        """Return one sentence in Chinese ("zh") or English ("en") that says how the date came about."""
        return explain(self, lang, today)

    def as_dict(self) -> dict[str, object]:
        """Return plain values, ready for JSON."""
        return as_dict(self)


def _direction(deadline: Deadline) -> int:
    return -1 if deadline.limit.end is EndRule.COUNT_BACK else 1


def _is_suspended(deadline: Deadline, day: int) -> bool:
    return any(start <= day < end for start, end in deadline.suspended)


def _passed(deadline: Deadline) -> Iterator[int]:
    """Yield the ordinals between the event and the last day of the run, the event not included."""
    step = _direction(deadline)
    return iter(range(deadline.on.toordinal() + step, deadline.unrolled.toordinal() + step, step))


def suspended_days(deadline: Deadline) -> int:
    """Return how many calendar days of the run are suspended."""
    on, last = deadline.on.toordinal(), deadline.unrolled.toordinal()
    low, high = (last, on - 1) if deadline.limit.end is EndRule.COUNT_BACK else (on + 1, last)
    return sum(max(0, min(end, high + 1) - max(start, low)) for start, end in deadline.suspended)


def total_units(deadline: Deadline) -> int:
    """Return the units of the whole run: hours, working days, or calendar days."""
    limit = deadline.limit
    if limit.length is not None and limit.unit in (Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.HOUR):
        return limit.length + deadline.extension + deadline.excluded_days
    return (deadline.unrolled - deadline.on).days - suspended_days(deadline)


def used_units(deadline: Deadline, today: date) -> int:
    """Return the units counted by the end of `today`: never below 0 nor above the total."""
    if deadline.limit.unit is Unit.HOUR:
        hours = 24 * (today - deadline.on).days
        return max(0, min(hours, total_units(deadline)))
    last = deadline.unrolled.toordinal()
    if deadline.limit.end is EndRule.COUNT_BACK:
        low, high = last - 1, min(today.toordinal(), deadline.on.toordinal() - 1)
    else:
        low, high = deadline.on.toordinal(), min(today.toordinal(), last)
    if high <= low:
        return 0
    working = deadline.limit.unit is Unit.WORKING_DAY
    count = deadline.calendar.working_between(low, high) if working else high - low
    for start, end in deadline.suspended:
        since, until = max(start - 1, low), min(end - 1, high)
        if until > since:
            count -= deadline.calendar.working_between(since, until) if working else until - since
    return max(0, min(count, total_units(deadline)))


def skipped_days(deadline: Deadline, lang: str = "zh") -> list[tuple[date, str]]:
    """Return the days that were passed over, each with its reason: suspended, or off where days off matter."""
    _check_language(lang)
    working = deadline.limit.unit is Unit.WORKING_DAY
    found: list[tuple[date, str]] = []
    for day in _passed(deadline):
        if _is_suspended(deadline, day):
            found.append((date.fromordinal(day), _suspension_reason(deadline, day, lang)))
        elif working:
            reason = deadline.calendar.reason_off(date.fromordinal(day), lang)
            if reason:
                found.append((date.fromordinal(day), reason))
    return sorted(found + _rolled_over(deadline, lang))


def _rolled_over(deadline: Deadline, lang: str) -> list[tuple[date, str]]:
    first, last = deadline.unrolled.toordinal(), deadline.due.toordinal()
    step = 1 if last > first else -1
    days = (date.fromordinal(day) for day in range(first, last, step))
    return [(day, deadline.calendar.reason_off(day, lang)) for day in days]


def _suspension_reason(deadline: Deadline, day: int, lang: str) -> str:
    ground = next(
        (
            one.ground
            for one in deadline.suspensions
            if one.start.toordinal() <= day < one.end.toordinal() and one.ground
        ),
        "",
    )
    if lang == "en":
        return f"suspended: {ground}" if ground else "suspended"
    return f"中止：{ground}" if ground else "中止"


def _holidays(deadline: Deadline, lang: str) -> list[str]:
    names: list[str] = []
    for day, _ in skipped_days(deadline):
        found = None if _is_suspended(deadline, day.toordinal()) else deadline.calendar.day_off(day)
        name = "" if found is None else found.festival_en if lang == "en" else found.festival_zh
        if name and name not in names:
            names.append(name)
    return names


def explain(deadline: Deadline, lang: str = "zh", today: date | None = None) -> str:
    """Return the sentence that a clock shows; `today` adds how far the run has come."""
    _check_language(lang)
    return _english(deadline, today) if lang == "en" else _chinese(deadline, today)


def _check_language(lang: str) -> None:
    if lang not in ("zh", "en"):
        raise InvalidFact("lang", "语言应为 zh 或 en")


def date_zh(day: date) -> str:
    """Write a day in Chinese with its weekday."""
    return f"{day.year}年{day.month}月{day.day}日（星期{_WEEKDAYS_ZH[day.weekday()]}）"


def date_en(day: date) -> str:
    """Write a day in English."""
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def _chinese(deadline: Deadline, today: date | None) -> str:
    parts = [_progress_zh(deadline, today)]
    if deadline.extension and deadline.limit.unit:
        parts.append(f"含延长{deadline.extension}{deadline.limit.unit.zh}")
    if deadline.excluded_days:
        parts.append(f"扣除{deadline.excluded_days}天")
    suspended = suspended_days(deadline)
    if suspended:
        parts.append(f"中止{suspended}天{_grounds(deadline, '（', '、', '）')}")
    holidays = _holidays(deadline, "zh")
    if holidays:
        parts.append(f"{'、'.join(holidays)}不计入")
    if deadline.due != deadline.unrolled:
        verb = "顺延" if deadline.due > deadline.unrolled else "提前"
        parts.append(f"最后一日{deadline.unrolled.month}月{deadline.unrolled.day}日为休息日，{verb}")
    parts.append(f"{date_zh(deadline.due)}到期（{_basis_zh(deadline)}）")
    note = "假日安排尚未公布，日期为暂定。" if deadline.provisional else ""
    return "；".join(parts) + "。" + note


def _english(deadline: Deadline, today: date | None) -> str:
    parts = [_progress_en(deadline, today)]
    if deadline.extension and deadline.limit.unit:
        parts.append(f"{_amount(deadline.extension, deadline.limit.unit)} of extension included")
    if deadline.excluded_days:
        parts.append(f"{_days(deadline.excluded_days)} not counted")
    suspended = suspended_days(deadline)
    if suspended:
        parts.append(f"{_days(suspended)} suspended{_grounds(deadline, ' for ', ', ', '')}")
    holidays = _holidays(deadline, "en")
    if holidays:
        parts.append(f"{', '.join(holidays)} not counted")
    if deadline.due != deadline.unrolled:
        verb = "moved on" if deadline.due > deadline.unrolled else "moved back"
        parts.append(f"the last day, {date_en(deadline.unrolled)}, is a day off, {verb}")
    parts.append(f"due {date_en(deadline.due)} ({_basis_en(deadline)})")
    text = "; ".join(parts) + "."
    note = " The holidays are not published yet: the date is provisional." if deadline.provisional else ""
    return text[0].upper() + text[1:] + note


def _progress_zh(deadline: Deadline, today: date | None) -> str:
    limit = deadline.limit
    if limit.length is None or limit.unit is None:
        return f"{limit.title_zh}：按约定或文书写明的日期"
    if today is None or limit.unit is Unit.HOUR or limit.end is EndRule.COUNT_BACK:
        length = f"{limit.length}{limit.unit.zh}"
        back = limit.end is EndRule.COUNT_BACK
        return f"{date_zh(deadline.on)}之前{length}" if back else f"自{date_zh(deadline.on)}起{length}"
    unit = "个工作日" if limit.unit is Unit.WORKING_DAY else "天"
    late = f"，已超期{(today - deadline.due).days}天" if today > deadline.due else ""
    return f"第{used_units(deadline, today)}{unit}，共{total_units(deadline)}{unit}{late}"


def _progress_en(deadline: Deadline, today: date | None) -> str:
    limit = deadline.limit
    if limit.length is None or limit.unit is None:
        return "as agreed or written in the document"
    if today is None or limit.unit is Unit.HOUR or limit.end is EndRule.COUNT_BACK:
        word = "before" if limit.end is EndRule.COUNT_BACK else "from"
        return f"{_amount(limit.length, limit.unit)} {word} {date_en(deadline.on)}"
    unit = "working day" if limit.unit is Unit.WORKING_DAY else "day"
    late = f", {_days((today - deadline.due).days)} overdue" if today > deadline.due else ""
    return f"{unit} {used_units(deadline, today)} of {total_units(deadline)}{late}"


def _amount(count: int, unit: Unit) -> str:
    return f"{count} {unit.en}{'' if count == 1 else 's'}"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _grounds(deadline: Deadline, before: str, between: str, after: str) -> str:
    grounds = list(dict.fromkeys(one.ground for one in deadline.suspensions if one.ground))
    return f"{before}{between.join(grounds)}{after}" if grounds else ""


def _basis_zh(deadline: Deadline) -> str:
    confidence = deadline.limit.confidence
    mark = "" if confidence in _SURE else f"，{confidence.zh}"
    return deadline.citation.short_zh + mark


def _basis_en(deadline: Deadline) -> str:
    confidence = deadline.limit.confidence
    mark = "" if confidence in _SURE else f", {confidence.en}"
    return deadline.citation.short_en + mark


_SURE = ("verified",)


def as_dict(deadline: Deadline) -> dict[str, object]:
    """Return the deadline as plain values: dates as ISO text, citation and sentences spelled out."""
    limit = deadline.limit
    return {
        "rule": deadline.rule,
        "title": limit.title_zh,
        "title_en": limit.title_en,
        "on": deadline.on.isoformat(),
        "length": limit.length,
        "unit": limit.unit.value if limit.unit else None,
        "end": limit.end.value,
        "extension": deadline.extension,
        "excluded_days": deadline.excluded_days,
        "suspended_days": suspended_days(deadline),
        "unrolled": deadline.unrolled.isoformat(),
        "due": deadline.due.isoformat(),
        "due_at": deadline.due_at.isoformat() if deadline.due_at else None,
        "provisional": deadline.provisional,
        "article": deadline.citation.short_zh,
        "article_en": deadline.citation.short_en,
        "confidence": limit.confidence.value,
        "explanation": explain(deadline, "zh"),
        "explanation_en": explain(deadline, "en"),
        "skipped": [{"date": day.isoformat(), "reason": reason} for day, reason in skipped_days(deadline)],
    }
