"""The pages of the board."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cases.models import Case
from clocks.services import extension_of
from desk import presenters
from desk.access import staff_of, staff_view
from desk.board import charts, export, figures
from desk.board.filters import LISTS, STUCK_DAYS, BoardForm, watched_paths
from desk.forms.rules import rule_title
from offices import access, administration
from offices.clock import now
from offices.models import Staff
from offices.people import people_within
from offices.rights import Right
from workflows import diagrams, engine, views
from workflows.acts import supervision
from workflows.flows import PetitionFlow, WageComplaintFlow
from workflows.models import WorkItem

PAGE_SIZE = 50
FLOWS = {"complaint": WageComplaintFlow, "petition": PetitionFlow}


def board_items(staff: Staff) -> QuerySet[WorkItem]:
    """Return the open work of the supervisor's offices: one prefix range of the queue table."""
    paths = watched_paths(staff, now())
    found = WorkItem.objects.filter(access.prefix_filter("office_path", paths), closed_at__isnull=True)
    return found.exclude(case__recusals__staff=staff)


def colleagues(staff: Staff) -> QuerySet[Staff]:
    """Return the active staff who may do some step of a case in an office that the person supervises."""
    rights = {Right(node.right) for node in engine.human_nodes(PetitionFlow) if node.right}
    return people_within(rights, access.prefixes(staff, Right.SUPERVISE, now()), now())


def _loaded(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    return (
        items.select_related("case", "case__office", "holder", "clock")
        .prefetch_related("clock__suspensions", "clock__extensions")
        .order_by("due_at", "id")
    )


def _rows(request: HttpRequest, form: BoardForm, which: str, at: datetime) -> dict[str, Any]:
    """Return the list that was asked for: work, or cases that stand still or ended without the money."""
    page: Any
    if which in ("due", "all"):
        items = form.items(at)
        listed = items.filter(due_at__lte=at + figures.SOON) if which == "due" else items
        page = Paginator(_loaded(listed), PAGE_SIZE).get_page(request.GET.get("page"))
        rows = presenters.queue_rows(list(page.object_list), staff_of(request).pk, at)
        return {"page": page, "rows": [replace(row, remedy=_remedy(row)) for row in rows]}
    days = form.value("days") or STUCK_DAYS
    cases = figures.stuck(form.cases(), at, days) if which == "stuck" else figures.doubtful_closures(form.cases(), at)
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"page": page, "cases": page.object_list, "stuck_days": days}


def _remedy(row: presenters.QueueRow) -> str:
    """Say what a supervisor can do about a row."""
    if row.lamp.colour not in ("red", "yellow") or row.item.clock is None:
        return ""
    if row.item.holder is None:
        return _("还没人接：改派给能办的人")
    if row.lamp.colour == "yellow" and extension_of(row.item.clock) is not None:
        return _("催办；理由充分的可以延期")
    return _("催办或改派，并督办")


def _query(request: HttpRequest, **changes: str) -> str:
    """Return the filters of the address with some changed, for a link."""
    kept = {key: value for key, value in request.GET.items() if value and key != "page"}
    return urlencode({key: value for key, value in {**kept, **changes}.items() if value})


def _tables(request: HttpRequest, counted: figures.Counts) -> list[dict[str, Any]]:
    """Return the counts by each side, every line with the address that drills into it."""
    stages, nodes = dict(Case.Stage.choices), {node.name: node.title for node in engine.human_nodes(PetitionFlow)}
    sides: tuple[tuple[str, Any, Any], ...] = (
        ("office", gettext_lazy("按机构"), lambda office: (office.name, office.pk) if office else ("", "")),
        ("person", gettext_lazy("按人员"), lambda who: (who.name, who.pk) if who else (_("还没人接"), "")),
        ("stage", gettext_lazy("按阶段"), lambda stage: (stages.get(stage, stage), stage)),
        ("rule", gettext_lazy("按期限"), lambda rule: (rule_title(rule), rule) if rule else (_("没有期限"), "")),
        ("node", gettext_lazy("按环节"), lambda node: (nodes.get(node, node), node)),
    )
    tables = []
    for side, title, named in sides:
        lines = []
        for key, three in counted.by[side][:30]:
            name, value = named(key)
            lines.append((name, three, _query(request, **{side: str(value), "list": "all"})))
        tables.append({"side": side, "title": title, "lines": lines})
    return tables


