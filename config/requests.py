"""One line a request, and the number that ties together all that one request caused.

The number comes with the request (`X-Request-ID`, which our proxy sets) or is made here. It stands in each log line, on
error pages, in the answer's headers and in the jobs that the request rang for.
"""

import logging
import re
import time
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from config.middleware import Handler

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
"""In HTTP; in a job's headers the number is called `request_id`."""

_NUMBER = re.compile(r"[0-9a-f]{32}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_id() -> str:
    """Return the number of the request that is being answered, or that rang for this job; empty outside of both."""
    return _current.get()


def take_up(number: str) -> None:
    """Let what follows in this thread bear a number."""
    _current.set(number)


def route_of(request: HttpRequest) -> str:
    """Return the name of the address, for a log: the path itself may hold a code or a token."""
    return request.resolver_match.view_name if request.resolver_match else "-"


class RequestLine:
    """Give each request its number, and write one line when it was answered."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and tell what, for whom (the key of the account; workers have none), and how long it took."""
        # What does not look like a number of ours is not taken: anything could stand in it.
        given = _NUMBER.fullmatch(request.headers.get(HEADER, ""))
        token, began = _current.set(given.group() if given else uuid4().hex), time.monotonic()
        try:
            response = self.handler(request)
            response[HEADER] = current_id()
            self._tell(request, response, time.monotonic() - began)
        finally:
            _current.reset(token)
        return response

    def _tell(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        user = getattr(request, "_cached_user", None)  # `request.user` could ask a database that is away
        line = {
            "method": request.method,
            "route": route_of(request),
            "status": response.status_code,
            "ms": round(seconds * 1000),
            "staff": getattr(user, "pk", None),
        }
        log.info("%(method)s %(route)s %(status)s %(ms)s ms", line)
