"""The criteria as the JSON that programs rely on (docs/json.md: `kamnot/rubric/2`, `explain`, `gap`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from domain.facts import Amount, Cell, Problem
from domain.language.how import How
from domain.plan.derivations import Derivation
from domain.plan.model import MeasureKind
from domain.results import ActivityResult, Evaluation, Outcome, RegisterAsk
from domain.rubric.explanation import BandLink, CriterionExplanation, FigureLink, Standing
from domain.rubric.figures import Interval
from domain.rubric.gap import Deed, Step
from domain.surveys.comparison import Unsure, YearChange
from domain.surveys.intervals import rounded
from domain.surveys.survey_proofs import SurveyLink
from reports.schemas.amounts import AmountOrNull, PointNumber
from reports.schemas.check import FindingPart, LookedPart, PointsPart, RegisterAskPart, Sums
from reports.schemas.document import JsonDocument, JsonPart, NullText, at


class EntryPart(JsonPart):
    """A number as somebody entered it, or as it was supposed."""

    id: str = at("fact", "measure")
    value: AmountOrNull = at("fact", "value")
    numerator: int | None = at("fact", "numerator")
    denominator: int | None = at("fact", "denominator")
    on: date = at("fact", "entered_on")
    event_date: date | None = at("fact", "event_date")
    evidence: int | None = at("fact", "evidence")
    by: NullText = at("entered_by")
    reason: NullText = at("note")
    rows: Annotated[tuple[str, ...], BeforeValidator(lambda rows: tuple(map(str, rows)))] = at(
        "fact", "rows"
    )
    rows_say: AmountOrNull = at("fact", "rows_say")
    survey: NullText = at("fact", "survey")


class ReviewedPart(JsonPart):
    """A review."""

    accepted: bool
    by: str = at("reviewer")
    on: date = at("reviewed_on")
    reason: NullText


class FilePart(JsonPart):
    """The newest version of a file behind a finding."""

    item: int
    version: int
    file_name: str
    sha256: str
    received_on: date
    problem: Problem | None
    review: ReviewedPart | None


class ExplainedRowPart(JsonPart):
    """A row of a register behind a criterion or an activity, with the files that it names."""

    register_: str = at("register", "id")
    title: str = at("register", "title")
    row: int = at("row", "id", "number")
    cells: dict[str, Cell] = at("row", "cells")
    on: date = at("row", "entered_on")
    files: tuple[FilePart, ...]


class ProvedFindingPart(JsonPart):
    """A finding with what proves it."""

    id: str
    outcome: Outcome
    found: str
    files: tuple[FilePart, ...]
    entry: EntryPart | None


class EvidencePart(JsonPart):
    """An activity that feeds a criterion."""

    activity: int = at("number")
    title: str
    outcome: Outcome
    completed_on: date | None
    findings: tuple[ProvedFindingPart, ...]


class DerivedPart(JsonPart):
    """A figure's value by the plan's evidence: `value` if it is known, and both ends; null for no upper end."""

    from_: Derivation | None
    value: AmountOrNull = at("known")
    low: AmountOrNull
    high: AmountOrNull


class SurveyYearPart(JsonPart):
    """The accepted answers of one year, as they prove a number; means and deviations have two places."""

    year: int
    asked: int
    answered: int
    people: int | None
    mean: float | None
    deviation: float | None


class SurveyLinkPart(JsonPart):
    """The survey that proves a figure, or would: this year's answers, last year's, and what they say together."""

    survey: str
    title: str
    topic: str
    years: tuple[SurveyYearPart, ...]
    waits_for_acceptance: bool
    change: YearChange | None
    unsure: Unsure | None
    difference: float | None
    low: float | None
    high: float | None


class FigurePart(JsonPart):
    """A figure of the rubric, and where it comes from."""

    id: str = at("value", "figure", "id")
    title: str = at("value", "figure", "title")
    kind: MeasureKind = at("value", "figure", "kind")
    counts: Literal["derived", "entered", "unknown"]
    value: AmountOrNull = at("known")
    low: AmountOrNull
    high: AmountOrNull
    numerator: int | None
    denominator: int | None
    derived: DerivedPart
    entered: EntryPart | None
    measure: EntryPart | None
    survey: SurveyLinkPart | None
    proved_by: tuple[int, ...]
    fed_by: tuple[int, ...]
    source: str = at("value", "figure", "source")


class CriterionPart(JsonPart):
    """One criterion with its score, and everything behind it."""

    number: int = at("result", "number")
    title: str = at("result", "title")
    score: int = at("result", "score")
    score_if_unknowns_hold: int = at("result", "score_if_unknowns_hold")
    outcome: Outcome = at("result", "outcome")
    reason: str = at("result", "reason")
    band: str = at("band", "text")
    figures: tuple[FigurePart, ...]
    evidence: tuple[EvidencePart, ...]
    source: str = at("band", "source")
    unsettled: tuple[str, ...]


class ConditionPart(JsonPart):
    """A condition of a band, and whether it is met."""

    figure: str
    at_least: AmountOrNull
    outcome: Outcome


class BandPart(JsonPart):
    """A printed band of scores, with its conditions."""

    score: int = at("band", "score")
    text: str = at("band", "text")
    outcome: Outcome
    conditions: tuple[ConditionPart, ...]
    source: str = at("band", "source")


class _Heading(JsonDocument):
    unit: str
    as_of: date
    plan_hash: str
    supposed: tuple[str, ...]


class RubricDocument(_Heading):
    """`kamnot rubric`: the scores with band, figures, evidence and source, sums, and both levels."""

    schema_: Literal["kamnot/rubric/2"] = "kamnot/rubric/2"
    criteria: tuple[CriterionPart, ...]
    sums: Sums = at("rubric", "sums")
    sums_if_unknowns_hold: Sums = at("rubric", "sums_if_unknowns_hold")
    level: int = at("rubric", "level")
    level_if_unknowns_hold: int = at("rubric", "level_if_unknowns_hold")
    unsettled: tuple[str, ...] = at("unsettled", "level")
    due: tuple[date, ...]
    looked: LookedPart


class ExplainDocument(CriterionPart, _Heading):
    """`kamnot explain`: one criterion with every band's conditions, otherwise as in `kamnot rubric`."""

    schema_: Literal["kamnot/explain/2"] = "kamnot/explain/2"
    bands: tuple[BandPart, ...]
    rows: tuple[ExplainedRowPart, ...]


