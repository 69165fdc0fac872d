"""Dated rows of wage arithmetic: conversion constants, overtime factors, ceilings and rates.

A change of law is a new row with a later date; a row that once applied is never edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.tables.dated import Dated


@dataclass(frozen=True, slots=True)
class ConversionRow(Dated):
    """How a monthly wage becomes a daily and an hourly one (人社部发〔2025〕2号, before it 劳社部发〔2008〕3号)."""

    paid_days: Decimal
    """Paid days a month (计薪天数): the only divisor for money."""
    hours_per_day: Decimal
    work_days: Decimal
    """Average work days a month, for planning hours only, never for money."""
    statutory_holidays: int


@dataclass(frozen=True, slots=True)
class OvertimeRow(Dated):
    """Factors of Labour Law art. 44 and the limits of art. 41."""

    workday: Decimal
    rest_day: Decimal
    statutory_holiday: Decimal
    hours_limit_month: Decimal


@dataclass(frozen=True, slots=True)
class CompensationRow(Dated):
    """Rates and ceilings of the Labour Contract Law used for wages and severance."""

    double_wage_months: int
    double_wage_from_month: int
    severance_half_year: Decimal
    severance_cap_multiple: Decimal
    severance_cap_years: Decimal
    severance_average_months: int
    unlawful_termination_factor: Decimal
    additional_rate_min: Decimal
    additional_rate_max: Decimal


@dataclass(frozen=True, slots=True)
class DeductionRow(Dated):
    """Ceiling on deductions for loss caused by the worker (工资支付暂行规定 art. 16)."""

    loss_share_max: Decimal


@dataclass(frozen=True, slots=True)
class FinalAwardRow(Dated):
    """Ceiling of a final award, in monthly minimum wages per single item (Dispute Law art. 47)."""

    minimum_wages: Decimal


CONVERSION = (
    ConversionRow(
        version="conversion-2008",
        effective_from=date(2008, 1, 1),
        effective_to=date(2024, 12, 31),
        paid_days=Decimal("21.75"),
        hours_per_day=Decimal(8),
        work_days=Decimal("20.83"),
        statutory_holidays=11,
    ),
    ConversionRow(
        version="conversion-2025",
        effective_from=date(2025, 1, 1),
        effective_to=None,
        paid_days=Decimal("21.75"),
        hours_per_day=Decimal(8),
        work_days=Decimal("20.67"),
        statutory_holidays=13,
    ),
)

OVERTIME = (
    OvertimeRow(
        version="overtime-1995",
        effective_from=date(1995, 1, 1),
        effective_to=None,
        workday=Decimal("1.5"),
        rest_day=Decimal("2.0"),
        statutory_holiday=Decimal("3.0"),
        hours_limit_month=Decimal(36),
    ),
)

COMPENSATION = (
    CompensationRow(
        version="compensation-2008",
        effective_from=date(2008, 1, 1),
        effective_to=None,
        double_wage_months=11,
        double_wage_from_month=1,
        severance_half_year=Decimal("0.5"),
        severance_cap_multiple=Decimal(3),
        severance_cap_years=Decimal(12),
        severance_average_months=12,
        unlawful_termination_factor=Decimal(2),
        additional_rate_min=Decimal("0.50"),
        additional_rate_max=Decimal("1.00"),
    ),
)

DEDUCTIONS = (
    DeductionRow(
        version="deduction-1995",
        effective_from=date(1995, 1, 1),
        effective_to=None,
        loss_share_max=Decimal("0.20"),
    ),
)

FINAL_AWARD = (
    FinalAwardRow(
        version="final-award-2008",
        effective_from=date(2008, 5, 1),
        effective_to=None,
        minimum_wages=Decimal(12),
    ),
)
