"""Writes a document as a Word file: real styles, repeated table heads, text that Word knows to be Thai.

Word takes font, size and boldness of Thai from its complex-script settings, and reads elements only in the order
of its schema. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr, unescape

from domain.documents.starters import HINT_TITLE
from domain.plan.form_checks import BLANK
from reports.paper.document import (
    BODY,
    CHECKED,
    HELD,
    SMALL,
    Block,
    Break,
    Cell,
    ContentsList,
    Doc,
    Image,
    Numbering,
    Pages,
    Para,
    ParaRole,
    Row,
    Run,
    Table,
    breakable,
    kept_after,
)
from reports.paper.drawing import Drawing
from reports.paper.fonts import Typeface
from reports.paper.pictures import fit

FONT = "TH SarabunPSK"
FALLBACK = "TH Sarabun New"
SYMBOLS = "Segoe UI Symbol"
"""The font of ☐ and ☑, which no Thai font has."""

_EMU_PER_CM, _TWIPS_PER_CM = 360000, 567


def to_docx(doc: Doc, typeface: Typeface, *, sealed: bool = False) -> bytes:
    """The document as a Word file; `typeface` draws its charts. `sealed` lets `key_as_written` know it again.

    The text names TH SarabunPSK even if this machine lacks it: Thai offices have it.
    """
    body = _Body(typeface, doc)
    content = body.write()
    key = {**doc.key, _SEAL: _digest(content.encode())} if sealed else doc.key
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "docProps/core.xml": _core(doc, key),
        "docProps/app.xml": _APP,
        "word/document.xml": content,
        "word/_rels/document.xml.rels": _document_relations(body.media),
        "word/styles.xml": _STYLES,
        "word/settings.xml": _SETTINGS,
        "word/fontTable.xml": _FONT_TABLE,
        "word/header1.xml": _PAGE_NUMBER,
        "word/header2.xml": _NO_PAGE_NUMBER,
    }
    return _pack({name: text.encode() for name, text in parts.items()} | body.media)


_SEAL = "made"


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]


def key_as_written(data: bytes) -> str | None:
    """What `key_text` said of a sealed Word file; None if any program has saved it since, or it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = ("docProps/core.xml", "word/document.xml")
            if sum(package.getinfo(name).file_size for name in names) > _LARGEST:
                return None
            about, content = (package.read(name) for name in names)
    except (
        zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, ValueError, EOFError
    ):  # fmt: skip
        return None
    said = _KEYWORDS.search(about)
    key = unescape(said[1].decode(errors="replace")) if said else ""
    return key if f"{_SEAL}={_digest(content)}" in key.split() else None


_KEYWORDS = re.compile(rb"<cp:keywords>([^<]*)</cp:keywords>")
_LARGEST = 64 * 1024 * 1024
"""Most bytes of what is unpacked to look at it."""


