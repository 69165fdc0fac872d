"""Writes of the outbox: a notice is posted in the transaction of the act it reports, and sent after it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import events
from cases.models import Case, Party
from cases.services import lock_case
from documents.forms import get_form
from documents.models import Document
from documents.preparation import fields_of, heading
from notices import channels, texts
from notices.errors import CannotService
from notices.models import Notice, Service
from notices.quiet_hours import after_quiet
from offices.actors import SYSTEM, staff_actor
from offices.clock import legal_day
from offices.models import Staff


def post(
    *,
    key: str,
    template: str,
    context: Mapping[str, object],
    at: datetime,
    case: Case | None = None,
    to_party: Party | None = None,
    to_staff: Staff | None = None,
    to_address: str = "",
    channel: str | None = None,
    language: str | None = None,
    urgent: bool = False,
    not_before: datetime | None = None,
    useless_after: datetime | None = None,
) -> Notice:
    """Put a notice into the outbox, once per `key`: the second time the notice already there is returned.

    A party is reached by SMS where a phone is known, staff on their page. `language` is the case's unless given. What
    is not urgent waits for the morning; what stands on a page disturbs nobody; `not_before` says otherwise. What is of
    no use after an instant is not sent later. Raises `texts.UnknownText`, KeyError for a place of the text that
    `context` does not fill, and ValueError for a text of staff that would be sent: no carrier knows it.
    """
    pending = _pending.get()
    existing = Notice.objects.filter(key=key).first() if pending is None else None
    if existing is not None:
        return existing
    address = to_address or (to_party.phone if to_party else "")
    chosen = channel or _channel(address)
    spoken = language or (case.language if case else "zh-hans")
    text = texts.get_text(template)
    if text.for_staff and chosen == channels.SMS:
        raise ValueError(f"{template} is for the page of staff")
    body = text.render(context, language=spoken)
    notice = Notice(
        key=key,
        case=case,
        template=template,
        language=spoken,
        to_party=to_party,
        to_staff=to_staff,
        to_address=address,
        channel=chosen,
        body=body,
        parameters=json.dumps({name: str(context[name]) for name in text.places}, ensure_ascii=False),
        useless_after=useless_after,
        urgent=urgent,
        not_before=not_before or (at if urgent or chosen == channels.PAGE else after_quiet(at)),
        created_at=at,
    )
    if pending is not None:
        pending.append(notice)
        return notice
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    return notice if notice.pk else Notice.objects.get(key=key)


_pending: ContextVar[list[Notice] | None] = ContextVar("pending_notices", default=None)


@contextmanager
def in_bulk() -> Iterator[None]:
    """Write what is posted inside at the end, all at once; a key that is there already keeps its notice."""
    pending: list[Notice] = []
    token = _pending.set(pending)
    try:
        yield
    finally:
        _pending.reset(token)
    Notice.objects.bulk_create(pending, ignore_conflicts=True)


def _channel(address: str) -> str:
    if not address:
        return channels.PAGE
    return channels.MAIL if "@" in address else channels.SMS


def mark_read(*, by: Staff, at: datetime) -> None:
    """Record that a member of staff has read what stands on their page."""
    Notice.objects.filter(to_staff=by, read_at__isnull=True).update(read_at=at)


@transaction.atomic
def record_service(
    *, document: Document, party: Party, method: str, served_on: date, by: Staff | None, at: datetime
) -> Service:
    """Record the proof that a document reached a party; the day counts for the remedies that run from it.

    Recorded once: the same service again returns the first proof. Raises `CannotService`.
    """
    case = lock_case(document.case_id)
    if party.case_id != case.pk:
        raise CannotService(_("受送达人不是本案当事人。"), field="party")
    if method not in Service.Method.values:
        raise CannotService(_("没有这种送达方式。"), field="method")
    if not legal_day(document.issued_at) <= served_on <= legal_day(at):
        raise CannotService(_("送达日应在文书制作日之后，且不晚于今天。"), field="served_on")
    service, is_new = Service.objects.get_or_create(
        document=document,
        party=party,
        defaults={"method": method, "served_on": served_on, "recorded_by": by, "recorded_at": at},
    )
    if is_new:
        _append_served(case, service, by=by, at=at)
    return service


def _append_served(case: Case, service: Service, *, by: Staff | None, at: datetime) -> None:
    document = service.document
    events.append(
        case,
        "document_served",
        by=staff_actor(by) if by else SYSTEM,
        at=at,
        title=heading(get_form(document.form), fields_of(document)),
        number=document.number,
        party=Party.Role(service.party.role).label,
        party_id=service.party_id,
        method=Service.Method(service.method).label,
        served_on=service.served_on.isoformat(),
    )
