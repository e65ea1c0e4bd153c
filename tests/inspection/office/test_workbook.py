"""A workbook of numbers, formulas or charts is not empty; what is hidden is not there."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.styles import NamedStyle

from domain.facts import Problem
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import archive, picture

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(fill: Callable[[Any], object]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    fill(book)
    book.save(out)
    return out.getvalue()


def with_cell(value: object) -> Callable[[Any], object]:
    def fill(book: Any) -> None:
        book.active["D9"] = value

    return fill


def with_chart(book: Any) -> None:
    book.active.append([1, 2])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_col=2))
    book.create_sheet("กราฟ").add_chart(chart)


def with_chart_sheet(book: Any) -> None:
    sheet = book.create_chartsheet("กราฟ")
    sheet.add_chart(BarChart())


def with_picture(book: Any) -> None:
    book.active.add_image(Image(io.BytesIO(picture("PNG"))))


FILLED = {
    "a number": with_cell(12),
    "a zero": with_cell(0),
    "a truth": with_cell(value=True),
    "a formula": with_cell("=SUM(A1:B2)"),
    "words": with_cell("รายงาน"),
    "a chart": with_chart,
    "a sheet of one chart": with_chart_sheet,
    "a picture": with_picture,
}


@pytest.mark.parametrize("fill", FILLED.values(), ids=FILLED)
def test_a_filled_workbook_is_taken(fill: Callable[[Any], object]) -> None:
    seen = read(saved(fill), "xlsx")

    assert (seen.has_text, seen.format) == (True, "xlsx")


@pytest.mark.parametrize("cell", ['<c><f>""</f></c>', '<c t="str"><f>IF(A1,"","x")</f><v></v></c>'])
def test_a_formula_that_shows_nothing_fills_no_workbook(cell: str) -> None:
    sheet = f'<s xmlns="{SHEET}"><row>{cell}</row></s>'
    with pytest.raises(RefusedError) as refused:
        read(archive(**{"xl/workbook.xml": "<w/>", "xl/worksheets/s.xml": sheet}), "xlsx")
    assert refused.value.problem is Problem.BLANK


def hidden_sheet(book: Any) -> None:
    book.active["A1"] = "ลับ"
    book.active.sheet_state = "veryHidden"
    book.create_sheet("ว่าง")


def hidden_row(book: Any) -> None:
    book.active["A3"] = "ลับ"
    book.active.row_dimensions[3].hidden = True


def hidden_column(book: Any) -> None:
    book.active["AB3"] = "ลับ"
    book.active.column_dimensions["AB"].hidden = True


@pytest.mark.parametrize("fill", [lambda _: None, hidden_sheet, hidden_row, hidden_column])
def test_an_empty_workbook_and_a_hidden_cell_are_blank(fill: Callable[[Any], object]) -> None:
    with pytest.raises(RefusedError) as refused:
        read(saved(fill), "xlsx")

    assert refused.value.problem is Problem.BLANK


def test_the_sheets_are_read_in_their_order_with_shared_and_own_texts() -> None:
    def fill(book: Any) -> None:
        book.active["A1"] = "หน้าแรก"
        book.create_sheet("หลัง")["A1"] = "หน้าหลัง"

    assert [text.strip() for text in read(saved(fill), "xlsx").page_texts] == ["หน้าแรก", "หน้าหลัง"]


def test_a_broken_style_and_date_hide_no_cell() -> None:
    def fill(book: Any) -> None:
        book.active["A1"] = 12
        book.active["A1"].style = NamedStyle(name="x")

    with_fault = saved(fill).replace(b"xl/styles.xml", b"xl/stylez.xml")
    bad_date = f'<s xmlns="{SHEET}"><row><c t="d"><v>32-13-99</v></c></row></s>'

    assert read(with_fault, "xlsx").has_text
    assert read(
        archive(**{"xl/workbook.xml": "<w/>", "xl/worksheets/s.xml": bad_date}), "xlsx"
    ).has_text


ASKED = {
    "a program": "cmd|'/c calc'!A0",
    "a program without quotes": "DDE|server!item",
}


@pytest.mark.parametrize("formula", ASKED.values(), ids=ASKED)
def test_a_formula_that_asks_a_program_is_refused(formula: str) -> None:
    sheet = f'<s xmlns="{SHEET}"><row><c><f>{formula}</f><v>1</v></c></row></s>'

    with pytest.raises(RefusedError) as refused:
        read(archive(**{"xl/workbook.xml": "<w/>", "xl/worksheets/s.xml": sheet}), "xlsx")

    assert refused.value.problem is Problem.LINKED


@pytest.mark.parametrize("formula", ["IF(A1&gt;1,2,3)", "'แผ่น|1'!A1", '"a|b"', "SUM(A1:A3)"])
def test_an_ordinary_formula_passes(formula: str) -> None:
    sheet = f'<s xmlns="{SHEET}"><row><c><f>{formula}</f><v>1</v></c></row></s>'

    assert read(
        archive(**{"xl/workbook.xml": "<w/>", "xl/worksheets/s.xml": sheet}), "xlsx"
    ).has_text


@pytest.mark.parametrize(
    "part", ["xl/externalLinks/externalLink1.xml", "XL/ExternalLinks/a.xml", "xl/connections.xml"]
)
def test_links_to_other_files_are_refused(part: str) -> None:
    sheet = f'<s xmlns="{SHEET}"><row><c><v>1</v></c></row></s>'
    parts = {"xl/workbook.xml": "<w/>", "xl/worksheets/s.xml": sheet, part: "<x/>"}

    with pytest.raises(RefusedError) as refused:
        read(archive(**parts), "xlsx")

    assert refused.value.problem is Problem.LINKED
