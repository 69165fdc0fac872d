"""A name of a file is shown without what is not seen, and handed out with the ending of what the file is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.active_content import OFFICE_TYPES
from cases.file_names import EXTENSIONS, MAX_LENGTH, download_name, harmless
from cases.uploads import MAX_PIXELS


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("工资表.png", "工资表.png"),
        ("..\\..\\工地.exe", "工地.exe"),
        ("/etc/passwd", "passwd"),
        ("slip\u202egnp.hta\u2066\u200f", "slipgnp.hta"),
        ("a\r\nb\x00c\u2028.pdf", "abc.pdf"),
        ("x" * 200 + ".png", ("x" * 200 + ".png")[-MAX_LENGTH:]),
        ("\u202e", "file"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_a_name_is_shown_without_what_is_not_seen(name, shown):
    assert harmless(name) == shown


@pytest.mark.parametrize(
    ("name", "content_type", "given_out"),
    [
        ("工资表.hta", "image/png", "工资表_hta.png"),
        ("工资表.jar", OFFICE_TYPES[0], "工资表_jar.docx"),
        ("a.png.exe", "image/png", "a_png_exe.png"),
        ("a.exe.png", "image/png", "a_exe.png"),
        ("a.JPEG", "image/jpeg", "a.JPEG"),
        ("a.png", "application/pdf", "a_png.pdf"),
        (".pdf", "application/pdf", "pdf.pdf"),
        ("...", "application/pdf", "file.pdf"),
        ("\u202efdp.exe", "application/pdf", "fdp_exe.pdf"),
        ("page.html", "text/html", "page_html.bin"),
    ],
)
def test_a_file_goes_out_under_the_ending_of_what_it_is(name, content_type, given_out):
    assert download_name(name, content_type) == given_out


@given(st.text(max_size=140), st.sampled_from(sorted(EXTENSIONS)))
def test_no_name_brings_its_own_ending(name, content_type):
    made = download_name(name, content_type)
    stem, _dot, ending = made.rpartition(".")
    assert f".{ending.lower()}" in EXTENSIONS[content_type]
    assert stem
    assert not set(stem) & set("./\\\u202e\x00\n")


def test_every_type_that_is_taken_has_its_ending():
    assert set(EXTENSIONS) == {*MAX_PIXELS, *OFFICE_TYPES, "application/pdf"}
