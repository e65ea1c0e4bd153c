"""Every register goes out as Excel, through LibreOffice, and in again: nothing is lost, and an edit is what it was.

What LibreOffice or a person makes of a table is read as it is meant, or refused with its line and column, whole.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from domain.language.errors import KamnotError
from domain.plan.model import ColumnKind, Register, RegisterColumn
from flows.evidence.registers import ImportedRows, add, export_rows, import_rows, show_register
from flows.run.workspace import Workspace
from tests.support.cast import UNIT

ON = date(2024, 9, 1)
HARD = (
    "007",
    "=1+1",
    "50%",
    "๑๒๓",
    "1/2",
    "TRUE",
    "บรรทัดหนึ่ง\nบรรทัดสอง",
    "1e5",
    "2567-03-01",
    "#N/A",
    'ก,ข; "ค"',
)
"""Texts that a spreadsheet would like to be something else."""
SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.clock


def cell_of(column: RegisterColumn, n: int) -> str:
    choices = list(column.choices)
    return {
        ColumnKind.TEXT: HARD[(n * 4 + len(column.id)) % len(HARD)] + str(n),
        ColumnKind.DATE: f"{n + 1}/3/2567",
        ColumnKind.COUNT: str(n + 1),
        ColumnKind.YES_NO: ("มี", "ไม่มี")[n % 2],
        ColumnKind.LINK: f"https://example.org/x?a={n}&b=1",
        ColumnKind.EVIDENCE: "",
    }.get(column.kind, choices[n % len(choices)] if choices else "19")


def fill(ws: Workspace, register: Register, rows: int) -> None:
    for n in range(rows):
        cells = {c.id: cell_of(c, n) for c in register.columns}
        add(ws, UNIT, register.id, {k: v for k, v in cells.items() if v}, on=ON, by="ก")


def saved_by_libreoffice(folder: Path, kind: str, files: str) -> Path:
    """Files of a folder as LibreOffice saves them."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    out = folder / kind
    subprocess.run(
        [SOFFICE, "--headless", "--convert-to", kind, "--outdir", str(out), *map(str, folder.glob(files))],
        env={**os.environ, "HOME": str(folder)}, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return out


def bring(ws: Workspace, register: str, path: Path, *, dry_run: bool = True) -> ImportedRows:
    return import_rows(ws, UNIT, register, path, on=ON, by="ก", dry_run=dry_run)


def counted(done: ImportedRows) -> tuple[int, int, int]:
    return len(done.new), len(done.changed), done.same


Edit = Callable[[Any], None]


def put(row: int, column: int, value: object, form: str = "General") -> Edit:
    def edit(sheet: Any) -> None:
        sheet.cell(row, column).value = value
        sheet.cell(row, column).number_format = form

    return edit


def both(first: Edit, second: Edit) -> Edit:
    def edit(sheet: Any) -> None:
        first(sheet)
        second(sheet)

    return edit


def line(*values: object) -> Edit:
    """A new line below the two that are there: day, number, asked and sent by their places."""

    def edit(sheet: Any) -> None:
        for at, value in enumerate(values, 1):
            sheet.cell(4, at).value = value

    return edit


NEW: tuple[object, ...] = (None, "สผ ๙", "9/3/67", "อบรม", "๕", "๕")
TAKEN: dict[str, tuple[Edit, tuple[int, int, int]]] = {
    "a Thai day in a date cell": (put(2, 3, datetime(2567, 3, 1), "dd/mm/yyyy"), (0, 0, 2)),  # noqa: DTZ001  # as Excel has it
    "another day as Excel's number": (put(2, 3, 45353), (0, 1, 1)),
    "the day that is there as a date": (put(2, 3, datetime(2024, 3, 1), "d mmmm yyyy"), (0, 0, 2)),  # noqa: DTZ001
    "a sum": (put(2, 5, "=1+0"), (0, 0, 2)),
    "another sum": (put(2, 5, "=F2+40"), (0, 1, 1)),
    "a number with places": (put(3, 6, 2, "0.00"), (0, 0, 2)),
    "leading zeros as text": (put(2, 2, "0007", "@"), (0, 1, 1)),
    "a line break": (put(2, 4, "สอง\nบรรทัด"), (0, 1, 1)),
    "a new line in Thai numerals": (line(*NEW), (1, 0, 2)),
    "a row hidden by a filter": (lambda s: setattr(s.row_dimensions[3], "hidden", True), (0, 0, 1)),
    "a row taken out": (lambda s: s.delete_rows(3), (0, 0, 1)),
    "the sheet has another name": (lambda s: setattr(s, "title", "ของเรา"), (0, 0, 2)),
    "a column of one's own": (both(put(1, 7, "หมายเหตุ"), put(2, 7, "x")), (0, 0, 2)),
    "a column taken out": (lambda s: s.delete_cols(5), (0, 0, 2)),
    "a column moved": (lambda s: s.move_range("F1:F3", cols=3), (0, 0, 2)),
    "a title above": (both(lambda s: s.insert_rows(1, 2), put(1, 1, "ทะเบียนหนังสือเวียน")), (0, 0, 2)),
}  # fmt: skip
REFUSED: dict[str, tuple[Edit, str]] = {
    "a day that is none": (put(3, 3, "31 กุมภาพันธ์ 2567"), "3: ช่อง “ลงวันที่”: อ่านวันที่ “31 กุมภาพันธ์ 2567”"),
    "a day of another year": (put(3, 3, "13/3/2566"), "3: ช่อง “ลงวันที่” เป็น"),
    "a share in place of a count": (put(3, 6, 0.5, "0%"), "3: ช่อง “จำนวนที่ส่ง (คน)” เขียนว่า “50%”"),
    "half a person": (put(3, 6, 1.5), "3: ช่อง “จำนวนที่ส่ง (คน)” เขียนว่า “1.5”"),
    "a formula that fails": (put(3, 6, "=1/0"), "3: ช่อง “จำนวนที่ส่ง (คน)” เขียนว่า “#DIV/0!”"),
    "an empty cell": (put(3, 4, None), "3: ช่อง “กิจกรรม” ว่าง"),
    "a row twice": (put(3, 1, 1), "3: ซ้ำกับแผ่นงาน “กิจกรรมตามแจ้งเวียน” บรรทัด ๒"),
    "a row that is not there": (put(3, 1, 9), "3: ทะเบียนกิจกรรมตามแจ้งเวียนไม่มีแถวที่ 9"),
    "a row's number that is none": (put(3, 1, "ก"), "3: “ก” ไม่ใช่เลขแถว"),
    "cells merged across": (lambda s: s.merge_cells("B3:D3"), "3: ช่อง “ลงวันที่” ว่าง"),
    "a column renamed": (put(1, 5, "ขอมา"), "ไม่มีหัว “จำนวนที่ขอให้ส่ง (คน)” แต่มี “ขอมา”"),
    "a needed column renamed": (put(1, 4, "งาน"), "ไม่พบหัวตาราง “กิจกรรม” ของทะเบียนกิจกรรมตามแจ้งเวียน ที่พบคือ “งาน”"),
    "a heading twice": (lambda s: s.cell(1, 7, "กิจกรรม"), "หัวตาราง “กิจกรรม” มีมากกว่าหนึ่งคอลัมน์"),
}  # fmt: skip


def test_every_register_comes_back_from_libreoffice_and_every_edit_is_what_it_was(
    bare: Workspace, tmp_path: Path
) -> None:
    for register in bare.plan.registers:
        fill(bare, register, 2)
        export_rows(bare, UNIT, register.id, tmp_path / f"of-{register.id}.xlsx")
    for name, edit in [(n, e) for n, (e, _) in (TAKEN | REFUSED).items()]:
        book = load_workbook(tmp_path / "of-circulars.xlsx")
        edit(book.worksheets[0])
        book.save(tmp_path / f"edit {name}.xlsx")

    by_its_own_format = saved_by_libreoffice(tmp_path, "ods", "of-*.xlsx")
    back = saved_by_libreoffice(by_its_own_format, "xlsx", "*.ods")
    for register in bare.plan.registers:
        done = bring(bare, register.id, back / f"of-{register.id}.xlsx")
        assert (counted(done), done.doubts) == ((0, 0, 2), ()), register.id
    back = saved_by_libreoffice(tmp_path, "xlsx", "edit *.xlsx")
    taken = {n: bring(bare, "circulars", back / f"edit {n}.xlsx") for n in TAKEN}
    assert {n: counted(done) for n, done in taken.items()} == {n: c for n, (_, c) in TAKEN.items()}
    assert [done.doubts for done in taken.values()] == [()] * len(TAKEN)
    said = {n: refusal(bare, back / f"edit {n}.xlsx") for n in REFUSED}
    assert [(n, said[n]) for n, (_, words) in REFUSED.items() if words not in said[n]] == []
    # LibreOffice worked this sum out; in the file of before nobody had.
    assert "E2 เป็นสูตรที่ยังไม่มีค่า" in refusal(bare, tmp_path / "edit another sum.xlsx")
    assert len(show_register(bare, UNIT, "circulars").history) == 2


def refusal(ws: Workspace, path: Path) -> str:
    """Why a table is refused, each sentence with its line."""
    try:
        done = bring(ws, "circulars", path, dry_run=False)
    except KamnotError as error:
        return error.thai
    assert not done.kept
    return "; ".join(f"{d.line}: {d.thai}" for d in done.doubts)
