"""The values that fill a form: the plan, the unit's facts, and the results that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from domain.activity.counts import PICTURE_FORMATS, counting, is_accepted, newest_reviews
from domain.facts import Amount, Cell, EvidenceFact, Facts, MeasureFact, RegisterRow, RowId
from domain.language.file_names import is_draft
from domain.language.ids import RUBRIC, MeasureId
from domain.language.periods import Period
from domain.language.thai import fiscal_year_span, thai_digits
from domain.plan.derivations import Complete, FromMeasure
from domain.plan.fillings import (
    AnswerOf,
    Blank,
    Box,
    ByHand,
    NewestOf,
    NumberOf,
    NumberPart,
    PartOf,
    Told,
    UnitName,
)
from domain.plan.model import ColumnKind, EvidenceKind, MeasureKind, Plan, Register, show_percent
from domain.reminders.recipients import UnitProfile
from domain.results import BatchResult, Evaluation, Outcome
from domain.rubric.figures import (
    FigureValue,
    Interval,
    figure_values,
    newest_entries,
    show_interval,
)
from domain.rubric.register_proofs import current_rows, lacks, looked_up, proving_evidence
from domain.rubric.register_rows import told_row


@dataclass(frozen=True, slots=True)
class HeldOn:
    """The days of an activity, in order; doubtful if only a program read them in its report."""

    days: tuple[date, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True)
class Dossier:
    """One unit as of one day. `batch` and `period` are what the form is about, if it needs them.

    `evaluation` is worded in Thai: the forms are. `pictures` are files by evidence item; `edits` are a person's words
    by the row of the form; `garuda` is the office's picture of it.
    """

    plan: Plan
    unit: str
    unit_name: str
    evaluation: Evaluation
    facts: Facts
    batch: str | None = None
    period: Period | None = None
    pictures: Mapping[int, Path] = field(default_factory=dict)
    garuda: Path | None = None
    profile: UnitProfile = field(default_factory=UnitProfile)
    edits: Mapping[str, str] = field(default_factory=dict)

    def words(self, row: str) -> list[str] | None:
        """The lines that a person put into a row of the form; None if there are none."""
        return self.edits[row].splitlines() if self.edits.get(row) else None

    @property
    def as_of(self) -> date:
        return self.evaluation.as_of

    @property
    def batch_result(self) -> BatchResult:
        """The batch that the form is about. Raises ValueError if none was named."""
        if self.batch is None:
            raise ValueError("this form needs a batch")
        return self.evaluation.batch(self.batch)

    @cached_property
    def evidence(self) -> dict[int, tuple[EvidenceFact, ...]]:
        """By activity: the files that count, oldest first."""
        known = self.facts.known_on(self.as_of)
        found: dict[int, list[EvidenceFact]] = {}
        for fact in counting(
            known.evidence, self.plan.requirement_by_id, newest_reviews(known.reviews)
        ):
            found.setdefault(fact.requirement.activity, []).append(fact)
        return {number: tuple(files) for number, files in found.items()}

    @cached_property
    def cited(self) -> dict[int, tuple[EvidenceFact, ...]]:
        """The same without drafts, which no official form cites, unless a reviewer accepted one."""
        reviews = newest_reviews(self.facts.known_on(self.as_of).reviews)
        return {
            number: kept
            for number, files in self.evidence.items()
            if (
                kept := tuple(
                    f for f in files if not is_draft(f.file_name) or is_accepted(f, reviews)
                )
            )
        }

    @cached_property
    def measures(self) -> dict[MeasureId, MeasureFact]:
        """The newest entry of each number."""
        return newest_entries(self.facts.known_on(self.as_of).measures)

    @cached_property
    def figures(self) -> dict[MeasureId, FigureValue]:
        """Each of the rubric's figures with a single known value.

        A zero or a no is known only if it was entered: missing evidence does not prove it. Beside a score that stands
        on a share, what is proved of the share is its value.
        """
        values = figure_values(self.plan.rubric, self.measures, self.evaluation.by_number).values()
        shown = map(self._as_shown, values)
        return {
            value.figure.entered_as: value
            for value in shown
            if value.counts.known and (value.counts.low or self.entry_of(value) is not None)
        }

    def _as_shown(self, value: FigureValue) -> FigureValue:
        """The figure, at what is proved of it if it decides a score that no unknown can change."""
        if value.figure.kind is not MeasureKind.SHARE or not value.counts.low:
            return value
        deciding = (c for c in self.plan.rubric.criteria if value.figure.id in c.figures)
        if any(self.settled(criterion.number) for criterion in deciding):
            return replace(value, derived=Interval.exactly(value.counts.low))
        return value

    def settled(self, criterion: int) -> bool:
        """Whether a score of the rubric is proved, and no unknown can change it."""
        result = self.evaluation.rubric.criteria[criterion - 1]
        return bool(result.score) and result.score == result.score_if_unknowns_hold

    def entry_of(self, value: FigureValue) -> MeasureFact | None:
        """The entry for a figure, or for the measure that it is derived from."""
        origin = value.figure.derived_from
        measured = self.measures.get(origin.measure) if isinstance(origin, FromMeasure) else None
        return value.entered or measured

    def rows_of(self, register: str) -> Sequence[RegisterRow]:
        """The rows of a register that count on the day and can be shown; none if the plan has no such register."""
        return self._sound_rows.get(register, ())

    @cached_property
    def _sound_rows(self) -> dict[str, list[RegisterRow]]:
        known = self.facts.known_on(self.as_of)
        if not known.rows:
            return {}
        evidence, by_register = proving_evidence(known), defaultdict[str, list[RegisterRow]](list)
        for row in known.rows:
            by_register[row.id.register].append(row)
        return {
            r.id: [x for x in current_rows(by_register[r.id], r.id) if not lacks(r, x, evidence)]
            for r in self.plan.registers
        }

    @cached_property
    def _row_by_id(self) -> dict[RowId, RegisterRow]:
        return {row.id: row for rows in self._sound_rows.values() for row in rows}

    def cells_of(self, place: str) -> list[Cell]:
        """The filled cells of a register's column (`goals.goal`), row by row."""
        register, _, column = place.rpartition(".")
        return [row.cells[column] for row in self.rows_of(register) if column in row.cells]

    def rows_about(self, activity: int) -> Iterator[tuple[Register, RegisterRow]]:
        """The rows that tell of one activity: that name it, or of a register that belongs to it alone."""
        for register in self.plan.registers if self.facts.rows else ():
            for row in self.rows_of(register.id) if register.activities else ():
                if activity in self._activities_of(register, row):
                    yield register, row

    def _activities_of(self, register: Register, row: RegisterRow) -> Collection[object]:
        """The activities of which a row tells.

        One that gathers several (a book about the whole year) is told where its paper was handed in, else where the
        plan asks for such rows, so that no form repeats it under each.
        """
        named = [row.cells.get(c.id) for c in register.columns_of(ColumnKind.ACTIVITY)]
        if named or len(register.activities) == 1:
            return named or register.activities
        cells = (row.cells.get(c.id) for c in register.columns_of(ColumnKind.ACTIVITIES))
        several = {n for cell in cells if isinstance(cell, tuple) for n in cell}
        papers = {row.cells.get(c.id) for c in register.columns_of(ColumnKind.EVIDENCE)}
        shown = {f.requirement.activity for f in self.facts.evidence if f.item in papers}
        return several & shown or several & {*register.activities} or several

    def told_of(self, activity: int) -> list[str]:
        """What rows tell of an activity, as an official form tells it; of a period's form those up to its end."""
        return told((r, row) for r, row in self.rows_about(activity) if not self._is_later(r, row))

    def _is_later(self, register: Register, row: RegisterRow) -> bool:
        """Whether a row is about a day after the form's period."""
        day = row.cells.get(register.dated_by)
        return self.period is not None and isinstance(day, date) and day > self.period.end

    def outcome_of(self, activity: int) -> tuple[bool, str] | None:
        """Whether an activity's outcome appeared by the newest row, and what it is or why not."""
        rows = [row.cells for row in self.rows_of("outcomes") if row.cells["activity"] == activity]
        newest = max(rows, key=lambda cells: str(cells["day"]), default=None)
        return (bool(newest["appeared"]), str(newest["what"])) if newest else None

    def rows_behind(self, entry: MeasureFact | None) -> Iterator[tuple[Register, RegisterRow]]:
        """The rows that prove a number."""
        for name in entry.rows if entry is not None else ():
            if name in self._row_by_id:
                yield self.plan.register_by_id[name.register], self._row_by_id[name]

    def pictures_of(self, numbers: Sequence[int]) -> Iterator[EvidenceFact]:
        """The photos of these activities that a form may show, the accepted ones first."""
        accepted = {(r.item, r.version) for r in self.facts.reviews if r.accepted}
        photos = [
            fact
            for number in numbers
            for fact in self.evidence.get(number, ())
            if fact.format in PICTURE_FORMATS and self._is_photo(fact)
        ]
        yield from sorted(photos, key=lambda f: (f.item, f.version) not in accepted)

    def _is_photo(self, fact: EvidenceFact) -> bool:
        asked = self.plan.requirement_by_id.get(fact.requirement)
        return asked is not None and asked.kind is EvidenceKind.PHOTOS

    def held_on(self, number: int) -> HeldOn:
        """The days of an activity: of senders, else of its numbers, its photos' cameras, its reports' text."""
        files = self.evidence.get(number, ())
        counted = (e for m, e in self.measures.items() if m.owner == str(number))
        by_people_and_cameras = (
            {f.event_date for f in files},
            {entry.event_date for entry in counted} | set(self._days_of_rows(number)),
            {self._likely(f.taken_on, f) for f in files},
        )
        for found in by_people_and_cameras:
            if days := sorted(day for day in found if day is not None):
                return HeldOn(tuple(days))
        told = sorted({day for f in files if (day := self._likely(f.told_on, f))})
        return HeldOn(tuple(told), doubtful=bool(told))

    def _days_of_rows(self, number: int) -> Iterator[date]:
        """The days of rows that name the activity: of events and publications."""
        for register, row in self.rows_about(number):
            day = row.cells.get(register.dated_by)
            if isinstance(day, date) and any(register.columns_of(ColumnKind.ACTIVITY)):
                yield day

    def _likely(self, day: date | None, fact: EvidenceFact) -> date | None:
        """A day that no person stated, if the activity can have been held on it: a clock may be wrong."""
        first, _ = fiscal_year_span(self.plan.fiscal_year)
        return day if day is not None and first <= day <= fact.received_on else None

    def figure(self, name: str) -> str | None:
        """A figure of the rubric in words; None if it is unknown."""
        value = self.figures.get(MeasureId(RUBRIC, name))
        if value is None:
            return None
        return show_interval(value.counts, value.figure.kind, "th", self.plan.edges)

    def value(self, blank: Blank) -> str | None:
        """The text for a blank of the plan's forms; None if it is unknown."""
        match blank:
            case NumberOf(measure, part):
                number = self._number(measure, part)
                if isinstance(number, Fraction):
                    return thai_digits(show_percent(number, self.plan.edges))
                return None if number is None else thai_digits(number)
            case NewestOf(place, otherwise):
                newest, _ = looked_up(self.facts.known_on(self.as_of).rows, place, self.as_of)
                return self.value(otherwise) if newest is None else thai_digits(newest)
            case UnitName():
                return self.unit_name
            case Told(name):
                return thai_digits(getattr(self.profile, name)) or None
            case ByHand():
                return None

    def _number(self, measure: MeasureId, part: NumberPart) -> Amount | None:
        """Part of an entered measure or of a known figure."""
        figure = self.figures.get(measure)
        if figure is None and measure.owner == RUBRIC:
            return None
        entry = self.measures.get(measure) if figure is None else self.entry_of(figure)
        match part:
            case NumberPart.PEOPLE:
                return None if entry is None else entry.numerator
            case NumberPart.ALL:
                return None if entry is None else entry.denominator
            case _ if figure is not None:
                return figure.counts.low
            case _:
                return None if entry is None else entry.value

    def ticked(self, box: Box) -> bool:
        """Whether a box is ticked: a yes needs proof, a no needs an entry."""
        match box:
            case AnswerOf(measure, negated=True):
                entry = self.measures.get(measure)
                return entry is not None and entry.value is False
            case AnswerOf(measure):
                return measure in self.figures and bool(self.figures[measure].counts.low)
            case PartOf(measure):
                register = self.plan.register_of(measure)
                whole = self.ticked(AnswerOf(measure, negated=False))
                return not whole and register is not None and bool(self.rows_of(register.id))
            case Complete(numbers):
                return all(self.evaluation.by_number[n].outcome is Outcome.MET for n in numbers)
            case ByHand():
                return False

    def is_open(self, box: Box) -> bool:
        """Whether nobody knows yet if a box is to be ticked."""
        if self.ticked(box):
            return False
        match box:
            case AnswerOf(measure) | PartOf(measure):
                return measure not in self.figures and measure not in self.measures
            case Complete(numbers):
                activities = [self.evaluation.by_number[n] for n in numbers]
                return all(a.complete or a.outcome is Outcome.NOT_AVAILABLE for a in activities)
            case ByHand():
                return True


_TOLD = 12
"""So many rows are told; of more the number."""


def told(rows: Iterable[tuple[Register, RegisterRow]]) -> list[str]:
    """Rows in the words of official forms, each once."""
    lines = list(dict.fromkeys(line for r, row in rows if (line := told_row(r, row))))
    more = len(lines) - _TOLD
    return lines if more <= 0 else [*lines[:_TOLD], thai_digits(f"และอีก {more} รายการตามทะเบียน")]
