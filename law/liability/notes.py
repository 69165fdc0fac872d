"""What the officer must know beside the list of payers."""

from __future__ import annotations

from law.liability.facts import LiabilityFacts, PartyForm, RelationKind
from law.tables.liability import SECOND_INTERPRETATION_FROM, WAGE_REGULATION_FROM
from law.tables.thresholds import OVER_AGE_RULES_FROM

UPSTREAM_CODES = frozenset(
    {
        "gave_work_to_unqualified",
        "contracted_to_unqualified",
        "general_contractor_for_subcontractor",
        "general_contractor_passed_on",
        "user_of_supplied_workers",
        "name_lender",
        "construction_name_lender",
        "qualified_contractor_answers",
    }
)

NOTES = {
    "before_wage_regulation": (
        "工资拖欠发生在2020年5月1日之前，《保障农民工工资支付条例》尚未施行，先行清偿和垫付的规定不适用。",
        "The wages fell due before 1 May 2020: Order 724 was not in force, so its pay-first and advance rules do not "
        "apply.",
    ),
    "before_second_interpretation": (
        "拖欠发生在2025年9月1日之前，法释〔2025〕12号是否适用请人工核对。",
        "The wages fell due before 1 September 2025; check by hand whether 法释〔2025〕12号 applies.",
    ),
    "no_upstream_found": (
        "招用工人的是个人，但没有填写发包、分包或者用工的单位；请查清是谁把活交给他的。",
        "An individual hired the workers, but nobody above him was entered; find out who gave him the work.",
    ),
    "price_dispute_no_excuse": (
        "建设单位与承包单位之间的工程款争议，不能作为不支付工资的理由（第三十五条）。",
        "A price dispute between construction unit and contractors is no excuse for not paying wages (art. 35).",
    ),
    "protected_accounts": (
        "工资专用账户资金和工资保证金不得因本项目工资以外的原因查封、冻结或者划拨（第三十三条）。",
        "Special-account money and the wage deposit may not be seized except to pay this project's workers (art. 33).",
    ),
    "unpaid_price_unknown": (
        "未结清的工程款数额不明，建设单位垫付的上限要先查清。",
        "The unpaid works price is unknown; the limit of the construction unit's advance must be established first.",
    ),
    "successor_needs_consent": (
        "合并或者分立前应当清偿；由承继单位清偿要有工人的书面同意（第二十一条）。",
        "Wages are settled before a merger or split; the successor pays only with the workers' written consent (art. "
        "21).",
    ),
    "settle_before_deregistration": (
        "被吊销、责令关闭、撤销或者解散的，注销前应当清偿；未清偿的，主要出资人不得注册新单位（第二十二条）。",
        "A dissolved unit settles before deregistration; its main investor may not register a new one before that "
        "(art. 22).",
    ),
    "public_funds_missing": (
        "政府投资项目资金不到位，报请本级政府限期足额拨付，并可约谈、通报（第五十九条、第六十条）。",
        "Public money is missing: ask the government to provide it; interview and notice may follow (arts 59 and 60).",
    ),
    "over_age_workers_covered": (
        "超龄劳动者的工资受同样保护，可以投诉，也可以申请劳动仲裁"
        "（《超龄劳动者基本权益保障暂行规定》第十一条、第十九条、第二十条）。",
        "Over-age workers have the same wage protection; they may complain and go to labour arbitration (Order 56).",
    ),
    "over_age_before_rules": (
        "2026年7月1日前的超龄劳动者是否按劳动关系处理，请人工核对。",
        "Whether over-age workers count as employees before 1 July 2026 must be checked by hand.",
    ),
}


def notes_for(facts: LiabilityFacts, codes: frozenset[str]) -> tuple[dict[str, str], ...]:
    """Return the notes that fit the facts and the grounds found, in a fixed order."""
    chosen = [code for code, fits in _tests(facts, codes).items() if fits]
    return tuple({"code": code, "text_zh": NOTES[code][0], "text_en": NOTES[code][1]} for code in sorted(chosen))


def _tests(facts: LiabilityFacts, codes: frozenset[str]) -> dict[str, bool]:
    regulated = facts.owed_on >= WAGE_REGULATION_FROM
    contracts = facts.of(RelationKind.CONTRACTS)
    hirers = [facts.party(relation.upper) for relation in facts.of(RelationKind.EMPLOYS)]
    over_age = facts.over_age_workers
    return {
        "before_wage_regulation": not regulated,
        "before_second_interpretation": facts.owed_on < SECOND_INTERPRETATION_FROM and _needs_interpretation(facts),
        "no_upstream_found": any(p.form is PartyForm.INDIVIDUAL for p in hirers) and not codes & UPSTREAM_CODES,
        "price_dispute_no_excuse": regulated and facts.construction and bool(contracts),
        "protected_accounts": regulated and facts.construction,
        "unpaid_price_unknown": any(r.unpaid_price is None and not r.price_paid_in_time for r in contracts),
        "successor_needs_consent": any(not r.workers_consented for r in facts.of(RelationKind.SUCCEEDS)),
        "settle_before_deregistration": regulated and any(party.dissolved for party in facts.parties),
        "public_funds_missing": regulated and facts.public_funds_missing,
        "over_age_workers_covered": over_age and facts.owed_on >= OVER_AGE_RULES_FROM,
        "over_age_before_rules": over_age and facts.owed_on < OVER_AGE_RULES_FROM,
    }


def _needs_interpretation(facts: LiabilityFacts) -> bool:
    if facts.of(RelationKind.SHARES_WORKERS):
        return True
    kinds = (RelationKind.HANDS_OVER, RelationKind.SUBCONTRACTS, RelationKind.PASSES_ON, RelationKind.LENDS_NAME)
    return any(facts.party(relation.lower).is_unqualified for relation in facts.of(*kinds))
