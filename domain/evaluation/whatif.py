"""What if: evaluates supposed numbers and activities without changing what is known.

A supposition is written `1.signed=180/200`, `rubric.climate=yes`, `activity.19=complete`. It holds for one answer,
which names it, so that nobody takes it for a fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from domain.activity.reliefs import Reliefs
from domain.facts import Facts, MeasureFact, amount
from domain.language.errors import KamnotError, NotThereError
from domain.language.ids import MeasureId
from domain.language.thai import arabic_digits
from domain.plan.model import MeasureKind, Plan, exact_share, parse_share
from domain.plan.requirements import activity_meant
from domain.results import Finding, Outcome
from domain.rubric.figures import newest_entries
from domain.rubric.gap import Step, Subject
from domain.rubric.typed_numbers import (
    FORMS,
    MeasureValue,
    find_measure,
    nearest_measures,
    read_value,
)
from domain.words.wording import sentence

_COMPLETE = ("complete", "ครบ")
_INCOMPLETE = ("incomplete", "ไม่ครบ")
_OPEN = (Outcome.NOT_MET, Outcome.NOT_AVAILABLE)


@dataclass(frozen=True, slots=True)
class Supposition:
    """Supposed numbers and activities; `texts` are the given words, `subjects` what each of them is about."""

    texts: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    measures: tuple[MeasureFact, ...] = ()
    complete: frozenset[int] = frozenset()
    incomplete: frozenset[int] = frozenset()


NOTHING = Supposition()


def parse_supposition(plan: Plan, texts: Sequence[str], as_of: date) -> Supposition:
    """Read `1.signed=180/200` (or `=90%`), `2.goals=5`, `rubric.climate=yes`, `activity.19=complete`.

    Thai numerals and words work too. Raises KamnotError if the plan does not ask for the thing, a value is impossible,
    one thing is supposed twice, or a number contradicts its complete activity.
    """
    measures: dict[MeasureId, MeasureFact] = {}
    states: dict[int, bool] = {}
    subjects: dict[Subject, str] = {}
    for text in texts:
        before, equals, value = arabic_digits(text).strip().partition("=")
        name, value = before.strip(), value.strip().lower()
        if not equals or not value:
            raise _unreadable(text)
        subject = _subject(plan, name)
        if subject in subjects:
            raise KamnotError(
                f"สมมุติ {name} สองครั้ง โปรดระบุครั้งเดียว", f"{name} is supposed twice; give it once."
            )
        if isinstance(subject, int):
            states[subject] = _state(plan, subject, value, text)
        else:
            measures[subject] = _measure(plan, subject, value, text, as_of)
        # Words of a title are told as the number that they mean.
        told = f"activity.{subject}" if isinstance(subject, int) else subject
        by_words = re.search("[ก-ฮ]", name.removeprefix("กิจกรรม."))
        subjects[subject] = f"{told}={value}" if by_words else text
    complete = frozenset(n for n, done in states.items() if done)
    _refuse_contradictions(plan, measures, complete)
    return Supposition(
        tuple(subjects.values()),
        tuple(subjects),
        tuple(measures.values()),
        complete,
        frozenset(states) - complete,
    )


def suppose_done(plan: Plan, what: Supposition, steps: Sequence[Step], as_of: date) -> Supposition:
    """The supposition after some steps.

    A step replaces what was supposed of the same thing; a completed activity replaces its numbers.
    """
    done = {step.subject for step in steps}
    kept = [
        text
        for text, subject in zip(what.texts, what.subjects, strict=True)
        if subject not in done and not (isinstance(subject, MeasureId) and subject.activity in done)
    ]
    return parse_supposition(plan, [*kept, *(step.supposition for step in steps)], as_of)


def _subject(plan: Plan, name: str) -> Subject:
    """What is supposed: an activity by its number or words of its title, or a number."""
    found = re.fullmatch(r"(?:activity|กิจกรรม)\.(.+)", name)
    if found is None:
        return _measure_named(plan, name)
    if re.fullmatch(r"\d{1,6}", found[1]):
        return int(found[1])
    return activity_meant(plan, found[1]).number


def _state(plan: Plan, number: int, value: str, text: str) -> bool:
    if number not in plan.by_number:
        raise NotThereError(
            f"ไม่มีกิจกรรมที่ {number} ในแผน ใช้เลข 1 ถึง {plan.activity_count} เช่น activity.19=complete",
            f"The plan has no activity {number}; use 1 to {plan.activity_count},"
            " as activity.19=complete.",
        )
    if value not in (*_COMPLETE, *_INCOMPLETE):
        raise KamnotError(
            f"อ่าน “{text}” ไม่ได้ กิจกรรมสมมุติได้เป็น complete (ครบ) หรือ incomplete (ไม่ครบ)",
            f"Cannot read {text!r}: an activity is complete or incomplete.",
        )
    return value in _COMPLETE


def _measure_named(plan: Plan, name: str) -> MeasureId:
    found = find_measure(plan, name)
    if found is None:
        near = nearest_measures(plan, name)
        raise NotThereError(
            f"แผนไม่ได้ถามหา “{name}” ใช้ได้: {near} หรือ activity.1 เป็นต้นไป",
            f"The plan asks for no {name!r}; there are: {near}, and activity.1 onwards.",
        )
    return found


def _measure(plan: Plan, name: MeasureId, value: str, text: str, as_of: date) -> MeasureFact:
    kind = plan.measure_by_id[name].kind
    typed = read_value(kind, value) or MeasureValue()
    known = amount(typed.numerator, typed.denominator, typed.count, typed.yes_no)
    if kind is MeasureKind.SHARE:
        known = _share(value) if typed.numerator is None else known
        if typed.denominator == 0 or (known is not None and not 0 <= known <= 1):
            raise KamnotError(
                f"{name} เป็น {value} ไม่ได้ จำนวนต้องไม่เกินจำนวนทั้งหมด และจำนวนทั้งหมดต้องมากกว่า 0",
                f"{name} cannot be {value}: the part must not exceed the whole, and the whole must be"
                " above 0.",
            )
    if known is None or known < 0:
        thai, english = _SHARE if kind is MeasureKind.SHARE else FORMS[kind]
        raise KamnotError(
            f"อ่าน “{text}” ไม่ได้ {name} ต้องเป็น{thai}",
            f"Cannot read {text!r}: {name} takes {english}.",
        )
    return MeasureFact(name, known, as_of, typed.numerator, typed.denominator)


def _share(value: str) -> Fraction | None:
    """A share that is supposed as a percentage; None for anything else."""
    try:
        return parse_share(value)
    except ValueError:
        return None


_SHARE = ("สัดส่วน เช่น 180/200 หรือ 90%", "a share such as 180/200 or 90%")


def _unreadable(text: str) -> KamnotError:
    return KamnotError(
        f"อ่าน “{text}” ไม่ได้ เขียนเช่น 1.signed=180/200 หรือ activity.19=complete",
        f"Cannot read {text!r}; write 1.signed=180/200 or activity.19=complete.",
    )


def _refuse_contradictions(
    plan: Plan, measures: Mapping[MeasureId, MeasureFact], complete: frozenset[int]
) -> None:
    for number in complete:
        for measure in plan.by_number[number].measures:
            supposed = measures.get(MeasureId(number, measure.id))
            if supposed is not None and not supposed.reaches(measure.at_least):
                least = measure.at_least
                shown = exact_share(least) if isinstance(least, Fraction) else str(least)
                raise KamnotError(
                    f"กิจกรรมที่ {number} ครบไม่ได้ถ้า {supposed.measure} ต่ำกว่า {shown} โปรดแก้ข้อใดข้อหนึ่ง",
                    f"Activity {number} cannot be complete with {supposed.measure} below {shown}.",
                )


def suppose_facts(plan: Plan, facts: Facts, what: Supposition, as_of: date) -> Facts:
    """The facts with the supposed numbers as the newest ones, known on `as_of`.

    A complete activity raises its numbers to their thresholds, unless they are higher or excused.
    """
    if not what.measures and not what.complete:
        return facts
    standing = facts.known_on(as_of)
    known, reliefs = standing.measures, Reliefs.of(standing.reliefs)
    newest = newest_entries((*known, *what.measures))
    raised = [
        MeasureFact(name, measure.at_least, as_of)
        for number in sorted(what.complete)
        for measure in plan.by_number[number].measures
        if _below(newest.get(name := MeasureId(number, measure.id)), measure.at_least)
        and not reliefs.excuse(name)
    ]
    return replace(facts, measures=(*known, *what.measures, *raised))


def _below(entry: MeasureFact | None, threshold: Fraction | int) -> bool:
    return entry is None or not entry.reaches(threshold)


def suppose_findings(
    findings: Mapping[int, tuple[Finding, ...]], what: Supposition, as_of: date, language: str
) -> Mapping[int, tuple[Finding, ...]]:
    """The findings with whole activities complete and proved, or incomplete. Excused findings stay excused."""
    if not what.complete and not what.incomplete:
        return findings
    return {
        number: tuple(_supposed(f, number, what, as_of, language) for f in own)
        for number, own in findings.items()
    }


def _supposed(
    finding: Finding, number: int, what: Supposition, as_of: date, language: str
) -> Finding:
    if number in what.complete and (finding.outcome in _OPEN or not finding.proved):
        return replace(
            finding,
            outcome=Outcome.MET,
            proved=True,
            found=sentence("found.supposed", language),
            remedy="",
            satisfied_on=as_of,
            waits_for=None,
        )
    if number in what.incomplete and finding.outcome is not Outcome.NOT_APPLICABLE:
        return replace(
            finding,
            outcome=Outcome.NOT_MET,
            found=sentence("found.supposed", language),
            satisfied_on=None,
            waits_for=None,
        )
    return finding
