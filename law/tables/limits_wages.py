"""Pay days, records that must be kept, contracts, and construction projects."""

from __future__ import annotations

from datetime import date
from functools import partial

from law.citations import cite
from law.rows import Limit, Unit, Who
from law.tables.build import AS_IS, EARLIER, ROLL, Length, days, limit, months, no_length, working_days, years

_regulation = partial(limit, instrument="wage_regulation")
_rules_1994 = partial(limit, instrument="wage_payment_rules_1994")
_contract = partial(limit, instrument="labour_contract_law")
_ARREARS = ("构成拖欠工资，见罚则", "wage arrears, see the penalties")

_PAYDAY = ("工资支付日遇休假日提前支付", "Pay day on a day off")
_PAYDAY_TRIGGER = ("约定的工资支付日", "the agreed pay day")
_PAY_BEFORE = (f"提前在最近的工作日支付；{_ARREARS[0]}", f"pay before, on the last working day; {_ARREARS[1]}")
_ON_THE_DAY: Length = (0, Unit.CALENDAR_DAY, EARLIER)

WAGES: tuple[Limit, ...] = (
    _rules_1994(
        "wage_payday", _PAYDAY, "7", _PAYDAY_TRIGGER, _ON_THE_DAY, Who.EMPLOYER, _PAY_BEFORE, until=date(2020, 4, 30)
    ),
    _regulation(
        "wage_payday",
        _PAYDAY,
        "14",
        _PAYDAY_TRIGGER,
        _ON_THE_DAY,
        Who.EMPLOYER,
        _PAY_BEFORE,
        also=(cite("wage_payment_rules_1994", "7"),),
    ),
    limit(
        "wage_monthly_min",
        ("至少每月支付一次工资", "Wages at least monthly"),
        "50",
        ("上一次工资支付日", "every month, from the last pay day"),
        months(1, EARLIER),
        Who.EMPLOYER,
        _ARREARS,
        instrument="labour_law",
        also=(cite("wage_payment_rules_1994", "7"),),
    ),
    _rules_1994(
        "wage_on_exit",
        ("解除或终止合同时一次付清工资", "All wages at the end of the contract"),
        "9",
        ("劳动合同解除或者终止", "contract ended"),
        (0, Unit.CALENDAR_DAY, AS_IS),
        Who.EMPLOYER,
        ("同时一次付清；" + _ARREARS[0], "at the same time, all at once; " + _ARREARS[1]),
    ),
    _regulation(
        "wage_ledger_retention",
        ("工资支付台账保存", "Keeping the wage ledger"),
        "15",
        ("台账编制", "ledger made"),
        years(3, AS_IS),
        Who.EMPLOYER,
        ("最短保存期", "minimum"),
    ),
    _rules_1994(
        "wage_record_retention_general",
        ("工资支付记录保存（非农民工）", "Keeping wage records of other workers"),
        "6",
        ("工资支付记录", "wage record"),
        years(2, AS_IS),
        Who.EMPLOYER,
        ("最短保存期", "minimum"),
    ),
    _regulation(
        "labour_ledger_retention",
        ("用工管理台账保存", "Keeping the labour management ledger"),
        "28",
        ("工程完工且工资全部结清", "project complete and wages settled"),
        years(3, AS_IS),
        Who.CONTRACTORS,
        ("最短保存期", "minimum"),
    ),
    _contract(
        "written_contract_month",
        ("订立书面劳动合同", "Written labour contract"),
        "10",
        ("用工之日", "first working day"),
        months(1, ROLL),
        Who.EMPLOYER,
        ("超过一个月未订立的每月支付二倍工资", "double wage from then on"),
        also=(cite("labour_contract_law", "82"),),
    ),
    _contract(
        "contract_text_retention",
        ("劳动合同文本保存", "Keeping the contract"),
        "50",
        ("合同解除或者终止", "contract ended"),
        years(2, AS_IS),
        Who.EMPLOYER,
        ("最短保存期", "minimum"),
    ),
    _contract(
        "exit_formalities",
        ("档案和社会保险关系转移", "File and social insurance transfer"),
        "50",
        ("合同解除或者终止", "contract ended"),
        days(15),
        Who.EMPLOYER,
    ),
    _regulation(
        "labour_cost_payment",
        ("人工费用拨付周期", "Paying labour cost into the special account"),
        "24",
        ("合同约定的人工费用拨付周期", "contract cycle"),
        months(1, AS_IS),
        Who.CONSTRUCTION_UNIT,
        (
            "周期最长一个月；未按时足额拨付的依照第五十七条处罚",
            "one month at most; penalty under art. 57 if not paid in time",
        ),
    ),
    limit(
        "special_account_open",
        ("开设农民工工资专用账户", "Opening the special account"),
        "",
        ("签订工程施工合同", "works contract signed"),
        days(30),
        Who.GENERAL_CONTRACTOR,
        (
            "并签订三方协议；未开设的依照条例第五十五条处罚",
            "with a three-party agreement; penalty under art. 55 of the Regulation",
        ),
        instrument="special_account_measures",
    ),
    _regulation(
        "special_account_close_notice",
        ("注销专用账户前公示", "Public notice before closing the account"),
        "27",
        ("工程完工且无拖欠，开始公示", "works done, no arrears: public notice begins"),
        days(30, AS_IS),
        Who.GENERAL_CONTRACTOR,
        ("公示满三十日后方可申请注销", "apply after the full thirty days"),
    ),
    limit(
        "wage_deposit_pay",
        ("存储工资保证金", "Paying the wage deposit"),
        "",
        (
            "取得施工许可证或者批准开工；否则自签订合同",
            "construction permit or start approval, otherwise the contract",
        ),
        working_days(20),
        Who.GENERAL_CONTRACTOR,
        ("未存储的依照条例第五十五条处罚", "penalty under art. 55 of the Regulation"),
        instrument="wage_deposit_rules",
    ),
    limit(
        "publication_cycle",
        ("重大违法行为社会公布周期", "Cycle of publishing major violations"),
        "",
        (
            "县、市每季度一次；省、部每半年一次",
            "county and city quarterly, province and ministry half-yearly",
        ),
        no_length(),
        Who.HRSS,
        ("向社会公布", "publish"),
        instrument="publication_measures",
    ),
)
