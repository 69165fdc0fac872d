"""Devices on which a phone was proven."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from offices.devices import Proven

PHONES = Proven("phones", "proven phone", most=3)
_PROVEN = "phone_proven_now"


def remember(request: HttpRequest, phone: str) -> None:
    """Let the answer to this request tell the device that it has proven a phone."""
    setattr(request, _PROVEN, phone)


def proven_by(request: HttpRequest, phone: str) -> str:
    """Return the name of this device if it has proven a phone before; empty for a stranger."""
    return PHONES.by(request, phone)


class KnownPhones:
    """Write the cookie of a device that has just proven a phone."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the phone that was proven, if one was."""
        response = self.handler(request)
        if phone := getattr(request, _PROVEN, ""):
            PHONES.remember(request, response, phone)
        return response
