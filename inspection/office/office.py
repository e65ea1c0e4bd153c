"""Step 6, Word, OpenDocument and PowerPoint: what people see of text and pictures.

It is read as with all changes accepted: deleted, moved-away and hidden content is passed over. Pictures that decorate
are no illustrations. Workbooks are read in `inspection.office.workbook`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from domain.documents.lines import CELL, PICTURE, ROW, TABLE_END
from domain.facts import Problem
from inspection.locks import refuse_locked_open_document
from inspection.media.marks import shows_mark
from inspection.office.markup import parse
from inspection.office.package import Package
from inspection.paper.texts import MAX_LETTERS, has_few_letters
from inspection.verdicts import FileContents, RefusedError, is_decoration

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_OD = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _STYLE, _DRAW = f"{_OD}text:1.0}}", f"{_OD}style:1.0}}", f"{_OD}drawing:1.0}}"
_FO = f"{_OD}xsl-fo-compatible:1.0}}"
_SVG, _XLINK = f"{_OD}svg-compatible:1.0}}", "{http://www.w3.org/1999/xlink}"
_NAMES = (f"{_R}embed", f"{_R}id", f"{_XLINK}href")
"""What names the file of a picture."""
_OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which XML elements of a format carry text, end a line or page, or show a picture."""

    text: frozenset[str]
    line: frozenset[str]
    image: frozenset[str]
    drawing: frozenset[str]
    """Elements around pictures of one size."""
    size: frozenset[str]
    """Elements that say how large the pictures of a drawing are printed."""
    tab: frozenset[str] = frozenset()
    page: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    script: frozenset[str] = frozenset()
    """Elements that call a macro."""
    table: str = ""
    row: str = ""
    cell: str = ""


WORD = Dialect(
    text=frozenset({f"{_W}t"}),
    line=frozenset({f"{_W}p", f"{_W}br", f"{_W}cr"}),
    tab=frozenset({f"{_W}tab"}),
    page=frozenset({f"{_W}lastRenderedPageBreak", f"{_W}pageBreakBefore"}),
    image=frozenset({f"{_A}blip", f"{_V}imagedata"}),
    drawing=frozenset({f"{_W}drawing", f"{_W}pict", f"{_WP}inline", f"{_WP}anchor"}),
    size=frozenset({f"{_WP}extent", f"{_V}shape", f"{_V}rect"}),
    # Fallback is the same text box again, for programs older than 2010.
    # What ends in Change is how something looked before a tracked change.
    skip=frozenset(
        {f"{_MC}Fallback"}
        | {f"{_W}{name}" for name in ("tabs", "del", "moveFrom", "background")}
        | {
            f"{_W}{name}Change"
            for name in ("rPr", "pPr", "tblPr", "tblPrEx", "trPr", "tcPr", "sectPr")
        }
    ),
    table=f"{_W}tbl",
    row=f"{_W}tr",
    cell=f"{_W}tc",
)
OPEN_DOCUMENT = Dialect(
    text=frozenset({f"{_TEXT}p", f"{_TEXT}h"}),
    line=frozenset(_TEXT + name for name in ("p", "h", "line-break")),
    tab=frozenset({f"{_TEXT}tab"}),
    page=frozenset({f"{_TEXT}soft-page-break"}),
    image=frozenset({f"{_DRAW}image"}),
    drawing=frozenset({f"{_DRAW}frame"}),
    size=frozenset({f"{_DRAW}frame"}),
    skip=frozenset({f"{_OD}office:1.0}}annotation", f"{_TEXT}tracked-changes"}),
    script=frozenset({f"{_OD}script:1.0}}event-listener"}),
    table=f"{_OD}table:1.0}}table",
    row=f"{_OD}table:1.0}}table-row",
    cell=f"{_OD}table:1.0}}table-cell",
)
SLIDES = Dialect(
    text=frozenset({f"{_A}t"}),
    line=frozenset({f"{_A}p", f"{_A}br"}),
    image=frozenset({f"{_A}blip"}),
    drawing=frozenset({f"{_P}pic", f"{_P}sp"}),
    size=frozenset({f"{_A}ext"}),
    skip=frozenset({f"{_MC}Fallback", f"{_P}bg"}),
)


