"""Reads of issued documents."""

from cases.models import Case
from documents import codes
from documents.models import Document


def by_verification_code(code: str) -> Document | None:
    """Return the document with this verification code, however it was typed, or None."""
    wanted = codes.normalise(code)
    found = Document.objects.filter(verification_code=wanted).select_related("office", "case")
    return found.first() if wanted else None


def of_case(case: Case) -> list[Document]:
    """Return the documents of a case, oldest first."""
    return list(Document.objects.filter(case=case).select_related("office", "issued_by").order_by("issued_at", "pk"))


def latest(case: Case, form: str) -> Document | None:
    """Return the newest document of a form, or None."""
    return Document.objects.filter(case=case, form=form).order_by("-issued_at", "-pk").first()
