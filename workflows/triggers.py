"""From when a step's limit runs, where that is not the opening of the step."""

from datetime import datetime
from typing import Any

from arrears.services import next_due_on
from cases.models import Case
from petitions.models import ReviewRequest
from workflows.models import Decision

# Choices after which the five working days of acceptance begin anew: papers complete, the statutory way taken.
RESTARTS = ("supplemented", "statutory")


def complaint_received(case: Case, _at: datetime) -> dict[str, Any]:
    """From the receipt of the complaint, or of the papers that complete it; a transfer restarts nothing."""
    restart = Decision.objects.filter(case=case, choice__in=RESTARTS).order_by("-at").first()
    return {"triggered_at": restart.at if restart else case.received_at}


def petition_received(case: Case, _at: datetime) -> dict[str, Any]:
    """From the receipt of the petition."""
    return {"triggered_at": case.received_at}


def next_instalment(case: Case, at: datetime) -> dict[str, Any]:
    """Until the day of the next instalment."""
    return {"triggered_at": at, "agreed_due_on": next_due_on(case)}


def request_received(case: Case, at: datetime) -> dict[str, Any]:
    """From the receipt of the newest request for review or re-check."""
    request = ReviewRequest.objects.filter(petition__case=case).order_by("-requested_at").first()
    return {"triggered_at": request.requested_at if request else at}
