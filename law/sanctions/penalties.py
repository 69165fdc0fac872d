"""Fines and measures: which rows fit a conduct, whether they can be imposed yet, and between which amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.citations import Citation, cite
from law.errors import InvalidDate, InvalidFact
from law.tables.sanctions import SANCTION_ROWS, Measure, Offender, SanctionRow

AUTHORITY_NOTE = {
    "55": (
        "人力资源社会保障行政部门、相关行业工程建设主管部门按照职责处理",
        "HRSS or the industry department, each in its field",
    ),
    "57": (
        "人力资源社会保障行政部门、相关行业工程建设主管部门按照职责处理",
        "HRSS or the industry department, each in its field",
    ),
    "58": (
        "由金融监督管理部门处理；查询须经设区的市级以上部门负责人批准（第四十条）",
        "financial regulator; the query needs approval (art. 40)",
    ),
}


@dataclass(frozen=True, slots=True)
class Sanction:
    """What one conduct can cost.

    Amounts are yuan; `person_*` is per responsible person, None when persons are not fined.
    """

    code: str
    citation: Citation
    offender: Offender
    can_be_imposed: bool
    unit_min: Decimal
    unit_max: Decimal
    person_min: Decimal | None
    person_max: Decimal | None
    measures: tuple[Measure, ...]
    text_zh: str
    text_en: str
    reason_zh: str
    reason_en: str
    rule_version: str

    def as_dict(self) -> dict[str, object]:
        """Return the sanction as plain JSON values."""
        return {
            "code": self.code,
            "citation": str(self.citation),
            "offender": self.offender.value,
            "can_be_imposed": self.can_be_imposed,
            "unit": [str(self.unit_min), str(self.unit_max)],
            "person": None if self.person_min is None else [str(self.person_min), str(self.person_max)],
            "measures": [measure.value for measure in self.measures],
            "text_zh": self.text_zh,
            "text_en": self.text_en,
            "reason_zh": self.reason_zh,
            "reason_en": self.reason_en,
            "rule_version": self.rule_version,
        }


def sanction_for(
    *,
    conduct: str,
    offender: Offender,
    on: date,
    order_deadline: date | None = None,
    corrected: bool = False,
    today: date,
    workers: int = 1,
) -> Sanction:
    """Return the penalty for one conduct that happened `on`, as it stands `today`.

    Raises `InvalidFact` for an unknown conduct, an offender the article does not reach or no workers, and `InvalidDate`
    when the conduct lies before the instrument or after `today`. `order_deadline` is the date written in the order to
    correct.
    """
    row = _row(conduct, on)
    if on > today:
        raise InvalidDate("on", "行为日期晚于今天")
    if offender not in row.offenders:
        raise InvalidFact("offender", "该条不适用于这一主体")
    if workers < 1:
        raise InvalidFact("workers", "至少涉及一名劳动者")
    due, reason_zh, reason_en = _imposable(row, order_deadline, corrected, today)
    times = workers if row.per_worker else 1
    return Sanction(
        code=row.code,
        citation=cite(row.instrument, row.article),
        offender=offender,
        can_be_imposed=due,
        unit_min=row.unit_min * times,
        unit_max=row.unit_max * times,
        person_min=row.person_min,
        person_max=row.person_max,
        measures=row.measures,
        text_zh=row.text_zh,
        text_en=row.text_en,
        reason_zh=reason_zh,
        reason_en=reason_en,
        rule_version=row.version,
    )


def conducts_of(offender: Offender, on: date) -> tuple[SanctionRow, ...]:
    """Return the conducts for which a kind of offender could be fined on `on`."""
    return tuple(row for row in SANCTION_ROWS if offender in row.offenders and row.holds_on(on))


def _row(conduct: str, on: date) -> SanctionRow:
    rows = [row for row in SANCTION_ROWS if row.code == conduct]
    if not rows:
        raise InvalidFact("conduct", "没有这种违法行为")
    for row in rows:
        if row.holds_on(on):
            return row
    raise InvalidDate("on", "行为发生时该规定尚未施行或者已经废止")


def _imposable(row: SanctionRow, deadline: date | None, corrected: bool, today: date) -> tuple[bool, str, str]:
    if not row.after_order_only:
        return True, "可以依法处罚。", "The penalty may be imposed."
    if deadline is None:
        return False, "应当先责令限期改正。", "An order to correct within a time limit comes first."
    if corrected:
        return False, "已在限期内改正，不予罚款。", "Corrected within the time limit: no fine."
    if today <= deadline:
        return False, "改正期限尚未届满。", "The time limit of the order has not passed."
    return True, "逾期未改正，可以罚款。", "Not corrected in time: the fine may be imposed."
