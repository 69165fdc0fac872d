"""Channels: how a notice leaves the house. `settings.NOTICE_CHANNELS` names the adapter of each; `page` needs none."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from notices.channels.base import Channel, DeliveryFailed, Outgoing

__all__ = ["MAIL", "PAGE", "SMS", "Channel", "DeliveryFailed", "Outgoing", "adapter"]

PAGE, SMS, MAIL = "page", "sms", "mail"

_PAGE_ADAPTER = "notices.channels.page.PageChannel"


def adapter(channel: str) -> Channel:
    """Return the adapter of a channel; raises KeyError for one that the settings do not name."""
    path = _PAGE_ADAPTER if channel == PAGE else settings.NOTICE_CHANNELS[channel]
    return _instance(path)


@cache
def _instance(path: str) -> Channel:
    made: Channel = import_string(path)()
    return made
