"""What a file would do by itself: found behind escapes and packing; and nothing else is refused."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases import active_content, store
from cases.active_content import UploadRefused
from cases.uploads import MAX_PIXELS, check_upload
from tests.uploads import EXCEL, OFFERED, WORD, package, pdf, picture

pytestmark = pytest.mark.django_db  # what is kept is locked by the database

REMOTE = '<Relationships><Relationship Id="1" TargetMode="External" Type="http://x/{}" Target="http://203.0.113.9/"/></Relationships>'
ACTIVE_PDF = {
    "plain": pdf("1 0 obj << /OpenAction << /S /JavaScript /JS (x) >> >> endobj"),
    "escaped": pdf("1 0 obj << /S /J#61vaScript /JS (x) >> endobj"),
    "escaped and packed": pdf(packed=b"1 0 << /S /#4aavaScript /JS (x) >>"),
    "packed after much": pdf(packed=b"1 0 " + b" " * (active_content.CHUNK * 3) + b"<< /S /JavaScript >>"),
    "form that sends": pdf(packed=b"1 0 << /S /SubmitForm >>"),
    "program": pdf(packed=b"1 0 << /S /Launch >>"),
    "hidden file": pdf(packed=b"1 0 << /Type /EmbeddedFile >>"),
    "dynamic form": pdf("1 0 obj << /AcroForm << /XFA 5 0 R >> >> endobj"),
    "address on opening": pdf("1 0 obj << /OpenAction 2 0 R >> endobj 2 0 obj << /S /URI /URI (http://x) >> endobj"),
    "address on a page": pdf("1 0 obj << /AA << /O << /S /URI >> >> >> endobj"),
    "address, half of it packed": pdf("1 0 obj << /OpenAction 2 0 R >> endobj", packed=b"2 0 << /S /URI >>"),
    "packed twice": pdf(packed=b"1 0 << >>", head="/Filter [/ASCIIHexDecode /FlateDecode]"),
    "packed by differences": pdf(packed=b"1 0 << >>", head="/DecodeParms << /Predictor 12 >>"),
    "locked and packed": pdf("trailer << /Encrypt 3 0 R >>", packed=b"1 0 << >>"),
    "broken after the script": pdf(packed=b"1 0 << /S /JavaScript >>" + bytes(range(256)) * 4)[:-60],
}
QUIET_PDF = {
    "opens at a page": pdf("1 0 obj << /OpenAction [3 0 R /FitH 0] >> endobj 4 0 obj << /S /URI >> endobj"),
    "link": pdf(packed=b"1 0 << /A << /S /URI /URI (http://x) >> >>"),
    "locked": pdf("trailer << /Encrypt 3 0 R >>"),
    "stream of another kind": pdf("5 0 obj << /Filter /DCTDecode >> stream\n\xff\xd8\xff\nendstream endobj"),
}
ACTIVE_OFFICE = {
    "macro": package(WORD, {"word/vbaProject.bin": "x"}),
    "macro under another name": package(
        WORD, {"[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-office.vbaProject"/></Types>'}
    ),
    "ActiveX": package(WORD, {"word/activeX/activeX1.xml": "<x/>"}),
    "embedded program": package(WORD, {"word/embeddings/oleObject1.bin": "MZ"}),
    "OLE object": package(WORD, {WORD: '<d xmlns:o="urn:o"><o:OLEObject/></d>'}),
    "remote template": package(WORD, {"word/_rels/settings.xml.rels": REMOTE.format("attachedTemplate")}),
    "remote template, spelled": package(
        WORD,
        {"word/_rels/settings.xml.rels": REMOTE.format("attachedTemplate").replace("External", "&#69;xternal")},
    ),
    "remote picture": package(WORD, {"word/_rels/document.xml.rels": REMOTE.format("image")}),
    "DDE link": package(EXCEL, {"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>"}),
    "DDE formula": package(EXCEL, {"xl/worksheets/sheet1.xml": "<s><f>cmd|'/C calc'!A0</f></s>"}),
    "DDE field": package(WORD, {WORD: "<d><instrText>DDE</instrText><instrText>AUTO c:\\\\x</instrText></d>"}),
    "DDE simple field": package(WORD, {WORD: '<d xmlns:w="urn:w"><w:fldSimple w:instr="DDEAUTO c"/></d>'}),
    "entities": package(WORD, {WORD: '<!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'}),
}
QUIET_OFFICE = {
    "link": package(WORD, {"word/_rels/document.xml.rels": REMOTE.format("hyperlink")}),
    "other workbook": package(
        EXCEL, {"xl/externalLinks/_rels/externalLink1.xml.rels": REMOTE.format("externalLinkPath")}
    ),
    "formula": package(
        EXCEL, {"xl/worksheets/sheet1.xml": "<s><f>IF(A1=&quot;x|y&quot;,'一月'!B2,SUM(C1:C9))</f></s>"}
    ),
    "words": package(WORD, {WORD: "<d><t>DDE | cmd|'/C calc'!A0</t><instrText>PAGE</instrText></d>"}),
    "picture": package(WORD, {"word/media/image1.png": "x" * 5000}),
}


def _check(data: bytes) -> str:
    return check_upload(SimpleUploadedFile("a", data)).content_type


@pytest.mark.parametrize("data", [*ACTIVE_PDF.values(), *ACTIVE_OFFICE.values()], ids=[*ACTIVE_PDF, *ACTIVE_OFFICE])
def test_what_does_something_by_itself_is_refused_with_the_reason_and_not_kept(data, monkeypatch):
    monkeypatch.setattr(store, "put", lambda data: pytest.fail("kept"))
    with pytest.raises(UploadRefused) as refusal:
        _check(data)
    assert str(refusal.value).count("。") in {1, 2}


@pytest.mark.parametrize("data", [*QUIET_PDF.values(), *QUIET_OFFICE.values()], ids=[*QUIET_PDF, *QUIET_OFFICE])
def test_what_only_shows_something_is_taken(data):
    assert _check(data)


@pytest.mark.parametrize("name", OFFERED)
def test_every_kind_that_is_offered_is_told_by_its_content(name):
    data, content_type = OFFERED[name]
    assert _check(data) == content_type


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_of_too_many_points_is_refused_however_small_it_is(kind, monkeypatch):
    name = f"image/{kind.lower()}"
    assert MAX_PIXELS[name] == 40_000_000
    monkeypatch.setitem(MAX_PIXELS, name, 100 * 100)
    assert _check(picture(kind, (100, 100))) == name
    with pytest.raises(UploadRefused, match="像素"):
        _check(picture(kind, (100, 101)))


def test_a_picture_of_fifty_million_points_in_a_few_kilobytes_is_refused():
    data = picture("PNG", (10_000, 5_000))
    assert len(data) < 20_000
    with pytest.raises(UploadRefused, match="像素"):
        _check(data)


def test_a_package_that_is_longer_than_it_says_is_refused():
    text = "<document>" + " " * 100_000 + "</document>"
    data = package(WORD, {WORD: text})
    size = len(text).to_bytes(4, "little")
    assert data.count(size) == 2
    with pytest.raises(UploadRefused, match="损坏"):
        _check(data.replace(size, (20).to_bytes(4, "little")))


@pytest.mark.parametrize(
    ("limit", "data"),
    [
        ("MAX_UNPACKED_BYTES", package(WORD, {"word/media/a.png": "x" * 6000})),
        ("MAX_XML_BYTES", package(WORD, {"word/a.xml": "<a>" + "x" * 6000 + "</a>"})),
        ("MAX_UNPACKED_BYTES", pdf(packed=b"1 0 " + b" " * 6000)),
        ("MAX_STREAMS", pdf("stream\n" * 5001)),
    ],
)
def test_what_unpacks_to_too_much_is_refused(limit, data, monkeypatch):
    assert _check(data)
    monkeypatch.setattr(active_content, limit, 5000)
    with pytest.raises(UploadRefused, match="解压后太大"):
        _check(data)


def test_a_part_is_read_whatever_its_encoding():
    data = io.BytesIO(package(WORD))
    with zipfile.ZipFile(data, "a") as made:
        made.writestr("word/_rels/settings.xml.rels", REMOTE.format("attachedTemplate").encode("utf-16"))
    with pytest.raises(UploadRefused, match="外部地址"):
        _check(data.getvalue())
