"""What a PDF would do by itself: read by a parser, object by object, wherever in the file an object lies.

The table of contents of a PDF is not believed: readers that find it broken look for the objects themselves, and so
does this. Nothing is rendered or run.
"""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.generic import IndirectObject, NameObject, NullObject, StreamObject, read_object
from pypdf.generic._utils import StreamParsingBudget

from cases.active_content import UploadRefused

MAX_TOKENS = 1_000_000
"""Names, numbers and the like in all objects of one file: a statement of a thousand pages has a tenth."""
MAX_READ_BYTES = 40 * 1024 * 1024
"""Bytes read of one file, packed objects unpacked."""

_SPACE = rb"(?:[\x00\t\n\f\r ]|%[^\r\n]*[\r\n])"
_SPACES = re.compile(_SPACE + rb"*")
_BEGINS = re.compile(rb"(?<!\d)(\d+)" + _SPACE + rb"+\d+" + _SPACE + rb"*obj|trailer(?=" + _SPACE + rb"*<<)")
_ACTIVE = frozenset(
    f"/{name}"
    for name in (
        *("JavaScript", "JS", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition", "XFA"),
        *("EmbeddedFile", "EmbeddedFiles", "EF", "FileAttachment"),
        *("RichMedia", "RichMediaExecute", "RichMediaContent", "Movie", "Sound", "3D"),
    )
)

# The parser names what it mends in a file; a stranger's file is not to write into the log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def refuse_active_pdf(data: bytes) -> None:
    """Refuse a PDF with scripts, programs, files inside, forms that send, or actions on opening. Raises UploadRefused.

    What is encrypted or cannot be read to its end cannot be judged, and is refused as well.
    """
    try:
        _Reading(data).judge()
    except UploadRefused:
        raise
    except Exception as error:  # the parser raises many kinds for a broken or hostile file
        raise UploadRefused(_("这个 PDF 读不通，无法检查。请重新打印成普通 PDF 或拍照上传。")) from error


@dataclass
class _Reading:
    """One reading of a file: what is left of its limits, and which objects act on opening."""

    data: bytes
    left: int = field(default_factory=lambda: MAX_READ_BYTES)
    opened: set[int] = field(default_factory=set)
    acting: set[int] = field(default_factory=set)
    """Numbers of objects that would be more than a jump to a page, if they were opened."""

    def judge(self) -> None:
        """Read all objects and judge them. Raises UploadRefused, and whatever the parser raises."""
        self.budget = StreamParsingBudget(MAX_TOKENS)
        self.reader = PdfReader(io.BytesIO(self.data), strict=False)
        if self.reader.is_encrypted:
            self._refuse_locked()
        self.reader.strict = True  # where objects begin may be mended; what they say may not be guessed
        for number, body in self._objects():
            self._look_into(body)
            if not self._is_jump(body):
                self.acting.add(number)
        if self.opened & self.acting:
            self._refuse()

    def _objects(self) -> Iterator[tuple[int, Any]]:
        """Yield the number and the body of each object, packed ones too; a trailer is number 0."""
        for found in _BEGINS.finditer(self.data):
            body = self._read(self.data, found.end())
            yield int(found[1] or 0), body
            if isinstance(body, StreamObject) and body.get("/Type") == "/ObjStm":
                yield from self._packed(body)

    def _packed(self, pack: StreamObject) -> Iterator[tuple[int, Any]]:
        unpacked = pack.get_data()
        self._spend(len(unpacked))
        first: Any = pack["/First"]
        head = [int(word) for word in unpacked[:first].split()]
        if len(head) != 2 * pack["/N"]:  # type: ignore[operator]
            raise ValueError("a pack of objects does not say what it holds")
        for number, place in zip(head[::2], head[1::2], strict=True):
            yield number, self._read(unpacked, first + place)

    def _read(self, data: bytes, place: int) -> Any:
        stream, space = io.BytesIO(data), _SPACES.match(data, place)
        stream.seek(space.end() if space else place)
        body = read_object(stream, self.reader, parsing_budget=self.budget)
        self._spend(stream.tell() - place)
        return body

    def _spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise UploadRefused(_("文件解压后太大。"))

    def _look_into(self, body: Any) -> None:
        """Refuse a name that does something, and an action on opening, at any depth."""
        waiting = [body]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                waiting.extend(value.keys())
                waiting.extend(value.values())
                self._look_at_opening(value)
            elif isinstance(value, list):
                waiting.extend(value)
            elif isinstance(value, NameObject) and value in _ACTIVE:
                self._refuse()

    def _look_at_opening(self, value: dict[Any, Any]) -> None:
        if "/Encrypt" in value:
            self._refuse_locked()
        acts = dict.get(value, "/AA", {})
        if not isinstance(acts, dict):
            self._refuse()
        for action in (dict.get(value, "/OpenAction", NullObject()), *dict.values(acts)):
            if isinstance(action, IndirectObject):
                self.opened.add(action.idnum)
            elif not self._is_jump(action):
                self._refuse()

    @staticmethod
    def _is_jump(action: Any) -> bool:
        """Tell whether an action only shows a page of the same file."""
        if isinstance(action, dict):
            return dict.get(action, "/S") == "/GoTo" and "/Next" not in action
        return isinstance(action, (list, NullObject))

    @staticmethod
    def _refuse_locked() -> None:
        raise UploadRefused(_("这个 PDF 加了密，无法检查。请打印成普通 PDF 或拍照上传。"))

    @staticmethod
    def _refuse() -> None:
        raise UploadRefused(_("这个 PDF 带有可执行内容，不能接收。请打印成普通 PDF 或拍照上传。"))
