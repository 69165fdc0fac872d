"""Evidence and documents: handing them out to those who may read the case, and adding evidence."""

import logging

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import store
from cases.access import may_add
from cases.active_content import UploadRefused
from cases.file_names import download_name
from cases.models import Case, Evidence
from cases.services import add_evidence as add_evidence_service
from cases.services import record_access
from cases.uploads import check_upload, takes_files
from desk.access import closed, readable_case, staff_of, staff_view
from desk.views.register import code_to_hand_out, printed
from documents.models import Document
from documents.services import handout_bytes, pdf_bytes
from offices.actors import staff_actor
from offices.clock import now
from offices.errors import Refusal
from offices.rights import CASEWORK, Right

log = logging.getLogger(__name__)
INLINE_TYPES = {"image/jpeg", "image/png", "image/webp", "application/pdf"}


def file_response(data: bytes, content_type: str, name: str) -> HttpResponse:
    """Answer with a stored file: never sniffed or run, named for what it is, in place only as an image or a PDF."""
    response = HttpResponse(data, content_type=content_type)
    inline = content_type in INLINE_TYPES
    response["Content-Disposition"] = content_disposition_header(not inline, download_name(name, content_type)) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@staff_view()
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Hand out a piece of evidence; the look is written into the access ledger."""
    staff = staff_of(request)
    piece = Evidence.objects.select_related("case").filter(pk=evidence_id).first()
    if piece is None:
        raise Http404
    readable_case(staff, piece.case.number)
    record_access(case=piece.case, staff=staff, what=f"evidence:{piece.pk}", at=now())
    try:
        data = store.read(piece.sha256)
    except (FileNotFoundError, ValueError):
        log.error("evidence %s is not in the store as it was handed in", piece.pk)
        return render(request, "desk/file_missing.html", {"case": piece.case, "name": piece.original_name}, status=410)
    return file_response(data, piece.content_type, piece.original_name)


@staff_view()
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Hand out an issued document as PDF."""
    staff = staff_of(request)
    issued = Document.objects.select_related("case").filter(pk=document_id).first()
    if issued is None:
        raise Http404
    readable_case(staff, issued.case.number)
    if not issued.is_rendered:
        response = render(request, "desk/preparing.html", {"document": issued}, status=202)
        response["Refresh"] = "2"
        return response
    record_access(case=issued.case, staff=staff, what=f"document:{issued.pk}", at=now())
    # The copy for the party carries the query code; the stored one never does.
    code = code_to_hand_out(request, issued.case) if issued.form == "receipt" else ""
    data = handout_bytes(document=issued, secrets={"query_code": code}) if code else pdf_bytes(issued)
    if code:
        printed(request, issued.case)
    return file_response(data, "application/pdf", f"{issued.number}.pdf")


class EvidenceForm(forms.Form):
    """A paper handed in at the counter or taken on site."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=Evidence.Kind.choices)
    file = forms.FileField(label=gettext_lazy("文件（照片、PDF、Word、Excel，10 MB 以内）"))
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def clean_file(self) -> object:
        """Check the file by its content."""
        try:
            return check_upload(self.cleaned_data["file"])
        except UploadRefused as refusal:
            raise ValidationError(refusal.message) from None


ADDING = (Right.REGISTER_CASE, *CASEWORK)
"""Rights of which one, on the office that holds or assists a case, lets a person add to its file."""


@takes_files
@staff_view(*ADDING)
def add_evidence(request: HttpRequest, number: str) -> HttpResponse:
    """Add a piece of evidence to an open case of one's office; an office that handed the case on only reads it."""
    staff = staff_of(request)
    case = readable_case(staff, number)
    if case.stage == Case.Stage.CLOSED:
        return closed(request, case)
    if not may_add(staff, ADDING, case, now()):
        return render(request, "desk/not_now.html", {"case": case}, status=403)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_evidence_service(
                case=case,
                kind=form.cleaned_data["kind"],
                file=form.cleaned_data["file"],
                by=staff_actor(staff),
                at=now(),
                note=form.cleaned_data["note"],
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("证据已加入案卷。"))
            return redirect("desk:case", number=number)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/evidence_form.html", {"case": case, "form": form}, status=status)
