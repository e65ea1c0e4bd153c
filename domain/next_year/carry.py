"""Next year's plan from this year's: every value carried over, moved to the new year, and unconfirmed.

The fields are an explicit list. A plan holds nothing that happened (evidence, numbers, reviews, reliefs), so the new
year starts empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from domain.language.thai import thai_digits
from domain.next_year.year_mentions import doubtful_years, shift_day, shift_text
from domain.plan.model import CarriedOver, Interpretation, Node, Plan, Reading, Settled
from domain.plan.sources import OWN_SOURCES, list_sources
from domain.working_days import HolidayName, IsWorkingDay, last_working_day

CARRIED = (
    "source", "readings", "confirmed", "title", "unit", "total_points", "activity_count", "batches", "groups",
    "committee", "activities", "knowledge_outputs", "notes", "rubric", "forms", "virtues", "declaration", "dos",
    "donts", "ladder", "points_policy", "review_policy", "recurring", "book", "indicator", "corner", "interpretations",
    "registers", "surveys", "starters",
)  # fmt: skip
"""The fields that the next year's plan takes over; a test makes every new field choose."""

YEAR_CHOSEN = ("fiscal_year",)
"""Fields that need no confirmation: the year was named when the plan was made."""
_FROM = "แผนปีงบประมาณ"
_N = TypeVar("_N", bound=BaseModel)


def carried_source(source: str, year: int) -> str:
    """The source of a value that was carried over: the plan of `year` and its row there.

    Kamnot's own choices keep their source. A value carried over twice names its first plan.
    """
    if source.startswith((*OWN_SOURCES, _FROM)):
        return source
    return f"{source_prefix(year)}{source}"


def source_prefix(year: int) -> str:
    """How a carried source begins. It has no colon, because YAML writes it without quotation marks."""
    return f"{_FROM} {thai_digits(year)} "


def carry_over(plan: Plan, fiscal_year: int) -> Plan:
    """The draft for `fiscal_year` (พ.ศ.): the same values, days and years moved, all unconfirmed."""
    years = fiscal_year - plan.fiscal_year
    carried = {name: getattr(plan, name) for name in CARRIED}
    moved = _Carrier(plan.fiscal_year, years).node(plan.changed(**carried))
    return moved.changed(
        fiscal_year=fiscal_year,
        carried=CarriedOver(year=plan.fiscal_year, confirmed=YEAR_CHOSEN),
    )


@dataclass(frozen=True, slots=True)
class _Carrier:
    year: int
    years: int

    def node(self, node: _N) -> _N:
        update = {name: self._field(node, name) for name in type(node).model_fields}
        # Without a source of its own a node is Kamnot's, and belongs to the one that holds it.
        if isinstance(node, Node) and "source" in node.model_fields_set:
            update["source"] = carried_source(node.source, self.year)
            update["carried"] = CarriedOver(year=self.year)
        return node.model_copy(update=update)

    def _field(self, node: BaseModel, name: str) -> Any:
        if isinstance(node, Reading) and (name != "read" or node.field == "source"):
            return getattr(node, name)  # the words of the old print stay
        if isinstance(node, Settled) or (isinstance(node, Interpretation) and name == "printed"):
            return getattr(node, name)
        return self._value(getattr(node, name))

    def _value(self, value: Any) -> Any:
        if isinstance(value, BaseModel):
            return self.node(value)
        if isinstance(value, tuple):
            return tuple(self._value(item) for item in value)
        if isinstance(value, dict):
            return {name: self._value(item) for name, item in value.items()}
        if isinstance(value, date):
            return shift_day(value, self.years)
        return self._text(value) if type(value) is str else value

    def _text(self, text: str) -> str:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return shift_day(date.fromisoformat(text), self.years).isoformat()
        return shift_text(text, self.year, self.years)


@dataclass(frozen=True, slots=True)
class YearDoubt:
    """A year in a carried-over text that may have to be changed by hand, as printed there."""

    path: str
    words: str


def year_doubts(plan: Plan) -> list[YearDoubt]:
    """Years in the unconfirmed texts of a carried-over plan that are not surely its own, in the plan's order."""
    if plan.carried is None:
        return []
    return [
        YearDoubt(value.path, words)
        for value in list_sources(plan)
        if not value.confirmed and not value.path.endswith(".source")
        for words in doubtful_years(value.value, plan.fiscal_year)
    ]


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which something is due, with its place in the plan."""

    path: str
    title: str
    day: date


def due_days(plan: Plan) -> Iterator[DueDay]:
    """Every due day of the plan: batches, the assessment, forms."""
    for batch in plan.batches:
        yield DueDay(f"batches[{batch.id}].due", batch.title, batch.due)
    yield DueDay("rubric.due", plan.rubric.title, plan.rubric.due)
    if plan.rubric.also_due is not None:
        yield DueDay("rubric.also_due", plan.rubric.title, plan.rubric.also_due)
    for form in plan.forms:
        for index, day in enumerate(form.due):
            yield DueDay(f"forms[{form.id}].due[{index}]", form.title, day)


@dataclass(frozen=True, slots=True)
class Clash:
    """A due day on which the office is closed, with the working days before and after it.

    `holiday` is None for a weekend. The plan does not say which day counts; reminders follow `before`.
    """

    due: DueDay
    holiday: str | None
    before: date
    after: date


def clashes(plan: Plan, is_working_day: IsWorkingDay, holiday_name: HolidayName) -> list[Clash]:
    """The due days that fall on a weekend, a holiday or a closed day of the office, in the plan's order."""
    return [
        Clash(
            due,
            holiday_name(due.day),
            last_working_day(due.day, is_working_day),
            _next_working_day(due.day, is_working_day),
        )
        for due in due_days(plan)
        if not is_working_day(due.day)
    ]


def _next_working_day(day: date, is_working_day: IsWorkingDay) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def shortened_days(plan: Plan, fiscal_year: int) -> list[DueDay]:
    """The due days of `plan` that `fiscal_year` lacks: a 29 February, which becomes the 28th."""
    years = fiscal_year - plan.fiscal_year
    return [due for due in due_days(plan) if shift_day(due.day, years).day != due.day.day]
