"""What is known about one unit: evidence that came in, reviews, numbers.

Facts are dated by Bangkok days. They say what was seen, never what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, Self

from domain.language.ids import MeasureId, RequirementId


class SectionOutcome(StrEnum):
    """Whether a part of a document was found in it."""

    FOUND = "found"
    DOUBTFUL = "doubtful"
    NOT_FOUND = "not-found"
    CANNOT_TELL = "cannot-tell"


class SectionDoubt(StrEnum):
    """What is wrong with a part that was seen, where its words alone do not say it."""

    EMPTY = "empty"
    """A heading with nothing under it."""
    NO_CAPTION = "no-caption"
    """Pictures without a word beside them."""
    UNREADABLE = "unreadable"
    """The text's letters make no Thai."""
    NO_SIGN = "no-sign"
    """What shows that it is the right document is not in it."""
    HINT_LEFT = "hint-left"
    """A line of help that Kamnot wrote is still there."""
    OTHER_STARTER = "other-starter"
    """Kamnot began it for another document, year or unit, which the words name."""


@dataclass(frozen=True, slots=True)
class SectionFact:
    """Section `id` of a document: its page (from 1) and the words that matched, where found.

    `why` says why it is doubtful, or why it cannot be told.
    """

    id: str
    outcome: SectionOutcome
    page: int | None = None
    words: str = ""
    why: SectionDoubt | None = None


class Problem(StrEnum):
    """Why a file cannot count as evidence."""

    EMPTY = "empty"
    """0 bytes."""
    BLANK = "blank"
    """It opens, and there is neither text nor a picture in it."""
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    WRONG_CONTENT = "wrong-content"
    """The content is not what the extension says."""
    TOO_LARGE = "too-large"
    UNSAFE = "unsafe"
    """A bomb or entities that swell: kept, never opened further."""
    MACROS = "macros"
    SCRIPTS = "scripts"
    """A PDF that runs something when it is opened: JavaScript, launching a program."""
    LINKED = "linked"
    """It takes data from another file or computer, or sends some there: links of a workbook, DDE, links of a PDF."""
    EMBEDDED_FILES = "embedded-files"
    """Other files hidden inside a document."""
    INFECTED = "infected"
    NOT_SCANNED = "not-scanned"
    """A virus scanner is configured and did not answer: `kamnot evidence recheck` asks it again."""
    NOT_INSPECTED = "not-inspected"
    """Kept, and not yet looked into: the look follows at once, or after a crash with the next check."""
    LOST = "lost"
    """Its bytes are no longer in the store."""


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """One version of one evidence item, as it was seen when it came in.

    `requirement` is `7.report`; `format` the lower-case extension; `received_on` the Bangkok day it was handed in;
    `has_text` is None for a file that has no text (a photo). `event_date` is the day of the activity as its sender
    states it, `taken_on` the day that a photo's camera wrote into it; `fingerprint` (hex digits) is alike for
    pictures that look alike. Items linked to one file (`evidence link`) have the same `file`.
    """

    item: int
    version: int
    requirement: RequirementId
    file_name: str
    format: str
    sha256: str
    received_on: date
    problem: Problem | None = None
    has_text: bool | None = None
    pages: int = 0
    images: int = 0
    sections: tuple[SectionFact, ...] = ()
    event_date: date | None = None
    taken_on: date | None = None
    fingerprint: str | None = None
    file: int = 0
    """The file's first item; 0 means this item itself."""
    backdated_why: str = ""
    """Why it was entered after `received_on`; empty if it was entered on that day."""
    has_pdf: bool = True
    """Whether it is a PDF, or a PDF of it is kept: the learning centre takes nothing else."""
    told_on: date | None = None
    """The day of the activity as the document's own text tells it."""


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A picture that was evidence in an earlier fiscal year and must not be used again."""

    fiscal_year: int
    requirement: RequirementId
    file_name: str
    sha256: str
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """A reviewer's word on one version: accepted, or returned with a reason."""

    item: int
    version: int
    accepted: bool
    reason: str
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A reviewer's newest word on one version; `reviewer` is an account, `signed_by` an office that signed on paper."""

    accepted: bool
    reviewer: str
    reviewed_on: date
    reason: str
    signed_by: str = ""


