"""Verification codes and the QR that leads to the public page."""

import secrets
from io import BytesIO

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0, 1, I, L, O, U: what is read aloud or typed from paper must not be mistaken."""

GROUPS, GROUP_LENGTH = 3, 4


def new_verification_code() -> str:
    """Return a code that nobody can guess (12 characters, 58 bits), in groups of four."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def normalise(text: str) -> str:
    """Return a typed code in the stored form, whatever its case, spaces or dashes."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())[: GROUPS * GROUP_LENGTH + 1]
    return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, len(letters), GROUP_LENGTH))


def verification_url(code: str) -> str:
    """Return the address of the public page that says whether a document is genuine."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/verify/{code}/"


def tracking_url() -> str:
    """Return the address where a case is followed."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/track/"


def qr_svg(text: str) -> SafeString:
    """Return a QR code as an SVG element to stand inside a page; its title says what it leads to."""
    out = BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=4, border=1, omitsize=True, nl=False, title=text
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 -- made here from paths only
