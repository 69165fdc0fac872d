"""The list of wage defaulters under joint sanction (Order 45)."""

from __future__ import annotations

from functools import partial

from law.rows import Limit, Who
from law.tables.build import AS_IS, limit, months, more_working_days, working_days, years

_row = partial(limit, instrument="blacklist_measures")
_REMEDY = ("当事人可以申请复议或者起诉（第十八条）", "the party may apply for reconsideration or sue (art. 18)")

BLACKLIST: tuple[Limit, ...] = (
    _row(
        "blacklist_objection",
        ("对拟列入失信名单提出异议", "Objecting to a listing"),
        "6",
        ("收到列入告知书", "notice of intended listing received"),
        working_days(5),
        Who.PARTY,
        ("视为无异议，可以作出列入决定", "no objection: the listing may be decided"),
    ),
    _row(
        "blacklist_objection_check",
        ("核查异议", "Checking an objection"),
        "6",
        ("收到异议", "objection received"),
        working_days(5),
        Who.HRSS,
        _REMEDY,
    ),
    _row(
        "blacklist_decide",
        ("列入决定", "Deciding a listing"),
        "8",
        ("责令支付期限届满", "the date in the order to pay has passed"),
        working_days(20),
        Who.HRSS,
        _REMEDY,
        extension=more_working_days(20, Who.DEPARTMENT_HEAD),
    ),
    _row(
        "blacklist_period",
        ("列入期限", "Time on the list"),
        "11",
        ("列入决定作出", "listing decision"),
        years(3, AS_IS),
        Who.EMPLOYER,
        (
            "期满移出；提供虚假材料提前移出的重新计算三年",
            "removed at the end; three years restart after false documents",
        ),
    ),
    _row(
        "blacklist_early_exit",
        ("申请提前移出的最短期间", "Earliest application for early exit"),
        "12",
        ("列入期间改正拖欠", "arrears corrected while listed"),
        months(6, AS_IS),
        Who.EMPLOYER,
        (
            "满六个月并作出书面承诺方可申请；再次拖欠或有刑事程序的除外（第十三条）",
            "after six months and a written promise; not with new arrears or criminal proceedings (art. 13)",
        ),
    ),
    _row(
        "blacklist_early_exit_check",
        ("核查提前移出申请", "Checking an application for early exit"),
        "14",
        ("收到提前移出申请", "exit application received"),
        working_days(15),
        Who.HRSS,
        _REMEDY,
    ),
    _row(
        "blacklist_removal",
        ("移出名单", "Removing from the list"),
        "17",
        ("期满、准予提前移出或者决定被撤销", "period ended, early exit granted, or decision revoked"),
        working_days(10),
        Who.HRSS,
        _REMEDY,
    ),
)
