"""Where many units stand: what units have in common is judged once, by the very rules of `domain.evaluation.evaluator`.

A roll-up shows outcomes, points and scores, no sentence and no file. They rest on few things of a file (format,
problem, parts found, review, doubt about a picture), and on days only by their order and by the due date. So each
requirement, activity and criterion is brought to what it rests on, and what was judged before is remembered
(docs/decisions/evaluation.md). A memory that is full forgets the oldest and judges again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from domain.activity.completeness import PreparedMeasure, assess_measure, assess_requirement
from domain.activity.picture_doubts import PICTURE_FORMATS, KnownDoubts, PictureDoubt, Pictures
from domain.activity.reliefs import Reliefs
from domain.evaluation.department import UnitStanding, notes_of, sum_up
from domain.evaluation.evaluator import Evaluator
from domain.facts import (
    EvidenceFact,
    MeasureFact,
    PictureUse,
    Problem,
    ReliefFact,
    ReviewFact,
    SectionFact,
    SectionOutcome,
    amount,
)
from domain.ids import AskedId, MeasureId, RequirementId
from domain.results import ActivityResult, CriterionResult, Finding, Outcome, RubricResult
from domain.rubric.figures import Interval, figure_values
from domain.rubric.scores import rubric_result, score_criterion
from domain.words.wording import SILENT

_REMEMBERED = 1 << 15
"""Answers that each memory holds; the units of a department come to some thousands."""

_A_DAY = timedelta(days=1)
_DUE = date(2000, 1, 1)
"""Any day: it stands for the due date where only before and after matter."""

Sections = tuple[tuple[str, str], ...]
"""The parts of a document: id and outcome."""


class FileRow(NamedTuple):
    """What the judgement of one version rests on; the names are those of `domain.facts.EvidenceFact`."""

    requirement: str
    item: int
    version: int
    format: str
    received_on: date
    problem: str | None
    sections: Sections
    sha256: str
    fingerprint: str | None
    event_date: date | None
    taken_on: date | None
    file: int


class NumberRow(NamedTuple):
    """A number as it is kept; one that is `taken_back` ends those before it."""

    measure: str
    entered_on: date
    taken_back: bool
    numerator: int | None
    denominator: int | None
    counted: int | None
    yes_no: bool | None


@dataclass(frozen=True, slots=True)
class UnitRows:
    """What is known about one unit by the end of a day, the oldest first.

    `reviews` says of a version whether it was accepted, by its newest review; all `reliefs` hold.
    """

    unit: str
    files: Sequence[FileRow]
    reviews: Mapping[tuple[int, int], bool]
    numbers: Sequence[NumberRow]
    reliefs: tuple[ReliefFact, ...] = ()
    earlier_pictures: tuple[PictureUse, ...] = ()


_Seen = tuple[int, int, str, str | None, Sections, bool | None, PictureDoubt | None, int]
"""One version as the rules see it: its item (counted within the requirement), number, format, problem, sections,
review, doubt, and the place of its day: 0 the last one in time, 1 the first one late."""

_Verdict = tuple[Outcome, bool]
"""What became of a requirement or number, and whether it was met by the due date."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one activity asks for and by when."""

    number: int
    due: date
    requirements: tuple[RequirementId, ...]
    measures: tuple[PreparedMeasure, ...]


