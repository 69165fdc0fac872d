"""Transfer of suspected crimes to the police. The text says 三日 without defining it: calendar days, never rolled."""

from __future__ import annotations

from functools import partial

from law.rows import EndRule, Limit, Unit, Who
from law.tables.build import AS_IS, POLICY, days, limit

_row = partial(limit, instrument="transfer_regulation")
_days = partial(limit, instrument="transfer_regulation", confidence=POLICY)
_THREE = days(3, AS_IS)
_ONE_DAY_OF_HOURS: tuple[int, Unit, EndRule] = (24, Unit.HOUR, AS_IS)
_AGENCY_FAULT = (
    "由本级政府或上级机关责令移送，对负责人给予处分（第十六条）",
    "the government or the higher agency orders the transfer and disciplines the head (art. 16)",
)
_POLICE_FAULT = (
    "由本级政府或上级机关责令改正，对负责人给予处分（第十七条）",
    "the government or the higher agency orders correction and disciplines the head (art. 17)",
)

CRIME: tuple[Limit, ...] = (
    _days(
        "crime_transfer_decision",
        ("决定是否移送涉嫌犯罪案件", "Deciding on a transfer to the police"),
        "5",
        ("书面报告送达正职或主持工作的负责人", "written report reaches the head"),
        _THREE,
        Who.AGENCY_HEAD,
        _AGENCY_FAULT,
    ),
    _row(
        "crime_transfer_send",
        ("向公安机关移送", "Sending the case to the police"),
        "5",
        ("批准移送", "transfer approved"),
        _ONE_DAY_OF_HOURS,
        Who.HRSS,
        _AGENCY_FAULT,
    ),
    _row(
        "crime_police_forward",
        ("公安机关转送有管辖权的机关", "Police forward a case outside their jurisdiction"),
        "7",
        ("公安机关发现不属于本机关管辖", "police find no jurisdiction"),
        _ONE_DAY_OF_HOURS,
        Who.POLICE,
        _POLICE_FAULT,
    ),
    _days(
        "crime_police_decide",
        ("公安机关决定是否立案", "Police decide on filing"),
        "8",
        ("公安机关接受移送案件", "police receive the case"),
        _THREE,
        Who.POLICE,
        ("书面通知立案或者不予立案；" + _POLICE_FAULT[0], "file or refuse, in writing; " + _POLICE_FAULT[1]),
    ),
    _days(
        "crime_reconsider_request",
        ("对不予立案提请复议", "Asking the police to reconsider"),
        "9",
        ("接到不予立案通知书", "refusal notice received"),
        _THREE,
        Who.HRSS,
        (
            "提请复议，也可以建议检察院立案监督",
            "reconsideration, or ask the procuratorate to supervise",
        ),
    ),
    _days(
        "crime_reconsider_decide",
        ("公安机关复议决定", "Police decide the reconsideration"),
        "9",
        ("收到复议申请", "request received"),
        _THREE,
        Who.POLICE,
        _POLICE_FAULT,
    ),
    _days(
        "crime_supervision_request",
        ("建议检察院立案监督", "Asking the procuratorate to supervise"),
        "9",
        ("接到复议决定", "reconsideration decision received"),
        _THREE,
        Who.HRSS,
        _AGENCY_FAULT,
    ),
    _days(
        "crime_handover",
        ("向公安机关移交材料", "Handing over the materials"),
        "12",
        ("接到立案通知书", "filing notice received"),
        _THREE,
        Who.HRSS,
        _AGENCY_FAULT,
    ),
)
