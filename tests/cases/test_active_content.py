"""What a file would do by itself: found behind escapes and packing; and nothing else is refused."""

import io
import tracemalloc
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from weasyprint import HTML
from xlsxwriter import Workbook

from cases import active_content, pdf_objects, store, uploads
from cases.active_content import UploadRefused
from cases.uploads import MAX_PIXELS, check_upload
from tests.uploads import EXCEL, OFFERED, OLE, WORD, locked, pack, package, pdf, picture

pytestmark = pytest.mark.django_db  # what is kept is locked by the database

REMOTE = '<Relationships><Relationship Id="1" TargetMode="External" Type="http://x/{}" Target="http://203.0.113.9/"/></Relationships>'
TWICE = "/Filter [/FlateDecode /FlateDecode]"
OPENS = "4 0 obj << /Type /Catalog /Pages 2 0 R /OpenAction {} >> endobj"
SCRIPT = "<< /S /JavaScript /JS (x) >>"
ACTIVE_PDF = {
    "plain": pdf(OPENS.format(SCRIPT)),
    "escaped": pdf("4 0 obj << /S /J#61vaScript >> endobj"),
    "escaped and packed": pdf(packed="<< /S /#4aavaScript >>"),
    "packed after much": pdf(packed=" " * 3_000_000 + SCRIPT),
    "packed twice": pdf(packed=SCRIPT, coding=TWICE),
    "packed without a type": pdf(packed=SCRIPT).replace(b"/Type /ObjStm", b""),
    "packed under another type": pdf(packed=SCRIPT).replace(b"/ObjStm", b"/Foo"),
    "packed, its type elsewhere": pdf("10 0 obj /ObjStm endobj", packed=SCRIPT).replace(
        b"/Type /ObjStm", b"/Type 10 0 R"
    ),
    "packed, its type escaped": pdf(packed=SCRIPT).replace(b"/First", b"/F#69rst"),
    "packed in two ways": pdf(packed=SCRIPT, coding="/Filter [/ASCIIHexDecode /FlateDecode]"),
    "its kind in another object": pdf("10 0 obj /JavaScript endobj 4 0 obj << /S 10 0 R >> endobj"),
    "in no table": pdf() + b"\n40 0 obj << /S /JavaScript >> endobj",
    "in no table, with a comment": pdf() + b"\n40 0 obj%x\n<< /S%c\n/JavaScript >> endobj",
    "in no table, after much space": pdf() + b"\n40\x00\r\n\x80 0\x0cobj<</S/JavaScript>>",
    "after numbers that are no beginning": pdf() + b"\n1 2 3 40 0 obj<</S/JavaScript>>",
    "form that sends": pdf(packed="<< /S /SubmitForm >>"),
    "form that reads": pdf(packed="<< /S /ImportData >>"),
    "program": pdf(packed="<< /S /Launch >>"),
    "file": pdf(packed="<< /Type /EmbeddedFile >>"),
    "files by name": pdf("4 0 obj << /Names << /EmbeddedFiles 5 0 R >> >> endobj"),
    "file at a note": pdf("4 0 obj << /Subtype /FileAttachment /FS 5 0 R >> endobj"),
    "file without its type": pdf("5 0 obj << /Type /Filespec /F (a.exe) /EF << /F 6 0 R >> >> endobj"),
    "other document": pdf("4 0 obj << /A << /S /GoToR /F (x) >> >> endobj"),
    "film": pdf("4 0 obj << /Subtype /RichMedia >> endobj"),
    "dynamic form": pdf("4 0 obj << /AcroForm << /XFA 5 0 R >> >> endobj"),
    "address on opening": pdf(OPENS.format("<< /S /URI /URI (http://x) >>")),
    "address on opening, with a comment": pdf(OPENS.format("<< /S%c\n/URI /URI (http://x) >>")),
    "address on opening, elsewhere": pdf(OPENS.format("5 0 R") + " 5 0 obj << /S /URI /URI (http://x) >> endobj"),
    "address on opening, packed": pdf(OPENS.format("30 0 R"), packed="<< /S /URI /URI (http://x) >>"),
    "address on opening, at second hand": pdf(
        OPENS.format("5 0 R") + " 5 0 obj 6 0 R endobj 6 0 obj << /S /URI >> endobj"
    ),
    "address on opening, later version": pdf(OPENS.format("5 0 R") + " 5 0 obj [3 0 R /Fit] endobj")
    + b"\n5 0 obj << /S /URI /URI (http://x) >> endobj",
    "address after a jump": pdf(OPENS.format("<< /S /GoTo /D [3 0 R /Fit] /Next << /S /URI >> >>")),
    "address on a page": pdf("4 0 obj << /AA << /O << /S /URI >> >> >> endobj"),
    "address on a page, elsewhere": pdf("4 0 obj << /AA 5 0 R >> endobj 5 0 obj << /O << /S /URI >> >> endobj"),
}
LOCKED_PDF = {
    "locked": locked(pdf()),
    "locked and packed": locked(pdf(packed="<< >>")),
    "locked in a later version": pdf() + b"\ntrailer << /Encrypt 4 0 R >>",
}
UNREADABLE_PDF = {
    "said twice": pdf("4 0 obj << /A [3 0 R /Fit] /A << /S /JavaScript >> >> endobj"),
    "cut off": pdf("4 0 obj << /A << /B (c) "),
    "packed unreadably": pdf(packed="<< >>", coding="/Filter /Unknown"),
    "packed with less than it says": pdf(packed="<< >>").replace(b"/N 1", b"/N 9"),
    "no PDF but in name": b"%PDF-1.7\n",
    "packed as another object says": pdf(
        "10 0 obj /ASCIIHexDecode endobj", packed=SCRIPT, coding="/Filter 10 0 R %ASCIIHex\n"
    ),
    "packed, its numbers elsewhere": pdf("10 0 obj 5 endobj", packed=SCRIPT).replace(b"/First 5", b"/First 10 0 R"),
    "packed, and predicted": pdf(packed="<< >>").replace(b"/Length", b"/DecodeParms << /Predictor 12 >> /Length"),
    "packed, and cut": pdf(packed="<< >>").replace(b"\nendstream", b"").replace(b"stream\n", b"stream\nx"),
    "packed, and ended early": pdf().replace(b"xref", pack(b"30 0 << >>")[:-24] + b"\nendstream endobj xref", 1),
    "name that ends early for some": pdf().replace(b"/Pages", b"/OpenAction\x80 << /S /URI >> /Pages", 1),
    **{
        f"beginning {head!r}": pdf() + b"\n" + head + b"<< /S /JavaScript >>"
        for head in (
            *(b"5 +0 obj", b"5 -0 obj", b"5 0. obj", b"5. 0 obj", b"+5 +0 obj", b"-5 0 obj", b"5+0 obj"),
            *(b"5 0%\nobj", b"5 %a\n0 obj", b"5 0\n%a\r%b\n obj", b"(%) 5 0 % c\nobj"),
            *(b"5 0 %" + b"x" * 3000 + b"\nobj", b"5" + b" " * 3000 + b"0 obj", b"5 0" + b" " * 3000 + b"obj"),
            b"0" * 3000 + b"5 0 obj",
        )
    },
    "nested without end": pdf(f"4 0 obj {'[' * 5000} endobj"),
}
QUIET_PDF = {
    "nothing": pdf(),
    "opens at a page": pdf(OPENS.format("[3 0 R /FitH 0]")),
    "opens at a page by an action": pdf(OPENS.format("<< /S /GoTo /D [3 0 R /Fit] >>")),
    "opens at a page, said elsewhere": pdf(OPENS.format("5 0 R") + " 5 0 obj << /S /GoTo /D (a) >> endobj"),
    "shows a page when another closes": pdf("4 0 obj << /AA << /C << /S /GoTo /D (a) >> >> >> endobj"),
    "link": pdf(packed="<< /A << /S /URI /URI (http://x) >> >>"),
    "packed in two ways": pdf(packed="<< >>", coding="/Filter [/ASCIIHexDecode /FlateDecode]"),
    "words": pdf("4 0 obj (/JavaScript /Launch) endobj 5 0 obj << /Title (%/JS) /Next 6 0 R >> % /JS\nendobj"),
    "picture": pdf("5 0 obj << /Filter /DCTDecode /Length 7 >> stream\n/JS/XFA\nendstream endobj"),
    "form to fill in": pdf("4 0 obj << /AcroForm << /Fields [5 0 R] >> >> endobj 5 0 obj << /FT /Tx /T (a) >> endobj"),
    "words like beginnings": pdf(
        "5 0 obj << /Length 40 >> stream\nan obj, 3 objects,\nobj% v1.0\nobj endstream endobj"
    ),
    "name in Chinese": pdf("4 0 obj << /BaseFont /宋体一 /N /#e5#ae#8b >> endobj"),
    "without a table": pdf().partition(b"xref")[0] + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF",
}
INSIDE = '<Relationships><Relationship Id="1" Type="http://x/{}" Target="m.bin"/></Relationships>'
LINKS = "word/_rels/document.xml.rels"
ACTIVE_OFFICE = {
    **{
        f"link to {kind}": package(WORD, {LINKS: INSIDE.format(kind), "word/m.bin": "x"})
        for kind in (
            *("vbaProject", "wordVbaData", "xlMacrosheet", "xlIntlMacrosheet", "oleObject", "package", "control"),
            *("aFChunk", "subDocument", "attachedTemplate", "webextension", "extensibility", "VBAPROJECT", "control/"),
        )
    },
    **{
        f"declared as {kind}": package(
            WORD, {"word/m.x": "x"}, types=f'<Default Extension="x" ContentType="a/{kind}"/>'
        )
        for kind in ("vnd.ms-office.vbaProject", "vnd.ms-excel.macrosheet+xml", "vnd.ms-office.activeX+xml", "rtf")
    },
    **{
        f"begins like {data[:5]!r}": package(WORD, {"word/m.x": data})
        for data in (OLE, b"MZ\x90", b"{\\rtf1", package(WORD))
    },
    "macros of a main part": package(
        WORD, types='<Override PartName="/a" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    ),
    "macro sheet": package(EXCEL, {"xl/a/b.dat": '<xm:macrosheet xmlns:xm="urn:x"/>'}),
    "other document drawn in": package(WORD, {WORD: '<d xmlns:w="urn:w"><w:altChunk/></d>'}),
    "OLE object": package(WORD, {WORD: '<d xmlns:o="urn:o"><o:OLEObject/></d>'}),
    "links in a part of another name": package(WORD, {"word/m.bin": "\ufeff " + REMOTE.format("image")}),
    "links after much space": package(WORD, {"word/m.bin": " " * active_content.CHUNK + REMOTE.format("image")}),
    "workbook elsewhere": package(EXCEL, {"xl/externalLinks/_rels/a.xml.rels": REMOTE.format("externalLinkPath")}),
    "workbook on a share": package(
        EXCEL,
        {
            "xl/externalLinks/_rels/a.xml.rels": REMOTE.format("externalLinkPath").replace(
                "http://203.0.113.9/", r"file:///\\203.0.113.9\a.xlsx"
            )
        },
    ),
    "remote template": package(WORD, {"word/_rels/settings.xml.rels": REMOTE.format("attachedTemplate")}),
    "remote template, spelled": package(
        WORD,
        {"word/_rels/settings.xml.rels": REMOTE.format("attachedTemplate").replace("External", "&#69;xternal")},
    ),
    "remote picture": package(WORD, {"word/_rels/document.xml.rels": REMOTE.format("image")}),
    "field split in two": package(
        WORD,
        {
            WORD: "<d><instrText> PAGE</instrText><fldChar fldCharType='begin'/><instrText>INCLUDE</instrText>"
            '<instrText>PICTURE "http://x" \\d</instrText></d>'
        },
    ),
    **{
        f"field {field}": package(
            WORD, {WORD: f'<d xmlns:w="urn:w"><w:fldSimple w:dirty="1" w:instr=" {field} c"/></d>'}
        )
        for field in ("INCLUDEPICTURE", "IncludeText", "LINK", "DATABASE", "IMPORT", "RD", "DDEAUTO")
    },
    **{
        f"formula {formula}": package(EXCEL, {"xl/worksheets/sheet1.xml": f"<s><f>1+{formula}</f></s>"})
        for formula in (
            *('WEBSERVICE("http://x")', '_xlfn.IMAGE("http://x")', 'exec ("calc")', 'REGISTER.ID("a","b")'),
            *('CALL("a","b")', 'RTD("a",,"b")'),
        )
    },
    "formula of a name": package(EXCEL, {EXCEL: '<w><definedName name="a">EXEC("calc")</definedName></w>'}),
    "formula of a condition": package(
        EXCEL, {"xl/worksheets/sheet1.xml": '<s><formula1>WEBSERVICE("x")</formula1></s>'}
    ),
    "macro that runs by its name": package(
        EXCEL, {EXCEL: '<w><definedName name="_xlnm.Auto_Open">Macro1!$A$1</definedName></w>'}
    ),
    "connection": package(
        EXCEL, {"xl/connections.xml": '<connections><connection refreshOnLoad="1"><webPr/></connection></connections>'}
    ),
    "letters from a database": package(
        WORD, {"word/settings.xml": '<s xmlns:w="urn:w"><w:mailMerge><w:connectString w:val="x"/></w:mailMerge></s>'}
    ),
    "link whose mode is said twice": package(
        WORD,
        {
            LINKS: REMOTE.format("image")
            .replace("<Relationships", '<Relationships xmlns:x="urn:x"')
            .replace("Type=", 'x:TargetMode="Internal" Type=')
        },
    ),
    "DDE link": package(EXCEL, {"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>"}),
    "DDE formula": package(EXCEL, {"xl/worksheets/sheet1.xml": "<s><f>cmd|'/C calc'!A0</f></s>"}),
    "DDE field": package(WORD, {WORD: "<d><instrText>DDE</instrText><instrText>AUTO c:\\\\x</instrText></d>"}),
    "DDE simple field": package(WORD, {WORD: '<d xmlns:w="urn:w"><w:fldSimple w:instr="DDEAUTO c"/></d>'}),
}
QUIET_OFFICE = {
    "link": package(WORD, {"word/_rels/document.xml.rels": REMOTE.format("hyperlink")}),
    **{
        f"other workbook at {place}": package(
            EXCEL,
            {
                "xl/externalLinks/_rels/a.xml.rels": REMOTE.format("externalLinkPath").replace(
                    "http://203.0.113.9/", place
                )
            },
        )
        for place in ("a.xlsx", "file:///C:\\a.xlsx", "C:\\a.xlsx", "/a/b.xlsx")
    },
    "settings of a printer": package(
        EXCEL,
        {"xl/printerSettings/a.bin": b"\x00\x01"},
        types='<Default Extension="bin" ContentType="application/vnd.a.spreadsheetml.printerSettings"/>',
    ),
    "font that begins like XML": package(WORD, {"word/fonts/a.odttf": b"<\x81\x00\xff"}),
    "formula": package(
        EXCEL, {"xl/worksheets/sheet1.xml": "<s><f>IF(A1=&quot;x|y&quot;,'一月'!B2,SUM(C1:C9))</f></s>"}
    ),
    "words": package(WORD, {WORD: "<d><t>DDE | cmd|'/C calc'!A0</t><instrText>PAGE</instrText></d>"}),
    "words of fields and formulas": package(
        WORD, {WORD: '<d><t>INCLUDEPICTURE</t><instrText>HYPERLINK x/link "RD" LINK</instrText><instr>LINK</instr></d>'}
    ),
    "names like functions": package(
        EXCEL, {EXCEL: '<w><definedName name="my.open">MYIMAGE(A1)+COUNT(RTD)</definedName></w>'}
    ),
    "picture": package(WORD, {"word/media/image1.png": "x" * 5000}),
}


def _check(data: bytes) -> str:
    return check_upload(SimpleUploadedFile("a", data)).content_type


@pytest.mark.parametrize("data", ACTIVE_OFFICE.values(), ids=ACTIVE_OFFICE)
def test_what_does_something_by_itself_is_refused_with_the_reason_and_not_kept(data, monkeypatch):
    monkeypatch.setattr(store, "put", lambda data: pytest.fail("kept"))
    with pytest.raises(UploadRefused, match="宏或嵌入的程序"):
        _check(data)


PDF = [(ACTIVE_PDF, "可执行内容"), (LOCKED_PDF, "加了密"), (UNREADABLE_PDF, "读不通")]


@pytest.mark.parametrize(
    ("data", "words"),
    [pytest.param(data, words, id=name) for files, words in PDF for name, data in files.items()],
)
def test_a_pdf_that_acts_is_locked_or_unreadable_is_refused_for_that(data, words, monkeypatch):
    monkeypatch.setattr(store, "put", lambda data: pytest.fail("kept"))
    with pytest.raises(UploadRefused, match=words):
        _check(data)


@pytest.mark.parametrize("data", [*QUIET_PDF.values(), *QUIET_OFFICE.values()], ids=[*QUIET_PDF, *QUIET_OFFICE])
def test_what_only_shows_something_is_taken(data):
    assert _check(data)


def test_declarations_of_entities_are_refused():
    with pytest.raises(UploadRefused, match="损坏"):
        _check(package(WORD, {WORD: '<!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'}))


def test_two_parts_of_one_name_are_refused():
    data = io.BytesIO(package(WORD))
    with zipfile.ZipFile(data, "a") as made:
        made.writestr(WORD.upper(), "<document/>")
    with pytest.raises(UploadRefused, match="损坏"):
        _check(data.getvalue())


def test_the_declared_type_says_what_a_package_is_not_the_name_of_a_part():
    assert _check(package(WORD, {EXCEL: "<workbook/>"})) == OFFERED["a.docx"][1]
    both = f'<Override PartName="/{EXCEL}" ContentType="{OFFERED["a.xlsx"][1]}.main+xml"/>'
    for data in (package(WORD, types=both), package(WORD, {"[Content_Types].xml": "<Types/>"})):
        with pytest.raises(UploadRefused, match="不支持压缩包"):
            _check(data)


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
    ],
)
def test_what_unpacks_to_too_much_is_refused(limit, data, monkeypatch):
    assert _check(data)
    monkeypatch.setattr(active_content, limit, 5000)
    with pytest.raises(UploadRefused, match="解压后太大"):
        _check(data)


