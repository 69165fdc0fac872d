"""Incidents: what stands still, why, what was tried, and a button to try again."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clocks import heartbeats
from desk.access import staff_of, staff_view
from notices.queries import resting_channels
from offices.clock import now
from offices.errors import Refusal
from offices.rights import OVERSIGHT
from workflows import incidents
from workflows.incidents import Kind

SHOWN = 50


@staff_view(*OVERSIGHT)
def incidents_page(request: HttpRequest) -> HttpResponse:
    """List every kind of incident within the person's offices, each with its history."""
    staff, at = staff_of(request), now()
    notices = incidents.failed_notices(staff, at)
    groups: list[tuple[Kind, list[Any]]] = [
        (Kind.RUNG, list(incidents.poisoned_rungs(staff, at)[:SHOWN])),
        (Kind.CLOCK, list(incidents.broken_clocks(staff, at)[:SHOWN])),
        (Kind.NOTICE, list(notices[:SHOWN])),
        (Kind.TASK, incidents.tasks_out_of_step(staff, at)[:SHOWN]),
        (Kind.PAPER, list(incidents.failed_papers(staff, at)[:SHOWN])),
        (Kind.JOB, list(incidents.failed_jobs(staff, at)[:SHOWN])),
    ]
    keys = [(kind.value, _key(row)) for kind, rows in groups for row in rows]
    tried = incidents.history(keys) if keys else {}
    context = {
        "groups": [(kind, _with_history(kind, rows, tried)) for kind, rows in groups if rows],
        "failed_notices": notices.count(),
        "stale": heartbeats.stale(at),
        "resting": resting_channels(at=at),
        "workers": incidents.workers(staff, at),
    }
    return render(request, "desk/incidents.html", context)


def _key(row: Any) -> str:
    return str(getattr(row, "task_id", None) or row.pk)


def _with_history(kind: Kind, rows: Iterable[Any], tried: dict[tuple[str, str], Any]) -> list[tuple[Any, str, Any]]:
    return [(row, _key(row), tried.get((kind.value, _key(row)), [])) for row in rows]


@staff_view(*OVERSIGHT)
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Try one again, or all notices at once: after an outage there are many."""
    if request.POST.get("kind") == Kind.NOTICE and request.POST.get("key") == "all":
        sent = incidents.retry_notices(by=staff_of(request), at=now())
        messages.success(request, _("已安排重发%(count)s条通知。") % {"count": sent})
        return redirect("desk:incidents")
    try:
        incidents.retry(
            kind=request.POST.get("kind", ""), key=request.POST.get("key", ""), by=staff_of(request), at=now()
        )
        messages.success(request, _("已安排重试。"))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:incidents")
