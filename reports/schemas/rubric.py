"""The criteria and what to do next as the JSON that programs rely on (docs/json.md)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from domain.facts import Amount
from domain.plan.model import MeasureKind, exact_share, show_share
from domain.results import ActivityResult, Evaluation
from domain.rubric.explanation import (
    BandLink,
    CriterionChain,
    Entry,
    FigureLink,
    FileLink,
    Standing,
)
from domain.rubric.figures import Interval
from domain.rubric.gap import Step
from reports.schemas.check import finding_json, points_json, sums_json

RUBRIC_SCHEMA = "kamnot/rubric/1"
EXPLAIN_SCHEMA = "kamnot/explain/1"
GAP_SCHEMA = "kamnot/gap/1"


def standing_json(standing: Standing) -> dict[str, Any]:
    """`kamnot rubric`: the scores with band, figures, evidence and source, sums, and both levels."""
    return {
        "schema": RUBRIC_SCHEMA,
        **_heading(standing.evaluation, standing.supposed),
        "criteria": [_criterion(standing, chain) for chain in standing.chains],
        **level_json(standing.evaluation),
    }


def _heading(evaluation: Evaluation, supposed: Iterable[str]) -> dict[str, Any]:
    return {
        "unit": evaluation.unit,
        "as_of": evaluation.as_of.isoformat(),
        "plan_hash": evaluation.plan_hash,
        "supposed": list(supposed),
    }


def level_json(evaluation: Evaluation) -> dict[str, Any]:
    """The sums and the level, proved and if the unknowns came in well."""
    rubric = evaluation.rubric
    return {
        "sums": sums_json(rubric.sums),
        "sums_if_unknowns_hold": sums_json(rubric.sums_if_unknowns_hold),
        "level": rubric.level,
        "level_if_unknowns_hold": rubric.level_if_unknowns_hold,
    }


def _criterion(standing: Standing, chain: CriterionChain) -> dict[str, Any]:
    result = chain.result
    return {
        "number": result.number,
        "title": result.title,
        "score": result.score,
        "score_if_unknowns_hold": result.score_if_unknowns_hold,
        "outcome": result.outcome.value,
        "reason": result.reason,
        "band": chain.band.text,
        "figures": [_figure(figure) for figure in chain.figures],
        "evidence": [
            _evidence(standing, standing.activities[number]) for number in chain.activities
        ],
        "source": chain.band.source,
    }


def _figure(link: FigureLink) -> dict[str, Any]:
    value = link.value
    counts = "derived" if value.entered is None else "entered"
    return {
        "id": value.figure.id,
        "title": value.figure.title,
        "kind": value.figure.kind.value,
        "counts": counts if value.counts.known else "unknown",
        **_interval(value.counts, value.figure.kind),
        "numerator": link.counted[0] if link.counted else None,
        "denominator": link.counted[1] if link.counted else None,
        "derived": {
            "from": value.figure.derived_from,
            **_interval(value.derived, value.figure.kind),
        },
        "entered": _entry(link.entered),
        "measure": _entry(link.measure),
        "compared": [_entry(entry) for entry in link.compared],
        "proved_by": list(link.proved_by),
        "fed_by": list(link.fed_by),
        "source": value.figure.source,
    }


def _interval(interval: Interval, kind: MeasureKind) -> dict[str, Any]:
    """`value` where it is known, and both ends; `high` null has no upper end."""
    ends = [interval.low, interval.high]
    if kind is MeasureKind.YES_NO:
        ends = [None if end is None else bool(end) for end in ends]
    low, high = (None if end is None else amount_json(end) for end in ends)
    return {"value": low if interval.known else None, "low": low, "high": high}


def amount_json(value: Amount | None) -> Any:
    """A share as exact fraction and percent, a count as a number, yes/no as a truth value; null for 0 of 0."""
    if isinstance(value, Fraction):
        return {
            "fraction": f"{value.numerator}/{value.denominator}",
            "percent": exact_share(value),
            "shown": show_share(value),
        }
    return value


def _entry(entry: Entry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    fact = entry.fact
    return {
        "id": fact.measure,
        "value": amount_json(fact.value),
        "numerator": fact.numerator,
        "denominator": fact.denominator,
        "on": fact.entered_on.isoformat(),
        "event_date": fact.event_date.isoformat() if fact.event_date else None,
        "evidence": fact.evidence,
        "by": entry.entered_by or None,
        "reason": entry.note or None,
    }


def _evidence(standing: Standing, activity: ActivityResult) -> dict[str, Any]:
    return {
        "activity": activity.number,
        "title": activity.title,
        "outcome": activity.outcome.value,
        "completed_on": activity.completed_on.isoformat() if activity.completed_on else None,
        "findings": [
            {
                "id": finding.id,
                "outcome": finding.outcome.value,
                "found": finding.found,
                "files": [_file(f) for f in standing.records.files.get(finding.id, ())],
                "entry": _entry(standing.records.entries.get(finding.id)),
            }
            for finding in activity.findings
        ],
    }


def _file(link: FileLink) -> dict[str, Any]:
    review = link.review
    return {
        "item": link.item,
        "version": link.version,
        "file_name": link.file_name,
        "sha256": link.sha256,
        "received_on": link.received_on.isoformat(),
        "problem": link.problem.value if link.problem else None,
        "review": None
        if review is None
        else {
            "accepted": review.accepted,
            "by": review.reviewer,
            "on": review.reviewed_on.isoformat(),
            "reason": review.reason or None,
        },
    }


def explained_json(standing: Standing, number: int) -> dict[str, Any]:
    """`kamnot explain`: one criterion with every band's conditions, otherwise as in `kamnot rubric`."""
    chain = standing.chains[number - 1]
    return {
        "schema": EXPLAIN_SCHEMA,
        **_heading(standing.evaluation, standing.supposed),
        **_criterion(standing, chain),
        "bands": [_band(band) for band in chain.bands],
    }


def _band(link: BandLink) -> dict[str, Any]:
    return {
        "score": link.band.score,
        "text": link.band.text,
        "outcome": link.outcome.value,
        "conditions": [
            {
                "figure": condition.figure,
                "at_least": amount_json(condition.at_least),
                "outcome": outcome.value,
            }
            for condition, outcome in link.conditions
        ],
        "source": link.band.source,
    }


def gap_json(
    level: int | None,
    steps: tuple[Step, ...] | None,
    before: Evaluation,
    then: Evaluation,
    supposed: Iterable[str],
) -> dict[str, Any]:
    """`kamnot gap`: the cheapest steps, soonest first; `reachable` false where none lead to the level."""
    return {
        "schema": GAP_SCHEMA,
        **_heading(before, supposed),
        "to": {"level": level} if level is not None else {"points": before.points.possible},
        "reachable": steps is not None,
        "reached": steps == (),
        "steps": [_step(step, before) for step in steps or ()],
        "now": {**level_json(before), "points": points_json(before.points)},
        "then": {**level_json(then), "points": points_json(then.points)},
    }


def _step(step: Step, before: Evaluation) -> dict[str, Any]:
    return {
        "do": step.deed.value,
        "subject": str(step.subject),
        "title": step.title,
        "target": None if step.target is None else amount_json(step.target),
        "by": step.by.isoformat(),
        "past": step.by < before.as_of,
        "groups": list(step.groups),
        "points": step.points,
        "if": step.supposition,
        "findings": [finding_json(finding) for finding in step.findings],
    }
