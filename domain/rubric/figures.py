"""The rubric's figures: derived from the plan's evidence, or entered by hand, which then counts.

A figure is an interval, so that an unknown is never taken for zero. Where a figure comes from is Kamnot's reading of
the plan (docs/decisions/rubric.md), not its print.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.facts import MeasureFact
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.ids import MeasureId
from domain.language.thai import thai_digits
from domain.plan.derivations import AnyComplete, Complete, CompletionRate, FromMeasure
from domain.plan.model import Figure, MeasureKind, Plan, Rubric
from domain.results import ActivityResult, Outcome
from domain.words.wording import sentence, show_amount

Number = Fraction | int


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that a figure may have: from `low` to `high`; without an upper end if `high` is None."""

    low: Number
    high: Number | None

    @classmethod
    def exactly(cls, value: Number) -> Interval:
        """The interval of a known figure."""
        return cls(value, value)

    @property
    def known(self) -> bool:
        """Whether both ends agree."""
        return self.high is not None and self.low == self.high


UNKNOWN = {
    MeasureKind.SHARE: Interval(Fraction(0), Fraction(1)),
    MeasureKind.COUNT: Interval(0, None),
    MeasureKind.YES_NO: Interval(0, 1),
}
"""The interval of an unknown figure, by the kind of its number."""


def check_override(plan: Plan, measure: str, why: str) -> None:
    """Raise KamnotError if a value that the evidence settles is entered by hand without a reason.

    No reason is needed for a count of which the evidence proves only a part.
    """
    for figure in plan.rubric.figures:
        if measure == figure.entered_as and _settled(figure) and not why.strip():
            thai, english = of_completion(figure) or (str(figure.derived_from),) * 2
            raise KamnotError(
                f"{measure} มีค่าจากหลักฐานในแผนอยู่แล้ว ({thai}) ถ้าจะกรอกทับต้องบอกเหตุผล เช่น มติที่ประชุม",
                f"{measure} follows from the plan's evidence ({english}); say why it is entered over it.",
                How(Verb.GIVE_REASON),
            )


def of_completion(figure: Figure) -> tuple[str, str] | None:
    """How a figure follows from complete activities, in Thai and in English; None if it does not."""
    match figure.derived_from:
        case CompletionRate():
            return "สัดส่วนกิจกรรมที่ครบในแผน", "share of the plan's activities that are complete"
        case Complete(activities):
            numbers = ", ".join(map(str, activities))
            return (
                f"จากความครบของกิจกรรมที่ {thai_digits(numbers)}",
                f"from the completeness of activity {numbers}",
            )
        case _:
            return None


def _settled(figure: Figure) -> bool:
    """Whether the plan's evidence alone can give the figure's value."""
    match figure.derived_from:
        case Complete():
            return figure.kind is not MeasureKind.COUNT
        case origin:
            return origin is not None


@dataclass(frozen=True, slots=True)
class FigureValue:
    """One figure: the value derived from the plan's evidence, and the entered one, which counts if there is one."""

    figure: Figure
    derived: Interval
    entered: MeasureFact | None

    @property
    def counts(self) -> Interval:
        """The value that counts."""
        return self.derived if self.entered is None else entered_interval(self.figure, self.entered)

    @property
    def overridden(self) -> bool:
        """Whether an entered value replaces a derived one."""
        entered = self.entered
        return entered is not None and bool(self.figure.derived_from or entered.by_rows)


def newest_entries(measures: Iterable[MeasureFact]) -> dict[MeasureId, MeasureFact]:
    """The entry of each measure that counts: the newest, of two for one day the later one."""
    return {entry.measure: entry for entry in sorted(measures, key=lambda m: m.entered_on)}


def figure_values(
    rubric: Rubric,
    measures: Mapping[MeasureId, MeasureFact],
    activities: Mapping[int, ActivityResult],
) -> dict[str, FigureValue]:
    """Every figure by its id. `measures` holds the newest entry of each measure."""
    return {figure.id: figure_value(figure, measures, activities) for figure in rubric.figures}