Amount = Fraction | int | bool
"""An exact share, a count, or yes/no."""


def amount(
    numerator: int | None, denominator: int | None, count: int | None, yes_no: bool | None
) -> Amount | None:
    """The value of a stored number: yes/no, a count, or both counts of a share; None for 0 of 0."""
    if yes_no is not None:
        return yes_no
    if count is not None:
        return count
    return Fraction(numerator or 0, denominator) if denominator else None


Cell = str | int | bool | date | tuple[str, ...] | tuple[int, ...]
"""What a cell of a register holds: text, a link or the id of a choice; a count, an activity or evidence; yes or no."""


class RowId(NamedTuple):
    """A row of a register; `number` counts from 1 in a unit's register and year."""

    register: str
    number: int

    def __str__(self) -> str:
        return f"{self.register}/{self.number}"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One version of a row, in force from `entered_on` on; a withdrawal is a version too.

    An empty cell is left out of `cells`.
    """

    id: RowId
    version: int
    cells: Mapping[str, Cell]
    entered_on: date
    withdrawn: bool = False


Answer = int | str | tuple[str, ...]
"""What one person answered: the level of a scale, the ids of the choices that were ticked, or words."""


@dataclass(frozen=True, slots=True)
class SurveyAnswers:
    """The answers to a survey of one fiscal year, in no order, without a person and without a time.

    A row holds one person's answers by question; a question that was left out is missing. `asked` is how many were
    asked; `partial` how many answers were left unfinished and are not among the rows. `first_day` and `last_day` are
    those on which answers came in, where the file tells. `scales` are the lowest and highest level of each question
    as it was asked. Rows of a paper tally hold one answer each to every question but no one person's (`linked`).
    """

    survey: str
    year: int
    asked: int
    rows: tuple[Mapping[str, Answer], ...]
    first_day: date | None = None
    last_day: date | None = None
    partial: int = 0
    scales: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    linked: bool = True

    @property
    def answered(self) -> int:
        """How many people answered."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class SurveyRound:
    """Answers that were taken in, and the day on which another person than the importer accepted them.

    From `ended_on` on they are withdrawn or replaced. They prove something once accepted, from `imported_on` on.
    """

    id: int
    answers: SurveyAnswers
    imported_on: date
    accepted_on: date | None = None
    ended_on: date | None = None

    def known_on(self, day: date) -> bool:
        """Whether they had been taken in and neither withdrawn nor replaced by the end of that Bangkok day."""
        return self.imported_on <= day and (self.ended_on is None or day < self.ended_on)

    def accepted_by(self, day: date) -> bool:
        """Whether they counted by the end of that Bangkok day."""
        return self.known_on(day) and self.accepted_on is not None and self.accepted_on <= day


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """A number as entered. A share keeps both counts in `numerator` and `denominator`.

    `measure` is `1.signed` or `rubric.climate`; `value` an exact share, a count, or yes/no, and None for 0 of 0, which
    is unknown. From `taken_back_on` on it no longer counts; `event_date` is the day of the event that it counts,
    `evidence` the item that shows it.
    """

    measure: MeasureId
    value: Amount | None
    entered_on: date
    numerator: int | None = None
    denominator: int | None = None
    taken_back_on: date | None = None
    event_date: date | None = None
    evidence: int | None = None
    rows: tuple[RowId, ...] = ()
    """The rows of registers that prove it."""
    survey: str = ""
    """The survey that proves it. Without rows and without a survey a person typed the number."""
    by_rows: MeasureFact | None = None
    """What rows or a survey prove, where a person typed a number over them."""
    typed: MeasureFact | None = None
    """The number as a person typed it, where its whole is the head count instead."""

    @property
    def derived(self) -> bool:
        """Whether rows or a survey prove it, and nobody typed it."""
        return bool(self.rows or self.survey)

    @property
    def rows_say(self) -> Amount | None:
        """The number that rows or a survey prove instead of the one that a person typed."""
        return None if self.by_rows is None else self.by_rows.value

    @property
    def disputed(self) -> bool:
        """Whether rows or a survey prove another number than the one that a person typed."""
        return self.rows_say is not None and self.rows_say != self.value

    def reaches(self, at_least: Amount) -> bool:
        """Whether it is known to be at least that."""
        return self.value is not None and self.value >= at_least

    def holds_on(self, day: date) -> bool:
        """Whether it had been entered and not taken back by the end of that Bangkok day."""
        return self.entered_on <= day and (self.taken_back_on is None or day < self.taken_back_on)