@staff_view(Right.SUPERVISE, Right.AUDIT)
def board(request: HttpRequest) -> HttpResponse:
    """Show the board: figures over everything the filters leave, and one list, worst first."""
    staff, at = staff_of(request), now()
    form = BoardForm(request.GET, staff=staff, at=at)
    which = request.GET.get("list", "due")
    which = which if which in dict(LISTS) else "due"
    counted = figures.counts(form.items(at), at)
    weeks, days = figures.weekly(form.cases(), at), figures.outlook(form.items(at), at)
    context = {
        "form": form,
        "which": which,
        "lists": [(code, title, _query(request, list=code)) for code, title in LISTS],
        "totals": counted.total,
        "tables": _tables(request, counted),
        "ages": figures.ageing(form.cases(), at),
        "days": days,
        "days_chart": charts.bars([(f"{day:%m-%d}", [number]) for day, number in days], title=_("今后十个工作日到期")),
        "weeks": weeks,
        "weeks_chart": charts.bars(
            [(f"{week:%m-%d}", [filed, closed]) for week, filed, closed in weeks], title=_("每周收案和结案")
        ),
        "custody": figures.custody_by_office(form.cases(), at),
        "people": colleagues(staff),
        "may_supervise": bool(access.prefixes(staff, Right.SUPERVISE, at)),
        "saved": views.of(staff),
        "query": _query(request) + "&" if _query(request) else "",
        "flows": [("complaint", gettext_lazy("欠薪投诉")), ("petition", gettext_lazy("信访事项"))],
        **_rows(request, form, which, at),
    }
    return render(request, "desk/board/board.html", context)


@staff_view(Right.SUPERVISE, Right.AUDIT)
def excel(request: HttpRequest) -> HttpResponse:
    """Return the filtered work as an Excel file."""
    at = now()
    form = BoardForm(request.GET, staff=staff_of(request), at=at)
    administration.write(what=administration.What.EXPORTED, at=at, by=staff_of(request), detail="board-work.xlsx")
    content = export.workbook(_loaded(form.items(at))[: export.MOST_ROWS], at)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="board-{at:%Y%m%d-%H%M}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


@staff_view(Right.SUPERVISE, Right.AUDIT)
def heat(request: HttpRequest, flow: str) -> HttpResponse:
    """Return the process diagram with the open and late work of each step on it."""
    if flow not in FLOWS:
        raise Http404
    at = now()
    items = BoardForm(request.GET, staff=staff_of(request), at=at).items(at)
    kinds = {"complaint": Case.Kind.WAGE_COMPLAINT, "petition": Case.Kind.PETITION}
    counted = figures.counts(items.filter(case__kind=kinds[flow]), at)
    by_node = {node: (three.open, three.late) for node, three in counted.by["node"]}
    return HttpResponse(diagrams.heat_diagram(FLOWS[flow], by_node), content_type="image/svg+xml")


@staff_view(Right.SUPERVISE, Right.AUDIT)
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters under a name, or forget a kept view."""
    staff, query = staff_of(request), request.POST.get("query", "").replace("\x00", "")[:1000]
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key != "page"])
    if request.POST.get("forget"):
        views.forget(staff=staff, pk=request.POST["forget"])
    elif name := request.POST.get("name", "").replace("\x00", "").strip()[:40]:
        views.keep(staff=staff, name=name, query=kept)
        messages.success(request, _("已保存。"))
    response = redirect("desk:board")
    response["Location"] += f"?{kept}" if kept else ""
    return response


class BulkForm(forms.Form):
    """Which tasks, to whom, and why."""

    items = forms.TypedMultipleChoiceField(coerce=int)
    to = forms.ModelChoiceField(label=gettext_lazy("改派给"), queryset=Staff.objects.none())
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)

    def __init__(self, data: QueryDict, *, staff: Staff) -> None:
        super().__init__(data)
        ticked = [int(pk) for pk in data.getlist("items") if pk.isdecimal() and len(pk) < 18]
        self.rows = {item.pk: item for item in board_items(staff).filter(pk__in=ticked).select_related("case")}
        self.fields["items"].choices = [(pk, pk) for pk in self.rows]  # type: ignore[attr-defined]
        self.fields["to"].queryset = colleagues(staff)  # type: ignore[attr-defined]


@staff_view(*supervision.reassign.rights)
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
