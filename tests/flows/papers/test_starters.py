"""Beginning documents, writing on them, and bringing them back: what is written counts, what is not is named."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from domain.documents.starters import ExpectedStarter, StarterCode
from domain.facts import SectionOutcome
from domain.language.errors import KamnotError, NotThereError, SurroundingsError
from domain.language.ids import RequirementId
from domain.plan.model import SectionKind
from domain.results import Outcome
from flows.evidence.take_in import Incoming, link, take_in
from flows.house.set_up import set_up
from flows.papers.starters import (
    StartOutcome,
    make_starter,
    start,
    start_batch,
    starter_name,
    starters_meant,
)
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, today
from inspection.reading import look
from reports.paper.word import to_docx
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.dossiers import plan_2567
from tests.support.paper import typed_over

DAY = date(2024, 3, 13)
PLAN = plan_2567()
WITH_PARTS = [name for name in PLAN.starter_of if PLAN.requirement_by_id[name].sections]
FILLED_BY_KAMNOT = frozenset({"1.declaration"})
"""Whose parts are the plan's own words and a sheet to sign: nothing is left to be written."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Workspace:
    """The bureau as it begins, for tests that only read."""
    settings = Settings(home=tmp_path_factory.mktemp("office"))
    shutil.copy(sqlite_template, settings.home / "kamnot.db")
    set_up(settings, unit=UNIT)
    return Workspace(settings)


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Workspace:
    """The same, for a test that brings files in."""
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()
    shutil.copy(sqlite_template, settings.home / "kamnot.db")
    set_up(settings, unit=UNIT)
    return Workspace(settings)


def texts_of(asked: RequirementId) -> list[str]:
    sections = PLAN.requirement_by_id[asked].sections
    return [section.id for section in sections if section.kind is SectionKind.TEXT]


def seen_in(docx: bytes, asked: RequirementId, folder: Path) -> dict[str, SectionOutcome]:
    """What a look says of each part of the document."""
    (folder / "รายงาน.docx").write_bytes(docx)
    begun = ExpectedStarter(StarterCode(asked, 2567, UNIT), PLAN.starter_of[asked].hints)
    requirement = PLAN.requirement_by_id[asked]
    found = look(folder / "รายงาน.docx", "docx", requirement.sections, requirement.signs, begun)
    return {fact["id"]: fact["outcome"] for fact in found["sections"]}


@pytest.mark.parametrize("asked", PLAN.starter_of, ids=str)
def test_a_starter_that_nobody_touched_proves_no_part(
    office: Workspace, asked: RequirementId, tmp_path: Path
) -> None:
    made = make_starter(office, UNIT, asked, DAY)

    seen = seen_in(made.data, asked, tmp_path)

    signs = {sign.id for sign in PLAN.requirement_by_id[asked].signs if sign.kind == "photograph"}
    assert SectionOutcome.FOUND not in {seen[name] for name in seen if name not in signs}
    assert Document(io.BytesIO(made.data)).core_properties.keywords.startswith(
        f"kamnot starter={asked} plan=2567 unit={UNIT} made="
    )


@pytest.mark.parametrize("asked", WITH_PARTS, ids=str)
def test_a_starter_that_was_written_to_its_end_passes_its_own_check(
    office: Workspace, asked: RequirementId, tmp_path: Path
) -> None:
    made, texts = make_starter(office, UNIT, asked, DAY), texts_of(asked)

    seen = seen_in(typed_over(made.data, PLAN.starter_of[asked], write=texts), asked, tmp_path)

    without = {s.id for s in PLAN.requirement_by_id[asked].sections if s.kind is SectionKind.IMAGES}
    assert {name for name, outcome in seen.items() if outcome != "found"} == without


