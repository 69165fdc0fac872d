"""The closed vocabularies of a wage claim. The values are stored and never renamed."""

from __future__ import annotations

from enum import StrEnum


class LineKind(StrEnum):
    """What one line of a claim asks for."""

    WAGE = "wage"
    MINIMUM_WAGE_GAP = "minimum_wage_gap"
    OVERTIME = "overtime"
    DOUBLE_WAGE = "double_wage"
    SEVERANCE = "severance"
    UNLAWFUL_TERMINATION = "unlawful_termination"
    ADDITIONAL_COMPENSATION = "additional_compensation"

    @property
    def ledger_kind(self) -> str:
        """The kind under which a claim ledger books the line.

        A minimum-wage gap is wage, unlawful termination severance.
        """
        return {"minimum_wage_gap": "wage", "unlawful_termination": "severance"}.get(self.value, self.value)


EARNED_KINDS = (LineKind.WAGE, LineKind.MINIMUM_WAGE_GAP, LineKind.OVERTIME)
"""Kinds that a wage payment settles, in the order in which a payment without a month settles one day's claims."""


class Occasion(StrEnum):
    """When overtime was worked (Labour Law art. 44)."""

    WORKDAY = "workday"
    REST_DAY = "rest_day"
    STATUTORY_HOLIDAY = "statutory_holiday"


class HoursSystem(StrEnum):
    """The working-hours system that applied (工资支付暂行规定 art. 13)."""

    STANDARD = "standard"
    COMPREHENSIVE = "comprehensive"
    IRREGULAR = "irregular"


class WorkUnit(StrEnum):
    """What unit work is counted in; the values are the words of the input."""

    PIECE = "piece"
    DAY = "day"
    HOUR = "hour"


class DeductionGround(StrEnum):
    """Why the employer kept back part of the wage (工资支付暂行规定 arts 15-16)."""

    TAX = "tax"
    SOCIAL_INSURANCE = "social_insurance"
    MAINTENANCE = "maintenance"
    LOSS = "loss"
    OTHER = "other"


class DoubleWageException(StrEnum):
    """Why the employer owes no double wage although no contract was written (法释〔2025〕12号 art. 7)."""

    FORCE_MAJEURE = "force_majeure"
    WORKER_FAULT = "worker_fault"
    OTHER_LAW = "other_law"
