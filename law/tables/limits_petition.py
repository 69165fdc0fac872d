"""Petition limits: the Petition Work Regulations of 2022 and, for earlier events, the Petition Regulations of 2005."""

from __future__ import annotations

from functools import partial

from law.rows import Limit, Who
from law.tables.build import ANALOGY, days, limit, more_days, no_length, working_days

_2022 = partial(limit, instrument="petition_rules_2022")
_2005 = partial(limit, instrument="petition_rules_2005")

_DISCIPLINE = (
    "由上级责令改正，依照第四十三条、第四十四条追究责任",
    "the superior orders correction, then discipline under arts 43 and 44",
)
_DISCIPLINE_2005 = (
    "由上级责令改正，依照第四十一条至第四十三条追究责任",
    "the superior orders correction, then discipline under arts 41 to 43",
)
_ON_RECEIPT = ("收到信访事项", "any petition received by any channel")

LIMITS_2022: tuple[Limit, ...] = (
    _2022(
        "petition_register",
        ("信访事项登记", "Registering a petition"),
        "21, 22, 23",
        _ON_RECEIPT,
        no_length(),
        Who.RECEIVING_UNIT,
        _DISCIPLINE,
    ),
    _2022(
        "petition_dispatch",
        ("信访部门转送、交办或上报", "Transferring, assigning or reporting a petition"),
        "22",
        ("信访部门收到信访事项", "the petition office receives the petition"),
        days(15),
        Who.PETITION_OFFICE,
        (
            "必须转送、交办或上报，否则依照第四十三条追究责任",
            "must transfer, assign or report upward; liability under art. 43",
        ),
    ),
    _2022(
        "petition_receipt_notice",
        ("信访事项受理告知", "Written notice of receipt and route"),
        "23(2)",
        ("有权处理机关直接收到信访事项", "another agency receives the petition directly"),
        days(15),
        Who.RECEIVING_UNIT,
        (
            "能当场告知的应当当场书面告知；姓名住址不清的除外；逾期依照第四十四条第（三）项追究责任",
            "on the spot where possible; not needed when name or address is unclear; liability under art. 44(3)",
        ),
    ),
    _2022(
        "petition_transfer_notice",
        ("转送、交办事项的书面告知", "Notice to the petitioner about a transferred petition"),
        "23(3)",
        ("有权处理机关收到转送、交办的信访事项", "the competent agency receives a transferred or assigned petition"),
        days(15),
        Who.COMPETENT_AGENCY,
        _DISCIPLINE,
    ),
    _2022(
        "petition_objection_wrong_agency",
        ("不属于本机关职权的异议", "Objection that the matter is outside the agency's powers"),
        "23(3)",
        ("收到不属于本机关职权的转送、交办事项", "the agency receives a transferred petition outside its powers"),
        working_days(5),
        Who.COMPETENT_AGENCY,
        (
            "说明理由，经转送、交办单位核实同意后退还；逾期未提的由本机关办理（本系统的选择）",
            "give reasons, returned only after the sender agrees; if missed the matter stays (a choice of this system)",
        ),
    ),
    _2022(
        "petition_assign_feedback",
        ("交办事项反馈", "Report of completion on an assigned petition"),
        "22(3)",
        ("收到要求反馈的交办", "a petition is assigned with a duty to report back"),
        no_length(ANALOGY),
        Who.COMPETENT_AGENCY,
        ("提交办结报告；逾期依照第四十条督办", "report of completion; supervision under art. 40"),
    ),
    _2022(
        "petition_handle",
        ("信访事项办结", "Handling a petition to its end"),
        "34",
        ("受理信访事项（仅限第三十一条第（六）项）", "acceptance, only for matters under art. 31(6)"),
        days(60),
        Who.COMPETENT_AGENCY,
        ("督办；依照第四十五条追究责任", "supervision; liability under art. 45"),
        extension=more_days(30, Who.AGENCY_HEAD),
    ),
    _2022(
        "petition_review_request",
        ("请求复查", "Asking for review"),
        "35",
        ("信访人收到处理意见书", "the petitioner receives the handling opinion"),
        days(30),
        Who.PETITIONER,
        ("不再复查，处理意见有效", "no review, the opinion stands"),
    ),
    _2022(
        "petition_review_decide",
        ("复查", "Deciding a review"),
        "35",
        ("收到复查请求", "the request for review is received"),
        days(30),
        Who.HIGHER_AGENCY,
        ("书面答复；逾期依照第四十五条追究责任", "written reply; liability under art. 45"),
    ),
    _2022(
        "petition_recheck_request",
        ("请求复核", "Asking for re-check"),
        "36",
        ("信访人收到复查意见", "the petitioner receives the review opinion"),
        days(30),
        Who.PETITIONER,
        ("信访程序终结", "the process ends"),
    ),
    _2022(
        "petition_recheck_decide",
        ("复核", "Deciding a re-check"),
        "36",
        ("收到复核请求", "the request for re-check is received"),
        days(30),
        Who.REVIEWERS_HIGHER_AGENCY,
        (
            "复核意见为终局；听证所需时间不计入；同一事实和理由再提的不再受理",
            "final; hearing time is not counted; the same facts and reasons are not accepted again",
        ),
    ),
    _2022(
        "petition_urgent_report",
        ("重大、紧急信访事项报告", "Reporting a major or urgent petition"),
        "25",
        ("可能造成社会影响的重大、紧急信访事项", "a major or urgent petition that may affect society"),
        no_length(),
        Who.RECEIVING_UNIT,
        (
            "及时报告，法律未规定小时数；隐瞒、缓报依照第四十六条第（四）项追究责任",
            "without delay, the text gives no hours; hiding or delay: art. 46(4)",
        ),
    ),
)

