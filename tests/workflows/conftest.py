"""Filings and a hand for the steps of a journey."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from offices.actors import Actor
from workflows.filing import ComplaintFiling, LineFacts, OrganisationFacts, ProjectFacts, WorkerFacts
from workflows.models import WorkItem
from workflows.services import Filed, file_complaint

WORKER = Actor(kind="party", label="马师傅")


def complaint(*, workers: int = 1, amount: str = "12600.00", key: str | None = None) -> ComplaintFiling:
    """Return a complaint against a site subcontractor by some made-up workers."""
    line = LineFacts(period_from=date(2026, 7, 1), period_to=date(2026, 9, 30), amount=Decimal(amount))
    people = tuple(
        WorkerFacts(
            name=f"马师傅{number}" if number else "马师傅",
            phone=f"+86139000000{number:02}",
            is_representative=workers > 1 and number == 0,
            trade="木工",
            started_on=date(2026, 3, 1),
            ended_on=date(2026, 9, 30),
            lines=(line,),
        )
        for number in range(workers)
    )
    return ComplaintFiling(
        channel="web",
        division_code="620102",
        workers=people,
        respondent=OrganisationFacts(name="兰州某某劳务有限公司", phone="+869318888888"),
        general_contractor=OrganisationFacts(name="甘肃某某建设集团"),
        project=ProjectFacts(name="某某路桥工程", section="第三标段", works_price_unpaid=True),
        facts="说好每月四千二，三个月没给。",
        request="支付拖欠的工资",
        submission_key=key,
    )


@pytest.fixture
def filed(staff: dict, instant: datetime) -> Filed:
    """A complaint of one worker, just filed."""
    return file_complaint(filing=complaint(), by=WORKER, at=instant)


def open_item(case, node: str) -> WorkItem:
    """Return the open queue row of a node."""
    return WorkItem.objects.get(case=case, node=node, closed_at__isnull=True)
