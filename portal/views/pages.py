"""The front page, the check of a document, and, in a demonstration, the messages that were sent."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from documents.queries import by_verification_code
from documents.services import title_of
from notices.queries import recent
from offices.errors import Refusal
from portal import doors


def home(request: HttpRequest) -> HttpResponse:
    """Offer the three things people come for."""
    return render(request, "portal/home.html")


def verify_form(request: HttpRequest) -> HttpResponse:
    """Take a verification code as printed on a document."""
    code = request.GET.get("code", "").strip().replace("\x00", "").replace("/", "")[:40]
    if code:
        return redirect("portal:verify", code=code)
    return render(request, "portal/verify.html", {"document": None, "code": ""})


def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Tell whether a document is genuine: what it is, who issued it, when; nothing of what it says."""
    try:
        doors.limit(request, "verify", tries=30, minutes=10, is_guess=True)
    except Refusal as refusal:
        return render(request, "portal/verify.html", {"refusal": refusal, "code": code}, status=429)
    document = by_verification_code(code)
    context = {"document": document, "code": code, "title": title_of(document) if document else ""}
    return render(request, "portal/verify.html", context, status=200 if document else 404)


def demo_messages(request: HttpRequest) -> HttpResponse:
    """Show the messages that a demonstration sent; the page does not exist elsewhere."""
    if not settings.DEMO:
        raise Http404
    return render(request, "portal/messages.html", {"notices": recent(60)})