def read_word(package: Package) -> FileContents:
    """Read the main part of a Word file."""
    return replace(_contents([_word(package)]), keywords=_keywords(package, "docProps/core.xml"))


def unseen_words(package: Package) -> str:
    """What a Word file says and nobody sees on its pages: hidden, struck through, white on white, tiny."""
    return " ".join("".join(_word(package).unseen).split())


def _word(package: Package) -> _WordReader:
    styles = _read_styles(package.part(_styles_part(package)))
    reader = _WordReader(
        WORD, _gone(package, package.main), styles.hidden, _Files(package, package.main)
    )
    main = package.part(package.main)
    reader.shaded = styles.shaded
    reader.paper = not (
        styles.on_colour or any(_UNDER_TEXT.search(p) for p in _grounds(package, main))
    )
    parse(main, package.main, reader)
    if _DYNAMIC.search("".join(reader.orders)):
        raise RefusedError(Problem.LINKED, "a field that asks another program for data")
    return reader


def read_open_document(package: Package) -> FileContents:
    """Read an OpenDocument text."""
    refuse_locked_open_document(package.part("META-INF/manifest.xml"))
    reader = _OpenReader(OPEN_DOCUMENT, frozenset(), set(), _Files(package, ""))
    for part in ("styles.xml", "content.xml"):
        reader.out, reader.images = [], 0
        if data := package.part(part):
            parse(data, part, reader)
    return replace(_contents([reader]), keywords=_keywords(package, "meta.xml"))


def _keywords(package: Package, part: str) -> str:
    """What the file's description says that it is about; empty if it has none, or a broken one."""
    said = _Keywords()
    with suppress(RefusedError):  # nobody reads a document by it
        data = package.part(part)
        if b"keyword" in data:
            parse(data, part, said)
    return "".join(said.out)[:_LONGEST_KEYWORDS]


_LONGEST_KEYWORDS = 400


class _Keywords:
    """Collects the words of the elements for keywords."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._inside = False

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        self._inside = tag.rpartition("}")[2] in ("keywords", "keyword")

    def data(self, text: str) -> None:
        if self._inside:
            self.out.append(text)

    def end(self, _: str) -> None:
        self._inside = False


def read_slides(package: Package) -> FileContents:
    """Read the slides that are shown, in their order."""
    shown = []
    for part in _slides(package):
        reader = _SlideReader(SLIDES, _gone(package, part), set(), _Files(package, part))
        parse(package.part(part), part, reader)
        if not reader.hidden_slide:
            shown.append(reader)
    return _contents(shown, pages=len(shown))


def _contents(readers: Sequence[_Reader], pages: int = 1) -> FileContents:
    texts = ["".join(reader.out) for reader in readers]
    images = sum(reader.images for reader in readers)
    chunks = [chunk for text in texts for chunk in text.split("\f") if chunk.strip()]
    pictured = images or any(reader.decoration for reader in readers)
    if not chunks and not pictured:
        raise RefusedError(Problem.BLANK, "no text and no picture")
    return FileContents(
        page_texts=tuple(chunks),
        pages=pages,
        images=images,
        has_text=not pictured or not has_few_letters(*chunks),
        numbered=False,
        unread=sum(map(len, texts)) >= MAX_LETTERS,
    )


def _styles_part(package: Package) -> str:
    related = (r.target for r in package.relations(package.main) if r.kind == "styles")
    return next(related, "word/styles.xml")


def _slides(package: Package) -> Iterable[str]:
    """The parts of the slides in their order; of a damaged list, every slide that there is."""
    related = package.related(package.main)
    found = _SlideList()
    parse(package.part(package.main), package.main, found)
    parts = [related[name].target for name in found.ids if name in related]
    if parts:
        return [part for part in parts if package.has(part)]
    names = [name for name in package.names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    return sorted(names, key=lambda name: (len(name), name))


class _SlideList:
    """Collects the relations of the slides."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{_P}sldId":
            self.ids.append(attributes.get(f"{_R}id", ""))


