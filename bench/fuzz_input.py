"""What a browser would send, and what none would: the fields of a page filled in by dice, then spoilt by dice."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_plus

from PIL import Image

Pairs = list[tuple[str, "str | Upload"]]

NASTY: tuple[str, ...] = (
    *("", " ", "\0", "a\0b", "\n", "\r\nSet-Cookie: a=b", "\ud800", "\u202e反", "é́", "﷽" * 40, "😀" * 30, "𠮷野家"),
    *("-1", "0", "1", "00", "9" * 10, "9" * 19, "9" * 40, "-" + "9" * 30, "1e999", "1e-999", "NaN", "Infinity", "0x10"),
    *("1.005", "1,5", "１２３", "١٢٣", "²", "½", "三", "1_000", "+5", "12600元", "-0", "0.001", "99999999999.99"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "2026-11", "2026-00", "0000-00", "1990-01", "昨天"),
    *(
        "2026-11-24T25:61",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
        "true",
        "None",
        "null",
        "[]",
        "{}",
        '{"a":',
        "[1,[2]]",
    ),
    *(
        "<script>alert(1)</script>",
        "'",
        '"',
        "' OR 1=1 --",
        "%s%n",
        "%",
        "{{ x }}",
        "{% x %}",
        "\\",
        "../../etc/passwd",
    ),
    *(
        "..",
        "/",
        "//example.org",
        "http://example.org",
        "javascript:alert(1)",
        "?",
        "#",
        "&a=b",
        ";",
        "%00",
        "%ff",
        "%2f",
    ),
    *("accept", "admin", "W620102-2026-00001", "13900001111", "+86", "110", "620102199003070026", "91620102MA00000008"),
)
HUGE = ("马" * 5_000, "9" * 5_000, "a\n" * 20_000, "王五 13900003333 6000\n" * 700, "(" * 3_000, "😀" * 50_000)
HINTS = (
    ("phone", "13900001111"),
    ("id_number", "620102199003070026"),
    ("name", "马小明"),
    ("amount", "12600"),
    ("line_", "4200"),
    ("days", "2027-01-15\n2027-02-15"),
    ("started", "2026-03"),
    ("ended", "2026-09"),
    ("period_from", "2026-07"),
    ("period_to", "2026-09"),
    ("people", "1"),
    ("workers", "李四 13900002222 5000"),
    ("pasted", "李四 13900002222 5000"),
    ("division", "620102"),
    ("code", "123456"),
    ("rate", "4200"),
    ("document", '{"year": 2027, "number": "示例", "issued_on": "2026-11-20", "off": ["2027-01-01"]}'),
)


@dataclass(frozen=True)
class Upload:
    """A file as a form carries it."""

    name: str
    content_type: str
    data: bytes


@dataclass
class Control:
    """One field of a form: its kind, what stands in it, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form of a page."""

    method: str
    action: str
    controls: list[Control] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._inside: Form | None = None
        self._open: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = Form(given.get("method", "get").upper(), given.get("action", ""))
            self.forms.append(self._inside)
        elif self._inside is not None and tag == "option" and self._open is not None:
            self._open.options.append(given.get("value", ""))
        elif self._inside is not None and tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self._control(self._inside, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag in {"input", "button"} else tag
        same = next((one for one in form.controls if one.name == given["name"] and one.kind == kind), None)
        if kind in {"radio", "submit"} and same is not None:
            same.options.append(given.get("value", ""))
            return
        options = [given.get("value", "on")] if kind in {"radio", "checkbox", "submit"} else []
        self._open = Control(given["name"], kind, given.get("value", ""), options)
        form.controls.append(self._open)

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._open.kind == "textarea":
            self._open.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        if tag in {"select", "textarea"}:
            self._open = None


def forms_of(page: str) -> list[Form]:
    """Return the forms of a page, each with its fields."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def upload(dice: random.Random) -> Upload:
    """Return a file: a good one, a broken one, or one that is not what it says."""
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, dice.choice(["PNG", "JPEG", "WEBP"]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(dice.choice(["[Content_Types].xml", "a", "../a", "word/document.xml"]), b"<a/>")
    good = picture.getvalue()
    data = dice.choice(
        [
            *(good, good, good, good[: dice.randrange(len(good))], good[:20] + dice.randbytes(40)),
            *(b"", b"MZ\x90", b"%PDF-1.7\n1 0 obj <</Type /Catalog>>", b"%PDF-1.7\n/JavaScript\n%%EOF"),
            *(
                packed.getvalue(),
                packed.getvalue()[:-9],
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                dice.randbytes(99),
            ),
            *(b"\0\0\0\x18ftypheic\0\0\0\0", b"PK\x03\x04" + dice.randbytes(30), b"GIF89a" + b"\xff" * 20),
        ]
    )
    name = dice.choice(
        ["a.png", "收据.jpg", "../../a.png", "a" * 300 + ".png", "", "a\0.png", "😀.pdf", "a\\b.docx", '"']
    )
    return Upload(name, dice.choice(["image/png", "application/pdf", "text/html", "", "a/b; charset=nonsense"]), data)


def nasty(dice: random.Random, ids: Sequence[str]) -> str:
    """Return a value that nobody expects: sometimes somebody else's number, seldom a huge one."""
    kind = dice.random()
    if kind < 0.2:
        return dice.choice(ids)
    return dice.choice(HUGE) if kind > 0.97 else dice.choice(NASTY)


def _filled(control: Control, dice: random.Random) -> str | Upload:
    if control.kind == "file":
        return upload(dice)
    if control.options and control.kind in {"select", "radio", "checkbox", "submit"}:
        return dice.choice(control.options)
    if control.kind == "hidden" or (control.value and dice.random() < 0.5):
        return control.value
    if control.kind == "date":
        return dice.choice(["2026-11-20", "2026-12-15", "2027-01-15"])
    hint = next((value for part, value in HINTS if part in control.name), None)
    return hint or dice.choice(["合同写明每月四千二。", "500", "2026-12-15", control.value])


def filled(form: Form, dice: random.Random) -> Pairs:
    """Fill a form in as somebody well-meaning does: of several buttons one, some boxes ticked, few files."""
    pairs: Pairs = []
    for control in form.controls:
        if control.kind == "checkbox" and dice.random() < 0.3:
            continue
        if control.kind == "file" and dice.random() < 0.6:
            continue
        pairs.append((control.name, _filled(control, dice)))
    return pairs


def spoilt(pairs: Pairs, names: Sequence[str], ids: Sequence[str], dice: random.Random) -> Pairs:
    """Spoil up to three fields: leave out, say twice, say what nobody expects, add one of another page."""
    pairs = list(pairs)
    for _edit in range(dice.choice([0, 1, 1, 1, 2, 3])):
        place = dice.randrange(len(pairs)) if pairs else 0
        edit = dice.choice(["drop", "twice", "value", "value", "value", "value", "add", "file"])
        if edit == "add" or not pairs:
            pairs.append((dice.choice(names) if dice.random() < 0.8 else nasty(dice, ids), nasty(dice, ids)))
        elif edit == "drop":
            del pairs[place]
        elif edit == "twice":
            pairs.append((pairs[place][0], nasty(dice, ids)))
        elif edit == "file":
            pairs[place] = (pairs[place][0], upload(dice))
        else:
            pairs[place] = (pairs[place][0], nasty(dice, ids))
    if dice.random() < 0.004:
        pairs += [(f"field{number}", "") for number in range(2_500)]
    return pairs


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def query(pairs: Pairs) -> str:
    """Write fields as a query or a plain body; a file is its name there."""
    texts = [(name, value.name if isinstance(value, Upload) else value) for name, value in pairs]
    return "&".join(f"{quote_plus(_bytes(name))}={quote_plus(_bytes(value))}" for name, value in texts)


def body(pairs: Pairs, dice: random.Random) -> tuple[bytes, str]:
    """Write fields as a body and its type: mostly as a browser does, sometimes cut off or under a false name."""
    kind = dice.random()
    has_file = any(isinstance(value, Upload) for _name, value in pairs)
    if has_file or kind < 0.15:
        data = b"".join(_part(name, value) for name, value in pairs) + b"--edge--\r\n"
        boundary = "edge" if kind > 0.02 else dice.choice(["", "other", "e" * 300, '"'])
        if kind > 0.96:
            data = data[: dice.randrange(len(data))]
        return data, f"multipart/form-data; boundary={boundary}"
    plain = query(pairs).encode()
    if kind > 0.97:
        return plain, dice.choice(["application/json", "text/plain", "", "multipart/form-data", "a; charset=nonsense"])
    if kind > 0.95:
        return dice.choice(
            [b"%", b"=", b"a=%ff%fe&b=\xff", plain[: len(plain) // 2]]
        ), "application/x-www-form-urlencoded"
    if kind > 0.94:
        return plain, f"application/x-www-form-urlencoded; charset={dice.choice(['utf-16', 'gbk', 'nonsense', 'idna'])}"
    return plain, "application/x-www-form-urlencoded"


def _part(name: str, value: str | Upload) -> bytes:
    head = b'--edge\r\nContent-Disposition: form-data; name="' + _bytes(name.replace('"', "")) + b'"'
    if not isinstance(value, Upload):
        return head + b"\r\n\r\n" + _bytes(value) + b"\r\n"
    named = b'; filename="' + _bytes(value.name) + b'"\r\nContent-Type: ' + value.content_type.encode()
    return head + named + b"\r\n\r\n" + value.data + b"\r\n"
