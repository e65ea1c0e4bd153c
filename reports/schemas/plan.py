"""The plan as the JSON that programs rely on (docs/json.md: `kamnot/plan/1` and its kin)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from domain.plan.model import Activity, Delivery, EvidenceKind, MeasureKind, Plan, SignKind
from domain.plan.sources import SourcedValue, count_origins, coverage, without_source
from reports.schemas.amounts import ThresholdOrNull
from reports.schemas.document import JsonDocument, JsonPart, at

LastWorkingDay = Callable[[date], date]


class UnitPart(JsonPart):
    """Whose plan it is."""

    name: str
    department: str


class BatchPart(JsonPart):
    """What is due on one day."""

    id: str
    title: str
    due: date
    last_working_day: date
    points: int | None
    activities: tuple[int, ...]
    source: str


class GroupPart(JsonPart):
    """A working group."""

    id: str
    name: str


class AskedSectionPart(JsonPart):
    """A section that a document must have."""

    id: str
    title: str
    optional: bool


class SignPart(JsonPart):
    """What a document shows if it is the right one; Kamnot's own."""

    id: str
    title: str
    kind: SignKind


class RequirementPart(JsonPart):
    """A document that an activity asks for."""

    id: str
    title: str
    kind: EvidenceKind
    formats: tuple[str, ...]
    min_count: int
    sections: tuple[AskedSectionPart, ...]
    delivery: tuple[Delivery, ...]
    part: str | None
    two_people: bool
    in_parts: str
    by_eye: bool
    signs: tuple[SignPart, ...]
    source: str


class AskedMeasurePart(JsonPart):
    """A number that an activity asks for."""

    id: str
    title: str
    kind: MeasureKind
    threshold: ThresholdOrNull = at("at_least")
    unit: str
    part: str | None
    source: str


class ActivityHalfPart(JsonPart):
    """A part of an activity that has points of its own."""

    id: str
    title: str
    points: int


class ActivityPart(JsonPart):
    """One activity and what it asks for."""

    number: int
    title: str
    batch: str
    due: date
    points: int | None
    groups: tuple[str, ...]
    requirements: tuple[RequirementPart, ...]
    measures: tuple[AskedMeasurePart, ...]
    parts: tuple[ActivityHalfPart, ...]
    source: str


class PlannedFigurePart(JsonPart):
    """A figure that the rubric is fed with."""

    id: str
    title: str
    kind: MeasureKind
    derived_from: Annotated[str | None, BeforeValidator(lambda found: found and str(found))]
    fed_by: tuple[int, ...]
    source: str


class PlannedConditionPart(JsonPart):
    """What a figure must reach for a band."""

    figure: str
    at_least: ThresholdOrNull
    below: ThresholdOrNull


class PlannedBandPart(JsonPart):
    """A score and when it is given."""

    score: int
    text: str
    conditions: tuple[PlannedConditionPart, ...]


class PlannedCriterionPart(JsonPart):
    """A criterion with its bands."""

    number: int
    title: str
    bands: tuple[PlannedBandPart, ...]
    source: str


class PlannedLevelPart(JsonPart):
    """A level of a unit: what each of the first criteria and their sum must reach."""

    level: int
    name: str
    text: str
    criteria: int
    each: int
    total: int
    source: str


class DepartmentLevelPart(JsonPart):
    """A level of the department: the share of its units that must be there."""

    level: int
    name: str
    share: ThresholdOrNull
    source: str


class PlannedRubricPart(JsonPart):
    """The assessment."""

    title: str
    due: date
    figures: tuple[PlannedFigurePart, ...]
    criteria: tuple[PlannedCriterionPart, ...]
    levels: tuple[PlannedLevelPart, ...]
    department: tuple[DepartmentLevelPart, ...]
    source: str


class PlanDocument(JsonDocument):
    """`kamnot plan show`."""

    schema_: Literal["kamnot/plan/1"] = "kamnot/plan/1"
    fiscal_year: int
    title: str
    unit: UnitPart
    total_points: int
    batches: tuple[BatchPart, ...]
    groups: tuple[GroupPart, ...]
    reviewers: tuple[str, ...] = at("review_policy", "reviewers")
    activities: tuple[ActivityPart, ...]
    rubric: PlannedRubricPart


class ReadingPart(JsonPart):
    """A place that Kamnot reads otherwise than it is printed."""

    field: str
    printed: str
    read: str
    why: str
    confirmed: bool


class _OfYear(JsonDocument):
    fiscal_year: int


class ActivityDocument(ActivityPart, _OfYear):
    """`kamnot plan show N`: the printed cells too, and what was read otherwise."""

    schema_: Literal["kamnot/activity/1"] = "kamnot/activity/1"
    last_working_day: date
    steps: tuple[str, ...]
    output: str
    outcome: str
    target_group: str
    documents: str
    owner: str
    knowledge_output: str | None
    readings: tuple[ReadingPart, ...]


class PlanProblemPart(JsonPart):
    """A fault in a plan's files."""

    file: str
    line: int | None
    thai: str
    english: str


class PlanProblemsDocument(JsonDocument):
    """`kamnot plan validate`."""

    schema_: Literal["kamnot/plan-problems/1"] = "kamnot/plan-problems/1"
    valid: bool
    problems: tuple[PlanProblemPart, ...]


class CoveragePart(JsonPart):
    """How many values say where they come from."""

    with_source: int
    values: int


class PlanSourcesDocument(JsonDocument):
    """`kamnot plan sources`; `coverage` and `without_source` are of the whole plan."""

    schema_: Literal["kamnot/plan-sources/1"] = "kamnot/plan-sources/1"
    coverage: CoveragePart
    origins: dict[str, int]
    without_source: tuple[str, ...]
    values: tuple[SourcedValue, ...]


def plan_document(plan: Plan, last_working_day: LastWorkingDay) -> PlanDocument:
    """The whole plan; `last_working_day` gives the last working day up to a due date."""
    batches = [
        BatchPart.of(
            batch,
            last_working_day=last_working_day(batch.due),
            activities=[activity.number for activity in plan.by_batch[batch.id]],
        )
        for batch in plan.batches
    ]
    activities = [_activity(plan, activity) for activity in plan.activities]
    return PlanDocument.of(plan, batches=batches, activities=activities)


def activity_document(
    plan: Plan, activity: Activity, last_working_day: LastWorkingDay
) -> ActivityDocument:
    """One activity whole."""
    part = _activity(plan, activity)
    return ActivityDocument.of(
        activity,
        fiscal_year=plan.fiscal_year,
        due=part.due,
        requirements=part.requirements,
        measures=part.measures,
        last_working_day=last_working_day(part.due),
    )


def sources_document(
    values: Sequence[SourcedValue], shown: Sequence[SourcedValue]
) -> PlanSourcesDocument:
    """The values that are `shown` of all `values`."""
    with_source = int(coverage(values) * len(values))
    return PlanSourcesDocument.of(
        coverage=CoveragePart(with_source=with_source, values=len(values)),
        origins={str(origin): count for origin, count in count_origins(values).items()},
        without_source=without_source(values),
        values=shown,
    )


def _activity(plan: Plan, activity: Activity) -> ActivityPart:
    number = activity.number
    return ActivityPart.of(
        activity,
        due=plan.batch_by_id[activity.batch].due,
        requirements=[RequirementPart.of(r, id=f"{number}.{r.id}") for r in activity.requirements],
        measures=[AskedMeasurePart.of(m, id=f"{number}.{m.id}") for m in activity.measures],
    )
