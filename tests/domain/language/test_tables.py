"""A list under its headings: titles, repeated heads, hidden rows and sheets without headings."""

from __future__ import annotations

import pickle

import pytest

from domain.language.tables import (
    BroughtTable,
    SheetRow,
    TableCell,
    TableList,
    TableNote,
    TableRow,
    hidden_rows,
    read_list,
    row_place,
)

HEADINGS = {"group": ("คณะทำงาน", "group"), "email": ("อีเมล", "e-mail"), "office": ("ตำแหน่ง",)}
HEAD = ("คณะทำงาน", "ตำแหน่ง", "อีเมล")
LINE = ("ด้านแผน", "นิติกร", "a@b.example")


def row(number: int, *texts: str, sheet: str = "", hidden: bool = False) -> TableRow:
    return TableRow(number, tuple(map(TableCell, texts)), sheet=sheet, hidden=hidden)


def listed(*rows: TableRow, notes: tuple[TableNote, ...] = ()) -> TableList:
    return read_list(
        BroughtTable(rows, notes), HEADINGS, [("group", "email")], loose=("group", "email")
    )


def fields(found: TableList) -> list[tuple[int, dict[str, str]]]:
    return [(line.number, dict(line.fields)) for line in found.lines]


WHOLE = dict(zip(("group", "office", "email"), LINE, strict=True))


@pytest.mark.parametrize(
    "above",
    [
        pytest.param((), id="nothing"),
        pytest.param((row(1, "รายชื่อผู้ประสานงาน"), row(2, "", "")), id="a title and an empty row"),
        pytest.param((row(1, "รายชื่อคณะทำงานและอีเมล", "", ""),), id="a title with the words of headings"),
        pytest.param((TableRow(1, (TableCell("คณะทำงาน อีเมล"),), paragraph=True),), id="a paragraph"),
    ],
)  # fmt: skip
def test_what_stands_above_the_headings_is_passed_over(above: tuple[TableRow, ...]) -> None:
    found = listed(*above, row(8, *HEAD), row(9, *LINE))
    assert (fields(found), found.notes) == ([(9, WHOLE)], ())


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(("Group", "", "E-Mail"), id="English"),
        pytest.param(("คณะทำงาน\u200b", "", "\ufeffอีเมล"), id="letters without width"),
        pytest.param(("ชื่อคณะทำงานด้าน", "", "อีเมลที่ติดต่อได้"), id="longer headings"),
        pytest.param(("คณะทำงาน\n(ชื่อเต็ม)", "", "โทร/อีเมล"), id="two things in one"),
    ],
)
def test_headings_are_known_in_every_writing(head: tuple[str, ...]) -> None:
    [(_, found)] = fields(listed(row(1, *head), row(2, *LINE)))
    assert found == {"group": "ด้านแผน", "email": "a@b.example"}


def test_two_columns_that_might_be_meant_are_no_head() -> None:
    assert not listed(row(1, "คณะทำงาน", "อีเมลหลัก", "อีเมลสำรอง")).headed


def test_headings_that_come_again_move_the_columns() -> None:
    again = ("อีเมล", "คณะทำงาน")
    found = listed(
        row(1, *HEAD),
        row(2, *LINE),
        row(3, *HEAD),
        row(4, *again),
        row(5, "c@d.example", "ด้านรณรงค์"),
    )
    assert fields(found)[1:] == [(5, {"email": "c@d.example", "group": "ด้านรณรงค์"})]


def test_hidden_rows_are_left_out_and_told() -> None:
    found = listed(row(1, *HEAD), row(2, *LINE), row(3, *LINE, hidden=True))
    assert [number for number, _ in fields(found)] == [2]
    assert ["๓" in note.thai for note in found.notes] == [True]


def test_each_sheet_has_its_own_headings_and_one_without_is_told() -> None:
    found = listed(
        row(1, *HEAD, sheet="ก"), row(2, *LINE, sheet="ก"), row(1, *LINE, sheet="ข"),
        notes=(TableNote("ซ่อน", "hidden"),),
    )  # fmt: skip
    assert fields(found) == [(2, WHOLE)]
    assert ["ซ่อน" in note.thai or "“ข”" in note.thai for note in found.notes] == [True, True]


def test_a_cell_merged_downwards_speaks_for_each_row_and_across_once() -> None:
    down = TableCell("ด้านแผน", first=False, down=True)
    across = (TableCell("หมายเหตุ", span=3), *[TableCell("หมายเหตุ", first=False, span=3)] * 2)
    found = listed(
        row(1, *HEAD),
        TableRow(2, (down, TableCell(""), TableCell("c@d.example"))),
        TableRow(3, across),
    )
    assert fields(found)[0] == (2, {"group": "ด้านแผน", "email": "c@d.example"})
    assert (found.lines[1].fields, found.lines[1].filled) == ({"group": "หมายเหตุ"}, 1)


def test_no_headings_no_list() -> None:
    assert not listed(row(1, *LINE)).headed


def test_a_row_names_its_sheet_where_the_workbook_has_several() -> None:
    assert row_place(3).thai == "แถว ๓"
    assert row_place(SheetRow(3, "ไตรมาส 2")).thai == "แผ่นงาน “ไตรมาส 2” แถว ๓"
    assert row_place(SheetRow(3, "Q2"), "บรรทัด", "line").english == "sheet “Q2”, line 3"
    copy = pickle.loads(pickle.dumps(SheetRow(3, "Q2")))  # our own, as from a child process
    assert (copy, row_place(copy).english) == (3, "sheet “Q2”, row 3")


def test_hidden_rows_are_told_by_sheet_and_those_in_a_row_as_one() -> None:
    found = [SheetRow(2, "ก"), SheetRow(9, "ข"), SheetRow(3, "ก"), SheetRow(5, "ก")]

    assert [note.thai.partition(" ถูก")[0] for note in hidden_rows(found)] == [
        "แผ่นงาน “ก” แถว ๒–๓, ๕", "แผ่นงาน “ข” แถว ๙",
    ]  # fmt: skip


def test_a_row_of_other_words_between_lines_is_no_head() -> None:
    found = listed(row(1, *HEAD), row(2, *LINE), row(3, "group", "e-mail", "x"), row(4, *LINE))

    assert [number for number, _ in fields(found)] == [2, 4]
