"""The sources of a rubric's figure that nobody has entered, as `derived_from` names them in the plan.

The text is parsed once, when the plan is read. Each value is written back as that text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError, PydanticKnownError, PydanticUseDefault

from domain.language.ids import MeasureId


@dataclass(frozen=True, slots=True)
class FromMeasure:
    """A number that an activity asks for: `1.signed`."""

    measure: MeasureId

    def __str__(self) -> str:
        return f"{self.measure}"

    @property
    def activities(self) -> tuple[int, ...]:
        """The activity that asks for it."""
        return () if self.measure.activity is None else (self.measure.activity,)


@dataclass(frozen=True, slots=True)
class Complete:
    """Complete activities, `complete:3,4`: a yes needs all of them, in a count each counts one."""

    activities: tuple[int, ...]

    def __str__(self) -> str:
        return f"complete:{','.join(map(str, self.activities))}"


@dataclass(frozen=True, slots=True)
class AnyComplete:
    """One of several activities, `any:5,22`: a yes needs one complete one."""

    activities: tuple[int, ...]

    def __str__(self) -> str:
        return f"any:{','.join(map(str, self.activities))}"


@dataclass(frozen=True, slots=True)
class CompletionRate:
    """The share of complete activities among the applicable ones, `completion`, or those due, `completion:due`."""

    only_due: bool = False

    def __str__(self) -> str:
        return "completion:due" if self.only_due else "completion"

    @property
    def activities(self) -> tuple[int, ...]:
        """None by number: it is about all activities."""
        return ()


def required_text(value: object) -> str:
    """The value, which must be text. Raises pydantic's error for anything else."""
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    return value


def read_complete(text: str) -> Complete | None:
    """Read `complete:3,4`; None for anything else."""
    numbers = _numbers("complete", text)
    return Complete(numbers) if numbers else None


def _numbers(word: str, text: str) -> tuple[int, ...]:
    found = re.fullmatch(rf"{word}:([0-9]+(?:,[0-9]+)*)", text)
    return tuple(map(int, found[1].split(","))) if found else ()


def read_derivation(
    value: object,
) -> FromMeasure | Complete | AnyComplete | CompletionRate:
    """Read `derived_from`. Raises pydantic's error for text of another shape.

    Plans of before surveys compare two shares (`better:this,last`): such a figure has no derivation any more.
    """
    if isinstance(value, FromMeasure | Complete | AnyComplete | CompletionRate):
        return value
    text = required_text(value)
    if text in ("completion", "completion:due"):
        return CompletionRate(only_due=text != "completion")
    if found := read_complete(text):
        return found
    if numbers := _numbers("any", text):
        return AnyComplete(numbers)
    if re.fullmatch(r"better:[^,]+,[^,]+", text):
        raise PydanticUseDefault
    try:
        return FromMeasure(MeasureId.parse(text))
    except ValueError:
        raise PydanticCustomError("derivation", "no measure, activities or figures") from None


Derivation = Annotated[
    FromMeasure | Complete | AnyComplete | CompletionRate,
    PlainValidator(read_derivation),
    PlainSerializer(str),
]
"""Where a figure comes from: a measure, complete activities, or their share."""
