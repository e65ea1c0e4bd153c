"""The cheapest steps that reach a level, or that still earn points.

A step raises or enters a number, or completes an activity. The cheapest set has the fewest steps, then is due soonest,
then earns most points. The answer is exact: no set is cheaper (docs/decisions/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import product
from math import ceil

from domain.activity.points import combine
from domain.facts import Facts, MeasureFact
from domain.language.how import How, Verb
from domain.language.ids import MeasureId
from domain.plan.derivations import AnyComplete, Complete, CompletionRate, FromMeasure
from domain.plan.model import Criterion, Figure, Level, MeasureKind, Plan
from domain.results import ActivityResult, Finding, Outcome, PointCount, writing_of
from domain.rubric.figures import (
    FigureValue,
    Interval,
    Number,
    figure_value,
    figure_values,
    rated,
)
from domain.rubric.row_asks import RowAsk, ask_rows, ask_survey
from domain.rubric.scores import proved_score


class Deed(StrEnum):
    """What one step does."""

    COMPLETE = "complete"
    RAISE = "raise"
    ENTER = "enter"
    """Enter a number that nobody has entered yet."""


Subject = int | MeasureId
"""What a step is about: an activity by its number, or a number that can be entered."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `subject` is an activity (19), a number (`1.signed`) or a fact (`rubric.climate`).

    `target` is the value that a number must reach; `by` the last working day on which the step still counts; `points`
    the points that it adds; `findings` those of an activity that need action.
    """

    deed: Deed
    subject: Subject
    title: str
    by: date
    groups: tuple[str, ...]
    target: Number | None = None
    points: PointCount = 0
    findings: tuple[Finding, ...] = ()
    whole: int | None = None
    """The denominator of a share, if it is known."""
    register: str = ""
    """The register whose rows prove the number."""
    ask: str = ""
    """The rows that it lacks, as a sentence; empty for a number that no rows prove, or that a person typed."""
    into: str = ""
    """The register to write into, or its row to correct (`events 10`)."""
    survey: str = ""
    """The survey that proves the number; `ask` says what it lacks."""

    @property
    def only_a_look(self) -> bool:
        """Whether everything came in, and only a reviewer's look is missing."""
        return bool(self.findings) and all(f.outcome is Outcome.MET for f in self.findings)

    @property
    def how(self) -> How | None:
        """The deed in Kamnot, of numbers."""
        if self.survey:
            return How(Verb.SURVEY_SHOW, self.survey)
        if self.ask:
            return writing_of(self.into or self.register)
        return None if isinstance(self.subject, int) else How(Verb.MEASURE_SET, self.subject)

    @property
    def supposition(self) -> str:
        """The step as `--if` takes it: `activity.19=complete`, `1.signed=160/200`, `rubric.climate=yes`."""
        if self.target is None:
            return f"activity.{self.subject}=complete"
        return f"{self.subject}={self._target}"

    @property
    def _target(self) -> str:
        if isinstance(self.target, Fraction):
            if self.whole is not None:
                return f"{self.target * self.whole}/{self.whole}"
            return f"{self.target * 100}%"
        if isinstance(self.target, bool):
            return "yes"
        return str(self.target)


@dataclass(frozen=True, slots=True)
class State:
    """A unit's state: the newest entry of each measure, and its activities by number."""

    measures: Mapping[MeasureId, MeasureFact]
    activities: Mapping[int, ActivityResult]


def steps_to_level(
    plan: Plan, state: State, target: int, last_day: date
) -> tuple[Step, ...] | None:
    """The cheapest steps after which a level of at least `target` is proved, soonest first.

    Empty if the level is proved already, None if no steps reach it. `last_day` is the last working day of the
    assessment: a step that is due later must be done by then to count.
    """
    search = _Search(plan, state, last_day)
    rubric = plan.rubric
    found = [
        best
        for place, level in enumerate(rubric.levels)
        if level.level >= target
        and (
            best := search.cheapest(rubric.levels[0 if rubric.levels_build else place : place + 1])
        )
        is not None
    ]
    return None if not found else _soonest_first(min(found).steps)


def steps_to_points(state: State) -> tuple[Step, ...]:
    """Every activity that can still earn points, soonest first. Together they earn all that is possible."""
    return _soonest_first(
        _completing(activity, activity.last_working_day)
        for activity in state.activities.values()
        if activity.open_points
    )


