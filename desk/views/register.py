"""Filing at the counter, by telephone, by letter: the same service and the same receipt as the portal."""

from secrets import token_urlsafe
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.models import Case
from desk.access import readable_case, staff_of, staff_view
from desk.forms.register import ComplaintForm, MatterForm, PetitionForm
from documents.models import Document
from documents.rendering import render_one
from offices.actors import staff_actor
from offices.clock import now
from offices.errors import Refusal
from offices.rights import Right
from workflows.services import Filed, file_complaint, file_petition, query_code_of

REGISTERED = "registered"
"""Where the session keeps the numbers of the cases whose receipt is still to be printed."""


def code_to_hand_out(request: HttpRequest, case: Case) -> str:
    """Return the query code for the person at the counter, until the receipt has been printed."""
    return (query_code_of(case) or "") if case.number in request.session.get(REGISTERED, []) else ""


def printed(request: HttpRequest, case: Case) -> None:
    """Forget that a receipt is still to be printed."""
    request.session[REGISTERED] = [number for number in request.session.get(REGISTERED, []) if number != case.number]


def _done(request: HttpRequest, filed: Filed) -> HttpResponse:
    # Shown on the page after filing until the receipt is printed; the session carries the number, never the code.
    request.session[REGISTERED] = sorted({*request.session.get(REGISTERED, []), filed.case.number})
    # The person waits at the counter: the receipt is made now rather than by the next free worker.
    if filed.receipt is not None and not filed.receipt.is_rendered:
        render_one(filed.receipt, at=now())
    return redirect("desk:registered", number=filed.case.number)


@staff_view(Right.REGISTER_CASE)
def register_complaint(request: HttpRequest) -> HttpResponse:
    """Register a complaint that came by another channel than the web."""
    staff = staff_of(request)
    form = ComplaintForm(request.POST or None, initial={"submission_key": token_urlsafe(24)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        filing = form.complaint(channel=data["channel"], submission_key=data["submission_key"], by=staff)
        try:
            return _done(request, file_complaint(filing=filing, by=staff_actor(staff), at=now()))
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
    return render(request, "desk/register.html", {"form": form}, status=422 if form.is_bound else 200)


@staff_view(Right.REGISTER_PETITION)
def register_petition(request: HttpRequest) -> HttpResponse:
    """Register a petition; a wage matter is recorded with its facts, so that it can go the statutory way."""
    staff = staff_of(request)
    post: Any = request.POST or None
    form = PetitionForm(post, initial={"submission_key": token_urlsafe(24)})
    is_wage = bool(post and post.get("is_wage_matter"))
    matter_post = post.copy() if is_wage else None
    matter = MatterForm(matter_post, prefix="matter")
    if post and form.is_valid() and (not is_wage or matter.is_valid()):
        complaint = matter.complaint(channel="visit", submission_key="", by=staff) if is_wage else None
        try:
            filing = form.filing(complaint=complaint, by=staff)
            return _done(request, file_petition(filing=filing, by=staff_actor(staff), at=now()))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {"form": form, "matter": matter, "is_wage": is_wage}
    return render(request, "desk/register_petition.html", context, status=422 if post else 200)


@staff_view(Right.REGISTER_CASE, Right.REGISTER_PETITION)
def registered(request: HttpRequest, number: str) -> HttpResponse:
    """Show the number, the query code (once) and the receipt to print."""
    case = readable_case(staff_of(request), number)
    receipt = Document.objects.filter(case=case, form="receipt").order_by("-issued_at").first()
    context = {
        "case": case,
        "query_code": code_to_hand_out(request, case),
        "receipt": receipt,
    }
    return render(request, "desk/registered.html", context)
