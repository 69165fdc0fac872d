"""What refusing to pay can cost: penalties, the blacklist, the crime screen, and what a large matter sets off."""

from law.sanctions.blacklist import BlacklistFacts, BlacklistTest, blacklist_test
from law.sanctions.crime import CrimeFacts, CrimeScreen, OwedToWorker, amount_is_large, crime_screen, thresholds_on
from law.sanctions.elements import Element, Verdict
from law.sanctions.penalties import Sanction, conducts_of, sanction_for
from law.sanctions.triggers import Procedure, RepresentativeLimits, Triggers, representative_limits, triggers
from law.tables.sanctions import Measure, Offender

__all__ = [
    "BlacklistFacts",
    "BlacklistTest",
    "CrimeFacts",
    "CrimeScreen",
    "Element",
    "Measure",
    "Offender",
    "OwedToWorker",
    "Procedure",
    "RepresentativeLimits",
    "Sanction",
    "Triggers",
    "Verdict",
    "amount_is_large",
    "blacklist_test",
    "conducts_of",
    "crime_screen",
    "representative_limits",
    "sanction_for",
    "thresholds_on",
    "triggers",
]
