"""An Excel book holds nothing but text, whatever is written into it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from reports.sheets import to_xlsx

EVIL = '=HYPERLINK("http://example.org","คลิก")'


def cells(*rows: list[object]) -> list[Any]:
    book = load_workbook(io.BytesIO(to_xlsx({"ตาราง": rows})))
    return [cell for row in book["ตาราง"] for cell in row if cell.value is not None]


@pytest.mark.parametrize(
    ("value", "kept"),
    [(EVIL, EVIL), ("@สำนัก", "@สำนัก"), (7, "7"), ("ก\x00\x07ข", "กข"), ("ก\nข", "ก\nข")],
    ids=["formula", "at", "number", "controls", "two-lines"],
)
def test_every_cell_is_text(value: object, kept: str) -> None:
    [_, cell] = cells(["หัว"], [value])

    assert (cell.value, cell.data_type, cell.quotePrefix) == (kept, "s", True)


def test_the_first_row_is_the_heading_and_stays_in_sight() -> None:
    book = load_workbook(io.BytesIO(to_xlsx({"ก": [["หัว"], ["ข"]], "ค": [["หัว"]]})))

    assert book.sheetnames == ["ก", "ค"]
    assert (book["ก"].freeze_panes, book["ก"]["A1"].font.bold, book["ก"]["A2"].font.bold) == (
        "A2",
        True,
        False,
    )
