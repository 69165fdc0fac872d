"""The door of the desk: who is logged in, what they may see. Deny first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cases.access import may_read
from cases.models import Case
from offices import access, administration
from offices.clock import now
from offices.models import Staff
from offices.rights import Right

View = Callable[..., HttpResponse]


def staff_of(request: HttpRequest) -> Staff:
    """Return the logged-in member of staff; raises PermissionDenied for anyone else."""
    if not isinstance(request.user, Staff):
        raise PermissionDenied
    return request.user


def staff_view(*rights: Right, may_change_password: bool = False) -> Callable[[View], View]:
    """Require a log-in and, when rights are named, at least one of them in at least one office.

    Whoever still has the password that somebody else gave them comes to the page where they change it, and nowhere
    else. A session that was left alone for `settings.STAFF_IDLE_MINUTES` is over.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            staff = staff_of(request)
            if _was_left_alone(request):
                address = request.META.get("REMOTE_ADDR", "")
                administration.session_ended(staff=staff, why="idle", by=staff, at=now(), address=address)
                logout(request)
                return redirect_to_login(request.get_full_path())
            if staff.must_change_password and not may_change_password:
                return redirect("desk:account")
            if rights and not any(access.prefixes(staff, right, now()) for right in rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


SEEN = "seen"
"""Where the session keeps when its person was last active (seconds); written once a minute at most."""


def _was_left_alone(request: HttpRequest) -> bool:
    moment, seen = int(timezone.now().timestamp()), request.session.get(SEEN)
    if seen is not None and moment - seen > settings.STAFF_IDLE_MINUTES * 60:
        return True
    if seen is None or moment - seen >= 60:
        request.session[SEEN] = moment
    return False


def readable_case(staff: Staff, number: str) -> Case:
    """Return the case if this person may read it; raises Http404, so that a number tells nothing."""
    if "\x00" in number:
        raise Http404
    case = Case.objects.select_related("office", "division").filter(number=number).first()
    if case is None or not may_read(staff, case, now()):
        raise Http404
    return case


def closed(request: HttpRequest, case: Case) -> HttpResponse:
    """Say that a case is closed, how it ended, and what can still be done: the answer of every page of an act."""
    return render(request, "desk/not_now.html", {"case": case}, status=409)


def holds(staff: Staff, right: Right, case: Case) -> bool:
    """Tell whether the person holds a right on the office that holds the case."""
    return access.can(staff, right, case.office_path, now())
