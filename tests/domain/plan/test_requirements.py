"""Which document is meant: told by its name or the file's format, and a clear sentence where neither tells."""

from __future__ import annotations

import pytest

from domain.language.errors import KamnotError, NotThereError
from domain.language.ids import RequirementId
from domain.plan.requirements import find_by_folder, find_requirement, requirement_of
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

PLAN = load_plan([plan_folder(2567)]).plan


@pytest.mark.parametrize(
    ("text", "file_format", "requirement"),
    [
        ("7.report", "pdf", "7.report"),
        ("7/report", "pdf", "7.report"),
        ("7", "docx", "7.report"),
        ("7", "jpg", "7.photos"),
        ("๗", "png", "7.photos"),
        ("19", "mp4", "19.clip"),
        ("3", "xyz", "3.plan"),
    ],
)
def test_a_file_finds_its_requirement(text: str, file_format: str, requirement: str) -> None:
    assert find_requirement(PLAN, text, file_format) == requirement


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("99", "ไม่มีกิจกรรม", id="no such activity"),
        pytest.param("เจ็ด", "ไม่มีกิจกรรม", id="no number"),
        pytest.param("²", "ไม่มีกิจกรรม", id="a superscript"),
        pytest.param("7.memo", "7.report", id="no such document"),
        pytest.param("1", "1.policy-ethics", id="several documents take it"),
    ],
)
def test_what_cannot_be_placed_ends_in_a_sentence_with_the_choices(text: str, words: str) -> None:
    with pytest.raises(KamnotError, match=words) as error:
        find_requirement(PLAN, text, "pdf")
    assert error.value.exit_code == 2


def test_what_a_changed_plan_no_longer_asks_for_is_not_there() -> None:
    assert requirement_of(PLAN, RequirementId(7, "report")).id == "report"
    with pytest.raises(NotThereError, match=r"7\.memo"):
        requirement_of(PLAN, RequirementId(7, "memo"))


def by_folder(path: str) -> str:
    *folders, name = path.split("/")
    stem, _, ending = name.rpartition(".")
    return find_by_folder(PLAN, (*folders, name), stem, ending.lower())


@pytest.mark.parametrize(
    ("name", "requirement"),
    [
        ("07/รายงาน.docx", "7.report"),
        ("07/ภาพ.JPG", "7.photos"),
        ("7/a.png", "7.photos"),
        ("7 แลกเปลี่ยนเรียนรู้/รายงาน.pdf", "7.report"),
        ("๐๗_ภาพ/IMG 1.jpg", "7.photos"),
        ("๗/รายงาน.pdf", "7.report"),
        ("กิจกรรมที่ 7/รายงาน.pdf", "7.report"),
        ("กิจกรรมที่ ๗/ภาพ/IMG.heic", "7.photos"),
        ("ลำดับ 19/คลิป.mp4", "19.clip"),
        ("07_รายงาน.pdf", "7.report"),
        ("2567/07/รายงาน.pdf", "7.report"),
        ("20 มีนาคม/7/รายงาน.pdf", "7.report"),
        ("๒๐ มี.ค. ๖๗/๗/รายงาน.pdf", "7.report"),
        ("1/photos/ภาพ.jpg", "1.photos"),
        ("1/report/รายงาน.pdf", "1.report"),
        ("1/ประกาศนโยบาย No Gift Policy ๒๕๖๗.pdf", "1.policy-no-gift"),
        ("1/ประกาศนโยบาย No Gift Policy/สำเนา.pdf", "1.policy-no-gift"),
        ("33/คำขวัญของสำนัก.pdf", "33.slogan"),
    ],
)
def test_a_file_goes_where_its_folder_or_name_says(name: str, requirement: str) -> None:
    assert by_folder(name) == requirement


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("รายงาน.pdf", "ไม่มีเลขกิจกรรม"),
        ("ภาพรวม/รายงาน.pdf", "ไม่มีเลขกิจกรรม"),
        ("2567/รายงาน.pdf", "ไม่มีเลขกิจกรรม"),
        ("99/รายงาน.pdf", "ไม่มีกิจกรรมที่ 99"),
        ("0/รายงาน.pdf", "ไม่มีกิจกรรมที่ 0"),
        ("1/รายงาน.pdf", "1.policy-ethics"),
    ],
)
def test_what_a_folder_does_not_tell_for_sure_is_refused_with_the_reason(
    name: str, why: str
) -> None:
    with pytest.raises(KamnotError, match=why) as error:
        by_folder(name)
    assert error.value.english


def test_the_documents_to_choose_from_are_listed_with_commas() -> None:
    with pytest.raises(KamnotError) as refused:
        find_requirement(PLAN, "7.memo", "pdf")
    assert ", ".join(f"7.{r.id} ({r.title})" for r in PLAN.by_number[7].requirements) in str(
        refused.value
    )