@pytest.mark.parametrize(
    "data",
    [pdf(packed=" " * 6000 + "<< >>"), pdf(" ".join(f"4 0 obj ({'x' * 900}) endobj" for _ in range(6)))],
    ids=["packed", "open"],
)
def test_a_pdf_is_read_only_so_far(data, monkeypatch):
    assert _check(data)
    monkeypatch.setattr(pdf_objects, "MAX_READ_BYTES", 5000)
    with pytest.raises(UploadRefused, match="解压后太大"):
        _check(data)


def test_a_pdf_of_too_many_words_is_not_read_to_its_end(monkeypatch):
    data = pdf(f"4 0 obj << /A [{'1 ' * 500}] >> endobj")
    assert _check(data)
    monkeypatch.setattr(pdf_objects, "MAX_TOKENS", 400)
    with pytest.raises(UploadRefused, match="读不通"):
        _check(data)


def _many_times(size: int) -> bytes:
    """Zeros, packed twice: a kilobyte."""
    work, megabyte = zlib.compressobj(9), b"0" * 1024 * 1024
    return zlib.compress(b"".join(work.compress(megabyte) for _ in range(size)) + work.flush(), 9)


def _packed(content: bytes, *, coding: str = "/Filter /FlateDecode", count: int = 1) -> bytes:
    head = f"4 0 obj << /N {count} /First 4 {coding} >> stream\n".encode()
    return b"%PDF-1.7\n" + head + content + b"\nendstream endobj"


