"""Rendering forms to PDF. The only place where WeasyPrint is imported, late: it takes half a second and native libraries."""

import hashlib
import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from documents import fonts
from documents.errors import Unprintable

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

PDF_VARIANT = "pdf/ua-1"
"""Tagged for readers; the archive keeps the fields beside the file, so PDF/A is not needed for them."""

_STYLESHEET = "documents/form.css"


def render_pdf(template: str, context: dict[str, Any], *, language: str) -> bytes:
    """Render a template to a tagged PDF. The same template, context and language give the same bytes.

    Raises `Unprintable` when a character has no glyph in the legal fonts: a name must never become a box.
    """
    with translation.override(language):
        html = render_to_string(template, context)
    return html_to_pdf(html)


def html_to_pdf(html: str) -> bytes:
    """Turn a whole HTML document into PDF bytes with the legal fonts and stylesheet."""
    from weasyprint import HTML

    sheet, configuration = _house_style(fonts.stamp())
    with _GlyphWatch() as watch:
        data = HTML(string=html, url_fetcher=_refuse).write_pdf(
            stylesheets=[sheet],
            font_config=configuration,
            pdf_variant=PDF_VARIANT,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
    if watch.missing:
        raise Unprintable(_("文书中有无法打印的字，请核对姓名用字后再制作。"))
    assert data is not None
    return data


def _refuse(url: str, *_args: object, **_kwargs: object) -> dict[str, Any]:
    """A form fetches nothing: fonts come with the stylesheet, the QR code stands inline."""
    raise ValueError("a form refers to something outside itself")


@cache
def _house_style(_stamp: str) -> "tuple[CSS, FontConfiguration]":
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    text = fonts.font_faces() + render_to_string(_STYLESHEET)
    return CSS(string=text, font_config=configuration, base_url=str(settings.BASE_DIR)), configuration


class _GlyphWatch(logging.Handler):
    """Listens to WeasyPrint's log for glyphs that are missing while a form is rendered."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing = False

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in record.getMessage():
            self.missing = True

    def __enter__(self) -> "_GlyphWatch":
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_exception: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
