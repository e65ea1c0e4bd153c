"""Headings of exports: a question is found in each tool's way of writing it, and the tool's own columns first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.surveys.answer_columns import (
    Column,
    DropReason,
    FormTool,
    find_columns,
    tool_of,
)
from tests.support.surveys.answers import (
    FAIR,
    GOOGLE,
    HEARD,
    KOBO,
    LIMESURVEY,
    MICROSOFT,
    OWN,
    SURVEY,
)


@pytest.mark.parametrize(
    ("heads", "tool"),
    [
        (GOOGLE, FormTool.GOOGLE),
        (("Timestamp", FAIR), FormTool.GOOGLE),
        (MICROSOFT, FormTool.MICROSOFT),
        (LIMESURVEY, FormTool.LIMESURVEY),
        (("id", "submitdate", "fair"), FormTool.LIMESURVEY),
        (("Response ID", "Date submitted", "Last page", FAIR), FormTool.LIMESURVEY),
        (KOBO, FormTool.KOBO),
        ((FAIR, OWN), FormTool.TABLE),
    ],
)
def test_a_tool_is_known_by_its_own_columns(heads: Sequence[str], tool: FormTool) -> None:
    assert tool_of(heads) is tool


@pytest.mark.parametrize(
    "heading",
    [
        FAIR, f" {FAIR} ", f"1. {FAIR}", f"๑) {FAIR}", f"ข้อ 1 {FAIR}", f"ประเมินบรรยากาศ [{FAIR}]", "fair",
        "climate/fair", f"บรรยากาศ/{FAIR}", f"Q01[fair]. ประเมิน [{FAIR}]", f"Q01. {FAIR}: []", f"fair. {FAIR}",
        "ความเป็นธรรม (ปี ๖๖)", "ความเป็นธรรม (ปี 66)",
    ],
)  # fmt: skip
def test_a_question_is_found_in_a_heading(heading: str) -> None:
    assert set(find_columns(SURVEY, [heading]).asked) == {"fair"}


@pytest.mark.parametrize(
    "heading",
    [f"{HEARD} [ป้าย]", "heard/board", "group/heard/board", f"heard[board]. {HEARD} [ป้าย]"],
)
def test_a_column_of_one_choice_is_found(heading: str) -> None:
    found = find_columns(SURVEY, [heading])

    assert {q: set(ticks) for q, ticks in found.ticks.items()} == {"heard": {"board"}}


def test_a_code_may_hold_a_hyphen() -> None:
    assert set(find_columns(SURVEY, [f"own-use. {OWN}"]).asked) == {"own-use"}


def test_a_question_that_is_called_like_a_tool_s_column_takes_in_no_names() -> None:
    named = SURVEY.questions[3].model_copy(update={"id": "name", "title": "ชื่อ"})
    survey = SURVEY.model_copy(update={"questions": (SURVEY.questions[0], named)})

    found = find_columns(survey, ("name", "ชื่อ", "fair"))

    assert found.questions == {"fair"}
    assert [one.why for one in found.dropped] == [DropReason.PERSON] * 2


@pytest.mark.parametrize(
    ("heads", "first"),
    [
        (GOOGLE, "ประทับเวลา"),
        (MICROSOFT, "Completion time"),
        (LIMESURVEY, "submitdate. Date submitted"),
        (KOBO, "_submission_time"),
    ],
)
def test_the_moment_of_sending_comes_before_that_of_beginning(
    heads: Sequence[str], first: str
) -> None:
    assert find_columns(SURVEY, heads).times[0].heading == first


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_a_column_is_called_as_table_programs_call_it(place: int, letter: str) -> None:
    assert Column(place, "").letter == letter


def test_points_and_feedback_of_a_quiz_are_the_tool_s() -> None:
    found = find_columns(SURVEY, (*MICROSOFT, f"Points - {FAIR}", f"Feedback - {FAIR}"))

    assert [d.why for d in found.dropped[-2:]] == [DropReason.TOOL] * 2
    assert len(found.asked["fair"]) == 1
