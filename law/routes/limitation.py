"""The two clocks behind every road: the inspection's two years and arbitration's one year.

Inspection Regulation art. 20; Dispute Law art. 27; Order 33 arts 26-28; Order 17 art. 31. Both are limits the worker
must know before choosing, and neither is a reason for this module to hide a road: a passed arbitration limit counts
only when the other side raises it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from law.routes.facts import PAY_KINDS, Filing, FilingKind, RouteFacts
from law.routes.windows import Window, window

INTERRUPTING = (
    FilingKind.DEMAND,
    FilingKind.CONSULTATION,
    FilingKind.PROMISE,
    FilingKind.COMPLAINT,
    FilingKind.PETITION,
    FilingKind.MEDIATION,
    FilingKind.ARBITRATION,
    FilingKind.PAYMENT_ORDER,
    FilingKind.SUIT,
)
"""What restarts the one-year limit (Order 33 art. 27); a petition counts as a complaint to an agency."""

REPORTING = (FilingKind.COMPLAINT, FilingKind.PETITION)
"""What counts as reported within the two years (Inspection Regulation art. 20)."""


class Standing(StrEnum):
    """Where a limit stands today."""

    NOT_RUNNING = "not_running"
    RUNNING = "running"
    KEPT = "kept"
    """The limit's purpose was served in time: reported, or restarted by an act of the worker."""
    PASSED = "passed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit with its standing and, where it runs or ran, its window."""

    standing: Standing
    window: Window | None = None


def inspection_limit(facts: RouteFacts) -> Limit:
    """Return where the two-year look-back of the inspection stands.

    It runs from the act or, if continuing, from its end.
    """
    if facts.continuing and facts.employment_ended is None:
        return Limit(Standing.NOT_RUNNING)
    start = facts.last_violation or facts.employment_ended
    if start is None:
        return Limit(Standing.UNKNOWN)
    found = window("inspection_lookback", start)
    if any(filing.on <= found.due_on for filing in facts.filed(*REPORTING)):
        return Limit(Standing.KEPT, found)
    return Limit(Standing.RUNNING if facts.today <= found.due_on else Standing.PASSED, found)


def arbitration_limit(facts: RouteFacts) -> Limit:
    """Return where the one-year limit stands, restarted by every interrupting act that came in time."""
    is_pay = facts.claim in PAY_KINDS
    code = "arbitration_limitation_wage" if is_pay else "arbitration_limitation"
    start = facts.employment_ended if is_pay else facts.known_on or facts.employment_ended
    if start is None:
        return Limit(Standing.NOT_RUNNING if is_pay else Standing.UNKNOWN)
    return run_limit(code, start, facts.filed(*INTERRUPTING), facts.today)


def civil_limit(facts: RouteFacts, start: date) -> Limit:
    """Return where the three years for an ordinary civil suit stand (民法典 188)."""
    return run_limit("civil_suit_limitation", start, facts.filed(*INTERRUPTING), facts.today)


def run_limit(code: str, start: date, filings: Sequence[Filing], today: date) -> Limit:
    """Run a limit from `start`, restarted by each of `filings` (oldest first) that came before it ended."""
    found, restarted = window(code, start), False
    for filing in filings:
        if filing.on > found.due_on:
            break
        again = max(_restart(filing, today), start)
        if again > found.starts_from:
            found, restarted = window(code, again), True
    if today > found.due_on:
        return Limit(Standing.PASSED, found)
    return Limit(Standing.KEPT if restarted else Standing.RUNNING, found)


def _restart(filing: Filing, today: date) -> date:
    """A running procedure keeps the limit open; one that ended restarts it on that day (Order 17 art. 31)."""
    if filing.kind in (FilingKind.MEDIATION, FilingKind.ARBITRATION, FilingKind.SUIT) and filing.is_pending:
        return today
    return filing.ended_on or filing.on
