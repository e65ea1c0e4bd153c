"""Which document is meant: told by its name or the file's format, and a clear sentence where neither tells."""

from __future__ import annotations

import pytest

from domain.language.errors import KamnotError, NotThereError
from domain.language.ids import RequirementId
from domain.plan.requirements import find_requirement, requirement_of
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
        ("จิตอาสา", "png", "12.photos"),
        ("กิจกรรมจิตอาสาทำดี/report", "png", "12.report"),
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
        pytest.param("แลกเปลี่ยนเรียนรู้/report", r"7 \(กิจกรรม.*; 8 \(กิจกรรม", id="words of several"),
        pytest.param("คุณธรรม", "และอีก", id="words of many"),
        pytest.param("จิต", "ไม่มีกิจกรรม", id="too few letters"),
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


def test_the_documents_to_choose_from_are_listed_with_commas() -> None:
    with pytest.raises(KamnotError) as refused:
        find_requirement(PLAN, "7.memo", "pdf")
    assert ", ".join(f"7.{r.id} ({r.title})" for r in PLAN.by_number[7].requirements) in str(
        refused.value
    )
