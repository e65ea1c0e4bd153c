"""What the options of a plan's readings would make of a unit: points, criteria, level, footnotes.

Each option is judged by the one evaluator, on the plan with the option's values. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.evaluation.department import notes_of
from domain.evaluation.evaluator import Evaluator
from domain.facts import Facts
from domain.language.errors import KamnotError, NotAllowedError, NotThereError
from domain.language.how import How, Verb
from domain.plan.model import Plan, ReadingOption
from domain.plan.readings import OpenReading, open_readings, value_at, with_option
from domain.results import Outcome, Points
from domain.rubric.derived import with_derived
from domain.rubric.figures import newest_entries
from domain.working_days import IsWorkingDay


@dataclass(frozen=True, slots=True)
class ReadingEffect:
    """What a unit has under an option: points, the scores of its criteria, its level, the footnotes."""

    points: Points
    scores: tuple[int, ...]
    level: int
    level_if_unknowns_hold: int
    notes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class ShownReading:
    """A reading with its chosen option (None if set by hand), and the effect of each option by its id.

    There is no effect where none can be computed yet.
    """

    reading: OpenReading
    chosen: str | None
    settled: bool
    effects: Mapping[str, ReadingEffect]


@dataclass(frozen=True, slots=True)
class ReadingsReport:
    """All readings of the plan in force, and what their options would make of one unit as of a day."""

    unit: str
    as_of: date
    now: ReadingEffect
    readings: tuple[ShownReading, ...]


@dataclass(frozen=True, slots=True)
class Settling:
    """What settling a reading would do: the values before and after by their paths, and each unit's effects."""

    fiscal_year: int
    reading: OpenReading
    before: ReadingOption | None
    option: ReadingOption
    values: Mapping[str, tuple[object, object]]
    units: Mapping[str, tuple[ReadingEffect, ReadingEffect]]


@dataclass(frozen=True, slots=True)
class SettledReading:
    """A reading that was settled: whether the bureau's own copy of the plan was made, and whether it is in force."""

    settling: Settling
    copied: bool
    in_force: bool


class ReadingJudge:
    """Judges units by a plan as it is and as an option would have it."""

    def __init__(self, plan: Plan, is_working_day: IsWorkingDay, language: str) -> None:
        self.plan = plan
        self._is_working_day = is_working_day
        self._language = language

    def effect(self, plan: Plan, facts: Facts, as_of: date) -> ReadingEffect:
        """What a unit has under a plan."""
        facts = with_derived(plan, facts)
        found = Evaluator(plan, self._is_working_day, language=self._language).evaluate(
            facts, as_of
        )
        measures = newest_entries(facts.known_on(as_of).measures)
        return ReadingEffect(
            points=found.points,
            scores=tuple(c.score for c in found.rubric.criteria),
            level=found.rubric.level,
            level_if_unknowns_hold=found.rubric.level_if_unknowns_hold,
            notes=tuple(note.outcome for note in notes_of(plan, measures)),
        )

    def report(self, facts: Facts, as_of: date) -> ReadingsReport:
        """Every reading, with what each of its options would make of the unit."""
        now = self.effect(self.plan, facts, as_of)
        shown = tuple(self._shown(r, facts, now, as_of) for r in open_readings(self.plan))
        return ReadingsReport(facts.unit, as_of, now, shown)

    def _shown(
        self, found: OpenReading, facts: Facts, now: ReadingEffect, as_of: date
    ) -> ShownReading:
        chosen = found.chosen(self.plan)
        effects = {
            option.id: now
            if found.words or option == chosen
            else self.effect(with_option(self.plan, option), facts, as_of)
            for option in found.entry.options
            if not found.entry.waits
        }
        name = None if chosen is None else chosen.id
        return ShownReading(found, name, found.settled(self.plan), effects)

    def settling(self, name: str, option: str, known: Mapping[str, Facts], as_of: date) -> Settling:
        """What it would change for these units to settle a reading.

        Raises NotThereError for an unknown reading or option, KamnotError for a value that the option cannot take.
        """
        plan = self.plan
        found, chosen = _named(plan, name, option)
        after = _changed(plan, chosen)
        values = {path: (value_at(plan, path), value_at(after, path)) for path in chosen.sets}
        return Settling(
            plan.fiscal_year,
            found,
            found.chosen(plan),
            chosen,
            {path: pair for path, pair in values.items() if pair[0] != pair[1]},
            {
                unit: (self.effect(plan, facts, as_of), self.effect(after, facts, as_of))
                for unit, facts in known.items()
            },
        )


def _named(plan: Plan, name: str, option: str) -> tuple[OpenReading, ReadingOption]:
    readings = {found.id: found for found in open_readings(plan)}
    if name not in readings:
        raise NotThereError(
            f"ไม่มีข้ออ่าน “{name}” ในแผนปี {plan.fiscal_year} โปรดดูรายการข้ออ่าน",
            f"The plan of {plan.fiscal_year} has no reading {name!r}; see the list of readings.",
            How(Verb.PLAN_READINGS),
        )
    chosen = readings[name].option(plan, option)
    if chosen is not None and readings[name].entry.waits and chosen != readings[name].chosen(plan):
        raise NotAllowedError(
            f"เลือก “{option}” ในข้อ “{name}” ยังไม่ได้: {readings[name].entry.waits}",
            f"{option!r} cannot be chosen for {name!r} yet: it cannot be computed.",
        )
    if chosen is None:
        known = ", ".join(o.id for o in readings[name].entry.options)
        raise NotThereError(
            f"ข้ออ่าน “{name}” ไม่มีคำตอบ “{option}” มีแต่ {known}",
            f"The reading {name!r} has no option {option!r}; there are: {known}.",
        )
    return readings[name], chosen


def _changed(plan: Plan, option: ReadingOption) -> Plan:
    try:
        return with_option(plan, option)
    except ValueError as error:
        values = ", ".join(map(str, dict.fromkeys(option.sets.values())))
        raise KamnotError(
            f"คำตอบ “{option.id}” ใช้ค่า “{values}” ไม่ได้ โปรดใส่ค่าชนิดเดียวกับตัวอย่าง เช่น วันที่ 2024-09-30 หรือร้อยละ 50%",
            f"The option {option.id!r} cannot take {values!r}; give a value such as 2024-09-30 or 50%.",
        ) from error
