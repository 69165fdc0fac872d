"""Whether this is a demonstration, in which the messages sent can be read on a page."""

from django.conf import settings
from django.http import HttpRequest


def demonstration(_request: HttpRequest) -> dict[str, bool]:
    """Return `demo` for the templates."""
    return {"demo": settings.DEMO}
