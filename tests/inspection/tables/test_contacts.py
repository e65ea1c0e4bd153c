"""Lists of contacts as offices keep them: Thai headings, Excel's own encodings, real workbooks, and none at all."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest

from domain.language.errors import KamnotError
from inspection.tables.contacts import ContactLine, read_contacts

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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_whatever_excel_saved_it_as_it_reads_the_same(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ผู้รับ.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert read_contacts(path) == LINES


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_are_recognised(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(delimiter.join(("group", "email")) + f"\nplanning{delimiter}a@b.example\n")
    assert read_contacts(path) == (ContactLine(2, "planning", "a@b.example"),)


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
    assert read_contacts(tmp_path / "c.xlsx") == LINES


def test_a_workbook_with_empty_rows_and_cells_reads_by_its_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("คณะทำงาน", None, "อีเมล"), (None, None, None), ("planning", None, "a@b.example")):
        sheet.append(row)
    book.save(tmp_path / "c.xlsx")

    assert read_contacts(tmp_path / "c.xlsx") == (ContactLine(3, "planning", "a@b.example"),)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param("c.csv", b"", "ไม่มีข้อมูล", id="empty"),
        pytest.param("c.csv", "ชื่อ,โทร\nก,1\n".encode(), "ไม่พบคอลัมน์", id="other headings"),
        pytest.param("c.csv", "คณะทำงาน,อีเมล\nplanning,\n".encode(), "บรรทัด 2 ไม่มีอีเมล", id="a line without address"),
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
        read_contacts(path)
    assert name in caught.value.thai


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match=r"c\.csv"):
        read_contacts(tmp_path / "c.csv")
