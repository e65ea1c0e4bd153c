"""Writes a document as PDF by Typst: embedded Thai font, tagged, lines broken at word boundaries.

The same document in the same typeface gives the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from domain.language.errors import CouldNotFinishError
from reports.paper.document import (
    HELD,
    Block,
    Cell,
    ContentsList,
    Doc,
    Image,
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
from reports.paper.fonts import Typeface, fonts_of, sarabun
from reports.paper.pictures import fit
from reports.paper.searchable import make_searchable

if TYPE_CHECKING:
    from typst import Compiler

_TEMPLATE = Path(__file__).with_name("document.typ")
_PIXELS_PER_INCH = 200


def to_pdf(doc: Doc, typeface: Typeface) -> bytes:
    """The document as a tagged PDF whose Thai can be copied and searched.

    Raises CouldNotFinishError if the typesetter refuses or misses a font.
    """
    return make_searchable(typeset(doc, typeface))


@dataclass(frozen=True, slots=True)
class HeadingPlace:
    """Where a heading is: the page counted from the PDF's first, the page's own number, and how that is printed."""

    page: int
    number: int
    label: str


def heading_pages(doc: Doc, typeface: Typeface) -> tuple[int, ...]:
    """The page of each of the document's headings, of all levels and in reading order, as the PDF sets them.

    Raises CouldNotFinishError as `to_pdf`.
    """
    return tuple(place.page for place in heading_places(doc, typeface))


def paginated(doc: Doc, typeface: Typeface) -> Doc:
    """The document with the pages of its contents, and with the number of the page on which each chapter begins.

    A numbered section that begins with a heading of the contents is a chapter. So Word prints the number that the
    contents name, wherever its own lines end.
    One without a list of contents is returned as it is. Raises CouldNotFinishError as `to_pdf`.
    """
    if not doc.levels_listed:
        return doc
    places = heading_places(doc, typeface)
    pages, coming = tuple(place.label for place in places), iter(places)
    sections = []
    for section in doc.sections:
        own = [next(coming) for b in section.blocks if isinstance(b, Para) and b.level]
        first = section.blocks[0] if section.blocks else None
        begins = isinstance(first, Para) and 0 < first.level <= doc.levels_listed
        blocks = (
            replace(b, pages=pages) if isinstance(b, ContentsList) else b for b in section.blocks
        )
        starts = own[0].number if begins and section.numbering else section.starts_at
        sections.append(replace(section, blocks=tuple(blocks), starts_at=starts))
    return replace(doc, sections=tuple(sections))


def heading_places(doc: Doc, typeface: Typeface) -> tuple[HeadingPlace, ...]:
    """Where the document's headings are, of all levels and in reading order.

    Raises CouldNotFinishError as `to_pdf`.
    """
    from typst import TypstError

    with TemporaryDirectory() as folder:
        compiler = _compiler(_Pages(Path(folder), doc).data(), typeface, folder)
        try:
            found = compiler.query("<kamnot-heading>", field="value")
        except TypstError as error:
            raise _refused(error.message) from error
    return tuple(HeadingPlace(**place) for place in json.loads(found))


def typeset(doc: Doc, typeface: Typeface) -> bytes:
    """The document as Typst sets it, before its text is repaired."""
    with TemporaryDirectory() as folder:
        data = _Pages(Path(folder), doc).data()
        moment = datetime.combine(doc.day, time(2), UTC)
        return _compile(data, typeface, folder, format="pdf", timestamp=moment)


def drawing_to_png(drawing: Drawing, typeface: Typeface) -> bytes:
    """A drawing as a PNG of 200 pixels an inch."""
    data = {"title": "", "author": "", "drawing": _drawing(drawing)}
    png = _compile(data, typeface, str(_TEMPLATE.parent), format="png", ppi=_PIXELS_PER_INCH)
    return _indexed(png)


def _indexed(png: bytes) -> bytes:
    """The same pixels with a palette, if there are few enough colours: half the bytes of Typst's own."""
    from PIL import Image as Picture

    with Picture.open(io.BytesIO(png)) as opened:
        if opened.getcolors(256) is None:
            return png
        listed = opened.convert("RGB").quantize(256, dither=Picture.Dither.NONE)
    out = io.BytesIO()
    listed.save(out, "PNG")
    return out.getvalue()


def _compiler(data: dict[str, Any], typeface: Typeface, root: str) -> Compiler:
    from typst import Compiler

    known = {
        "family": typeface.family,
        "scale": typeface.scale,
        # Drawings have sizes for screens, where they are read in Sarabun.
        "letter": typeface.scale / sarabun().scale,
        "held": HELD,
    }
    inputs = {"doc": json.dumps(known | data, ensure_ascii=False)}
    return Compiler(_template(), root=root, font_paths=fonts_of(typeface), sys_inputs=inputs)


