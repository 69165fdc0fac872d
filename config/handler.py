"""The door of the application: a request whose header misleads the library is answered like any that cannot be read."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class Request(WSGIRequest):
    """A request that is always made, so that there is somebody to answer.

    A charset that names a codec and decodes no form (`idna`) makes the library read the query while the request is
    being made, outside of everything that turns its refusal into an answer. Whoever reads the query or the form later
    is refused then, with 400.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        with suppress(SuspiciousOperation):
            super()._set_content_type_params(meta)  # type: ignore[misc]


class Handler(WSGIHandler):
    """The library's own, with our request."""

    request_class = Request
