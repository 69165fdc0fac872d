"""What a file would do by itself when somebody opens it: scripts, hidden files, programs, addresses called unasked.

Nothing here renders or runs anything. What is unpacked to be looked at is counted, and too much is refused.
"""

import io
import re
import zipfile
import zlib
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from offices.errors import Refusal

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_XML_BYTES = 30 * 1024 * 1024
CHUNK = 1024 * 1024

OFFICE_MAIN_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


LINKS_OF_PEOPLE = ("/hyperlink", "/externalLinkPath")
"""Links outside that a person follows, or is asked about; every other one is called when the file opens."""
ACTIVE_PARTS = ("macroenabled", "vbaproject", "activex", "oleobject")
_DDE = re.compile(r"\bDDE(?:AUTO)?\b|\|(?:'[^']*'|[\w.]+)!", re.IGNORECASE)
"""A live link to a program: a field of Word, or `program|topic!item` in a formula of Excel."""


class UploadRefused(Refusal):
    """The file is not kept; the sentence says why."""

    code = "upload_refused"


class _Part:
    """What one XML part of an office file says, read without building a tree (the target of an XML parser)."""

    def __init__(self) -> None:
        self.is_active = False
        self.instructions: list[str] = []
        self._inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at one element: links that are followed unasked, embedded programs, live links to programs."""
        name = tag.rpartition("}")[2]
        self._inside = name
        if name in {"ddeLink", "oleLink", "OLEObject", "oleObject"}:
            self.is_active = True
        if attributes.get("TargetMode") == "External" and not attributes.get("Type", "").endswith(LINKS_OF_PEOPLE):
            self.is_active = True
        if any(word in attributes.get("ContentType", "").lower() for word in ACTIVE_PARTS):
            self.is_active = True
        self.instructions += [value for key, value in attributes.items() if key.rpartition("}")[2] == "instr"]

    def end(self, _tag: str) -> None:
        """Leave an element."""
        self._inside = ""

    def data(self, text: str) -> None:
        """Keep what fields of Word and formulas of Excel say."""
        if self._inside in {"instrText", "f"}:
            self.instructions.append(text)

    def doctype(self, *_parts: object) -> None:
        """Refuse declarations: the format has none, and they make much of little."""
        raise ElementTree.ParseError

    def close(self) -> bool:
        """Return whether the part does something by itself."""
        return self.is_active or bool(_DDE.search("".join(self.instructions)))


def office_type(data: bytes) -> str:
    """Return the type of a Word or Excel file that does nothing by itself. Raises UploadRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED_BYTES:
                raise UploadRefused(_("文件解压后太大。"))
            names = set(package.namelist())
            known = [content_type for part, content_type in OFFICE_MAIN_PARTS.items() if part in names]
            if not known:
                raise UploadRefused(_("不支持压缩包，请直接上传照片、PDF、Word 或 Excel 文件。"))
            _refuse_active_parts(package)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise UploadRefused(_("文件已损坏，打不开。")) from error
    return known[0]


def _refuse_active_parts(package: zipfile.ZipFile) -> None:
    """Read every part to its end (a part that is not as long as it says is refused by its checksum)."""
    left = MAX_XML_BYTES
    for part in package.infolist():
        name = part.filename.lower()
        if "vbaproject" in name or "activex" in name or "/embeddings/" in name or "oleobject" in name:
            raise UploadRefused(_("文件里有宏或嵌入的程序，不能接收。请另存为不带宏的文件或 PDF。"))
        with package.open(part) as content:
            if not name.endswith((".xml", ".rels")):
                while content.read(CHUNK):
                    pass
                continue
            text = content.read(left + 1)
        left -= len(text)
        if left < 0:
            raise UploadRefused(_("文件解压后太大。"))
        if text and _does_something(text):
            raise UploadRefused(_("文件打开时会连接外部地址或启动程序，不能接收。请另存为 PDF 再传。"))


def _does_something(text: bytes) -> bool:
    parser = ElementTree.XMLParser(target=_Part())  # noqa: S314 (no tree is built, and declarations are refused)
    parser.feed(text)
    return bool(parser.close())
