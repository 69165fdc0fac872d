"""A page that offers acts on a case, each with its form, and performs the one that was posted."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.models import Case
from desk.access import closed, staff_of
from desk.tasks.page import Choice, TaskForm
from offices.clock import now
from offices.errors import Refusal


def _perform(request: HttpRequest, case: Case, choice: Choice, form: TaskForm) -> bool:
    if not form.is_valid():
        return False
    try:
        choice.act(case=case, by=staff_of(request), at=now(), **form.given())
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("已登记：%(what)s") % {"what": choice.title})
    return True


def page(request: HttpRequest, case: Case, choices: Sequence[Choice], template: str) -> HttpResponse:
    """Show the choices that the case offers now, or perform the posted one and go back to the case."""
    if case.stage == Case.Stage.CLOSED:
        return closed(request, case)
    chosen = request.POST.get("action", "")
    offered: list[Any] = []
    for choice in choices:
        is_chosen = choice.code == chosen
        form = choice.form_class(*((request.POST,) if is_chosen else ()), case=case, prefix=choice.code)
        if is_chosen and _perform(request, case, choice, form):
            return redirect("desk:case", number=case.number)
        if form.is_offered:
            offered.append((choice, form, is_chosen))
    return render(request, template, {"case": case, "actions": offered}, status=422 if chosen else 200)