class ExplainActivityDocument(EvidencePart, _Heading):
    """`kamnot explain activity`: its findings with files and reviews, and the criteria that it counts for."""

    schema_: Literal["kamnot/explain-activity/1"] = "kamnot/explain-activity/1"
    due: date
    points: PointsPart | None
    groups: tuple[str, ...]
    criteria: tuple[int, ...]
    rows: tuple[ExplainedRowPart, ...]


class StepPart(JsonPart):
    """One thing to do."""

    do: Deed = at("deed")
    subject: Annotated[str, BeforeValidator(str)]
    title: str
    target: AmountOrNull
    by: date
    past: bool
    groups: tuple[str, ...]
    points: PointNumber
    if_: str = at("supposition")
    register_: NullText = at("register")
    ask: NullText
    how: How | None
    findings: tuple[FindingPart, ...]


class ReachedPart(JsonPart):
    """Sums, levels and points before the steps or after them."""

    sums: Sums = at("rubric", "sums")
    sums_if_unknowns_hold: Sums = at("rubric", "sums_if_unknowns_hold")
    level: int = at("rubric", "level")
    level_if_unknowns_hold: int = at("rubric", "level_if_unknowns_hold")
    points: PointsPart


class GapDocument(_Heading):
    """`kamnot gap`: the cheapest steps, soonest first; `reachable` false where none lead to the level."""

    schema_: Literal["kamnot/gap/1"] = "kamnot/gap/1"
    to: dict[Literal["level", "points"], int]
    reachable: bool
    reached: bool
    steps: tuple[StepPart, ...]
    now: ReachedPart
    then: ReachedPart
    rows: tuple[RegisterAskPart, ...]


def rubric_document(standing: Standing) -> RubricDocument:
    """All criteria."""
    rubric = standing.plan.rubric
    return RubricDocument.of(
        standing.evaluation,
        supposed=standing.supposed,
        due=[day for day in (rubric.due, rubric.also_due) if day is not None],
        criteria=[CriterionPart.of(c, **_behind(standing, c)) for c in standing.explanations],
    )


def explain_document(standing: Standing, number: int) -> ExplainDocument:
    """One of them, with its bands."""
    explanation, evaluation = standing.explanations[number - 1], standing.evaluation
    return ExplainDocument.of(
        explanation,
        unit=evaluation.unit,
        as_of=evaluation.as_of,
        plan_hash=evaluation.plan_hash,
        supposed=standing.supposed,
        bands=[BandPart.of(band, conditions=_conditions(band)) for band in explanation.bands],
        rows=standing.rows_behind(explanation),
        **_behind(standing, explanation),
    )


