"""What decides which roads are open: the claim, its dates, what was already filed, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from law.errors import InvalidDate, InvalidFact, InvalidPeriod


class ClaimKind(StrEnum):
    """What the worker asks for."""

    WAGES = "wages"
    OVERTIME = "overtime"
    MINIMUM_WAGE_GAP = "minimum_wage_gap"
    SEVERANCE = "severance"
    ADDITIONAL_COMPENSATION = "additional_compensation"
    DOUBLE_WAGE = "double_wage"
    UNLAWFUL_TERMINATION = "unlawful_termination"
    LABOUR_RELATIONSHIP = "labour_relationship"


PAY_KINDS = frozenset({ClaimKind.WAGES, ClaimKind.OVERTIME, ClaimKind.MINIMUM_WAGE_GAP})
"""Remuneration, for which the one-year limit does not run while the worker is employed (Dispute Law art. 27(4))."""

INSPECTION_KINDS = PAY_KINDS | {ClaimKind.SEVERANCE, ClaimKind.ADDITIONAL_COMPENSATION}
"""What an order of the inspection can cover (Inspection Regulation art. 26, LCL art. 85)."""

ORDER_KINDS = PAY_KINDS | {ClaimKind.SEVERANCE, ClaimKind.UNLAWFUL_TERMINATION}
"""What a payment order can cover (LCL art. 30, Dispute Law art. 16)."""


class FilingKind(StrEnum):
    """What somebody already did about the claim."""

    DEMAND = "demand"
    CONSULTATION = "consultation"
    PROMISE = "promise"
    """The employer agreed to pay, for instance by an IOU."""
    COMPLAINT = "complaint"
    PETITION = "petition"
    MEDIATION = "mediation"
    ARBITRATION = "arbitration"
    PAYMENT_ORDER = "payment_order"
    SUIT = "suit"


PROCEDURES = frozenset({FilingKind.MEDIATION, FilingKind.ARBITRATION, FilingKind.SUIT})
"""Procedures that close the inspection's door on the same matter (Inspection Regulation art. 21)."""


class FilingStatus(StrEnum):
    """How a filing stands."""

    PENDING = "pending"
    ENDED = "ended"
    """Ended without result: mediation failed, application withdrawn, payment order rejected."""
    REFUSED = "refused"
    """Not accepted, or not answered in time."""
    DECIDED = "decided"
    """Decided on the merits."""


@dataclass(frozen=True, slots=True)
class Filing:
    """One thing that was filed or said, and on which day."""

    kind: FilingKind
    on: date
    status: FilingStatus = FilingStatus.PENDING
    ended_on: date | None = None

    def __post_init__(self) -> None:
        if self.ended_on is not None:
            if self.status is FilingStatus.PENDING:
                raise InvalidFact("ended_on", "仍在进行的程序没有结束日")
            if self.ended_on < self.on:
                raise InvalidPeriod("ended_on", "结束日早于提出之日")

    @property
    def is_pending(self) -> bool:
        """Say whether it is still running."""
        return self.status is FilingStatus.PENDING


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """A mediation agreement: when it took effect, when it was to be performed, and what became of it."""

    effective_on: date
    pay_by: date
    only_payment: bool = True
    """The agreement is about paying wages and nothing else."""
    performed: bool = False
    reviewed: bool = False
    """An arbitration commission has issued a mediation decision on it."""
    confirmed: bool = False
    """A court has confirmed it."""

    def __post_init__(self) -> None:
        if self.pay_by < self.effective_on:
            raise InvalidPeriod("pay_by", "付款日早于协议生效日")

    def is_in_default(self, today: date) -> bool:
        """Say whether the day of payment has passed unpaid."""
        return not self.performed and today > self.pay_by


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """An arbitration award and the day the worker received it."""

    received_on: date


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """A claim as it stands today.

    `last_violation` is the day on which the wages last fell due unpaid, or the violation ended; `continuing` says that
    it still goes on. `employment_ended` None means that the worker is still employed. `known_on` is when the worker
    knew of the harm, for claims other than pay.
    """

    today: date
    claim: ClaimKind = ClaimKind.WAGES
    amount_agreed: bool = False
    last_violation: date | None = None
    continuing: bool = False
    employment_ended: date | None = None
    known_on: date | None = None
    iou_on: date | None = None
    other_labour_issue: bool = False
    """Something besides the unpaid sum is disputed, such as the labour relationship."""
    counter_debt: bool = False
    debtor_reachable: bool = True
    filings: tuple[Filing, ...] = ()
    agreement: AgreementFacts | None = None
    award: AwardFacts | None = None

    def __post_init__(self) -> None:
        dates = {
            "last_violation": self.last_violation,
            "employment_ended": self.employment_ended,
            "known_on": self.known_on,
            "iou_on": self.iou_on,
            "agreement": self.agreement.effective_on if self.agreement else None,
            "award": self.award.received_on if self.award else None,
        }
        dates |= {f"filings[{index}]": filing.ended_on or filing.on for index, filing in enumerate(self.filings)}
        for field, day in dates.items():
            if day is not None and day > self.today:
                raise InvalidDate(field, f"{day.isoformat()} 晚于今天")
        if self.continuing and self.employment_ended is not None and self.last_violation is None:
            raise InvalidFact("last_violation", "已经离职的，请填写最后一次应发未发工资的日期")

    def filed(self, *kinds: FilingKind) -> tuple[Filing, ...]:
        """Return the filings of some kinds, oldest first."""
        return tuple(sorted((f for f in self.filings if f.kind in kinds), key=lambda f: (f.on, f.kind)))

    def is_pending(self, kind: FilingKind) -> bool:
        """Say whether a procedure of that kind is running."""
        return any(filing.is_pending for filing in self.filed(kind))