BOMBS = {
    "packed twice": (_packed(_many_times(150), coding=TWICE), "解压后太大"),
    "packed": (_packed(zlib.compress(b"0 " * 20_000_000)), "解压后太大"),
    "many numbers": (_packed(zlib.compress(b"0 " * 4_000_000), count=2_000_000), "读不通"),
    "many words": (pdf(f"4 0 obj [{'/A' * 6_000}] endobj"), "读不通"),
    "many escapes": (pdf(f"4 0 obj [{('/' + '#41' * 300 + ' ') * 20}] endobj"), "读不通"),
    "long name": (pdf(f"4 0 obj [/{'a' * 2000}] endobj"), "读不通"),
    "many objects": (pdf("1 0 obj 1 " * 3_000), "读不通"),
    "many beginnings": (pdf("4 0 obj null " + "obj" * 6_000), "读不通"),
    "one string, read often": (pdf("1 0 obj ( " * 300 + "x" * 100_000 + ")" * 300), "读不通"),
    "one comment, read often": (pdf("4 0 obj %" * 300 + "x" * 100_000 + "\nnull endobj"), "解压后太大"),
    "one pack, without end": (b"%PDF-1.7\n" + b"4 0 obj << /First 4 /N 1 >> stream\n" * 9, "读不通"),
    "elements": (package(WORD, {WORD: "<a>" + "<b/>" * 6_000 + "</a>"}), "解压后太大"),
    "attributes": (package(WORD, {WORD: "<a>" + ('<b c="" d="" e="" f="" g=""/>' * 1_000) + "</a>"}), "解压后太大"),
    "formulas": (package(EXCEL, {EXCEL: "<a><f>" + "|'" * 4_000_000 + "</f></a>"}), "解压后太大"),
    "fields": (package(WORD, {WORD: "<a><instrText>" + "\n" * 8_000_000 + "</instrText></a>"}), "解压后太大"),
    "one tag": (package(WORD, {WORD: "<a b='" + "x" * 5_000_000 + "'/>"}), "解压后太大"),
    "depth": (package(WORD, {WORD: "<a>" * 600 + "</a>" * 600}), "损坏"),
    "parts": (package(WORD, {f"word/{number}": "" for number in range(3000)}), "解压后太大"),
}


