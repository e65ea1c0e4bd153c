"""A reviewer sees what came in, whatever it is: pages, tables, text, films, or a sentence why not."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from domain.language.errors import KamnotError, NotThereError
from flows.evidence.preview import FilePreview, SheetCell, ShownKind, film, page, preview
from flows.evidence.take_in import Incoming, file_in, take_in
from flows.run.workspace import Workspace
from inspection import Inspectors
from storage.db.database import writing
from storage.evidence_store.contract import Stored
from storage.records.evidence import keep_derived
from tests.support import evidence
from tests.support.cast import UNIT

DAY = date(2024, 3, 1)
FIVE = "#for n in range(5) [หน้าที่ #(n + 1) #pagebreak(weak: true)]"


@pytest.fixture
def ws(workspace: Workspace) -> Iterator[Workspace]:
    """A workspace whose children live as long as the test."""
    with Inspectors(children=1) as inspectors:
        workspace.inspectors = inspectors
        yield workspace


def came(ws: Workspace, folder: Path, name: str, content: bytes, *, looked: bool = False) -> int:
    path = folder / name
    path.write_bytes(content)
    bring = take_in if looked else file_in
    [kept] = bring(ws, UNIT, [Incoming("7.report", path, DAY)], by="sender")
    return kept.added.item


def seen(
    ws: Workspace, folder: Path, name: str, content: bytes, *, looked: bool = False
) -> FilePreview:
    return preview(ws, UNIT, came(ws, folder, name, content, looked=looked))


def workbook(*rows: list[Any], **more: Any) -> tuple[Workbook, Any]:
    book = Workbook()
    sheet = book.active
    sheet.title = "ผู้เข้าร่วม"
    for row in rows:
        sheet.append(row)
    return book, sheet


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_first_pages_of_a_report_are_drawn_at_once_and_the_others_when_they_are_asked_for(
    ws: Workspace, tmp_path: Path
) -> None:
    shown = seen(ws, tmp_path, "รายงาน.pdf", evidence.pdf(FIVE))

    assert (shown.kind, shown.pages) == (ShownKind.PAGES, 5)
    assert [text.split()[0] for text in shown.texts] == ["หน้าที่"] * 3
    [folder] = ws.settings.previews.iterdir()
    names = {path.name for path in folder.iterdir()}
    assert names == {"shown.json"} | {
        f"{n}{end}" for n in (1, 2, 3) for end in ("-834.jpg", ".txt")
    }

    fifth = page(ws, UNIT, shown.item, 5, 1668)

    assert fifth.image.startswith(b"\xff\xd8\xff")
    assert "5" in fifth.text
    assert (folder / "5-1668.jpg").exists()


def test_a_preview_may_be_deleted_at_any_time_and_is_made_again(
    ws: Workspace, tmp_path: Path
) -> None:
    first = seen(ws, tmp_path, "รายงาน.pdf", evidence.pdf(FIVE))
    picture = page(ws, UNIT, first.item, 2).image
    shutil.rmtree(ws.settings.previews)

    assert page(ws, UNIT, first.item, 2).image == picture
    assert preview(ws, UNIT, first.item) == first


def test_what_is_kept_needs_no_child(ws: Workspace, tmp_path: Path) -> None:
    first = seen(ws, tmp_path, "รายงาน.pdf", evidence.pdf(FIVE))
    ws.inspectors = Inspectors(children=1)
    ws.inspectors.close()

    assert preview(ws, UNIT, first.item) == first
    assert page(ws, UNIT, first.item, 3).text.startswith("หน้าที่")


def test_no_page_is_there_beyond_the_last_or_of_another_unit(ws: Workspace, tmp_path: Path) -> None:
    item = came(ws, tmp_path, "รายงาน.pdf", evidence.pdf(FIVE))

    for number, width in ((0, 834), (6, 834), (-1, 834), (1, 9000)):
        with pytest.raises(NotThereError):
            page(ws, UNIT, item, number, width)
    with pytest.raises(NotThereError):
        page(ws, "other", item, 1)
    with pytest.raises(NotThereError):
        preview(ws, "other", item)
    with pytest.raises(NotThereError):
        preview(ws, UNIT, item, 2)


def test_each_version_shows_its_own_bytes(ws: Workspace, tmp_path: Path) -> None:
    came(ws, tmp_path, "รายงาน.pdf", evidence.pdf("ฉบับแรก"))
    item = came(ws, tmp_path, "รายงาน.pdf", evidence.pdf("ฉบับแก้"))

    assert ["แก้" in preview(ws, UNIT, item, v).texts[0] for v in (1, 2, None)] == [
        False,
        True,
        True,
    ]


def test_the_content_decides_whatever_its_name_says(ws: Workspace, tmp_path: Path) -> None:
    shown = seen(ws, tmp_path, "../../<img src=x>\u202egpj.docx".replace("/", "_"), evidence.jpeg())

    assert (shown.kind, shown.pages) == (ShownKind.PICTURE, 1)
    assert page(ws, UNIT, shown.item, 1).image.startswith(b"\xff\xd8\xff")
    assert [len(folder.name) for folder in ws.settings.previews.iterdir()] == [64]


def test_word_is_shown_as_plain_html(ws: Workspace, tmp_path: Path) -> None:
    shown = seen(ws, tmp_path, "รายงาน.docx", evidence.word())

    assert shown.kind is ShownKind.TEXT
    assert f"<h1>{evidence.KNOWLEDGE}</h1>" in shown.html
    assert '<img src="data:image/jpeg;base64,' in shown.html


def test_excel_is_shown_as_its_sheets_with_days_in_thai(ws: Workspace, tmp_path: Path) -> None:
    book, sheet = workbook(
        ["รายชื่อ", None, None],
        ["วันที่", date(2024, 3, 20), datetime(2024, 3, 20, 9, 30)],  # noqa: DTZ001  # Excel knows no zone
        ["ปีที่พิมพ์เป็น พ.ศ.", date(2567, 3, 20), "=1+1"],
        ["ซ่อน", 1, 2],
        ["รวม", 0.75, 40],
    )
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A2:A3")
    sheet["B5"].number_format = "0%"
    sheet.row_dimensions[4].hidden = True
    book.create_sheet("ลับ").sheet_state = "hidden"

    shown = seen(ws, tmp_path, "รายชื่อ.xlsx", saved(book))

    [own] = shown.sheets
    assert own.title == "ผู้เข้าร่วม"
    assert own.rows == (
        (SheetCell("รายชื่อ", columns=3),),
        (SheetCell("วันที่", rows=2), SheetCell("๒๐ มีนาคม ๒๕๖๗"), SheetCell("๒๐ มีนาคม ๒๕๖๗ ๐๙:๓๐ น.")),
        (SheetCell("๒๐ มีนาคม ๒๕๖๗"), SheetCell("")),
        (SheetCell("รวม"), SheetCell("75%"), SheetCell("40")),
    )
    said = " ".join(shown.remarks)
    assert "“ลับ” ถูกซ่อนไว้" in said
    assert "แถวที่ซ่อนไว้ ๑ แถว" in said
    assert "C3 เป็นสูตรที่ยังไม่มีค่า" in said


def test_words_that_nobody_sees_in_a_document_are_named(ws: Workspace, tmp_path: Path) -> None:
    body = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>องค์ความรู้ที่ซ่อน</w:t></w:r><w:r><w:t>เห็น</w:t></w:r></w:p>"

    (said,) = seen(ws, tmp_path, "รายงาน.docx", evidence.word_parts(body)).remarks

    assert "ผู้อ่านไม่เห็น" in said
    assert "“องค์ความรู้ที่ซ่อน”" in said
    plain = evidence.word_parts("<w:p><w:r><w:t>เห็น</w:t></w:r></w:p>")
    assert seen(ws, tmp_path, "ก.docx", plain).remarks == ()


def test_a_long_sheet_is_cut_and_says_so(ws: Workspace, tmp_path: Path) -> None:
    book, _ = workbook(*([n, "ชื่อ"] for n in range(1, 700)))
    for number in range(2, 8):
        book.create_sheet(f"แผ่น {number}").append(["ก"])

    shown = seen(ws, tmp_path, "รายชื่อ.xlsx", saved(book))

    assert [len(sheet.rows) for sheet in shown.sheets] == [500, 1, 1, 1, 1]
    assert "๕๐๐ แถว" in " ".join(shown.remarks)
    assert "“แผ่น 6”, “แผ่น 7” ไม่ได้อ่าน" in " ".join(shown.remarks)


def test_a_film_gives_its_bytes_and_nothing_else_does(ws: Workspace, tmp_path: Path) -> None:
    clip = came(ws, tmp_path, "คลิป.mp4", evidence.film())
    assert preview(ws, UNIT, clip).kind is ShownKind.FILM
    found = film(ws, UNIT, clip)
    assert (found.format, found.size) == ("mp4", len(evidence.film()))
    picture = came(ws, tmp_path, "ก.jpg", evidence.jpeg())
    with pytest.raises(NotThereError):
        film(ws, UNIT, picture)


NONE = {
    "odt": ("ก.odt", evidence.open_document("<t>ก</t>"), "(เอกสาร OpenDocument) โปรดดาวน์โหลด"),
    "old word": ("ก.doc", evidence.OLE + "WordDocument".encode("utf-16-le"), "Word รุ่นเก่า"),
    "unknown": ("ก.xyz", b"\x01\x02\x03\x04" * 99, "โปรดดาวน์โหลด"),
    "locked": ("ก.pdf", evidence.locked_pdf(), "รหัสผ่าน"),
    "cut": ("ก.pdf", evidence.pdf("ก")[:400], "ไม่มีตัวอย่าง"),
    "deadly": ("ก.docx", evidence.torn_lzma(), "เปิดตัวอย่างไม่สำเร็จ"),
    "bomb": ("ก.docx", evidence.bomb(), "ไม่มีตัวอย่าง:"),
    "empty": ("ก.pdf", b"", "ไม่มีตัวอย่าง:"),
}


@pytest.mark.parametrize(("name", "content", "said"), NONE.values(), ids=NONE)
def test_what_cannot_be_shown_says_why(
    ws: Workspace, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    looked = said == "ไม่มีตัวอย่าง:"
    shown = seen(ws, tmp_path, name, content, looked=looked)

    assert shown.kind is ShownKind.NOTHING
    assert said in shown.why
    with pytest.raises(NotThereError):
        page(ws, UNIT, shown.item, 1)


def test_a_copy_that_was_made_of_an_older_document_is_shown(ws: Workspace, tmp_path: Path) -> None:
    item = came(ws, tmp_path, "ก.odt", evidence.open_document("<t>ก</t>"))
    assert preview(ws, UNIT, item).kind is ShownKind.NOTHING
    stored: Stored = ws.store.put(io.BytesIO(evidence.pdf("สำเนา")))
    with ws.store.local(stored.sha256):
        pass
    [came_in] = [path.name for path in ws.settings.previews.iterdir()]
    with writing(ws.engine) as session:
        keep_derived(
            session, came_in, "pdf", stored, by_machine=True, subject="x", by="test", now=ws.now()
        )  # fmt: skip

    shown = preview(ws, UNIT, item)

    assert (shown.kind, shown.pages, shown.copy_of) == (ShownKind.PAGES, 1, "odt")
    assert page(ws, UNIT, item, 1).image


def test_lost_bytes_are_told_as_lost(ws: Workspace, tmp_path: Path) -> None:
    item = came(ws, tmp_path, "รายงาน.pdf", evidence.pdf(FIVE))
    for path in (ws.settings.home / "evidence").glob("*/*"):
        path.unlink()

    with pytest.raises(KamnotError, match="ไม่พบไฟล์หลักฐาน"):
        preview(ws, UNIT, item)


def test_a_full_disk_costs_only_time(ws: Workspace, tmp_path: Path) -> None:
    ws.settings.previews.write_text("a file where the folder would be", "utf-8")

    shown = seen(ws, tmp_path, "รายงาน.pdf", evidence.pdf(FIVE))

    assert shown.texts[0].startswith("หน้าที่")
    assert page(ws, UNIT, shown.item, 4).image.startswith(b"\xff\xd8\xff")