@pytest.mark.parametrize("asked", [a for a in WITH_PARTS if a not in FILLED_BY_KAMNOT], ids=str)
def test_a_half_written_starter_names_exactly_the_parts_without_words(
    office: Workspace, asked: RequirementId, tmp_path: Path
) -> None:
    made, texts = make_starter(office, UNIT, asked, DAY), texts_of(asked)
    written = {*texts[::2], "contents"}

    seen = seen_in(typed_over(made.data, PLAN.starter_of[asked], write=written), asked, tmp_path)

    assert {name for name in texts if seen[name] == "not-found"} == {*texts} - written


@pytest.mark.parametrize("asked", [a for a in WITH_PARTS if a not in FILLED_BY_KAMNOT], ids=str)
def test_a_list_of_contents_without_pages_proves_nothing(
    office: Workspace, asked: RequirementId, tmp_path: Path
) -> None:
    made, texts = make_starter(office, UNIT, asked, DAY), texts_of(asked)

    emptied = typed_over(made.data, PLAN.starter_of[asked], write=(), updated=False)

    seen = seen_in(emptied, asked, tmp_path)
    assert {name: seen[name] for name in texts} == dict.fromkeys(texts, "not-found")


def test_a_line_of_help_that_was_left_makes_its_part_doubtful(
    office: Workspace, tmp_path: Path
) -> None:
    asked = RequirementId(2, "knowledge-paper")
    made = make_starter(office, UNIT, asked, DAY)
    kept = typed_over(made.data, PLAN.starter_of[asked], write=texts_of(asked), keep=["cover"])

    seen = seen_in(kept, asked, tmp_path)

    assert {name for name, outcome in seen.items() if outcome != "found"} == {"cover"}
    assert seen["cover"] == "doubtful"


def bring(ws: Workspace, data: bytes, asked: str, folder: Path, name: str = "รายงาน.docx") -> str:
    """Take the file in and give what the finding says."""
    path = folder / name
    path.write_bytes(data)
    (intake,) = take_in(ws, UNIT, [Incoming(asked, path, DAY)], by="secretary")
    return said_of(ws, intake.requirement)


def said_of(ws: Workspace, asked: str) -> str:
    findings = ws.evaluator.find(load_facts(ws, UNIT, DAY), DAY)
    return next(f.found for own in findings.values() for f in own if f.id == asked)


def test_what_comes_back_is_told_in_sentences(house: Workspace, tmp_path: Path) -> None:
    asked = RequirementId(28, "report")
    made = make_starter(house, UNIT, asked, DAY).data
    starter, texts = PLAN.starter_of[asked], texts_of(asked)

    untouched = bring(house, made, asked, tmp_path)
    half = bring(house, typed_over(made, starter, write=texts[1:]), asked, tmp_path)
    left = bring(house, typed_over(made, starter, write=texts, keep=["contents"]), asked, tmp_path)
    whole = bring(house, typed_over(made, starter, write=texts), asked, tmp_path)

    assert untouched.startswith("มีแต่หัวข้อ “การทบทวนแผน")
    assert "การทบทวนแผน" in half
    assert "ข้อเสนอแนะ" not in half
    assert left.startswith("ครบ")
    assert whole.startswith("ครบ")


def test_no_starter_that_nobody_touched_meets_what_the_plan_asks(
    house: Workspace, tmp_path: Path
) -> None:
    coming = []
    for asked in PLAN.starter_of:
        path = tmp_path / f"{asked}.docx"
        path.write_bytes(make_starter(house, UNIT, asked, DAY).data)
        coming.append(Incoming(str(asked), path, DAY))
    take_in(house, UNIT, coming, by="secretary")

    found = house.evaluator.find(load_facts(house, UNIT, DAY), DAY)

    met = {f.id for own in found.values() for f in own if f.outcome is Outcome.MET}
    assert met.isdisjoint(map(str, PLAN.starter_of))


