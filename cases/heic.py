"""HEIC, the photos of phones: are its boxes whole, how large is the picture, does it carry anything else.

Nothing is decoded: a browser shows them rarely and the file is handed out as it came. What phones put behind the
picture (a short film, a word of the maker's) is not looked at.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases.active_content import UploadRefused

BRANDS = {b"heic", b"heix", b"heim", b"heis"}
MAX_BOXES = 10_000

Box = tuple[bytes, bytes]
"""The type of a box, and what is in it."""


def is_heic(data: bytes) -> bool:
    """Say whether a file calls itself HEIC at its beginning."""
    if data[4:8] != b"ftyp":
        return False
    words = data[8 : min(int.from_bytes(data[:4]), 256)]
    return bool(BRANDS & {words[place : place + 4] for place in range(0, len(words), 4)})


def check_heic(data: bytes, most: int) -> None:
    """Refuse a photo that is cut off, larger than `most` pixels, or carries files. Raises UploadRefused."""
    try:
        sizes, contents = _read(data)
    except (ValueError, IndexError) as error:
        raise UploadRefused(_("这张图片打不开，可能已损坏，请重新拍照上传。")) from error
    if max(width * height for width, height in sizes) > most:
        raise UploadRefused(_("图片像素太大，请缩小后再传。"))
    if contents - {b"application/rdf+xml"}:  # what is said of a picture; nothing else belongs into one
        raise UploadRefused(_("这张图片里夹带了别的文件，不能接收。请重新拍照上传。"))


def _read(data: bytes) -> tuple[list[tuple[int, int]], set[bytes]]:
    """Return the sizes of the pictures and the types of other contents. Raises ValueError for a broken file."""
    meta = _meta(data)
    parts = dict(_boxes(meta[4:]))
    properties = dict(_boxes(parts.get(b"iprp", b""))).get(b"ipco", b"")
    sizes = [(_number(body[4:8]), _number(body[8:12])) for kind, body in _boxes(properties) if kind == b"ispe"]
    if parts.get(b"hdlr", b"")[8:12] != b"pict" or not sizes:
        raise ValueError("no picture")
    items = parts.get(b"iinf", b"")
    start = 6 if items[:1] == b"\x00" else 8
    return sizes, {content for _kind, body in _boxes(items[start:]) if (content := _content_of(body))}


def _meta(data: bytes) -> bytes:
    """Return the box of the description, once the pixels behind it are whole too."""
    found: dict[bytes, bytes] = {}
    for kind, body in _boxes(data):
        found.setdefault(kind, body)
        if {b"meta", b"mdat"} <= found.keys() or (b"meta" in found and b"idat" in dict(_boxes(found[b"meta"][4:]))):
            return found[b"meta"]
    raise ValueError("no picture")


def _content_of(item: bytes) -> bytes:
    """Return the type of an item that is a file of its own (`mime`), else nothing."""
    start = 8 if item[:1] == b"\x02" else 10
    if item[start : start + 4] != b"mime":
        return b""
    return item[start + 4 :].split(b"\x00")[1]


def _number(four: bytes) -> int:
    if len(four) != 4:
        raise ValueError("cut off")
    return int.from_bytes(four)


def _boxes(data: bytes) -> Iterator[Box]:
    """Yield the boxes of a stretch one after the other. Raises ValueError for one that does not fit in, or too many."""
    place = count = 0
    while place < len(data):
        size, kind, head = _number(data[place : place + 4]), data[place + 4 : place + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[place + 8 : place + 16]), 16
        end = len(data) if size == 0 else place + size
        count += 1
        if end > len(data) or end < place + head or count > MAX_BOXES:
            raise ValueError("cut off")
        yield kind, data[place + head : end]
        place = end
