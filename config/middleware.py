"""What every request passes: whose address it is, how much it may send, and that personal pages stay in no cache."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

MEGABYTE = 1024 * 1024
FORM_BYTES, UPLOAD_BYTES = 3 * MEGABYTE, 205 * MEGABYTE
"""What a form may send, without and with files (twenty of ten megabytes); the proxy's limits are the same."""

Handler = Callable[[HttpRequest], HttpResponse]


def client_address(peer: str, forwarded: str, trusted: list[str]) -> str:
    """Return whose request it is: the peer, or what trusted proxies say of whom they speak for.

    `X-Forwarded-For` is read from its end: each proxy appends the peer it saw, so the first address from there that is
    no proxy of ours is the client's; what stands before it anybody may have written. A header from a peer that is not
    trusted counts for nothing.
    """
    networks = [ip_network(network) for network in trusted]

    def is_ours(text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:
            return False
        return any(address in network for network in networks)

    chain = [*(part.strip() for part in forwarded.split(",") if part.strip()), peer]
    while len(chain) > 1 and is_ours(chain[-1]):
        chain.pop()
    try:
        return str(ip_address(chain[-1]))
    except ValueError:
        return peer


class ClientAddress:
    """Let `REMOTE_ADDR` be the client's address behind the proxies of `settings.TRUSTED_PROXIES`."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the address in its place before anything counts by it."""
        meta = request.META
        meta["REMOTE_ADDR"] = client_address(
            meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXIES
        )
        return self.handler(request)


class PersonalPages:
    """Keep what somebody's session shows out of every cache, and refuse TRACE."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer unless the view has said itself how it may be kept."""
        if request.method == "TRACE":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        response = self.handler(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.session.is_empty():
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class BodyLimit:
    """Refuse a body that is larger than the page's form can be, before anything reads it to memory or disk."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave the request to the view, once it is known which."""
        return self.handler(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Answer 413 by the length that the request declares (without one, nothing is read at all)."""
        most = UPLOAD_BYTES if getattr(view, "takes_files", False) else FORM_BYTES
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isascii() and declared.isdigit() and int(declared[:20]) > most:
            return render(request, "413.html", status=413)
        return None
