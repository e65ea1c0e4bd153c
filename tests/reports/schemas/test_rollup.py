"""A roll-up in JSON: units in the league's order, the shares of each level, and what keeps the next one away."""

from __future__ import annotations

from typing import Any

import pytest

from domain.evaluation.department import UnitStanding, roll_up
from domain.results import Points
from reports.schemas.rollup import rollup_document
from tests.support.cast import DUE, small_plan

PLAN = small_plan()
SCORES = {
    0: (0,) * 9,
    1: (2, 2, 2) + (0,) * 6,
    2: (3, 3, 2, 2, 2, 2, 0, 0, 0),
    3: (3, 3, 3) + (2,) * 6,
}


def unit(number: int, level: int, earned: int, printed: int = 35) -> UnitStanding:
    return UnitStanding(
        unit=f"unit-{number}",
        name=f"สำนัก {number}",
        points=Points(earned, printed, 0, 0, printed),
        scores=SCORES[level],
        possible=SCORES[level],
        sums={3: sum(SCORES[level][:3])},
        level=level,
        level_if_unknowns_hold=level,
        complete=0,
        asked=4,
        excused=(),
        notes=(),
    )


def plain(*units: UnitStanding) -> Any:
    return rollup_document(roll_up(PLAN, units, DUE)).plain()


def test_units_stand_in_the_order_of_the_league_and_ties_name_each_other() -> None:
    told = plain(unit(1, 0, 10), unit(2, 0, 20), unit(3, 0, 10))

    assert [(u["unit"], u["rank"], u["tied_with"]) for u in told["units"]] == [
        ("unit-2", 1, []),
        ("unit-1", 2, ["unit-3"]),
        ("unit-3", 2, ["unit-1"]),
    ]


def test_a_share_is_exact() -> None:
    [told] = plain(unit(1, 0, 1, 3))["units"]

    assert told["earned_share"] == {"fraction": "1/3", "percent": "100/3%", "shown": "33.33%"}


def test_each_level_says_how_many_units_are_there_and_how_many_are_enough() -> None:
    told = plain(*(unit(n, 3 if n <= 3 else 0, 0) for n in range(1, 5)))

    assert set(told["shares"]) == {"1", "2", "3"}
    assert {level: (s["units"], s["of"], s["needed"], s["met"]) for level, s in told["shares"].items()} == {
        "1": (3, 4, 4, False),
        "2": (3, 4, 3, True),
        "3": (3, 4, 3, True),
    }  # fmt: skip
    assert told["shares"]["1"]["share"] == "80%"


@pytest.mark.parametrize("levels", [(3, 3), (3,)])
def test_where_no_level_is_left_there_is_no_next(levels: tuple[int, ...]) -> None:
    told = plain(*(unit(n, level, 0) for n, level in enumerate(levels, 1)))

    assert (told["level"], told["next"]) == (3, None)


def test_the_next_level_names_the_units_that_keep_it_away_the_nearest_first() -> None:
    told = plain(unit(1, 0, 0), unit(2, 2, 0), unit(3, 3, 0))

    assert told["next"]["level"] == told["level"] + 1
    assert [b["unit"] for b in told["next"]["before"]][-1] == "unit-1"
    assert all(b["points_lacking"] >= 0 for b in told["next"]["before"])