def with_asks(
    plan: Plan, known: Facts, steps: Sequence[Step] | None, language: str
) -> tuple[Step, ...] | None:
    """The steps with the rows that each number lacks; `known` are the facts of the day."""
    typed = {fact.measure for fact in known.measures if not fact.derived}
    return None if steps is None else tuple(_asking(plan, known, s, typed, language) for s in steps)


def _asking(
    plan: Plan, known: Facts, step: Step, typed: Container[MeasureId], language: str
) -> Step:
    """The step with its survey, or with its rows: of its number, or of the numbers that are all an activity lacks."""
    wanted = _numbers_of(plan, step)
    surveyed = [name for name in wanted if name in plan.survey_proofs and name not in typed]
    if surveyed and len(surveyed) == len(wanted):
        texts = [ask_survey(plan, known, name, language) for name in surveyed]
        survey, _ = plan.survey_proofs[surveyed[0]]
        return replace(step, ask=" · ".join(dict.fromkeys(texts)), survey=survey.id)
    asks = [
        ask_rows(plan, known, name, target, language) if name not in typed else RowAsk()
        for name, target in wanted.items()
    ]
    register = plan.register_of(next(iter(wanted))) if wanted else None
    if register is None or not all(ask.text for ask in asks):
        return step
    text = " · ".join(ask.text for ask in asks)
    return replace(step, ask=text, register=register.id, into=asks[0].into)


def _numbers_of(plan: Plan, step: Step) -> dict[MeasureId, Number]:
    """What the numbers of a step must reach; none of an activity that lacks anything else."""
    if not isinstance(step.subject, int):
        return {} if step.target is None else {step.subject: step.target}
    asked = {MeasureId(step.subject, m.id): m for m in plan.by_number[step.subject].measures}
    open_ones = [f.id for f in step.findings if f.outcome is not Outcome.MET]
    found = {n: asked[n].at_least for n in open_ones if isinstance(n, MeasureId)}
    return found if len(found) == len(step.findings) else {}


def _soonest_first(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda s: (s.by, -s.points, _order(s.subject))))


def _order(subject: Subject) -> tuple[int, str]:
    if isinstance(subject, int):
        return subject, ""
    return (10**6, subject) if subject.activity is None else (subject.activity, subject.name)


def _completing(activity: ActivityResult, by: date) -> Step:
    return Step(
        Deed.COMPLETE,
        activity.number,
        activity.title,
        by,
        activity.groups,
        points=activity.open_points,
        findings=activity.open_findings or activity.unproved_findings,
    )


def after(plan: Plan, state: State, steps: Iterable[Step]) -> State:
    """The unit's state after the steps.

    A completed activity is proved, and has its numbers at their thresholds, except excused ones. A number that was all
    an activity lacked completes it.
    """
    measures = dict(state.measures)
    complete: set[int] = set()
    touched: set[int] = set()
    for step in steps:
        if isinstance(step.subject, int):
            complete.add(step.subject)
        elif step.target is not None:
            measures[step.subject] = MeasureFact(step.subject, step.target, step.by)
            if step.subject.activity is not None:
                touched.add(step.subject.activity)
    for number in complete:
        for measure in plan.by_number[number].measures:
            name = MeasureId(number, measure.id)
            if _excused(state, name):
                continue
            if name not in measures or not measures[name].reaches(measure.at_least):
                measures[name] = MeasureFact(name, measure.at_least, date.max)
    changed = {
        number: _redone(plan, state.activities[number], measures, number in complete)
        for number in complete | touched
    }
    return State(measures, {**state.activities, **changed})


def _excused(state: State, name: MeasureId) -> bool:
    """Whether the number `1.signed` is excused, so that nobody will enter it."""
    findings = () if name.activity is None else state.activities[name.activity].findings
    return any(f.id == name and f.outcome is Outcome.NOT_APPLICABLE and f.relief for f in findings)


def _redone(
    plan: Plan, activity: ActivityResult, measures: Mapping[MeasureId, MeasureFact], complete: bool
) -> ActivityResult:
    number = activity.number
    asked = {MeasureId(number, m.id): m.at_least for m in plan.by_number[number].measures}
    reached = {
        name for name, least in asked.items() if name in measures and measures[name].reaches(least)
    }
    findings = tuple(
        replace(f, outcome=Outcome.MET, proved=f.proved or complete)
        if f.outcome is not Outcome.NOT_APPLICABLE and (complete or f.id in reached)
        else f
        for f in activity.findings
    )
    return replace(activity, findings=findings, outcome=combine(f.outcome for f in findings))


