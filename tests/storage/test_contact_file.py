"""Lists of contacts as offices keep them: Thai headings, Excel's own encodings, real workbooks, and none at all."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from domain.errors import KamnotError
from storage.contact_file import ContactLine, read_contacts

TEXT = (
    "คณะทำงาน,บทบาท,ตำแหน่ง,อีเมล,แชต,บัญชี,หมายเหตุ\r\n"
    "ด้านแผน,หัวหน้า,ผู้บังคับบัญชากลุ่มงานพัสดุ,head@bureau.example,KAMNOT_LINE,officer,ไม่อ่าน\r\n"
    ",,,,,,\r\n"
    'campaign,,"เลขานุการ, ผู้ช่วย", member@bureau.example ,,,\r\n'
)
CALC = any(Path("/usr/lib/libreoffice/program").glob("libsc*lo.so"))
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


def workbook(path: Path, sheet: str, strings: str = "") -> Path:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="ก" r:id="rId9"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="x"><Relationship Id="rId9" Target="worksheets/s.xml"/></Relationships>',
        )
        book.writestr(
            "xl/worksheets/s.xml", sheet.replace("<worksheet>", f'<worksheet xmlns="{main}">')
        )
        if strings:
            book.writestr("xl/sharedStrings.xml", strings.replace("<sst>", f'<sst xmlns="{main}">'))
    return path


def test_shared_and_inline_words_and_skipped_cells_are_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "c.xlsx",
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>อีเมล</t></is></c>'
        '</row><row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3" t="str"><v>a@b.example</v></c></row>'
        "</sheetData></worksheet>",
        "<sst><si><t>คณะทำงาน</t></si><si><r><t>plan</t></r><r><t>ning</t></r></si></sst>",
    )
    assert read_contacts(path) == (ContactLine(3, "planning", "a@b.example"),)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'


def test_a_workbook_that_declares_entities_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="ไม่ใช่ไฟล์ Excel"):
        read_contacts(workbook(tmp_path / "c.xlsx", ENTITIES))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param("c.csv", b"", "ไม่มีข้อมูล", id="empty"),
        pytest.param("c.csv", "ชื่อ,โทร\nก,1\n".encode(), "ไม่พบคอลัมน์", id="other headings"),
        pytest.param("c.csv", "คณะทำงาน,อีเมล\nplanning,\n".encode(), "บรรทัด 2 ไม่มีอีเมล", id="a line without address"),
        pytest.param("c.xlsx", b"PK\x03\x04 not a zip", "ไม่ใช่ไฟล์ Excel", id="no workbook"),
        pytest.param("c.xls", b"\xd0\xcf\x11\xe0", ".xlsx", id="an old workbook"),
        pytest.param("c.csv", b"\xff\xfe\x00", "เข้ารหัส", id="half a letter"),
        pytest.param("c.csv", b"a" * 5_000_001, "ใหญ่เกิน", id="too large"),
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