def test_an_untouched_memo_is_told_that_its_help_is_left(house: Workspace, tmp_path: Path) -> None:
    asked = RequirementId(36, "memo")
    told = bring(house, make_starter(house, UNIT, asked, DAY).data, asked, tmp_path)

    assert told == "ยังมีบรรทัดคำแนะนำของแบบตั้งต้นเหลืออยู่ที่ “บันทึกนำเสนอ” ใน รายงาน.docx"


def test_a_starter_of_another_document_is_told_and_one_paper_may_serve_two(
    house: Workspace, tmp_path: Path
) -> None:
    asked = RequirementId(9, "report")
    made = make_starter(house, UNIT, asked, DAY).data
    written = typed_over(made, PLAN.starter_of[asked], write=texts_of(asked))

    elsewhere = bring(house, written, "10.report", tmp_path)
    path = tmp_path / "สรุป.docx"
    path.write_bytes(written)
    (own,) = take_in(house, UNIT, [Incoming("9.report", path, DAY)], by="secretary")
    link(house, UNIT, own.added.item, ["16.report"], received_on=DAY, by="secretary")

    assert "เริ่มจากแบบตั้งต้นของ 9.report/2567" in elsewhere
    assert "แบบตั้งต้น" not in said_of(house, "16.report")


# --- Files ---------------------------------------------------------------------------------------


def test_a_batch_has_a_folder_for_each_group_and_a_file_for_each_document(
    office: Workspace, tmp_path: Path
) -> None:
    made = start_batch(office, UNIT, ("march",), tmp_path, DAY)

    folders = {one.path.parent.name for one in made}
    assert {"คณะทำงานด้านแผนฯ", "คณะทำงานด้านกิจกรรมฯ"} <= folders
    assert len({one.path for one in made}) == len(made)
    assert all(one.path.is_file() for one in made)
    assert {PLAN.by_number[one.requirement.activity].batch for one in made} == {"march"}


def test_a_file_that_somebody_changed_is_kept_and_any_other_is_made_anew(
    office: Workspace, tmp_path: Path
) -> None:
    asked = starters_meant(PLAN, ["9", "10"])
    first = start(office, UNIT, asked, tmp_path, DAY)
    document = Document(str(first[0].path))
    document.add_paragraph("เขียนแล้ว")
    document.save(str(first[0].path))
    written = first[0].path.read_bytes()

    again = start(office, UNIT, asked, tmp_path, DAY + timedelta(1))

    assert [one.outcome for one in first] == [StartOutcome.MADE] * 2
    assert [one.outcome for one in again] == [StartOutcome.KEPT, StartOutcome.RENEWED]
    assert first[0].path.read_bytes() == written
    with pytest.raises(KamnotError, match="มีผู้เขียนไว้แล้ว"):
        start(office, UNIT, asked[:1], first[0].path, DAY)
    assert first[0].path.read_bytes() == written
    assert sorted(tmp_path.iterdir()) == sorted(one.path for one in first)


def a_package() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("docProps/core.xml", b"x")
        package.writestr("word/document.xml", b"x")
    return out.getvalue()


def with_bytes(package: bytes, place: int, new: bytes) -> bytes:
    return package[:place] + new + package[place + len(new) :]


