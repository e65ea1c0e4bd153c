"""Tables of Word documents as they are printed: content controls, tracked changes, layout tables, merged cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from domain.language.tables import BroughtTable
from inspection.tables.table_files import read_table

LINES = (
    ("ลำดับ", "กิจกรรม", "ผลผลิต", "คะแนน"),
    ("๑", "ประกาศ", "ฉบับ", "๕"),
    ("๒", "อบรม", "ครั้ง", "๑๐"),
)


def element(xml: str) -> Any:
    tag, _, rest = xml.partition(" ")
    return parse_xml(f"{tag} {nsdecls('w')} {rest}")


def wrap(inner: Any, outer: Any) -> None:
    """Put `outer` in the place of an element, with the element at its deepest end."""
    inner.addprevious(outer)
    [*outer.iter()][-1].append(inner)


def control() -> Any:
    return element("<w:sdt ><w:sdtPr/><w:sdtContent/></w:sdt>")


def change(name: str) -> Any:
    return element(f'<w:{name} w:id="1" w:author="x"/>')


def mark_row(table: Any, row: int, xml: str) -> None:
    table.rows[row]._tr.insert(0, element(f"<w:trPr >{xml}</w:trPr>"))


def read(folder: Path, change_it: Callable[[Any, Any], None]) -> BroughtTable:
    """Write the lines as a table, change the document, and read it back."""
    document = docx.Document()
    table = document.add_table(rows=0, cols=4)
    for line in LINES:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    change_it(document, table)
    document.save(str(folder / "a.docx"))
    return read_table(folder / "a.docx")


def texts(found: BroughtTable) -> list[tuple[str, ...]]:
    return [tuple(row.texts) for row in found.rows if not row.paragraph]


def _layout(document: Any, table: Any, columns: int) -> None:
    outer = document.add_table(rows=1, cols=columns)
    outer.cell(0, columns - 1)._tc.append(table._tbl)
    outer.cell(0, columns - 1).add_paragraph()


def _box(document: Any, table: Any) -> None:
    """Move the table into a text box."""
    run = document.add_paragraph().add_run()._r
    run.append(element("<w:pict ><w:txbxContent/></w:pict>"))
    run[0][0].append(table._tbl)


def _deleted(_: Any, table: Any) -> None:
    added = table.cell(1, 3).paragraphs[0].add_run("๐")._r
    wrap(added, change("del"))


def _moved(_: Any, table: Any) -> None:
    wrap(table.cell(1, 1).paragraphs[0].add_run("ย้ายไป")._r, change("moveFrom"))


def _hidden(_: Any, table: Any) -> None:
    table.cell(1, 3).paragraphs[0].add_run("๐").font.hidden = True


def _twice(_: Any, table: Any) -> None:
    cell = table.cell(1, 2)._tc
    wrap(cell, control())
    wrap(cell, control())


def _joined(_: Any, table: Any) -> None:
    table.cell(1, 1).text = "ประ"
    table.cell(1, 1).add_paragraph("กาศ")
    form = table.cell(1, 1).paragraphs[0]._p.get_or_add_pPr()
    form.append(element("<w:rPr ><w:del/></w:rPr>"))


SAME: dict[str, Callable[[Any, Any], None]] = {
    "as it is": lambda *_: None,
    "control around a cell": lambda _, t: wrap(t.cell(1, 2)._tc, control()),
    "control around a row": lambda _, t: wrap(t.rows[1]._tr, control()),
    "control around the table": lambda _, t: wrap(t._tbl, control()),
    "control around a paragraph": lambda _, t: wrap(t.cell(1, 2).paragraphs[0]._p, control()),
    "control around a run": lambda _, t: wrap(t.cell(1, 2).paragraphs[0].runs[0]._r, control()),
    "control in a control": _twice,
    "custom element around a row": lambda _, t: wrap(t.rows[1]._tr, element("<w:customXml />")),
    "inserted words": lambda _, t: wrap(t.cell(1, 3).paragraphs[0].runs[0]._r, change("ins")),
    "inserted row": lambda _, t: mark_row(t, 1, '<w:ins w:id="1" w:author="x"/>'),
    "deleted words": _deleted,
    "words moved away": _moved,
    "hidden words": _hidden,
    "the end of a paragraph deleted": _joined,
    "a field": lambda _, t: wrap(t.cell(1, 3).paragraphs[0].runs[0]._r, element("<w:fldSimple />")),
    "a layout table": lambda d, t: _layout(d, t, 1),
    "a layout table of two cells": lambda d, t: _layout(d, t, 2),
    "a text box": _box,
}  # fmt: skip


@pytest.mark.parametrize("change_it", SAME.values(), ids=SAME.keys())
def test_the_table_reads_as_it_is_printed(
    tmp_path: Path, change_it: Callable[[Any, Any], None]
) -> None:
    assert texts(read(tmp_path, change_it)) == [*LINES]


def test_tracked_changes_and_the_row_that_they_delete_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, lambda _, t: mark_row(t, 1, '<w:del w:id="1" w:author="x"/>'))
    assert texts(found) == [LINES[0], LINES[2]]
    assert ["ประกาศ" in note.thai for note in found.notes] == [False, True]


def test_a_hidden_row_is_marked(tmp_path: Path) -> None:
    found = read(tmp_path, lambda _, t: mark_row(t, 1, "<w:hidden/>"))
    assert [row.hidden for row in found.rows if not row.paragraph] == [False, True, False]


def test_a_row_that_begins_later_keeps_its_columns(tmp_path: Path) -> None:
    def later(_: Any, table: Any) -> None:
        table.rows[1]._tr.remove(table.cell(1, 0)._tc)
        mark_row(table, 1, '<w:gridBefore w:val="1"/>')

    assert texts(read(tmp_path, later))[1] == ("", *LINES[1][1:])


def test_a_small_table_inside_a_cell_belongs_to_the_cell(tmp_path: Path) -> None:
    def nested(_: Any, table: Any) -> None:
        inner = table.cell(1, 2).add_table(rows=1, cols=2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "๑)", "ภาพ"

    assert texts(read(tmp_path, nested))[1] == ("๑", "ประกาศ", "ฉบับ\n๑) ภาพ", "๕")


def test_a_cell_that_says_it_goes_on_from_nothing_keeps_its_words(tmp_path: Path) -> None:
    def broken(_: Any, table: Any) -> None:
        for cell in table.rows[0].cells:
            cell._tc.get_or_add_tcPr().append(element("<w:vMerge />"))

    assert texts(read(tmp_path, broken))[0] == LINES[0]


def test_words_merged_cells_are_told_apart(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("กำหนดส่ง ๒๐ มีนาคม ๒๕๗๐")
    table = document.add_table(rows=3, cols=3)
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            cell.text = f"{r}{c}"
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(1, 2).merge(table.cell(2, 2))
    document.save(str(tmp_path / "a.docx"))

    rows = read_table(tmp_path / "a.docx").rows

    assert rows[0].paragraph
    assert [(c.first, c.span) for c in rows[1].cells] == [(True, 3), (False, 3), (False, 3)]
    assert [c.first for c in rows[2].cells] == [True, True, True]
    assert [c.first for c in rows[3].cells] == [True, True, False]
    assert rows[3].cells[2].text == rows[2].cells[2].text
    assert [row.number for row in rows] == [1, 2, 3, 4]
