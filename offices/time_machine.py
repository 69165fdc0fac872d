"""The training clock: the whole system (web, worker, beat) goes forward together. Never on a production system.

Only forward: what happened stays in order, as in a real office. It runs on from where it was set.
"""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from offices.errors import NotPermitted, Refusal
from offices.models import TrainingClock

KEPT_SECONDS = 1.0
"""How long a process relies on the offset it read; the web and the worker agree after that."""

FURTHEST = timedelta(days=800)
"""One move, at most: two years and a bit, as far as a case can reach."""

_read: tuple[float, timedelta] | None = None


def offset() -> timedelta:
    """Return how far the training clock is ahead of the real one."""
    global _read
    if _read is None or time.monotonic() - _read[0] > KEPT_SECONDS:
        seconds = TrainingClock.objects.filter(pk=1).values_list("offset_seconds", flat=True).first()
        _read = (time.monotonic(), timedelta(seconds=seconds or 0))
    return _read[1]


@transaction.atomic
def move_to(instant: datetime) -> None:
    """Set the training clock to a later instant. Raises `NotPermitted` where there is none, `Refusal` for the past."""
    global _read
    if not settings.TIME_MACHINE:
        raise NotPermitted(_("只在演示和培训系统上可以调时钟。"))
    clock, _made = TrainingClock.objects.select_for_update().get_or_create(pk=1)
    ahead = instant - timezone.now()
    gone = ahead - timedelta(seconds=clock.offset_seconds)
    if gone <= timedelta(0):
        raise Refusal(_("时钟只能向前调。"), field="instant")
    if gone > FURTHEST:
        raise Refusal(_("一次最多向前%(days)s天。") % {"days": FURTHEST.days}, field="instant")
    clock.offset_seconds = round(ahead.total_seconds())
    clock.save(update_fields=["offset_seconds"])
    _read = None


@register("qingxin")
def only_for_training(**_kwargs: object) -> list[CheckMessage]:
    """Refuse to start a system that is no demonstration and yet has a training clock."""
    if settings.TIME_MACHINE and not settings.DEMO:
        return [Error("TIME_MACHINE needs DEMO: a production system has no training clock.", id="qingxin.E001")]
    return []
