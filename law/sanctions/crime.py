"""The screen for the crime of refusing to pay (拒不支付劳动报酬罪), element by element; a person decides.

刑法 276-1, 法释〔2013〕3号 arts 2-6, 人社部发〔2014〕100号. The amount is a national band in which each province fixes
its figure; where the province's figure is not on record the lowest of the band warns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.citations import cite
from law.errors import InvalidFact, InvalidPeriod
from law.money import add, read_amount, read_decimal
from law.sanctions.elements import Element, Verdict, all_of, answer, any_of
from law.tables.dated import row_on
from law.tables.local import LocalTables, published
from law.tables.thresholds import CRIME


@dataclass(frozen=True, slots=True)
class OwedToWorker:
    """What one worker is owed: the amount and for how many months."""

    worker: str
    amount: Decimal
    months: Decimal

    def __post_init__(self) -> None:
        read_amount(self.amount, "amount")
        read_decimal(self.months, "months")


@dataclass(frozen=True, slots=True)
class CrimeFacts:
    """The facts of the screen on `today`, with the code of the place of work. None: nobody has established the fact."""

    today: date
    owed: tuple[OwedToWorker, ...]
    division: str
    ordered_on: date | None = None
    order_deadline: date | None = None
    ordered_in_writing: bool | None = None
    paid_by_deadline: bool | None = None
    hid_property_or_fled: bool | None = None
    summoned_and_absent: bool | None = None
    able_but_refuses: bool | None = None
    serious_consequence: bool | None = None
    violence_or_threats: bool | None = None

    def __post_init__(self) -> None:
        names = [item.worker for item in self.owed]
        if not names:
            raise InvalidFact("owed", "至少要有一名劳动者")
        if len(set(names)) != len(names):
            raise InvalidFact("owed", "同一名劳动者填了两次")
        if self.order_deadline is not None and self.ordered_on is None:
            raise InvalidFact("ordered_on", "有期限就应当有责令支付之日")
        if self.ordered_on is not None and self.order_deadline is not None and self.order_deadline < self.ordered_on:
            raise InvalidPeriod("order_deadline", "限期早于责令支付之日")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The figures a screen used and whether they are only the lowest of the national band."""

    single: Decimal
    group: Decimal
    group_workers: int
    months: Decimal
    is_legal_minimum: bool
    version: str


@dataclass(frozen=True, slots=True)
class CrimeScreen:
    """The checklist, its verdict and what the officer should read with it."""

    verdict: Verdict
    serious: Verdict
    elements: tuple[Element, ...]
    thresholds: Thresholds
    notes: tuple[dict[str, str], ...]

    def as_dict(self) -> dict[str, object]:
        """Return the screen as plain JSON values."""
        return {
            "verdict": self.verdict.value,
            "serious": self.serious.value,
            "elements": [element.as_dict() for element in self.elements],
            "threshold_single": str(self.thresholds.single),
            "threshold_group": str(self.thresholds.group),
            "threshold_is_legal_minimum": self.thresholds.is_legal_minimum,
            "rule_version": self.thresholds.version,
            "notes": list(self.notes),
        }


def thresholds_on(division: str, day: date, local: LocalTables | None = None) -> Thresholds:
    """Return the province's figures, or the lowest of the band, marked as such."""
    row = row_on(CRIME, day, "today")
    found = (published() if local is None else local).crime_amount(division, day)
    if found is None:
        return Thresholds(row.single_min, row.group_min, row.group_workers, row.single_months, True, row.version)
    return Thresholds(
        found.single, found.group, row.group_workers, row.single_months, False, f"{row.version}+{found.version}"
    )


def amount_is_large(owed: Sequence[OwedToWorker], limits: Thresholds) -> bool:
    """Say whether the amount is "relatively large".

    One worker with months and sum, or enough workers with their total.
    """
    single = any(item.months >= limits.months and item.amount >= limits.single for item in owed)
    creditors = [item.amount for item in owed if item.amount]
    return single or (len(creditors) >= limits.group_workers and add(creditors) >= limits.group)