def _pack(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(same_every_time(name), data)
    return out.getvalue()


def same_every_time(name: str) -> zipfile.ZipInfo:
    """A ZIP entry without the time of packing and the system that packed."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    # ZipInfo would note the system that packs: other bytes on Windows and Linux.
    entry.create_system = 0
    return entry


class _Body:
    """Writes the body and collects its pictures in `media` by their place in the package."""

    def __init__(self, typeface: Typeface, doc: Doc) -> None:
        self.media: dict[str, bytes] = {}
        self._doc = doc
        self._typeface = typeface
        self._controls = 0
        self._bookmarks = 0
        # A list of contents needs places to lead to: the headings, in the order in which they are written.
        listed = any(isinstance(block, ContentsList) for block in doc.blocks())
        self._places = tuple(
            found.bookmark or (f"_Toc{number:08}" if listed else "")
            for number, found in enumerate(doc.headings(), 1)
        )
        self._coming = iter(self._places)

    def write(self) -> str:
        out = [_XML, f"<w:document {_NAMESPACES}><w:body>"]
        last = len(self._doc.sections) - 1
        for number, section in enumerate(self._doc.sections):
            out += self._section(section)
            properties = _section_properties(section, first=number == 0)
            # A section's properties end it: the last one's close the body, others sit in a paragraph.
            out.append(_end("", properties) if number < last else properties)
        out.append("</w:body></w:document>")
        return "".join(out)

    def _section(self, section: Pages) -> Iterator[str]:
        width, rest = section.width, list(section.blocks)
        while rest:
            block = rest.pop(0)
            if not isinstance(block, Table):
                captioned = bool(rest) and _is_caption(rest[0])
                yield from self._block(block, width, captioned=captioned)
                continue
            signed = kept_after(block, rest)
            del rest[: len(signed)]
            yield self._table(block, width, signed)
            yield _AFTER_TABLE if rest else _end()

    def _block(self, block: Block, width: float, *, captioned: bool) -> Iterator[str]:
        match block:
            case Para():
                place = next(self._coming) if block.level else block.bookmark
                yield self._para(block, width=width, place=place)
            case Table():
                yield self._table(block, width)
            case Image():
                yield self._centred(self._image(block), keep=captioned)
            case Drawing():
                yield self._centred(self._chart(block, width), keep=captioned)
            case ContentsList():
                yield self._contents(block, width)
            case Break():
                yield _end('<w:r><w:br w:type="page"/></w:r>')

    @staticmethod
    def _centred(run: str, *, keep: bool = False) -> str:
        kept = "<w:keepNext/>" if keep else ""
        return f'<w:p><w:pPr>{kept}<w:jc w:val="center"/></w:pPr>{run}</w:p>'

    def _para(
        self,
        para: Para,
        style: str = "",
        size: float = BODY,
        width: float | None = None,
        place: str = "",
    ) -> str:
        style_of_runs = "PlaceholderText" if para.role is ParaRole.HINT else ""
        runs = "".join(piece for run in para.runs for piece in self._run(run, size, style_of_runs))
        tabs = ""
        if para.stretched and width is not None and para.text.endswith("..."):
            runs, tabs = _stretched(runs, width)
        if para.role is ParaRole.HINT:
            runs = self._control(runs)
        if place:
            self._bookmarks += 1
            number = f'w:id="{self._bookmarks}"'
            runs = f'<w:bookmarkStart {number} w:name="{place}"/>{runs}<w:bookmarkEnd {number}/>'
        return f"<w:p>{_para_properties(para, style, tabs)}{runs}</w:p>"

    def _control(self, runs: str) -> str:
        """A control with a title: a click on it marks the help whole, and the control goes when something is typed.

        It does not say that it shows a placeholder: LibreOffice keeps that word when somebody types over the help, and
        what is written would then be read as help.
        """
        self._controls += 1
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{HINT_TITLE}"/><w:id w:val="{self._controls}"/><w:temporary/>'
            f"</w:sdtPr><w:sdtContent>{runs}</w:sdtContent></w:sdt>"
        )

    def _contents(self, contents: ContentsList, width: float) -> str:
        """A list of contents that is filled: Word asks nothing when it opens, and updates it on wish.

        The frame that Word knows as a table of contents shows the button for the update above the list.
        """
        stop = round(width * _TWIPS_PER_CM)
        tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{stop}"/></w:tabs>'
        begin = _field_begin(f'TOC \\o "1-{contents.levels}" \\h \\z \\u')
        lines: list[str] = []
        for (found, page), place in zip(
            self._doc.listed(contents), self._listed(contents), strict=True
        ):
            style = f'<w:pPr><w:pStyle w:val="TOC{found.level}"/>{tabs}</w:pPr>'
            words, number = (_text(Run(text), text, BODY) for text in (found.text, page))
            link = f'<w:hyperlink w:anchor="{place}" w:history="1">'
            lines.append(
                f"<w:p>{style}{'' if lines else begin}{link}{words}<w:r><w:tab/></w:r>{number}</w:hyperlink></w:p>"
            )
        if not lines:
            return ""
        self._controls += 1
        return (
            f'<w:sdt><w:sdtPr><w:id w:val="{self._controls}"/><w:docPartObj>'
            '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
            f"<w:sdtContent>{''.join(lines)}{_end(_FIELD_END)}</w:sdtContent></w:sdt>"
        )

    def _listed(self, contents: ContentsList) -> Iterator[str]:
        """The places of the headings that the list names."""
        for found, place in zip(self._doc.headings(), self._places, strict=True):
            if found.level <= contents.levels:
                yield place

    def _run(self, run: Run, size: float, style: str = "") -> Iterator[str]:
        if run.sequence:
            begin = _field_begin(f"SEQ {run.sequence} \\* THAIARABIC")
            yield f"{begin}{_text(run, run.text, size)}{_FIELD_END}"
            return
        for piece in re.split("([☐☑])", _held(breakable(run.text))):
            if piece in ("☐", "☑"):
                self._controls += 1
                yield _check_box(self._controls, piece, run.size or size)
            elif piece:
                yield _text(run, piece, size, style)

    def _table(self, table: Table, width: float, signed: tuple[Para, ...] = ()) -> str:
        """A table; `signed` are the paragraphs that stay with its last rows, in a row without lines."""
        kept = len(table.rows) - table.kept_rows(width)
        rows = (*table.rows[:kept], *map(_keeping, table.rows[kept:]))
        whole = sum(table.widths)
        columns = [round(width * _TWIPS_PER_CM * share / whole) for share in table.widths]
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in columns)
        style = "TableGrid" if table.ruled else "TableNormal"
        lines = "".join(
            self._row(
                _keeping(line) if line.keep else line,
                columns,
                table.size,
                head=number < table.header,
                whole=table.keeps_whole(line, width),
            )
            for number, line in enumerate(rows)
        )
        if signed:
            lines += self._signed(signed, sum(columns), len(columns))
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
            f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"
        )

    def _signed(self, signed: tuple[Para, ...], width: int, span: int) -> str:
        content = "".join(map(self._para, signed))
        return (
            f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            f'<w:gridSpan w:val="{span}"/>{_NO_LINES}</w:tcPr>{content}</w:tc></w:tr>'
        )

    def _row(self, line: Row, columns: list[int], size: float, *, head: bool, whole: bool) -> str:
        out, at = [], 0
        for cell in line.cells:
            out.append(self._cell(cell, sum(columns[at : at + cell.span]), size))
            at += cell.span
        marks = ("<w:cantSplit/>" if head or whole else "") + ("<w:tblHeader/>" if head else "")
        properties = f"<w:trPr>{marks}</w:trPr>" if marks else ""
        return f"<w:tr>{properties}{''.join(out)}</w:tr>"

    def _cell(self, cell: Cell, width: int, size: float) -> str:
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="EBEBEB"/>' if cell.shaded else ""
        content = "".join(
            self._para(part, "TableText", size)
            if isinstance(part, Para)
            else self._centred(self._image(part))
            for part in cell.content
        )
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}</w:tcPr>{content}</w:tc>'

    def _image(self, image: Image) -> str:
        picture = fit(image)
        if picture is None:
            return f'<w:r><w:t xml:space="preserve">{escape(image.alt)}</w:t></w:r>'
        return self._picture(picture.data, "jpg", image.alt, picture.width, picture.height)

    def _chart(self, chart: Drawing, width: float) -> str:
        from reports.paper.pdf import drawing_to_png

        data = drawing_to_png(chart, self._typeface)
        return self._picture(data, "png", chart.words(), width, width * chart.height / chart.width)

    def _picture(self, data: bytes, kind: str, alt: str, width: float, height: float) -> str:
        number = len(self.media) + 1
        self.media[f"word/media/image{number}.{kind}"] = data
        wide, high = round(width * _EMU_PER_CM), round(height * _EMU_PER_CM)
        return _PICTURE.format(number=number, alt=quoteattr(alt), wide=wide, high=high)


def _is_caption(block: Block) -> bool:
    return isinstance(block, Para) and block.role is ParaRole.CAPTION


def _text(run: Run, text: str, size: float, style: str = "") -> str:
    """A piece of a run as Word writes it."""
    return f'<w:r>{_run_properties(run, size, style)}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field_begin(code: str) -> str:
    """The beginning of a field up to its result. It is never marked to be updated when the file opens."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _end(run: str = "", properties: str = "") -> str:
    """A paragraph that Word requires and nobody sees: so low that it never needs a page for itself."""
    return f'<w:p><w:pPr><w:pStyle w:val="End"/>{properties}</w:pPr>{run}</w:p>'


def _keeping(line: Row) -> Row:
    """The row, held on the page of the block that follows."""
    cells = (
        replace(
            cell,
            content=tuple(
                replace(p, keep=True) if isinstance(p, Para) else p for p in cell.content
            ),
        )
        for cell in line.cells
    )
    return Row(tuple(cells))


def _held(text: str) -> str:
    """The text with unbreakable blanks where HELD wants one line."""
    return _HELD.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


_HELD = re.compile(HELD)


def _stretched(runs: str, width: float) -> tuple[str, str]:
    """The runs with a tab for each dotted line, and the stops that share the width; the last ends at the margin."""
    tabbed, count = BLANK.subn('</w:t><w:tab/><w:t xml:space="preserve">', runs)
    stops = (round(width * _TWIPS_PER_CM * n / count) for n in range(1, count + 1))
    sides = ["left"] * (count - 1) + ["right"]
    shown = "".join(
        f'<w:tab w:val="{side}" w:leader="dot" w:pos="{stop}"/>'
        for side, stop in zip(sides, stops, strict=False)
    )
    return tabbed, f"<w:tabs>{shown}</w:tabs>" if shown else ""


_ROLE_STYLES: Mapping[ParaRole | None, str] = {
    ParaRole.CAPTION: "Caption",
    ParaRole.CONTENTS_TITLE: "TOCHeading",
}
"""The style of a role. Help has none, because a style stays when a person types over it."""


def _para_properties(para: Para, style: str, tabs: str = "") -> str:
    out = []
    name = f"Heading{para.level}" if para.level else _ROLE_STYLES.get(para.role, style)
    if name:
        out.append(f'<w:pStyle w:val="{name}"/>')
    if para.keep:
        out.append("<w:keepNext/>")
    out += [tabs] if tabs else []
    if para.left or para.first:
        left, first = round(para.left * _TWIPS_PER_CM), round(para.first * _TWIPS_PER_CM)
        indent = f'w:firstLine="{first}"' if first >= 0 else f'w:hanging="{-first}"'
        out.append(f'<w:ind w:left="{left}" {indent}/>')
    if para.align.value != "left":
        out.append(f'<w:jc w:val="{para.align.value}"/>')
    return f"<w:pPr>{''.join(out)}</w:pPr>" if out else ""


_THAI = re.compile("[\u0e01-\u0e5b]")


def _run_properties(run: Run, size: float, style: str = "") -> str:
    out = [f'<w:rStyle w:val="{style}"/>'] if style else []
    if run.bold:
        out.append("<w:b/><w:bCs/>")
    points = run.size or (size if size not in (BODY, SMALL) else None)
    if points:
        out.append(f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>')
    if run.underline:
        out.append('<w:u w:val="single"/>')
    if _THAI.search(run.text):
        out.append("<w:cs/>")
    return f"<w:rPr>{''.join(out)}</w:rPr>" if out else ""


def _check_box(number: int, mark: str, size: float) -> str:
    """A box that a click ticks."""
    half = round(size * 2) - 4
    fonts = " ".join(f'w:{script}="{SYMBOLS}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="{number}"/><w14:checkbox>'
        f'<w14:checked w14:val="{int(mark == CHECKED)}"/>'
        f'<w14:checkedState w14:val="2611" w14:font="{SYMBOLS}"/>'
        f'<w14:uncheckedState w14:val="2610" w14:font="{SYMBOLS}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r><w:rPr><w:rFonts {fonts}/>"
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
        f"<w:t>{mark}</w:t></w:r></w:sdtContent></w:sdt>"
    )


_PAGE_FORMATS = {Numbering.LETTERS: "thaiLetters"}


def _section_properties(section: Pages, *, first: bool) -> str:
    short, long = (round(side * _TWIPS_PER_CM) for side in section.paper.sides)
    size = (
        f'<w:pgSz w:w="{long}" w:h="{short}" w:orient="landscape"/>'
        if section.landscape
        else f'<w:pgSz w:w="{short}" w:h="{long}"/>'
    )
    left, right, top, bottom = (round(side * _TWIPS_PER_CM) for side in section.margins)
    header = "rId5" if section.numbering is Numbering.NONE else "rId4"
    form = _PAGE_FORMATS.get(section.numbering or Numbering.NUMERALS, "thaiNumbers")
    start = "" if section.starts_at is None else f' w:start="{section.starts_at}"'
    bare = first and section.numbering is None
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/>'
        '<w:headerReference w:type="first" r:id="rId5"/><w:type w:val="nextPage"/>'
        f'{size}<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
        ' w:header="709" w:footer="709" w:gutter="0"/>'
        f'<w:pgNumType w:fmt="{form}"{start}/>'
        f'<w:cols w:space="720"/>{"<w:titlePg/>" if bare else ""}</w:sectPr>'
    )


def key_text(key: Mapping[str, str]) -> str:
    """The key of a document as its keywords say it: `kamnot form=dos-donts unit=bureau`."""
    return " ".join(("kamnot", *(f"{name}={value}" for name, value in key.items())))


def _core(doc: Doc, key: Mapping[str, str]) -> str:
    author, moment = escape(doc.author), _morning(doc.day)
    return (
        f"{_XML}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(doc.title)}</dc:title><dc:creator>{author}</dc:creator>"
        f"<cp:keywords>{escape(key_text(key))}</cp:keywords>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "<dc:language>th-TH</dc:language></cp:coreProperties>"
    )


def _morning(day: date) -> str:
    return f"{day.isoformat()}T02:00:00Z"


def _document_relations(media: Mapping[str, bytes]) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    targets = [
        ("rId1", "styles", "styles.xml"),
        ("rId2", "settings", "settings.xml"),
        ("rId3", "fontTable", "fontTable.xml"),
        ("rId4", "header", "header1.xml"),
        ("rId5", "header", "header2.xml"),
    ]
    targets += [
        (f"image{number}", "image", name.removeprefix("word/"))
        for number, name in enumerate(media, 1)
    ]
    links = "".join(
        f'<Relationship Id="{i}" Type="{kind}/{name}" Target="{target}"/>'
        for i, name, target in targets
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


# --- The parts that are the same for every document ------------------------------------------------

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{_WORD}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)
_PICTURE = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="Picture {number}" descr={alt}/>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/>'
    '</pic:nvPicPr><pic:blipFill><a:blip r:embed="image{number}"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="jpg" ContentType="image/jpeg"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_OFFICE}.{kind}+xml"/>'
        for name, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("settings", "settings"),
            ("fontTable", "fontTable"),
            ("header1", "header"),
            ("header2", "header"),
        )
    )
    + '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    '<Relationship Id="rId2" Target="docProps/core.xml"'
    f' Type="{_PACKAGE}/relationships/metadata/core-properties"/>'
    '<Relationship Id="rId3" Target="docProps/app.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"/>'
    "</Relationships>"
)
_APP = (
    f"{_XML}<Properties"
    ' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Kamnot</Application></Properties>"
)


