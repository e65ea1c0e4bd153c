"""Lists of contacts as offices keep them: Thai headings, Excel's own encodings, real workbooks, and none at all."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from domain.language.errors import KamnotError
from inspection.tables.contacts import ContactLine, ContactList, read_contacts

TEXT = (
    "คณะทำงาน,บทบาท,ตำแหน่ง,อีเมล,แชต,บัญชี,หมายเหตุ\r\n"
    "ด้านแผน,หัวหน้า,ผู้บังคับบัญชากลุ่มงานพัสดุ,head@bureau.example,KAMNOT_LINE,officer,ไม่อ่าน\r\n"
    ",,,,,,\r\n"
    'campaign,,"เลขานุการ, ผู้ช่วย", member@bureau.example ,,,\r\n'
)
CALC = any(Path("/usr/lib/libreoffice/program").glob("libsclo.so"))
LINES = (
    ContactLine(
        2,
        "ด้านแผน",
        "head@bureau.example",
        role="หัวหน้า",
        office="ผู้บังคับบัญชากลุ่มงานพัสดุ",
        chat="KAMNOT_LINE",
        account="officer",
    ),
    ContactLine(4, "campaign", "member@bureau.example", office="เลขานุการ, ผู้ช่วย"),
)


GROUPS = ("ด้านแผน", "campaign", "planning")


def read(path: Path) -> ContactList:
    return read_contacts(path, lambda words: words in GROUPS)


def written(folder: Path, *rows: Sequence[str | None]) -> Path:
    """A workbook with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "c.xlsx")
    return folder / "c.xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_whatever_excel_saved_it_as_it_reads_the_same(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ผู้รับ.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert read(path).lines == LINES


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_are_recognised(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(delimiter.join(("group", "email")) + f"\nplanning{delimiter}a@b.example\n")
    assert read(path).lines == (ContactLine(2, "planning", "a@b.example"),)


@pytest.mark.skipif(
    not CALC, reason="optional: LibreOffice Calc (libreoffice-calc) is not installed"
)
def test_a_workbook_made_by_a_real_program_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(TEXT, encoding="utf-8")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--infilter=CSV:44,34,UTF8", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(tmp_path / "c.csv")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert read(tmp_path / "c.xlsx").lines == LINES


def test_a_workbook_with_empty_rows_and_cells_reads_by_its_headings(tmp_path: Path) -> None:
    written(
        tmp_path, ("คณะทำงาน", None, "อีเมล"), (None, None, None), ("planning", None, "a@b.example")
    )

    assert read(tmp_path / "c.xlsx").lines == (ContactLine(3, "planning", "a@b.example"),)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param("c.csv", b"", "ไม่มีข้อมูล", id="empty"),
        pytest.param("c.csv", "ชื่อ,โทร\nก,1\n".encode(), "ไม่พบหัวตารางที่มีคอลัมน์ คณะทำงาน, อีเมล", id="other headings"),
        pytest.param("c.csv", "คณะทำงาน,อีเมล\nplanning,\n".encode(), "บรรทัด ๒ ไม่มีอีเมล", id="a line without address"),
        pytest.param("c.xlsx", b"PK\x03\x04 not a zip", "อ่านไฟล์ “c.xlsx” ไม่ได้", id="no workbook"),
        pytest.param("c.xls", b"\xd0\xcf\x11\xe0", ".xlsx", id="an old workbook"),
        pytest.param("c.csv", b"\xff\xfe\x00", "CSV UTF-8", id="half a letter"),
        pytest.param("c.csv", b"a" * (5 * 2**20 + 1), "ใหญ่เกิน", id="too large"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(KamnotError, match=sentence) as caught:
        read(path)
    assert name in caught.value.thai


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match=r"c\.csv"):
        read(tmp_path / "c.csv")


@pytest.mark.parametrize(
    "cell",
    [
        "นายก <a@b.example>", '"นาย ก." <a@b.example>;', "mailto:a@b.example", "\u200ba@b.example",
        "02-123 4567 / a@b.example", "a@b.example, a@b.example",
    ],
)  # fmt: skip
def test_the_address_is_found_in_what_people_write_around_it(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path, ("คณะทำงาน", "E-mail Address"), ("planning", cell))
    assert read(path).lines == (ContactLine(2, "planning", "a@b.example"),)


@pytest.mark.parametrize("between", ["; ", ", ", "\n", " / ", " และ "])
def test_several_addresses_in_a_cell_are_asked_about(tmp_path: Path, between: str) -> None:
    path = written(tmp_path, ("group", "email"), ("planning", f"a@b.example{between}c@d.example"))
    with pytest.raises(KamnotError, match=r"บรรทัด ๒ .*a@b\.example, c@d\.example"):
        read(path)


@pytest.mark.parametrize(
    ("below", "told"),
    [
        pytest.param(("หมายเหตุ: ปรับปรุงแล้ว",), [], id="a note"),
        pytest.param((None, "ผู้จัดทำ"), [], id="a signature"),
        pytest.param(("หมายเหตุ", "ปรับปรุงแล้ว"), ["๓"], id="a note in two cells"),
        pytest.param(("group", "email"), [], id="the headings again"),
    ],
)
def test_what_stands_below_the_contacts_is_none(
    tmp_path: Path, below: tuple[str | None, ...], told: list[str]
) -> None:
    path = written(tmp_path, ("group", "email", "office"), ("planning", "a@b.example"), below)
    found = read(path)
    assert found.lines == (ContactLine(2, "planning", "a@b.example"),)
    assert [word in note.thai for word, note in zip(told, found.notes, strict=True)] == [
        True
    ] * len(told)
