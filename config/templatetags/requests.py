"""The number of the request, for error pages: they are rendered without the request itself."""

from django import template

from config import requests

register = template.Library()


@register.simple_tag
def request_id() -> str:
    """Return the number of the request that is being answered."""
    return requests.current_id()
