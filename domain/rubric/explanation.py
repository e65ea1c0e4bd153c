"""Explains a score: its band, conditions and figures, down to entered numbers, activities, files and reviewers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.activity.counts import newest_reviews, newest_versions, superseded
from domain.activity.points import combine
from domain.facts import (
    EnteredMeasure,
    Facts,
    MeasureFact,
    Problem,
    RegisterRow,
    Reviewed,
    RowId,
)
from domain.language.ids import AskedId, MeasureId, RequirementId
from domain.plan.derivations import CompletionRate, FromMeasure
from domain.plan.model import Band, Condition, Criterion, Plan, Register
from domain.results import ActivityResult, CriterionResult, Evaluation, Outcome
from domain.rubric.figures import (
    FigureValue,
    figure_values,
    newest_entries,
    rated,
)
from domain.rubric.register_proofs import current_rows, is_about, named_items
from domain.rubric.scores import band_outcomes, judge_condition
from domain.surveys.survey_proofs import SurveyLink, links_of


@dataclass(frozen=True, slots=True)
class FileLink:
    """The newest version of a file, with its review."""

    item: int
    version: int
    requirement: RequirementId
    file_name: str
    sha256: str
    received_on: date
    problem: Problem | None
    review: Reviewed | None


@dataclass(frozen=True, slots=True)
class RowLink:
    """A row of a register as it counts, with the files that it names."""

    register: Register
    row: RegisterRow
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """What an explanation ends in: each requirement's files, each number's newest entry, rows of registers, surveys.

    Of a survey's number there is a link although nobody has asked anybody yet: it says what is lacking.
    """

    files: Mapping[str, tuple[FileLink, ...]]
    entries: Mapping[str, EnteredMeasure]
    rows: Mapping[RowId, RowLink] = field(default_factory=dict)
    surveys: Mapping[MeasureId, SurveyLink] = field(default_factory=dict)

    def behind(self, entry: EnteredMeasure | None) -> tuple[RowLink, ...]:
        """The rows that prove a number, or would if nobody had typed it."""
        if entry is None:
            return ()
        fact = entry.fact.by_rows or entry.fact
        return tuple(self.rows[name] for name in fact.rows if name in self.rows)

    def rows_about(self, activity: int) -> tuple[RowLink, ...]:
        """The rows that are about an activity, by register and number."""
        return tuple(
            link for link in self.rows.values() if is_about(link.register, link.row, activity)
        )


def records_of(
    plan: Plan,
    facts: Facts,
    as_of: date,
    reviews: Mapping[tuple[int, int], Reviewed],
    entries: Iterable[EnteredMeasure],
) -> Records:
    """The records as of a day; `reviews` and `entries` are those that storage knew on that day.

    A number of the facts without an entry in storage was supposed. A superseded file is not cited.
    """
    known = facts.known_on(as_of)
    files: dict[str, list[FileLink]] = {}
    by_item: dict[int, FileLink] = {}
    replaced = superseded(known.evidence, plan.requirement_by_id, newest_reviews(known.reviews))
    for fact in newest_versions(known.evidence):
        link = by_item[fact.item] = FileLink(
            fact.item,
            fact.version,
            fact.requirement,
            fact.file_name,
            fact.sha256,
            fact.received_on,
            fact.problem,
            reviews.get((fact.item, fact.version)),
        )
        if fact.item not in replaced:
            files.setdefault(fact.requirement, []).append(link)
    kept: dict[str, EnteredMeasure] = {entry.fact.measure: entry for entry in entries}
    newest: dict[str, EnteredMeasure] = {
        name: _entered(kept.get(name), fact)
        for name, fact in newest_entries(known.measures).items()
    }
    rows = {link.row.id: link for link in _row_links(plan, known, by_item)}
    surveys = links_of(plan, known.surveys, as_of)
    return Records({name: tuple(own) for name, own in files.items()}, newest, rows, surveys)


def _entered(kept: EnteredMeasure | None, fact: MeasureFact) -> EnteredMeasure:
    """A number with who entered it; without, if it was supposed."""
    typed = fact.typed or replace(fact, by_rows=None)
    return replace(kept, fact=fact) if kept and kept.fact == typed else EnteredMeasure(fact)


def _row_links(plan: Plan, known: Facts, files: Mapping[int, FileLink]) -> Iterator[RowLink]:
    for register in plan.registers if known.rows else ():
        for row in current_rows(known.rows, register.id):
            named = (files.get(item) for item in named_items(register, row))
            yield RowLink(register, row, tuple(filter(None, named)))


@dataclass(frozen=True, slots=True)
class BandLink:
    """One band of a criterion with the outcome of each condition and of all together."""

    band: Band
    conditions: tuple[tuple[Condition, Outcome], ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FigureLink:
    """One figure: both its values, the entries behind them, and the activities that prove or feed it.

    `entered` is the hand entry over the derived value, `measure` the number that it is derived from.
    """

    value: FigureValue
    entered: EnteredMeasure | None
    measure: EnteredMeasure | None
    proved_by: tuple[int, ...]
    fed_by: tuple[int, ...]
    counted: tuple[int, int] | None
    """Part and whole of a share, if both are known."""
    survey: SurveyLink | None = None
    """The survey that proves the figure, or would."""


@dataclass(frozen=True, slots=True)
class CriterionExplanation:
    """One criterion: its score, the band that gave it, every band's conditions, and their figures."""

    criterion: Criterion
    result: CriterionResult
    band: Band
    bands: tuple[BandLink, ...]
    figures: tuple[FigureLink, ...]

    @property
    def activities(self) -> tuple[int, ...]:
        """The activities whose evidence supports the criterion, by number."""
        numbers = {n for f in self.figures for n in (*f.proved_by, *f.fed_by)}
        return tuple(sorted(numbers))


