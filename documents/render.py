"""Rendering forms to PDF. The only place where WeasyPrint is imported, late: it takes half a second to load."""

import atexit
import hashlib
import logging
import threading
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
    """Turn a whole HTML document into PDF bytes with the legal fonts and stylesheet.

    Raises `Unprintable`, and ValueError when the document wants anything from outside itself: fonts come with the
    stylesheet, the QR code stands inline, and what a person typed must never fetch a file.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    sheet, configuration = _house_style(fonts.stamp())
    try:
        with _GlyphWatch() as watch:
            data: bytes | None = HTML(
                string=html, url_fetcher=URLFetcher(allowed_protocols=(), fail_on_errors=True)
            ).write_pdf(
                stylesheets=[sheet],
                font_config=configuration,
                pdf_variant=PDF_VARIANT,
                pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
            )
    except FatalURLFetchingError as error:
        raise ValueError("a form refers to something outside itself") from error
    if watch.missing:
        raise Unprintable(_("文书中有无法打印的字，请核对姓名用字后再制作。"))
    assert data is not None
    return data


@cache
def _house_style(_stamp: str) -> "tuple[CSS, FontConfiguration]":
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    text = fonts.font_faces() + render_to_string(_STYLESHEET)
    # Its destructor calls a library that is gone once the interpreter comes apart.
    atexit.register(_house_style.cache_clear)
    return CSS(string=text, font_config=configuration, base_url=str(settings.BASE_DIR)), configuration


class _GlyphWatch(logging.Handler):
    """Listens to WeasyPrint's log for glyphs that are missing while this thread renders a form."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing = False
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread and ".notdef" in record.getMessage():
            self.missing = True

    def __enter__(self) -> "_GlyphWatch":
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_exception: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
