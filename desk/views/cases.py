"""The list of cases a person may read, newest first: open and closed."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.access import readable
from cases.models import Case
from desk.access import staff_of, staff_view
from offices.clock import now
from offices.rights import Right

PAGE_SIZE = 25


@staff_view(Right.READ_CASE)
def case_list(request: HttpRequest) -> HttpResponse:
    """List cases by office prefix, with a filter by stage and by words of the summary."""
    staff = staff_of(request)
    stage = request.GET.get("stage", "")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    cases = Case.objects.filter(readable(staff, now())).select_related("office").order_by("-received_at", "-pk")
    if stage in Case.Stage.values:
        cases = cases.filter(stage=stage)
    if words:
        cases = cases.filter(summary__icontains=words)
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "stage": stage, "stages": Case.Stage.choices, "words": words}
    return render(request, "desk/cases.html", context)