# The search


@dataclass(frozen=True, slots=True)
class _Cost:
    """The cost of a set of steps, compared in this order. Costs of sets of different things add up."""

    count: int = 0
    days: tuple[date, ...] = ()
    points: PointCount = 0
    things: tuple[tuple[int, str, Number], ...] = ()
    """What is done and how far: of equal costs the same and the smallest is always chosen."""
    steps: tuple[Step, ...] = ()

    @classmethod
    def of(cls, steps: Sequence[Step]) -> _Cost:
        return cls(
            len(steps),
            tuple(sorted(s.by for s in steps)),
            sum(s.points for s in steps),
            tuple(sorted((*_order(s.subject), s.target or 0) for s in steps)),
            tuple(steps),
        )

    def __add__(self, other: _Cost) -> _Cost:
        if not other.count:
            return self
        return _Cost.of((*self.steps, *other.steps)) if self.count else other

    def __lt__(self, other: _Cost) -> bool:
        return self._key < other._key

    @property
    def _key(self) -> tuple[object, ...]:
        return (self.count, self.days, -self.points, self.things)


@dataclass(frozen=True, slots=True)
class _Island:
    """Criteria that share things to do with each other and, apart from the completion rate, with no others.

    `choices` are the steps of each thing; at most one of them is taken.
    """

    criteria: tuple[Criterion, ...]
    choices: tuple[tuple[Step, ...], ...]


Reached = dict[tuple[tuple[int, ...], int], _Cost]
"""The cheapest way to the sums of scores that levels ask for, with a number of activities completed on the way."""


