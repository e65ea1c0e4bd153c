"""The PDF of a Word file for the learning centre: asked for, made once where LibreOffice is, replaced by a person's."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from docx import Document

from domain.language.errors import KamnotError
from domain.packs.contents import NAME
from flows.evidence.derived import kept_as
from flows.evidence.looks import recheck
from flows.evidence.site_pdfs import keep_site_pdf, make_site_pdfs
from flows.evidence.take_in import Incoming, take_in
from flows.papers.packs import PackRequest, make_pack
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, today
from inspection.office import converting
from storage.db.database import reading
from storage.records.listed_evidence import find_version
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import drawn_pdf

DAY = date(2024, 3, 1)
THAI = "น้ำใจและความซื่อสัตย์ ที่สำนักการคลังฯ"


def word(path: Path, text: str = THAI) -> Path:
    document = Document()
    document.add_paragraph(text)
    document.save(str(path))
    return path


def send(ws: Workspace, file: Path) -> int:
    [intake] = take_in(ws, UNIT, [Incoming("22.attachments", file, DAY)], by="test")
    return intake.added.item


def has_pdf(ws: Workspace, item: int) -> bool:
    with reading(ws.engine) as session:
        return find_version(session, UNIT, item).fact.has_pdf


def remedy(ws: Workspace) -> tuple[str, bool]:
    """What is to be done about the attachments, and whether the pack says that the site lacks them."""
    found = ws.evaluator.evaluate(load_facts(ws, UNIT, today()), today())
    finding = next(f for f in found.by_number[22].findings if f.id == "22.attachments")
    return finding.remedy, finding.lacks_pdf


def site(pack: Path) -> dict[str, dict[str, object]]:
    """What the contents say of the files for the learning centre, by name."""
    with zipfile.ZipFile(pack) as archive:
        files = json.loads(archive.read(NAME))["files"]
    own = (f for f in files if f["path"].startswith("ศูนย์เรียนรู้/") and f["item"])
    return {Path(f["path"]).name: f for f in own}


def test_without_a_pdf_the_check_asks_for_it_and_the_pack_is_not_complete(
    workspace: Workspace, tmp_path: Path
) -> None:
    item = send(workspace, word(tmp_path / "ก.docx"))
    assert not has_pdf(workspace, item)
    assert remedy(workspace) == ("ส่งฉบับ PDF ของไฟล์นี้ด้วย", True)

    pack = make_pack(workspace, PackRequest(UNIT, "june-20", today()), tmp_path)

    assert site(pack.path) == {}
    assert "22.attachments" in [m.id for m in pack.contents.missing]
    assert make_site_pdfs(workspace, UNIT, by="test") == ()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_it_is_made_at_intake_goes_into_the_pack_and_a_person_replaces_it(
    workspace: Workspace, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Workspace(settings.model_copy(update={"make_pdf": True}))
    item = send(office, word(tmp_path / "รายงาน ก.docx"))
    monkeypatch.setattr(converting, "converter", lambda: None)

    assert remedy(workspace) == ("", False)
    pack = make_pack(workspace, PackRequest(UNIT, "june-20", today()), tmp_path)
    told = site(pack.path)["รายงาน ก.pdf"]
    assert (told["made_from"], told["by_machine"]) == ("รายงาน ก.docx", True)
    with zipfile.ZipFile(pack.path) as archive:
        page = pypdfium2.PdfDocument(archive.read(str(told["path"])))[0]
    assert "น้ำใจ" in page.get_textpage().get_text_range()

    (tmp_path / "own.pdf").write_bytes(drawn_pdf())
    keep_site_pdf(workspace, UNIT, item, tmp_path / "own.pdf", by="test")
    again = make_pack(workspace, PackRequest(UNIT, "june-20", today()), tmp_path)
    told = site(again.path)["รายงาน ก.pdf"]
    assert (told["by_machine"], told["size"]) == (False, len(drawn_pdf()))
    assert make_site_pdfs(office, UNIT, by="test") == ()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_recheck_makes_what_another_machine_could_not(
    workspace: Workspace, settings: Settings, tmp_path: Path
) -> None:
    item = send(workspace, word(tmp_path / "ก.docx", "อื่น"))
    office = Workspace(settings.model_copy(update={"make_pdf": True}))

    recheck(office, UNIT, None, by="test")

    assert has_pdf(workspace, item)
    with reading(workspace.engine) as session:
        sha256 = find_version(session, UNIT, item).fact.sha256
    kept = kept_as(workspace, sha256, "pdf")
    assert kept is not None
    assert kept.by_machine


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("own.docx", b"PK", "ไม่ใช่ไฟล์ .pdf"),
        ("none.pdf", None, "ไม่มีไฟล์นี้"),
        ("own.pdf", b"%PDF-1.7 broken", "own.pdf"),
    ],
)
def test_what_is_no_sound_pdf_replaces_nothing(
    workspace: Workspace, tmp_path: Path, name: str, data: bytes | None, sentence: str
) -> None:
    item = send(workspace, word(tmp_path / "ก.docx"))
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(KamnotError, match=sentence):
        keep_site_pdf(workspace, UNIT, item, tmp_path / name, by="test")
    assert not has_pdf(workspace, item)


def test_a_pdf_needs_no_pdf(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "ก.pdf").write_bytes(drawn_pdf())
    item = send(workspace, tmp_path / "ก.pdf")
    with pytest.raises(KamnotError, match="เป็น PDF อยู่แล้ว"):
        keep_site_pdf(workspace, UNIT, item, tmp_path / "ก.pdf", by="test")
