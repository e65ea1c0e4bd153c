"""The rubric in JSON: what is unknown is null with its ends, every score leads to its evidence, steps to their days."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from domain.evaluation.evaluator import Evaluator
from domain.facts import EnteredMeasure, Facts, Reviewed
from domain.results import Evaluation
from domain.rubric.explanation import Standing, records_of, trace
from domain.rubric.figures import newest_entries
from domain.rubric.gap import State, steps_to_level
from reports.schemas.rubric import explain_document, gap_document, rubric_document
from tests.support.cast import DUE, UNIT, file, number, share, small_plan, weekday

PLAN = small_plan()
SIGNED = share("1.signed", 60, 80)
JUNE = date(2024, 6, 28)


def judged(facts: Facts, as_of: date = DUE) -> Evaluation:
    return Evaluator(PLAN, weekday).evaluate(facts, as_of)


def standing(facts: Facts, *entries: EnteredMeasure) -> Standing:
    reviews = {(1, 1): Reviewed(True, "ผู้ตรวจ", DUE, "ครบ")}
    return trace(PLAN, judged(facts), records_of(PLAN, facts, DUE, reviews, entries))


def criterion(facts: Facts, at: int, *entries: EnteredMeasure) -> Any:
    return rubric_document(standing(facts, *entries)).plain()["criteria"][at - 1]


def test_a_share_is_exact_and_says_both_its_counts() -> None:
    told = criterion(Facts(UNIT, measures=(SIGNED,)), 1, EnteredMeasure(SIGNED, "เลขานุการ", ""))

    [figure] = told["figures"]
    assert figure["value"]["fraction"] == "3/4"
    assert (figure["numerator"], figure["denominator"]) == (60, 80)
    assert (figure["counts"], figure["measure"]["by"]) == ("derived", "เลขานุการ")
    assert figure["measure"]["reason"] is None


def test_what_is_unknown_is_null_between_its_ends_and_never_zero() -> None:
    told = criterion(Facts(UNIT), 2)

    [figure] = told["figures"]
    assert (figure["counts"], figure["value"]) == ("unknown", None)
    assert (figure["low"], figure["high"]) == (0, None)
    assert (told["score"], told["score_if_unknowns_hold"]) == (0, 3)


def test_a_no_is_false_and_not_null() -> None:
    told = criterion(Facts(UNIT, measures=(number("rubric.plan", False),)), 3)

    assert told["figures"][0]["value"] is False
    assert told["figures"][0]["counts"] == "entered"


def test_a_score_leads_to_the_file_and_its_review() -> None:
    told = criterion(Facts(UNIT, (file("2.report"),)), 3)

    [activity] = told["evidence"]
    assert activity["activity"] == 2
    [report] = [f for finding in activity["findings"] for f in finding["files"]]
    assert (report["item"], report["version"], report["review"]["by"]) == (1, 1, "ผู้ตรวจ")


def test_a_number_that_was_supposed_was_entered_by_nobody() -> None:
    [figure] = criterion(Facts(UNIT, measures=(SIGNED,)), 1)["figures"]

    assert (figure["measure"]["by"], figure["measure"]["reason"]) == (None, None)


@pytest.mark.parametrize("at", range(1, 10))
def test_an_explanation_is_the_criterion_of_the_rubric_with_its_bands(at: int) -> None:
    stands = standing(Facts(UNIT, measures=(SIGNED,)))

    told = explain_document(stands, at).plain()

    assert told["schema"] == "kamnot/explain/2"
    assert [band["score"] for band in told["bands"]] == [3, 2, 1, 0]
    assert rubric_document(stands).plain()["criteria"][at - 1].items() <= told.items()


def steps(goal: int | None, as_of: date) -> Any:
    facts = Facts(UNIT)
    evaluation = judged(facts, as_of)
    state = State(newest_entries(facts.measures), evaluation.by_number)
    found = steps_to_level(PLAN, state, 1, JUNE)
    return gap_document(goal, found, evaluation, evaluation, ()).plain()


@pytest.mark.parametrize(
    ("days", "past"),
    [(0, False), (1, True)],
    ids=["on the last day of the last step", "the day after"],
)
def test_a_step_is_past_from_the_day_after_its_own(days: int, past: bool) -> None:
    told = steps(1, JUNE + timedelta(days=days))

    assert told["steps"]
    assert told["steps"][-1]["by"] == JUNE.isoformat()
    assert told["steps"][-1]["past"] is past


def test_a_goal_is_a_level_or_all_points() -> None:
    assert steps(1, DUE)["to"] == {"level": 1}
    assert steps(None, DUE)["to"] == {"points": 35}


@pytest.mark.parametrize(
    ("found", "reachable", "reached"),
    [(None, False, False), ((), True, True)],
    ids=["none lead there", "it is reached"],
)
def test_no_step_to_do_is_told_from_no_way_to_go(
    found: tuple[()] | None, reachable: bool, reached: bool
) -> None:
    evaluation = judged(Facts(UNIT))

    told = gap_document(3, found, evaluation, evaluation, ["1.signed=1/1"]).plain()

    assert (told["reachable"], told["reached"], told["steps"]) == (reachable, reached, [])
    assert told["supposed"] == ["1.signed=1/1"]


def test_every_document_is_plain_json() -> None:
    stands = standing(Facts(UNIT, (file("2.report"),), measures=(SIGNED,)))

    for document in (rubric_document(stands), explain_document(stands, 1)):
        assert json.loads(document.to_text()) == document.plain()
