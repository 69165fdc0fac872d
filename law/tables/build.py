"""The shorthand in which the tables of limits are written; it only fills a `Limit`."""

from __future__ import annotations

from datetime import date

from law.citations import Citation, Confidence, cite
from law.rows import EndRule, Extension, Limit, Unit, Who

CD, WD, MONTH, YEAR, HOUR = Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR, Unit.HOUR
ROLL, ANALOGY, ON_WORKING_DAY = EndRule.ROLL_FORWARD, EndRule.ROLL_FORWARD_BY_ANALOGY, EndRule.WORKING_DAY
EARLIER, BACKWARD, AS_IS = EndRule.ROLL_BACK, EndRule.COUNT_BACK, EndRule.NOT_ROLLED

VERIFIED, SECONDARY, RECALLED, POLICY = (
    Confidence.VERIFIED,
    Confidence.SECONDARY,
    Confidence.RECALLED,
    Confidence.POLICY,
)

Words = tuple[str, str]
"""A text in Chinese and in English."""

Length = tuple[int | None, Unit | None, EndRule]


def days(length: int, end: EndRule = ANALOGY) -> Length:
    """A length in calendar days."""
    return length, CD, end


def working_days(length: int) -> Length:
    """A length in working days, which ends on one."""
    return length, WD, ON_WORKING_DAY


def working_days_before(length: int) -> Length:
    """A number of working days counted back from the day of the event."""
    return length, WD, BACKWARD


def months(length: int, end: EndRule = ROLL) -> Length:
    """A length in months."""
    return length, MONTH, end


def years(length: int, end: EndRule = ROLL) -> Length:
    """A length in years."""
    return length, YEAR, end


def no_length(end: EndRule = AS_IS) -> Length:
    """The text gives no number: at once, as agreed, or as an order says."""
    return None, None, end


def more_days(length: int | None, granted_by: Who) -> Extension:
    """An extension in calendar days; None for no cap."""
    return Extension(length, CD, granted_by)


def more_working_days(length: int | None, granted_by: Who) -> Extension:
    """An extension in working days; None for no cap."""
    return Extension(length, WD, granted_by)


def limit(
    code: str,
    title: Words,
    article: str,
    trigger: Words,
    length: Length,
    who: Who,
    consequence: Words = ("", ""),
    *,
    instrument: str,
    extension: Extension | None = None,
    also: tuple[Citation, ...] = (),
    since: date | None = None,
    until: date | None = None,
    confidence: Confidence | None = None,
) -> Limit:
    """Return a row; it takes the effective range and the confidence of its instrument unless told otherwise."""
    citation = cite(instrument, article)
    return Limit(
        code=code,
        title_zh=title[0],
        title_en=title[1],
        citation=citation,
        trigger_zh=trigger[0],
        trigger_en=trigger[1],
        length=length[0],
        unit=length[1],
        end=length[2],
        responsible=who,
        consequence_zh=consequence[0],
        consequence_en=consequence[1],
        extension=extension,
        effective_from=since or citation.instrument.effective_from,
        effective_to=until or citation.instrument.effective_to,
        confidence=confidence or citation.instrument.confidence,
        also=also,
    )