@dataclass(frozen=True, slots=True)
class EnteredMeasure:
    """A number with the account and reason of its entry. A supposed one has neither."""

    fact: MeasureFact
    entered_by: str = ""
    note: str = ""


class ReliefKind(StrEnum):
    """The kinds of relief that an office with authority grants a unit."""

    WAIVER = "waiver"
    """A document or number need not be shown."""
    NOT_APPLICABLE = "not-applicable"
    """The activity does not concern the unit and leaves every denominator."""
    EXTENSION = "extension"
    """The activity has a later due date."""


@dataclass(frozen=True, slots=True)
class ReliefFact:
    """A relief from the plan for one unit, from `decided_on` up to the day before `ended_on`, or without an end.

    `subject` is an activity (`7`) or a requirement or measure (`7.report`, `1.signed`); `until` the new due
    date of an extension; `authoriser` the office that decided, never a person's name.
    """

    id: int
    kind: ReliefKind
    subject: str
    authoriser: str
    reason: str
    decided_on: date
    until: date | None = None
    ended_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it had been decided and not ended by the end of that Bangkok day."""
        return self.decided_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known about one unit in one fiscal year, and the pictures of the years before."""

    unit: str
    evidence: tuple[EvidenceFact, ...] = ()
    reviews: tuple[ReviewFact, ...] = ()
    measures: tuple[MeasureFact, ...] = ()
    reliefs: tuple[ReliefFact, ...] = ()
    earlier_pictures: tuple[PictureUse, ...] = ()
    rows: tuple[RegisterRow, ...] = ()
    """Every version of the rows of registers, oldest first."""
    surveys: tuple[SurveyRound, ...] = ()
    """The surveys of this year and the one before, oldest first."""
    derived: tuple[MeasureFact, ...] = ()
    """The numbers that rows and surveys prove (`domain.rubric.derived`); one that a person typed counts instead."""
    prove: Callable[[date], tuple[MeasureFact, ...]] | None = field(
        default=None, compare=False, repr=False
    )
    """Derives them by the end of a day. Facts that are known on a day have them, and nothing left to derive."""

    def known_on(self, as_of: date) -> Self:
        """The facts that were known by the end of that Bangkok day."""
        typed = tuple(m for m in self.measures if not m.derived and m.holds_on(as_of))
        there = self.derived if self.prove is None else self.prove(as_of)
        derived = tuple(m for m in there if m.holds_on(as_of))
        over = {m.measure for m in typed}
        if derived:
            by_rows = {m.measure: m for m in derived}
            typed = tuple(replace(m, by_rows=by_rows.get(m.measure)) for m in typed)
        return type(self)(
            unit=self.unit,
            evidence=tuple(e for e in self.evidence if e.received_on <= as_of),
            reviews=tuple(r for r in self.reviews if r.reviewed_on <= as_of),
            measures=(*(m for m in derived if m.measure not in over), *typed),
            reliefs=tuple(r for r in self.reliefs if r.holds_on(as_of)),
            earlier_pictures=self.earlier_pictures,
            rows=tuple(r for r in self.rows if r.entered_on <= as_of),
            surveys=tuple(s for s in self.surveys if s.known_on(as_of)),
            derived=derived,
        )