def activity_document(standing: Standing, number: int) -> ExplainActivityDocument:
    """One activity."""
    evaluation, activity = standing.evaluation, standing.evaluation.by_number[number]
    return ExplainActivityDocument.of(
        activity,
        unit=evaluation.unit,
        as_of=evaluation.as_of,
        plan_hash=evaluation.plan_hash,
        supposed=standing.supposed,
        criteria=[e.result.number for e in standing.explanations if number in e.activities],
        findings=_proved(standing, activity),
        rows=standing.rows_of(activity),
    )


def gap_document(
    level: int | None,
    steps: tuple[Step, ...] | None,
    before: Evaluation,
    then: Evaluation,
    supposed: Iterable[str],
    rows: tuple[RegisterAsk, ...] = (),
) -> GapDocument:
    """The steps to `level`, or to all points where it is None; `steps` is None where none lead there.

    `rows` are asked for by no step.
    """
    return GapDocument.of(
        before,
        supposed=tuple(supposed),
        to={"level": level} if level is not None else {"points": before.points.possible},
        reachable=steps is not None,
        reached=steps == (),
        steps=[StepPart.of(step, past=step.by < before.as_of) for step in steps or ()],
        now=before,
        then=then,
        rows=rows,
    )


def _behind(standing: Standing, explanation: CriterionExplanation) -> dict[str, Any]:
    unsettled = standing.evaluation.unsettled.criteria
    return {
        "unsettled": unsettled.get(explanation.result.number, ()),
        "figures": [_figure(figure) for figure in explanation.figures],
        "evidence": [
            _evidence(standing, standing.evaluation.by_number[n]) for n in explanation.activities
        ],
    }


def _figure(link: FigureLink) -> FigurePart:
    value = link.value
    counts = "derived" if value.entered is None else "entered"
    numerator, denominator = link.counted or (None, None)
    derived = _ends(value.derived, value.figure.kind)
    return FigurePart.of(
        link,
        counts=counts if value.counts.known else "unknown",
        numerator=numerator,
        denominator=denominator,
        derived=DerivedPart.of(from_=value.figure.derived_from, **derived),
        survey=None if link.survey is None else _survey(link.survey),
        **_ends(value.counts, value.figure.kind),
    )


def _survey(link: SurveyLink) -> SurveyLinkPart:
    compared = link.comparison
    span = None if compared is None else compared.span
    spreads = (None, None) if compared is None else (compared.now, compared.before)
    years = [
        SurveyYearPart(
            year=found.answers.year,
            asked=found.answers.asked,
            answered=found.answers.answered,
            people=None if spread is None else spread.count,
            mean=None if spread is None else float(rounded(spread.mean)),
            deviation=None if spread is None else float(spread.printed_deviation),
        )
        for found, spread in zip((link.now, link.before), spreads, strict=True)
        if found is not None
    ]
    difference = None if compared is None else compared.difference
    return SurveyLinkPart(
        survey=link.survey.id,
        title=link.survey.title,
        topic=link.topic,
        years=tuple(years),
        waits_for_acceptance=link.now is None and link.waiting is not None,
        change=None if compared is None else compared.change,
        unsure=None if compared is None else compared.unsure,
        difference=None if difference is None else round(float(difference), 4),
        low=None if span is None else round(span.low, 4),
        high=None if span is None else round(span.high, 4),
    )


def _ends(interval: Interval, kind: MeasureKind) -> Mapping[str, Amount | None]:
    low, high = interval.low, interval.high
    if kind is MeasureKind.YES_NO:
        low, high = bool(low), None if high is None else bool(high)
    return {"known": low if interval.known else None, "low": low, "high": high}


def _evidence(standing: Standing, activity: ActivityResult) -> EvidencePart:
    return EvidencePart.of(activity, findings=_proved(standing, activity))


def _proved(standing: Standing, activity: ActivityResult) -> list[ProvedFindingPart]:
    files, entries = standing.records.files, standing.records.entries
    return [
        ProvedFindingPart.of(f, files=files.get(f.id, ()), entry=entries.get(f.id))
        for f in activity.findings
    ]


def _conditions(link: BandLink) -> list[ConditionPart]:
    return [ConditionPart.of(condition, outcome=outcome) for condition, outcome in link.conditions]
