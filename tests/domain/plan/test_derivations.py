"""What a figure follows from is read once and written as it was."""

from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError, PydanticKnownError

from domain.language.ids import MeasureId
from domain.plan.derivations import (
    AnyComplete,
    Complete,
    CompletionRate,
    Derivation,
    FromMeasure,
    read_derivation,
)
from domain.plan.model import Figure

KNOWN: dict[str, Derivation] = {
    "1.signed": FromMeasure(MeasureId(1, "signed")),
    "complete:3": Complete((3,)),
    "complete:3,4": Complete((3, 4)),
    "any:3,4": AnyComplete((3, 4)),
    "completion": CompletionRate(),
}


@pytest.mark.parametrize("text", KNOWN)
def test_a_derivation_is_written_as_it_was_read(text: str) -> None:
    read = read_derivation(text)

    assert read == KNOWN[text]
    assert str(read) == text
    assert type(str(read)) is str
    assert read_derivation(read) is read


@pytest.mark.parametrize(
    "text",
    ["", "signed", "complete:", "complete:3,", "complete:3, 4", "complete:x", "better:one", "better:a,b,c"],
)  # fmt: skip
def test_text_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        read_derivation(text)


def test_a_plan_of_before_surveys_compares_no_shares_any_more() -> None:
    raw = {"id": "climate", "title": "ดีขึ้น", "kind": "yes-no", "source": "เกณฑ์ ๗"}
    figure = Figure.model_validate(raw | {"derived_from": "better:this-year,last-year"})
    assert figure == Figure.model_validate(raw)


def test_only_text_is_read() -> None:
    with pytest.raises(PydanticKnownError, match="valid string"):
        read_derivation(1)


def test_a_derivation_names_the_activities_that_prove_it() -> None:
    assert [read_derivation(text).activities for text in KNOWN] == [
        (1,),
        (3,),
        (3, 4),
        (3, 4),
        (),
    ]
