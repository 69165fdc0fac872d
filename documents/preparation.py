"""From an issued document to its file, after the commit of the act: rendered, stored, its hash told to the history.

What waits stands in the database; the bell only shortens the wait. Two that render the same document make the same
bytes, and the second finds it done. A document that will not render is tried again, ever later, and becomes an
incident that staff see.
"""

import json
import logging
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation

from cases import events, store
from cases.services import lock_case
from documents import glyphs, verification_codes
from documents.form import Fields, Form
from documents.forms import get_form
from documents.models import Document
from documents.render import render_pdf
from offices.actors import SYSTEM
from offices.clock import legal_day
from offices.pauses import pause_after

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long one renderer has a document to itself: far longer than one takes."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
"""How long a document that did not render waits, the first time and at most."""

INCIDENT_FROM = 3
"""Attempts after which a document is shown as an incident."""


def ring() -> None:
    """Ring for a renderer once the transaction is committed; where the bell cannot be rung, the rounds find it."""
    transaction.on_commit(_ring)


def _ring() -> None:
    try:
        current_app.send_task("documents.tasks.render", retry=False, expires=settings.PAPERS_PERIOD)
    except Exception as error:  # whatever the broker's client raises: the round renders it
        log.info("no bell for papers: %s", type(error).__name__)


def render_waiting(*, at: datetime, limit: int, seconds: float = 60.0) -> int:
    """Make the files of up to `limit` documents whose time has come, for about `seconds`; return how many were made."""
    made, began = 0, monotonic()
    for _round in range(limit):
        document = _claim(at) if monotonic() - began < seconds else None
        if document is None:
            break
        made += render_one(document, at=at)
    return made


def _claim(at: datetime) -> Document | None:
    with transaction.atomic():
        waiting = Document.objects.filter(sha256="", render_after__lte=at).order_by("render_after", "pk")
        pk = waiting.select_for_update(skip_locked=True).values_list("pk", flat=True).first()
        if pk is None:
            return None
        Document.objects.filter(pk=pk).update(render_after=at + LEASE, render_attempts=F("render_attempts") + 1)
    return Document.objects.select_related("case", "office").get(pk=pk)


def render_one(document: Document, *, at: datetime) -> bool:
    """Make the file of one document; return whether it is there. A failure is kept on its row, without its text."""
    try:
        data = render(document)
        sha256 = store.put(data)
    except Exception as error:
        log.error("document %s was not rendered: %s", document.pk, type(error).__name__)
        pause = pause_after(document.render_attempts, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
        Document.objects.filter(pk=document.pk, sha256="").update(
            render_error=type(error).__name__[:80], render_after=at + pause
        )
        return False
    _keep(document, sha256, len(data), at)
    return True


@transaction.atomic
def _keep(document: Document, sha256: str, size: int, at: datetime) -> None:
    case = lock_case(document.case_id)
    if not Document.objects.filter(pk=document.pk, sha256="").update(sha256=sha256, size=size, render_error=""):
        return
    kind = get_form(document.form)
    title = str(heading(kind, fields_of(document)))
    events.append(
        case, "document_rendered", by=SYSTEM, at=at, title=title, number=document.number, sha256=sha256, size=size
    )
    document.sha256, document.size = sha256, size


def fields_of(document: Document) -> Fields:
    """Return what was filled in."""
    found: Fields = json.loads(document.fields)
    return found


def heading(kind: Form, fields: Fields) -> str:
    """Return what a form is called in the history of its case: a re-check has a name of its own."""
    with translation.override("zh-hans"):
        level = fields.get("level")
        return {"review": "信访事项复查意见书", "recheck": "信访事项复核意见书"}.get(str(level), str(kind.title))


def render(document: Document, *, secrets: dict[str, str] | None = None) -> bytes:
    """Return the PDF of a document. The same document gives the same bytes."""
    kind, fields = get_form(document.form), fields_of(document)
    lacking = glyphs.missing(fields) if kind.replaces_missing else []
    context: dict[str, Any] = {
        "fields": glyphs.replaced(fields, lacking),
        "lacking": "、".join(f"U+{ord(char):04X}" for char in lacking),
        "secrets": secrets or {},
        "title": kind.title,
        "number": document.number,
        "office": document.office,
        "case_number": document.case.number,
        "issued_on": legal_day(document.issued_at),
        "verification_code": document.verification_code,
        "verification_url": verification_codes.verification_url(document.verification_code),
        "verification_qr": verification_codes.qr_svg(verification_codes.verification_url(document.verification_code)),
        "tracking_url": verification_codes.tracking_url(),
        "tracking_qr": verification_codes.qr_svg(verification_codes.tracking_url()),
        "form": kind,
    }
    return render_pdf(kind.template, context, language=document.language)