def _gone(package: Package, part: str) -> frozenset[str]:
    """The relations of pictures that are not in the file: they lie elsewhere or were taken out."""
    return frozenset(
        r.id for r in package.relations(part) if r.external or not package.has(r.target)
    )


class _Files:
    """The pictures that a part shows, by the id of their relation or by their name."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._targets = {r.id: r.target for r in package.relations(part)}

    def is_mark(self, picture: str, wide: float | None, high: float | None) -> bool:
        """Whether a picture is a code or a signature."""
        return shows_mark(self._package.part(self._targets.get(picture, picture)), wide, high)


def _grounds(package: Package, main: bytes) -> Iterator[bytes]:
    """The parts in which a picture may be laid under the text."""
    yield main
    heads = (r.target for r in package.relations(package.main) if r.kind == "header")
    yield from map(package.part, heads)


_UNDER_TEXT = re.compile(rb"behindDoc=.(?:1|true|on)|z-index:\s*-")


# --- Styles --------------------------------------------------------------------------------------


def _read_styles(styles: bytes) -> _StyleReader:
    reader = _StyleReader()
    if b"vanish" in styles or b"shd" in styles:
        parse(styles, "styles", reader)
    return reader


@dataclass(slots=True)
class _StyleReader:
    vanish: dict[str, bool] = field(default_factory=dict)
    ground: dict[str, bool] = field(default_factory=dict)
    based: dict[str, str] = field(default_factory=dict)
    style: str = ""
    """Empty for the document's defaults."""
    default: str = ""
    """The style of paragraphs that name none."""

    @property
    def on_colour(self) -> bool:
        """Whether text stands on a colour where nothing else is said."""
        return not self.shaded.isdisjoint({"", self.default})

    @property
    def hidden(self) -> set[str]:
        """The styles of Word whose text is hidden, also by the style that they are based on."""
        return self._with_heirs(self.vanish)

    @property
    def shaded(self) -> set[str]:
        """The styles whose text stands on a colour."""
        return self._with_heirs(self.ground)

    def _with_heirs(self, own: Mapping[str, bool]) -> set[str]:
        found = {name for name, state in own.items() if state}
        for _ in self.based:
            found |= {n for n, base in self.based.items() if base in found and own.get(n) is None}
        return found

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get(f"{_W}val", "")
        if tag == f"{_W}style":
            self.style = attributes.get(f"{_W}styleId", "")
            paragraphs = attributes.get(f"{_W}type", "paragraph") == "paragraph"
            if paragraphs and attributes.get(f"{_W}default", "0") not in _OFF:
                self.default = self.style
        elif tag == f"{_W}basedOn":
            self.based[self.style] = value
        elif tag == f"{_W}vanish":
            self.vanish[self.style] = value not in _OFF
        elif tag == f"{_W}shd":
            self.ground[self.style] = _is_coloured(attributes)


# --- Readers -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Holder:
    """An open element that may be left out as a whole."""

    tag: str
    depth: int
    hidden: bool = False
    wide: float | None = None
    high: float | None = None
    behind: bool = False
    faint: bool = False
    white: bool = False
    """A run whose letters are white."""
    ground: bool = False
    """Its letters stand on a colour."""
    pictures: list[str] = field(default_factory=list)
    """The relation or name of each."""


_HOLDERS = frozenset(
    {f"{_W}{name}" for name in ("p", "r", "tr", "tc", "sdt")}
    | {f"{_TEXT}{name}" for name in ("span", "section")}
)


