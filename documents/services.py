"""Issuing a document: fields checked, numbered, rendered, stored and told to the case's history in one transaction."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cases import events, store
from cases.models import Case
from cases.numbering import take_number
from cases.privacy import decrypt, encrypt
from cases.services import lock_case
from documents import codes
from documents.errors import FormIncomplete
from documents.models import Document
from documents.registry import Fields, Form, get_form
from documents.render import render_pdf
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

    Numbers run without a gap per form, office and year: a refusal gives the number back. Raises `FormIncomplete` for a
    missing field and `Unprintable` for a character without a glyph.
    """
    lock_case(case.pk)
    kind = get_form(form)
    clean = kind.clean(fields)
    issuer = office or case.office
    document = Document(
        case=case,
        form=kind.code,
        number=_next_number(kind, issuer, at),
        office=issuer,
        language=language,
        fields=encrypt(json.dumps(clean, ensure_ascii=False, sort_keys=True)),
        verification_code=codes.new_verification_code(),
        issued_at=at,
        issued_by=by,
    )
    data = _render(document, clean, {})
    document.sha256, document.size = store.put(data), len(data)
    document.save()
    events.append(
        case,
        "document_issued",
        by=staff_actor(by) if by else SYSTEM,
        at=at,
        form=kind.code,
        title=_title(kind, clean),
        number=document.number,
        sha256=document.sha256,
    )
    return document


def _next_number(kind: Form, office: Office, at: datetime) -> str:
    year = legal_day(at).year
    number = take_number(series=f"document:{kind.code}", office=office, year=year)
    return f"{office.division_id}{_OFFICE_MARKS[Office.Kind(office.kind)]}{kind.mark}〔{year}〕{number}号"


def _title(kind: Form, fields: Fields) -> str:
    with translation.override("zh-hans"):
        level = fields.get("level")
        return {"review": "信访事项复查意见书", "recheck": "信访事项复核意见书"}.get(str(level), str(kind.title))


def fields_of(document: Document) -> Fields:
    """Return what was filled in."""
    found: Fields = json.loads(decrypt(document.fields))
    return found


def title_of(document: Document) -> str:
    """Return the title of a document in the language that is active."""
    return str(get_form(document.form).title)


def pdf_bytes(document: Document) -> bytes:
    """Return the stored PDF."""
    return store.read(document.sha256)


def handout_bytes(*, document: Document, secrets: Mapping[str, str]) -> bytes:
    """Return the copy to hand to the party, with the secret fields of the form printed. It is stored nowhere.

    Raises `FormIncomplete` for a field that is no secret of the form.
    """
    kind = get_form(document.form)
    for name in secrets:
        if name not in kind.secret:
            raise FormIncomplete(_("%(form)s没有这一栏：%(field)s") % {"form": kind.title, "field": name}, field=name)
    return _render(document, fields_of(document), dict(secrets))


def _render(document: Document, fields: Fields, secrets: Mapping[str, str]) -> bytes:
    kind = get_form(document.form)
    context = {
        "fields": fields,
        "secrets": secrets,
        "title": kind.title,
        "number": document.number,
        "office": document.office,
        "case_number": document.case.number,
        "issued_on": legal_day(document.issued_at),
        "verification_code": document.verification_code,
        "verification_url": codes.verification_url(document.verification_code),
        "verification_qr": codes.qr_svg(codes.verification_url(document.verification_code)),
        "tracking_url": codes.tracking_url(),
        "tracking_qr": codes.qr_svg(codes.tracking_url()),
        "form": kind,
    }
    return render_pdf(kind.template, context, language=document.language)
