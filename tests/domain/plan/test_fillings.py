"""What fills a form's blanks and boxes is read once and written as it was."""

from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from domain.language.ids import MeasureId
from domain.plan.derivations import Complete
from domain.plan.fillings import (
    AnswerOf,
    Blank,
    Box,
    ByHand,
    NewestOf,
    NumberOf,
    NumberPart,
    PartOf,
    UnitName,
    read_blank,
    read_box,
)

BLANKS: dict[str, Blank] = {
    "": ByHand(),
    "unit": UnitName(),
    "1.signed#people": NumberOf(MeasureId(1, "signed"), NumberPart.PEOPLE),
    "headcount.staff or 1.signed#all": NewestOf(
        "headcount.staff", NumberOf(MeasureId(1, "signed"), NumberPart.ALL)
    ),
    "rubric.success#percent": NumberOf(MeasureId("rubric", "success"), NumberPart.PERCENT),
}
BOXES: dict[str, Box] = {
    "": ByHand(),
    "rubric.plan-made": AnswerOf(MeasureId("rubric", "plan-made"), negated=False),
    "!rubric.plan-made": AnswerOf(MeasureId("rubric", "plan-made"), negated=True),
    "some:rubric.documented": PartOf(MeasureId("rubric", "documented")),
    "complete:7,8": Complete((7, 8)),
}


@pytest.mark.parametrize("text", BLANKS)
def test_a_blank_is_written_as_it_was_read(text: str) -> None:
    assert read_blank(text) == BLANKS[text]
    assert str(BLANKS[text]) == text
    assert read_blank(BLANKS[text]) is BLANKS[text]


@pytest.mark.parametrize("text", BOXES)
def test_a_box_is_written_as_it_was_read(text: str) -> None:
    assert read_box(text) == BOXES[text]
    assert str(BOXES[text]) == text
    assert read_box(BOXES[text]) is BOXES[text]


@pytest.mark.parametrize(
    "text", ["1.signed", "signed#people", "1.signed#heads", "complete:9", "headcount.staff or unit"]
)
def test_a_blank_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        read_blank(text)


@pytest.mark.parametrize("text", ["unit", "1.signed", "!complete:9", "complete:", "plan-made"])
def test_a_box_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        read_box(text)