PACKAGE = a_package()
ENTRY, END = PACKAGE.index(b"PK\x01\x02"), PACKAGE.index(b"PK\x05\x06")
DAMAGED = {
    "no Word file": b"notes",
    "cut short": PACKAGE[: len(PACKAGE) // 2],
    "its list beyond its end": with_bytes(PACKAGE, END + 16, b"\xff\xff\xff\x7f"),
    "a part longer than the file": with_bytes(PACKAGE, ENTRY + 20, b"\x00\x00\x00\x02" * 2),
    "a name that is no UTF-8": with_bytes(
        with_bytes(PACKAGE, ENTRY + 8, b"\x00\x08"), ENTRY + 46, b"\xff"
    ),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_is_no_word_file_is_kept(
    office: Workspace, tmp_path: Path, data: bytes
) -> None:
    asked = starters_meant(PLAN, ["9"])
    path = tmp_path / starter_name(PLAN, asked[0])
    path.write_bytes(data)

    (done,) = start(office, UNIT, asked, tmp_path, DAY)

    assert done.outcome is StartOutcome.KEPT
    assert path.read_bytes() == data


@pytest.mark.parametrize("was_there", [True, False])
def test_what_somebody_saves_while_a_starter_is_laid_out_is_kept(
    office: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was_there: bool
) -> None:
    (asked,) = starters_meant(PLAN, ["9"])
    path = tmp_path / starter_name(PLAN, asked)
    if was_there:
        start(office, UNIT, [asked], tmp_path, DAY)

    def saved_meanwhile(*args: Any, **options: Any) -> bytes:
        path.write_bytes(b"saved")
        return to_docx(*args, **options)

    monkeypatch.setattr("flows.papers.starters.to_docx", saved_meanwhile)
    (done,) = start(office, UNIT, [asked], tmp_path, DAY + timedelta(1))

    assert done.outcome is StartOutcome.KEPT
    assert path.read_bytes() == b"saved"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_appears_at_the_last_moment_is_kept(
    office: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = starters_meant(PLAN, ["9"])
    touch = Path.touch

    def appears(path: Path, *args: Any, **options: Any) -> None:
        path.write_bytes(b"saved")
        touch(path, *args, **options)

    monkeypatch.setattr(Path, "touch", appears)
    (done,) = start(office, UNIT, asked, tmp_path, DAY)

    assert (done.outcome, done.path.read_bytes()) == (StartOutcome.KEPT, b"saved")


def test_a_starter_of_another_document_is_never_renewed_as_this_one(
    office: Workspace, tmp_path: Path
) -> None:
    seventh, eighth = starters_meant(PLAN, ["7.report", "8.report"])
    path = tmp_path / "x.docx"
    start(office, UNIT, [seventh], path, DAY)
    before = path.read_bytes()

    with pytest.raises(KamnotError, match="ของเอกสาร สำนัก หรือปีอื่น"):
        start(office, UNIT, [eighth], path, DAY)
    shutil.copy(path, tmp_path / starter_name(PLAN, eighth))
    (left,) = start(office, UNIT, [eighth], tmp_path, DAY)

    assert left.outcome is StartOutcome.OTHER
    assert path.read_bytes() == left.path.read_bytes() == before


def test_the_same_day_gives_the_same_bytes(office: Workspace) -> None:
    asked = RequirementId(7, "report")

    assert make_starter(office, UNIT, asked, DAY) == make_starter(office, UNIT, asked, DAY)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("7", ["7.report"]),
        ("๗.report", ["7.report"]),
        ("กิจกรรมที่ ๑", ["1.report", "1.declaration"]),
    ],
)
def test_documents_are_meant_by_id_or_by_their_activity(text: str, meant: list[str]) -> None:
    assert sorted(starters_meant(PLAN, [text])) == sorted(meant)


@pytest.mark.parametrize("text", ["5", "7.photos", "99", "x"])
def test_what_is_not_begun_is_told(text: str) -> None:
    with pytest.raises(NotThereError):
        starters_meant(PLAN, [text])


def test_a_wrong_place_or_day_is_told_before_anything_is_written(
    office: Workspace, tmp_path: Path
) -> None:
    asked = starters_meant(PLAN, ["9", "10"])
    (tmp_path / "แฟ้ม").write_bytes(b"")

    with pytest.raises(KamnotError, match="๒ เอกสาร"):
        start(office, UNIT, asked, tmp_path / "ก.docx", DAY)
    with pytest.raises(KamnotError):
        start(office, UNIT, asked, tmp_path, today() + timedelta(1))
    with pytest.raises(SurroundingsError):
        start(office, UNIT, asked, tmp_path / "แฟ้ม" / "ใน", DAY)
    assert [path.name for path in tmp_path.iterdir()] == ["แฟ้ม"]