LIMITS_2005: tuple[Limit, ...] = (
    _2005(
        "xf05_dispatch",
        ("信访工作机构转送、交办（2005年条例）", "Transferring a petition (2005)"),
        "21",
        ("县级以上信访工作机构收到信访事项", "a petition office at county level or above receives the petition"),
        days(15),
        Who.PETITION_OFFICE,
        _DISCIPLINE_2005,
    ),
    _2005(
        "xf05_accept_decision",
        ("决定是否受理（2005年条例）", "Deciding acceptance (2005)"),
        "21(2)",
        ("收到转送、交办的信访事项", "the agency receives a transferred or assigned petition"),
        days(15),
        Who.COMPETENT_AGENCY,
        (
            "书面告知信访人并通报信访工作机构；" + _DISCIPLINE_2005[0],
            "written notice to the petitioner, and the petition office informed; " + _DISCIPLINE_2005[1],
        ),
    ),
    _2005(
        "xf05_direct_notice",
        ("直接收到事项的告知（2005年条例）", "Notice on a petition received directly (2005)"),
        "22(2)",
        ("行政机关直接收到信访事项", "the agency receives the petition directly"),
        days(15),
        Who.COMPETENT_AGENCY,
        ("能当场答复的应当当场书面答复；" + _DISCIPLINE_2005[0], "on the spot where possible; " + _DISCIPLINE_2005[1]),
    ),
    _2005(
        "xf05_handle",
        ("信访事项办结（2005年条例）", "Handling a petition to its end (2005)"),
        "33",
        ("受理信访事项", "acceptance"),
        days(60),
        Who.COMPETENT_AGENCY,
        ("法律、行政法规另有规定的从其规定；" + _DISCIPLINE_2005[0], "other laws prevail; " + _DISCIPLINE_2005[1]),
        extension=more_days(30, Who.AGENCY_HEAD),
    ),
    _2005(
        "xf05_review_request",
        ("请求复查（2005年条例）", "Asking for review (2005)"),
        "34",
        ("信访人收到书面答复", "the petitioner receives the written reply"),
        days(30),
        Who.PETITIONER,
        ("不再复查，处理意见有效", "no review, the opinion stands"),
    ),
    _2005(
        "xf05_review_decide",
        ("复查（2005年条例）", "Deciding a review (2005)"),
        "34",
        ("收到复查请求", "the request for review is received"),
        days(30),
        Who.HIGHER_AGENCY,
        _DISCIPLINE_2005,
    ),
    _2005(
        "xf05_recheck_request",
        ("请求复核（2005年条例）", "Asking for re-check (2005)"),
        "35",
        ("信访人收到复查意见", "the petitioner receives the review opinion"),
        days(30),
        Who.PETITIONER,
        ("信访程序终结", "the process ends"),
    ),
    _2005(
        "xf05_recheck_decide",
        ("复核（2005年条例）", "Deciding a re-check (2005)"),
        "35",
        ("收到复核请求", "the request for re-check is received"),
        days(30),
        Who.REVIEWERS_HIGHER_AGENCY,
        ("听证所需时间不计入；" + _DISCIPLINE_2005[0], "hearing time is not counted; " + _DISCIPLINE_2005[1]),
    ),
    _2005(
        "xf05_urgent_report",
        ("重大、紧急信访事项报告（2005年条例）", "Reporting a major or urgent petition (2005)"),
        "26",
        ("重大、紧急信访事项和信访信息", "a major or urgent matter"),
        no_length(),
        Who.COMPETENT_AGENCY,
        (
            "立即报告本级人民政府和上一级主管部门；" + _DISCIPLINE_2005[0],
            "at once, to the government of the same level and the higher department; " + _DISCIPLINE_2005[1],
        ),
    ),
)
