"""Issuing a document: fields checked, numbered and told to the case's history in the transaction of the act."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import events, store
from cases.models import Case
from cases.numbering import take_number
from cases.services import lock_case
from documents import glyphs, preparation, verification_codes
from documents.errors import FormIncomplete, InPreparation
from documents.form import Form
from documents.forms import get_form
from documents.models import Document
from documents.preparation import heading
from offices.actors import SYSTEM, staff_actor
from offices.clock import legal_day
from offices.models import Office, Staff

_OFFICE_MARKS = {
    Office.Kind.HRSS: "人社",
    Office.Kind.INSPECTION: "监察",
    Office.Kind.MEDIATION: "调解",
    Office.Kind.PETITION: "信访",
}


@transaction.atomic
def issue(
    *,
    case: Case,
    form: str,
    fields: Mapping[str, Any],
    by: Staff | None,
    at: datetime,
    language: str = "zh-hans",
    office: Office | None = None,
) -> Document:
    """Issue a form of the case in the name of the office that holds it, or of `office`.

    What it says, that it can be printed, and its number are fixed here; the file follows after the commit. Numbers
    run without a gap per form, kind of office, division and year: a refusal gives the number back. Raises
    `FormIncomplete` for a missing field and `Unprintable` for a character without a glyph.
    """
    lock_case(case.pk)
    kind = get_form(form)
    clean = kind.clean(fields)
    if not kind.replaces_missing:
        glyphs.require(clean)
    issuer = office or case.office
    document = Document(
        case=case,
        form=kind.code,
        office=issuer,
        language=language,
        fields=json.dumps(clean, ensure_ascii=False, sort_keys=True),
        verification_code=verification_codes.new_verification_code(),
        issued_at=at,
        issued_by=by,
        render_after=at,
    )
    document.number = _next_number(kind, issuer, at)
    document.save()
    events.append(
        case,
        "document_issued",
        by=staff_actor(by) if by else SYSTEM,
        at=at,
        form=kind.code,
        title=str(heading(kind, clean)),
        number=document.number,
    )
    preparation.ring()
    return document


def _next_number(kind: Form, office: Office, at: datetime) -> str:
    year = legal_day(at).year
    series = f"document:{kind.code}:{office.kind}"
    number = take_number(series=series, division=office.division_id, year=year)
    return f"{office.division_id}{_OFFICE_MARKS[Office.Kind(office.kind)]}{kind.mark}〔{year}〕{number}号"


def title_of(document: Document) -> str:
    """Return the title of a document in the language that is active."""
    return str(get_form(document.form).title)


def pdf_bytes(document: Document) -> bytes:
    """Return the stored PDF. Raises `InPreparation` while it is being made."""
    if not document.is_rendered:
        raise InPreparation(_("文书正在制作，请稍等片刻再打开。"))
    return store.read(document.sha256)


def handout_bytes(*, document: Document, secrets: Mapping[str, str]) -> bytes:
    """Return the copy to hand to the party, with the secret fields of the form printed. It is stored nowhere.

    Raises `FormIncomplete` for a field that is no secret of the form.
    """
    kind = get_form(document.form)
    for name in secrets:
        if name not in kind.secret:
            raise FormIncomplete(_("%(form)s没有这一栏：%(field)s") % {"form": kind.title, "field": name}, field=name)
    return preparation.render(document, secrets=dict(secrets))
