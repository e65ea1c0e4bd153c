"""What fills the blanks and boxes of an official form, as `blanks` and `boxes` name it in the plan.

The text is parsed once, when the plan is read. Each value is written back as that text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from domain.language.ids import RUBRIC, MeasureId
from domain.plan.derivations import Complete, read_complete, required_text


class NumberPart(StrEnum):
    """Which part of a number a blank shows."""

    PEOPLE = "people"
    ALL = "all"
    PERCENT = "percent"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class ByHand:
    """No filling, written as an empty text: a person fills the blank."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class UnitName:
    """The name of the unit: `unit`."""

    def __str__(self) -> str:
        return "unit"


@dataclass(frozen=True, slots=True)
class Told:
    """What the unit tells of itself once: `leader`, `coordinator` (offices), `telephone`, `mobile`, `address`."""

    name: str

    def __str__(self) -> str:
        return self.name


TOLD = ("leader", "coordinator", "telephone", "mobile", "address")


@dataclass(frozen=True, slots=True)
class NumberOf:
    """Part of a measure or figure: `1.signed#people`, `rubric.success#percent`."""

    measure: MeasureId
    part: NumberPart

    def __str__(self) -> str:
        return f"{self.measure}#{self.part}"


@dataclass(frozen=True, slots=True)
class AnswerOf:
    """A figure that is a yes, `rubric.plan-made`, or a no, `!rubric.plan-made`."""

    measure: MeasureId
    negated: bool

    def __str__(self) -> str:
        return f"{'!' if self.negated else ''}{self.measure}"


@dataclass(frozen=True, slots=True)
class NewestOf:
    """The newest row's count in a column of a register; without rows a number: `headcount.staff or 1.signed#all`."""

    place: str
    otherwise: NumberOf

    def __str__(self) -> str:
        return f"{self.place} or {self.otherwise}"


@dataclass(frozen=True, slots=True)
class PartOf:
    """A yes of which rows show a part: `some:rubric.documented`."""

    measure: MeasureId

    def __str__(self) -> str:
        return f"some:{self.measure}"


def read_blank(value: object) -> UnitName | Told | NumberOf | NewestOf | ByHand:
    """Read an entry of `blanks`. Raises pydantic's error for text of another shape."""
    if isinstance(value, UnitName | Told | NumberOf | NewestOf | ByHand):
        return value
    text = required_text(value)
    if newest := re.fullmatch(r"([\w-]+\.[\w-]+) or (.+)", text):
        otherwise = read_blank(newest[2])
        if isinstance(otherwise, NumberOf):
            return NewestOf(newest[1], otherwise)
    if text in ("", "unit"):
        return UnitName() if text else ByHand()
    if text in TOLD:
        return Told(text)
    if found := re.fullmatch(f"(.+)#({'|'.join(NumberPart)})", text):
        try:
            return NumberOf(MeasureId.parse(found[1]), NumberPart(found[2]))
        except ValueError:
            pass
    raise PydanticCustomError(
        "blank", "neither the unit, what it tells of itself, nor part of a number"
    )


def read_box(value: object) -> AnswerOf | PartOf | Complete | ByHand:
    """Read an entry of `boxes`. Raises pydantic's error for text of another shape."""
    if isinstance(value, AnswerOf | PartOf | Complete | ByHand):
        return value
    text = required_text(value)
    if not text:
        return ByHand()
    if part := re.fullmatch(rf"some:{RUBRIC}\.(.+)", text):
        return PartOf(MeasureId(RUBRIC, part[1]))
    if found := re.fullmatch(rf"(!?){RUBRIC}\.(.+)", text):
        return AnswerOf(MeasureId(RUBRIC, found[2]), negated=bool(found[1]))
    if complete := read_complete(text):
        return complete
    raise PydanticCustomError("box", "neither a figure nor activities")


Blank = Annotated[
    UnitName | Told | NumberOf | NewestOf | ByHand, PlainValidator(read_blank), PlainSerializer(str)
]
"""What fills a blank."""
Box = Annotated[
    AnswerOf | PartOf | Complete | ByHand, PlainValidator(read_box), PlainSerializer(str)
]
"""What ticks a box."""