def crime_screen(facts: CrimeFacts, *, local: LocalTables | None = None) -> CrimeScreen:
    """Go through the elements of the crime. MET means: put the transfer before the head of the agency."""
    limits = thresholds_on(facts.division, facts.today, local)
    act = any_of(answer(fact) for fact in (_fled(facts), facts.able_but_refuses))
    elements = (
        Element(
            "amount_large",
            answer(amount_is_large(facts.owed, limits)),
            "数额较大：一名劳动者三个月以上且达到数额，或者十名以上劳动者累计达到数额",
            "Large amount: one worker, three months and the sum; or ten workers and the total",
            cite("wage_crime_interpretation", "3"),
        ),
        Element(
            "refusal_act",
            act,
            "转移财产、逃匿，或者有能力支付而不支付",
            "Property hidden or flight, or able to pay but refusing",
            cite("wage_crime_interpretation", "2"),
        ),
        Element(
            "ordered_in_writing",
            answer(facts.ordered_in_writing if facts.ordered_on is not None else _no_order(facts)),
            "经政府有关部门以文书责令支付（逃匿的，张贴并拍照、录像亦可）",
            "Ordered in writing by a government department (posting with photo or video if the person fled)",
            cite("wage_crime_interpretation", "4"),
        ),
        Element(
            "unpaid_after_deadline",
            _unpaid(facts),
            "在指定的期限内仍不支付",
            "Still unpaid after the named date",
            cite("wage_crime_interpretation", "4"),
        ),
    )
    return CrimeScreen(
        verdict=all_of(element.verdict for element in elements),
        serious=any_of((answer(facts.serious_consequence), answer(facts.violence_or_threats))),
        elements=elements,
        thresholds=limits,
        notes=_notes(facts, limits),
    )


def _fled(facts: CrimeFacts) -> bool | None:
    """Flight is presumed when a provable summons to a set time and place was not followed (人社部发〔2014〕100号)."""
    if facts.hid_property_or_fled or facts.summoned_and_absent:
        return True
    if facts.hid_property_or_fled is None:
        return None
    return False


def _no_order(facts: CrimeFacts) -> bool | None:
    return False if facts.ordered_in_writing is not True else None


def _unpaid(facts: CrimeFacts) -> Verdict:
    if facts.order_deadline is None:
        return Verdict.NOT_MET if facts.ordered_on is None else Verdict.UNKNOWN
    if facts.today <= facts.order_deadline:
        return Verdict.NOT_MET
    return answer(None if facts.paid_by_deadline is None else not facts.paid_by_deadline)


NOTE_BAND = {
    "code": "threshold_is_legal_minimum",
    "text_zh": "本省的具体数额尚未录入，按全国幅度的最低数额提示；是否移送由人决定。",
    "text_en": "The province's figure is not on record; the lowest of the national band warns, and a person decides.",
}
NOTE_PAY_EARLY = {
    "code": "paying_early_helps",
    "text_zh": "未造成严重后果，在刑事立案前、提起公诉前或者一审宣判前支付并承担赔偿责任的，"
    "依次可以不认为是犯罪、减轻或者免除处罚、从轻处罚。",
    "text_en": "Paying before criminal filing, indictment or judgment may end, reduce or lighten liability, "
    "if no serious consequence happened.",
}
NOTE_TRANSFER = {
    "code": "transfer_is_a_duty",
    "text_zh": "涉嫌犯罪的应当移送公安机关，不得以行政处罚代替移送。",
    "text_en": "A suspected crime must be transferred to the police; a penalty never replaces the transfer.",
}


def _notes(facts: CrimeFacts, limits: Thresholds) -> tuple[dict[str, str], ...]:
    notes = [NOTE_PAY_EARLY, NOTE_TRANSFER]
    if limits.is_legal_minimum and facts.owed:
        notes.append(NOTE_BAND)
    return tuple(sorted(notes, key=lambda note: note["code"]))
