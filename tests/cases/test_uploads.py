"""Uploads are judged by their content."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases import store
from cases.active_content import UploadRefused
from cases.uploads import check_upload
from tests.uploads import OLE, WORD, package

pytestmark = pytest.mark.django_db  # what is kept is locked by the database


def _picture(kind="PNG"):
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, kind)
    return data.getvalue()


def _package(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return data.getvalue()


def test_a_photo_is_kept_under_its_hash_whatever_its_name():
    checked = check_upload(SimpleUploadedFile("..\\..\\工地.exe", _picture("JPEG")))
    assert checked.content_type == "image/jpeg"
    assert checked.original_name == "工地.exe"
    assert store.read(checked.sha256) == _picture("JPEG")


def test_a_word_file_is_taken():
    checked = check_upload(SimpleUploadedFile("a.docx", package(WORD)))
    assert checked.content_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", b"MZ\x90\x00" + b"\x00" * 200),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("a.docx", package(WORD, {"word/vbaProject.bin": OLE})),
        ("a.zip", _package("a.txt")),
        ("broken.png", _picture()[:40]),
        ("active.pdf", b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (x) >> >>"),
        ("empty.png", b""),
        ("big.png", _picture() + b"\x00" * (20 * 1024 * 1024)),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_the_reason(name, data):
    with pytest.raises(UploadRefused) as refusal:
        check_upload(SimpleUploadedFile(name, data))
    assert str(refusal.value)
