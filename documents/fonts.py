"""The legal fonts: Song (Serif) and Hei (Sans), shipped as CFF by a dependency, converted once to TrueType.

TrueType subsets are a quarter of the size and half of the time. Until `manage.py prepare_fonts` has run, the CFF
serves.
"""

import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

FAMILIES = {"Qingxin Song": "NotoSerifSC-Regular", "Qingxin Hei": "NotoSansSC-Regular"}
"""Family names as the stylesheet uses them. Regular weight only: a synthetic bold would embed each font twice."""

MAX_ERROR = 1.0
"""Largest distance, in font units, between the cubic outline and the quadratic one."""


def source_of(name: str) -> Path:
    """Return the OTF that the dependency ships."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package pylopdf-fonts-zh-cn is not installed")
    return Path(spec.origin).parent / f"{name}.otf"


def converted(name: str) -> Path:
    """Return where the TrueType of a font lies once it was prepared."""
    return Path(settings.QINGXIN_FONTS) / f"{name}.ttf"


def file_of(name: str) -> Path:
    """Return the file to use now: the TrueType when it was prepared, else the OTF."""
    prepared = converted(name)
    return prepared if prepared.exists() else source_of(name)


def are_prepared() -> bool:
    """Say whether every legal font was converted."""
    return all(converted(name).exists() for name in FAMILIES.values())


def stamp() -> str:
    """Name the files in use, so that a process takes up the converted fonts once they are there."""
    return "|".join(str(file_of(name)) for name in FAMILIES.values())


def font_faces() -> str:
    """Return the @font-face rules of the legal fonts."""
    rules = (
        f'@font-face {{ font-family: "{family}"; src: url("{file_of(name).as_uri()}"); font-weight: 400; }}'
        for family, name in FAMILIES.items()
    )
    return "\n".join(rules) + "\n"


def prepare(name: str) -> Path:
    """Convert one font to TrueType, once; takes about half a minute. The file appears whole or not at all."""
    target = converted(name)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".part")
    os.close(handle)
    try:
        _convert(source_of(name), Path(temporary))
        Path(temporary).chmod(0o644)
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return target


def _convert(source: Path, target: Path) -> None:
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont, newTable

    font = TTFont(source)
    glyphs = font.getGlyphSet()
    outlines = {}
    for glyph in font.getGlyphOrder():
        pen = TTGlyphPen(glyphs)
        glyphs[glyph].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        outlines[glyph] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = font.getGlyphOrder(), outlines
    _set_maxp(font)
    font["post"].formatType = 3.0
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    font.sfntVersion = "\000\001\000\000"
    font.save(target)


def _set_maxp(font: "object") -> None:
    maxp = font["maxp"]  # type: ignore[index]
    maxp.tableVersion = 0x00010000
    for name in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
    ):
        setattr(maxp, name, 0)
    maxp.maxZones = 1
