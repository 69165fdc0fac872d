"""Devices on which something was proven, remembered by a cookie: a stranger's tries do not use up theirs.

The cookie holds a random name of the device and, for each thing it has proven, a keyed hash that only the server can
make and that tells nobody what was proven. It opens nothing. By its name a device is told from the others that have
proven the same: they use up nothing of one another's.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from offices.keys import keyed_hash

KEPT = timedelta(days=180)
NAME = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Proven:
    """One kind of thing that a device can have proven; the oldest of more than `most` is forgotten."""

    cookie: str
    purpose: str
    most: int

    def by(self, request: HttpRequest, subject: str) -> str:
        """Return the name of this device if it has proven a subject before; empty for a stranger."""
        name, marks = self._held(request)
        return name if subject and self._mark(name, subject) in marks else ""

    def remember(self, request: HttpRequest, response: HttpResponse, subject: str) -> None:
        """Let an answer tell the device what it has just proven."""
        name, marks = self._held(request)
        mark = self._mark(name, subject)
        kept = [mark, *(other for other in marks if other != mark)][: self.most]
        response.set_cookie(
            self.cookie,
            ".".join([name, *kept]),
            max_age=KEPT,
            httponly=True,
            samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )

    def _mark(self, name: str, subject: str) -> str:
        return keyed_hash(f"{name}|{subject}", purpose=self.purpose)[:32]

    def _held(self, request: HttpRequest) -> tuple[str, list[str]]:
        """Return the name of the device, a new one if it has none, and its marks."""
        name, *marks = request.COOKIES.get(self.cookie, "").split(".")[: self.most + 1]
        return (name, marks) if NAME.fullmatch(name) else (token_hex(8), [])
