"""What a statutory time limit is made of. The rows themselves stand in `law.tables`; `law.limits` finds them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from law.citations import Citation, Confidence
from law.errors import InvalidAmount, InvalidFact, InvalidPeriod

LONGEST = 36_500
"""A length beyond this many units is a typing error."""


class Unit(StrEnum):
    """What a length counts."""

    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"

    @property
    def zh(self) -> str:
        """The unit in Chinese, as it follows a number."""
        return {"calendar_day": "日", "working_day": "个工作日", "month": "个月", "year": "年", "hour": "小时"}[self]

    @property
    def en(self) -> str:
        """The unit in English, singular."""
        return self.value.replace("_", " ")


class EndRule(StrEnum):
    """What happens when the last day is a day off (law.md section 3, rules C3, C4, C10)."""

    ROLL_FORWARD = "roll_forward"
    ROLL_FORWARD_BY_ANALOGY = "roll_forward_by_analogy"
    WORKING_DAY = "working_day"
    ROLL_BACK = "roll_back"
    COUNT_BACK = "count_back"
    NOT_ROLLED = "not_rolled"

    @property
    def zh(self) -> str:
        """The rule in Chinese."""
        return {
            "roll_forward": "末日为法定休假日的顺延",
            "roll_forward_by_analogy": "比照顺延（法无明文）",
            "working_day": "按工作日计，止于工作日",
            "roll_back": "遇休假日提前",
            "count_back": "自该日向前倒数",
            "not_rolled": "不顺延",
        }[self]

    @property
    def en(self) -> str:
        """The rule in English."""
        return {
            "roll_forward": "rolls forward over days off",
            "roll_forward_by_analogy": "rolls forward, by analogy only",
            "working_day": "ends on a working day",
            "roll_back": "moves earlier when it falls on a day off",
            "count_back": "counted backward",
            "not_rolled": "never rolled",
        }[self]


class Who(StrEnum):
    """Who must act in time, or who may grant more time."""

    RECEIVING_UNIT = "receiving_unit"
    PETITION_OFFICE = "petition_office"
    COMPETENT_AGENCY = "competent_agency"
    PETITIONER = "petitioner"
    HIGHER_AGENCY = "higher_agency"
    REVIEWERS_HIGHER_AGENCY = "reviewers_higher_agency"
    SENDER = "sender"
    AGENCY_HEAD = "agency_head"
    DEPARTMENT_HEAD = "department_head"
    HRSS = "hrss"
    EMPLOYER = "employer"
    AGENCY = "agency"
    PARTY = "party"
    COURT = "court"
    COURT_PRESIDENT = "court_president"
    POLICE = "police"
    OTHER_SIDE = "other_side"
    BOTH_SIDES = "both_sides"
    MEDIATION_COMMITTEE = "mediation_committee"
    APPLICANT = "applicant"
    DEBTOR = "debtor"
    CREDITOR = "creditor"
    ARBITRATION_COMMISSION = "arbitration_commission"
    COMMISSION_HEAD = "commission_head"
    TRIBUNAL = "tribunal"
    RESPONDENT = "respondent"
    WORKER = "worker"
    OUTSIDER = "outsider"
    GENERAL_CONTRACTOR = "general_contractor"
    CONTRACTORS = "contractors"
    CONSTRUCTION_UNIT = "construction_unit"
    OFFICE = "office"

    @property
    def zh(self) -> str:
        """The name in Chinese."""
        return _WHO[self][0]

    @property
    def en(self) -> str:
        """The name in English."""
        return _WHO[self][1]


_WHO: dict[Who, tuple[str, str]] = {
    Who.RECEIVING_UNIT: ("收到信访事项的单位", "unit that received the petition"),
    Who.PETITION_OFFICE: ("信访部门", "petition office"),
    Who.COMPETENT_AGENCY: ("有权处理的机关、单位", "competent agency"),
    Who.PETITIONER: ("信访人", "petitioner"),
    Who.HIGHER_AGENCY: ("原办理机关的上一级机关", "next higher agency of the handler"),
    Who.REVIEWERS_HIGHER_AGENCY: ("复查机关的上一级机关", "next higher agency of the reviewer"),
    Who.SENDER: ("交办单位", "unit that assigned the matter"),
    Who.AGENCY_HEAD: ("本机关负责人", "head of the agency"),
    Who.DEPARTMENT_HEAD: ("人社部门负责人", "head of the HRSS department"),
    Who.HRSS: ("人力资源社会保障行政部门", "HRSS department"),
    Who.EMPLOYER: ("用人单位", "employer"),
    Who.AGENCY: ("行政机关", "administrative agency"),
    Who.PARTY: ("当事人", "party"),
    Who.COURT: ("人民法院", "court"),
    Who.COURT_PRESIDENT: ("人民法院院长", "president of the court"),
    Who.POLICE: ("公安机关", "police"),
    Who.OTHER_SIDE: ("另一方当事人", "other side"),
    Who.BOTH_SIDES: ("双方当事人", "both sides"),
    Who.MEDIATION_COMMITTEE: ("调解委员会", "mediation committee"),
    Who.APPLICANT: ("申请人", "applicant"),
    Who.DEBTOR: ("义务人", "debtor"),
    Who.CREDITOR: ("权利人", "creditor"),
    Who.ARBITRATION_COMMISSION: ("仲裁委员会", "arbitration commission"),
    Who.COMMISSION_HEAD: ("仲裁委员会主任或其委托的负责人", "chair of the commission or a delegated head"),
    Who.TRIBUNAL: ("仲裁庭", "tribunal"),
    Who.RESPONDENT: ("被申请人", "respondent"),
    Who.WORKER: ("劳动者", "worker"),
    Who.OUTSIDER: ("利害关系人", "outsider with an interest"),
    Who.GENERAL_CONTRACTOR: ("施工总承包单位", "general contractor"),
    Who.CONTRACTORS: ("施工总承包单位、分包单位", "general contractor and subcontractor"),
    Who.CONSTRUCTION_UNIT: ("建设单位", "construction unit"),
    Who.OFFICE: ("本机构", "the office itself"),
}


@dataclass(frozen=True, slots=True)
class Extension:
    """More time: at most `length` units (None: the text sets no cap), `times` over, granted by `granted_by`."""

    length: int | None
    unit: Unit
    granted_by: Who
    times: int = 1

    @property
    def most(self) -> int | None:
        """The most that all extensions together may add; None when the text sets no cap."""
        return None if self.length is None else self.length * self.times


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One dated version of one time limit.

    `length` and `unit` are None where the text gives no number: "at once", an agreed day, a day written in an order.
    `effective_to` is the last day in force. `confidence` says how surely it was read; see `is_overridable`.
    """

    code: str
    title_zh: str
    title_en: str
    citation: Citation
    trigger_zh: str
    trigger_en: str
    length: int | None
    unit: Unit | None
    end: EndRule
    responsible: Who
    consequence_zh: str = ""
    consequence_en: str = ""
    extension: Extension | None = None
    effective_from: date
    effective_to: date | None = None
    confidence: Confidence = Confidence.VERIFIED
    also: tuple[Citation, ...] = ()
    overridden: bool = False

    def __post_init__(self) -> None:
        for name in ("code", "title_zh", "title_en", "trigger_zh", "trigger_en"):
            if not getattr(self, name):
                raise InvalidFact(name, f"期限 {self.code or '?'} 缺少这一项")
        if not isinstance(self.citation, Citation):
            raise InvalidFact("citation", f"期限 {self.code} 没有法律依据")
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise InvalidPeriod("effective_to", f"期限 {self.code} 的失效日早于施行日")
        _check_length(self)

    def holds_on(self, day: date) -> bool:
        """Say whether this version governs an event of `day`."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    @property
    def is_overridable(self) -> bool:
        """Say whether an administrator may change it: what was recalled or chosen here, never what was read."""
        return self.confidence in (Confidence.RECALLED, Confidence.POLICY)

    def override(self, *, length: int, unit: Unit | None = None, end: EndRule | None = None) -> Limit:
        """Return this limit with a locally confirmed length.

        Raises `InvalidFact` when the row was read in the law and so is not open to change, `InvalidAmount` for a bad
        length.
        """
        if not self.is_overridable:
            raise InvalidFact("rule", f"{self.title_zh}已核对法律原文，不能由机构改动")
        return replace(self, length=length, unit=unit or self.unit, end=end or self.end, overridden=True)


def _check_length(limit: Limit) -> None:
    if limit.length is None:
        return
    if type(limit.length) is not int or not 0 <= limit.length <= LONGEST:
        raise InvalidAmount("length", f"期限 {limit.code} 的长度应为 0 至 {LONGEST} 的整数")
    if limit.unit is None:
        raise InvalidFact("unit", f"期限 {limit.code} 有长度而没有单位")
    if (limit.end is EndRule.WORKING_DAY) != (limit.unit is Unit.WORKING_DAY) and limit.end is not EndRule.COUNT_BACK:
        raise InvalidFact("end", f"期限 {limit.code} 的单位与末日规则不一致")
    if limit.end is EndRule.COUNT_BACK and limit.unit not in (Unit.WORKING_DAY, Unit.CALENDAR_DAY):
        raise InvalidFact("unit", f"期限 {limit.code} 倒数只能按日")
    if limit.unit is Unit.HOUR and limit.end is not EndRule.NOT_ROLLED:
        raise InvalidFact("end", f"期限 {limit.code} 按小时计算，不顺延")
    if limit.extension is not None and limit.extension.unit is not limit.unit:
        raise InvalidFact("extension", f"期限 {limit.code} 的延长与期限单位不同")