class _Search:
    """The exact search: each island is solved alone, then islands are joined.

    The completion rate connects everything, so it is fixed first. For each rate that a band asks for, every island is
    solved, the islands are joined by sum and number of completed activities, and the cheapest other activities fill
    what the rate still lacks. Costs add up over islands, so the cheapest of each kind suffices.
    """

    def __init__(self, plan: Plan, state: State, last_day: date) -> None:
        self.plan = plan
        self.state = state
        self.last_day = last_day
        self.values = figure_values(plan.rubric, state.measures, state.activities)
        self.open = {n: a for n, a in state.activities.items() if not a.proved}
        rate = next(
            (r for v in self.values.values() if (r := _rate_of(v.figure))), CompletionRate()
        )
        self.rated = {a.number: a for a in rated(rate, state.activities.values())}
        self.counted = len(self.rated)
        self.done = sum(a.proved for a in self.rated.values())
        self.by_rate = {name for name, value in self.values.items() if self._is_rate(value)}
        self.strict = any(c.strict for c in plan.rubric.criteria)

    def _is_rate(self, value: FigureValue) -> bool:
        by_rate = _rate_of(value.figure) is not None
        return by_rate and value.entered is None and self.counted > 0

    def cheapest(self, levels: Sequence[Level]) -> _Cost | None:
        """The cheapest steps that meet the conditions of all these levels; None if there are none."""
        criteria = self.plan.rubric.criteria[: max(level.criteria for level in levels)]
        islands = self._islands(criteria)
        special = {s.subject for i in islands for choice in i.choices for s in choice}
        fill = self._fill(special)
        found = (
            best
            for more in self._rates(criteria)
            if (best := self._with_rate(levels, islands, fill, more)) is not None
        )
        return min(found, default=None)

    def _rates(self, criteria: Sequence[Criterion]) -> list[int]:
        """How many more activities each threshold of the completion rate needs, including none.

        More than needed may be too many for a strict criterion, so each number is tried.
        """
        open_rated = len(self.open.keys() & self.rated.keys())
        if self.strict:
            return list(range(open_rated + 1))
        shares = {
            condition.at_least
            for criterion in criteria
            for band in criterion.bands
            for condition in band.conditions
            if condition.figure in self.by_rate
        }
        more = {ceil(w * self.counted) - self.done for w in shares}
        return sorted({0} | {m for m in more if 0 < m <= open_rated})

    def _fill(self, special: set[Subject]) -> list[Step]:
        """Activities that serve only the completion rate, the cheapest first."""
        steps = (
            self._complete(a)
            for a in self.open.values()
            if a.number not in special and a.number in self.rated
        )
        return sorted(steps, key=lambda s: (s.by, -s.points, _order(s.subject)))

    def _with_rate(
        self, levels: Sequence[Level], islands: Sequence[_Island], fill: Sequence[Step], more: int
    ) -> _Cost | None:
        totals = tuple(level.total for level in levels)
        joined: Reached = {((0,) * len(levels), 0): _Cost()}
        for island in islands:
            joined = _join(joined, self._reach(island, levels, more), totals)
        complete = (
            cost + _Cost.of(fill[: max(0, more - completed)])
            for (sums, completed), cost in joined.items()
            if sums == totals
            and more - completed <= len(fill)
            and (completed <= more or not self.strict)
        )
        return min(complete, default=None)

    def _reach(self, island: _Island, levels: Sequence[Level], more: int) -> Reached:
        """Every way to do some of an island's things, the cheapest for each level's sum and completed count."""
        found: Reached = {}
        for steps in _selections(island.choices):
            state = after(self.plan, self.state, steps) if steps else self.state
            scores = {c.number: self._score(c, state, more) for c in island.criteria}
            counted = [[s for n, s in scores.items() if n <= v.criteria] for v in levels]
            if any(
                min(own, default=v.each) < v.each for v, own in zip(levels, counted, strict=True)
            ):
                continue
            completed = sum(n in self.rated and state.activities[n].proved for n in self.open)
            _keep(found, (tuple(map(sum, counted)), completed), _Cost.of(steps))
        return found

    def _score(self, criterion: Criterion, state: State, more: int) -> int:
        figures = {name: self._counts(self.values[name], state, more) for name in criterion.figures}
        return proved_score(criterion, figures)

    def _counts(self, value: FigureValue, state: State, more: int) -> Interval:
        if value.figure.id in self.by_rate:
            return Interval.exactly(Fraction(self.done + more, self.counted))
        return figure_value(value.figure, state.measures, state.activities).counts

    # Things to do

    def _islands(self, criteria: Sequence[Criterion]) -> list[_Island]:
        """The criteria with their possible steps, in groups that have no step in common."""
        things: dict[Subject, tuple[Step, ...]] = {}
        groups: list[tuple[list[Criterion], set[Subject]]] = []
        for criterion in criteria:
            own = self._things(criterion, criteria)
            _merge(things, own.items())
            names = {_root(name) for name in own}
            alone = [g for g in groups if not g[1] & names]
            shared = [g for g in groups if g[1] & names]
            members = [c for g in shared for c in g[0]]
            groups = [
                *alone,
                ([*members, criterion], names.union(*(g[1] for g in shared))),
            ]
        return [
            _Island(tuple(c), tuple(s for name, s in things.items() if _root(name) in names))
            for c, names in groups
        ]

    def _things(
        self, criterion: Criterion, criteria: Sequence[Criterion]
    ) -> dict[Subject, tuple[Step, ...]]:
        """The steps that help one criterion, by subject."""
        found: dict[Subject, tuple[Step, ...]] = {}
        for name in criterion.figures:
            value = self.values[name]
            if name not in self.by_rate and (thresholds := self._thresholds(value, criteria)):
                _merge(found, ((s[0].subject, s) for s in self._ways(value, thresholds)))
        return found

    def _thresholds(self, value: FigureValue, criteria: Sequence[Criterion]) -> list[Number]:
        """The thresholds of the criteria that are above what is proved."""
        asked = {
            condition.at_least
            for criterion in criteria
            for band in criterion.bands
            for condition in band.conditions
            if value.figure.id in condition.figures
        }
        return sorted(t for t in asked if t > value.counts.low)

    def _ways(self, value: FigureValue, thresholds: Sequence[Number]) -> Iterator[tuple[Step, ...]]:
        """The things that can change a figure, each with the steps to choose from."""
        origin = value.figure.derived_from if value.entered is None else None
        named = [self.state.activities[n] for n in origin.activities] if origin else []
        match origin:
            case FromMeasure(measure) if not _excused(self.state, measure):
                yield self._raising(measure, named[0], thresholds)
                yield from self._to_complete(named)
            case Complete() | AnyComplete():
                yield from self._to_complete(named)
                if value.figure.kind is MeasureKind.COUNT or any(a.excuses for a in named):
                    yield self._entering(value.figure, thresholds)
            case _:
                yield self._entering(value.figure, thresholds)

    def _to_complete(self, activities: Iterable[ActivityResult]) -> Iterator[tuple[Step, ...]]:
        """A step to complete each open activity, or to have it accepted."""
        return ((self._complete(a),) for a in activities if a.number in self.open)

    def _complete(self, activity: ActivityResult) -> Step:
        step = _completing(activity, min(activity.last_working_day, self.last_day))
        return (
            replace(step, groups=self.plan.review_policy.reviewers) if activity.complete else step
        )

    def _entering(self, figure: Figure, thresholds: Sequence[Number]) -> tuple[Step, ...]:
        fed = [self.plan.by_number[n].groups for n in figure.fed_by]
        groups = tuple(dict.fromkeys(g for own in fed for g in own))
        return self._numbers(
            figure.entered_as,
            figure.title,
            thresholds,
            self.last_day,
            groups or self.plan.review_policy.reviewers,
        )

    def _raising(
        self, measure: MeasureId, activity: ActivityResult, thresholds: Sequence[Number]
    ) -> tuple[Step, ...]:
        title = self.plan.measure_by_id[measure].title
        by = min(activity.last_working_day, self.last_day)
        steps = self._numbers(measure, title, thresholds, by, activity.groups)
        return tuple(replace(s, points=self._points_of(s, activity)) for s in steps)

    def _points_of(self, step: Step, activity: ActivityResult) -> PointCount:
        """The points that a number earns if it is all that an activity still lacks."""
        done = after(self.plan, self.state, [step]).activities[activity.number]
        return activity.open_points if done.complete and not activity.complete else 0

    def _numbers(
        self,
        subject: MeasureId,
        title: str,
        thresholds: Sequence[Number],
        by: date,
        groups: tuple[str, ...],
    ) -> tuple[Step, ...]:
        """A step for each value that a number may have to reach."""
        entry = self.state.measures.get(subject)
        known = entry is not None and entry.value is not None
        deed = Deed.RAISE if known else Deed.ENTER
        whole = entry.denominator or None if entry is not None else None
        values = dict.fromkeys(_reachable(threshold, whole) for threshold in thresholds)
        return tuple(
            Step(deed, subject, title, by, groups, target=value, whole=whole) for value in values
        )


