"""What a PDF would do by itself: told from its objects, wherever in the file an object lies.

Nothing is rendered or run. The worst file of ten megabytes costs a second and a half of one core and 50 MB.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cases.active_content import UploadRefused
from cases.pdf_objects import Found, Name, Objects, Reference, TooMuch, is_pack

_ACTIVE = frozenset(
    (
        *(b"JavaScript", b"JS", b"Launch", b"SubmitForm", b"ImportData", b"GoToR", b"GoToE", b"Rendition", b"XFA"),
        *(b"EmbeddedFile", b"EmbeddedFiles", b"EF", b"FileAttachment"),
        *(b"RichMedia", b"RichMediaExecute", b"RichMediaContent", b"Movie", b"Sound", b"3D"),
    )
)
_TELLING = _ACTIVE | {b"OpenAction", b"AA", b"S", b"Next", b"Encrypt", b"Type", b"First", b"ObjStm"}
"""Names that decide something here."""
_ENDS_FOR_SOME = re.compile(rb"[\x80\xff]")
"""Bytes at which a widespread reader ends a name, and others do not."""


def refuse_active_pdf(data: bytes) -> None:
    """Refuse a PDF with scripts, programs, files inside, forms that send, or actions on opening. Raises UploadRefused.

    What is encrypted or cannot be read to its end cannot be judged, and is refused as well.
    """
    try:
        _Judging(Objects(data)).judge()
    except UploadRefused:
        raise
    except TooMuch as error:
        raise UploadRefused(_("文件解压后太大。")) from error
    except Exception as error:  # a broken or hostile file fails in many ways
        raise UploadRefused(_("这个 PDF 读不通，无法检查。请重新打印成普通 PDF 或拍照上传。")) from error


@dataclass
class _Judging:
    """The judging of a file: which of its objects act on opening."""

    objects: Objects
    opened: set[int] = field(default_factory=set)
    acting: set[int] = field(default_factory=set)
    """Numbers of objects that would be more than a jump to a page, if they were opened."""

    def judge(self) -> None:
        """Read all objects and judge them. Raises UploadRefused, and whatever reading raises."""
        packs: list[Found] = []
        is_empty = True
        for found in self.objects.open():
            is_empty = False
            self._look_at(found)
            if found.stream is not None and is_pack(found.value):
                packs.append(found)
        for pack in packs:  # last, so that what is locked is called so
            for found in self.objects.packed(pack):
                self._look_at(found)
        if is_empty:
            raise ValueError("no objects")
        if self.opened & self.acting:
            self._refuse()

    def _look_at(self, found: Found) -> None:
        self._look_into(found.value)
        if not self._is_jump(found.value):
            self.acting.add(found.number)

    def _look_into(self, body: Any) -> None:
        """Refuse a name that does something, and an action on opening, at any depth."""
        waiting = [body]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                for name in value:
                    self._look_at_name(name)
                waiting.extend(value.values())
                self._look_at_opening(value)
            elif isinstance(value, list):
                waiting.extend(value)
            elif isinstance(value, Name):
                self._look_at_name(value.text)

    def _look_at_name(self, name: bytes) -> None:
        if name in _ACTIVE:
            self._refuse()
        if not name.isascii() and _ENDS_FOR_SOME.split(name, maxsplit=1)[0] in _TELLING - {name}:
            raise ValueError("a name that readers read differently")

    def _look_at_opening(self, value: dict[bytes, Any]) -> None:
        if b"Encrypt" in value:
            self._refuse_locked()
        acts = value.get(b"AA") or {}
        if not isinstance(acts, dict):
            self._refuse()
        for action in (value.get(b"OpenAction"), *acts.values()):
            if isinstance(action, Reference):
                self.opened.add(action.number)
            elif not self._is_jump(action):
                self._refuse()

    @staticmethod
    def _is_jump(action: Any) -> bool:
        """Tell whether an action only shows a page of the same file."""
        if isinstance(action, dict):
            return action.get(b"S") == Name(b"GoTo") and b"Next" not in action
        return action is None or isinstance(action, list)

    @staticmethod
    def _refuse_locked() -> None:
        raise UploadRefused(_("这个 PDF 加了密，无法检查。请打印成普通 PDF 或拍照上传。"))

    @staticmethod
    def _refuse() -> None:
        raise UploadRefused(_("这个 PDF 带有可执行内容，不能接收。请打印成普通 PDF 或拍照上传。"))
