"""Judges one unit as of one day: facts in; findings, points and rubric out.

It is exact and reads no clock: the same plan, facts and day always give the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property, partial

from domain.activity.completeness import (
    PreparedMeasure,
    PreparedRequirement,
    assess_measure,
    assess_requirement,
    prepare_measure,
    prepare_requirement,
    without_weight,
)
from domain.activity.counts import PICTURE_FORMATS, Reviews, newest_reviews, newest_versions
from domain.activity.picture_doubts import Pictures
from domain.activity.points import combine, completed_on, score_activity
from domain.activity.reliefs import NO_RELIEFS, Reliefs, reliefs_of, relieve
from domain.evaluation.unsettled import standing_on_unsettled
from domain.facts import EvidenceFact, Facts, MeasureFact, RegisterRow, ReliefFact
from domain.language.ids import MeasureId, RequirementId
from domain.plan.model import Activity, Batch, MeasureRequirement, Plan, Register
from domain.results import (
    ActivityResult,
    BatchResult,
    Evaluation,
    Finding,
    Outcome,
    Points,
    Timeliness,
)
from domain.rubric.register_proofs import current_rows, is_about
from domain.rubric.row_asks import RowAsk, ask_registers, ask_rows, ask_survey
from domain.rubric.scores import assess_rubric
from domain.words.wording import in_a_row, sentence
from domain.working_days import IsWorkingDay, last_working_day

Findings = Mapping[int, tuple[Finding, ...]]
"""Findings by activity number."""


class Evaluator:
    """A plan prepared to judge many units: what depends on the plan alone is worked out once."""

    def __init__(
        self,
        plan: Plan,
        is_working_day: IsWorkingDay,
        *,
        plan_hash: str = "",
        language: str = "th",
    ) -> None:
        self.plan = plan
        self.plan_hash = plan_hash
        self.language = language
        self._is_working_day = is_working_day
        self._asks: dict[MeasureId, RowAsk] = {}
        self._survey_asks: dict[MeasureId, RowAsk] = {}
        self._kept_beside = {a.number: _kept_beside(plan, a.number) for a in plan.activities}
        self.unsettled = standing_on_unsettled(plan)
        self._working_day = {b.id: last_working_day(b.due, is_working_day) for b in plan.batches}
        self.requirements = {
            a.number: tuple(prepare_requirement(a.number, r, language) for r in a.requirements)
            for a in plan.activities
        }
        self.measures = {
            a.number: tuple(
                _prepared(plan, MeasureId(a.number, m.id), m, language) for m in a.measures
            )
            for a in plan.activities
        }

    def evaluate(self, facts: Facts, as_of: date) -> Evaluation:
        """Judge one unit by what had come in by the end of the Bangkok day `as_of`."""
        known = _Known(facts, as_of)
        return self._score(self._find(known), known, facts.unit)

    def last_working_day(self, batch: str) -> date:
        """The working day on or before the batch's printed due date. Raises KeyError for an unknown batch."""
        return self._working_day[batch]

    def find(self, facts: Facts, as_of: date) -> Findings:
        """Findings of every requirement and measure, by activity number."""
        return self._find(_Known(facts, as_of))

    def _find(self, known: _Known) -> Findings:
        pictures = self._pictures(known)
        return {number: self._findings(number, known, pictures) for number in self.requirements}

    def score(self, findings: Findings, facts: Facts, as_of: date) -> Evaluation:
        """Completeness, timeliness, points, rubric and level from the findings."""
        return self._score(findings, _Known(facts, as_of), facts.unit)

    def _score(self, findings: Findings, known: _Known, unit: str) -> Evaluation:
        activities = {
            a.number: self._activity(a, findings[a.number], known) for a in self.plan.activities
        }
        batches = tuple(self._batch(b, activities) for b in self.plan.batches)
        measures = known.newest_measures()
        asks = ask_registers(
            self.plan, known.rows, measures, activities, self.language,
            partial(self._ask_rows, known),
        )  # fmt: skip
        return Evaluation(
            unit=unit,
            as_of=known.as_of,
            plan_hash=self.plan_hash,
            policy=self.plan.points_policy.id,
            batches=batches,
            points=Points.total([b.points for b in batches]),
            group_points=self._group_points(activities),
            rubric=assess_rubric(self.plan, measures, activities, self.language),
            unsettled=self.unsettled,
            register_asks=tuple(asks),
        )

    def _activity(
        self, activity: Activity, findings: tuple[Finding, ...], known: _Known
    ) -> ActivityResult:
        printed = self.plan.batch_by_id[activity.batch].due
        extension = known.extension(activity.number, printed)
        due = (extension and extension.until) or printed
        done = completed_on(findings)
        outcome = combine(f.outcome for f in findings)
        asked = outcome is not Outcome.NOT_APPLICABLE
        standing = Timeliness.of(due, done, known.as_of) if asked else Timeliness.NOT_APPLICABLE
        return ActivityResult(
            number=activity.number,
            title=activity.title,
            batch=activity.batch,
            due=due,
            printed_due=printed,
            last_working_day=self._last_working_day(activity.batch, extension),
            outcome=outcome,
            timeliness=standing,
            points=score_activity(
                activity, findings, self.plan.part_of, due, known.as_of, self.plan.points_policy
            ),
            groups=activity.groups,
            findings=findings,
            completed_on=done,
            reliefs=() if known.reliefs is NO_RELIEFS else reliefs_of(findings, extension),
            is_due=due <= known.as_of,
        )

    def _last_working_day(self, batch: str, extension: ReliefFact | None) -> date:
        if extension is None or extension.until is None:
            return self._working_day[batch]
        return last_working_day(extension.until, self._is_working_day)

    def _pictures(self, known: _Known) -> Pictures | None:
        """All pictures of the unit, to compare with each other; None if there are none."""
        evidence = known.facts.evidence
        if not any(fact.format in PICTURE_FORMATS for fact in evidence):
            return None
        return Pictures(
            newest_versions(evidence),
            known.facts.earlier_pictures,
            known.reviews,
            self.plan.requirement_by_id,
            self.plan.fiscal_year,
        )

    def _findings(
        self, number: int, known: _Known, pictures: Pictures | None
    ) -> tuple[Finding, ...]:
        findings = (
            *self._with_rows(
                number,
                [self._requirement(r, known, pictures) for r in self.requirements[number]],
                known,
            ),
            *(self._measure(m, known) for m in self.measures[number]),
        )
        if known.reliefs is NO_RELIEFS:
            return findings
        return relieve(number, findings, known.reliefs, self.language)

    def _with_rows(self, number: int, findings: list[Finding], known: _Known) -> Iterator[Finding]:
        """The findings; the first document of which nothing came asks also for the rows that nobody has written.

        One that came and is to be corrected asks for that alone.
        """
        nothing = {prepared.nothing.remedy for prepared in self.requirements[number]}
        waiting = [f for f in findings if f.outcome is Outcome.NOT_MET and f.remedy in nothing]
        beside = self._kept_beside[number] if waiting else ()
        registers = [r for r in beside if not known.has_row(r, number)]
        for finding in findings:
            asked = bool(registers) and finding is waiting[0]
            yield replace(finding, remedy=self._also(finding, registers)) if asked else finding

    def _also(self, finding: Finding, registers: Sequence[Register]) -> str:
        named = [r.id if self.language == "en" else f"“{r.title}”" for r in registers]
        names = in_a_row(named, self.language)
        key = "do.also_rows.several" if len(registers) > 1 else "do.also_rows"
        return finding.remedy + sentence(key, self.language, registers=names)

    def _requirement(
        self, prepared: PreparedRequirement, known: _Known, pictures: Pictures | None
    ) -> Finding:
        name = prepared.full_id
        finding = assess_requirement(
            prepared,
            known.evidence.get(name, ()),
            known.reviews,
            self.language,
            later=known.later.get(name, 0),
            pictures=pictures,
        )
        return without_weight(finding) if prepared.requirement.optional else finding

    def _measure(self, prepared: PreparedMeasure, known: _Known) -> Finding:
        entries = known.measures.get(prepared.full_id, ())
        ask = self._ask(prepared, known)
        finding = assess_measure(prepared, entries, self.language, ask.text, ask.into)
        return without_weight(finding) if self.plan.points_policy.numbers == "shown" else finding

    def _ask(self, prepared: PreparedMeasure, known: _Known) -> RowAsk:
        """What a number lacks, a survey before rows; nothing where a person typed it, or it is reached."""
        name, least = prepared.full_id, prepared.measure.at_least
        entries = known.measures.get(name, ())
        surveyed = prepared.survey is not None
        if not (surveyed or name in self.plan.proofs) or (
            entries and (not entries[-1].derived or entries[-1].reaches(least))
        ):
            return RowAsk()
        return self._ask_survey(known, name) if surveyed else self._ask_rows(known, name, least)

    def _ask_rows(self, known: _Known, name: MeasureId, least: Fraction | int) -> RowAsk:
        """The rows that a number lacks, in words; of a unit without any rows worked out once."""
        if known.facts.rows:
            return ask_rows(self.plan, known.facts, name, least, self.language)
        if name not in self._asks:
            self._asks[name] = ask_rows(self.plan, known.facts, name, least, self.language)
        return self._asks[name]

    def _ask_survey(self, known: _Known, name: MeasureId) -> RowAsk:
        """What a survey's number lacks, in words; of a unit without any surveys worked out once."""
        if known.facts.surveys:
            return RowAsk(ask_survey(self.plan, known.facts, name, self.language))
        if name not in self._survey_asks:
            asked = ask_survey(self.plan, known.facts, name, self.language)
            self._survey_asks[name] = RowAsk(asked)
        return self._survey_asks[name]

    def _batch(self, batch: Batch, activities: dict[int, ActivityResult]) -> BatchResult:
        own = tuple(activities[a.number] for a in self.plan.by_batch[batch.id])
        return BatchResult(
            batch=batch.id,
            title=batch.title,
            due=batch.due,
            last_working_day=self._working_day[batch.id],
            activities=own,
            points=Points.total([a.points for a in own if a.points is not None]),
        )

    def _group_points(
        self, activities: dict[int, ActivityResult]
    ) -> tuple[tuple[str, Points], ...]:
        """Points by responsible group. A joint activity counts for each, so groups overlap."""
        return tuple(
            (
                group.id,
                Points.total(
                    [a.points for a in activities.values() if group.id in a.groups and a.points]
                ),
            )
            for group in self.plan.groups
        )


