"""Service standards that hold for every office until it promises otherwise (`ServiceStandard` rows win)."""

from dataclasses import dataclass
from datetime import date

from law.citations import Citation
from law.instruments import Instrument
from law.rows import EndRule, Limit, Unit, Who

SINCE = date(2020, 5, 1)
"""The first day of the standards: that on which the Wage Regulation came into force."""

CHARTER = Instrument(
    id="service_charter",
    title_zh="办理机构服务承诺",
    title_en="service standard of the office",
    number="对外公布的办理时限",
    issuer_zh="办理机构",
    issuer_en="the office",
    effective_from=SINCE,
)


@dataclass(frozen=True)
class Standard:
    """One promise: what it is called, how long it is, and who must act."""

    rule: str
    title_zh: str
    title_en: str
    length: int
    unit: Unit
    responsible: Who


DEFAULTS: dict[str, Standard] = {
    standard.rule: standard
    for standard in (
        Standard("early_intervention", "联系被投诉人", "Contacting the respondent", 5, Unit.WORKING_DAY, Who.OFFICE),
        Standard("road_choice", "选择处理途径", "Choosing a road", 7, Unit.CALENDAR_DAY, Who.WORKER),
        Standard("respondent_consent", "征询调解意愿", "Asking for consent", 3, Unit.WORKING_DAY, Who.OFFICE),
        Standard("supplement_wait", "补正材料", "Completing the papers", 15, Unit.CALENDAR_DAY, Who.WORKER),
        Standard("confirm_payment", "确认收款", "Confirming a payment", 7, Unit.CALENDAR_DAY, Who.WORKER),
        Standard("jurisdiction_dispute", "争议管辖期间接收", "Taking a returned case", 2, Unit.WORKING_DAY, Who.OFFICE),
        Standard("jurisdiction_decision", "指定管辖", "Deciding jurisdiction", 3, Unit.WORKING_DAY, Who.OFFICE),
        Standard("assistance", "协助办理", "Assisting another office", 5, Unit.WORKING_DAY, Who.OFFICE),
        Standard("chase", "督办处理", "Answering an escalation", 3, Unit.WORKING_DAY, Who.OFFICE),
    )
}


INTERNAL = frozenset({"chase", "jurisdiction_dispute", "jurisdiction_decision", "assistance"})
"""Targets between offices; the rest are promises to the people."""


def limit_of(
    rule: str, *, title: str, length: int, unit: Unit, responsible: Who | None = None, since: date = SINCE
) -> Limit:
    """Describe a promise in the law's own terms, so that it is counted and explained as a statutory limit is."""
    known = DEFAULTS.get(rule)
    is_working = unit is Unit.WORKING_DAY
    return Limit(
        code=rule,
        title_zh=title,
        title_en=known.title_en if known and title == known.title_zh else title,
        citation=Citation(CHARTER, ""),
        trigger_zh="上一环节完成",
        trigger_en="end of the step before",
        length=length,
        unit=unit,
        end=EndRule.WORKING_DAY if is_working else _end_rule(unit),
        responsible=responsible or (known.responsible if known else Who.OFFICE),
        effective_from=since,
    )


def _end_rule(unit: Unit) -> EndRule:
    return EndRule.NOT_ROLLED if unit is Unit.HOUR else EndRule.ROLL_FORWARD_BY_ANALOGY
