"""Packs of a real office: what a secretary hands in, under a receipt, and can prove years later."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.packs.contents import NAME, PAGE, Contents
from domain.plan.model import Delivery, Form
from flows.evidence.reviews import look_at, review
from flows.evidence.take_in import Incoming, take_in
from flows.house.set_up import set_up
from flows.papers import packs
from flows.papers.forms import render
from flows.papers.packs import (
    HandingIn,
    PackRequest,
    Record,
    choose_picture,
    handed_in,
    make_pack,
    prove,
    prove_here,
    submit,
    unsubmit,
)
from flows.run.workspace import Workspace, today
from reports.paper.document import Doc
from reports.paper.fonts import Typeface
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.evidence_store.contract import UnreadableError
from storage.packs.pack_files import read_pack
from storage.records.evidence import withdraw_evidence
from storage.records.listed_evidence import list_evidence
from storage.records.plan_in_force import set_closed
from storage.records.submissions import submissions_of
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import drawn_pdf, picture, word

ROOT = Path(__file__).resolve().parents[3]
DAY = date(2024, 3, 20)
MARCH = PackRequest(UNIT, "march", DAY)
JULY = PackRequest(UNIT, "july", date(2024, 7, 30))
HANDING = HandingIn("ผู้อำนวยการสำนัก", incomplete=True, why="ส่งเพิ่มภายหลัง")
DECLARATION, REPORT, WORD, RETURNED, WITHDRAWN, FIRST, SECOND, THIRD, MEMO = range(1, 10)
"""Evidence items in the order in which they come in."""


def _files(folder: Path) -> list[Incoming]:
    def pdf(number: int) -> bytes:
        return drawn_pdf("", f"<</Number {number}>>")

    pictures = [
        picture("JPEG", Image.effect_noise((90, 60), sigma).convert("RGB"))
        for sigma in (40, 80, 120)
    ]
    made = [
        ("1.declaration", "ประกาศเจตนารมณ์.pdf", pdf(1)),
        ("7.report", "รายงานสรุป.pdf", pdf(2)),
        ("8.report", "รายงานสรุป.docx", word()),
        ("10.report", "ส่งคืนแล้ว.pdf", pdf(3)),
        ("12.report", "ถอนแล้ว.pdf", pdf(4)),
        *(("7.photos", f"ภาพ {n}.jpg", data) for n, data in enumerate(pictures, 1)),
        ("36.memo", "บันทึกนำเสนอ.pdf", pdf(5)),
    ]
    incoming = []
    for slot, name, data in made:
        path = folder / slot / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        incoming.append(Incoming(slot, path, date(2024, 3, 1)))
    return incoming


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The data folder of an office with nine files, one returned and one withdrawn."""
    settings = Settings(home=tmp_path_factory.mktemp("office"))
    shutil.copy(sqlite_template, settings.home / "kamnot.db")
    set_up(settings, unit=UNIT)
    ws = Workspace(settings)
    take_in(ws, UNIT, _files(tmp_path_factory.mktemp("files")), by="sender")
    day = date(2024, 3, 4)
    review(
        ws,
        UNIT,
        look_at(ws, UNIT, RETURNED),
        accepted=False,
        reason="ขาดหัวข้อ",
        on=day,
        by="reviewer",
    )
    review(
        ws, UNIT, look_at(ws, UNIT, DECLARATION), accepted=True, reason="", on=day, by="reviewer"
    )
    with writing(ws.engine) as session:
        withdraw_evidence(
            session, UNIT, WITHDRAWN, withdrawn_on=day, by="sender", reason="ผิดไฟล์", now=ws.now()
        )
    ws.engine.dispose()
    return settings.home


@pytest.fixture
def office(home: Path, tmp_path: Path) -> Workspace:
    """The same, for a test that changes it."""
    shutil.copytree(home, tmp_path / "home")
    return Workspace(Settings(home=tmp_path / "home"))


@pytest.fixture(scope="module")
def march(home: Path, tmp_path_factory: pytest.TempPathFactory) -> packs.Pack:
    """The pack of March."""
    return make_pack(Workspace(Settings(home=home)), MARCH, tmp_path_factory.mktemp("out"))


def names(pack: packs.Pack) -> list[str]:
    with zipfile.ZipFile(pack.path) as archive:
        return archive.namelist()