def _reachable(threshold: Number, whole: int | None) -> Number:
    """The least share of a group of people that reaches a threshold: 80 % of 3 people are all 3."""
    if whole is None or not isinstance(threshold, Fraction):
        return threshold
    return Fraction(ceil(threshold * whole), whole)


def _merge(
    things: dict[Subject, tuple[Step, ...]], more: Iterable[tuple[Subject, tuple[Step, ...]]]
) -> None:
    """Merge things. One that several figures use has the steps of all of them."""
    for subject, steps in more:
        things[subject] = tuple(dict.fromkeys((*things.get(subject, ()), *steps)))


def _root(subject: Subject) -> Subject:
    """The common key of an activity and its numbers: they act on the same figures."""
    return subject if isinstance(subject, int) else subject.activity or subject


def _selections(choices: Sequence[tuple[Step, ...]]) -> Iterator[tuple[Step, ...]]:
    """Every way to take at most one step of each thing."""
    for picked in product(*((None, *steps) for steps in choices)):
        yield tuple(step for step in picked if step is not None)


def _keep(found: Reached, key: tuple[tuple[int, ...], int], cost: _Cost) -> None:
    known = found.get(key)
    if known is None or cost < known:
        found[key] = cost


def _join(joined: Reached, more: Reached, totals: Sequence[int]) -> Reached:
    """Combine two ways. Sums above a level's total count as the total."""
    found: Reached = {}
    for (sums_a, completed_a), cost_a in joined.items():
        for (sums_b, completed_b), cost_b in more.items():
            sums = tuple(
                min(a + b, total) for a, b, total in zip(sums_a, sums_b, totals, strict=True)
            )
            _keep(found, (sums, completed_a + completed_b), cost_a + cost_b)
    return found


def _rate_of(figure: Figure) -> CompletionRate | None:
    """The completion rate that a figure is derived from; None for another figure."""
    return figure.derived_from if isinstance(figure.derived_from, CompletionRate) else None
