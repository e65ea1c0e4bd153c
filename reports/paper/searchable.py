"""Makes the Thai of Typst's PDFs copy and search right in every reader.

Typst labels a whole syllable (ขั้) on each of its glyphs and repeats it where a tone mark is raised. Readers then
find ขั้ขั้ or nothing. This module gives each glyph its own character and moves a raised mark beside its letter
under one label.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_LITERAL = rb"\((?:[^()\\]|\\.)*\)"
_TOKEN = re.compile(
    rb"/Span<</ActualText<FEFF([0-9A-F]*)>>>BDC ?"  # 1: a label begins
    rb"|(<<(?:[^<>()]|\([^()]*\)|<[^<>]*>)*>> ?BDC|BDC|BMC)"  # 2: another mark begins
    rb"|(EMC\n?)"  # 3: a mark ends
    rb"|q 1 0 0 -1 ([0-9.\-]+) ([0-9.\-]+) cm"  # 5: the origin of what follows
    rb"|/(\w+) ([0-9.]+) Tf 1 0 0 -1 ([0-9.\-]+) ([0-9.\-]+) Tm"  # 9: font and place of glyphs
    rb"|(\[(?:%b|[^()\]])*\]TJ|%bTj)" % (_LITERAL, _LITERAL),  # 10: glyphs
    re.DOTALL,
)
_NUDGE = re.compile(rb"^\[-\d\d?(?=\()")
"""A move to the right of less than a tenth of the letter's size is dropped."""
_HAIR = 0.01
"""Points."""
_GLYPHS = re.compile(_LITERAL, re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_MAPPED = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_SARA_AM, _NIKHAHIT, _SARA_AA = "\u0e33", "\u0e4d", "\u0e32"
_TONES = "\u0e48\u0e49\u0e4a\u0e4b"


def make_searchable(pdf: bytes) -> bytes:
    """The same pages, tags and title with one character for each glyph.

    The same input gives the same bytes.
    """
    from pikepdf import ObjectStreamMode, Pdf

    with Pdf.open(io.BytesIO(pdf)) as opened:
        fonts: dict[tuple[int, int], _Font] = {}
        pages = [_Page.read(page, fonts) for page in opened.pages]
        for page in pages:
            page.learn()
        for page in pages:
            page.write(opened)
        for font in fonts.values():
            font.write(opened)
        # poppler reports a plain false as a fault, and its absence means the same.
        del opened.Root.MarkInfo["/Suspects"]
        out = io.BytesIO()
        opened.save(out, object_stream_mode=ObjectStreamMode.preserve, deterministic_id=True)
    return out.getvalue()


class _Font:
    """A font of the PDF: the characters that Typst gives its glyphs, and those that were learnt."""

    def __init__(self, resource: Any) -> None:
        self._resource = resource
        self._map = resource.ToUnicode.read_bytes()
        self.said = {
            int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
            for code, text in _MAPPED.findall(self._map)
        }
        self.learned: dict[int, str] = {}
        self.doubtful: set[int] = set()

    def learn(self, code: int, text: str) -> None:
        """Note the character that one syllable gives a glyph. Two different characters make it doubtful."""
        if self.learned.setdefault(code, text) != text:
            self.doubtful.add(code)

    def write(self, pdf: Any) -> None:
        """Give every learnt glyph its own character."""
        sure = {c: t for c, t in self.learned.items() if c not in self.doubtful}
        entries = [f"<{c:04X}> <{_hex(t)}>" for c, t in sorted((self.said | sure).items())]
        blocks = "".join(
            f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
            for part in _hundreds(entries)
        )
        head, _, rest = self._map.partition(b"endcodespacerange\n")
        _, _, tail = rest.rpartition(b"endbfchar\n")
        self._resource.ToUnicode = pdf.make_stream(
            head + b"endcodespacerange\n" + blocks.encode() + tail
        )


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def _hundreds(entries: Sequence[str]) -> Iterator[Sequence[str]]:
    """A block of a character map holds a hundred entries at most."""
    for start in range(0, len(entries), 100):
        yield entries[start : start + 100]


@dataclass(slots=True)
class _Label:
    """A label in a page's content: its text, and the places of its two marks."""

    text: str
    begin: tuple[int, int]
    end: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Show:
    """An operator that shows glyphs, with the block's origin and the place in it, in points."""

    span: tuple[int, int]
    font: bytes
    origin: tuple[float, float]
    place: tuple[float, float]
    glyphs: int


@dataclass(slots=True)
class _Piece:
    """Glyphs of one font and one operator that are part of the syllable `text`."""

    font: _Font
    text: str
    glyphs: list[int]
    label: _Label | None
    show: _Show


Edit = tuple[int, int, bytes]
"""A stretch of the content and its replacement."""


@dataclass(slots=True)
class _Page:
    """A page's content: the glyphs that it shows, in order, and the edits to make."""

    page: Any
    content: bytes
    pieces: list[_Piece] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    @classmethod
    def read(cls, page: Any, fonts: dict[tuple[int, int], _Font]) -> _Page:
        """Read the content; new fonts are added to `fonts` by their object's number."""
        read = cls(page, page.Contents.read_bytes())
        own: dict[bytes, _Font] = {}
        for name, resource in page.Resources.get("/Font", {}).items():
            number = resource.objgen
            if number not in fonts:
                fonts[number] = _Font(resource)
            own[name.removeprefix("/").encode()] = fonts[number]
        read._scan(own)
        return read

    def _scan(self, fonts: dict[bytes, _Font]) -> None:
        marks: list[_Label | None] = []
        origin = place = (0.0, 0.0)
        font, size = b"", b""
        ended: _Label | None = None
        for token in _TOKEN.finditer(self.content):
            match token.lastindex:
                case 1:
                    text = bytes.fromhex(token[1].decode()).decode("utf-16-be")
                    marks.append(_Label(text, token.span()))
                case 2:
                    marks.append(None)
                case 3 if marks and (label := marks.pop()) is not None:
                    label.end, ended = token.span(), label
                case 5:
                    origin = float(token[4]), float(token[5])
                case 9:
                    font, size = token[6], token[7]
                    place = float(token[8]), float(token[9])
                case 10 if font in fonts:
                    codes = _codes(token[10])
                    look = b"0 Tr/%b %b Tf" % (font, size)
                    show = _Show(token.span(), look, origin, place, len(codes))
                    self._show(fonts[font], codes, marks[-1] if marks else None, show)
                    if ended is not None:
                        self._take_blank(ended)
                    ended = None

    def _show(self, font: _Font, codes: Sequence[int], label: _Label | None, show: _Show) -> None:
        if label is not None:
            self.pieces.append(_Piece(font, label.text, list(codes), label, show))
            return
        self.pieces += [_Piece(font, font.said.get(c, ""), [c], None, show) for c in codes]

    def _take_blank(self, label: _Label) -> None:
        """Add a blank that is alone after a syllable to the syllable's label: Chrome drops it otherwise."""
        if len(self.pieces) < 2:
            return
        last, blank = self.pieces[-2:]
        if last.label is not label or blank.text != " ":
            return
        if blank.label is None and blank.show.glyphs == 1 and blank.show.origin == last.show.origin:
            named = b"/Span<</ActualText<FEFF%b0020>>>BDC " % _hex(label.text).encode()
            after = blank.show.span[1]
            self.edits += [(*label.begin, named), (*label.end, b" "), (after, after, b"\nEMC\n")]

    def learn(self) -> None:
        """Find the syllables, teach the fonts their glyphs, and join syllables that come in pieces."""
        at = 0
        while at < len(self.pieces):
            at += self._syllable(at)

    def _syllable(self, at: int) -> int:
        """Learn from the syllable that starts with piece `at`; returns how many pieces it has."""
        first = self.pieces[at]
        if len(first.text) == 1 and first.label is None:
            first.font.learn(first.glyphs[0], first.text)
            return 1
        units = _units(first.text)
        pieces, count = [first], len(first.glyphs)
        for piece in self.pieces[at + 1 : at + len(units)]:
            if piece.text != first.text or count + len(piece.glyphs) > len(units):
                break
            pieces.append(piece)
            count += len(piece.glyphs)
        if count == len(units) - 1:
            units = _with_joined_marks(units)
        if count != len(units):
            return 1
        glyphs = [(p.font, code) for p in pieces for code in p.glyphs]
        for (font, code), unit in zip(glyphs, units, strict=True):
            font.learn(code, unit)
        for piece in pieces[1:]:
            self._join(first, piece)
        return len(pieces)

    def _join(self, first: _Piece, mark: _Piece) -> None:
        """Show a raised mark right after its letter, in the same block and under the same label."""
        if mark.show is first.show or mark.show.glyphs != len(mark.glyphs):
            return
        x = mark.show.origin[0] + mark.show.place[0] - first.show.origin[0]
        y = first.show.origin[1] - mark.show.origin[1] + mark.show.place[1]
        start, end = mark.show.span
        # Chrome sorts a line by x: a mark slightly right of the next letter would be read after it.
        glyphs = _NUDGE.sub(b"[", self.content[start:end])
        shown = b" %b 1 0 0 -1 %f %f Tm%b" % (mark.show.font, x - _HAIR, y, glyphs)
        after = first.show.span[1]
        self.edits += [(after, after, shown), (start, end, b"")]
        if mark.label is not None:
            self.edits += [(*mark.label.begin, b" "), (*mark.label.end, b" ")]

    def write(self, pdf: Any) -> None:
        """Write the content with its edits."""
        if not self.edits:
            return
        out, at = [], 0
        for start, end, instead in sorted(self.edits, key=lambda edit: edit[:2]):
            out += [self.content[at:start], instead]
            at = end
        out.append(self.content[at:])
        self.page.Contents = pdf.make_stream(b"".join(out))


@lru_cache(maxsize=4096)
def _codes(shown: bytes) -> tuple[int, ...]:
    """The glyphs of a show operator, two bytes each."""
    plain = b"".join(_ESCAPE.sub(_unescape, literal[1:-1]) for literal in _GLYPHS.findall(shown))
    return struct.unpack(f">{len(plain) // 2}H", plain)


def _unescape(found: re.Match[bytes]) -> bytes:
    what = found[1]
    return bytes([int(what, 8)]) if what.isdigit() else _NAMED.get(what, what)


def _units(text: str) -> list[str]:
    """The characters as a shaper sees them: ำ becomes a circle, which goes before the tone, and า."""
    if _SARA_AM in text:
        text = re.sub(f"([{_TONES}]?){_SARA_AM}", rf"{_NIKHAHIT}\1{_SARA_AA}", text)
    return list(text)


def _with_joined_marks(units: Sequence[str]) -> list[str]:
    """The same with circle and tone as one: many fonts draw them as one glyph."""
    joined: list[str] = []
    for unit in units:
        if unit in _TONES and joined and joined[-1] == _NIKHAHIT:
            joined[-1] += unit
        else:
            joined.append(unit)
    return joined