def under(pack: packs.Pack, folder: str) -> set[str]:
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
    march: packs.Pack,
) -> None:
    assert under(march, "แฟลชไดรฟ์") == {
        "๐๑/ประกาศเจตนารมณ์.pdf", f"๐๕/{FORM}.docx", f"๐๕/{FORM}.pdf", "๐๗/รายงานสรุป.pdf",
        "๐๗/ภาพ 1.jpg", "๐๗/ภาพ 2.jpg", "๐๗/ภาพ 3.jpg", "๐๘/รายงานสรุป.docx",
    }  # fmt: skip


def test_the_site_gets_nothing_but_pdf_and_two_pictures_on_a_page_of_their_own(
    march: packs.Pack,
) -> None:
    assert under(march, "ศูนย์เรียนรู้") == {
        "๐๑/ประกาศเจตนารมณ์.pdf", f"๐๕/{FORM}.pdf", "๐๗/รายงานสรุป.pdf", "๐๗/ภาพประกอบ.pdf",
    }  # fmt: skip


def test_the_memo_lies_ready_for_the_document_system(march: packs.Pack) -> None:
    assert under(march, "ระบบสารบรรณ") == {f"{MEMO_FORM}.docx", f"{MEMO_FORM}.pdf"}


def test_activity_36_s_memo_is_kept_from_the_site(office: Workspace, tmp_path: Path) -> None:
    july = make_pack(office, JULY, tmp_path / "out")

    assert "๓๖/บันทึกนำเสนอ.pdf" in under(july, "ระบบสารบรรณ")
    assert not any("บันทึกนำเสนอ" in name for name in under(july, "ศูนย์เรียนรู้"))
    assert not any("บันทึกนำเสนอ" in name for name in under(july, "แฟลชไดรฟ์"))


def test_returned_and_withdrawn_evidence_never_goes_in(march: packs.Pack) -> None:
    assert not any(word in name for name in names(march) for word in ("ส่งคืน", "ถอน"))
    told = {one.file_name: one.detail for one in march.contents.left_out if one.why == "returned"}
    assert told == {"ส่งคืนแล้ว.pdf": "ขาดหัวข้อ"}


def test_evidence_is_packed_to_the_byte(march: packs.Pack, home: Path) -> None:
    with zipfile.ZipFile(march.path) as archive:
        [path] = [f.path for f in march.contents.files if f.item == WORD]
        packed = archive.read(path)

    ws = Workspace(Settings(home=home))
    with reading(ws.engine) as session:
        fact = next(e.fact for e in list_evidence(session, UNIT, 2567) if e.fact.item == WORD)
    with ws.store.open(fact.sha256) as stream:
        assert stream.read() == packed


def test_the_contents_name_every_file_and_what_is_missing(march: packs.Pack) -> None:
    with zipfile.ZipFile(march.path) as archive:
        written = Contents.model_validate_json(archive.read(NAME))

    assert written == march.contents
    assert {f.path for f in written.files} == set(names(march)) - {NAME}
    assert written.files[0].path == PAGE
    assert "14.report" in {m.id for m in written.missing}
    assert not written.complete


def test_the_same_day_gives_the_same_pack(march: packs.Pack, home: Path, tmp_path: Path) -> None:
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