def _prepared(
    plan: Plan, name: MeasureId, measure: MeasureRequirement, language: str
) -> PreparedMeasure:
    survey, _ = plan.survey_proofs.get(name, (None, None))
    return prepare_measure(name.activity or 0, measure, language, plan.register_of(name), survey)


def _kept_beside(plan: Plan, number: int) -> tuple[Register, ...]:
    """The registers of an activity that prove none of the numbers that it asks for."""
    return tuple(
        register
        for register in plan.registers
        if number in register.activities
        and not any(proof.measure.activity == number for proof in register.proves)
    )


class _Known:
    """One unit's facts by the end of a day, indexed."""

    def __init__(self, facts: Facts, as_of: date) -> None:
        self.as_of = as_of
        self.evidence: dict[RequirementId, list[EvidenceFact]] = defaultdict(list)
        self.later: dict[RequirementId, int] = defaultdict(int)
        self.measures: dict[MeasureId, list[MeasureFact]] = defaultdict(list)
        known = self.facts = facts.known_on(as_of)
        for fact in known.evidence:
            self.evidence[fact.requirement].append(fact)
        for fact in facts.evidence:
            if fact.received_on > as_of:
                self.later[fact.requirement] += 1
        for entry in sorted(known.measures, key=lambda m: m.entered_on):
            self.measures[entry.measure].append(entry)
        self.reviews: Reviews = newest_reviews(known.reviews)
        self.reliefs = Reliefs.of(known.reliefs) if known.reliefs else NO_RELIEFS

    def has_row(self, register: Register, number: int) -> bool:
        """Whether somebody wrote a row about the activity into a register."""
        return any(is_about(register, row, number) for row in self.rows.get(register.id, ()))

    @cached_property
    def rows(self) -> Mapping[str, Sequence[RegisterRow]]:
        """The rows that count, by register."""
        written: dict[str, list[RegisterRow]] = defaultdict(list)
        for row in self.facts.rows:
            written[row.id.register].append(row)
        return {name: current_rows(rows, name) for name, rows in written.items()}

    def extension(self, number: int, printed_due: date) -> ReliefFact | None:
        """What moves an activity's due date on that day."""
        if self.reliefs is NO_RELIEFS:
            return None
        return self.reliefs.extension(number, printed_due)

    def newest_measures(self) -> dict[MeasureId, MeasureFact]:
        return {name: entries[-1] for name, entries in self.measures.items()}


def evaluate(
    plan: Plan,
    facts: Facts,
    as_of: date,
    is_working_day: IsWorkingDay,
    *,
    plan_hash: str = "",
    language: str = "th",
) -> Evaluation:
    """Judge one unit. For many units make one Evaluator and ask it for each."""
    evaluator = Evaluator(plan, is_working_day, plan_hash=plan_hash, language=language)
    return evaluator.evaluate(facts, as_of)
