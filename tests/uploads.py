"""Files as people and attackers make them: what is offered, and what does something by itself."""

import base64
import io
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

from cases.active_content import OFFICE_MAIN_PARTS

WORD, EXCEL = "word/document.xml", "xl/workbook.xml"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture of one colour."""
    data = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(data, kind)
    return data.getvalue()


def package(main: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word or Excel file with its main part and others."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in {"[Content_Types].xml": "<Types/>", main: "<document/>", **(parts or {})}.items():
            made.writestr(name, text)
    return data.getvalue()


def pdf(objects: str = "1 0 obj << /Type /Catalog >> endobj", packed: bytes = b"", head: str = "") -> bytes:
    """A PDF with objects in the open and others packed in an object stream."""
    stream = zlib.compress(packed)
    named = f"9 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode {head} /Length {len(stream)} >> stream\n"
    pack = named.encode() + stream + b"\nendstream endobj" if packed else b""
    return b"%PDF-1.7\n" + objects.encode() + b"\n" + pack + b"\n%%EOF"


HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAABMAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5j"
    "bHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABttZGF0AAAADygBrwQY+AOjnTerSoIXDA=="
)
"""A white photo of 64 x 48 points, as an encoder makes it."""

OFFERED: dict[str, tuple[bytes, str]] = {
    "a.jpg": (picture("JPEG"), "image/jpeg"),
    "a.png": (picture("PNG"), "image/png"),
    "a.webp": (picture("WEBP"), "image/webp"),
    "a.heic": (HEIC, "image/heic"),
    "a.pdf": (pdf(), "application/pdf"),
    "a.docx": (package(WORD), OFFICE_MAIN_PARTS[WORD]),
    "a.xlsx": (package(EXCEL), OFFICE_MAIN_PARTS[EXCEL]),
}
"""Every kind that the pages offer: its bytes and its type, by a name."""
