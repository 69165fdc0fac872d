"""One request to a carrier, over TLS (or to this machine, for its fake), with a time-out; its faults as refusals."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.core.exceptions import ImproperlyConfigured

from notices.channels.base import DeliveryFailed

TIMEOUT = 8
"""Seconds to wait for a carrier."""

LONGEST_ANSWER = 65536
"""Bytes that are read of an answer."""

_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


def checked(url: str) -> str:
    """Return the address of a carrier. Raises ImproperlyConfigured for one that is neither https nor this machine."""
    parts = urlsplit(url)
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
    ):
        raise ImproperlyConfigured("QINGXIN_SMS_URL must begin with https:// (or http:// on this machine).")
    return url


class _Stay(HTTPRedirectHandler):
    """Follow no redirection: it would carry number, code and secret to a host that nobody checked."""

    def redirect_request(self, *_parts: object) -> None:
        """Go nowhere; the redirection is then an answer like any other."""


_opener = build_opener(_Stay)


def ask(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """Post and return the status and the JSON that came back ({} for none).

    Raises `DeliveryFailed` when the carrier is not reached; its text holds no address.
    """
    request = Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 -- `checked` saw the scheme
    try:
        try:
            with _opener.open(request, timeout=TIMEOUT) as answer:
                return answer.status, _content(answer.read(LONGEST_ANSWER))
        except HTTPError as error:
            with error:
                return error.code, _content(error.read(LONGEST_ANSWER))
    except (OSError, HTTPException) as error:
        raise DeliveryFailed(f"provider not reached: {type(error).__name__}", is_unreached=True) from None


def _content(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def judge(status: int) -> None:
    """Raise `DeliveryFailed` for a status that is no success.

    409 is the answer to a key that was seen, and a success. Other 4xx answers will not improve: no retry, except 408
    and 429.
    """
    if status == 409 or 200 <= status < 300:
        return
    lasting = 400 <= status < 500 and status not in (408, 429)
    raise DeliveryFailed(f"provider answered {status}", permanent=lasting, is_unreached=status >= 500)
