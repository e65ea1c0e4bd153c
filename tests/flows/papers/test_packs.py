"""Packs of a real office: what goes where, and what the contents say."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from domain.packs.contents import NAME, PAGE, Contents
from domain.packs.handing_in import HandingIn
from domain.plan.model import Delivery, Form
from flows.evidence.take_in import Incoming, take_in
from flows.papers.forms import render
from flows.papers.packs import Pack, PackRequest, make_pack
from flows.papers.pictures import choose_picture
from flows.papers.submissions import submit
from flows.run.workspace import Workspace, today
from reports.paper.document import Doc
from reports.paper.fonts import Typeface
from storage.db.database import reading
from storage.evidence_store.contract import UnreadableError
from storage.records.listed_evidence import list_evidence
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import drawn_pdf, pdf
from tests.support.office import (
    FIRST,
    JULY,
    MARCH,
    REPORT,
    SECOND,
    THIRD,
    WORD,
)


@pytest.fixture(scope="module")
def march(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack of March."""
    return make_pack(Workspace(Settings(home=home)), MARCH, tmp_path_factory.mktemp("out"))


def names(pack: Pack) -> list[str]:
    with zipfile.ZipFile(pack.path) as archive:
        return archive.namelist()


def under(pack: Pack, folder: str) -> set[str]:
    """`๐๗/รายงานสรุป.pdf` for every file below one of the pack's folders."""
    found = set()
    for name in names(pack):
        top, *rest = name.split("/")
        if top == folder:
            found.add("/".join([*(part[:2] for part in rest[:-1]), rest[-1]]))
    return found


FORM = "แบบรายงานผลตามแผนบูรณาการ ระยะที่ ๑ สำนักการคลังและงบประมาณ"
MEMO_FORM = "บันทึกข้อความนำส่ง รอบ ๒๐ มี.ค. ๖๗ สำนักการคลังและงบประมาณ"


def test_the_flash_drive_gets_forms_in_both_formats_and_the_evidence_by_activity(
    march: Pack,
) -> None:
    assert under(march, "แฟลชไดรฟ์") == {
        "๐๑/ประกาศเจตนารมณ์.pdf", f"๐๕/{FORM}.docx", f"๐๕/{FORM}.pdf", "๐๗/รายงานสรุป.pdf",
        "๐๗/ภาพ 1.jpg", "๐๗/ภาพ 2.jpg", "๐๗/ภาพ 3.jpg", "๐๘/รายงานสรุป.docx",
    }  # fmt: skip


def test_the_site_gets_nothing_but_pdf_and_two_pictures_on_a_page_of_their_own(
    march: Pack,
) -> None:
    assert under(march, "ศูนย์เรียนรู้") == {
        "๐๑/ประกาศเจตนารมณ์.pdf", f"๐๕/{FORM}.pdf", "๐๗/รายงานสรุป.pdf", "๐๗/ภาพประกอบ.pdf",
    }  # fmt: skip


def test_the_memo_lies_ready_for_the_document_system(march: Pack) -> None:
    assert under(march, "ระบบสารบรรณ") == {f"{MEMO_FORM}.docx", f"{MEMO_FORM}.pdf"}


def test_activity_36_s_memo_is_kept_from_the_site(office: Workspace, tmp_path: Path) -> None:
    july = make_pack(office, JULY, tmp_path / "out")

    assert "๓๖/บันทึกนำเสนอ.pdf" in under(july, "ระบบสารบรรณ")
    assert not any("บันทึกนำเสนอ" in name for name in under(july, "ศูนย์เรียนรู้"))
    assert not any("บันทึกนำเสนอ" in name for name in under(july, "แฟลชไดรฟ์"))


def test_returned_and_withdrawn_evidence_never_goes_in(march: Pack) -> None:
    assert not any(word in name for name in names(march) for word in ("ส่งคืน", "ถอน"))
    told = {one.file_name: one.detail for one in march.contents.left_out if one.why == "returned"}
    assert told == {"ส่งคืนแล้ว.pdf": "ขาดหัวข้อ"}


def test_evidence_is_packed_to_the_byte(march: Pack, home: Path) -> None:
    with zipfile.ZipFile(march.path) as archive:
        [path] = [f.path for f in march.contents.files if f.item == WORD]
        packed = archive.read(path)

    ws = Workspace(Settings(home=home))
    with reading(ws.engine) as session:
        fact = next(e.fact for e in list_evidence(session, UNIT, 2567) if e.fact.item == WORD)
    with ws.store.open(fact.sha256) as stream:
        assert stream.read() == packed


def test_the_contents_name_every_file_and_what_is_missing(march: Pack) -> None:
    with zipfile.ZipFile(march.path) as archive:
        written = Contents.model_validate_json(archive.read(NAME))

    assert written == march.contents
    assert {f.path for f in written.files} == set(names(march)) - {NAME}
    assert written.files[0].path == PAGE
    assert "14.report" in {m.id for m in written.missing}
    assert not written.complete


def test_the_same_day_gives_the_same_pack(march: Pack, home: Path, tmp_path: Path) -> None:
    again = make_pack(Workspace(Settings(home=home)), MARCH, tmp_path)

    assert again.written == march.written


