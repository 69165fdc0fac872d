"""The queue of one's work, and the search by number."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.access import may_read
from cases.models import Case
from desk import presenters
from desk.access import staff_of, staff_view
from offices.clock import now
from workflows import queue
from workflows.models import WorkItem

PAGE_SIZE = 25
VIEWS = ("open", "mine", "free", "overdue")


def _narrow(items: QuerySet[WorkItem], view: str, staff_id: int) -> QuerySet[WorkItem]:
    if view == "mine":
        return items.filter(holder_id=staff_id)
    if view == "free":
        return items.filter(holder__isnull=True)
    if view == "overdue":
        return items.filter(due_at__lt=now())
    return items


@staff_view()
def work_queue(request: HttpRequest) -> HttpResponse:
    """Show what to do next, soonest due first: one indexed read of WorkItem plus its clocks."""
    staff, at = staff_of(request), now()
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    items = (
        _narrow(queue.work_for(staff, at), view, staff.pk)
        .select_related("case", "case__office", "holder", "clock")
        .prefetch_related("clock__suspensions", "clock__extensions")
        .order_by("due_at", "id")
    )
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = presenters.queue_rows(list(page.object_list), staff.pk, at)
    return render(request, "desk/queue.html", {"rows": rows, "page": page, "view": view, "views": VIEWS})


@staff_view()
def search(request: HttpRequest) -> HttpResponse:
    """Open a case by its number; a number one may not read and one that does not exist look the same."""
    staff, number = staff_of(request), request.GET.get("number", "").strip().upper()[:40]
    case = Case.objects.filter(number=number).first() if number and "\x00" not in number else None
    if case is not None and may_read(staff, case, now()):
        return redirect("desk:case", number=case.number)
    return render(request, "desk/not_found.html", {"number": number}, status=404)
