"""Files as people and attackers make them: what is offered, and what does something by itself."""

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from PIL import Image
from pypdf import PdfWriter

from cases.active_content import OFFICE_TYPES

WORD, EXCEL = "word/document.xml", "xl/workbook.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of macros begins, and an embedded object."""
OFFICE_MAIN_PARTS = dict(zip((WORD, EXCEL), OFFICE_TYPES, strict=True))


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture of one colour."""
    data = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(data, kind)
    return data.getvalue()


def package(main: str, parts: Mapping[str, str | bytes] | None = None, *, types: str = "") -> bytes:
    """A Word or Excel file with its main part and others, and the types declared besides."""
    declared = f'<Types><Override PartName="/{main}" ContentType="{OFFICE_MAIN_PARTS[main]}.main+xml"/>{types}</Types>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in {"[Content_Types].xml": declared, main: "<document/>", **(parts or {})}.items():
            made.writestr(name, text)
    return data.getvalue()


def pdf(objects: str = "", packed: str = "", *, coding: str = "/Filter /FlateDecode") -> bytes:
    """A PDF of one empty page as a program writes it, with objects in the open (from 4 on) and one packed (30)."""
    bodies = [
        b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
        b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj",
        b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >> endobj",
        *re.split(rb"(?<=endobj) ", objects.encode()),
    ]
    if packed:
        bodies.append(pack(f"30 0 {packed}".encode(), coding))
    return assembled(bodies)


def pack(objects: bytes, coding: str = "/Filter /FlateDecode") -> bytes:
    """An object stream with one object, packed as its coding says."""
    stream = objects
    for name in reversed(re.findall("Flate|ASCIIHex", coding)):
        stream = zlib.compress(stream) if name == "Flate" else stream.hex().encode() + b">"
    head = f"20 0 obj << /Type /ObjStm /N 1 /First 5 {coding} /Length {len(stream)} >> stream\n"
    return head.encode() + stream + b"\nendstream endobj"


def assembled(bodies: Sequence[bytes]) -> bytes:
    """A PDF of these objects with its table of contents."""
    data, places = b"%PDF-1.7\n", {}
    for body in filter(None, bodies):
        places[int(body.split()[0].split(b"%")[0])] = len(data)
        data += body + b"\n"
    table = "".join(f"{number} 1\n{place:010} 00000 n \n" for number, place in sorted(places.items()))
    ending = f"xref\n0 1\n0000000000 65535 f \n{table}trailer << /Root 1 0 R /Size 31 >>"
    return data + f"{ending}\nstartxref\n{len(data)}\n%%EOF".encode()


def locked(data: bytes) -> bytes:
    """The PDF under a password."""
    made, writer = io.BytesIO(), PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("", "owner", algorithm="AES-256")
    writer.write(made)
    return made.getvalue()


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
