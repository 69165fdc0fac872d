"""The door of the desk: who is logged in, what they may see. Deny first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from cases.access import may_read
from cases.models import Case
from offices import access
from offices.clock import now
from offices.models import Staff
from offices.rights import Right

View = Callable[..., HttpResponse]


def staff_of(request: HttpRequest) -> Staff:
    """Return the logged-in member of staff; raises PermissionDenied for anyone else."""
    if not isinstance(request.user, Staff):
        raise PermissionDenied
    return request.user


def staff_view(*rights: Right) -> Callable[[View], View]:
    """Require a log-in and, when rights are named, at least one of them in at least one office."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            staff = staff_of(request)
            if rights and not any(access.prefixes(staff, right, now()) for right in rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def readable_case(staff: Staff, number: str) -> Case:
    """Return the case if this person may read it; raises Http404, so that a number tells nothing."""
    case = Case.objects.select_related("office", "division").filter(number=number).first()
    if case is None or not may_read(staff, case, now()):
        raise Http404
    return case


def holds(staff: Staff, right: Right, case: Case) -> bool:
    """Tell whether the person holds a right on the office that holds the case."""
    return access.can(staff, right, case.office_path, now())