class Standings:
    """A plan made ready to say where many units stand by the end of the Bangkok day `as_of`."""

    def __init__(self, evaluator: Evaluator, as_of: date) -> None:
        self._judge, self._plan, self._as_of = evaluator.silent(), evaluator.plan, as_of
        requirements, measures = self._judge.requirements, self._judge.measures
        self._activities = [
            _Asked(
                a.number,
                batch.due,
                tuple(r.full_id for r in requirements[a.number]),
                measures[a.number],
            )
            for batch in self._plan.batches
            for a in self._plan.by_batch[batch.id]
        ]
        self._requirements = {r.full_id: r for own in requirements.values() for r in own}
        self._measures = {m.full_id: m for own in measures.values() for m in own}
        remember = lru_cache(_REMEMBERED)
        self._by_files = remember(self._judge_files)
        self._by_entries = remember(self._judge_entries)
        self._by_verdicts = remember(self._judge_activity)
        self._by_figures = remember(self._judge_criterion)
        self._by_criteria = remember(self._judge_rubric)
        self._entry = remember(_entry)

    def standing(self, rows: UnitRows, name: str) -> UnitStanding:
        """Where a unit stands: what `rollup.standing_of` says of its evaluation."""
        unit = _Unit(rows, self._entries(rows.numbers), self._doubts(rows))
        results = {asked.number: self._activity(asked, unit) for asked in self._activities}
        newest = {measure: own[-1] for measure, own in unit.entries.items()}
        rubric = self._rubric(newest, results)
        notes = tuple(note.outcome for note in notes_of(self._plan, newest))
        return sum_up(rows.unit, name, tuple(results.values()), rubric, notes)

    # Reading a unit's rows

    def _entries(self, numbers: Iterable[NumberRow]) -> dict[MeasureId, list[MeasureFact]]:
        """The entries of each number that hold."""
        found: dict[MeasureId, list[MeasureFact]] = {}
        for row in numbers:
            name = MeasureId.parse(row.measure)
            if row.taken_back:
                found.pop(name, None)
            else:
                found.setdefault(name, []).append(self._entry(row))
        return found

    def _doubts(self, rows: UnitRows) -> dict[tuple[int, int], PictureDoubt]:
        """What is doubtful about pictures; those that were reviewed or do not count need no look."""
        unsettled = [
            row
            for row in rows.files
            if row.format in PICTURE_FORMATS
            and row.problem is None
            and (row.item, row.version) not in rows.reviews
        ]
        if not unsettled:
            return {}
        newest = {row.item: row for row in rows.files}
        standing = [
            _picture(row)
            for row in newest.values()
            if row.format in PICTURE_FORMATS or row.event_date is not None
        ]
        pictures = Pictures(
            standing,
            rows.earlier_pictures,
            _reviews(rows.reviews),
            self._judge.formats,
            self._plan.fiscal_year,
        )
        doubted = pictures.doubted(map(_picture, unsettled))
        return {(d.fact.item, d.fact.version): d.doubt for d in doubted}

    # Judging, each thing once

    def _activity(self, asked: _Asked, unit: _Unit) -> ActivityResult:
        due, reliefs = asked.due, unit.reliefs.get(asked.number, ())
        if reliefs:
            extension = Reliefs.of(reliefs).extension(asked.number, due)
            due = (extension and extension.until) or due
        verdicts = (
            *[self._by_files(name, unit.state(name, due)) for name in asked.requirements],
            *[self._by_entries(m.full_id, unit.reached(m, due)) for m in asked.measures],
        )
        return self._by_verdicts(asked.number, verdicts, due, reliefs)

    def _judge_files(self, name: RequirementId, state: tuple[_Seen, ...]) -> _Verdict:
        seen = [
            (
                EvidenceFact(
                    item, version, name, "", file_format, "", _DUE + day * _A_DAY,
                    Problem(problem) if problem else None,
                    sections=tuple(SectionFact(s, SectionOutcome(found)) for s, found in sections),
                ),
                accepted,
                doubt,
            )
            for item, version, file_format, problem, sections, accepted, doubt, day in state
        ]  # fmt: skip
        finding = assess_requirement(
            self._requirements[name],
            [fact for fact, _, _ in seen],
            _reviews({(f.item, f.version): word for f, word, _ in seen if word is not None}),
            SILENT,
            pictures=KnownDoubts({(f.item, f.version): doubt for f, _, doubt in seen if doubt}),
        )
        return _verdict(finding)

    def _judge_entries(
        self, name: MeasureId, reached: tuple[tuple[bool | None, bool], ...]
    ) -> _Verdict:
        prepared = self._measures[name]
        least = prepared.measure.at_least
        entries = [
            MeasureFact(
                name,
                None if enough is None else least if enough else least - 1,
                _DUE if in_time else _DUE + _A_DAY,
            )
            for enough, in_time in reached
        ]
        return _verdict(assess_measure(prepared, entries, SILENT))

    def _judge_activity(
        self,
        number: int,
        verdicts: tuple[_Verdict, ...],
        due: date,
        reliefs: tuple[ReliefFact, ...],
    ) -> ActivityResult:
        names: list[AskedId] = [p.full_id for p in self._judge.requirements[number]]
        names += [p.full_id for p in self._judge.measures[number]]
        findings = tuple(
            Finding(name, "", outcome, "", "", "", "", _day(outcome, due, in_time=in_time))
            for name, (outcome, in_time) in zip(names, verdicts, strict=True)
        )
        return self._judge.activity(number, findings, reliefs, self._as_of)

    def _rubric(
        self, measures: Mapping[MeasureId, MeasureFact], activities: Mapping[int, ActivityResult]
    ) -> RubricResult:
        values = figure_values(self._plan.rubric, measures, activities)
        criteria = enumerate(self._plan.rubric.criteria)
        return self._by_criteria(
            tuple(
                self._by_figures(place, tuple(values[name].counts for name in criterion.figures))
                for place, criterion in criteria
            )
        )

    def _judge_criterion(self, place: int, figures: tuple[Interval, ...]) -> CriterionResult:
        criterion = self._plan.rubric.criteria[place]
        known = dict(zip(criterion.figures, figures, strict=True))
        return score_criterion(criterion, known, self._plan.rubric, SILENT)

    def _judge_rubric(self, criteria: tuple[CriterionResult, ...]) -> RubricResult:
        return rubric_result(self._plan.rubric, criteria)


