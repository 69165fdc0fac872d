"""Dated rows of the liability chain: who pays, pays first or advances, on which ground, and whether he may recover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from law.tables.dated import Dated

WAGE_REGULATION_FROM = date(2020, 5, 1)
CONTRACT_LAW_FROM = date(2008, 1, 1)
SECOND_INTERPRETATION_FROM = date(2025, 9, 1)


class Duty(StrEnum):
    """What a party of the chain has to do."""

    PAY = "pay"
    JOINT = "joint"
    PAY_FIRST = "pay_first"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True)
class LiabilityRow(Dated):
    """One ground of liability. `rank` orders the payers: the debtor first, public money last."""

    code: str
    duty: Duty
    rank: int
    instrument: str
    article: str
    recovers: bool
    text_zh: str
    text_en: str


def _row(
    code: str,
    duty: Duty,
    rank: int,
    article: str,
    text_zh: str,
    text_en: str,
    *,
    instrument: str = "wage_regulation",
    recovers: bool = False,
    since: date = WAGE_REGULATION_FROM,
) -> LiabilityRow:
    return LiabilityRow(
        version=f"{code}-{since.isoformat()}",
        effective_from=since,
        effective_to=None,
        code=code,
        duty=duty,
        rank=rank,
        instrument=instrument,
        article=article,
        recovers=recovers,
        text_zh=text_zh,
        text_en=text_en,
    )


LIABILITY_ROWS = (
    _row("employer", Duty.PAY, 10, "16", "用人单位拖欠工资，应当清偿。", "The employer owes the wages and must pay."),
    _row(
        "labour_contract_employer",
        Duty.PAY,
        10,
        "30",
        "用人单位应当按约定及时足额支付劳动报酬。",
        "The employer must pay the agreed wages in full and on time.",
        instrument="labour_contract_law",
        since=CONTRACT_LAW_FROM,
    ),
    _row(
        "unqualified_employer",
        Duty.PAY,
        10,
        "17",
        "不具备合法经营资格的单位招用工人，由该单位或者其出资人清偿。",
        "A unit without lawful qualification that hires workers must pay, or its investor must.",
    ),
    _row(
        "individual_contractor",
        Duty.JOINT,
        15,
        "94",
        "个人承包经营者招用工人，与发包的组织承担连带责任。",
        "An individual contractor who hires workers answers jointly with the organisation that gave out the work.",
        instrument="labour_contract_law",
        since=CONTRACT_LAW_FROM,
    ),
    _row(
        "successor",
        Duty.PAY,
        12,
        "21",
        "合并或者分立，经工人书面同意，由承继单位清偿。",
        "After a merger or split the successor pays, if the workers agreed in writing.",
    ),
    _row(
        "user_of_supplied_workers",
        Duty.PAY,
        11,
        "18",
        "用工单位使用个人、不具备合法经营资格的单位或者未取得劳务派遣许可证的单位派遣的工人，由用工单位清偿。",
        "A unit that uses workers brought by an individual, an unqualified unit or an unlicensed dispatcher must pay.",
        recovers=True,
    ),
    _row(
        "licensed_dispatcher",
        Duty.PAY,
        10,
        "58",
        "劳务派遣单位是用人单位，应当支付工资。",
        "The licensed dispatcher is the employer and must pay the wages.",
        instrument="labour_contract_law",
        since=CONTRACT_LAW_FROM,
    ),
    _row(
        "dispatch_user",
        Duty.PAY,
        11,
        "62",
        "用工单位支付加班费、绩效奖金和与岗位有关的福利。",
        "The user unit pays overtime, performance bonuses and the benefits of the post.",
        instrument="labour_contract_law",
        since=CONTRACT_LAW_FROM,
    ),
    _row(
        "dispatch_user_harm",
        Duty.JOINT,
        11,
        "92",
        "用工单位给被派遣劳动者造成损害的，与劳务派遣单位承担连带赔偿责任。",
        "A user unit that caused the harm is jointly liable with the dispatcher.",
        instrument="labour_contract_law",
        since=CONTRACT_LAW_FROM,
    ),
    _row(
        "gave_work_to_unqualified",
        Duty.JOINT,
        15,
        "94",
        "把业务发包给个人或者不具备合法经营资格的单位，发包的组织承担连带责任。",
        "Who handed work to an individual or an unqualified unit is jointly liable.",
        instrument="labour_contract_law",
        since=CONTRACT_LAW_FROM,
    ),
    _row(
        "qualified_contractor_answers",
        Duty.PAY,
        14,
        "1",
        "具备合法经营资格的承包人转包、分包给不具备合法经营资格的组织或者个人，由承包人承担支付责任。",
        "A qualified contractor who passes work to an unqualified party bears the responsibility for the wages.",
        instrument="labour_interpretation_2",
        since=SECOND_INTERPRETATION_FROM,
    ),
    _row(
        "name_lender",
        Duty.PAY,
        13,
        "19(2)",
        "允许他人以本单位名义对外经营，由该单位清偿。",
        "The unit that let another use its name must pay.",
        recovers=True,
    ),
    _row(
        "name_lender_interpretation",
        Duty.PAY,
        13,
        "2",
        "不具备合法经营资格的组织或者个人挂靠，由被挂靠单位承担支付责任。",
        "Where an unqualified party works under another's name, the unit whose name is used is responsible.",
        instrument="labour_interpretation_2",
        recovers=True,
        since=SECOND_INTERPRETATION_FROM,
    ),
    _row(
        "construction_name_lender",
        Duty.PAY,
        13,
        "36(2)",
        "建设单位允许他人以其名义施工，由建设单位清偿。",
        "A construction unit that let another build under its name must pay.",
    ),
    _row(
        "related_companies",
        Duty.JOINT,
        16,
        "3",
        "关联单位交替用工、未订立书面合同的，共同承担支付责任。",
        "Related companies that used one worker in turn without a written contract pay jointly.",
        instrument="labour_interpretation_2",
        since=SECOND_INTERPRETATION_FROM,
    ),
    _row(
        "investor",
        Duty.PAY,
        40,
        "20",
        "合伙企业、个人独资企业、个体经济组织不清偿的，由出资人清偿。",
        "When a partnership, sole proprietorship or household business does not pay, its investor must.",
    ),
    _row(
        "investor_of_unqualified",
        Duty.PAY,
        40,
        "17",
        "不具备合法经营资格的单位的出资人应当清偿。",
        "The investor of an unqualified unit must pay.",
    ),
    _row(
        "general_contractor_for_subcontractor",
        Duty.PAY_FIRST,
        20,
        "30",
        "分包单位拖欠工资，由施工总承包单位先行清偿，再依法追偿。",
        "When a subcontractor owes wages, the general contractor pays first and then recovers.",
        recovers=True,
    ),
    _row(
        "general_contractor_passed_on",
        Duty.PAY_FIRST,
        20,
        "30",
        "工程转包拖欠工资，由施工总承包单位先行清偿，再依法追偿。",
        "When the project was passed on, the general contractor pays first and then recovers.",
        recovers=True,
    ),
    _row(
        "contracted_to_unqualified",
        Duty.PAY,
        19,
        "36(1)",
        "将工程发包或者分包给个人或者不具备合法经营资格的单位，由建设单位或者施工总承包单位清偿。",
        "Who gave construction work to an individual or an unqualified unit must pay: construction unit or general "
        "contractor.",
    ),
    _row(
        "construction_unit_advances",
        Duty.ADVANCE,
        30,
        "29",
        "建设单位未按时支付工程款导致拖欠，以未结清的工程款为限先行垫付。",
        "A construction unit that paid the works price late advances the wages, up to the unpaid price.",
    ),
    _row(
        "unlawful_project",
        Duty.PAY,
        25,
        "37",
        "工程建设项目违反国土空间规划、工程建设等法律法规导致拖欠，由建设单位清偿。",
        "When the project breaches planning or construction law, the construction unit must pay.",
    ),
    _row(
        "emergency_fund",
        Duty.ADVANCE,
        90,
        "63",
        "用人单位一时难以支付或者逃匿的，县级以上人民政府可以动用应急周转金，先行垫付部分工资或者基本生活费，再追偿。",
        "When the employer cannot pay for now or has fled, the government may advance part of the wages or basic "
        "living costs.",
        recovers=True,
    ),
)
