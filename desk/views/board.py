"""The supervisor's board: what is overdue and about to be, by office and by person."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from desk import presenters
from desk.access import staff_of, staff_view
from offices import access
from offices.clock import now
from offices.models import Staff
from offices.rights import Right
from workflows.acts import supervision
from workflows.models import WorkItem

SOON = timedelta(days=5)


def board_items(staff: Staff) -> QuerySet[WorkItem]:
    """Return the open work of the supervisor's offices: one prefix range of the queue table."""
    at = now()
    prefixes = access.prefixes(staff, Right.SUPERVISE, at) + access.prefixes(staff, Right.AUDIT, at)
    return WorkItem.objects.filter(access.prefix_filter("office_path", prefixes), closed_at__isnull=True)


def colleagues(staff: Staff) -> QuerySet[Staff]:
    """Return the active staff of the supervisor's offices."""
    prefixes = access.prefixes(staff, Right.SUPERVISE, now())
    return Staff.objects.filter(access.prefix_filter("office__path", prefixes), is_active=True).order_by("name")


@staff_view(Right.SUPERVISE, Right.AUDIT)
def board(request: HttpRequest) -> HttpResponse:
    """Count by office and by person, and list what is late or nearly so, worst first."""
    staff, at = staff_of(request), now()
    items = board_items(staff)
    late, soon = Q(due_at__lt=at), Q(due_at__gte=at, due_at__lt=at + SOON)
    counts = {"open_count": Count("id"), "late_count": Count("id", filter=late), "soon_count": Count("id", filter=soon)}
    by_office = (
        items.values("case__office__name", "office_path").annotate(**counts).order_by("-late_count", "office_path")  # type: ignore[misc]
    )
    by_person = items.values("holder__name").annotate(**counts).order_by("-late_count", "holder__name")  # type: ignore[misc]
    listed = (
        items.filter(late | soon)
        .select_related("case", "case__office", "holder", "clock")
        .prefetch_related("clock__suspensions", "clock__extensions")
        .order_by("due_at", "id")
    )
    page = Paginator(listed, 50).get_page(request.GET.get("page"))
    context = {
        "totals": items.aggregate(**counts),
        "by_office": by_office[:60],
        "by_person": by_person[:60],
        "rows": presenters.queue_rows(list(page.object_list), staff.pk, at),
        "page": page,
        "people": colleagues(staff),
        "may_supervise": bool(access.prefixes(staff, Right.SUPERVISE, at)),
    }
    return render(request, "desk/board.html", context)


class BulkForm(forms.Form):
    """Which tasks, to whom, and why."""

    items = forms.TypedMultipleChoiceField(coerce=int)
    to = forms.ModelChoiceField(label=gettext_lazy("改派给"), queryset=Staff.objects.none())
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)

    def __init__(self, *args: object, staff: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.rows = {item.pk: item for item in board_items(staff).select_related("case")}
        self.fields["items"].choices = [(pk, pk) for pk in self.rows]  # type: ignore[attr-defined]
        self.fields["to"].queryset = colleagues(staff)  # type: ignore[attr-defined]


@staff_view(Right.SUPERVISE)
@require_POST
def reassign(request: HttpRequest) -> HttpResponse:
    """Reassign the ticked tasks and report what could not be moved."""
    staff = staff_of(request)
    form = BulkForm(request.POST, staff=staff)
    if not form.is_valid():
        messages.error(request, _("请勾选任务，选定改派对象，并写明理由。"))
        return redirect("desk:board")
    tasks = [form.rows[pk] for pk in form.cleaned_data["items"]]
    report = supervision.reassign(
        tasks=tasks, to=form.cleaned_data["to"], by=staff, at=now(), reason=form.cleaned_data["reason"]
    )
    moved = sum(1 for _item, refusal in report if refusal is None)
    messages.success(request, _("已改派 %(count)s 件。") % {"count": moved})
    for item, refusal in report:
        if refusal is not None:
            messages.error(request, f"{item.case.number}：{refusal}")
    return redirect("desk:board")
