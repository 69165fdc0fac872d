"""One request to a carrier, over TLS (or to this machine, for its fake), with a time-out; its faults as refusals."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.core.exceptions import ImproperlyConfigured

from notices.channels.base import DeliveryFailed

TIMEOUT = 8
"""Seconds to wait for a carrier."""

_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


def checked(url: str) -> str:
    """Return the address of a carrier. Raises ImproperlyConfigured for one that is neither https nor this machine."""
    parts = urlsplit(url)
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
    ):
        raise ImproperlyConfigured("QINGXIN_SMS_URL must be an https address.")
    return url


def ask(url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """Post and return the JSON that came back ({} for none). Raises `DeliveryFailed`; its text holds no address.

    409 is the answer to a key that was seen, and a success. Other 4xx answers will not improve: no retry, except 408
    and 429.
    """
    request = Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 -- `checked` saw the scheme
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            text = answer.read(65536)
    except HTTPError as error:
        with error:
            _judge(error.code)
            return {}
    except OSError as error:
        raise DeliveryFailed(f"provider not reached: {type(error).__name__}", is_unreached=True) from None
    try:
        found = json.loads(text or b"{}")
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


def _judge(status: int) -> None:
    if status == 409:
        return
    lasting = 400 <= status < 500 and status not in (408, 429)
    raise DeliveryFailed(f"provider answered {status}", permanent=lasting, is_unreached=status >= 500)
