"""A register as a book: choices can be picked, and other programs are told what the columns hold."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.facts import RegisterRow, RowId
from domain.plan.model import ColumnKind, Register
from domain.rubric.register_rows import read_cell, table_rows
from inspection.tables.table_files import read_table
from reports.register_sheets import data_package, register_book, register_csv
from tests.support.dossiers import plan_2567

REGISTER = plan_2567().register_by_id["publications"]
HEADS = ["แถวที่", *(column.title for column in REGISTER.columns)]
IDS = ["row", *(column.id for column in REGISTER.columns)]


@pytest.mark.parametrize(("language", "first"), [("th", "ช่องทางสำนักงาน"), ("en", "office")])
def test_a_choice_is_picked_from_a_list(language: str, first: str) -> None:
    book = load_workbook(io.BytesIO(register_book(REGISTER, [HEADS], language)))
    sheet, about, hidden = book.worksheets

    assert (hidden.sheet_state, about.max_row) == ("hidden", len(REGISTER.columns) + 1)
    rules = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
    }
    assert rules["F2"] == "choices!$F$1:$F$3"
    assert hidden["F1"].value == first


def test_text_has_the_mark_by_which_excel_knows_thai() -> None:
    text = register_csv(REGISTER, [HEADS, [1, "๑๓ มีนาคม ๒๕๖๗"]], "th")

    assert text.startswith(b"\xef\xbb\xbf")
    assert text.decode("utf-8-sig").splitlines()[1] == "1,๑๓ มีนาคม ๒๕๖๗"


EVIL = (
    '=HYPERLINK("http://x")',
    "+66 2 123",
    "-",
    "@SUM(A1)",
    "\tx",
    "'=1+1",
    "'x",
    "it's",
    "1-2",
    "",
)


def test_no_words_become_a_formula_and_all_come_back_as_they_were(tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    table.write_bytes(register_csv(REGISTER, [HEADS, [1, -5], EVIL], "th"))
    with table.open(encoding="utf-8-sig", newline="") as text:
        *_, numbers, cells = csv.reader(text)
    assert not any(cell.startswith(tuple("=+-@\t")) for cell in cells)
    assert numbers == ["1", "-5"]
    assert read_table(table).rows[-1].texts == [cell.strip() for cell in EVIL]


def test_the_description_names_each_column_as_the_table_does() -> None:
    package = json.loads(data_package(REGISTER, "ทะเบียน.csv", IDS))
    [resource] = package["resources"]
    fields = {field["name"]: field for field in resource["schema"]["fields"]}

    assert (resource["path"], list(fields)) == ("ทะเบียน.csv", IDS)
    assert fields["day"] | {"title": ""} == {
        "name": "day", "title": "", "type": "date", "constraints": {"required": True},
    }  # fmt: skip
    assert fields["channel"]["constraints"]["enum"] == ["office", "social", "bureau"]
    assert fields["activity"]["type"] == "integer"


def test_a_thai_day_is_words_to_other_programs() -> None:
    [resource] = json.loads(data_package(REGISTER, "ก.xlsx", HEADS))["resources"]

    assert resource["schema"]["fields"][1]["type"] == "string"


FITS = {
    "integer": r"\d+", "date": r"\d{4}-\d\d-\d\d", "boolean": "yes|no", "string": ".+",
}  # fmt: skip
SAYS = {
    ColumnKind.DATE: "13/3/67", ColumnKind.COUNT: "๕", ColumnKind.YES_NO: "ไม่มี", ColumnKind.LINK: "https://example.org",
    ColumnKind.ACTIVITY: "19", ColumnKind.ACTIVITIES: "7, 19", ColumnKind.EVIDENCE: "๑๒", ColumnKind.TEXT: "0007",
}  # fmt: skip


@pytest.mark.parametrize("register", plan_2567().registers, ids=lambda register: register.id)
def test_what_is_written_is_what_the_description_says(register: Register) -> None:
    plan = plan_2567()
    said = {c.id: SAYS.get(c.kind) or list(c.choices)[-1] for c in register.columns}
    cells = {c.id: read_cell(plan, c, said[c.id]) for c in register.columns}
    row = RegisterRow(
        RowId(register.id, 1), 1, {n: c for n, c in cells.items() if c is not None}, date.min
    )
    heads, line = table_rows(register, [row], "en")

    [resource] = json.loads(data_package(register, "ก.csv", heads))["resources"]
    schema = resource["schema"]
    for field, value in zip(schema["fields"], line, strict=True):
        assert re.fullmatch(FITS[field["type"]], str(value)), field
        rules = field.get("constraints", {})
        assert value in rules.get("enum", [value])
        assert not isinstance(value, int) or rules.get("minimum", 0) <= value <= rules.get(
            "maximum", value
        )
    assert {n for keys in schema.get("uniqueKeys", []) for n in keys} == set(register.unique)
    assert schema["primaryKey"] == ["row"]
