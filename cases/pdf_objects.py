"""Objects of a PDF, wherever in the file they lie, read within limits that are kept before the work is done.

The table of contents of a PDF is not believed: readers that find it broken look for the objects themselves, and so
does this. It knows as much of the format (ISO 32000-2, 7.2-7.5) as tells names, arrays and dictionaries from words
in strings. What a lenient reader might take for something else than this does is not guessed at: it is unreadable.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

MAX_TOKENS = 500_000
"""Words of all objects of one file, beginnings of objects among them: a thousand pages of statements have a fifth."""
MAX_READ_BYTES = 20 * 1024 * 1024
"""Bytes read of one file, packed objects unpacked, each time that they are read."""
MAX_DEPTH = 100
"""Arrays and dictionaries within each other."""
MAX_GAP = 2000
"""How far before the word `obj` its two numbers are looked for."""

_SPACE: Final = b"\x00\t\n\f\r "
_LENIENT_SPACE: Final = _SPACE + b"\x80\xff"
"""What one reader or another takes for space."""
_NUMERIC: Final = b"+-.0123456789"
_BEGINS = re.compile(rb"(?<!end)obj|trailer")
_SKIPPED = re.compile(rb"(?:[\x00\t\n\f\r ]++|%[^\r\n]*+)*+")
_TOKEN = re.compile(
    rb"(?P<open><<|\[)|(?P<close>>>|\])|(?P<name>/[^\x00\t\n\f\r ()<>\[\]{}/%]{0,1000}+)|(?P<number>[+\-.\d]++)"
    rb"|(?P<string>\()|(?P<hex><[\x00\t\n\f\r \da-fA-F]*+>)|(?P<word>[^\x00\t\n\f\r ()<>\[\]{}/%]++)"
)
_TO_PARENTHESIS = re.compile(rb"[^()\\]*+(?:\\.[^()\\]*+)*+([()])", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_COMMENT = re.compile(rb"(?:^|[+\-.\d])[\x00\t\f \x80\xff]*+%")
_LINE_ENDS = re.compile(rb"[\r\n]")
_GLUED = re.compile(rb"\d[+-]")
_STREAM = re.compile(rb"stream\r?\n")
_WORDS: Final = {b"true": True, b"false": False, b"null": None}


class Unreadable(Exception):
    """The file is broken, or says what readers understand in different ways."""


class TooMuch(Exception):
    """The file unpacks to more than is read."""


class Name(NamedTuple):
    """A name as readers understand it, without its slash: `/J#53` is `JS`."""

    text: bytes


class Reference(NamedTuple):
    """A reference to an object by its number."""

    number: int


class Found(NamedTuple):
    """An object: its number (0 for a trailer), its value, and where its stream begins, if it has one.

    Values are `Name`, `Reference`, lists, dictionaries by name, the bytes of a number, True, False, and None, which
    stands for strings too: nothing that they say is acted on. A reference that is a whole object is told as a number.
    """

    number: int
    value: Any
    stream: int | None


@dataclass
class Objects:
    """Reads one file. What is left of the limits is common to all that is read of it."""

    data: bytes
    tokens: int = field(default_factory=lambda: MAX_TOKENS)
    left: int = field(default_factory=lambda: MAX_READ_BYTES)

    def open(self) -> Iterator[Found]:
        """Yield each object that lies open in the file. Raises Unreadable and TooMuch."""
        for begin in _BEGINS.finditer(self.data):
            self._count()
            if begin[0] == b"trailer":
                place = self._skip(self.data, begin.end())
                number = 0 if self.data.startswith(b"<<", place) else None
            else:
                number = _number_before(self.data[max(begin.start() - MAX_GAP, 0) : begin.start()])
            if number is not None:
                value, place = self._value(self.data, begin.end())
                yield Found(number, value, self._stream(value, place))

    def packed(self, pack: Found) -> Iterator[Found]:
        """Yield each object of a pack (`is_pack`). Raises Unreadable, TooMuch and zlib.error."""
        first, count = (self._plain_number(pack.value.get(key)) for key in (b"First", b"N"))
        if 2 * count > self.tokens or pack.value.keys() & {b"F", b"DecodeParms", b"DP"}:
            raise Unreadable
        content = self._unpacked(pack)
        head = content[:first].split(None, 2 * count)
        if b"\v" in content[:first] or len(head) != 2 * count or not all(word.isdigit() for word in head):
            raise Unreadable
        for number, place in zip(head[::2], head[1::2], strict=True):
            value, _end = self._value(content, first + int(place))
            yield Found(int(number), value, None)

    def _unpacked(self, pack: Found) -> bytes:
        begin = pack.stream or 0
        end = self.data.find(b"endstream", begin)
        self._spend(end - begin)
        content = self.data[begin:end]
        filters = pack.value.get(b"Filter")
        for kind in filters if isinstance(filters, list) else [filters] if filters is not None else []:
            if not isinstance(kind, Name) or kind.text not in _FILTERS:
                raise Unreadable
            content = _FILTERS[kind.text](content, self.left)
            self._spend(len(content))
        return content

    @staticmethod
    def _plain_number(value: Any) -> int:
        if not isinstance(value, bytes) or not value.isdigit():
            raise Unreadable
        return int(value)

    def _stream(self, value: Any, place: int) -> int | None:
        """Return where the stream of a dictionary begins, if one follows it."""
        if not isinstance(value, dict):
            return None
        place = self._skip(self.data, place)
        begin = _STREAM.match(self.data, place)
        if begin is None and is_pack(value) and self.data.startswith(b"stream", place):
            raise Unreadable
        return begin.end() if begin else None

    def _value(self, data: bytes, place: int) -> tuple[Any, int]:
        """Return the value that begins here and where it ends, without recursion."""
        within: list[list[Any]] = [[]]
        while True:
            place = self._skip(data, place)
            token = _TOKEN.match(data, place)
            self._count()
            if token is None:
                raise Unreadable
            kind, text = token.lastgroup, token[0]
            end = self._end_of_string(data, token.end()) if kind == "string" else token.end()
            self._spend(end - place)
            place = end
            if kind == "open":
                within.append([text])
                if len(within) > MAX_DEPTH:
                    raise Unreadable
                continue
            if kind == "close":
                _close(within, text)
            elif kind == "word":
                self._word(within, text)
            elif kind == "name":
                self._count(text.count(b"#"))
                within[-1].append(_name(text))
            else:
                within[-1].append(text if kind == "number" else None)
            if len(within) == 1:
                return within[0][0], place

    @staticmethod
    def _word(within: list[list[Any]], text: bytes) -> None:
        said = within[-1]
        if text == b"R" and len(said) > 1 and all(isinstance(word, bytes) and word.isdigit() for word in said[-2:]):
            said[-2:] = [Reference(int(said[-2]))]
        elif text in _WORDS:
            said.append(_WORDS[text])
        elif text == b"endobj" and within == [[]]:
            said.append(None)
        else:
            raise Unreadable

    def _end_of_string(self, data: bytes, place: int) -> int:
        depth = 1
        while depth:
            found = _TO_PARENTHESIS.match(data, place)
            self._count()
            if found is None:
                raise Unreadable
            depth += 1 if found[1] == b"(" else -1
            place = found.end()
        return place

    def _skip(self, data: bytes, place: int) -> int:
        """Return where space and comments end."""
        found = _SKIPPED.match(data, place)
        end = found.end() if found else place
        self._spend(end - place)
        return end

    def _count(self, tokens: int = 1) -> None:
        self.tokens -= tokens
        if self.tokens < 0:
            raise Unreadable

    def _spend(self, size: int) -> None:
        self.left -= size
        if size < 0:
            raise Unreadable
        if self.left < 0:
            raise TooMuch


def is_pack(value: dict[bytes, Any]) -> bool:
    """Tell whether a reader may take the stream of this dictionary for packed objects; some ask for no type."""
    return b"First" in value or value.get(b"Type") == Name(b"ObjStm")


def _number_before(before: bytes) -> int | None:
    """Return the number of the object that begins after these bytes and the word `obj`; None if none does.

    Raises Unreadable where a lenient reader may see a beginning and another none: signs, points and comments in it.
    """
    rest, generation = _last_word(before)
    left, number = _last_word(rest) if generation else (rest, b"")
    is_cut = len(before) == MAX_GAP
    if number and generation:
        if not number.isdigit() or not generation.isdigit() or (is_cut and not left):
            raise Unreadable
        return int(number)
    gap = (rest if generation else before)[len(left) :]
    if (is_cut and not left) or _GLUED.search(generation) or (_LINE_ENDS.search(gap) and _may_be_comment(left, is_cut)):
        raise Unreadable
    return None


def _may_be_comment(text: bytes, is_cut: bool) -> bool:
    """Tell whether the last line may end in a comment that stands after a number; of a cut line nobody knows."""
    begin = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
    return bool(_COMMENT.search(text[begin:])) or (is_cut and begin == 0)


def _last_word(text: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the number at the end of a text, and the number, empty if there is none."""
    bare = text.rstrip(_LENIENT_SPACE)
    rest = bare.rstrip(_NUMERIC)
    return rest, bare[len(rest) :]


