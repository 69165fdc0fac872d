"""Devices on which something was proven, remembered by a cookie: a stranger's tries do not use up theirs.

The cookie holds keyed hashes, which only the server can make and which tell nobody what was proven. It opens nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from offices.keys import keyed_hash

KEPT = timedelta(days=180)


@dataclass(frozen=True)
class Proven:
    """One kind of thing that a device can have proven; the oldest of more than `most` is forgotten."""

    cookie: str
    purpose: str
    most: int

    def knows(self, request: HttpRequest, subject: str) -> bool:
        """Tell whether this device has proven a subject before."""
        return self._mark(subject) in self._marks(request)

    def remember(self, request: HttpRequest, response: HttpResponse, subject: str) -> None:
        """Let an answer tell the device what it has just proven."""
        mark = self._mark(subject)
        marks = [mark, *(other for other in self._marks(request) if other != mark)][: self.most]
        response.set_cookie(
            self.cookie,
            ".".join(marks),
            max_age=KEPT,
            httponly=True,
            samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )

    def _mark(self, subject: str) -> str:
        return keyed_hash(subject, purpose=self.purpose)[:32]

    def _marks(self, request: HttpRequest) -> list[str]:
        return [mark for mark in request.COOKIES.get(self.cookie, "").split(".") if mark][: self.most]
