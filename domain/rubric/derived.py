"""The numbers that nobody has to type: what rows of registers and accepted surveys prove on a day.

Where both prove one, the better counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain.facts import Facts, MeasureFact
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.ids import MeasureId
from domain.plan.model import Plan
from domain.rubric.register_proofs import RowNumbers, looked_up, over_head_counts
from domain.surveys.survey_proofs import Staff, SurveyNumbers


def with_derived(plan: Plan, facts: Facts) -> Facts:
    """The facts, which derive the numbers that rows and surveys prove once it is known for which day.

    A typed share of all staff is over the head count, where the plan reads it so.
    """
    by_rows = bool(facts.rows and plan.registers)
    if not by_rows and not (facts.surveys and plan.surveys):
        return facts
    measures = tuple(over_head_counts(plan, facts)) if by_rows else facts.measures
    return replace(facts, measures=measures, prove=_Deriver(plan, facts).on)


class _Deriver:
    """Derives the numbers of one unit."""

    def __init__(self, plan: Plan, facts: Facts) -> None:
        self._plan, self._facts = plan, facts
        self._rows = RowNumbers(plan, facts) if facts.rows else None
        self._surveys = SurveyNumbers(plan, facts.surveys) if facts.surveys else None

    def on(self, day: date) -> tuple[MeasureFact, ...]:
        """Every number that is proved by the end of a day."""
        found = self._rows.on(day) if self._rows is not None else ()
        if self._surveys is None:
            return found
        best = {number.measure: number for number in found}
        for number in self._surveys.on(day, staff_of(self._plan, self._facts, day)):
            there = best.get(number.measure)
            if there is None or _above(number, there):
                best[number.measure] = number
        return tuple(best.values())


def _above(number: MeasureFact, other: MeasureFact) -> bool:
    return number.value is not None and (other.value is None or number.value > other.value)


def staff_of(plan: Plan, facts: Facts, known_on: date) -> Staff:
    """Looks up all staff of a day, as the register of head counts had it by the end of another."""

    def staff(day: date) -> tuple[int, date] | None:
        if not plan.staff_place:
            return None
        count, names = looked_up(facts.rows, plan.staff_place, day, known_on)
        if not isinstance(count, int) or not names:
            return None
        return count, min(row.entered_on for row in facts.rows if row.id == names[0])

    return staff


def check_typed_over(measure: str, why: str, proven: Mapping[MeasureId, MeasureFact]) -> None:
    """Raise KamnotError if a number that rows or a survey prove is typed without a reason."""
    by_rows = next((number for name, number in proven.items() if name == measure), None)
    if by_rows is None or why.strip():
        return
    if by_rows.survey:
        raise KamnotError(
            f"{measure} ได้จากผลสำรวจ {by_rows.survey} ที่ตรวจรับแล้ว ถ้าจะกรอกทับต้องบอกเหตุผล",
            f"{measure} follows from the accepted survey {by_rows.survey}; say why it is entered over it.",
            How(Verb.GIVE_REASON),
        )
    register, count = by_rows.rows[0].register, len(by_rows.rows)
    raise KamnotError(
        f"{measure} ได้จากทะเบียน {register} อยู่แล้ว ({count} แถว) ถ้าจะกรอกทับต้องบอกเหตุผล หรือแก้แถวในทะเบียน",
        f"{measure} follows from {count} row(s) of the register {register};"
        " say why it is entered over them, or correct the rows.",
        How(Verb.GIVE_REASON),
    )