def _compile(data: dict[str, Any], typeface: Typeface, root: str, **how: Any) -> bytes:
    from typst import TypstError

    compiler = _compiler(data, typeface, root)
    try:
        result, warnings = compiler.compile_with_warnings(**how)
    except TypstError as error:
        raise _refused(error.message) from error
    # Typst only warns of a missing font, and Thai becomes empty boxes.
    if warnings:
        raise _refused("; ".join(w.message for w in warnings))
    assert isinstance(result, bytes)  # noqa: S101  # no file name was given, one page or one PDF was asked for
    return result


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _refused(why: str) -> CouldNotFinishError:
    return CouldNotFinishError(
        f"จัดหน้า PDF ไม่สำเร็จ ({why}) ข้อมูลทั้งหมดยังอยู่ครบ",
        f"Could not set the PDF ({why}); nothing was lost.",
    )


class _Pages:
    """A document as the template reads it; its pictures are written into `folder`."""

    def __init__(self, folder: Path, doc: Doc) -> None:
        self._folder = folder
        self._doc = doc
        self._pictures = 0

    def data(self) -> dict[str, Any]:
        following = (*(section.starts_at for section in self._doc.sections[1:]), None)
        sections = [
            self._section(section) | {"next": starts_at}
            for section, starts_at in zip(self._doc.sections, following, strict=True)
        ]
        return {"title": self._doc.title, "author": self._doc.author, "sections": sections}

    def _section(self, section: Pages) -> dict[str, Any]:
        return {
            "paper": section.paper.value,
            "numbering": section.numbering,
            "landscape": section.landscape,
            "margins": section.margins,
            "width": section.width,
            "blocks": list(self._blocks(section)),
        }

    def _blocks(self, section: Pages) -> Iterator[dict[str, Any]]:
        rest = list(section.blocks)
        while rest:
            block = rest.pop(0)
            shown = self._block(block, section.width)
            shown["captioned"] = (
                bool(rest) and isinstance(rest[0], Para) and rest[0].role is ParaRole.CAPTION
            )
            if isinstance(block, Table) and shown["kept"]:
                shown["after"] = [_para(p) for p in kept_after(block, rest)]
                del rest[: len(shown["after"])]
            yield shown

    def _block(self, block: Block, width: float) -> dict[str, Any]:
        match block:
            case Para():
                return _para(block)
            case Table():
                return self._table(block, width)
            case Image():
                return self._image(block)
            case Drawing():
                return {"kind": "Chart", "alt": block.words(), "drawing": _drawing(block)}
            case ContentsList():
                texts = [breakable(found.text) for found, _ in self._doc.listed(block)]
                return {"kind": "Contents", "levels": block.levels, "texts": texts}
            case _:
                return {"kind": "Break"}

    def _table(self, table: Table, width: float) -> dict[str, Any]:
        return {
            "kind": "Table",
            "widths": table.widths,
            "header": table.header,
            "ruled": table.ruled,
            "size": table.size,
            "kept": table.kept_rows(width),
            "after": [],
            "rows": [self._row(line, table, width) for line in table.rows],
        }

    def _row(self, line: Row, table: Table, width: float) -> dict[str, Any]:
        whole = {"whole": table.keeps_whole(line, width)}
        return {"keep": line.keep, "cells": [self._cell(cell) | whole for cell in line.cells]}

    def _cell(self, cell: Cell) -> dict[str, Any]:
        content = [_para(p) if isinstance(p, Para) else self._image(p) for p in cell.content]
        return {"span": cell.span, "shaded": cell.shaded, "content": content}

    def _image(self, image: Image) -> dict[str, Any]:
        picture = fit(image)
        shown = {"kind": "Image", "alt": image.alt, "file": None}
        if picture is None:
            return shown | {"width": image.width, "height": image.height}
        self._pictures += 1
        name = f"{self._pictures}.jpg"
        (self._folder / name).write_bytes(picture.data)
        return shown | {"file": f"/{name}", "width": picture.width, "height": picture.height}


def _para(para: Para) -> dict[str, Any]:
    return {
        "kind": "Para",
        "runs": [_run(run) for run in para.runs],
        "align": para.align.value,
        "first": para.first,
        "left": para.left,
        "level": para.level,
        "keep": para.keep,
        "role": para.role,
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "text": breakable(run.text),
        "bold": run.bold,
        "underline": run.underline,
        "size": run.size,
    }


def _drawing(drawing: Drawing) -> dict[str, Any]:
    shapes = [
        {"kind": type(s).__name__} | {name: getattr(s, name) for name in s.__dataclass_fields__}
        for s in drawing.shapes
    ]
    return {"width": drawing.width, "height": drawing.height, "shapes": shapes}
