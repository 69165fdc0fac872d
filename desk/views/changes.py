"""What waits for a second administrator: listed on the page of staff, confirmed, refused or taken back here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.access import staff_of, staff_view
from offices import access
from offices.clock import now
from offices.errors import Refusal
from offices.models import AdministratorChange, Staff
from offices.people import people_with
from offices.rights import Right
from workflows.acts.administrators import WAITS, confirm, drop, title_of, waiting


def changes_for(by: Staff) -> list[dict[str, Any]]:
    """Return what waits in the administrator's offices, and whether there is anybody who could confirm it."""
    at = now()
    paths = access.prefixes(by, Right.ADMINISTER, at)
    return [
        {
            "row": row,
            "title": title_of(row),
            "until": row.proposed_at + WAITS,
            "is_own": row.proposed_by == by,
            "is_about": row.staff == by,
            "is_stuck": not people_with([Right.ADMINISTER], row.office.path, at)
            .exclude(pk__in=[row.proposed_by_id, row.staff_id])
            .exists(),
        }
        for row in waiting(at).filter(access.prefix_filter("office__path", paths))
    ]


@staff_view(Right.ADMINISTER)
@require_POST
def decide_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Confirm, refuse or take back a proposal; a password that comes of it is on this answer and nowhere else."""
    by, at = staff_of(request), now()
    own = access.prefix_filter("office__path", access.prefixes(by, Right.ADMINISTER, at))
    change = get_object_or_404(AdministratorChange.objects.select_related("staff").filter(own), pk=change_id)
    try:
        what = request.POST.get("what")
        if what == "confirm":
            done = confirm(change=change, by=by, at=at)
            if done.password:
                return render(request, "desk/told.html", {"told": done, "person": change.staff})
            messages.success(request, _("已确认。"))
        elif what == "drop":
            drop(change=change, by=by, at=at)
            messages.success(request, _("已撤销，没有变动。"))
        else:
            messages.error(request, _("没有这一项。"))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:staff")
