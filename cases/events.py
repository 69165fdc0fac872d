"""The append-only history of a case: a registry of what can happen, the chain, and its verification."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from types import NoneType
from typing import Any

from django.db import connection
from django.db.models import Choices, F, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from cases.models import Case, Event
from offices.actors import Actor
from offices.bulk import copy_in, in_batches
from offices.language import SOURCE

EVENTS: dict[str, str | Promise] = {}


class Seen(StrEnum):
    """Who reads an event on the timeline of a case; staff of the office always do."""

    OFFICE = "office"
    PARTIES = "parties"


_SEEN: dict[str, Seen] = {}
Codes = Mapping[str, Mapping[str, str | Promise]]
_CODES: dict[str, Codes] = {}


class UnknownEvent(LookupError):
    """An event that nobody registered is not written."""


def register(name: str, sentence: str | Promise, *, seen_by: Seen = Seen.OFFICE, codes: Codes | None = None) -> None:
    """Register an event: a name for ever, the sentence (with %(field)s of its payload) that people read, and who does.

    Nothing stated: the staff of the office only. `codes`: for each field that holds a code, the titles people read.
    """
    if name in EVENTS and EVENTS[name] != sentence:
        raise ValueError(f"event {name} is registered twice")
    EVENTS[name], _SEEN[name], _CODES[name] = sentence, seen_by, codes or {}


def names_seen_by(who: Seen) -> list[str]:
    """Return the names of the events that somebody reads."""
    return [name for name, seen_by in _SEEN.items() if seen_by is who]


REVEALABLE = {
    "phone": _("电话"),
    "id_number": _("身份证号"),
    "bank_account": _("银行账号"),
    "address": _("地址"),
}
"""What staff may see in full of a party, one at a time and for a purpose."""

register("case_opened", _("收到案件，登记编号"), seen_by=Seen.PARTIES)
register("case_numbered", _("登记编号：%(number)s"))
register("party_added", _("登记当事人：%(role)s"))
register("evidence_added", _("收到证据：%(kind)s"), seen_by=Seen.PARTIES)
register("custody_taken", _("案件由%(office)s承办：%(reason)s"), seen_by=Seen.PARTIES)
register("stage_entered", _("进入%(stage)s阶段"), seen_by=Seen.PARTIES)
register("case_closed", _("结案：%(outcome)s"), seen_by=Seen.PARTIES)
register("case_reopened", _("恢复办理：%(reason)s"), seen_by=Seen.PARTIES)
register("staff_recused", _("%(name)s回避：%(reason)s"))
register("personal_data_revealed", _("查看个人信息（%(field)s），目的：%(purpose)s"), codes={"field": REVEALABLE})
register("query_code_issued_again", _("查询码已重新发给本人，旧的作废（%(through)s）"), seen_by=Seen.PARTIES)
register("respondent_invited", _("邀请%(role)s网上答复"), seen_by=Seen.PARTIES)
register("invitation_answered", _("被邀请人已答复"), seen_by=Seen.PARTIES)


def _canonical(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _hash(event: Event) -> str:
    content = {
        "case": event.case_id,
        "sequence": event.sequence,
        "name": event.name,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [event.actor_kind, event.actor_label, event.actor_staff_id, event.actor_party_id],
        "payload": event.payload,
        "previous": event.previous_hash,
    }
    return hashlib.sha256(_canonical(content)).hexdigest()


def append(case: Case, name: str, /, *, by: Actor, at: datetime, **payload: Any) -> Event:
    """Write one event at the end of a case's chain; the case row must be locked by the caller's transaction.

    The payload is JSON and never holds a personal identifier. Choices and lazy texts are kept in their source language
    (Chinese); `sentence` translates them for the reader. Raises UnknownEvent.
    """
    if name not in EVENTS:
        raise UnknownEvent(name)
    pending = _pending.get()
    count, head = _head(case) if pending is None else pending.head(case)
    event = Event(
        case=case,
        sequence=count + 1,
        name=name,
        at=at,
        actor_kind=by.kind,
        actor_label=by.label,
        actor_staff_id=by.staff_id,
        actor_party_id=by.party_id,
        payload=_kept(payload),
        previous_hash=head,
    )
    event.hash = _hash(event)
    case.event_count, case.event_head = event.sequence, event.hash
    if pending is not None:
        pending.add(event)
        return event
    event.save(force_insert=True)
    Case.objects.filter(pk=case.pk).update(event_count=event.sequence, event_head=event.hash)
    return event


def _head(case: Case) -> tuple[int, str]:
    # The row, not the instance in hand, knows the head of the chain.
    return Case.objects.select_for_update().values_list("event_count", "event_head").get(pk=case.pk)


class _Pending:
    """The events of a batch: chained in memory, written at its end in two statements."""

    def __init__(self, case_ids: Iterable[int]) -> None:
        rows = Case.objects.select_for_update().filter(pk__in=list(case_ids)).order_by("pk")
        self.heads = {pk: (count, head) for pk, count, head in rows.values_list("pk", "event_count", "event_head")}
        self.events: list[Event] = []

    def head(self, case: Case) -> tuple[int, str]:
        return self.heads[case.pk] if case.pk in self.heads else _head(case)

    def add(self, event: Event) -> None:
        self.heads[event.case_id] = (event.sequence, event.hash)
        self.events.append(event)

    def write(self) -> None:
        columns = [field.attname for field in Event._meta.concrete_fields if not field.primary_key]
        copy_in(Event, columns, (_row(event, columns) for event in self.events))
        changed = {event.case_id for event in self.events}
        rows = [(pk, *self.heads[pk]) for pk in sorted(changed)]
        if rows:
            with connection.cursor() as cursor:
                cursor.execute(_WRITE_HEADS, [list(column) for column in zip(*rows, strict=True)])


def _row(event: Event, columns: list[str]) -> list[object]:
    return [Jsonb(event.payload) if column == "payload" else getattr(event, column) for column in columns]


_WRITE_HEADS = """
UPDATE cases_case SET event_count = head.event_count, event_head = head.event_head
FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS head (id, event_count, event_head)
WHERE cases_case.id = head.id
"""
_pending: ContextVar[_Pending | None] = ContextVar("pending_events", default=None)


@contextmanager
def in_bulk(case_ids: Iterable[int]) -> Iterator[None]:
    """Write the events of these cases at the end, all at once; must run in a transaction that holds the case rows."""
    pending = _Pending(case_ids)
    token = _pending.set(pending)
    try:
        yield
    finally:
        _pending.reset(token)
    pending.write()


def _kept(payload: dict[str, Any]) -> dict[str, Any]:
    if all(type(value) in (str, int, NoneType) for value in payload.values()):
        return payload
    with translation.override(SOURCE):
        plain = {key: value.label if isinstance(value, Choices) else value for key, value in payload.items()}
        return json.loads(json.dumps(plain, default=str))  # type: ignore[no-any-return]


def _told(value: Any, titles: Mapping[str, str | Promise]) -> Any:
    if not isinstance(value, str) or not value:
        return value
    return str(titles[value]) if value in titles else gettext(value)


def sentence(event: Event) -> str:
    """Return the sentence of an event in the reader's language; what it quotes of ours is translated with it."""
    codes = _CODES.get(event.name, {})
    told = {key: _told(value, codes.get(key, {})) for key, value in event.payload.items()}
    try:
        return str(str(EVENTS[event.name]) % told)
    except (KeyError, ValueError, TypeError):
        # Names and fields of old rows may be retired; what happened is still shown.
        return event.name


def verify(case: Case) -> Iterator[str]:
    """Yield what is wrong with a case's chain: an edit, an insertion, a deletion, a swap."""
    previous, expected = "", 1
    remembered = (case.event_count, case.event_head)
    # The head comes with the events, in one look: a case that goes on meanwhile is not wrong.
    rows = Event.objects.filter(case=case).order_by("sequence")
    for event in rows.annotate(count=F("case__event_count"), head=F("case__event_head")):
        if event.sequence != expected:
            yield f"{case.number}: event {expected} is missing before {event.sequence}"
            expected = event.sequence
        if event.previous_hash != previous:
            yield f"{case.number}: event {event.sequence} does not follow the one before it"
        if event.hash != _hash(event):
            yield f"{case.number}: event {event.sequence} was changed"
        previous, expected = event.hash, expected + 1
        remembered = (event.count, event.head)
    if remembered != (expected - 1, previous):
        yield f"{case.number}: the end of the chain is not the one the case remembers"


def verify_all(cases: QuerySet[Case]) -> Iterator[str]:
    """Yield what is wrong in the chain of any of these cases."""
    for batch in in_batches(cases.only("pk", "number", "event_count", "event_head")):
        for case in batch:
            yield from verify(case)