def _name(text: bytes) -> Name:
    """Return a name without its slash and escapes."""
    name = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text[1:]) if b"#" in text else text[1:]
    return Name(name)


def _close(within: list[list[Any]], text: bytes) -> None:
    """Put the innermost array or dictionary together."""
    said = within.pop()
    if not within:
        raise Unreadable
    opening, value = said[0], said[1:]
    if (opening, text) == (b"[", b"]"):
        within[-1].append(value)
        return
    keys = value[::2]
    if (opening, text) != (b"<<", b">>") or len(value) % 2 or not all(isinstance(key, Name) for key in keys):
        raise Unreadable
    entries = dict(zip((key.text for key in keys), value[1::2], strict=True))
    if len(entries) < len(keys):
        raise Unreadable
    within[-1].append(entries)


def _inflated(data: bytes, most: int) -> bytes:
    """Unpack, and stop as soon as it is more than `most` bytes. Raises TooMuch, Unreadable if it ends early."""
    work = zlib.decompressobj()
    content = work.decompress(data, most + 1)
    if len(content) > most:
        raise TooMuch
    if not work.eof:
        raise Unreadable
    return content


def _from_hex(data: bytes, _most: int) -> bytes:
    """Return the bytes that are spelled; half as many as there were. Raises ValueError."""
    digits = data.partition(b">")[0].translate(None, _SPACE)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


_FILTERS: Final[dict[bytes, Callable[[bytes, int], bytes]]] = {
    b"FlateDecode": _inflated,
    b"Fl": _inflated,
    b"ASCIIHexDecode": _from_hex,
    b"AHx": _from_hex,
}
"""How object streams are packed by the programs that write them; what is packed otherwise is unreadable."""
