"""Hand a case on, return it, or ask another office for help."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from desk.access import closed, holds, readable_case, staff_of, staff_view
from desk.tasks.fields import note
from desk.tasks.page import TaskForm
from offices.clock import now
from offices.errors import Refusal
from offices.models import Office, Staff
from workflows.acts import custody


def _offices(case: Case) -> Any:
    return Office.objects.filter(is_active=True).exclude(pk=case.office_id).order_by("path")


class HandForm(TaskForm):
    """Where the case goes, and why."""

    to = forms.ModelChoiceField(label=gettext_lazy("有管辖权的机构"), queryset=Office.objects.none())
    reason = note(required=True, label=gettext_lazy("理由和依据（会告诉投诉人）"))

    def build(self) -> None:
        self.fields["to"].queryset = _offices(self.case)  # type: ignore[attr-defined]


class AskForm(TaskForm):
    """Which office is asked for what."""

    office = forms.ModelChoiceField(label=gettext_lazy("协办机构"), queryset=Office.objects.none())
    what = note(required=True, label=gettext_lazy("请对方做什么"))

    def build(self) -> None:
        self.fields["office"].queryset = _offices(self.case)  # type: ignore[attr-defined]


ACTIONS: dict[str, tuple[Any, type[TaskForm], Callable[[Case, dict[str, Any], Staff, datetime], Any]]] = {
    "transfer": (
        gettext_lazy("移送有管辖权的机构"),
        HandForm,
        lambda case, data, by, at: custody.transfer(case=case, by=by, at=at, **data),
    ),
    "return": (
        gettext_lazy("退回"),
        HandForm,
        lambda case, data, by, at: custody.send_back(case=case, by=by, at=at, **data),
    ),
    "assistance": (
        gettext_lazy("请别的机构协办"),
        AskForm,
        lambda case, data, by, at: custody.ask_assistance(case=case, by=by, at=at, **data),
    ),
}


@staff_view(*custody.WORKING)
def custody_page(request: HttpRequest, number: str) -> HttpResponse:
    """Offer what may be done with the custody of a case, or do it."""
    staff = staff_of(request)
    case = readable_case(staff, number)
    if not any(holds(staff, right, case) for right in custody.WORKING):
        raise PermissionDenied
    if case.stage == Case.Stage.CLOSED:
        return closed(request, case)
    chosen = request.POST.get("action", "")
    bound = {
        code: form_class(*((request.POST,) if code == chosen else ()), case=case, prefix=code)
        for code, (_title, form_class, _perform) in ACTIONS.items()
    }
    if chosen in ACTIONS and bound[chosen].is_valid():
        try:
            ACTIONS[chosen][2](case, bound[chosen].cleaned_data, staff, now())
            messages.success(request, _("已登记：%(what)s") % {"what": ACTIONS[chosen][0]})
            return redirect("desk:case", number=number)
        except Refusal as refusal:
            bound[chosen].add_error(refusal.field if refusal.field in bound[chosen].fields else None, str(refusal))
    offered = [(code, ACTIONS[code][0], form, code == chosen) for code, form in bound.items()]
    context = {"case": case, "actions": offered, "is_custody": True}
    return render(request, "desk/supervise.html", context, status=422 if chosen else 200)
