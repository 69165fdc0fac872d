"""Dated rows of penalties: Order 724 arts 54-58, Inspection Regulation arts 25 and 30(3).

Each row is one forbidden conduct. In arts 54-58 the fine follows only when an order to correct was not obeyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from law.tables.dated import Dated

WAGE_REGULATION_FROM = date(2020, 5, 1)
INSPECTION_FROM = date(2004, 12, 1)


class Offender(StrEnum):
    """Against whom a penalty can be directed."""

    EMPLOYER = "employer"
    GENERAL_CONTRACTOR = "general_contractor"
    SUBCONTRACTOR = "subcontractor"
    CONSTRUCTION_UNIT = "construction_unit"
    BANK = "bank"


class Measure(StrEnum):
    """What may come besides the fine."""

    STOP_PROJECT = "stop_project"
    LIMIT_NEW_WORK = "limit_new_work"
    LOWER_QUALIFICATION = "lower_qualification"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class SanctionRow(Dated):
    """One conduct, its article, who can be fined and the band of the fine in yuan."""

    code: str
    instrument: str
    article: str
    offenders: frozenset[Offender]
    unit_min: Decimal
    unit_max: Decimal
    person_min: Decimal | None
    person_max: Decimal | None
    per_worker: bool
    after_order_only: bool
    measures: tuple[Measure, ...]
    text_zh: str
    text_en: str


_CONTRACTORS = frozenset({Offender.GENERAL_CONTRACTOR, Offender.SUBCONTRACTOR})
_OWNERS = frozenset({Offender.CONSTRUCTION_UNIT})
_SITE = _OWNERS | {Offender.GENERAL_CONTRACTOR}
_UNITS = frozenset({Offender.EMPLOYER}) | _CONTRACTORS
_STOP = (Measure.STOP_PROJECT,)
_STOP_AND_QUALIFICATION = (Measure.STOP_PROJECT, Measure.LIMIT_NEW_WORK, Measure.LOWER_QUALIFICATION)


def _row(
    code: str,
    article: str,
    offenders: frozenset[Offender],
    unit: tuple[int, int],
    text_zh: str,
    text_en: str,
    *,
    person: tuple[int, int] | None = None,
    measures: tuple[Measure, ...] = (),
    instrument: str = "wage_regulation",
    since: date = WAGE_REGULATION_FROM,
    per_worker: bool = False,
    after_order_only: bool = True,
) -> SanctionRow:
    return SanctionRow(
        version=f"{code}-{since.isoformat()}",
        effective_from=since,
        effective_to=None,
        code=code,
        instrument=instrument,
        article=article,
        offenders=offenders,
        unit_min=Decimal(unit[0]),
        unit_max=Decimal(unit[1]),
        person_min=None if person is None else Decimal(person[0]),
        person_max=None if person is None else Decimal(person[1]),
        per_worker=per_worker,
        after_order_only=after_order_only,
        measures=measures,
        text_zh=text_zh,
        text_en=text_en,
    )


_SMALL, _LARGE, _PERSON = (20000, 50000), (50000, 100000), (10000, 30000)

SANCTION_ROWS = (
    _row(
        "paid_in_kind",
        "54",
        _UNITS,
        _SMALL,
        "以实物、有价证券等形式代替货币支付工资",
        "Paying wages in kind or in coupons",
        person=_PERSON,
    ),
    _row(
        "no_ledger_or_slip",
        "54",
        _UNITS,
        _SMALL,
        "未编制工资支付台账并依法保存，或者未向工人提供工资清单",
        "No wage ledger kept, or no wage slip given",
        person=_PERSON,
    ),
    _row(
        "held_wage_card",
        "54",
        _UNITS,
        _SMALL,
        "扣押或者变相扣押工人的工资银行账户所绑定的社会保障卡或者银行卡",
        "Holding the worker's wage card",
        person=_PERSON,
    ),
    _row(
        "no_special_account",
        "55",
        _CONTRACTORS,
        _LARGE,
        "未按规定开设或者使用农民工工资专用账户",
        "No special wage account, or not used",
        measures=_STOP_AND_QUALIFICATION,
    ),
    _row(
        "no_wage_deposit",
        "55",
        _CONTRACTORS,
        _LARGE,
        "未按规定存储工资保证金或者未提供金融机构保函",
        "No wage deposit or bank guarantee",
        measures=_STOP_AND_QUALIFICATION,
    ),
    _row(
        "no_real_name_system",
        "55",
        _CONTRACTORS,
        _LARGE,
        "未实行劳动用工实名制管理",
        "No real-name system on site",
        measures=_STOP_AND_QUALIFICATION,
    ),
    _row(
        "no_monthly_workload_sheet",
        "56",
        _CONTRACTORS,
        _LARGE,
        "分包单位未按月考核工人工作量、编制工资支付表并经工人本人签字确认",
        "No monthly workload and wage sheet signed by the workers",
    ),
    _row(
        "no_supervision_of_subcontractor",
        "56",
        frozenset({Offender.GENERAL_CONTRACTOR}),
        _LARGE,
        "施工总承包单位未对分包单位劳动用工实施监督管理",
        "The general contractor does not supervise its subcontractors' labour",
    ),
    _row(
        "refused_supervision",
        "56",
        frozenset({Offender.SUBCONTRACTOR}),
        _LARGE,
        "分包单位未配合施工总承包单位对其劳动用工进行监督管理",
        "The subcontractor refuses the general contractor's supervision",
    ),
    _row(
        "no_rights_board",
        "56",
        frozenset({Offender.GENERAL_CONTRACTOR}),
        _LARGE,
        "未在施工现场设立维权信息告示牌",
        "No rights board on site",
    ),
    _row(
        "no_payment_guarantee",
        "57",
        _OWNERS,
        _LARGE,
        "建设单位未依法提供工程款支付担保",
        "The construction unit gives no payment guarantee",
        measures=_STOP,
    ),
    _row(
        "labour_cost_not_paid",
        "57",
        _OWNERS,
        _LARGE,
        "建设单位未按约定及时足额向农民工工资专用账户拨付人工费用",
        "The construction unit does not pay the labour cost into the special account in time",
        measures=_STOP,
    ),
    _row(
        "refused_project_papers",
        "57",
        _SITE,
        _LARGE,
        "建设单位或者施工总承包单位拒不提供或者无法提供工程施工合同、农民工工资专用账户有关资料",
        "Works contract or special-account papers are refused or cannot be shown",
        measures=_STOP,
    ),
    _row(
        "refused_account_query",
        "58",
        frozenset({Offender.BANK}),
        _SMALL,
        "金融机构不依法配合查询相关单位金融账户",
        "A bank refuses a lawful account query",
    ),
    _row(
        "unlawful_overtime",
        "25",
        _UNITS,
        (100, 500),
        "违法延长工作时间",
        "Unlawful overtime",
        instrument="inspection_regulation",
        since=INSPECTION_FROM,
        per_worker=True,
        after_order_only=False,
        measures=(Measure.WARNING,),
    ),
    _row(
        "disobeyed_order",
        "30",
        _UNITS | _OWNERS,
        (2000, 20000),
        "经责令改正拒不改正，或者拒不履行行政处理决定",
        "Not obeying an order to correct or an administrative decision",
        instrument="inspection_regulation",
        since=INSPECTION_FROM,
    ),
)
