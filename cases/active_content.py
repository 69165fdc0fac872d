"""What a file would do by itself when somebody opens it: scripts, hidden files, programs, addresses called unasked.

Nothing here renders or runs anything. What is unpacked to be looked at is counted, and too much is refused.
"""

import io
import re
import zipfile
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from offices.errors import Refusal

MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_XML_BYTES = 20 * 1024 * 1024
MAX_STEPS = 1_500_000
"""Elements and attributes of all parts of one file, and pieces of its formulas: a sheet of 300 thousand cells."""
MAX_PARTS = 3000
MAX_DEPTH = 500
"""Elements within each other."""
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
ACTIVE_ELEMENTS = frozenset(
    ("ddelink", "olelink", "oleobject", "altchunk", "macrosheet", "connection", "mailmerge", "connectstring")
)
PROGRAMS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"MZ", b"{\\rtf")
"""How macros, old documents, packages, programs and RTF begin, whatever the name of the part."""
_XML_BEGINS = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\x00\s]*(?:<|\Z)")
_ELSEWHERE = re.compile(r"^(?!file:///(?![\\/]))(?:[a-z][a-z0-9+.-]+:|[\\/]{2})|^file:///[\\/]", re.IGNORECASE)
"""A target on another machine; a path on this one is none, and a drive (`C:`) has one letter."""
_DDE = re.compile(r"\bDDE(?:AUTO)?\b|\|(?:'[^']*'|[\w.]+)!", re.IGNORECASE)
"""A live link to a program: a field of Word, or `program|topic!item` in a formula of Excel."""
_CALLING_FIELD = re.compile(r"^[^\S\n]*+(?:INCLUDE|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DATABASE|RD)\b", re.I | re.M)
"""A field of Word that draws in another document, by the word it begins with."""
_CALLING_FORMULA = re.compile(r"(?<!\w)(?:WEBSERVICE|IMAGE|EXEC|CALL|REGISTER(?:\.ID)?|RTD)\s*\(", re.I)
"""A function of Excel that calls an address or a program."""
_RUNS_BY_ITSELF = re.compile(r"(?:^|\.|!)AUTO_(?:OPEN|CLOSE|ACTIVATE|DEACTIVATE)", re.IGNORECASE)
"""A name of Excel whose macro runs by itself."""
_FORMULAS = frozenset(
    ("f", "definedName", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula", "oldFormula")
)


class UploadRefused(Refusal):
    """The file is not kept; the sentence says why."""

    code = "upload_refused"


class _Budget:
    """How much of one file may still be read."""

    def __init__(self) -> None:
        self.bytes, self.steps = MAX_XML_BYTES, MAX_STEPS

    def spend(self, *, size: int = 0, steps: int = 0) -> None:
        """Take from what is left. Raises UploadRefused when there is no more."""
        self.bytes -= size
        self.steps -= steps
        if self.bytes < 0 or self.steps < 0:
            raise UploadRefused(_("文件解压后太大。"))


class _Part:
    """What one XML part of an office file says, read piece by piece and without building a tree."""

    def __init__(self, budget: _Budget) -> None:
        self.is_active = False
        self.types: set[str] = set()
        self._budget = budget
        self._fed = self._depth = 0
        self._fields: list[str] = []
        self._formulas: list[str] = []
        self._parser = parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, text: bytes, *, is_end: bool = False) -> None:
        """Read on. Raises UploadRefused, expat.ExpatError, and LookupError or ValueError for a strange encoding."""
        self._parser.Parse(text, is_end)
        self._fed += len(text)
        if self._fed - self._parser.CurrentByteIndex > CHUNK:
            raise UploadRefused(_("文件解压后太大。"))  # one tag, which would be kept whole, and read again and again

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at one element: links that are followed unasked, embedded programs, live links to programs."""
        self._budget.spend(steps=1 + len(attributes))
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UploadRefused(_("文件已损坏，打不开。"))
        name = tag.rpartition("}")[2]
        if name.lower() in ACTIVE_ELEMENTS:
            self.is_active = True
        if name == "instrText":
            self._parser.CharacterDataHandler = self._of_field
        elif name in _FORMULAS:
            self._parser.CharacterDataHandler = self._of_formula
        if attributes:
            self._look_at_attributes(name, attributes)

    def _look_at_attributes(self, name: str, attributes: dict[str, str]) -> None:
        content_type = attributes.get("ContentType", "").lower()
        self.types.add(content_type)
        is_program = any(word in content_type for word in ACTIVE_PARTS)
        runs = name == "definedName" and bool(_RUNS_BY_ITSELF.search(attributes.get("name", "")))
        self.is_active = self.is_active or is_program or runs
        if name == "Relationship" or "TargetMode" in attributes:
            self._look_at_link(attributes)
        for key, value in attributes.items():
            local = key.rpartition("}")[2]
            if local == "instr":
                self._fields += ["\n", value, "\n"]
            elif local == "fldCharType" and value == "begin":
                self._fields.append("\n")

    def _look_at_link(self, attributes: dict[str, str]) -> None:
        """A person follows a hyperlink; Excel asks about another workbook; every other link outside is called."""
        kind = attributes.get("Type", "").strip().rstrip("/").rpartition("/")[2].lower()
        is_outside = attributes.get("TargetMode", "").strip().lower() == "external"
        is_near = kind == "externallinkpath" and not _ELSEWHERE.search(attributes.get("Target", "").strip())
        if kind in ACTIVE_LINKS or (is_outside and kind != "hyperlink" and not is_near):
            self.is_active = True

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if self._parser.CharacterDataHandler is not None:
            self._parser.CharacterDataHandler = None
            if tag.rpartition("}")[2] in _FORMULAS:
                self._formulas.append("\n")

    def _of_field(self, text: str) -> None:
        self._budget.spend(size=2 * len(text), steps=1)  # looked through again, more than once
        self._fields.append(text)

    def _of_formula(self, text: str) -> None:
        self._budget.spend(size=2 * len(text), steps=1)  # looked through again, more than once
        self._formulas.append(text)

    @staticmethod
    def _doctype(*_parts: object) -> None:
        """Refuse declarations: the format has none, and they make much of little."""
        raise expat.ExpatError

    def refuse_if_active(self) -> None:
        """Judge what was read. Raises UploadRefused."""
        fields, formulas = "".join(self._fields), "".join(self._formulas)
        calls = _CALLING_FIELD.search(fields) or _CALLING_FORMULA.search(formulas)
        if self.is_active or calls or _DDE.search(fields) or _DDE.search(formulas):
            _refuse_active()


def office_type(data: bytes) -> str:
    """Return the type of a Word or Excel file that does nothing by itself. Raises UploadRefused.

    What a part is, its bytes, its declared type and the links to it say; its name says nothing. The worst file of
    ten megabytes costs a second and a half of one core and 50 MB.
    """
    try:
        if data.count(b"PK\x01\x02") > MAX_PARTS:
            raise UploadRefused(_("文件解压后太大。"))
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED_BYTES:
                raise UploadRefused(_("文件解压后太大。"))
            types = _declared_types(package)
    except UploadRefused:
        raise
    except Exception as error:  # archives and XML that are broken or hostile fail in many ways
        raise UploadRefused(_("文件已损坏，打不开。")) from error
    known = [kind for kind in OFFICE_TYPES if f"{kind}.main+xml" in types]
    if len(known) != 1:
        raise UploadRefused(_("不支持压缩包，请直接上传照片、PDF、Word 或 Excel 文件。"))
    return known[0]


def _declared_types(package: zipfile.ZipFile) -> set[str]:
    """Read every part to its end (one not as long as it says fails by its checksum); return the declared types."""
    budget, types = _Budget(), set[str]()
    names = [part.filename.lower() for part in package.infolist()]
    if len(names) != len(set(names)):
        raise zipfile.BadZipFile
    for part, name in zip(package.infolist(), names, strict=True):
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:  # Office packs in no other way
            raise zipfile.BadZipFile
        with package.open(part) as content:
            said = _said(content, budget, is_named_xml=name.endswith((".xml", ".rels")))
        if name == "[content_types].xml":
            types = said.types
    return types


def _refuse_active() -> None:
    raise UploadRefused(
        _("文件里有宏或嵌入的程序，或者打开时会连接外部地址，不能接收。请另存为不带宏的文件或 PDF 再传。")
    )


def _said(content: IO[bytes], budget: _Budget, *, is_named_xml: bool) -> _Part:
    """Read a part to its end and judge it; what only begins like XML (a font may) and is none says nothing."""
    part, text = _Part(budget), content.read(CHUNK)
    if text.startswith(PROGRAMS):
        _refuse_active()
    is_xml = is_named_xml or bool(_XML_BEGINS.match(text))
    while text and is_xml:
        budget.spend(size=len(text))
        following = content.read(CHUNK)
        try:
            part.feed(text, is_end=not following)
        except expat.ExpatError:
            if is_named_xml:
                raise
            is_xml = False
        text = following
    while text:
        text = content.read(CHUNK)
    part.refuse_if_active()
    return part
