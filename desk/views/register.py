"""Filing at the counter, by telephone, by letter: the same service and the same receipt as the portal."""

from secrets import token_urlsafe
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.codes import code_issued_again
from cases.models import Case
from desk.access import readable_case, staff_of, staff_view
from desk.forms.register import ComplaintForm, MatterForm, PetitionForm
from documents.models import Document
from documents.preparation import render_one
from offices.actors import staff_actor
from offices.clock import now
from offices.errors import Refusal
from offices.keys import keyed_hash
from offices.rights import Right
from workflows.services import Filed, file_complaint, file_petition, query_code_of

TO_PRINT = "to_print"
"""Where the session keeps marks of the query codes that are still to be printed; the codes are kept nowhere."""


def _mark(case: Case) -> str:
    return keyed_hash(case.query_code_hash, purpose="query code to print")


def code_to_hand_out(request: HttpRequest, case: Case) -> str:
    """Return the query code for the person at the counter, until it has been printed or another was issued."""
    if _mark(case) not in request.session.get(TO_PRINT, []):
        return ""
    return code_issued_again(case.query_code_hash) or query_code_of(case) or ""


def printed(request: HttpRequest, case: Case) -> None:
    """Forget that a code is still to be printed."""
    request.session[TO_PRINT] = [mark for mark in request.session.get(TO_PRINT, []) if mark != _mark(case)]


def hand_out(request: HttpRequest, case: Case) -> HttpResponse:
    """Lead to the page that shows the code until the receipt is printed; the session carries a mark, never the code."""
    request.session[TO_PRINT] = sorted({*request.session.get(TO_PRINT, []), _mark(case)})
    return redirect("desk:registered", number=case.number)


def _done(request: HttpRequest, filed: Filed) -> HttpResponse:
    # The person waits at the counter: the receipt is made now rather than by the next free worker.
    if filed.receipt is not None and not filed.receipt.is_rendered:
        render_one(filed.receipt, at=now())
    if filed.query_code is None:  # a repeated filing whose code was issued again since
        return redirect("desk:registered", number=filed.case.number)
    return hand_out(request, filed.case)


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
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
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
        "is_again": code_issued_again(case.query_code_hash) is not None,
        "receipt": receipt,
    }
    return render(request, "desk/registered.html", context)
