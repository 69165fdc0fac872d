"""Uploads are judged by their content, not by their name or by what the browser says."""

import io
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from cases import store
from offices.errors import Refusal

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
IMAGES = {"image/jpeg", "image/png", "image/webp"}
OFFICE_MAIN_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class UploadRefused(Refusal):
    """The file is not kept; the sentence says why."""

    code = "upload_refused"


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed the checks and lies in the store."""

    sha256: str
    content_type: str
    size: int
    original_name: str


def _check_image(data: bytes) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise UploadRefused(_("图片像素太大，请缩小后再传。"))
                image.verify()
    except UploadRefused:
        raise
    except Exception as error:  # Pillow raises many kinds for a broken or hostile image
        raise UploadRefused(_("这张图片打不开，可能已损坏，请重新拍照上传。")) from error


def _office_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {info.filename for info in package.infolist()}
            if sum(info.file_size for info in package.infolist()) > MAX_UNPACKED_BYTES:
                raise UploadRefused(_("文件解压后太大。"))
    except zipfile.BadZipFile as error:
        raise UploadRefused(_("文件已损坏，打不开。")) from error
    if any(name.lower().endswith("vbaproject.bin") or "activex" in name.lower() for name in names):
        raise UploadRefused(_("文件里有宏，不能接收。请另存为不带宏的文件或 PDF。"))
    for part, content_type in OFFICE_MAIN_PARTS.items():
        if part in names:
            return content_type
    raise UploadRefused(_("不支持压缩包，请直接上传照片、PDF、Word 或 Excel 文件。"))


def _content_type(data: bytes) -> str:
    kind = filetype.guess_mime(data)
    if kind in IMAGES:
        _check_image(data)
        return str(kind)
    if kind in {"image/heic", "image/heif"}:
        return "image/heic"
    if kind == "application/pdf":
        if any(mark in data for mark in (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile")):
            raise UploadRefused(_("这个 PDF 带有可执行内容，不能接收。请打印成普通 PDF 或拍照上传。"))
        return "application/pdf"
    if data[:4] == b"PK\x03\x04":
        return _office_type(data)
    raise UploadRefused(_("只能上传照片（JPG、PNG、WebP、HEIC）、PDF、Word 或 Excel 文件；这个文件的内容不是。"))


def check_upload(upload: UploadedFile) -> CheckedFile:  # type: ignore[type-arg]
    """Check an upload by size and content, keep it, and return what it really is. Raises UploadRefused."""
    if not upload.size:
        raise UploadRefused(_("文件是空的。"))
    if upload.size > MAX_BYTES:
        raise UploadRefused(_("文件超过 10 MB，请压缩或分开上传。"))
    data = upload.read()
    content_type = _content_type(data)
    name = PurePath((upload.name or "").replace("\\", "/")).name.replace("\x00", "")
    return CheckedFile(store.put(data), content_type, len(data), name[-120:] or "file")
