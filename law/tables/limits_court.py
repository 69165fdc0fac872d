"""Payment orders, service by public notice, and more time from a court."""

from __future__ import annotations

from datetime import date
from functools import partial

from law.citations import cite
from law.rows import Limit, Who
from law.tables.build import AS_IS, RECALLED, ROLL, days, limit, years

_row = partial(limit, instrument="civil_procedure_law")
_interpretation = partial(limit, instrument="civil_procedure_interpretation")
_CURRENT_NUMBERING = date(2024, 1, 1)

COURT: tuple[Limit, ...] = (
    _row(
        "payment_order_court_notice",
        ("支付令申请受理通知", "Court answers a payment order application"),
        "226",
        ("提出申请", "application filed"),
        days(5, ROLL),
        Who.COURT,
        ("通知是否受理", "say whether it is accepted"),
    ),
    _row(
        "payment_order_issue",
        ("发出支付令", "Issuing the payment order"),
        "227",
        ("受理申请", "accepted"),
        days(15, ROLL),
        Who.COURT,
        ("发出支付令或者裁定驳回", "issue or reject"),
    ),
    _row(
        "payment_order_objection",
        ("清偿或者提出书面异议", "Paying or objecting"),
        "227",
        ("债务人收到支付令", "debtor receives the order"),
        days(15, ROLL),
        Who.DEBTOR,
        ("逾期不异议又不履行的可以申请执行", "silence: the order is enforceable"),
    ),
    _interpretation(
        "payment_order_unserved",
        ("支付令无法送达", "Payment order that cannot be served"),
        "430",
        ("发出支付令而无法送达", "order issued, cannot be served"),
        days(30, ROLL),
        Who.COURT,
        ("终结督促程序", "the court ends the procedure"),
        since=_CURRENT_NUMBERING,
    ),
    _interpretation(
        "payment_order_no_suit_notice",
        ("不同意转入诉讼的表示", "Declining conversion into a suit"),
        "438, 439",
        ("收到终结督促程序裁定", "ruling ending the procedure received"),
        days(7, ROLL),
        Who.CREDITOR,
        ("未表明的视为起诉", "else deemed sued"),
        since=_CURRENT_NUMBERING,
    ),
    _row(
        "public_notice_service",
        ("公告送达", "Service by public notice"),
        "95",
        ("公告发布", "notice published"),
        days(30, AS_IS),
        Who.COURT,
        ("视为送达", "deemed served"),
    ),
    _row(
        "court_time_extension_request",
        ("申请顺延期限", "Asking the court for more time"),
        "86",
        ("不可抗力或者正当理由消除", "force majeure or good reason ends"),
        days(10, ROLL),
        Who.PARTY,
        ("是否准许由人民法院决定", "the court decides"),
    ),
    limit(
        "civil_suit_limitation",
        ("仅就工资的调解协议起诉的诉讼时效", "Limitation for suing on a wage-only agreement"),
        "188",
        ("知道权利受到损害", "the right is known to be harmed"),
        years(3),
        Who.WORKER,
        (
            "按普通民事案件受理；此处适用民法典为凭记忆，待核",
            "treated as an ordinary civil case; the use of the Civil Code here is recalled",
        ),
        instrument="civil_code",
        also=(cite("labour_interpretation_1", "51"),),
        confidence=RECALLED,
    ),
)
