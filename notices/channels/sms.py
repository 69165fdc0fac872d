"""SMS through a provider's HTTPS interface, as settings describe it."""

import json
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from notices.channels.base import DeliveryFailed, Outgoing

TIMEOUT = 10
"""Seconds to wait for the provider."""


class HttpSmsChannel:
    """Posts JSON {key, to, text, signature} to `settings.SMS_URL` with `settings.SMS_TOKEN` as bearer.

    An answer of 200, or of 409 for a key it has seen, is success. Other 4xx answers will not improve: no retry, except
    408 and 429.
    """

    def __init__(self) -> None:
        self.url: str = getattr(settings, "SMS_URL", "")
        self.token: str = getattr(settings, "SMS_TOKEN", "")
        self.signature: str = getattr(settings, "SMS_SIGNATURE", "")
        if not self.url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ImproperlyConfigured("SMS_URL must be an https address")

    def send(self, message: Outgoing) -> None:
        """Send one SMS; raises `DeliveryFailed`."""
        if not message.address:
            raise DeliveryFailed("no number", permanent=True)
        content = {"key": message.key, "to": message.address, "text": message.body, "signature": self.signature}
        request = Request(  # noqa: S310 -- the scheme is checked above
            self.url,
            data=json.dumps(content).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
            method="POST",
        )
        try:
            with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                answer.read()
        except HTTPError as error:
            with error:
                _judge(error.code)
        except (URLError, TimeoutError, OSError) as error:
            raise DeliveryFailed(f"provider not reached: {type(error).__name__}") from None


def _judge(status: int) -> None:
    if status == 409:
        return
    lasting = 400 <= status < 500 and status not in (408, 429)
    raise DeliveryFailed(f"provider answered {status}", permanent=lasting)