@dataclass(frozen=True, slots=True)
class Standing:
    """The criteria of one unit as of a day, each with its explanation; `supposed` is what was only supposed."""

    plan: Plan
    evaluation: Evaluation
    explanations: tuple[CriterionExplanation, ...]
    records: Records
    supposed: tuple[str, ...] = ()

    def rows_behind(self, explanation: CriterionExplanation) -> tuple[RowLink, ...]:
        """The rows behind a criterion: of its figures, and of the numbers that its activities ask for."""
        activities = (self.evaluation.by_number[number] for number in explanation.activities)
        asked = (f.id for activity in activities for f in activity.findings)
        own = [self.records.behind(link.entered) for link in explanation.figures]
        found = {link.row.id: link for links in own for link in links}
        return tuple(found.values()) + tuple(
            link for link in self._behind(asked) if link.row.id not in found
        )

    def rows_of(self, activity: ActivityResult) -> tuple[RowLink, ...]:
        """The rows behind an activity's numbers, then the others about it."""
        behind = tuple(self._behind(f.id for f in activity.findings))
        names = {link.row.id for link in behind}
        about = self.records.rows_about(activity.number)
        return behind + tuple(link for link in about if link.row.id not in names)

    def _behind(self, names: Iterable[AskedId]) -> Iterator[RowLink]:
        entries = (self.records.entries.get(name) for name in names)
        links = (link for entry in entries for link in self.records.behind(entry))
        yield from {link.row.id: link for link in links}.values()


def trace(
    plan: Plan, evaluation: Evaluation, records: Records, supposed: tuple[str, ...] = ()
) -> Standing:
    """Explain every score of an evaluation."""
    measures = {entry.fact.measure: entry.fact for entry in records.entries.values()}
    activities = evaluation.by_number
    values = figure_values(plan.rubric, measures, activities)
    figures = {name: _figure(value, records, activities.values()) for name, value in values.items()}
    explanations = tuple(
        _explanation(criterion, result, figures)
        for criterion, result in zip(plan.rubric.criteria, evaluation.rubric.criteria, strict=True)
    )
    return Standing(plan, evaluation, explanations, records, supposed)


def _explanation(
    criterion: Criterion, result: CriterionResult, links: Mapping[str, FigureLink]
) -> CriterionExplanation:
    figures = {name: link.value.counts for name, link in links.items()}
    bands = []
    for band in criterion.bands:
        judged = tuple((c, judge_condition(c, figures)) for c in band.conditions)
        outcomes = band_outcomes(criterion, band, figures)
        outcome = combine(outcomes) if outcomes else Outcome.MET
        bands.append(BandLink(band, judged, outcome))
    return CriterionExplanation(
        criterion,
        result,
        next(b for b in criterion.bands if b.score == result.score),
        tuple(bands),
        tuple(links[name] for name in criterion.figures),
    )


def _figure(
    value: FigureValue, records: Records, activities: Iterable[ActivityResult]
) -> FigureLink:
    origin = value.figure.derived_from
    entered = records.entries.get(value.figure.entered_as)
    measure, counted = None, _counted(entered)
    proved_by = () if origin is None else origin.activities
    match origin:
        case FromMeasure(name):
            measure = records.entries.get(name)
            counted = _counted(entered or measure)
        case CompletionRate() as rate:
            asked = rated(rate, activities)
            proved_by = tuple(a.number for a in asked)
            counted = counted or (sum(a.complete for a in asked), len(asked))
    survey = records.surveys.get(value.figure.entered_as)
    return FigureLink(value, entered, measure, proved_by, value.figure.fed_by, counted, survey)


def _counted(entry: EnteredMeasure | None) -> tuple[int, int] | None:
    if entry is None or entry.fact.numerator is None or entry.fact.denominator is None:
        return None
    return entry.fact.numerator, entry.fact.denominator
