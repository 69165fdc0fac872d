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

OFFICE_TYPES = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
"""Types of Word and Excel files; the main part of each declares its own with `.main+xml` added."""

ACTIVE_PARTS = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex", "oleobject", "rtf", "html", "rfc822")
"""Words in the declared type of a part that is a program, or a document of another kind drawn in."""
ACTIVE_LINKS = frozenset(
    (
        *("vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "attachedtoolbars", "extensibility"),
        *("oleobject", "package", "control", "activexcontrolbinary", "afchunk", "altchunk", "subdocument"),
        *("webextension", "webextensiontaskpanes", "attachedtemplate"),
    )
)
"""Last words of the types of links between parts by which programs and other documents are drawn in."""
ACTIVE_ELEMENTS = frozenset({"ddelink", "olelink", "oleobject", "altchunk", "macrosheet"})
PROGRAMS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"MZ", b"{\\rtf")
"""How macros, old documents, packages, programs and RTF begin, whatever the name of the part."""
_XML_BEGINS = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\x00\s]*(?:<|\Z)")
_ELSEWHERE = re.compile(r"^(?!file:///(?![\\/]))(?:[a-z][a-z0-9+.-]+:|[\\/]{2})|^file:///[\\/]", re.IGNORECASE)
"""A target on another machine; a path on this one is none, and a drive (`C:`) has one letter."""
_DDE = re.compile(r"\bDDE(?:AUTO)?\b|\|(?:'[^']*'|[\w.]+)!", re.IGNORECASE)
"""A live link to a program: a field of Word, or `program|topic!item` in a formula of Excel."""


class UploadRefused(Refusal):
    """The file is not kept; the sentence says why."""

    code = "upload_refused"


class _Part:
    """What one XML part of an office file says, read without building a tree (the target of an XML parser)."""

    def __init__(self) -> None:
        self.is_active = False
        self.types: set[str] = set()
        self.instructions: list[str] = []
        self._inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at one element: links that are followed unasked, embedded programs, live links to programs."""
        name = tag.rpartition("}")[2]
        self._inside = name
        content_type = attributes.get("ContentType", "").lower()
        self.types.add(content_type)
        if name.lower() in ACTIVE_ELEMENTS or any(word in content_type for word in ACTIVE_PARTS):
            self.is_active = True
        if name == "Relationship" or "TargetMode" in attributes:
            self._look_at_link(attributes)
        self.instructions += [value for key, value in attributes.items() if key.rpartition("}")[2] == "instr"]

    def _look_at_link(self, attributes: dict[str, str]) -> None:
        """A person follows a hyperlink; Excel asks about another workbook; every other link outside is called."""
        kind = attributes.get("Type", "").strip().rstrip("/").rpartition("/")[2].lower()
        is_outside = attributes.get("TargetMode", "").strip().lower() == "external"
        is_near = kind == "externallinkpath" and not _ELSEWHERE.search(attributes.get("Target", "").strip())
        if kind in ACTIVE_LINKS or (is_outside and kind != "hyperlink" and not is_near):
            self.is_active = True

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

    def close(self) -> "_Part":
        """Return the part with what it says put together."""
        self.is_active = self.is_active or bool(_DDE.search("".join(self.instructions)))
        return self


def office_type(data: bytes) -> str:
    """Return the type of a Word or Excel file that does nothing by itself. Raises UploadRefused.

    What a part is, its bytes, its declared type and the links to it say; its name says nothing.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED_BYTES:
                raise UploadRefused(_("文件解压后太大。"))
            types = _declared_types(package)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise UploadRefused(_("文件已损坏，打不开。")) from error
    known = [kind for kind in OFFICE_TYPES if f"{kind}.main+xml" in types]
    if len(known) != 1:
        raise UploadRefused(_("不支持压缩包，请直接上传照片、PDF、Word 或 Excel 文件。"))
    return known[0]


def _declared_types(package: zipfile.ZipFile) -> set[str]:
    """Read every part to its end (one not as long as it says fails by its checksum); return the declared types."""
    left, types = MAX_XML_BYTES, set[str]()
    names = [part.filename.lower() for part in package.infolist()]
    if len(names) != len(set(names)):
        raise zipfile.BadZipFile
    for part, name in zip(package.infolist(), names, strict=True):
        with package.open(part) as content:
            begin = content.read(CHUNK)
            if begin.startswith(PROGRAMS):
                _refuse_active()
            is_named_xml = name.endswith((".xml", ".rels"))
            if not is_named_xml and not _XML_BEGINS.match(begin):
                while content.read(CHUNK):
                    pass
                continue
            text = begin + content.read(max(left + 1 - len(begin), 0))
        left -= len(text)
        if left < 0:
            raise UploadRefused(_("文件解压后太大。"))
        said = _said(text, is_named_xml=is_named_xml)
        if said.is_active:
            _refuse_active()
        if name == "[content_types].xml":
            types = said.types
    return types


def _refuse_active() -> None:
    raise UploadRefused(
        _("文件里有宏或嵌入的程序，或者打开时会连接外部地址，不能接收。请另存为不带宏的文件或 PDF 再传。")
    )


def _said(text: bytes, *, is_named_xml: bool) -> _Part:
    """Return what a part says; what only begins like XML (a font may) and is none says nothing."""
    part = _Part()
    parser = ElementTree.XMLParser(target=part)  # noqa: S314 (no tree is built, and declarations are refused)
    try:
        if text:
            parser.feed(text)
            parser.close()
    except ElementTree.ParseError:
        if is_named_xml:
            raise
    return part