def _header(content: str) -> str:
    return (
        f'{_XML}<w:hdr {_NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        f"{content}</w:p></w:hdr>"
    )


_PAGE_NUMBER = _header('<w:fldSimple w:instr="PAGE"><w:r><w:t>๑</w:t></w:r></w:fldSimple>')
_NO_PAGE_NUMBER = _header("")


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _style(name: str, title: str, para: str = "", run: str = "", *, based: str = "Normal") -> str:
    default = ' w:default="1"' if name == "Normal" else ""
    base = "" if name == "Normal" else f'<w:basedOn w:val="{based}"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{title}"/>{base}'
        f"<w:qFormat/><w:pPr>{para}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _heading(level: int, points: float) -> str:
    return _style(
        f"Heading{level}",
        f"heading {level}",
        f'<w:keepNext/><w:spacing w:before="120" w:after="60"/><w:outlineLvl w:val="{level - 1}"/>',
        f"<w:b/><w:bCs/>{_size(points)}",
    )


_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_NO_LINES = "".join(
    (
        "<w:tcBorders>",
        *(f'<w:{edge} w:val="nil"/>' for edge in ("left", "bottom", "right")),
        "</w:tcBorders>",
        # As far left as the text outside the table.
        '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>',
    )
)
"""Marks the row of a table's kept paragraphs, by which it is known when the form is read back."""
_AFTER_TABLE = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>'
_INSET = '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
_STYLES = (
    f"{_XML}<w:styles {_NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FONT)}{_size(BODY)}"
    '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="th-TH"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    "</w:pPrDefault></w:docDefaults>"
    + _style("Normal", "Normal")
    + _heading(1, 18)
    + _heading(2, 16)
    + _heading(3, 16)
    + _style("Caption", "caption", '<w:spacing w:after="120"/><w:jc w:val="center"/>', _size(SMALL))
    + _style(
        "TOCHeading",
        "TOC Heading",
        '<w:keepNext/><w:spacing w:before="120" w:after="60"/>',
        f"<w:b/><w:bCs/>{_size(18)}",
    )
    + "".join(
        _style(f"TOC{level}", f"toc {level}", f'<w:ind w:left="{(level - 1) * 340}"/>')
        for level in (1, 2, 3)
    )
    + '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>'
    '<w:qFormat/><w:rPr><w:color w:val="595959"/></w:rPr></w:style>'
    + _style("Header", "header", '<w:jc w:val="center"/>')
    + _style("TableText", "Table Text", "", _size(SMALL))
    + _style("AfterTable", "After Table", "", _size(8))
    + _style("End", "End", '<w:spacing w:line="20" w:lineRule="exact"/>', _size(1))
    + '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{_INSET}</w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    '<w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr><w:tblBorders>{_EDGES}</w:tblBorders></w:tblPr></w:style></w:styles>"
)
_SETTINGS = (
    f'{_XML}<w:settings {_NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:compat><w:applyBreakingRules/><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:bidi="th-TH"/></w:settings>'
)
_FONT_TABLE = (
    f"{_XML}<w:fonts {_NAMESPACES}>"
    f'<w:font w:name="{FONT}"><w:altName w:val="{FALLBACK}"/><w:charset w:val="DE"/>'
    '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    f'<w:font w:name="{SYMBOLS}"><w:charset w:val="00"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/></w:font></w:fonts>'
)
