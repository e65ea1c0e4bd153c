"""Making forms of what is stored, and reading them back."""

from __future__ import annotations

import io
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from domain.language.errors import CouldNotFinishError, KamnotError, NotThereError
from flows.evidence.measures import enter
from flows.evidence.take_in import Incoming, take_in
from flows.house.set_up import set_up
from flows.papers.forms import ReportRequest, compare_report, dossier_of, file_name, write_report
from flows.run.workspace import Workspace, today
from reports.forms import FORMS
from storage.settings import Settings
from tests.support.cast import UNIT

DAY = date(2024, 3, 13)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Workspace:
    """The bureau as `kamnot init` leaves it, for tests that only read."""
    settings = Settings(home=tmp_path_factory.mktemp("office"))
    shutil.copy(sqlite_template, settings.home / "kamnot.db")
    set_up(settings, unit=UNIT)
    return Workspace(settings)


def request(form: str, day: date = DAY) -> ReportRequest:
    return ReportRequest(form, UNIT, day)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_made_of_a_unit_that_has_nothing_yet(
    office: Workspace, tmp_path: Path, form: str
) -> None:
    files = write_report(office, request(form), tmp_path / "ผล", ("docx",))

    assert [f.suffix for f in files] == [".docx"]
    assert compare_report(office, files[0]).differences == ()


def test_word_and_pdf_stand_side_by_side_under_a_thai_name(
    office: Workspace, tmp_path: Path
) -> None:
    word, pdf = write_report(office, request("cover-memo"), tmp_path)

    assert word.name == "บันทึกข้อความนำส่ง รอบ ๒๐ มี.ค. ๖๗ สำนักการคลังและงบประมาณ.docx"
    assert pdf.name == word.with_suffix(".pdf").name
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_the_charts_of_a_form_come_out_for_web_and_letters(
    office: Workspace, tmp_path: Path
) -> None:
    charts = write_report(office, request("batch-status"), tmp_path, ("svg",))

    assert [c.stem.rpartition(" ")[2] for c in charts] == list("๑๒๓๔")
    assert all(c.read_bytes().startswith(b"<svg ") for c in charts)
    with pytest.raises(KamnotError, match="batch-status"):
        write_report(office, request("cover-memo"), tmp_path, ("svg",))


@pytest.mark.parametrize(
    ("form", "day", "about"),
    [
        ("batch-status", date(2024, 3, 20), "รอบ ๒๐ มี.ค. ๖๗"),
        ("batch-status", date(2024, 3, 21), "รอบ ๒๐ มิ.ย. ๖๗"),
        ("batch-status", date(2024, 12, 1), "รอบ ๒๐ ก.ย. ๖๗"),
        ("integrated-plan-report", date(2024, 6, 20), "ไตรมาส ๓"),
        ("complaints-month", date(2024, 6, 20), "เดือนมิถุนายน ๒๕๖๗"),
    ],
)
def test_the_day_suggests_the_batch_and_the_period(
    office: Workspace, form: str, day: date, about: str
) -> None:
    with dossier_of(office, request(form, day)) as dossier:
        assert about in file_name(dossier, FORMS[form], "pdf")


def test_a_picture_of_the_store_is_shown(bare: Workspace, tmp_path: Path) -> None:
    photo = tmp_path / "ภาพ.jpg"
    Image.new("RGB", (900, 600), "#4466aa").save(photo)
    take_in(bare, UNIT, [Incoming("1.photos", photo, DAY)], by="test")

    (word,) = write_report(bare, request("assessment-report"), tmp_path, ("docx",))

    assert len(Document(io.BytesIO(word.read_bytes())).inline_shapes) == 1


def test_forms_are_in_thai_whatever_language_the_run_speaks(
    office: Workspace, tmp_path: Path
) -> None:
    english = Workspace(office.settings, language="en")

    (one,) = write_report(office, request("batch-status"), tmp_path / "th", ("docx",))
    (other,) = write_report(english, request("batch-status"), tmp_path / "en", ("docx",))

    assert one.read_bytes() == other.read_bytes()


def test_a_number_entered_later_differs_only_when_compared_with_the_later_day(
    bare: Workspace, tmp_path: Path
) -> None:
    (word,) = write_report(bare, request("level-3-report"), tmp_path, ("docx",))
    enter(bare, UNIT, "1.signed", "116/120", on=DAY + timedelta(days=1), by="test")

    assert compare_report(bare, word).differences == ()
    assert compare_report(bare, word, DAY + timedelta(days=1)).differences


def test_an_unknown_form_names_those_that_there_are(office: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotThereError, match="dos-donts"):
        write_report(office, request("form-9"), tmp_path)


def test_a_report_of_a_day_to_come_is_refused(office: Workspace, tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="ยังมาไม่ถึง"):
        write_report(office, request("dos-donts", today() + timedelta(days=1)), tmp_path)


def test_a_folder_that_cannot_be_written_is_one_sentence(office: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(CouldNotFinishError, match="เลือกโฟลเดอร์อื่น"):
        write_report(office, request("dos-donts"), tmp_path / "file", ("docx",))


@pytest.mark.parametrize("keywords", ["kamnot form=dos-donts", "kamnot form=dos-donts unit=bureau as-of=x",
                                      "kamnot form=dos-donts unit=bureau as-of=2024-03-13 year=2566",
                                      "kamnot form=nothing unit=bureau as-of=2024-03-13",
                                      "kamnot form=dos-donts unit=nobody as-of=2024-03-13",
                                      "kamnot form=batch-status unit=bureau as-of=2024-03-13 batch=june"])  # fmt: skip
def test_a_file_whose_key_was_spoilt_is_refused(
    office: Workspace, tmp_path: Path, keywords: str
) -> None:
    (word,) = write_report(office, request("dos-donts"), tmp_path, ("docx",))
    document = Document(io.BytesIO(word.read_bytes()))
    document.core_properties.keywords = keywords
    document.save(str(word))

    with pytest.raises(KamnotError):
        compare_report(office, word)


@pytest.mark.parametrize(
    ("plan", "changed"), [("0" * 12, True), ("", False)], ids=["another", "older than the key"]
)
def test_a_form_made_by_another_state_of_the_plan_is_said_to_be(
    office: Workspace, tmp_path: Path, plan: str, changed: bool
) -> None:
    (word,) = write_report(office, request("dos-donts"), tmp_path, ("docx",))
    untouched = compare_report(office, word)
    document = Document(io.BytesIO(word.read_bytes()))
    key = document.core_properties.keywords.partition(" plan=")[0]
    document.core_properties.keywords = f"{key} plan={plan}"
    document.save(str(word))

    assert not untouched.plan_changed
    assert compare_report(office, word).plan_changed is changed
