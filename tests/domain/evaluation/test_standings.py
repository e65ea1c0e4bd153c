"""Judging many units by what they have in common says of each what judging it alone says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evaluation.department import standing_of
from domain.evaluation.evaluator import Evaluator
from domain.evaluation.standings import FileRow, NumberRow, Standings, UnitRows
from domain.facts import (
    EvidenceFact,
    Facts,
    MeasureFact,
    Problem,
    ReviewFact,
    SectionFact,
    SectionOutcome,
)
from domain.plan.model import EvidenceKind
from domain.rubric.figures import newest_entries
from tests.support.cast import DUE, UNIT, S, file, number, photo, relief, share, small_plan, weekday

PLAN = small_plan(
    points_policy={
        "source": S,
        "id": "late-earns-nothing",
        "title": "-",
        "late": "none",
        "partial": "parts",
    }
)
"""What is late earns nothing here, so that a day misjudged shows in the points."""
AS_OF = DUE + timedelta(days=30)
EVALUATOR = Evaluator(PLAN, weekday)
STANDINGS = Standings(EVALUATOR, AS_OF)
"""One for all examples: what one unit left in its memory must not colour the next."""
DAYS = st.integers(-20, 29).map(lambda n: DUE + timedelta(days=n))
REQUIREMENTS = {f"{a.number}.{r.id}": r for a in PLAN.activities for r in a.requirements}


@st.composite
def versions(draw: st.DrawFn, item: int) -> list[EvidenceFact]:
    """One to three versions of an item, of any format, as they may have been seen."""
    requirement = draw(st.sampled_from(sorted(REQUIREMENTS)))
    pictures = REQUIREMENTS[requirement].kind is EvidenceKind.PHOTOS
    make, usual = (photo, "jpg") if pictures else (file, "pdf")
    found = draw(st.sampled_from([None, SectionOutcome.FOUND, *SectionOutcome]))
    return [
        make(
            requirement,
            received_on=draw(DAYS),
            item=item,
            version=version,
            format=draw(st.sampled_from([usual, usual, usual, "jpg", "mp4"])),
            sha256=f"{draw(st.integers(1, 6)):064d}",
            problem=draw(st.none() | st.none() | st.sampled_from(Problem)),
            sections=() if found is None else (SectionFact("result", found),),
            fingerprint=draw(st.sampled_from([None, "0" * 16, "f" * 16])),
            event_date=draw(st.none() | DAYS),
            taken_on=draw(st.none() | DAYS),
            file=item,
        )
        for version in range(1, draw(st.sampled_from([1, 1, 2, 3])) + 1)
    ]


RELIEFS = (
    relief("waiver", "1.signed", DUE, 1),
    relief("waiver", "2.report", DUE, 2),
    relief("not-applicable", "3", DUE, 3),
    relief("extension", "2", DUE, 4, until=DUE + timedelta(days=10)),
)


@st.composite
def known(draw: st.DrawFn) -> Facts:
    """What may be known of one unit."""
    items = draw(st.integers(0, 9))
    evidence = [fact for item in range(1, items + 1) for fact in draw(versions(item))]
    reviews = [
        ReviewFact(e.item, e.version, word, "", AS_OF)
        for e in evidence
        if (word := draw(st.sampled_from([None, None, True, False]))) is not None
    ]
    signed = [
        share("1.signed", draw(st.integers(0, 10)), 10, draw(DAYS))
        for _ in range(draw(st.integers(0, 2)))
    ]
    goals = (
        [number("rubric.goals", draw(st.integers(0, 6)), draw(DAYS))] if draw(st.booleans()) else []
    )
    ended: bool = draw(st.booleans())
    if signed and ended:
        last = max(m.entered_on for m in signed)
        signed = [replace(m, taken_back_on=last) for m in signed]
    return Facts(
        UNIT,
        evidence=tuple(sorted(evidence, key=lambda e: (e.requirement, e.item, e.version))),
        reviews=tuple(reviews),
        measures=tuple(sorted((*signed, *goals), key=lambda m: m.entered_on)),
        reliefs=tuple(r for r in RELIEFS if draw(st.integers(0, 4)) == 0),
    )


def entered(fact: MeasureFact) -> NumberRow:
    count = None if fact.denominator else int(fact.value or 0)
    return NumberRow(
        fact.measure, fact.entered_on, False, fact.numerator, fact.denominator, count, None
    )


def rows_of(facts: Facts) -> UnitRows:
    """The same as the database gives it to a roll-up."""
    ended = {
        NumberRow(m.measure, m.taken_back_on, True, None, None, None, None)
        for m in facts.measures
        if m.taken_back_on
    }
    return UnitRows(
        facts.unit,
        [
            FileRow(
                e.requirement,
                e.item,
                e.version,
                e.format,
                e.received_on,
                e.problem and e.problem.value,
                tuple((s.id, s.outcome.value) for s in e.sections),
                e.sha256,
                e.fingerprint,
                e.event_date,
                e.taken_on,
                e.file,
            )
            for e in facts.evidence
        ],
        {(r.item, r.version): r.accepted for r in facts.reviews},
        sorted((*map(entered, facts.measures), *ended), key=lambda row: row.entered_on),
        facts.reliefs,
    )


@given(facts=known())
@settings(max_examples=400)
def test_what_many_have_in_common_is_judged_as_each_alone(facts: Facts) -> None:
    evaluation = EVALUATOR.evaluate(facts, AS_OF)
    alone = standing_of(PLAN, evaluation, "", newest_entries(facts.known_on(AS_OF).measures))
    assert STANDINGS.standing(rows_of(facts), "") == alone