def test_an_english_run_words_the_contents_in_english_and_the_forms_in_thai(
    home: Path, march: packs.Pack, tmp_path: Path
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


def test_a_third_picture_and_a_report_cannot_be_chosen(office: Workspace) -> None:
    for item in (FIRST, SECOND):
        choose_picture(office, UNIT, item, chosen=True, by="secretary")

    with pytest.raises(KamnotError, match="เลิกเลือกภาพหนึ่งก่อน"):
        choose_picture(office, UNIT, THIRD, chosen=True, by="secretary")
    with pytest.raises(KamnotError, match="ไม่ใช่ภาพ"):
        choose_picture(office, UNIT, REPORT, chosen=True, by="secretary")
    with pytest.raises(KamnotError, match="ถูกถอน"):
        choose_picture(office, UNIT, WITHDRAWN, chosen=True, by="secretary")

    choose_picture(office, UNIT, FIRST, chosen=False, by="secretary")
    choose_picture(office, UNIT, THIRD, chosen=True, by="secretary")


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


# Handing in


def kept(ws: Workspace) -> list[str]:
    with reading(ws.engine) as session:
        return [s.frozen.receipt for s in submissions_of(session, UNIT, 2567, "march")]


def test_an_incomplete_batch_is_not_submitted_and_the_reasons_are_told(
    office: Workspace, tmp_path: Path
) -> None:
    asked = HandingIn("ผู้อำนวยการสำนัก")

    done = submit(office, MARCH, tmp_path / "out", asked, by="secretary")

    assert (done.pack, done.submission) == (None, None)
    assert "14.report" in {m.id for m in done.contents.missing}
    assert not (tmp_path / "out").exists()
    assert kept(office) == []


@pytest.fixture(scope="module")
def submitted(home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """An office that submitted March, and its pack."""
    folder = tmp_path_factory.mktemp("submitted")
    shutil.copytree(home, folder / "home")
    ws = Workspace(Settings(home=folder / "home"))
    done = submit(ws, MARCH, folder, HANDING, by="secretary")
    assert done.pack is not None
    return ws, done.pack.path


def test_a_submission_freezes_check_versions_and_pack(submitted: tuple[Workspace, Path]) -> None:
    ws, path = submitted
    pack = read_pack(path)
    with reading(ws.engine) as session:
        [one] = submissions_of(session, UNIT, 2567, "march")
        line = audit_lines(session, 1)[0]

    assert one.frozen.receipt == pack.contents.receipt == f"{UNIT}-2567-march-1"
    assert one.frozen.pack_sha256 == pack.pack.sha256
    assert one.frozen.contents_sha256 == pack.contents_sha256
    assert [e["item"] for e in one.frozen.evidence] == [
        DECLARATION, REPORT, WORD, FIRST, SECOND, THIRD,
    ]  # fmt: skip
    assert one.frozen.result["batch"] == "march"
    assert (one.frozen.complete, one.frozen.why) == (False, "ส่งเพิ่มภายหลัง")
    assert (pack.contents.office, pack.contents.why) == ("ผู้อำนวยการสำนัก", "ส่งเพิ่มภายหลัง")
    assert (line.action, line.actor) == ("batch.submit", "secretary")


def test_a_submitted_pack_is_proved_against_its_record(submitted: tuple[Workspace, Path]) -> None:
    ws, path = submitted

    assert prove(ws.engine, path).record is Record.SAME
    assert prove(ws.engine, path).holds
    assert prove(None, path).record is Record.UNKNOWN


def test_a_machine_without_a_database_proves_a_pack_by_itself_and_says_so(
    submitted: tuple[Workspace, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws, path = submitted
    monkeypatch.setenv("KAMNOT_HOME", str(ws.settings.home))
    here, no_trouble = prove_here(path)
    monkeypatch.setenv("KAMNOT_HOME", str(tmp_path / "another"))
    away, trouble = prove_here(path)

    assert (here.record, no_trouble) == (Record.SAME, None)
    assert (away.record, away.holds) == (Record.UNKNOWN, True)
    assert trouble is not None
    assert trouble.how == How(Verb.INIT)


def forge(path: Path, target: Path, receipt: str | None) -> Path:
    """A pack whose files agree with its own contents, and which is not what was submitted."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    contents = Contents.model_validate_json(entries.pop(NAME))
    files = tuple(f for f in contents.files if f.item != REPORT)
    changed = contents.model_copy(update={"files": files, "receipt": receipt})
    wanted = {f.path for f in files}
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in entries.items():
            if name in wanted:
                archive.writestr(name, data)
        archive.writestr(NAME, changed.to_json())
    return target


def test_a_forged_pack_agrees_with_itself_and_not_with_the_record(
    submitted: tuple[Workspace, Path], tmp_path: Path
) -> None:
    ws, path = submitted

    forged = prove(ws.engine, forge(path, tmp_path / "ชุด.zip", f"{UNIT}-2567-march-1"))

    assert forged.pack.faults == ()
    assert forged.record is Record.DIFFERENT
    assert not forged.holds


@pytest.mark.parametrize(
    ("receipt", "record"),
    [(None, Record.DRAFT), ("bureau-2567-march-77\x00", Record.UNKNOWN)],
    ids=["no receipt", "one nobody knows"],
)
def test_a_pack_without_a_known_receipt_proves_no_submission(
    submitted: tuple[Workspace, Path], tmp_path: Path, receipt: str | None, record: Record
) -> None:
    ws, path = submitted

    assert prove(ws.engine, forge(path, tmp_path / "ชุด.zip", receipt)).record is record


def test_a_batch_is_submitted_once_until_it_is_taken_back(
    office: Workspace, tmp_path: Path
) -> None:
    first = submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")
    with pytest.raises(KamnotError) as refused:
        submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")
    assert refused.value.how == How(Verb.UNSUBMIT, "march")
    with pytest.raises(KamnotError, match="ต้องมีเหตุผล"):
        unsubmit(office, UNIT, "march", why=" ", by="secretary")

    unsubmit(office, UNIT, "march", why="ผิดรอบ", by="secretary")
    second = submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")

    assert kept(office) == [f"{UNIT}-2567-march-1", f"{UNIT}-2567-march-2"]
    assert first.pack is not None
    assert second.pack is not None
    assert first.pack.path != second.pack.path
    old = prove(office.engine, first.pack.path)
    assert old.holds
    assert old.submission is not None
    assert old.submission.withdrawn_why == "ผิดรอบ"
    both = handed_in(office, UNIT, ("march", "july"))
    assert [(s.batch, s.withdrawn_why or "") for s in both] == [("march", "ผิดรอบ"), ("march", "")]
    assert handed_in(office, UNIT, ("july",)) == ()


@pytest.mark.parametrize(
    ("handing", "words"),
    [
        pytest.param(HandingIn(" "), "ตำแหน่ง", id="no office"),
        pytest.param(HandingIn("ผู้อำนวยการสำนัก", incomplete=True), "ต้องมีเหตุผล", id="no reason"),
    ],
)
def test_handing_in_needs_an_office_and_incompleteness_a_reason(
    office: Workspace, tmp_path: Path, handing: HandingIn, words: str
) -> None:
    with pytest.raises(KamnotError, match=words):
        submit(office, MARCH, tmp_path, handing, by="secretary")


def test_whoever_sent_what_needs_two_people_does_not_submit_it(
    office: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(KamnotError, match=r"1\.declaration"):
        submit(office, MARCH, tmp_path, HANDING, by="Sender")

    assert kept(office) == []


def test_what_needs_a_second_person_and_has_none_stands_against_it(
    office: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "การคัดเลือก.pdf"
    file.write_bytes(drawn_pdf("", "<</Number 6>>"))
    take_in(office, UNIT, [Incoming("6.report", file, date(2024, 3, 1))], by="sender")

    done = submit(office, MARCH, tmp_path, HandingIn("ผู้อำนวยการสำนัก"), by="secretary")

    assert [f.requirement for f in done.contents.unsigned] == ["6.report"]
    assert done.submission is None


def test_evidence_that_came_in_while_the_pack_was_made_stops_the_submission(
    office: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original: Callable[..., packs.Pack] = packs._write

    def slowly(*words: object) -> packs.Pack:
        made = original(*words)
        choose_picture(office, UNIT, THIRD, chosen=True, by="another")
        return made

    monkeypatch.setattr(packs, "_write", slowly)

    with pytest.raises(KamnotError, match="เปลี่ยนระหว่าง"):
        submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")

    assert kept(office) == []
    assert list((tmp_path / "out").iterdir()) == []


def test_a_closed_year_is_packed_and_not_submitted(office: Workspace, tmp_path: Path) -> None:
    with writing(office.engine) as session:
        set_closed(session, 2567, closed=True, by="head", why="ครบ", now=office.now())

    with pytest.raises(KamnotError, match="ปิดแล้ว"):
        submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")

    assert make_pack(office, MARCH, tmp_path / "out").path.exists()


KILLED = """
import io, os, signal, sys
from pathlib import Path
from flows.papers.packs import HandingIn, PackRequest, submit
from flows.run.workspace import Workspace
from storage.settings import Settings
from datetime import date

class Dying(io.BytesIO):
    def read(self, size=-1):
        os.kill(os.getpid(), signal.SIGKILL)

ws = Workspace(Settings())
ws.store.open = lambda sha256: Dying()
handing = HandingIn("office", incomplete=True, why="x")
submit(ws, PackRequest("bureau", "march", date(2024, 3, 20)), Path(sys.argv[1]), handing, by="x")
"""


def test_a_kill_in_the_middle_leaves_neither_pack_nor_receipt_and_the_next_try_works(
    office: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    environment = os.environ | {"KAMNOT_HOME": str(office.settings.home)}

    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(out)], env=environment, cwd=ROOT, check=False
    )

    assert died.returncode == -signal.SIGKILL
    assert kept(office) == []
    assert [left.suffix for left in out.iterdir()] == [".part"]
    assert submit(office, MARCH, out, HANDING, by="secretary").submission is not None
    assert [made.suffix for made in out.iterdir()] == [".zip"]