def test_a_form_that_kamnot_cannot_make_stands_first_among_what_is_missing(
    office: Workspace, tmp_path: Path
) -> None:
    unknown = Form(
        id="new-form", title="แบบใหม่", formats=("pdf",), delivery=(Delivery.FLASH_DRIVE,),
        activities=(36,), source="ภาคผนวก",
    )  # fmt: skip
    office.plan = office.plan.model_copy(update={"forms": (*office.plan.forms, unknown)})

    pack = make_pack(office, JULY, tmp_path / "out")
    done = submit(office, JULY, tmp_path, HandingIn("ผู้อำนวยการสำนัก"), by="secretary")

    first = pack.contents.missing[0]
    assert (first.activity, first.id, first.title) == (36, "new-form", "แบบใหม่")
    assert not pack.contents.complete
    assert done.submission is None
    assert done.contents.missing[0] == first


def test_the_forms_of_30_june_bring_the_pictures_of_the_year_to_the_flash_drive(
    office: Workspace, tmp_path: Path
) -> None:
    choose_picture(office, UNIT, THIRD, chosen=True, by="secretary")

    pack = make_pack(office, PackRequest(UNIT, "june-30", date(2024, 6, 30)), tmp_path)

    drive = under(pack, "แฟลชไดรฟ์")
    assert {"๐๑/ประกาศเจตนารมณ์.pdf", "๐๗/ภาพ 3.jpg"} <= drive
    assert not {"๐๗/ภาพ 1.jpg", "๐๗/ภาพ 2.jpg", "๐๗/รายงานสรุป.pdf"} & drive
    assert 7 not in pack.contents.without_pictures
    assert 9 in pack.contents.without_pictures


def test_no_form_of_kamnot_lies_beside_one_that_a_person_handed_in(
    office: Workspace, tmp_path: Path
) -> None:
    report = tmp_path / "รายงานตามแบบ.pdf"
    report.write_bytes(pdf("= ผลการดำเนินการ\nก\n= ผลผลิต\nก\n= ผลลัพธ์\nก\n= เอกสาร/หลักฐาน\nก"))
    take_in(office, UNIT, [Incoming("5.report", report, date(2024, 3, 1))], by="member")

    pack = make_pack(office, MARCH, tmp_path / "out")

    assert [f.form for f in pack.contents.files if f.activity == 5 and f.form] == []
    assert len(pack.contents.forms_by_hand) == 1
    assert "๐๕/รายงานตามแบบ.pdf" in under(pack, "แฟลชไดรฟ์")


def test_an_english_run_words_the_contents_in_english_and_the_forms_in_thai(
    home: Path, march: Pack, tmp_path: Path
) -> None:
    ws = Workspace(Settings(home=home), language="en")

    pack = make_pack(ws, MARCH, tmp_path)

    found = {m.id: m.found for m in pack.contents.missing}
    assert found["14.report"] == "no file yet"
    assert names(pack) == names(march)
    form = next(f.path for f in pack.contents.files if f.form and f.path.endswith(".docx"))
    with zipfile.ZipFile(pack.path) as english, zipfile.ZipFile(march.path) as thai:
        assert english.read(form) == thai.read(form)
        assert english.read(PAGE) != thai.read(PAGE)


def test_no_form_is_rendered_twice(
    office: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[tuple[str, str]] = []

    def counting(doc: Doc, file_format: str, typeface: Typeface) -> bytes:
        rendered.append((doc.title, file_format))
        return render(doc, file_format, typeface)

    monkeypatch.setattr("flows.papers.packs.render", counting)
    make_pack(office, MARCH, tmp_path / "out")

    assert len(rendered) == len(set(rendered)) == 6  # memo and form twice, pictures, contents


def test_a_chosen_picture_goes_up_and_the_others_do_not(office: Workspace, tmp_path: Path) -> None:
    choose_picture(office, UNIT, THIRD, chosen=True, by="secretary")

    pack = make_pack(office, MARCH, tmp_path / "out")

    told = {one.item for one in pack.contents.left_out if one.why == "pictures"}
    assert told == {FIRST, SECOND}


def test_two_files_of_one_name_both_come_along(office: Workspace, tmp_path: Path) -> None:
    twin = tmp_path / "ประกาศเจตนารมณ์.pdf"
    twin.write_bytes(drawn_pdf("", "<</Number 99>>"))
    take_in(office, UNIT, [Incoming("1.policy-ethics", twin, date(2024, 3, 1))], by="sender")

    pack = make_pack(office, MARCH, tmp_path / "out")

    assert {"๐๑/ประกาศเจตนารมณ์.pdf", "๐๑/ประกาศเจตนารมณ์ (2).pdf"} <= under(pack, "แฟลชไดรฟ์")


def test_a_pack_of_a_day_to_come_is_refused(office: Workspace, tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="ยังมาไม่ถึง"):
        make_pack(office, replace(MARCH, as_of=today() + timedelta(days=1)), tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_evidence_altered_in_the_store_stops_the_pack(office: Workspace, tmp_path: Path) -> None:
    with reading(office.engine) as session:
        fact = next(e.fact for e in list_evidence(session, UNIT, 2567) if e.fact.item == REPORT)
    with office.store.local(fact.sha256) as path:
        path.chmod(0o600)
        path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(UnreadableError):
        make_pack(office, MARCH, tmp_path / "out")

    assert list((tmp_path / "out").iterdir()) == []
