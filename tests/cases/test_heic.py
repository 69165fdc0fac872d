"""The photos of phones: whole ones are kept as they are, cut off, huge or stuffed ones are refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases import heic, store
from cases.active_content import UploadRefused
from cases.uploads import check_upload
from tests.uploads import HEIC


def _box(kind, body):
    return (8 + len(body)).to_bytes(4) + kind.encode() + body


def _full(kind, body, version=0):
    return _box(kind, bytes([version, 0, 0, 0]) + body)


def _item(kind, rest=b"", version=2):
    number = (1).to_bytes(2 if version == 2 else 4)
    return _full("infe", number + b"\x00\x00" + kind.encode() + b"\x00" + rest, version)


def _photo(*, sizes=((4032, 3024),), items=(), handler="pict", brand="heic", pixels="mdat", many=False, tail=b""):
    shapes = b"".join(_full("ispe", width.to_bytes(4) + height.to_bytes(4)) for width, height in sizes)
    count = len(items).to_bytes(4 if many else 2)
    meta = _full(
        "meta",
        _full("hdlr", bytes(4) + handler.encode() + bytes(13))
        + _full("iinf", count + b"".join(items), version=int(many))
        + _box("iprp", _box("ipco", shapes))
        + (_box("idat", b"x") if pixels == "idat" else b""),
    )
    begin = _box("ftyp", b"mif1" + bytes(4) + b"mif1" + brand.encode())
    return begin + meta + (_box("mdat", bytes(100)) if pixels == "mdat" else b"") + tail


XMP = _item("mime", b"application/rdf+xml\x00")
GOOD = {
    "of an encoder": HEIC,
    "of a phone": _photo(sizes=((512, 512), (4032, 3024)), items=(_item("hvc1"), _item("Exif"), XMP)),
    "ten bits": _photo(brand="heix"),
    "many items": _photo(items=(_item("hvc1", version=3), _item("mime", b"application/rdf+xml\x00", 3)), many=True),
    "small, inside the description": _photo(pixels="idat"),
    "a film behind": _photo(tail=_box("mpvd", b"film")),
    "a word of the maker behind": _photo(tail=b"LIVE_12345678"),
    "of the greatest size": _photo(sizes=((10_000, 6_000),)),
    "the last box to the end": _photo(pixels="") + bytes(4) + b"mdat" + bytes(50),
    "a long box": _photo(pixels="") + (1).to_bytes(4) + b"mdat" + (66).to_bytes(8) + bytes(50),
}
BAD = {
    "the beginning alone": (HEIC[:40], "打不开"),
    "pixels cut off": (HEIC[:-1], "打不开"),
    "description cut off": (_photo()[:120], "打不开"),
    "no pixels": (_photo(pixels=""), "打不开"),
    "no picture": (_photo(handler="vide"), "打不开"),
    "no size": (_photo(sizes=()), "打不开"),
    "a box smaller than its head": (_photo(pixels="") + (4).to_bytes(4) + b"mdat", "打不开"),
    "boxes without end": (_photo(pixels="") + _box("free", b"") * heic.MAX_BOXES + _box("mdat", b"x"), "打不开"),
    "a content without a type": (_photo(items=(_item("mime")[:-1],)), "打不开"),
    "one row too large": (_photo(sizes=((1, 1), (10_000, 6_001))), "像素太大"),
    "a page": (_photo(items=(XMP, _item("mime", b"text/html\x00"))), "夹带"),
    "a page among many": (_photo(items=(_item("mime", b"text/html\x00", 3),), many=True), "夹带"),
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_a_whole_photo_is_kept_as_it_is(db, data):
    checked = check_upload(SimpleUploadedFile("IMG_0001.HEIC", data))
    assert (checked.content_type, checked.size) == ("image/heic", len(data))
    assert store.read(checked.sha256) == data


@pytest.mark.parametrize(("data", "sentence"), BAD.values(), ids=BAD)
def test_what_is_broken_huge_or_stuffed_is_refused_and_not_kept(monkeypatch, data, sentence):
    monkeypatch.setattr(store, "put", lambda data: pytest.fail("kept"))
    with pytest.raises(UploadRefused, match=sentence):
        check_upload(SimpleUploadedFile("IMG_0001.HEIC", data))


def test_no_photo_is_whole_that_was_cut_anywhere():
    for cut in range(len(HEIC)):
        with pytest.raises(UploadRefused):
            check_upload(SimpleUploadedFile("IMG_0001.HEIC", HEIC[:cut]))


@pytest.mark.parametrize("brand", ["avif", "isom", "qt  "])
def test_a_film_or_another_picture_is_no_heic(brand):
    with pytest.raises(UploadRefused, match="只能上传"):
        check_upload(SimpleUploadedFile("IMG_0001.HEIC", _photo(brand=brand)))
