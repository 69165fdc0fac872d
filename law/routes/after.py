"""The roads that need something to stand on: an agreed sum, a mediation agreement, an IOU, an award."""

from __future__ import annotations

from datetime import date

from law.citations import cite
from law.routes.facts import ORDER_KINDS, PAY_KINDS, ClaimKind, FilingKind, FilingStatus, RouteFacts
from law.routes.limitation import Standing, civil_limit
from law.routes.roads import COURT_FEE, FREE, Reason, Route, at_risk, closed, opened
from law.routes.windows import Window, window


def payment_order(facts: RouteFacts) -> Route:
    """A court's payment order (支付令) for a sum nobody disputes; the debtor's objection ends it."""
    return Route(
        code="payment_order",
        reason=_payment_order_reason(facts),
        cost_zh=COURT_FEE[0],
        cost_en=COURT_FEE[1],
        windows=(window("payment_order_court_notice", facts.today),),
        closes=(),
        interrupts_limitation=True,
        citations=(
            cite("labour_contract_law", "30"),
            cite("dispute_law", "16"),
            cite("civil_procedure_law", "225"),
            cite("labour_interpretation_1", "13"),
        ),
        notes_zh=(
            "债务人提出书面异议的，支付令失效："
            + ("有调解协议的，可以直接起诉。" if facts.agreement else "没有调解协议的，应当先申请仲裁。"),
        ),
        notes_en=(
            "A written objection ends the order: "
            + (
                "with a mediation agreement, sue at once."
                if facts.agreement
                else "without one, arbitration comes first."
            ),
        ),
    )


def _payment_order_reason(facts: RouteFacts) -> Reason:
    if facts.claim not in ORDER_KINDS:
        return closed("not_for_payment_order", "这类请求不能申请支付令。", "A payment order does not cover this claim.")
    if facts.is_pending(FilingKind.PAYMENT_ORDER):
        return closed("payment_order_running", "支付令申请正在办理。", "A payment order is already being handled.")
    if facts.award is not None or facts.is_pending(FilingKind.SUIT) or facts.is_pending(FilingKind.ARBITRATION):
        return closed("procedure_running", "案件已在仲裁或者诉讼中。", "The case is in arbitration or in court.")
    if facts.agreement is not None and not facts.agreement.is_in_default(facts.today):
        return closed(
            "agreement_runs", "调解协议仍在履行期内或者已经履行。", "The agreement is performed or not yet due."
        )
    if facts.agreement is None and facts.claim not in PAY_KINDS:
        return closed(
            "needs_agreement",
            "经济补偿、赔偿金要有调解协议才能申请支付令。",
            "Severance and compensation need a mediation agreement first.",
        )
    if facts.counter_debt:
        return closed("counter_debt", "双方之间有其他债务纠纷。", "There are debts between the two sides.")
    if not facts.debtor_reachable:
        return closed("debtor_not_reachable", "支付令送不到对方。", "The order could not be delivered to the debtor.")
    if facts.amount_agreed or facts.iou_on is not None or facts.agreement is not None:
        return opened("sum_is_agreed", "欠款数额双方没有争议，可以申请支付令。", "Both sides agree on the sum.")
    return closed(
        "sum_is_disputed",
        "数额有争议，对方一提异议支付令就失效。",
        "The sum is disputed; an objection would end the order.",
    )


def arbitration_review(facts: RouteFacts) -> Route:
    """Joint review of a mediation agreement by the commission (仲裁审查), within 15 days of its taking effect."""
    windows = _agreement_window(facts, "arbitration_review_apply")
    return Route(
        code="arbitration_review",
        reason=_joint_reason(facts, windows),
        cost_zh=FREE[0],
        cost_en=FREE[1],
        windows=windows,
        closes=("judicial_confirmation",),
        interrupts_limitation=False,
        citations=(cite("arbitration_rules", "74"), cite("arbitration_rules", "75")),
    )


def judicial_confirmation(facts: RouteFacts) -> Route:
    """Joint confirmation of a mediation agreement by the court (司法确认), within 30 days of its taking effect."""
    windows = _agreement_window(facts, "judicial_confirmation_apply")
    return Route(
        code="judicial_confirmation",
        reason=_joint_reason(facts, windows),
        cost_zh=FREE[0],
        cost_en=FREE[1],
        windows=windows,
        closes=("arbitration_review",),
        interrupts_limitation=False,
        citations=(cite("civil_procedure_law", "205"), cite("labour_interpretation_1", "52")),
    )