@pytest.mark.parametrize(("data", "words"), BOMBS.values(), ids=BOMBS)
def test_what_would_hold_a_process_up_is_refused_before_it_is_unpacked(data, words, monkeypatch):
    assert (pdf_objects.MAX_TOKENS, active_content.MAX_STEPS) == (500_000, 1_500_000)  # a second of one core
    monkeypatch.setattr(pdf_objects, "MAX_TOKENS", 5000)
    monkeypatch.setattr(active_content, "MAX_STEPS", 5000)
    tracemalloc.start()
    try:
        with pytest.raises(UploadRefused, match=words):
            _check(data)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 80 * 1024 * 1024


def test_files_are_judged_one_at_a_time_and_one_that_waits_too_long_is_told_so(monkeypatch):
    monkeypatch.setattr(uploads, "BUSY_SECONDS", 0)
    with uploads._checking, pytest.raises(UploadRefused, match="上传的人太多"):
        _check(pdf())
    with pytest.raises(UploadRefused, match="可执行内容"):
        _check(ACTIVE_PDF["plain"])
    assert _check(pdf())


@pytest.mark.parametrize("kind", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("is_broken", [False, True])
def test_what_is_packed_as_no_office_program_does_is_refused(kind, is_broken):
    made = io.BytesIO(package(WORD))
    with zipfile.ZipFile(made, "a", kind) as package_of:
        package_of.writestr("word/a.xml", "<a/>")
    data = bytearray(made.getvalue())
    if is_broken:
        begin = data.find(b"word/a.xml") + len("word/a.xml")
        data[begin + 4 : begin + 14] = b"\xff" * 10
    with pytest.raises(UploadRefused, match="损坏"):
        _check(bytes(data))


@pytest.mark.parametrize("encoding", ["gb18030", "foo", "utf-7", "idna", "utf-16"])
def test_a_part_in_an_encoding_that_office_does_not_write_is_damaged(encoding):
    with pytest.raises(UploadRefused, match="损坏"):
        _check(package(WORD, {WORD: f'<?xml version="1.0" encoding="{encoding}"?><a/>'}))


def _written() -> bytes:
    html = "<h1>工资</h1><a href='https://example.org/'>x</a><form><input name=a><select><option>b</select></form>"
    return bytes(HTML(string=html).write_pdf(pdf_forms=True, pdf_tags=True))


def _scanned() -> bytes:
    data = io.BytesIO()
    page = Image.new("RGB", (60, 80), "white")
    page.save(data, "PDF", save_all=True, append_images=[page, page])
    return data.getvalue()


def _merged() -> bytes:
    data, writer = io.BytesIO(), PdfWriter()
    for piece in (_written(), _scanned()):
        writer.append(io.BytesIO(piece))
    writer.write(data)
    return data.getvalue()


@pytest.mark.parametrize("made", [_written, _scanned, _merged])
def test_papers_as_programs_write_them_are_taken(made):
    assert _check(made()) == "application/pdf"


def test_a_workbook_as_a_program_writes_it_is_taken():
    data = io.BytesIO()
    with Workbook(data) as book:
        sheet = book.add_worksheet("工资")
        sheet.write_formula("A1", "=SUM(B1:B9)")
        sheet.write_url("A2", "https://example.org/")
        sheet.insert_image("A3", "a.png", {"image_data": io.BytesIO(picture())})
    assert _check(data.getvalue()) == OFFERED["a.xlsx"][1]


def test_a_strange_pdf_writes_nothing_into_the_log(caplog):
    _check(QUIET_PDF["without a table"])
    assert not caplog.records


def test_a_part_is_read_whatever_its_encoding():
    data = io.BytesIO(package(WORD))
    with zipfile.ZipFile(data, "a") as made:
        made.writestr("word/_rels/settings.xml.rels", REMOTE.format("attachedTemplate").encode("utf-16"))
    with pytest.raises(UploadRefused, match="外部地址"):
        _check(data.getvalue())
