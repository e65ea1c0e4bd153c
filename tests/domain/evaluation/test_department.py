"""A department's level by whole numbers of units, what stands before the next, and the league table."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domain.activity.completeness import number_outcome
from domain.evaluation.department import (
    UnitStanding,
    league,
    needed,
    notes_of,
    reaches,
    roll_up,
    standing_of,
)
from domain.evaluation.evaluator import Evaluator
from domain.facts import Facts
from domain.language.thai import arabic_digits
from domain.results import Outcome, Points
from domain.words.wording import sentence
from tests.support.cast import DUE, UNIT, file, number, relief, share, small_plan, weekday
from tests.support.dossiers import plan_2567

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "rollup-departments.yaml").read_text(encoding="utf-8")
)
SCORES = {
    0: (0,) * 9,
    1: (2, 2, 2) + (0,) * 6,
    2: (3, 3, 2, 2, 2, 2, 0, 0, 0),
    3: (3, 3, 3) + (2,) * 6,
}
"""Nine scores that make each level."""


def unit(number: int, level: int = 0, earned: int = 0, printed: int = 375) -> UnitStanding:
    return UnitStanding(
        unit=f"unit-{number:04d}",
        name=f"สำนัก {number}",
        points=Points(earned, printed, 0, 0, printed),
        scores=SCORES[level],
        possible=SCORES[level],
        sums={},
        level=level,
        level_if_unknowns_hold=level,
        complete=0,
        asked=38,
        excused=(),
        notes=(),
    )


@pytest.mark.parametrize("case", [pytest.param(c, id=c["กรณี"]) for c in CASES])
def test_a_department_reaches_the_level_that_an_official_reads(case: dict[str, Any]) -> None:
    levels = [n for n, count in zip((3, 2, 1, 0), case["สำนัก"], strict=True) for _ in range(count)]

    found = roll_up(small_plan(), [unit(n, level) for n, level in enumerate(levels)], DUE)

    assert found.level == int(arabic_digits(str(case["ระดับ"])))
    assert found.missing == int(arabic_digits(str(case["ขาด"])))


@given(
    units=st.integers(0, 10**6), of=st.integers(1, 10**6), share=st.fractions(Fraction(1, 100), 1)
)
def test_a_share_is_reached_exactly_from_the_needed_number_on(
    units: int, of: int, share: Fraction
) -> None:
    assert (
        reaches(units, of, share) == (Fraction(units, of) >= share) == (units >= needed(of, share))
    )


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.data())
def test_a_better_unit_never_lowers_the_department(levels: list[int], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(levels) - 1))
    raised = [min(3, level + (n == index)) for n, level in enumerate(levels)]

    def level(of: list[int]) -> int:
        return roll_up(small_plan(), [unit(n, one) for n, one in enumerate(of)], DUE).level

    assert level(raised) >= level(levels)


def test_a_department_without_units_has_no_level() -> None:
    assert roll_up(small_plan(), [], DUE).level == 0


def test_unknowns_are_never_counted_and_shown_apart() -> None:
    units = [replace(unit(n), level_if_unknowns_hold=3) for n in range(10)]
    found = roll_up(small_plan(), units, DUE)
    assert (found.level, found.level_if_unknowns_hold) == (0, 3)


def test_the_unit_that_lacks_least_stands_first_before_the_next_level() -> None:
    nearly = replace(unit(1), scores=(2, 2, 1, 0, 0, 0, 0, 0, 0))
    waiting = replace(unit(2), level_if_unknowns_hold=1)
    found = roll_up(small_plan(), [unit(0), nearly, waiting], DUE)

    assert [b.standing.unit for b in found.before] == ["unit-0002", "unit-0001", "unit-0000"]
    assert (found.before[1].below, found.before[1].lacking) == ((), 1)
    assert found.before[2].below == (1, 2, 3)


# The league table


def test_units_rank_by_the_share_of_the_points_that_concern_them() -> None:
    places = league([unit(0, earned=300), unit(1, earned=300, printed=370), unit(2, earned=10)])
    assert [(p.rank, p.standing.unit) for p in places] == [
        (1, "unit-0001"), (2, "unit-0000"), (3, "unit-0002")
    ]  # fmt: skip


def test_units_with_the_same_share_tie_and_the_next_rank_is_left_out() -> None:
    places = league([unit(0, earned=1), unit(1, earned=2), unit(2, earned=2), unit(3, earned=0)])
    assert [(p.rank, p.tied_with) for p in places] == [
        (1, ("unit-0002",)),
        (1, ("unit-0001",)),
        (3, ()),
        (4, ()),
    ]


# The footnotes


@pytest.mark.parametrize(
    ("attended", "held", "expected"),
    [
        pytest.param(9, 10, Outcome.MET, id="90 % exactly"),
        pytest.param(89, 100, Outcome.NOT_MET, id="89 %"),
        pytest.param(8999, 10000, Outcome.NOT_MET, id="89.99 %"),
        pytest.param(11, 12, Outcome.MET, id="eleven of twelve"),
        pytest.param(10, 12, Outcome.NOT_MET, id="ten of twelve"),
    ],
)
def test_the_leaders_attendance_is_met_from_ninety_percent(
    attended: int, held: int, expected: Outcome
) -> None:
    entry = share("note-1.attended", attended, held)
    assert number_outcome(entry, Fraction(9, 10)) is expected


def test_a_footnote_without_a_number_cannot_be_told() -> None:
    assert number_outcome(None, Fraction(9, 10)) is Outcome.NOT_AVAILABLE


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(True, Outcome.MET, id="somebody saw both in the picture"),
        pytest.param(False, Outcome.NOT_MET, id="the leader is not in it"),
        pytest.param(None, Outcome.NOT_AVAILABLE, id="nobody has looked"),
    ],
)
def test_the_picture_of_leader_and_members_is_confirmed_by_a_person_and_changes_no_points(
    answer: bool | None, expected: Outcome
) -> None:
    plan = plan_2567()
    told = () if answer is None else (number("note-3.together", answer, DUE),)

    [note] = [n for n in notes_of(plan, {m.measure: m for m in told}) if n.number == 3]

    assert note.outcome is expected
    assert note.least("th") == "ต้องมีผู้ยืนยันว่ามี"
    if answer is None:
        assert note.found("th") == sentence("found.unconfirmed", "th")
    found, none = (
        Evaluator(plan, weekday).evaluate(Facts(UNIT, measures=m), DUE) for m in (told, ())
    )
    assert (found.points, found.rubric) == (none.points, none.rubric)


def test_a_units_standing_counts_what_is_asked_of_it_and_lists_what_is_excused() -> None:
    plan = small_plan()
    facts = Facts(UNIT, evidence=(file("2.report"),), reliefs=(relief("not-applicable", "1"),))
    evaluation = Evaluator(plan, weekday).evaluate(facts, DUE)

    standing = standing_of(plan, evaluation, "สำนัก", {})

    assert (standing.unit, standing.name, standing.points) == (UNIT, "สำนัก", evaluation.points)
    assert (standing.complete, standing.asked, standing.excused) == (1, 3, (1,))
    assert standing.scores == tuple(c.score for c in evaluation.rubric.criteria)
    assert standing.possible == tuple(c.score_if_unknowns_hold for c in evaluation.rubric.criteria)
    assert (standing.level, standing.sums) == (evaluation.rubric.level, evaluation.rubric.sums)
    assert len(standing.notes) == len(plan.notes)


def test_a_roll_up_names_the_plan_by_which_its_units_were_judged() -> None:
    assert roll_up(small_plan(), (), DUE, "1a2b").plan_hash == "1a2b"
