"""Another query code for whoever has proven the phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.query_codes import is_owner, token_of_next
from offices.clock import now
from offices.errors import Refusal
from portal import doors
from workflows.acts.query_code import issue_to_party


def new_code(request: HttpRequest, number: str) -> HttpResponse:
    """Issue the query code again; it stands on this answer and nowhere else, and the same tap shows it again."""
    case, party = doors.proven_party(request, number)
    may = doors.proof_of(request, number)["phone"] and is_owner(party)
    by = doors.actor_of(party)
    code, refusal = "", ""
    if may and request.method == "POST":
        try:
            code = issue_to_party(party=party, token=request.POST.get("token", "")[:64], by=by, at=now())
        except Refusal as error:
            refusal = str(error)
    context = {"case": case, "may": may, "code": code, "refusal": refusal, "token": token_of_next(case, by)}
    status = 422 if refusal else 403 if request.method == "POST" and not may else 200
    return render(request, "portal/new_code.html", context, status=status)