def _agreement_window(facts: RouteFacts, code: str) -> tuple[Window, ...]:
    return () if facts.agreement is None else (window(code, facts.agreement.effective_on),)


def _joint_reason(facts: RouteFacts, windows: tuple[Window, ...]) -> Reason:
    if facts.agreement is None:
        return closed("needs_agreement", "要先有调解协议。", "A mediation agreement comes first.")
    if facts.claim is ClaimKind.LABOUR_RELATIONSHIP:
        return closed(
            "relationship_only",
            "确认劳动关系的协议不予审查、确认。",
            "Agreements on the labour relationship are excluded.",
        )
    if facts.agreement.reviewed or facts.agreement.confirmed:
        return closed(
            "already_enforceable",
            "协议已经审查或者确认，二者只能选一个。",
            "The agreement was already reviewed or confirmed; only one of the two is possible.",
        )
    if facts.today > windows[0].due_on:
        return closed("window_passed", "申请期限已过。", "The time to apply has passed.")
    return opened(
        "joint_application",
        "双方共同申请，协议即可强制执行。",
        "Both apply jointly; then the agreement is enforceable.",
    )


def court(facts: RouteFacts) -> Route:
    """The court: directly on an IOU or a wage-only agreement, else after arbitration."""
    reason, windows = _court(facts)
    return Route(
        code="court",
        reason=reason,
        cost_zh=COURT_FEE[0],
        cost_en=COURT_FEE[1],
        windows=windows,
        closes=("mediation", "inspection", "arbitration"),
        interrupts_limitation=True,
        citations=(
            cite("labour_interpretation_1", "15"),
            cite("labour_interpretation_1", "51"),
            cite("dispute_law", "48"),
            cite("dispute_law", "29"),
        ),
    )


def _court(facts: RouteFacts) -> tuple[Reason, tuple[Window, ...]]:
    if facts.is_pending(FilingKind.SUIT):
        return closed("suit_filed", "已经向法院起诉。", "A suit has been filed."), ()
    if facts.award is not None:
        return _after_award(facts, facts.award.received_on)
    if _arbitration_failed(facts):
        text = (
            "仲裁委员会不予受理或者逾期未决定，可以起诉。",
            "The commission refused or did not answer in time; you may sue.",
        )
        return opened("arbitration_refused", *text), ()
    agreement = facts.agreement
    if agreement is not None and agreement.only_payment and agreement.is_in_default(facts.today):
        return _civil(
            facts,
            agreement.pay_by,
            "agreement_in_default",
            "调解协议只涉及付款且逾期未付",
            "A payment-only agreement is in default",
        )
    if facts.iou_on is not None and not facts.other_labour_issue and facts.claim in PAY_KINDS:
        return _civil(
            facts, facts.iou_on, "iou", "有工资欠条且不涉及其他劳动争议", "There is an IOU and no other labour issue"
        )
    return closed("arbitration_first", "劳动争议应当先申请仲裁。", "A labour dispute goes to arbitration first."), ()


def _arbitration_failed(facts: RouteFacts) -> bool:
    return any(filing.status is FilingStatus.REFUSED for filing in facts.filed(FilingKind.ARBITRATION))


def _after_award(facts: RouteFacts, received_on: date) -> tuple[Reason, tuple[Window, ...]]:
    found = window("sue_after_award", received_on)
    if facts.today > found.due_on:
        text = ("裁决已经生效，不能再起诉，可以申请强制执行。", "The award has taken effect; apply for enforcement.")
        return closed("award_in_force", *text), (found,)
    return opened("after_award", "不服裁决的，可以起诉。", "Who disagrees with the award may sue."), (found,)


def _civil(facts: RouteFacts, start: date, code: str, zh: str, en: str) -> tuple[Reason, tuple[Window, ...]]:
    limit = civil_limit(facts, start)
    windows = () if limit.window is None else (limit.window,)
    if limit.standing is Standing.PASSED:
        return at_risk(
            code, f"{zh}，可以直接起诉；三年诉讼时效可能已过。", f"{en}: sue directly; three years may have passed."
        ), windows
    return opened(code, f"{zh}，可以直接起诉。", f"{en}: sue directly."), windows
