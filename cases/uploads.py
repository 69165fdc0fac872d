"""Uploads are judged by their content, not by their name or by what the browser says."""

import hashlib
import io
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import filetype
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _
from PIL import Image

from cases import store
from cases.active_content import UploadRefused, office_type
from cases.active_pdf import refuse_active_pdf
from cases.file_names import harmless
from cases.heic import check_heic, is_heic
from offices.errors import Refusal

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = {"image/jpeg": 60_000_000, "image/heic": 60_000_000, "image/png": 40_000_000, "image/webp": 40_000_000}
"""Only a camera makes more than forty million points; a picture of one colour does it in a kilobyte."""


DECODED = MAX_PIXELS.keys() - {"image/heic"}
BUSY_SECONDS = 5
"""How long a file waits for the one before it."""
_checking = threading.BoundedSemaphore(1)
"""One file at a time is judged in a process: the other threads answer meanwhile, however many hostile files come."""

View = TypeVar("View", bound=Callable[..., HttpResponse])


def takes_files(view: View) -> View:
    """Mark a page whose form holds files: to any other a large body is refused before it is read."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed the checks, under a name that is safe to show; once kept, it lies in the store."""

    sha256: str
    content_type: str
    size: int
    original_name: str


def _check_image(data: bytes, most: int) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > most:
                    raise UploadRefused(_("图片像素太大，请缩小后再传。"))
                image.verify()
    except UploadRefused:
        raise
    except Exception as error:  # Pillow raises many kinds for a broken or hostile image
        raise UploadRefused(_("这张图片打不开，可能已损坏，请重新拍照上传。")) from error


def _content_type(data: bytes) -> str:
    kind = filetype.guess_mime(data)
    if kind in DECODED:
        _check_image(data, MAX_PIXELS[kind])
        return str(kind)
    if is_heic(data):
        check_heic(data, MAX_PIXELS["image/heic"])
        return "image/heic"
    if kind == "application/pdf":
        refuse_active_pdf(data)
        return "application/pdf"
    if data[:4] == b"PK\x03\x04":
        return office_type(data)
    raise UploadRefused(_("只能上传照片（JPG、PNG、WebP、HEIC）、PDF、Word 或 Excel 文件；这个文件的内容不是。"))


def judge_upload(upload: UploadedFile) -> CheckedFile:  # type: ignore[type-arg]
    """Check an upload by size and content and return what it really is; nothing is kept yet. Raises UploadRefused."""
    if not upload.size:
        raise UploadRefused(_("文件是空的。"))
    if upload.size > MAX_BYTES:
        raise UploadRefused(_("文件超过 10 MB，请压缩或分开上传。"))
    upload.seek(0)
    data = upload.read()
    if not _checking.acquire(timeout=BUSY_SECONDS):
        raise UploadRefused(_("现在上传的人太多，请过一分钟再传这个文件。"))
    try:
        content_type = _content_type(data)
    finally:
        _checking.release()
    return CheckedFile(hashlib.sha256(data).hexdigest(), content_type, len(data), harmless(upload.name))


def keep_upload(upload: UploadedFile) -> None:  # type: ignore[type-arg]
    """Put an upload that was judged into the store. Raises OSError."""
    upload.seek(0)
    store.put(upload.read())


def check_upload(upload: UploadedFile) -> CheckedFile:  # type: ignore[type-arg]
    """Check an upload by size and content, keep it, and return what it really is. Raises UploadRefused."""
    checked = judge_upload(upload)
    keep_upload(upload)
    return checked


def says_why(upload: UploadedFile, refusal: Refusal) -> str:  # type: ignore[type-arg]
    """Return the sentence that names a refused upload and the reason."""
    return f"{harmless(upload.name)}：{refusal}"