def figure_value(
    figure: Figure,
    measures: Mapping[MeasureId, MeasureFact],
    activities: Mapping[int, ActivityResult],
) -> FigureValue:
    """One figure. What rows or a survey prove is derived too; activities may prove more than anybody wrote down."""
    entry, derived = measures.get(figure.entered_as), derive(figure, measures, activities)
    typed = None if entry is None or entry.derived else entry
    proven = entry if entry is None or entry.derived else entry.by_rows
    if proven is not None and proven.value is not None:
        derived = Interval.exactly(max(proven.value, derived.low))
    return FigureValue(figure, derived, typed)


def derive(
    figure: Figure,
    measures: Mapping[MeasureId, MeasureFact],
    activities: Mapping[int, ActivityResult],
) -> Interval:
    """The value of a figure that the plan's evidence alone proves."""
    match figure.derived_from:
        case None:
            return UNKNOWN[figure.kind]
        case FromMeasure(measure):
            return entered_interval(figure, measures.get(measure))
        case CompletionRate() as rate:
            return completion(rated(rate, activities.values()))
        case AnyComplete(numbers):
            return _any_complete([activities[number] for number in numbers])
        case Complete(numbers):
            named = [activities[number] for number in numbers]
            among = figure.kind is MeasureKind.COUNT
            return _complete_among(named) if among else _all_complete(named)


def entered_interval(figure: Figure, entry: MeasureFact | None) -> Interval:
    """The interval that an entry gives a figure; unknown without an entry, and for 0 of 0."""
    if entry is None or entry.value is None:
        return UNKNOWN[figure.kind]
    return Interval.exactly(entry.value)


def rated(rate: CompletionRate, activities: Iterable[ActivityResult]) -> list[ActivityResult]:
    """The activities that a completion rate counts: the applicable ones, or those of them that are due."""
    return [a for a in activities if a.asked and (a.is_due or not rate.only_due)]


def completion(counted: Sequence[ActivityResult]) -> Interval:
    """The share of these activities that are complete, up to the share if unknowns hold.

    Unknown if there are none.
    """
    if not counted:
        return UNKNOWN[MeasureKind.SHARE]
    done = sum(a.proved for a in counted)
    unknown = sum(_may_prove(a) for a in counted)
    return Interval(Fraction(done, len(counted)), Fraction(done + unknown, len(counted)))


def _may_prove(activity: ActivityResult) -> bool:
    """Whether a person's look may still make it complete, or prove what nobody has looked at."""
    return activity.outcome is Outcome.NOT_AVAILABLE or (activity.complete and not activity.proved)


def _proves(activity: ActivityResult) -> bool:
    """Whether an activity proves a figure. An excused one does not: a person must enter the figure."""
    return activity.outcome is Outcome.MET and activity.proved and not activity.excuses


def _all_complete(activities: Sequence[ActivityResult]) -> Interval:
    low = all(_proves(a) for a in activities)
    high = all(a.complete or a.outcome is Outcome.NOT_AVAILABLE for a in activities)
    return Interval(int(low), int(high))


def _any_complete(activities: Sequence[ActivityResult]) -> Interval:
    low = any(_proves(a) for a in activities)
    high = any(a.complete or a.outcome is Outcome.NOT_AVAILABLE for a in activities)
    return Interval(int(low), int(high))


def _complete_among(activities: Sequence[ActivityResult]) -> Interval:
    """The count of complete activities, without an upper end: there may be more than the activities show."""
    return Interval(sum(_proves(a) for a in activities), None)


def show_interval(
    interval: Interval, kind: MeasureKind, language: str, edges: Iterable[Fraction] = ()
) -> str:
    """A figure for people: its value, the ends that are known, or unknown; never rounded up to one of `edges`."""
    if interval == UNKNOWN[kind] and not interval.known:
        return show_amount(None, language)
    low = _shown(interval.low, kind, language, edges)
    if interval.known:
        return low
    if kind is MeasureKind.YES_NO:
        return show_amount(None, language)
    if interval.high is None:
        return sentence("rubric.at_least", language, low=low)
    high = _shown(interval.high, kind, language, edges)
    return sentence("rubric.between", language, low=low, high=high)


def _shown(value: Number, kind: MeasureKind, language: str, edges: Iterable[Fraction]) -> str:
    if kind is MeasureKind.YES_NO:
        return show_amount(bool(value), language)
    amount = Fraction(value) if kind is MeasureKind.SHARE else value
    return show_amount(amount, language, edges=edges)
