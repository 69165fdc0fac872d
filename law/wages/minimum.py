"""The floor under a month of normal full-time work: the local minimum wage of the tier and the month.

Labour Law art. 48; overtime and allowances do not count towards it. A county whose tier is unknown is taken at the
lowest tier of the day, and the reader is told so.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from law.money import EXACT, plain, to_fen
from law.months import Month, month_of
from law.tables.local import LocalTables, MinimumWage
from law.wages.earned import Due
from law.wages.facts import WorkerFacts
from law.wages.kinds import LineKind
from law.wages.results import Notice


def minimum_wage_gaps(facts: WorkerFacts, local: LocalTables) -> tuple[list[Due], list[Notice]]:
    """Return what is missing up to the minimum wage in each month worked full time, and what was assumed."""
    earned = _full_time_months(facts)
    gaps: list[Due] = []
    notices: set[Notice] = set()
    for month, amount in sorted(earned.items()):
        found = local.minimum_wage(facts.division, month.first_day)
        if found is None:
            notices.add(_unknown(facts.worker, month))
            continue
        notices.update(_doubts(facts.worker, found))
        if amount < found.row.monthly:
            gaps.append(_gap(month, amount, found, facts.division))
    return gaps, sorted(notices)


def _full_time_months(facts: WorkerFacts) -> dict[Month, Decimal]:
    full = {work.month for work in facts.months if work.is_full_month}
    full |= {month_of(work.period_from) for work in facts.unit_work if work.full_time}
    earned: dict[Month, Decimal] = defaultdict(Decimal)
    for month in full:
        earned[month] = Decimal(0)
    for work in facts.months:
        if work.month in full:
            earned[work.month] = EXACT.add(earned[work.month], work.monthly_wage)
    for unit in facts.unit_work:
        month = month_of(unit.period_from)
        if month in full and month_of(unit.period_to) == month:
            earned[month] = EXACT.add(earned[month], EXACT.multiply(unit.quantity, unit.unit_price))
    return earned


def _gap(month: Month, amount: Decimal, found: MinimumWage, division: str) -> Due:
    return Due(
        kind=LineKind.MINIMUM_WAGE_GAP,
        period_from=month.first_day,
        period_to=month.last_day,
        amount=to_fen(EXACT.subtract(found.row.monthly, amount)),
        formula=f"{plain(found.row.monthly)} - {plain(amount)}",
        inputs=(
            ("division", division),
            ("minimum_wage", plain(found.row.monthly)),
            ("tier", str(found.row.tier)),
            ("tier_assumed", "yes" if found.tier_assumed else "no"),
            ("normal_wage", plain(amount)),
        ),
        instrument="labour_law",
        article="48",
        rule_version=found.row.version,
    )


def _doubts(worker: str, found: MinimumWage) -> list[Notice]:
    notices = []
    row = found.row
    if found.tier_assumed:
        notices.append(
            Notice(
                worker,
                "minimum_wage_tier_assumed",
                f"当地最低工资类别尚未录入，"
                f"自 {row.effective_from.isoformat()} 起按最低一档 {plain(row.monthly)} 元核对。",
                f"The local tier is not on record; from {row.effective_from.isoformat()} the lowest tier, "
                f"{plain(row.monthly)} yuan, was used.",
            )
        )
    if not row.is_confirmed:
        notices.append(
            Notice(
                worker,
                "minimum_wage_unconfirmed",
                f"自 {row.effective_from.isoformat()} 起的最低工资标准 {plain(row.monthly)} 元未经原文核对，"
                "请以省级文件为准。",
                f"The minimum wage of {plain(row.monthly)} yuan from {row.effective_from.isoformat()} "
                "was not checked against the provincial notice.",
            )
        )
    return notices


def _unknown(worker: str, month: Month) -> Notice:
    return Notice(
        worker,
        "minimum_wage_unknown",
        f"{month}：没有当地当时的最低工资标准，未作最低工资核对。",
        f"{month}: no minimum wage is on record for that place and month, so the floor was not checked.",
    )
