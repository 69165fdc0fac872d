"""Wage arithmetic: from the facts of a claim to lines that explain themselves.

`compute_claim` does the whole claim; the small functions do one step each. Amounts are yuan in `Decimal`.
"""

from law.wages.additional import additional_compensation
from law.wages.claim import compute_claim, from_json
from law.wages.deductions import loss_deduction_limit
from law.wages.double_wage import double_wage
from law.wages.facts import (
    Allowance,
    ClaimFacts,
    DayWorked,
    Deduction,
    DoubleWageFacts,
    MonthlyWork,
    MonthWage,
    OrderedAmount,
    OvertimeWork,
    Payment,
    PaymentOrder,
    SeveranceFacts,
    UnitWork,
    WorkerFacts,
)
from law.wages.final_award import FinalAwardItem, final_award_items, is_final_award_item
from law.wages.kinds import DeductionGround, DoubleWageException, HoursSystem, LineKind, Occasion, WorkUnit
from law.wages.overtime import occasion_of, overtime_pay
from law.wages.rates import daily_wage, hourly_wage, wage_for_days
from law.wages.results import ClaimResult, Line, Notice
from law.wages.severance import severance, severance_years

__all__ = [
    "Allowance",
    "ClaimFacts",
    "ClaimResult",
    "DayWorked",
    "Deduction",
    "DeductionGround",
    "DoubleWageException",
    "DoubleWageFacts",
    "FinalAwardItem",
    "HoursSystem",
    "Line",
    "LineKind",
    "MonthWage",
    "MonthlyWork",
    "Notice",
    "Occasion",
    "OrderedAmount",
    "OvertimeWork",
    "Payment",
    "PaymentOrder",
    "SeveranceFacts",
    "UnitWork",
    "WorkUnit",
    "WorkerFacts",
    "additional_compensation",
    "compute_claim",
    "daily_wage",
    "double_wage",
    "final_award_items",
    "from_json",
    "hourly_wage",
    "is_final_award_item",
    "loss_deduction_limit",
    "occasion_of",
    "overtime_pay",
    "severance",
    "severance_years",
    "wage_for_days",
]
