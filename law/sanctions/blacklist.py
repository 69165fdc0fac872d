"""The blacklist test (失信联合惩戒名单): Order 45 arts 5 and 7, in force from 1 January 2022."""

from __future__ import annotations

from dataclasses import dataclass

from law.citations import cite
from law.sanctions.crime import CrimeFacts, amount_is_large, thresholds_on
from law.sanctions.elements import Element, Verdict, all_of, answer, any_of
from law.tables.dated import row_on
from law.tables.local import LocalTables
from law.tables.thresholds import BLACKLIST, BlacklistRow


@dataclass(frozen=True, slots=True)
class BlacklistFacts:
    """The facts of the test: those of the crime screen, a group incident, and the employer's way out."""

    crime: CrimeFacts
    bad_group_incident: bool | None = None
    corrected: bool = False
    promised_in_writing: bool = False


@dataclass(frozen=True, slots=True)
class BlacklistTest:
    """The verdict. `may_be_spared` means corrected and promised before the decision (art. 7)."""

    verdict: Verdict
    may_be_spared: bool
    elements: tuple[Element, ...]
    row: BlacklistRow

    def as_dict(self) -> dict[str, object]:
        """Return the test as plain JSON values."""
        return {
            "verdict": self.verdict.value,
            "may_be_spared": self.may_be_spared,
            "elements": [element.as_dict() for element in self.elements],
            "listing_years": self.row.listing_years,
            "early_exit_months": self.row.early_exit_months,
            "rule_version": self.row.version,
        }


def blacklist_test(facts: BlacklistFacts, *, local: LocalTables | None = None) -> BlacklistTest:
    """Say whether the employer is to be listed.

    Large amount or bad incident, and unpaid after an order with a time limit.
    """
    crime = facts.crime
    row = row_on(BLACKLIST, crime.today, "today")
    limits = thresholds_on(crime.division, crime.today, local)
    amount = Element(
        "amount_or_incident",
        any_of((answer(amount_is_large(crime.owed, limits)), answer(facts.bad_group_incident))),
        "拖欠数额达到刑事立案标准，或者引发群体性事件、极端事件造成严重不良社会影响",
        "The amount reaches the crime standard, or a group or extreme incident had seriously bad effects",
        cite("blacklist_measures", "5"),
    )
    ordered = Element(
        "unpaid_after_order",
        _unpaid_after_order(crime),
        "经责令限期支付，逾期未支付",
        "Unpaid after an order with a time limit",
        cite("blacklist_measures", "5"),
    )
    return BlacklistTest(
        verdict=all_of((amount.verdict, ordered.verdict)),
        may_be_spared=facts.corrected and facts.promised_in_writing,
        elements=(amount, ordered),
        row=row,
    )


def _unpaid_after_order(crime: CrimeFacts) -> Verdict:
    if crime.ordered_on is None:
        return Verdict.NOT_MET
    if crime.order_deadline is None:
        return Verdict.UNKNOWN
    if crime.today <= crime.order_deadline:
        return Verdict.NOT_MET
    return answer(None if crime.paid_by_deadline is None else not crime.paid_by_deadline)
