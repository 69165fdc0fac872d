"""Devices on which a phone was proven: remembered by a cookie, so that strangers do not use up that phone's codes.

The cookie holds keyed hashes, which only the server can make and which tell nobody the number. It opens nothing.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from offices.keys import keyed_hash

COOKIE, KEPT, MOST = "phones", timedelta(days=180), 3
_PROVEN = "phone_proven_now"


def _mark(phone: str) -> str:
    return keyed_hash(phone, purpose="proven phone")[:32]


def _marks(request: HttpRequest) -> list[str]:
    return [mark for mark in request.COOKIES.get(COOKIE, "").split(".") if mark][:MOST]


def remember(request: HttpRequest, phone: str) -> None:
    """Let the answer to this request tell the device that it has proven a phone."""
    setattr(request, _PROVEN, _mark(phone))


def knows(request: HttpRequest, phone: str) -> bool:
    """Tell whether this device has proven a phone before."""
    return _mark(phone) in _marks(request)


class KnownPhones:
    """Write the cookie of a device that has just proven a phone."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the phone in front; the oldest of more than `MOST` is forgotten."""
        response = self.handler(request)
        if proven := getattr(request, _PROVEN, ""):
            marks = [proven, *(mark for mark in _marks(request) if mark != proven)][:MOST]
            response.set_cookie(
                COOKIE,
                ".".join(marks),
                max_age=KEPT,
                httponly=True,
                samesite="Lax",
                secure=bool(settings.SESSION_COOKIE_SECURE),
            )
        return response
