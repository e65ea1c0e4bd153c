"""All units of a department: its level, the units that keep it from the next, and the league table.

Shares of units are compared as whole numbers: 79 of 100 units never reach 80 %.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from domain.activity.completeness import number_outcome, shown_number
from domain.evaluation.unsettled import standing_on_unsettled
from domain.facts import Amount, MeasureFact
from domain.language.ids import MeasureId
from domain.plan.model import DepartmentLevel, Level, Plan
from domain.results import Evaluation, Outcome, Points, Unsettled
from domain.rubric.scores import below_each, highest, points_lacking
from domain.words.wording import sentence, show_amount


@dataclass(frozen=True, slots=True)
class NoteResult:
    """One footnote that asks for something: met, not met or unknown, never points."""

    number: int
    text: str
    measure: MeasureId
    title: str
    outcome: Outcome
    entry: MeasureFact | None
    at_least: Amount
    confirmed: bool
    """Whether the threshold is printed; otherwise it is Kamnot's reading."""
    source: str

    def found(self, language: str) -> str:
        """What was entered, in words."""
        if self.entry is None:
            yes_no = isinstance(self.at_least, bool)
            return sentence("found.unconfirmed" if yes_no else "found.no_number", language)
        return shown_number(self.entry, "", language, self.at_least)

    def least(self, language: str) -> str:
        """What is asked for, in words."""
        if isinstance(self.at_least, bool):
            return sentence("look.confirmed" if self.at_least else "look.answered", language)
        return sentence("look.least", language, threshold=show_amount(self.at_least, language))


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One unit in a roll-up.

    `scores` are proved, `possible` those if the unknowns came in well; `asked` counts the activities that concern the
    unit, `complete` those of them that are complete; `excused` names the activities that do not concern it.
    """

    unit: str
    name: str
    points: Points
    scores: tuple[int, ...]
    possible: tuple[int, ...]
    sums: Mapping[int, int]
    level: int
    level_if_unknowns_hold: int
    complete: int
    asked: int
    excused: tuple[int, ...]
    notes: tuple[Outcome, ...]

    @property
    def earned_share(self) -> Fraction:
        """The share of points earned of those that concern the unit; 0 if none do."""
        return Fraction(self.points.earned) / (self.points.printed or 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's rank in the league table. Equal units share a rank, and the next rank is left out."""

    rank: int
    standing: UnitStanding
    tied_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelShare:
    """How many of `of` units reach a department level's share, proved and if the unknowns came in well."""

    level: DepartmentLevel
    units: int
    units_if_unknowns_hold: int
    of: int
    needed: int
    """The least number of units that suffices."""

    @property
    def met(self) -> bool:
        """Whether enough units are proved to reach the level."""
        return reaches(self.units, self.of, self.level.share)

    @property
    def possible(self) -> bool:
        """Whether enough units would reach the level if the unknowns came in well."""
        return reaches(self.units_if_unknowns_hold, self.of, self.level.share)


@dataclass(frozen=True, slots=True)
class Before:
    """A unit that keeps the department from a level, with what the unit lacks.

    `below` are the criteria under the level's single score, `lacking` the points missing from its sum;
    `unknown` says that the level would hold if the unknowns came in well.
    """

    standing: UnitStanding
    below: tuple[int, ...]
    lacking: int
    unknown: bool


@dataclass(frozen=True, slots=True)
class Rollup:
    """A department as of a day. `next_level` and `before` are empty once the highest level is proved."""

    as_of: date
    plan_hash: str
    policy: str
    places: tuple[Place, ...]
    shares: tuple[LevelShare, ...]
    level: int
    level_if_unknowns_hold: int
    next_level: LevelShare | None
    before: tuple[Before, ...]
    unsettled: Unsettled

    @property
    def missing(self) -> int:
        """How many more units the next level needs."""
        return 0 if self.next_level is None else self.next_level.needed - self.next_level.units


def reaches(units: int, of: int, share: Fraction) -> bool:
    """Whether this many of all units are at least this share. Of no units, none is reached."""
    # Whole numbers: a rounded percentage could take 79.6 % for 80 %.
    return of > 0 and units * share.denominator >= share.numerator * of


