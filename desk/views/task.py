"""One human task: what can be done, and doing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.models import Case
from cases.services import record_access
from cases.uploads import takes_files
from desk import presenters, tasks
from desk.access import readable_case, staff_of, staff_view
from desk.tasks.page import TaskForm, TaskPage
from offices.clock import now
from offices.errors import Refusal
from offices.models import Staff
from workflows import queue
from workflows.acts import supervision
from workflows.models import WorkItem


def _item(staff: Staff, item_id: int) -> WorkItem:
    item = WorkItem.objects.select_related("case", "case__office", "clock", "holder").filter(pk=item_id).first()
    if item is None:
        raise Http404
    readable_case(staff, item.case.number)
    return item


def _forms(page: TaskPage, case: Case, request: HttpRequest) -> dict[str, TaskForm]:
    chosen = request.POST.get("choice", "")
    return {
        choice.code: choice.form_class(
            *((request.POST, request.FILES) if choice.code == chosen else ()), case=case, prefix=choice.code
        )
        for choice in page.choices
    }


def _perform(request: HttpRequest, item: WorkItem, page: TaskPage, forms: dict[str, TaskForm]) -> bool:
    choice = page.choice(request.POST.get("choice", ""))
    if choice is None or not forms[choice.code].is_valid():
        return False
    try:
        choice.act(task=item, by=staff_of(request), at=now(), **forms[choice.code].given())
    except Refusal as refusal:
        forms[choice.code].refuse(refusal)
        return False
    messages.success(request, _("已登记：%(what)s") % {"what": choice.title})
    return True


@takes_files
@staff_view()
def task_page(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show a task with its choices, or perform the one that was posted."""
    staff = staff_of(request)
    item = _item(staff, item_id)
    if item.closed_at is not None:
        messages.info(request, _("这件事已经办完。"))
        return redirect("desk:case", number=item.case.number)
    record_access(case=item.case, staff=staff, what="task", at=now())
    page = tasks.page_of(item.node)
    allowed = queue.work_for(staff, now()).filter(pk=item.pk).exists()
    forms = _forms(page, item.case, request)
    if request.method == "POST" and allowed and _perform(request, item, page, forms):
        item.refresh_from_db()
        if item.closed_at is None:
            return redirect("desk:task", item_id=item.pk)
        return redirect("desk:case", number=item.case.number)
    chosen = request.POST.get("choice", "")
    context = {
        "item": item,
        "case": item.case,
        "page": page,
        "allowed": allowed,
        "choices": [
            (choice, forms[choice.code], choice.code == chosen or (not chosen and choice.is_main))
            for choice in page.choices
        ],
        "lamp": presenters.lamp_of(item.clock, now()),
        **(page.panel.facts(item.case) if page.panel else {}),
    }
    return render(request, "desk/task.html", context, status=422 if chosen else 200)


@staff_view()
@require_POST
def claim(request: HttpRequest, item_id: int) -> HttpResponse:
    """Take a free task."""
    item = _item(staff_of(request), item_id)
    try:
        supervision.claim(task=item, by=staff_of(request), at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:task", item_id=item.pk)