class _Unit:
    """One unit's rows, brought to what the judgement rests on."""

    def __init__(
        self,
        rows: UnitRows,
        entries: Mapping[MeasureId, Sequence[MeasureFact]],
        doubts: Mapping[tuple[int, int], PictureDoubt],
    ) -> None:
        self.entries = entries
        self.reliefs: dict[int, tuple[ReliefFact, ...]] = {}
        for relief in rows.reliefs:
            number = relief.subject.partition(".")[0]
            if number.isascii() and number.isdigit():
                self.reliefs[int(number)] = (*self.reliefs.get(int(number), ()), relief)
        self._reviews, self._doubts = rows.reviews, doubts
        self._files: dict[str, list[FileRow]] = {}
        for row in rows.files:
            self._files.setdefault(row.requirement, []).append(row)

    def state(self, requirement: str, due: date) -> tuple[_Seen, ...]:
        """The versions for one requirement; of days only their order matters, and which are in time."""
        files = self._files.get(requirement)
        if files is None:
            return ()
        if len(files) == 1:
            return (self._seen(files[0], 0, 0 if files[0].received_on <= due else 1),)
        days = sorted({row.received_on for row in files})
        late = bisect_right(days, due)
        places = {day: place - late + 1 for place, day in enumerate(days)}
        items = {row.item: None for row in files}
        order = {item: place for place, item in enumerate(items)}
        return tuple(self._seen(row, order[row.item], places[row.received_on]) for row in files)

    def _seen(self, row: FileRow, item: int, day: int) -> _Seen:
        version = row.item, row.version
        accepted = self._reviews.get(version)
        return (
            item, row.version, row.format, row.problem, row.sections, accepted,
            self._doubts.get(version), day,
        )  # fmt: skip

    def reached(self, prepared: PreparedMeasure, due: date) -> tuple[tuple[bool | None, bool], ...]:
        """Of each entry whether it is enough (None for 0 of 0) and whether it came by the due date."""
        least = prepared.measure.at_least
        return tuple(
            (None if e.value is None else e.value >= least, e.entered_on <= due)
            for e in self.entries.get(prepared.full_id, ())
        )


def _entry(row: NumberRow) -> MeasureFact:
    value = amount(row.numerator, row.denominator, row.counted, row.yes_no)
    return MeasureFact(
        MeasureId.parse(row.measure), value, row.entered_on, row.numerator, row.denominator
    )


def _picture(row: FileRow) -> EvidenceFact:
    return EvidenceFact(
        row.item, row.version, RequirementId.parse(row.requirement), "", row.format, row.sha256, row.received_on,
        Problem(row.problem) if row.problem else None, event_date=row.event_date,
        taken_on=row.taken_on, fingerprint=row.fingerprint, file=row.file,
    )  # fmt: skip


def _reviews(words: Mapping[tuple[int, int], bool]) -> dict[tuple[int, int], ReviewFact]:
    return {version: ReviewFact(*version, word, "", _DUE) for version, word in words.items()}


def _verdict(finding: Finding) -> _Verdict:
    return finding.outcome, finding.satisfied_on is not None and finding.satisfied_on <= _DUE


def _day(outcome: Outcome, due: date, *, in_time: bool) -> date | None:
    if outcome is not Outcome.MET:
        return None
    return due if in_time else due + _A_DAY
