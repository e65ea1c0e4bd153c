"""What is known about one unit: evidence that came in, reviews, numbers.

Facts are dated by Bangkok days. They say what was seen, never what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Self


class SectionOutcome(StrEnum):
    """Whether a part of a document was found in it."""

    FOUND = "found"
    DOUBTFUL = "doubtful"
    NOT_FOUND = "not-found"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class SectionFact:
    """Section `id` of a document: its page (from 1) and the words that matched, where found."""

    id: str
    outcome: SectionOutcome
    page: int | None = None
    words: str = ""


class Problem(StrEnum):
    """Why a file cannot count as evidence."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    WRONG_CONTENT = "wrong-content"
    """The content is not what the extension says."""
    TOO_LARGE = "too-large"
    UNSAFE = "unsafe"
    """A bomb, macros, scripts: kept, never opened further."""
    LOST = "lost"
    """Its bytes are no longer in the store."""


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """One version of one evidence item, as it was seen when it came in.

    `requirement` is `7.report`; `format` the lower-case extension; `received_on` the Bangkok day it was
    handed in; `has_text` is None where the question makes no sense (a photo).
    """

    item: int
    version: int
    requirement: str
    file_name: str
    format: str
    sha256: str
    received_on: date
    problem: Problem | None = None
    has_text: bool | None = None
    pages: int = 0
    images: int = 0
    sections: tuple[SectionFact, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """A reviewer's word on one version: accepted, or returned with a reason."""

    item: int
    version: int
    accepted: bool
    reason: str
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """A number as entered. A share keeps both counts in `numerator` and `denominator`.

    `measure` is `1.signed` or `rubric.climate`; `value` an exact share, a count, or yes/no.
    """

    measure: str
    value: Fraction | int | bool
    entered_on: date
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known about one unit in one fiscal year."""

    unit: str
    evidence: tuple[EvidenceFact, ...] = ()
    reviews: tuple[ReviewFact, ...] = ()
    measures: tuple[MeasureFact, ...] = ()

    def known_on(self, as_of: date) -> Self:
        """Only what had come in by the end of that Bangkok day."""
        return type(self)(
            unit=self.unit,
            evidence=tuple(e for e in self.evidence if e.received_on <= as_of),
            reviews=tuple(r for r in self.reviews if r.reviewed_on <= as_of),
            measures=tuple(m for m in self.measures if m.entered_on <= as_of),
        )
