"""Reads of issued documents."""

from documents import verification_codes
from documents.models import Document


def by_verification_code(code: str) -> Document | None:
    """Return the document with this verification code, however it was typed, or None."""
    wanted = verification_codes.normalise(code)
    found = Document.objects.filter(verification_code=wanted).select_related("office", "case")
    return found.first() if wanted else None