def needed(of: int, share: Fraction) -> int:
    """The least number of units that is at least this share of all."""
    # -(-a // b) rounds up.
    return -(-of * share.numerator // share.denominator)


def notes_of(
    plan: Plan,
    measures: Mapping[MeasureId, MeasureFact],
    unsettled: Container[int] = (),
) -> tuple[NoteResult, ...]:
    """The footnotes that ask for something, from the newest entry of each number; unknown without one.

    `unsettled` are those whose threshold stands on a reading that nobody has settled.
    """
    return tuple(
        NoteResult(
            note.number, note.text, name, measure.title,
            number_outcome(measures.get(name), measure.at_least),
            measures.get(name), measure.at_least,
            measure.confirmed and note.number not in unsettled, note.source,
        )
        for note in plan.notes
        for measure in note.measures
        for name in [MeasureId(note.owner, measure.id)]
    )  # fmt: skip


def standing_of(
    plan: Plan, evaluation: Evaluation, name: str, measures: Mapping[MeasureId, MeasureFact]
) -> UnitStanding:
    """A unit's evaluation as a roll-up needs it; `measures` holds the newest entry of each number."""
    activities, rubric = evaluation.activities, evaluation.rubric
    asked = [a for a in activities if a.asked]
    excused = [a for a in activities if not a.asked]
    return UnitStanding(
        unit=evaluation.unit,
        name=name,
        points=evaluation.points,
        scores=tuple(c.score for c in rubric.criteria),
        possible=tuple(c.score_if_unknowns_hold for c in rubric.criteria),
        sums=rubric.sums,
        level=rubric.level,
        level_if_unknowns_hold=rubric.level_if_unknowns_hold,
        complete=sum(a.complete for a in asked),
        asked=len(asked),
        excused=tuple(a.number for a in excused),
        notes=tuple(note.outcome for note in notes_of(plan, measures)),
    )


def roll_up(
    plan: Plan, standings: Iterable[UnitStanding], as_of: date, plan_hash: str = ""
) -> Rollup:
    """The department's level by the shares of its units; each level counts by its own condition alone."""
    units = list(standings)
    shares = tuple(_share(level, units) for level in plan.rubric.department)
    build = plan.rubric.levels_build
    level = highest([(s.level.level, s.met) for s in shares], build=build)
    possible = highest([(s.level.level, s.met or s.possible) for s in shares], build=build)
    following = next((s for s in shares if s.level.level == level + 1), None)
    return Rollup(
        as_of=as_of,
        plan_hash=plan_hash,
        policy=plan.points_policy.id,
        places=league(units),
        shares=shares,
        level=level,
        level_if_unknowns_hold=possible,
        next_level=following,
        before=() if following is None else _before(plan, units, following.level.level),
        unsettled=standing_on_unsettled(plan),
    )


def _share(level: DepartmentLevel, units: Sequence[UnitStanding]) -> LevelShare:
    return LevelShare(
        level=level,
        units=sum(u.level >= level.level for u in units),
        units_if_unknowns_hold=sum(u.level_if_unknowns_hold >= level.level for u in units),
        of=len(units),
        needed=needed(len(units), level.share),
    )


def _before(plan: Plan, units: Iterable[UnitStanding], number: int) -> tuple[Before, ...]:
    level = next(one for one in plan.rubric.levels if one.level == number)
    found = [_lacks(unit, level) for unit in units if unit.level < number]
    return tuple(
        sorted(
            found,
            key=lambda b: (not b.unknown, len(b.below), b.lacking, -b.standing.earned_share, b.standing.unit),
        )
    )  # fmt: skip


def _lacks(unit: UnitStanding, level: Level) -> Before:
    below = tuple(below_each(level, unit.scores))
    lacking = points_lacking(level, unit.scores)
    return Before(unit, below, lacking, unit.level_if_unknowns_hold >= level.level)


def league(units: Iterable[UnitStanding]) -> tuple[Place, ...]:
    """The units by the exact share of their points that they earned; equal units share a rank.

    The plan prints no rule for units with the same share, so none is invented.
    """
    ordered = sorted(units, key=lambda u: (-u.earned_share, u.unit))
    places: list[Place] = []
    for _, group in groupby(ordered, key=lambda u: u.earned_share):
        tied = list(group)
        rank = len(places) + 1
        places += [Place(rank, unit, tuple(u.unit for u in tied if u is not unit)) for unit in tied]
    return tuple(places)
