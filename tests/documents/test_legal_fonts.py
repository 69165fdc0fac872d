"""The legal fonts: the OTF serves until a TrueType was prepared, and a half-written one never serves."""

from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from documents import fonts
from documents.render import html_to_pdf

TEXT = "欠薪回执马建国2026—/ 1"


@pytest.fixture
def short_fonts(settings, tmp_path, monkeypatch):
    """Sources of a few characters, so that converting takes no time, and an empty folder to convert into."""
    settings.QINGXIN_FONTS = tmp_path / "fonts"
    sources = {}
    for name in fonts.FAMILIES.values():
        options = Options()
        options.notdef_outline = True
        subsetter = Subsetter(options)
        subsetter.populate(text=TEXT)
        font = TTFont(fonts.source_of(name))
        subsetter.subset(font)
        sources[name] = tmp_path / f"{name}.otf"
        font.save(sources[name])
    monkeypatch.setattr(fonts, "source_of", sources.__getitem__)
    return sources


def test_the_otf_serves_until_the_truetype_is_there(short_fonts):
    name = "NotoSerifSC-Regular"
    before = fonts.stamp()
    assert fonts.file_of(name) == short_fonts[name]
    call_command("prepare_fonts", stdout=StringIO())
    assert fonts.file_of(name) == fonts.converted(name)
    assert fonts.stamp() != before
    assert not list(fonts.converted(name).parent.glob("*.part"))
    converted = TTFont(fonts.converted(name))
    assert "glyf" in converted and "CFF " not in converted
    assert set(converted.getBestCmap()) == set(TTFont(short_fonts[name]).getBestCmap())


def test_a_converted_font_prints(short_fonts):
    call_command("prepare_fonts", stdout=StringIO())
    data = html_to_pdf('<html lang="zh"><head><title>回执</title></head><body><h1>欠薪回执</h1></body></html>')
    assert "欠薪回执" in PdfReader(BytesIO(data)).pages[0].extract_text()


def test_converting_is_done_once(short_fonts):
    first = fonts.prepare("NotoSansSC-Regular")
    written = first.stat().st_mtime_ns
    assert fonts.prepare("NotoSansSC-Regular").stat().st_mtime_ns == written
