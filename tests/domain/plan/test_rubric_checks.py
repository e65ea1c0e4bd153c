"""Cross-checks of the rubric: a gap, an overlap or a level that cannot be is told at its place."""

from __future__ import annotations

import pytest

from domain.plan.rubric_checks import RUBRIC_CHECKS
from tests.support.broken_plans import (
    Case,
    Change,
    band,
    condition,
    doubts_after,
    drop,
    put,
    require_told,
    silent_checks,
)

R = "rubric"

CASES: dict[str, Case] = {
    "criterion number": (
        put(R, "criteria", 1, "number", value=1), (R, "criteria"), "1 to 9 in order"),
    "criterion missing": (drop(R, "criteria", 8), (R, "criteria"), "1 to 9 in order"),
    "criterion of no level": (
        put(R, "levels", 2, "criteria", value=8), (R, "criteria"), "1 to 8 in order"),
    "scores out of order": (
        lambda d: d["rubric"]["criteria"][0]["bands"].reverse(),
        (R, "criteria", 0, "bands"), "found 0, 1, 2, 3"),
    "unknown figure": (
        lambda d: condition(d, 2, 3).update(figure="x"),
        (R, "criteria", 1, "bands", 0, "conditions", 0, "figure"), "No figure “x”"),
    "condition of another kind": (
        lambda d: condition(d, 2, 3).update(at_least="50%"),
        (R, "criteria", 1, "bands", 0, "conditions", 0, "at_least"), "a count such as 5"),
    "yes-no asked as false": (
        lambda d: condition(d, 3, 1).update(at_least=False),
        (R, "criteria", 2, "bands", 2, "conditions", 0, "at_least"), "must be true"),
    "figure twice in a band": (
        lambda d: band(d, 2, 3)["conditions"].append(condition(d, 2, 3)),
        (R, "criteria", 1, "bands", 0, "conditions", 1, "figure"), "appears twice"),
    "top band with an upper end": (
        lambda d: condition(d, 1, 3).update(below="95%"),
        (R, "criteria", 0, "bands", 0, "conditions", 0, "below"), "no upper end"),
    "gap between bands": (
        lambda d: condition(d, 1, 2).update(below="79.99%"),
        (R, "criteria", 0, "bands", 1, "conditions", 0, "below"), "(a gap)"),
    "overlap of bands": (
        lambda d: condition(d, 1, 1).update(below="61%"),
        (R, "criteria", 0, "bands", 2, "conditions", 0, "below"), "(an overlap)"),
    "upper end left out": (
        lambda d: condition(d, 1, 1).pop("below"),
        (R, "criteria", 0, "bands", 2, "conditions", 0), "an overlap"),
    "empty band": (
        lambda d: condition(d, 1, 2).update(at_least="80%"),
        (R, "criteria", 0, "bands", 1, "conditions", 0, "below"), "is empty"),
    "lower band asks for more": (
        lambda d: condition(d, 2, 2).update(at_least=6),
        (R, "criteria", 1, "bands", 1, "conditions", 0, "at_least"), "above 5"),
    "figure only in the lower band": (
        lambda d: band(d, 7, 3)["conditions"].pop(0),
        (R, "criteria", 6, "bands", 1, "conditions", 0, "figure"), "(a gap)"),
    "two bands alike": (
        lambda d: condition(d, 2, 2).update(at_least=5),
        (R, "criteria", 1, "bands", 0, "conditions"), "score 3 asks for no more"),
    "score 1 for nothing": (
        lambda d: band(d, 2, 1).update(conditions=[]),
        (R, "criteria", 1, "bands", 2, "conditions"), "score 1 asks for no more"),
    "score 0 with a condition": (
        lambda d: band(d, 2, 0).update(conditions=[{"figure": "goals", "at_least": 1}]),
        (R, "criteria", 1, "bands", 3, "conditions"), "must ask for nothing"),
    "derived from no measure": (
        put(R, "figures", 0, "derived_from", value="1.nothing"),
        (R, "figures", 0, "derived_from"), "“1.nothing”, which the plan does not have"),
    "derived from no activity": (
        put(R, "figures", 2, "derived_from", value="complete:2,9"),
        (R, "figures", 2, "derived_from"), "“complete:2,9”"),
    "fed by no activity": (
        put(R, "figures", 2, "fed_by", value=[2, 9]),
        (R, "figures", 2, "fed_by"), "fed by activity 9"),
    "fed by one activity twice": (
        put(R, "figures", 2, "fed_by", value=[2, 2]),
        (R, "figures", 2, "fed_by"), "the same activity twice"),
    "derived from another kind": (
        put(R, "figures", 0, "derived_from", value="2.stories"),
        (R, "figures", 0, "derived_from"), "gives count"),
    "level missing": (drop(R, "levels", 2), (R, "levels"), "1, 2, 3 in order, found 1, 2"),
    "department level twice": (
        put(R, "department", 1, "level", value=1), (R, "department"), "found 1, 1, 3"),
    "level out of reach": (
        put(R, "levels", 0, "total", value=10), (R, "levels", 0, "total"), "from 3 to 9"),
    "level falls": (
        put(R, "levels", 2, "each", value=1), (R, "levels", 2, "each"), "asks for less"),
    "department level named otherwise": (
        put(R, "department", 0, "name", value="อื่น"), (R, "department", 0, "name"), "differs"),
    "department share of nothing": (
        put(R, "department", 0, "share", value="0%"), (R, "department", 0, "share"), "above 0%"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "path", "sentence"), CASES.values(), ids=CASES)
def test_a_broken_rubric_is_told_at_its_place(
    change: Change, path: tuple[str | int, ...], sentence: str
) -> None:
    require_told(change, path, sentence)


def test_every_check_of_the_rubric_has_a_case_that_it_tells() -> None:
    assert silent_checks(RUBRIC_CHECKS, CASES.values()) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(put(R, "figures", 1, "derived_from", value=None), id="figure not derived"),
        pytest.param(
            lambda d: band(d, 1, 0).update(
                conditions=[{"figure": "signed", "at_least": "0%", "below": "40%"}]
            ),
            id="score 0 with its printed upper end",
        ),
        pytest.param(put(R, "levels", 0, "total", value=9), id="a level that asks for all it can"),
        pytest.param(put(R, "levels", 0, "total", value=3), id="a level that asks for no more"),
        pytest.param(put(R, "department", 0, "share", value="100%"), id="a share of all units"),
        pytest.param(put(R, "figures", 2, "fed_by", value=[]), id="figure fed by nothing"),
    ],
)
def test_what_is_allowed_raises_no_doubt(change: Change) -> None:
    assert doubts_after(change) == []
