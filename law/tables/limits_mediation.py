"""Consultation, mediation, and what makes a mediation agreement enforceable."""

from __future__ import annotations

from datetime import date
from functools import partial

from law.citations import cite
from law.rows import Limit, Who
from law.tables.build import (
    ANALOGY,
    ROLL,
    days,
    limit,
    months,
    more_days,
    more_working_days,
    no_length,
    working_days,
)

_rules = partial(limit, instrument="mediation_rules")
_law = partial(limit, instrument="dispute_law")
_arbitration = partial(limit, instrument="arbitration_rules")
_confirmation = partial(limit, instrument="judicial_confirmation_provisions")
_interpretation = partial(limit, instrument="civil_procedure_interpretation")

_REVIEW_TITLE = ("申请仲裁审查调解协议", "Applying for arbitration review of an agreement")
_REVIEW_TRIGGER = ("调解协议生效", "the agreement takes effect")
_REVIEW_LOST = ("双方共同申请；逾期只能依普通仲裁程序", "both parties jointly; later only ordinary arbitration")
_CONFIRM_TITLE = ("申请司法确认调解协议", "Applying for judicial confirmation")
_CONFIRM_LOST = (
    "双方共同申请；逾期丧失申请权，协议仍有约束力",
    "both parties jointly; the right is lost, the agreement still binds",
)

MEDIATION: tuple[Limit, ...] = (
    _rules(
        "consult_response",
        ("协商回应", "Answering a request to consult"),
        "10",
        ("一方提出协商要求", "one side asks to consult"),
        days(5),
        Who.OTHER_SIDE,
        ("不作出回应的视为不愿协商", "silence means unwilling"),
    ),
    _rules(
        "consult_period",
        ("协商期限", "Time for consultation"),
        "10",
        ("书面约定的协商期限", "agreed in writing"),
        no_length(ANALOGY),
        Who.BOTH_SIDES,
        ("期满无结果视为协商不成；可以书面约定延长", "no result means failed; may be prolonged by written agreement"),
    ),
    _rules(
        "mediation_accept",
        ("调解受理", "Accepting a mediation"),
        "22",
        (
            "收到调解申请，属于受理范围且双方同意",
            "application received, in scope, and both sides agree",
        ),
        working_days(3),
        Who.MEDIATION_COMMITTEE,
        ("受理", "accept"),
    ),
    _rules(
        "mediation_refusal_notice",
        ("调解不予受理告知", "Notice that mediation is refused"),
        "22",
        ("不属于受理范围或者对方不同意调解", "out of scope, or the other side refuses"),
        no_length(),
        Who.MEDIATION_COMMITTEE,
        ("做好记录并书面通知申请人", "keep a record and give written notice"),
    ),
    _rules(
        "mediation_conclude",
        ("调解结束", "Concluding a mediation"),
        "29",
        ("受理调解申请", "application accepted"),
        days(15),
        Who.MEDIATION_COMMITTEE,
        ("未达成协议的为调解不成", "no agreement means failed"),
        extension=more_days(None, Who.BOTH_SIDES),
    ),
    _law(
        "mediation_right_to_arbitrate",
        ("调解期间申请仲裁的权利", "Right to arbitrate while mediation goes on"),
        "14(3)",
        ("调解组织收到调解申请", "application received"),
        days(15),
        Who.APPLICANT,
        (
            "未达成协议的可以申请仲裁，调解继续也可以；机构不得延长",
            "may go to arbitration even if mediation continues; not extended by the office",
        ),
    ),
    _law(
        "mediation_performance",
        ("履行调解协议", "Performing a mediation agreement"),
        "15, 16",
        ("调解协议约定的日期", "date in the agreement"),
        no_length(),
        Who.DEBTOR,
        (
            "不履行的可以申请支付令、仲裁审查、司法确认、仲裁或者起诉",
            "default: payment order, review, confirmation, arbitration or suit",
        ),
    ),
    _rules(
        "arbitration_review_apply",
        _REVIEW_TITLE,
        "27",
        _REVIEW_TRIGGER,
        days(15, ANALOGY),
        Who.BOTH_SIDES,
        _REVIEW_LOST,
        until=date(2017, 6, 30),
    ),
    _arbitration(
        "arbitration_review_apply",
        _REVIEW_TITLE,
        "74, 80",
        _REVIEW_TRIGGER,
        days(15, ROLL),
        Who.BOTH_SIDES,
        _REVIEW_LOST,
        also=(cite("mediation_rules", "27"),),
    ),
    _arbitration(
        "arbitration_review_decide",
        ("仲裁审查调解协议", "Reviewing an agreement"),
        "76, 80",
        ("受理仲裁审查申请", "review accepted"),
        working_days(5),
        Who.ARBITRATION_COMMISSION,
        ("制作调解书，可以申请执行", "mediation decision, enforceable"),
        extension=more_working_days(5, Who.COMMISSION_HEAD),
    ),
    limit(
        "judicial_confirmation_apply",
        _CONFIRM_TITLE,
        "33",
        _REVIEW_TRIGGER,
        days(30, ROLL),
        Who.BOTH_SIDES,
        _CONFIRM_LOST,
        instrument="peoples_mediation_law",
        until=date(2023, 12, 31),
    ),
    limit(
        "judicial_confirmation_apply",
        _CONFIRM_TITLE,
        "205",
        _REVIEW_TRIGGER,
        days(30, ROLL),
        Who.BOTH_SIDES,
        _CONFIRM_LOST,
        instrument="civil_procedure_law",
        also=(cite("peoples_mediation_law", "33"),),
    ),
    _confirmation(
        "judicial_confirmation_accept",
        ("法院受理司法确认申请", "Court accepts a confirmation application"),
        "4",
        ("法院收到申请", "application received"),
        days(3, ROLL),
        Who.COURT,
    ),
    _confirmation(
        "judicial_confirmation_decide",
        ("法院裁定司法确认", "Court rules on confirmation"),
        "5",
        ("法院受理", "application accepted"),
        days(15, ROLL),
        Who.COURT,
        ("确认有效的裁定可以申请执行", "a ruling of validity is enforceable"),
        extension=more_days(10, Who.COURT_PRESIDENT),
    ),
    limit(
        "judicial_confirmation_decide_general",
        ("特别程序审结", "General limit of special procedures"),
        "187",
        ("立案", "case filed"),
        days(30, ROLL),
        Who.COURT,
        ("人民调解以外的调解协议适用", "for agreements other than people's mediation"),
        instrument="civil_procedure_law",
        extension=more_days(None, Who.COURT_PRESIDENT),
    ),
    _interpretation(
        "judicial_confirmation_challenge",
        ("当事人对司法确认裁定提出异议", "Party objects to a confirmation ruling"),
        "372",
        ("当事人收到裁定", "the party receives the ruling"),
        days(15, ROLL),
        Who.PARTY,
        ("丧失异议权", "the right to object is lost"),
    ),
    _interpretation(
        "judicial_confirmation_challenge_outsider",
        ("利害关系人对司法确认裁定提出异议", "Outsider objects to a confirmation ruling"),
        "372",
        ("利害关系人知道民事权益受到侵害", "the outsider learns of the harm"),
        months(6),
        Who.OUTSIDER,
        ("丧失异议权", "the right to object is lost"),
    ),
    _arbitration(
        "entrusted_mediation",
        ("仲裁委托调解", "Mediation entrusted by the tribunal"),
        "70, 80",
        ("双方同意委托调解", "parties agree to outside mediation"),
        working_days(10),
        Who.TRIBUNAL,
        ("未达成协议的开庭审理", "no agreement: open the hearing"),
    ),
)
