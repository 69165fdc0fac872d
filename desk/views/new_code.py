"""Another query code for the person at the counter, once their identity was checked."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from cases.query_codes import owner_of, token_of_next
from desk.access import readable_case, staff_of, staff_view
from desk.views.register import hand_out
from offices.actors import staff_actor
from offices.clock import now
from offices.errors import Refusal
from workflows.acts.query_code import CHECKS, issue_at_counter


class CheckForm(forms.Form):
    """What was looked at before the code is issued again."""

    check = forms.ChoiceField(label=_("看了什么证件"), choices=list(CHECKS.items()), widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)


@staff_view(*issue_at_counter.rights)
def new_code(request: HttpRequest, number: str) -> HttpResponse:
    """Issue the query code again and lead to the receipt that prints it, once."""
    staff = staff_of(request)
    case = readable_case(staff, number)
    fresh = {"token": token_of_next(case, staff_actor(staff))}
    form = CheckForm(request.POST or None, initial=fresh)
    if request.method == "POST" and form.is_valid():
        try:
            issue_at_counter(case=case, by=staff, at=now(), **form.cleaned_data)
            return hand_out(request, case)
        except Refusal as refusal:
            form = CheckForm({**form.cleaned_data, **fresh})
            form.add_error(None, str(refusal))
    context = {"case": case, "owner": owner_of(case), "form": form}
    return render(request, "desk/new_code.html", context, status=422 if form.is_bound else 200)
