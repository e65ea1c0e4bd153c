"""An Excel book holds numbers and plain text, whatever is written into it."""

from __future__ import annotations

import io
from decimal import Decimal
from fractions import Fraction
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
    [(EVIL, EVIL), ("@สำนัก", "@สำนัก"), (True, "True"), ("ก\x00\x07ข", "กข"), ("ก\nข", "ก\nข")],
    ids=["formula", "at", "yes", "controls", "two-lines"],
)
def test_what_is_no_number_is_text(value: object, kept: str) -> None:
    [_, cell] = cells(["หัว"], [value])

    assert (cell.value, cell.data_type, cell.quotePrefix) == (kept, "s", True)


@pytest.mark.parametrize(
    ("value", "kept", "shown"),
    [
        (7, 7, "General"),
        (Decimal("7.5"), 7.5, "General"),
        (Fraction(2, 3), 2 / 3, "0.00%"),
        (Fraction(1), 1, "0.00%"),
        (Fraction(79995, 100000), 0.79995, "0.0000%"),
    ],
    ids=["count", "points", "share", "whole", "share-below-a-band"],
)
def test_a_number_is_a_number(value: object, kept: float, shown: str) -> None:
    [_, cell] = cells(["หัว"], [value])

    assert (cell.value, cell.data_type, cell.number_format) == (kept, "n", shown)


def test_the_first_row_is_the_heading_and_stays_in_sight() -> None:
    book = load_workbook(io.BytesIO(to_xlsx({"ก": [["หัว"], ["ข"]], "ค": [["หัว"]]})))

    assert book.sheetnames == ["ก", "ค"]
    assert (book["ก"].freeze_panes, book["ก"]["A1"].font.bold, book["ก"]["A2"].font.bold) == (
        "A2",
        True,
        False,
    )