@dataclass(slots=True)
class _Reader:
    """Collects text and pictures while a part is parsed, so that no tree is built and no depth can harm."""

    dialect: Dialect
    gone: Collection[str]
    hidden: set[str]
    files: _Files
    out: list[str] = field(default_factory=list)
    images: int = 0
    decoration: int = 0
    length: int = 0
    inside: int = 0
    depth: int = 0
    skipped: int = 0
    """The depth of the element that is left out; 0 outside one."""
    open: list[_Holder] = field(default_factory=list)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.skipped:
            return
        if tag in self.dialect.script:
            raise RefusedError(Problem.MACROS, "an event that calls a macro")
        if tag in self.dialect.skip:
            self.skipped = self.depth
        self.look(tag, attributes)
        if self.skipped:
            return
        self.inside += tag in self.dialect.text
        if tag in self.dialect.drawing or tag in _HOLDERS:
            behind = attributes.get("behindDoc", "0") not in _OFF
            hidden = self.begins_hidden(tag)
            self.open.append(_Holder(tag, self.depth, hidden, behind=behind))
        if tag in self.dialect.size or tag in self.dialect.image:
            self._picture(tag, attributes)
        self._put(self._mark(tag, attributes))

    def look(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note what an element says of those around it; `leave_out` may follow."""

    def begins_hidden(self, _tag: str) -> bool:
        return False

    def leave_out(self, *tags: str) -> None:
        """Leave out the rest of the innermost open element with such a tag."""
        for holder in reversed(self.open):
            if holder.tag in tags:
                holder.hidden = True
                self.skipped = holder.depth
                return

    def holder(self, *tags: str) -> _Holder | None:
        return next((h for h in reversed(self.open) if h.tag in tags), None)

    def _picture(self, tag: str, attributes: Mapping[str, str]) -> None:
        drawing = self.holder(*self.dialect.drawing)
        if tag in self.dialect.size and drawing is not None and drawing.wide is None:
            drawing.wide, drawing.high = _size(attributes)
        if tag in self.dialect.image and not self._is_gone(attributes):
            picture = next(filter(None, map(attributes.get, _NAMES)), "")
            if drawing is None:
                self._show(1)
            else:
                drawing.pictures.append(picture)

    def _is_gone(self, attributes: Mapping[str, str]) -> bool:
        embedded = attributes.get(f"{_R}embed") or attributes.get(f"{_R}id")
        if embedded is None:
            return f"{_R}link" in attributes
        return embedded in self.gone

    def _mark(self, tag: str, attributes: Mapping[str, str]) -> str:
        if tag in self.dialect.page or attributes.get(f"{_W}type") == "page":
            return "\f"
        if tag in self.dialect.line:
            return "\n"
        if tag == self.dialect.row:
            return ROW
        if tag == self.dialect.cell:
            return CELL
        return "\t" if tag in self.dialect.tab else ""

    def data(self, text: str) -> None:
        if self.inside and not self.skipped:
            self._put(text)

    def end(self, tag: str) -> None:
        depth, self.depth = self.depth, self.depth - 1
        if self.skipped and depth > self.skipped:
            return
        left_out, self.skipped = self.skipped == depth, 0
        if self.open and self.open[-1].depth == depth:
            self._close(self.open.pop())
        if not left_out:
            self.inside -= tag in self.dialect.text
            if tag == self.dialect.table:
                self._put(TABLE_END)

    def _close(self, holder: _Holder) -> None:
        if not holder.pictures or holder.hidden:
            return
        if is_decoration(holder.wide, holder.high) or holder.faint or self._is_ground(holder):
            marks = len(holder.pictures)
        else:
            sides = holder.wide, holder.high
            marks = sum(self.files.is_mark(picture, *sides) for picture in holder.pictures)
        self.decoration += marks
        self._show(len(holder.pictures) - marks)

    def _show(self, pictures: int) -> None:
        self.images += pictures
        self._put(PICTURE * pictures)

    def _is_ground(self, holder: _Holder) -> bool:
        """Whether pictures lie under the text over most of the page."""
        area = (holder.wide or 0) * (holder.high or 0)
        return holder.behind and area >= _GROUND

    def _put(self, text: str) -> None:
        if self.length < MAX_LETTERS:
            self.out.append(text)
            self.length += len(text)


class _WordReader(_Reader):
    """Leaves out what tracked changes removed and what is hidden by a run, a style, a row or a drawing."""

    __slots__ = ("gone_for_good", "ordering", "orders", "paper", "shaded", "speaking", "unseen")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.unseen: list[str] = []
        """The words that are left out because nobody sees them; not those of tracked deletions."""
        self.speaking = self.gone_for_good = False
        self.orders: list[str] = []
        self.ordering = False
        self.shaded: set[str] = set()
        self.paper = True
        """The page is white, with nothing laid under the text."""

    def begins_hidden(self, tag: str) -> bool:
        paragraph = self.holder(f"{_W}p")
        return tag == f"{_W}r" and paragraph is not None and paragraph.hidden

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.speaking = tag in WORD.text
        super().start(tag, attributes)
        self.gone_for_good = bool(self.skipped) and (self.gone_for_good or tag in WORD.skip)
        if tag == f"{_W}p" and self.unseen:
            self.unseen.append(" ")

    def look(self, tag: str, attributes: Mapping[str, str]) -> None:
        top = self.open[-1] if self.open else None
        unseen = tag in WORD.text and top is not None and top.white
        if unseen or (_hides(top, self.depth) and tag != f"{_W}rPr"):
            self.leave_out(f"{_W}r")
        elif rule := _WORD_RULES.get(tag):
            rule(self, attributes, top)
        self.ordering = tag == f"{_W}instrText" and not self.skipped
        if tag == f"{_W}fldSimple":
            self.orders.append(attributes.get(f"{_W}instr", "") + " ")

    def data(self, text: str) -> None:
        if self.ordering:
            self.orders.append(text)
        if (
            self.skipped
            and self.speaking
            and not self.gone_for_good
            and len(self.unseen) < _MOST_UNSEEN
        ):
            self.unseen.append(text)
        super().data(text)

    def end(self, tag: str) -> None:
        self.speaking = False
        super().end(tag)


def _hides(top: _Holder | None, depth: int) -> bool:
    """Whether an element at that depth is the content of a hidden run."""
    return top is not None and top.hidden and top.tag == f"{_W}r" and top.depth == depth - 1


_NEARLY_WHITE = r"(?i:(?:F[0-9A-F]){3})"
_MOST_UNSEEN = 2_000
"""Pieces of what nobody sees: enough to tell."""
_UNREADABLE_SIZES = frozenset("01234")
"""In half points."""
_DYNAMIC = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
"""Fields by which Word starts another program."""


def _value(attributes: Mapping[str, str]) -> str:
    return attributes.get(f"{_W}val", "")


def _vanish(_: _WordReader, attributes: Mapping[str, str], top: _Holder | None) -> None:
    if top is not None and top.tag == f"{_W}r":
        top.hidden = _value(attributes) not in _OFF


def _struck(_: _WordReader, attributes: Mapping[str, str], top: _Holder | None) -> None:
    if top is not None and top.tag == f"{_W}r" and _value(attributes) not in _OFF:
        top.hidden = True


def _tiny(reader: _WordReader, attributes: Mapping[str, str], top: _Holder | None) -> None:
    """Thai has its own size in Word: nobody reads one of two points."""
    if _value(attributes) in _UNREADABLE_SIZES:
        _struck(reader, {}, top)


def _style(reader: _WordReader, attributes: Mapping[str, str], top: _Holder | None) -> None:
    if top is not None and _value(attributes) in reader.hidden:
        top.hidden = True
    if top is not None and _value(attributes) in reader.shaded:
        top.ground = True


def _colour(reader: _WordReader, attributes: Mapping[str, str], top: _Holder | None) -> None:
    """White letters on white paper: not in a table, a box or a drawing, whose ground may have a colour."""
    if top is None or top.tag != f"{_W}r":
        return
    boxes = (f"{_W}tc", *WORD.drawing)
    on_paper = reader.paper and not any(h.ground or h.tag in boxes for h in reader.open)
    top.white = on_paper and _is_white(_value(attributes))


def _ground(_: _WordReader, attributes: Mapping[str, str], top: _Holder | None) -> None:
    if top is not None and _is_coloured(attributes):
        top.ground, top.white = True, False


def _is_coloured(attributes: Mapping[str, str]) -> bool:
    """Whether a ground is seen: a fill, a pattern, or a marker pen."""
    fill = attributes.get(f"{_W}fill", "auto")
    pattern = _value(attributes) not in ("", "clear", "nil", "none", "white")
    return pattern or not (fill == "auto" or _is_white(fill))


def _is_white(colour: str) -> bool:
    """Whether nobody tells a colour, in six hex digits, from white paper."""
    return re.fullmatch(_NEARLY_WHITE, colour) is not None


def _page_colour(reader: _WordReader, attributes: Mapping[str, str], _: _Holder | None) -> None:
    colour = attributes.get(f"{_W}color", "auto")
    reader.paper &= colour == "auto" or _is_white(colour)


def _deleted(reader: _WordReader, _: Mapping[str, str], top: _Holder | None) -> None:
    # A deleted row is marked inside its properties, anything else stands inside the mark.
    if top is not None and top.tag == f"{_W}tr":
        reader.gone_for_good = True
        reader.leave_out(f"{_W}tr")


def _hidden_row(reader: _WordReader, attributes: Mapping[str, str], top: _Holder | None) -> None:
    if top is not None and top.tag == f"{_W}tr" and _value(attributes) not in _OFF:
        reader.leave_out(f"{_W}tr")


def _deleted_cell(reader: _WordReader, _: Mapping[str, str], top: _Holder | None) -> None:
    if top is not None and top.tag == f"{_W}tc":
        reader.gone_for_good = True
        reader.leave_out(f"{_W}tc")


def _placeholder(reader: _WordReader, attributes: Mapping[str, str], _: _Holder | None) -> None:
    if _value(attributes) not in _OFF:
        reader.leave_out(f"{_W}sdt")


def _drawing(reader: _WordReader, attributes: Mapping[str, str], _: _Holder | None) -> None:
    if attributes.get("hidden", "0") not in _OFF:
        reader.leave_out(*WORD.drawing)


def _luminance(reader: _WordReader, attributes: Mapping[str, str], _: _Holder | None) -> None:
    if (drawing := reader.holder(*reader.dialect.drawing)) is not None:
        drawing.faint |= _thousandths(attributes.get("bright", "0")) >= _WASHED


def _transparency(reader: _WordReader, attributes: Mapping[str, str], _: _Holder | None) -> None:
    if (drawing := reader.holder(*reader.dialect.drawing)) is not None:
        drawing.faint |= _thousandths(attributes.get("amt", "100000")) <= _SEEN_THROUGH


def _old_shape(reader: _WordReader, attributes: Mapping[str, str], _: _Holder | None) -> None:
    style = attributes.get("style", "").replace(" ", "").lower()
    if (drawing := reader.holder(*reader.dialect.drawing)) is not None:
        drawing.behind |= "z-index:-" in style
        named = attributes.get("id", "") + attributes.get(f"{_O}spid", "")
        drawing.faint |= "WaterMark" in named or attributes.get(f"{_O}hr") in ("t", "true")
    if "visibility:hidden" in style:
        reader.leave_out(*WORD.drawing)


def _old_picture(reader: _WordReader, attributes: Mapping[str, str], _: _Holder | None) -> None:
    if (drawing := reader.holder(*reader.dialect.drawing)) is not None:
        drawing.faint |= "blacklevel" in attributes and "gain" in attributes


_WORD_RULES = {
    f"{_W}vanish": _vanish, f"{_W}strike": _struck, f"{_W}dstrike": _struck, f"{_W}szCs": _tiny,
    f"{_W}color": _colour, f"{_W}shd": _ground, f"{_W}highlight": _ground, f"{_W}background": _page_colour,
    f"{_W}rStyle": _style, f"{_W}pStyle": _style, f"{_W}del": _deleted,
    f"{_W}hidden": _hidden_row, f"{_W}cellDel": _deleted_cell, f"{_W}showingPlcHdr": _placeholder,
    f"{_WP}docPr": _drawing, f"{_A}lum": _luminance,
    f"{_A}alphaModFix": _transparency, f"{_V}shape": _old_shape, f"{_V}rect": _old_shape,
    f"{_V}imagedata": _old_picture,
}  # fmt: skip


class _SlideReader(_Reader):
    """Leaves out hidden slides and shapes."""

    __slots__ = ("hidden_slide",)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.hidden_slide = False

    def look(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{_P}sld":
            self.hidden_slide = attributes.get("show", "1") in _OFF
        elif tag == f"{_P}cNvPr" and attributes.get("hidden", "0") not in _OFF:
            self.leave_out(*SLIDES.drawing)


class _OpenReader(_Reader):
    """Leaves out what a style hides, and begins a page where one says so; styles stand before their text."""

    __slots__ = ("breaking", "style")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.style = ""
        self.breaking: set[str] = set()

    def look(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{_STYLE}style":
            self.style = attributes.get(f"{_STYLE}name", "")
            parent = attributes.get(f"{_STYLE}parent-style-name")
            if parent in self.hidden:
                self.hidden.add(self.style)
            if parent in self.breaking or attributes.get(f"{_STYLE}master-page-name"):
                self.breaking.add(self.style)
        elif attributes.get(f"{_FO}break-before") == "page":
            self.breaking.add(self.style)
        elif tag == f"{_STYLE}text-properties":
            struck = attributes.get(f"{_STYLE}text-line-through-style", "none") != "none"
            if struck or attributes.get(f"{_TEXT}display") == "none":
                self.hidden.add(self.style)
        elif self._is_hidden(tag, attributes):
            self.skipped = self.depth

    def _mark(self, tag: str, attributes: Mapping[str, str]) -> str:
        if attributes.get(f"{_TEXT}style-name") in self.breaking:
            return "\f"
        return super()._mark(tag, attributes)

    def _is_hidden(self, tag: str, attributes: Mapping[str, str]) -> bool:
        if tag == f"{_TEXT}section":
            return attributes.get(f"{_TEXT}display") == "none"
        return tag.startswith(_TEXT) and attributes.get(f"{_TEXT}style-name") in self.hidden

    def _is_gone(self, attributes: Mapping[str, str]) -> bool:
        return re.match(r"\w+:", attributes.get(f"{_XLINK}href", "")) is not None


# --- Sizes ---------------------------------------------------------------------------------------

_EMU = 360_000
"""English Metric Units, in which Word measures, to the centimetre."""
_LENGTH = re.compile(r"([0-9.]+)(cm|mm|in|pt)")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}
_GROUND = 300.0
"""Square centimetres: half of an A4 page."""
_WASHED, _SEEN_THROUGH = 40_000, 60_000
"""Word's own watermark is brightened by 70,000; half transparent is 50,000."""


def _thousandths(written: str) -> int:
    """A share of DrawingML in thousandths of a percent, also as `70%`."""
    digits = re.match(r"-?\d+", written)
    if digits is None:
        return 0
    return int(digits[0]) * (1000 if written.endswith("%") else 1)


def _size(attributes: Mapping[str, str]) -> tuple[float | None, float | None]:
    """Width and height in centimetres, None where they are not told."""
    style = attributes.get("style", "").replace(" ", "").lower()
    if style:
        sides = dict(re.findall(r"(?:^|;)(width|height):([^;]+)", style))
        return _length(sides.get("width", "")), _length(sides.get("height", ""))
    return (
        _centimetres(attributes, "cx", f"{_SVG}width"),
        _centimetres(attributes, "cy", f"{_SVG}height"),
    )


def _centimetres(attributes: Mapping[str, str], word: str, open_document: str) -> float | None:
    written = attributes.get(word, "")
    if written.isdecimal():
        return int(written) / _EMU
    return _length(written or attributes.get(open_document, ""))


def _length(written: str) -> float | None:
    found = _LENGTH.fullmatch(written)
    try:
        return float(found[1]) * _CENTIMETRES[found[2]] if found else None
    except ValueError:
        return None  # 1.2.3cm
