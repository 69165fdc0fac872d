"""Notices of the office (what was sent to whom, masked) and deputies."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.access import staff_of, staff_view
from notices.models import Notice
from notices.services import mark_read
from offices import access
from offices.clock import LEGAL_ZONE, now
from offices.errors import Refusal
from offices.models import Deputyship, Staff
from offices.rights import Right
from offices.services import deputise


@staff_view()
def notices(request: HttpRequest) -> HttpResponse:
    """List one's own notices, and for supervisors those of the cases of their offices."""
    staff = staff_of(request)
    mine = Q(to_staff=staff)
    prefixes = access.prefixes(staff, Right.SUPERVISE, now())
    if prefixes:
        mine |= access.prefix_filter("case__office_path", prefixes)
    rows = (
        Notice.objects.filter(mine)
        .exclude(case__recusals__staff=staff)
        .select_related("case", "to_party", "to_staff")
        .order_by("-created_at", "-id")
    )
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    response = render(request, "desk/notices.html", {"page": page})
    mark_read(by=staff, at=now())
    return response


class DeputyForm(forms.Form):
    """Who stands in for whom, and until when."""

    absent = forms.ModelChoiceField(label=gettext_lazy("被代理人"), queryset=Staff.objects.none())
    deputy = forms.ModelChoiceField(label=gettext_lazy("代理人"), queryset=Staff.objects.none())
    since = forms.DateTimeField(
        label=gettext_lazy("自"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    until = forms.DateTimeField(
        label=gettext_lazy("至"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["absent"].queryset = staff  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = staff  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Require two people and a period that ends after it begins."""
        data = super().clean() or {}
        if data.get("absent") and data.get("absent") == data.get("deputy"):
            raise ValidationError(_("代理人不能是本人。"))
        if data.get("since") and data.get("until") and data["until"] <= data["since"]:
            raise ValidationError(_("结束时间应晚于开始时间。"))
        return data


@staff_view(Right.SUPERVISE)
def deputies(request: HttpRequest) -> HttpResponse:
    """List deputyships of the supervisor's offices and grant a new one."""
    staff = staff_of(request)
    below = access.prefix_filter("office__path", access.prefixes(staff, Right.SUPERVISE, now()))
    people = Staff.objects.filter(below, is_active=True).order_by("name")
    form = DeputyForm(request.POST or None, staff=people)
    if request.method == "POST" and form.is_valid():
        try:
            deputise(by=staff, at=now(), **form.cleaned_data)
            messages.success(request, _("代理已登记，到期自动失效。"))
            return redirect("desk:deputies")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    rows = (
        Deputyship.objects.filter(absent__in=people)
        .select_related("absent", "deputy", "granted_by")
        .order_by("-until")[:100]
    )
    context = {"form": form, "rows": rows, "now": now().astimezone(LEGAL_ZONE)}
    return render(request, "desk/deputies.html", context, status=422 if request.method == "POST" else 200)
