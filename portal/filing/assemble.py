"""From the answers of a draft to the filing that the service takes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from law.months import month_of
from portal.models import Draft
from workflows.filing import (
    ComplaintFiling,
    FileFacts,
    LineFacts,
    OrganisationFacts,
    ProjectFacts,
    WorkerFacts,
)


def month_end(day: str) -> date:
    """Return the last day of the month that begins on an ISO day."""
    return month_of(date.fromisoformat(day)).last_day


def _line(owed: dict[str, Any], amount: str) -> LineFacts:
    return LineFacts(
        period_from=date.fromisoformat(owed["period_from"]),
        period_to=month_end(owed["period_to"]),
        amount=Decimal(amount),
    )


def workers_of(answers: dict[str, Any]) -> tuple[WorkerFacts, ...]:
    """Return the person who files and the fellow workers; the first of several is their representative."""
    who, work, owed = answers["who"], answers["work"], answers["owed"]
    fellows = answers.get("workers", {}).get("rows", [])
    common = {
        "trade": work["trade"],
        "started_on": date.fromisoformat(work["started"]),
        "ended_on": month_end(work["ended"]) if work["ended"] else None,
        "still_working": work["still_working"],
        "pay_basis": work["pay_basis"],
        "rate": Decimal(work["rate"]) if work["rate"] else None,
        "has_written_contract": {"yes": True, "no": False}.get(work["contract"]),
    }
    verified = answers.get("verified_at")
    first = WorkerFacts(
        name=who["name"],
        phone=who["phone"],
        phone_verified_at=datetime.fromisoformat(verified) if verified else None,
        id_number=who["id_number"],
        is_representative=bool(fellows),
        lines=(_line(owed, owed["amount"]),),
        **common,
    )
    others = (
        WorkerFacts(name=row["name"], phone=row["phone"], lines=(_line(owed, row["amount"]),), **common)
        for row in fellows
    )
    return (first, *others)


def _organisation(name: str) -> OrganisationFacts | None:
    return OrganisationFacts(name=name) if name else None


def complaint_of(draft: Draft, answers: dict[str, Any]) -> ComplaintFiling:
    """Return the complaint of a complete draft."""
    employer, project, story = answers["employer"], answers.get("project", {}), answers["story"]
    is_site = answers["site"]["is_site"] == "yes"
    return ComplaintFiling(
        channel="web",
        division_code=answers["place"]["division"],
        workers=workers_of(answers),
        respondent=OrganisationFacts(
            name=employer["name"],
            is_person=employer["is_person"],
            phone=employer["phone"],
            credit_code=employer["credit_code"],
        ),
        general_contractor=_organisation(project.get("general_contractor", "")) if is_site else None,
        construction_unit=_organisation(project.get("construction_unit", "")) if is_site else None,
        project=ProjectFacts(
            name=project["project"], section=project["section"], works_price_unpaid=project["works_price_unpaid"]
        )
        if is_site
        else None,
        facts=story["facts"],
        request=story["request"],
        files=tuple(
            FileFacts(
                sha256=file.sha256,
                content_type=file.content_type,
                size=file.size,
                original_name=file.original_name,
            )
            for file in draft.files.order_by("pk")
        ),
        submission_key=draft.submission_key,
        language=draft.language,
    )
