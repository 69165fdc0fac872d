"""Ask a migrated database for what must hold of each case; prints it as JSON. Run as a program of its own."""

import json
import os
import sys
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from arrears.accounts import balance  # noqa: E402
from cases import events  # noqa: E402
from cases.models import Case  # noqa: E402
from cases.query_codes import check_query_code  # noqa: E402
from clocks import due  # noqa: E402
from offices.models import Staff  # noqa: E402
from workflows import reconcile  # noqa: E402
from workflows.models import WorkItem  # noqa: E402

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def facts_of(case: Case) -> dict[str, object]:
    """Return what the dump's own program wrote down of a case."""
    clocks = case.clocks.prefetch_related("suspensions", "extensions").order_by("pk")
    days = [(clock, due.state(clock, AT).due_on) for clock in clocks]
    return {
        "stage": case.stage,
        "outcome": case.outcome,
        "office": case.office_path,
        "claimed": str(case.claimed_total),
        "events": case.event_count,
        "head": case.event_head,
        "open": sorted(WorkItem.objects.filter(case=case, closed_at__isnull=True).values_list("node", flat=True)),
        "balance": {
            row.worker.name: [str(row.claimed), str(row.agreed), str(row.confirmed)] for row in balance(case).rows
        },
        "clocks": [[clock.rule, day and day.isoformat(), clock.stopped_at is None] for clock, day in days],
        "papers": sorted(case.documents.values_list("number", flat=True)),
    }


def pages(client: Client) -> dict[str, int]:
    """Open each open task and each case at the desk; return what did not answer 200."""
    found = {}
    for item in WorkItem.objects.filter(closed_at__isnull=True):
        path = reverse("desk:task", args=[item.pk])
        found[path] = client.get(path).status_code
    for number in Case.objects.values_list("number", flat=True):
        path = reverse("desk:case", args=[number])
        found[path] = client.get(path).status_code
    return {path: status for path, status in found.items() if status != 200}


def main() -> None:
    """Print the facts."""
    setup_test_environment()
    codes: dict[str, str] = json.loads(sys.stdin.read())
    client = Client()
    client.force_login(Staff.objects.get(username="province-supervisor"))
    answer = {
        "cases": {case.number: facts_of(case) for case in Case.objects.select_related("office").order_by("pk")},
        "opened": [number for number, code in codes.items() if check_query_code(number, code) is not None],
        "reopened": [number for number, code in codes.items() if check_query_code(number, code) is not None],
        "findings": list(events.verify_all(Case.objects.all())),
        "disagreements": [str(each) for each in reconcile.disagreements()],
        "pages": pages(client),
    }
    print(json.dumps(answer, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
