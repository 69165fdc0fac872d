"""The training clock of a demonstration: see how the whole system behaves on a later day."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.access import staff_view
from offices import time_machine
from offices.clock import LEGAL_ZONE, now
from offices.errors import Refusal
from offices.rights import Right


class ClockForm(forms.Form):
    """When it shall be."""

    instant = forms.DateTimeField(
        label=gettext_lazy("调到"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


@staff_view(Right.ADMINISTER)
def clock_page(request: HttpRequest) -> HttpResponse:
    """Show the time of the system, and on a training system set it forward."""
    at = now().astimezone(LEGAL_ZONE)
    form = ClockForm(request.POST or None, initial={"instant": at})
    if request.method == "POST" and form.is_valid():
        try:
            time_machine.move_to(form.cleaned_data["instant"])
            messages.success(request, _("时钟已调，到期的督办在下一轮巡查触发。"))
            return redirect("desk:training_clock")
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {"form": form, "at": at, "has_time_machine": settings.TIME_MACHINE}
    return render(request, "desk/clock.html", context, status=422 if form.is_bound else 200)
