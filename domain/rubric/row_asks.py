"""What a person is asked to write into a register or to do for a survey, and rows that nothing else asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.facts import Facts, MeasureFact, RegisterRow
from domain.language.ids import MeasureId
from domain.language.thai import fiscal_year_span
from domain.plan.model import Figure, Plan, ProofBy, Register, RegisterProof
from domain.plan.names import called
from domain.results import ActivityResult, Outcome, RegisterAsk
from domain.rubric.figures import figure_value
from domain.rubric.register_proofs import Prover, current_rows, is_about, lacks, proving_evidence
from domain.rubric.register_rows import choice_words, missing_choices
from domain.surveys.survey_proofs import link_of
from domain.words.wording import digits, in_a_row, sentence, show_amount

_NAMED = 3
"""At most so many values are named that no row has yet."""


@dataclass(frozen=True, slots=True)
class RowAsk:
    """What to write, as a sentence, and the register to write into: `events`, or its row to correct, `events 10`."""

    text: str = ""
    into: str = ""


def ask_rows(
    plan: Plan, known: Facts, measure: MeasureId, target: Fraction | int, language: str
) -> RowAsk:
    """The rows that a number still lacks of `target`: which to write, and which to correct.

    `known` are the facts of a day. Empty if no register proves the number.
    """
    if measure not in plan.proofs:
        return RowAsk()
    register, proof = plan.proofs[measure][0]
    asks = [*_Asker(plan, known, register, proof, language).asks(target)]
    return RowAsk(" · ".join(ask.text for ask in asks), asks[0].into)


def ask_survey(plan: Plan, known: Facts, measure: MeasureId, language: str) -> str:
    """What a number that a survey proves still lacks: answers, their acceptance, or a better result."""
    link = link_of(plan, known.surveys, date.max, measure)
    lacks = link.lacks()
    if lacks is not None:
        return lacks.text(language)
    named = link.survey.id if language == "en" else link.survey.title
    return sentence("do.survey_again", language, survey=named)


@dataclass(frozen=True, slots=True)
class _Asker:
    plan: Plan
    known: Facts
    register: Register
    proof: RegisterProof
    language: str

    def asks(self, target: Fraction | int) -> Iterator[RowAsk]:
        measure = self.plan.measure_by_id[self.proof.measure]
        first, last = fiscal_year_span(self.plan.fiscal_year)[0], date.max
        prover = Prover(self.known.rows, self.register, self.proof, measure.kind, last, first)
        rows = current_rows(self.known.rows, self.register.id)
        mine = prover.fitting(rows)
        evidence = proving_evidence(self.known)
        if lame := [row for row in mine if lacks(self.register, row, evidence)]:
            yield self._to_correct("do.show_rows", lame)
        if mine and self._lacks_head_count(mine):
            yield RowAsk(self._head_count(), self._place)
            return
        empty = [row for row in mine if self.proof.of not in row.cells]
        if self.proof.by is ProofBy.SHARE and mine and len(empty) == len(mine):
            yield self._to_correct("do.fill_rows", empty)
            return
        if not lame or not _reached(prover, mine, target):
            yield RowAsk(self._more(prover, mine, target, measure.unit), self.register.id)

    def _to_correct(self, key: str, rows: Sequence[RegisterRow]) -> RowAsk:
        """Rows that are there and lack something: what shows them, or the number that the proof reads."""
        numbers = ", ".join(str(row.id.number) for row in rows)
        needs = (
            "" if key == "do.fill_rows" else sentence(f"needs.{self.register.needs}", self.language)
        )
        column = self.register.column_by_id.get(self.proof.of)
        named = column.title if column and self.language != "en" else self.proof.of
        text = self._say(key, rows=digits(numbers, self.language), needs=needs, column=named)
        return RowAsk(text, f"{self.register.id} {rows[0].id.number}")

    def _lacks_head_count(self, rows: Sequence[RegisterRow]) -> bool:
        """Whether no row has its own whole, and no head count is on record."""
        own = (self.proof.over, self.proof.else_over)
        if not self._place or any(name in row.cells for name in own for row in rows):
            return False
        return not current_rows(self.known.rows, self._place)

    @property
    def _place(self) -> str:
        """The register of the head count that is the whole; empty without one."""
        places = (self.proof.over.rpartition(".")[0], self.proof.else_over.rpartition(".")[0])
        return next(filter(None, places), "")

    def _head_count(self) -> str:
        register = self.plan.register_by_id[self._place]
        named = {"row": register.title, "register": register.title}
        if self.language == "en":
            named = {"row": "head count", "register": register.id}
        return sentence("do.head_count", self.language, **named)

    def _more(
        self, prover: Prover, mine: Sequence[RegisterRow], target: Fraction | int, unit: str
    ) -> str:
        by, there = self.proof.by, prover.values(mine)
        if by is ProofBy.COVERS:
            lacking = [str(n) for n in self.proof.covers if n not in there]
            every = len(lacking) == len(self.proof.covers)
            numbers = sentence("do.rows_about_all", self.language)
            return self._say(
                "do.one_row", about=numbers if every else self._about(", ".join(lacking))
            )
        if by in (ProofBy.SHARE, ProofBy.SHARE_OF_ROWS):
            least = show_amount(target, self.language, unit)
            key = "do.share_rows" if by is ProofBy.SHARE else "do.every_row"
            return self._say(key, threshold=least)
        if by in (ProofBy.ANY, ProofBy.INCREASE):
            return self._say("do.one_row")
        have = len(mine) if by is ProofBy.COUNT else len(there)
        least_of = self.proof.least if by is ProofBy.AT_LEAST else int(target)
        count = show_amount(max(least_of - have, 1), self.language, unit or "รายการ")
        return self._say("do.more_rows" if have else "do.first_rows", count=count) + self._unseen(
            there
        )

    def _unseen(self, there: set[object]) -> str:
        """The choices that no row has yet, if they are few."""
        column = self.register.column_by_id.get(self.proof.of)
        choices = column.choices if column else {}
        left = [title for name, title in choices.items() if name not in there]
        if not left or len(left) > _NAMED:
            return ""
        return sentence("do.other_values", self.language, values=in_a_row(left, self.language))

    def _about(self, numbers: object) -> str:
        shown = digits(numbers, self.language)
        return sentence("do.rows_about", self.language, numbers=shown)

    def _say(self, key: str, **values: str) -> str:
        number, several = self.proof.activity, len(self.register.activities) > 1
        about = self._about(number) if several and number is not None else ""
        named = {"row": self.proof.row or self.register.title, "register": self.register.title}
        if self.language == "en":
            one = key in ("do.one_row", "do.every_row") or values.get("count") == "1"
            named = {"row": "row" if one else "rows", "register": self.register.id}
        named["about"] = about
        return sentence(key, self.language, **(named | values))


def _reached(prover: Prover, rows: Sequence[RegisterRow], target: Fraction | int) -> bool:
    """Whether rows would prove enough, could each of them be shown."""
    proven = prover.of(rows) if rows else None
    if proven is None:
        return False
    if proven.count is not None:
        return proven.count >= target
    if proven.denominator:
        return Fraction(proven.numerator or 0, proven.denominator) >= target
    return bool(proven.yes_no)


def ask_registers(
    plan: Plan,
    rows: Mapping[str, Sequence[RegisterRow]],
    measures: Mapping[MeasureId, MeasureFact],
    activities: Mapping[int, ActivityResult],
    language: str,
    ask: Callable[[MeasureId, Fraction | int], RowAsk],
) -> Iterator[RegisterAsk]:
    """The rows that no finding of an activity asks for, by register in the plan's order.

    They prove a number of a footnote or the rubric that nobody can tell yet, tell what came of a complete activity, or
    are of a choice that every bureau must have. `rows` are those that count, `measures` the newest numbers, both by
    register or name; `ask` puts the rows of one number into words (`ask_rows`).
    """
    for register in plan.registers:
        own = rows.get(register.id, ())
        if register.of_each_activity:
            yield from _of_activities(plan, register, own, activities, language)
            continue
        named = dict.fromkeys(p.measure for p in register.proves)
        unknown = [n for n in named if _is_unknown(plan, register, n, measures, activities)]
        wanted = (
            []
            if _asked_beside(register, own, activities)
            else [ask(name, _least(plan, name)) for name in unknown]
        )
        if missing := tuple(missing_choices(register, own)) if own else ():
            values = choice_words(missing, language)
            text = sentence(
                "do.compulsory_rows", language, register=called(register, language), values=values
            )
            wanted.append(RowAsk(text, register.id))
        if wanted:
            text = " · ".join(dict.fromkeys(one.text for one in wanted))
            yield RegisterAsk(register.id, plan.writers_of(register), text, wanted[0].into)


def _is_unknown(
    plan: Plan,
    register: Register,
    name: MeasureId,
    measures: Mapping[MeasureId, MeasureFact],
    activities: Mapping[int, ActivityResult],
) -> bool:
    """Whether a number of no activity is this register's to prove, and nobody can tell it yet."""
    asked = plan.measure_by_id.get(name)
    if asked is None or name.activity is not None or plan.register_of(name) is not register:
        return False
    if isinstance(asked, Figure):
        return not figure_value(asked, measures, activities).counts.known
    entry = measures.get(name)
    return entry is None or entry.value is None


