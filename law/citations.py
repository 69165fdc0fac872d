"""Instruments and the articles that rules rest on, as values that print themselves in Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from law.errors import InvalidFact, UnknownRule
from law.instruments import Confidence, Instrument
from law.tables.instruments import ITEMISED, ROWS

__all__ = ["INSTRUMENTS", "Citation", "Confidence", "Instrument", "chinese_number", "cite"]

_DIGITS = "零一二三四五六七八九"
_PART = re.compile(r"(?P<first>\d+)(?:-(?P<second>\d+))?(?:\((?P<part>\d+)\))?")


@dataclass(frozen=True, slots=True)
class Citation:
    """An article of an instrument, several ("21, 22"), a range ("46-48"), one bis ("276-1") or a part ("23(2)").

    `article` is empty where only the instrument is known. `paragraph` is free text put after the article.
    """

    instrument: Instrument
    article: str
    paragraph: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.instrument, Instrument):
            raise InvalidFact("instrument", "引用必须指明法律文件")
        for part in self._parts():
            if not _PART.fullmatch(part):
                raise InvalidFact("article", f"看不懂的条文编号：{part}")

    def _parts(self) -> list[str]:
        return [part.strip() for part in self.article.split(",")] if self.article else []

    @property
    def short_zh(self) -> str:
        """The citation in Chinese: 《信访工作条例》第三十四条."""
        return _short_zh(self)

    @property
    def short_en(self) -> str:
        """The citation in English: Petition Work Regulations art. 34."""
        return _short_en(self)

    def __str__(self) -> str:
        return self.short_zh


@cache
def _short_zh(citation: Citation) -> str:
    articles = "、".join(_article_zh(citation.instrument.id, part) for part in citation._parts())
    title = citation.instrument.title_zh.replace("《", "〈").replace("》", "〉")
    return f"《{title}》{articles}{citation.paragraph}"


@cache
def _short_en(citation: Citation) -> str:
    parts = citation._parts()
    word = "art." if len(parts) == 1 and not _is_range(parts[0]) else "arts"
    articles = f" {word} {', '.join(parts)}" if parts else ""
    return f"{citation.instrument.title_en}{articles}{' ' if citation.paragraph else ''}{citation.paragraph}"


def _is_range(part: str) -> bool:
    match = _PART.fullmatch(part)
    return bool(match and match["second"] and int(match["second"]) > int(match["first"]))


def _article_zh(instrument: str, part: str) -> str:
    match = _PART.fullmatch(part)
    assert match is not None
    text = f"第{chinese_number(int(match['first']))}条"
    if match["second"]:
        second = chinese_number(int(match["second"]))
        text += f"至第{second}条" if _is_range(part) else f"之{second}"
    if match["part"]:
        number = chinese_number(int(match["part"]))
        text += f"第（{number}）项" if (instrument, match["first"]) in ITEMISED else f"第{number}款"
    return text


def chinese_number(number: int) -> str:
    """Write 1 to 9999 as statutes number their articles.

    >>> chinese_number(34), chinese_number(10), chinese_number(201), chinese_number(1260)
    ('三十四', '十', '二百零一', '一千二百六十')
    """
    text, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + unit
        gap = digit == 0
    return text.removeprefix("一") if 10 <= number < 20 else text


def _instruments() -> dict[str, Instrument]:
    found: dict[str, Instrument] = {}
    for row in ROWS:
        if row.id in found:
            raise InvalidFact("id", f"法律文件 {row.id} 写了两次")
        found[row.id] = row
    return found


def cite(instrument_id: str, article: str | int = "", paragraph: str = "") -> Citation:
    """Return the citation of an article; raise `UnknownRule` when the instrument is not in the table."""
    instrument = INSTRUMENTS.get(instrument_id)
    if instrument is None:
        raise UnknownRule("instrument", f"没有编号为 {instrument_id} 的法律文件")
    return Citation(instrument, str(article), paragraph)


INSTRUMENTS: dict[str, Instrument] = _instruments()
