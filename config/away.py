"""What a person reads while a part is away: 503, when to come back, and that what they saved is still there."""

import errno
import sys
from collections.abc import Callable, Iterator

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.utils.http import escape_leading_slashes

from config import faults
from config.health import PROBES

RETRY_SECONDS = 15

_AWAY_ERRNOS = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE),
        *(errno.ETIMEDOUT, errno.ECONNREFUSED, errno.ECONNRESET, errno.EHOSTUNREACH, errno.ENETUNREACH),
        errno.ENOTCONN,  # a mount over the network whose other end has gone
    }
)
"""Errors of a disk or of a store over the network. A file that is not there is none of them: that is a fault."""


class Probes:
    """Answer a probe of the process itself before hosts are checked: it comes by address, without the proxy."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the probes, and leave everything else to those behind."""
        probe = PROBES.get(request.path_info)
        return probe(request) if probe is not None else self.handler(request)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def is_away(error: BaseException | None) -> bool:
    """Say whether an error comes from a database, pool, disk or file store that is away, full or busy."""
    return any(
        isinstance(found, OperationalError | InterfaceError)
        or (isinstance(found, OSError) and found.errno in _AWAY_ERRNOS)
        for found in _chain(error)
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read with 400. A visit that could not be written down is nothing of the kind.

    Either the database went away after the act, which the same tap finds done; or another tap of the same page has
    given the visit a new name meanwhile, and the page leads on from there.
    """
    if not isinstance(exception, SessionInterrupted):
        return faults.bad_request(request, exception)
    if is_away(exception):
        return _away()
    return HttpResponseRedirect(escape_leading_slashes(request.get_full_path()))  # `//elsewhere` is a host


def failed(request: HttpRequest) -> HttpResponse:
    """Answer what no view has caught, from whichever layer: 503 while a part is away, else 500."""
    return _away() if is_away(sys.exc_info()[1]) else faults.server_error(request)


def _away() -> HttpResponse:
    # No request for the template: whatever it would look up may be what is away.
    response = HttpResponse(loader.get_template("503.html").render(), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
