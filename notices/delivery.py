"""Sending what waits in the outbox: each notice in its own transaction, its row locked: two senders never meet."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from cases import events
from cases.services import lock_case
from notices import channels
from notices.channels import DeliveryFailed, Outgoing
from notices.models import Notice
from notices.quiet_hours import after_quiet, is_quiet
from offices.actors import SYSTEM

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after a number of failed attempts: doubled each time, never more than `LONGEST_PAUSE`."""
    return min(FIRST_PAUSE * (1 << max(0, attempts - 1)), LONGEST_PAUSE)


def deliver_waiting(*, at: datetime, limit: int) -> int:
    """Send up to `limit` notices whose time has come; return how many went."""
    sent = 0
    for _round in range(limit):
        outcome = _deliver_next(at)
        if outcome is None:
            break
        sent += outcome
    return sent


def _deliver_next(at: datetime) -> bool | None:
    """Send the next notice: True when it went, False when it failed, None when nothing waits."""
    with transaction.atomic():
        notice = _ready(at).select_for_update(skip_locked=True).order_by("not_before", "id").first()
        if notice is None:
            return None
        notice.attempts += 1
        failure = _send(notice)
        if failure is not None:
            _put_off(notice, failure, at)
            return False
        notice.status, notice.sent_at, notice.error = Notice.Status.SENT, at, ""
        notice.save(update_fields=["status", "sent_at", "error", "attempts"])
        return True


def _send(notice: Notice) -> DeliveryFailed | None:
    try:
        channels.adapter(notice.channel).send(Outgoing(notice.key, notice.to_address, notice.body))
    except DeliveryFailed as failure:
        return failure
    except Exception as error:
        # One broken adapter must not keep the notices behind it waiting. The message itself may hold an address.
        logger.error("notice %s did not go: %s", notice.pk, type(error).__name__)
        return DeliveryFailed(f"adapter failed: {type(error).__name__}")
    return None


def _ready(at: datetime) -> QuerySet[Notice]:
    found = Notice.objects.filter(status=Notice.Status.WAITING, not_before__lte=at)
    return found.filter(Q(urgent=True) | Q(channel=channels.PAGE)) if is_quiet(at) else found


def _put_off(notice: Notice, failure: DeliveryFailed, at: datetime) -> None:
    notice.error = str(failure)[:120]
    if failure.permanent or notice.attempts >= MOST_ATTEMPTS:
        notice.status = Notice.Status.FAILED
    else:
        later = at + pause_after(notice.attempts)
        notice.not_before = later if notice.urgent else after_quiet(later)
    notice.save(update_fields=["status", "error", "attempts", "not_before"])


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
