"""Which roads are open for a claim today: mediation, inspection, arbitration, payment order, and what follows them."""

from __future__ import annotations

from law.citations import cite
from law.routes.after import arbitration_review, court, judicial_confirmation, payment_order
from law.routes.facts import INSPECTION_KINDS, PROCEDURES, FilingKind, FilingStatus, RouteFacts
from law.routes.limitation import Standing, arbitration_limit, inspection_limit
from law.routes.petition import petition_routes
from law.routes.roads import FREE, Reason, Route, at_risk, closed, opened
from law.routes.windows import window


def open_routes(facts: RouteFacts) -> list[Route]:
    """Return every road, open or closed, each with its reason, in a fixed order."""
    inspection_road = inspection(facts)
    roads = [
        mediation(facts),
        inspection_road,
        arbitration(facts),
        payment_order(facts),
        arbitration_review(facts),
        judicial_confirmation(facts),
        court(facts),
    ]
    return roads + petition_routes(facts, inspection_road)


def mediation(facts: RouteFacts) -> Route:
    """Mediation needs both sides' consent; applying for it closes the inspection's door on the same matter."""
    return Route(
        code="mediation",
        reason=_mediation_reason(facts),
        cost_zh=FREE[0],
        cost_en=FREE[1],
        windows=(
            window("mediation_conclude", facts.today),
            window("mediation_right_to_arbitrate", facts.today),
        ),
        closes=("inspection",),
        interrupts_limitation=True,
        citations=(cite("mediation_rules", "22"), cite("dispute_law", "14"), cite("inspection_regulation", "21")),
        notes_zh=("申请调解后，劳动保障监察对同一事项会告知按调解等程序办理，请先想清楚。",),
        notes_en=(
            "Once mediation is applied for, labour inspection refers the same matter to that procedure; decide with "
            "care.",
        ),
    )


def _mediation_reason(facts: RouteFacts) -> Reason:
    if facts.is_pending(FilingKind.MEDIATION):
        return closed("mediation_running", "调解正在进行。", "Mediation is already running.")
    if facts.is_pending(FilingKind.SUIT) or facts.is_pending(FilingKind.ARBITRATION):
        return closed(
            "procedure_running",
            "案件已在仲裁或者诉讼中，可以请仲裁庭或者法院主持调解。",
            "The case is before the arbitrators or the court; ask them to mediate.",
        )
    if facts.award is not None:
        return closed("already_decided", "已有仲裁裁决。", "There is an award already.")
    if facts.agreement is not None:
        return closed(
            "agreement_exists",
            "已有调解协议，请看协议后续的办法。",
            "There is a mediation agreement; see the roads that follow it.",
        )
    return opened(
        "both_must_agree", "双方同意即可申请，口头、书面都可以。", "Open if both sides agree; oral or written."
    )


def inspection(facts: RouteFacts) -> Route:
    """A complaint to labour inspection, within two years of the violation or its end."""
    limit = inspection_limit(facts)
    return Route(
        code="inspection",
        reason=_inspection_reason(facts, limit.standing),
        cost_zh=FREE[0],
        cost_en=FREE[1],
        windows=(limit.window,) if limit.window is not None else (),
        closes=(),
        interrupts_limitation=True,
        citations=(
            cite("inspection_regulation", "20"),
            cite("inspection_regulation", "21"),
            cite("arbitration_rules", "27"),
        ),
    )


def _inspection_reason(facts: RouteFacts, standing: Standing) -> Reason:
    procedures = facts.filed(*PROCEDURES)
    if facts.claim not in INSPECTION_KINDS:
        return closed("not_for_inspection", "这类请求由劳动仲裁处理。", "Claims of this kind go to arbitration.")
    if any(filing.is_pending for filing in procedures):
        return closed(
            "procedure_applied_for",
            "同一事项已申请调解、仲裁或者起诉，按该程序办理（《劳动保障监察条例》第二十一条）。",
            "Mediation, arbitration or a suit was applied for on the same matter; that procedure goes on (art. 21).",
        )
    if facts.award is not None or any(filing.status is FilingStatus.DECIDED for filing in procedures):
        return closed("already_decided", "同一事项已有裁决或者判决。", "The matter has been decided.")
    if facts.is_pending(FilingKind.COMPLAINT):
        return closed("complaint_running", "投诉正在办理。", "A complaint is already being handled.")
    if standing is Standing.PASSED:
        return closed(
            "lookback_passed",
            "违法行为（或者其结束）已过两年，且期间没有投诉、举报，监察不再查处。",
            "More than two years since the violation or its end, and nobody reported it in that time.",
        )
    if procedures:
        return at_risk(
            "procedure_ended",
            "曾就同一事项申请过调解、仲裁或者起诉，监察机构可能仍告知按该程序办理。",
            "A procedure was applied for earlier; the inspection may still refer you to it.",
        )
    if standing is Standing.UNKNOWN:
        return at_risk(
            "violation_date_unknown", "请填写最后一次应发未发工资的日期。", "Enter when the wages last fell due unpaid."
        )
    return opened("can_complain", "可以向劳动保障监察机构投诉。", "A complaint to labour inspection can be made.")


def arbitration(facts: RouteFacts) -> Route:
    """Labour arbitration, before which no labour suit is heard; free of charge."""
    limit = arbitration_limit(facts)
    return Route(
        code="arbitration",
        reason=_arbitration_reason(facts, limit.standing),
        cost_zh=FREE[0],
        cost_en=FREE[1],
        windows=(limit.window,) if limit.window is not None else (),
        closes=("mediation", "inspection"),
        interrupts_limitation=True,
        citations=(cite("dispute_law", "27"), cite("dispute_law", "53"), cite("arbitration_rules", "26")),
    )


def _arbitration_reason(facts: RouteFacts, standing: Standing) -> Reason:
    if facts.award is not None:
        return closed("already_decided", "已有仲裁裁决，不服的可以起诉。", "There is an award; who disagrees may sue.")
    if facts.is_pending(FilingKind.ARBITRATION):
        return closed("arbitration_running", "仲裁正在进行。", "Arbitration is already running.")
    if any(filing.status is not FilingStatus.ENDED for filing in facts.filed(FilingKind.SUIT)):
        return closed("suit_filed", "已经向法院起诉。", "A suit has been filed.")
    if any(filing.status is FilingStatus.REFUSED for filing in facts.filed(FilingKind.ARBITRATION)):
        return closed(
            "arbitration_refused",
            "仲裁委员会不予受理或者逾期未决定，可以直接起诉。",
            "The commission refused or did not answer in time; sue in court.",
        )
    if facts.agreement is not None and (facts.agreement.confirmed or facts.agreement.reviewed):
        return closed(
            "agreement_enforceable",
            "调解协议已经仲裁审查或者司法确认，可以申请强制执行。",
            "The agreement was reviewed or confirmed and can be enforced.",
        )
    if facts.agreement is not None and not facts.agreement.is_in_default(facts.today):
        return closed(
            "agreement_runs", "调解协议仍在履行期内或者已经履行。", "The agreement is performed or not yet due."
        )
    if standing is Standing.PASSED:
        return at_risk(
            "limit_passed",
            "一年仲裁时效已过；仍可申请，但对方提出时效抗辩时可能败诉。",
            "The one-year limit has passed: you may apply, but lose if the other side raises it.",
        )
    if standing is Standing.UNKNOWN:
        return at_risk("known_date_unknown", "请填写知道权利被侵害的日期。", "Enter when you learned of the harm.")
    return opened("can_arbitrate", "可以申请劳动仲裁。", "Labour arbitration can be applied for.")
