"""Everything that a form is drawn from: the plan, what is known of the unit, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from domain.activity.counts import counting, formats_of, newest_reviews
from domain.facts import EvidenceFact, Facts, MeasureFact
from domain.language.periods import Period
from domain.language.thai import thai_digits
from domain.plan.form_checks import UNIT
from domain.plan.model import EvidenceKind, Figure, Plan, show_share
from domain.results import ActivityResult, BatchResult, Evaluation, Outcome
from domain.words.wording import sentence

_SETTLED = re.compile(f"[๐-๙]+(\\.[๐-๙]+)?%?|{sentence('yes', 'th')}|{sentence('no', 'th')}")
_NOTHING = (thai_digits(0), thai_digits("0%"), sentence("no", "th"))

PICTURES = ("jpg", "jpeg", "png", "heic", "heif", "webp")
"""Formats that a page can show."""


@dataclass(frozen=True)
class Dossier:
    """One unit as of one day. `batch` and `period` are what the form is about, where it needs them.

    `evaluation` is worded in Thai: the forms are. `pictures` are files by evidence item.
    """

    plan: Plan
    unit: str
    unit_name: str
    evaluation: Evaluation
    facts: Facts
    batch: str | None = None
    period: Period | None = None
    pictures: Mapping[int, Path] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        """The day it speaks of."""
        return self.evaluation.as_of

    @property
    def batch_result(self) -> BatchResult:
        """The batch that the form is about; ValueError when none was named."""
        if self.batch is None:
            raise ValueError("this form needs a batch")
        return self.evaluation.batch(self.batch)

    @cached_property
    def activities(self) -> dict[int, ActivityResult]:
        """Every activity's result by its number."""
        return self.evaluation.by_number

    @cached_property
    def evidence(self) -> dict[int, tuple[EvidenceFact, ...]]:
        """By activity: the files that count, oldest first."""
        known = self.facts.known_on(self.as_of)
        found: dict[int, list[EvidenceFact]] = {}
        for fact in counting(known.evidence, formats_of(self.plan), newest_reviews(known.reviews)):
            found.setdefault(fact.requirement.activity, []).append(fact)
        return {number: tuple(files) for number, files in found.items()}

    @cached_property
    def measures(self) -> dict[str, MeasureFact]:
        """The newest entry of each number."""
        entries = sorted(self.facts.known_on(self.as_of).measures, key=lambda m: m.entered_on)
        return {entry.measure: entry for entry in entries}

    @cached_property
    def figures(self) -> dict[str, str]:
        """What is known of each of the rubric's figures, in words; a range is not known.

        A zero or a no is known only where somebody entered it: that nothing has come in says nothing else.
        """
        shown = dict(pair for c in self.evaluation.rubric.criteria for pair in c.figures)
        entered = {f.id for f in self.plan.rubric.figures if self._is_entered(f)}
        return {
            name: value
            for name, value in shown.items()
            if _SETTLED.fullmatch(value) and (value not in _NOTHING or name in entered)
        }

    def _is_entered(self, figure: Figure) -> bool:
        return f"rubric.{figure.id}" in self.measures or figure.derived_from in self.measures

    def pictures_of(self, numbers: Sequence[int]) -> Iterator[EvidenceFact]:
        """The photos of these activities that a form may show, the accepted ones first."""
        accepted = {(r.item, r.version) for r in self.facts.reviews if r.accepted}
        photos = [
            fact
            for number in numbers
            for fact in self.evidence.get(number, ())
            if fact.format in PICTURES and self._is_photo(fact)
        ]
        yield from sorted(photos, key=lambda f: (f.item, f.version) not in accepted)

    def _is_photo(self, fact: EvidenceFact) -> bool:
        asked = self.plan.requirement_by_id.get(fact.requirement)
        return asked is not None and asked.kind is EvidenceKind.PHOTOS

    def held_on(self, number: int) -> tuple[date, ...]:
        """The days of an activity: as its senders state them, else as the cameras of its photos wrote them."""
        files = self.evidence.get(number, ())
        stated = {f.event_date for f in files if f.event_date is not None}
        taken = {f.taken_on for f in files if f.taken_on is not None}
        return tuple(sorted(stated or taken))

    def value(self, name: str) -> str | None:
        """What fills a blank named as in the plan's forms; None where it is not known."""
        if name == UNIT:
            return self.unit_name
        measure, _, what = name.partition("#")
        if measure.startswith("rubric."):
            shown = self.figures.get(measure.removeprefix("rubric."))
            return shown.removesuffix("%") if shown else None
        entry = self.measures.get(measure)
        return None if entry is None else _part(entry, what)

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked: by proof for a yes, by somebody's entry for a no."""
        if not name:
            return False
        if name.startswith("!"):
            entry = self.measures.get(name[1:])
            return entry is not None and entry.value is False
        if name.startswith("complete:"):
            numbers = name.removeprefix("complete:").split(",")
            return all(self.activities[int(n)].outcome is Outcome.MET for n in numbers)
        return self.figures.get(name.removeprefix("rubric.")) == sentence("yes", "th")


def _part(entry: MeasureFact, what: str) -> str | None:
    match what:
        case "people":
            found: object = entry.numerator
        case "all":
            found = entry.denominator
        case "percent":
            value = entry.value
            found = show_share(value).removesuffix("%") if isinstance(value, Fraction) else None
        case _:
            found = entry.value
    return None if found is None else thai_digits(found)
