"""Sending what waits in the outbox: claimed in a short transaction, sent outside of any, written down in another.

A sender that dies in between leaves its claim to run out; the notice then goes once more under the same key. What opens
a door (a code, a link) is erased from the outbox once it was sent. A channel whose provider is in trouble is left alone
for a while by all senders, so that nothing queues up behind it.
"""

import json
import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from cases import events
from cases.services import lock_case
from notices import channels, texts
from notices.channels import DeliveryFailed, Outgoing
from notices.models import ChannelHealth, Notice
from notices.quiet_hours import after_quiet, is_quiet
from offices.actors import SYSTEM
from offices.pauses import pause_after

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 14
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
"""How long a notice that did not go waits, the first time and at most."""

LEASE = timedelta(minutes=1)
"""How long a sender has a notice to itself: longer than a carrier is waited for."""

TROUBLE_AFTER, FIRST_REST, LONGEST_REST = 3, timedelta(seconds=20), timedelta(minutes=5)
"""Failures in a row after which a channel is left alone, and for how long: the first time and at most."""


def deliver_waiting(*, at: datetime, limit: int, seconds: float = 20.0) -> int:
    """Send up to `limit` notices whose time has come, the urgent first, for about `seconds`; return how many went."""
    sent, end = 0, time.monotonic() + seconds
    for _round in range(limit):
        notice = _claim(at) if time.monotonic() <= end else None
        if notice is None:
            break
        sent += _deliver(notice, at)
    return sent


def _claim(at: datetime) -> Notice | None:
    resting = ChannelHealth.objects.filter(closed_until__gt=at).values("channel")
    with transaction.atomic():
        waiting = _ready(at).exclude(channel__in=resting).select_for_update(skip_locked=True)
        notice = waiting.order_by("-urgent", "not_before", "id").first()
        if notice is not None:
            notice.attempts += 1
            notice.not_before = at + LEASE
            notice.save(update_fields=["attempts", "not_before"])
    return notice


def _deliver(notice: Notice, at: datetime) -> bool:
    if notice.useless_after is not None and notice.useless_after <= at:
        failure: DeliveryFailed | None = DeliveryFailed("too late to be of use", permanent=True)
    else:
        failure = _send(notice)
        _note_health(notice.channel, failure, at)
    if failure is not None:
        _put_off(notice, failure, at)
        return False
    notice.status, notice.sent_at, notice.error = Notice.Status.SENT, at, ""
    _erase(notice)
    notice.save(update_fields=["status", "sent_at", "error", "body", "parameters"])
    return True


def _erase(notice: Notice) -> None:
    """Keep nothing that opens a door; a demonstration keeps it for the page that shows its messages."""
    if texts.get_text(notice.template).secret and not settings.DEMO:
        notice.body = notice.parameters = ""


def _send(notice: Notice) -> DeliveryFailed | None:
    message = Outgoing(
        key=notice.key,
        address=notice.to_address,
        body=notice.body,
        template=notice.template,
        parameters=json.loads(notice.parameters or "{}"),
    )
    try:
        channels.adapter(notice.channel).send(message)
    except DeliveryFailed as failure:
        return failure
    except Exception as error:
        # One broken adapter must not keep the notices behind it waiting. The message itself may hold an address.
        logger.error("notice %s did not go: %s", notice.pk, type(error).__name__)
        return DeliveryFailed(f"adapter failed: {type(error).__name__}")
    return None


def _note_health(channel: str, failure: DeliveryFailed | None, at: datetime) -> None:
    if failure is None or not failure.is_unreached:
        ChannelHealth.objects.filter(channel=channel, failures__gt=0).update(failures=0, closed_until=None)
        return
    with transaction.atomic():
        ChannelHealth.objects.bulk_create([ChannelHealth(channel=channel)], ignore_conflicts=True)
        row = ChannelHealth.objects.select_for_update().get(channel=channel)
        row.failures += 1
        if row.failures >= TROUBLE_AFTER:
            row.closed_until = at + pause_after(
                row.failures - TROUBLE_AFTER + 1, first=FIRST_REST, longest=LONGEST_REST
            )
        row.save(update_fields=["failures", "closed_until"])


def _ready(at: datetime) -> QuerySet[Notice]:
    found = Notice.objects.filter(status=Notice.Status.WAITING, not_before__lte=at)
    return found.filter(Q(urgent=True) | Q(channel=channels.PAGE)) if is_quiet(at) else found


def _put_off(notice: Notice, failure: DeliveryFailed, at: datetime) -> None:
    notice.error = str(failure)[:120]
    if failure.permanent or notice.attempts >= MOST_ATTEMPTS:
        notice.status = Notice.Status.FAILED
        if notice.useless_after is not None:
            _erase(notice)
    else:
        later = at + pause_after(notice.attempts, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
        notice.not_before = later if notice.urgent else after_quiet(later)
    notice.save(update_fields=["status", "error", "not_before", "body", "parameters"])


def report_failures(*, at: datetime, limit: int = 50) -> int:
    """Write each failed notice of a case into its history, once, so that somebody tells the person another way.

    Apart from sending, as a case row is locked before anything else.
    """
    failed = Notice.objects.filter(status=Notice.Status.FAILED, case__isnull=False, reported_at__isnull=True)
    pairs = list(failed.order_by("pk").values_list("pk", "case_id")[:limit])
    for pk, case_id in pairs:
        with transaction.atomic():
            case = lock_case(case_id)
            if failed.filter(pk=pk).update(reported_at=at):
                template = Notice.objects.values_list("template", flat=True).get(pk=pk)
                events.append(case, "notice_failed", by=SYSTEM, at=at, template=template, notice=pk)
    return len(pairs)
