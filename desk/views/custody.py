"""Hand a case on, return it, or ask another office for help."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from cases.models import Case
from desk import actions
from desk.access import readable_case, staff_of, staff_view
from desk.tasks.fields import note
from desk.tasks.page import Choice, TaskForm
from offices.clock import now
from offices.models import Office
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


CHOICES = (
    Choice("transfer", gettext_lazy("移送有管辖权的机构"), HandForm, custody.transfer),
    Choice("return", gettext_lazy("退回"), HandForm, custody.send_back),
    Choice("assistance", gettext_lazy("请别的机构协办"), AskForm, custody.ask_assistance),
)


@staff_view(*custody.transfer.rights)
def custody_page(request: HttpRequest, number: str) -> HttpResponse:
    """Offer what may be done with the custody of a case, or do it."""
    staff = staff_of(request)
    case = readable_case(staff, number)
    if not custody.transfer.allows(staff, case, now()):
        raise PermissionDenied
    return actions.page(request, case, CHOICES, "desk/custody.html")