def _least(plan: Plan, name: MeasureId) -> Fraction | int:
    """What a number of a footnote must reach, or the least that a band of the rubric asks of a figure."""
    asked = plan.measure_by_id[name]
    if not isinstance(asked, Figure):
        return asked.at_least
    bands = (band for criterion in plan.rubric.criteria for band in criterion.bands)
    shares = (c.at_least for band in bands for c in band.conditions if asked.id in c.figures)
    return min(shares, default=1)


def _asked_beside(
    register: Register, rows: Sequence[RegisterRow], activities: Mapping[int, ActivityResult]
) -> bool:
    """Whether a missing document of one of its activities asks for the first row already."""
    return not rows and any(
        finding.outcome is Outcome.NOT_MET
        and bool(finding.remedy)
        and not isinstance(finding.id, MeasureId)
        for number in register.activities
        if number in activities
        for finding in activities[number].findings
    )


def _of_activities(
    plan: Plan,
    register: Register,
    rows: Sequence[RegisterRow],
    activities: Mapping[int, ActivityResult],
    language: str,
) -> Iterator[RegisterAsk]:
    """For each group, its complete activities of which a register that belongs to all of them has no row."""
    told = {n for n in activities if any(is_about(register, row, n) for row in rows)}
    open_ones = [a for n, a in activities.items() if a.asked and a.complete and n not in told]
    for group in plan.groups:
        own = tuple(a.number for a in open_ones if group.id in a.groups)
        if own:
            numbers = ", ".join(digits(n, language) for n in own)
            text = sentence(
                "do.rows_of_done", language, register=called(register, language), numbers=numbers
            )
            yield RegisterAsk(register.id, (group.id,), text, register.id, own)
