"""What the auditor reads: the administration log, and the ledger of looks at personal data."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from cases.models import Access
from desk.access import staff_of, staff_view
from offices import access
from offices.clock import now
from offices.models import AdministrationEntry, Office
from offices.rights import Right

LINES = 50


class FilterForm(forms.Form):
    """Whose lines, of which days, about which case."""

    person = forms.CharField(label=_("姓名或用户名"), max_length=40, required=False)
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    case = forms.CharField(label=_("案号"), max_length=40, required=False)

    def narrow(self, rows: QuerySet[Any], *people: str) -> QuerySet[Any]:
        """Return the rows within the days and of the person, looked for in the fields `people`."""
        data = self.cleaned_data if self.is_valid() else {}
        if data.get("since"):
            rows = rows.filter(at__date__gte=data["since"])
        if data.get("until"):
            rows = rows.filter(at__date__lte=data["until"])
        if wanted := data.get("person"):
            named = Q()
            for field in people:
                named |= Q(**{f"{field}__name": wanted}) | Q(**{f"{field}__username": wanted})
            rows = rows.filter(named)
        return rows


def _page(request: HttpRequest, rows: QuerySet[Any], form: FilterForm, title: str) -> HttpResponse:
    asked = request.GET.copy()
    asked.pop("page", None)
    page = Paginator(rows, LINES).get_page(request.GET.get("page"))
    query = f"{asked.urlencode()}&" if asked else ""
    context = {"form": form, "page": page, "title": title, "query": query}
    return render(request, "desk/log.html", context, status=422 if form.errors else 200)


def _prefixes(request: HttpRequest) -> tuple[str, ...]:
    return access.prefixes(staff_of(request), Right.AUDIT, now())


def _lines_within(paths: tuple[str, ...]) -> Q:
    """Return the condition of the lines of these offices; one of no office (a log-in by no account) goes to the top."""
    condition = access.prefix_filter("office_path", paths)
    if Office.objects.filter(parent__isnull=True, path__in=paths).exists():
        condition |= Q(office_path="")
    return condition


@staff_view(Right.AUDIT)
def log_page(request: HttpRequest) -> HttpResponse:
    """Show who logged in, failed to, was hired, appointed, dismissed; who exported and changed rules."""
    form = FilterForm(request.GET or None)
    del form.fields["case"]
    rows = AdministrationEntry.objects.filter(_lines_within(_prefixes(request)))
    rows = form.narrow(rows.select_related("by", "about"), "by", "about").order_by("-at", "-pk")
    return _page(request, rows, form, str(_("管理日志")))


@staff_view(Right.AUDIT)
def looks_page(request: HttpRequest) -> HttpResponse:
    """Show who looked at which case and which personal data, when and why."""
    form = FilterForm(request.GET or None)
    rows = Access.objects.filter(access.prefix_filter("staff__office__path", _prefixes(request)))
    rows = form.narrow(rows.select_related("staff", "case"), "staff")
    if form.is_bound and form.is_valid() and form.cleaned_data["case"]:
        rows = rows.filter(case__number=form.cleaned_data["case"].strip().upper())
    return _page(request, rows.order_by("-at", "-pk"), form, str(_("查阅记录")))
