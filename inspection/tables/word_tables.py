"""Reads the tables of a Word document as they are printed once every change is accepted.

The library sees no content control, tracked change or text box. So the document's tree is cleared of them first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.language.tables import BroughtTable, TableCell, TableNote, TableRow
from domain.language.thai import shorten
from inspection.office.package import library_input

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def _names(names: str, space: str = _W) -> tuple[str, ...]:
    return tuple(f"{space}{name}" for name in names.split())


_CHANGES = _names("ins del moveFrom moveTo")
_WRAPPERS = (
    *_names("ins moveTo smartTag customXml fldSimple dir bdo sdtContent sdt"),
    *_names("AlternateContent Choice", _MC),
)
"""They go, while what they hold stays."""
_GONE = (*_names("del moveFrom sdtPr sdtEndPr customXmlPr"), f"{_MC}Fallback")
_LAYOUT = 3
"""A row with at most so many cells holds whole tables for their place on the page; a wider one is a table's own."""


def read_document(path: Path) -> BroughtTable:
    """Every row of the tables, in order, and the paragraphs between them."""
    import docx

    source = library_input(path)
    document = docx.Document(str(source) if isinstance(source, Path) else source)
    notes = tuple(_accept_changes(document.element.body))
    return BroughtTable(tuple(_blocks(document)), notes)


def _accept_changes(body: Any) -> Iterator[TableNote]:
    if next(body.iter(*_CHANGES), None) is not None:
        yield TableNote(
            "เอกสารมีการแก้ไขที่ติดตามไว้ (Track Changes) อ่านตามที่แก้แล้วทั้งหมด",
            "the document has tracked changes; it was read as with all of them accepted",
        )
    for row in _all(body, "tr"):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            words = " ".join(t.text or "" for t in row.iter(*_names("t delText")))
            yield TableNote(
                f"แถวที่ถูกลบไว้ในการแก้ไขที่ติดตาม ไม่ได้อ่าน: “{shorten(words, 80)}”",
                f"a row that a tracked change deletes was not read: “{shorten(words, 80)}”",
            )
            _remove(row)
    for cell in _all(body, "tc"):
        if cell.find(f"{_W}tcPr/{_W}cellDel") is not None:
            _remove(cell)
    _clear(body)


def _clear(body: Any) -> None:
    for paragraph in _all(body, "p"):
        _join_next(paragraph)
    for run in _all(body, "r"):
        if run.find(f"{_W}rPr/{_W}vanish") is not None:
            _remove(run)
    for element in [*body.iter(*_GONE)]:
        _remove(element)
    for paragraph in _all(body, "p"):
        _free_boxes(paragraph)
    for element in [*body.iter(*_WRAPPERS)]:
        parent = element.getparent()
        at = parent.index(element)
        parent[at : at + 1] = [*element]


def _join_next(paragraph: Any) -> None:
    """A paragraph whose end is deleted goes on with the next."""
    after = paragraph.getnext()
    ends = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is None
    if ends or after is None or after.tag != paragraph.tag:
        return
    after[0:0] = [part for part in paragraph if part.tag != f"{_W}pPr"]
    _remove(paragraph)


def _free_boxes(paragraph: Any) -> None:
    """Put what a text box holds behind the paragraph that it is tied to."""
    at = paragraph
    for box in [*paragraph.iter(f"{_W}txbxContent")]:
        for block in [*box]:
            at.addnext(block)
            at = block


def _remove(element: Any) -> None:
    element.getparent().remove(element)


def _all(body: Any, name: str) -> list[Any]:
    return [*body.iter(f"{_W}{name}")]


def _blocks(container: Any) -> Iterator[TableRow]:
    from docx.table import Table as WordTable

    for block in container.iter_inner_content():
        if isinstance(block, WordTable):
            yield from _rows(block)
        else:
            yield TableRow(0, (TableCell(block.text),), paragraph=True)


def _rows(table: Any) -> Iterator[TableRow]:
    from docx.table import _Cell

    above: list[Any] = []
    texts: dict[Any, str] = {None: ""}
    for row in table._tbl.tr_lst:  # noqa: SLF001  # python-docx loses what stands where in rows of its own
        places = _places(row, above)
        cells = {place: _Cell(place, table) for place in places if place is not None}
        if len(cells) <= _LAYOUT and any(cell.tables for cell in cells.values()):
            for cell in cells.values():
                yield from _blocks(cell)
        else:
            texts |= {place: _text(cell) for place, cell in cells.items() if place not in texts}
            hidden = row.find(f"{_W}trPr/{_W}hidden") is not None
            yield TableRow(0, tuple(_merged(places, above, texts)), hidden=hidden)
        above = places


def _places(row: Any, above: list[Any]) -> list[Any]:
    """The cell in every column of the grid: a merged one in each that it covers, none before the row begins."""
    places: list[Any] = [None] * row.grid_before
    for cell in row.tc_lst:
        at = len(places)
        root = above[at] if cell.vMerge == "continue" and at < len(above) else None
        places += [cell if root is None else root] * cell.grid_span
    return places


def _merged(places: list[Any], above: list[Any], texts: dict[Any, str]) -> Iterator[TableCell]:
    for at, place in enumerate(places):
        before = place in places[:at]
        down = place is not None and place in above and not before
        yield TableCell(texts[place], not (down or before), places.count(place), down)


def _text(container: Any) -> str:
    """What a cell says, with the rows of the tables inside it as lines."""
    from docx.table import Table as WordTable
    from docx.table import _Cell

    lines = []
    for block in container.iter_inner_content():
        if isinstance(block, WordTable):
            rows = block._tbl.tr_lst  # noqa: SLF001
            lines += [" ".join(_text(_Cell(cell, block)) for cell in row.tc_lst) for row in rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)
