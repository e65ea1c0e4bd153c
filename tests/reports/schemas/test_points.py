"""Points in JSON: each printed point in one place, nulls where the plan prints none, halves apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.evaluation.evaluator import evaluate
from domain.evaluation.points_breakdown import report_points
from domain.facts import EvidenceFact, Facts, ReviewFact
from reports.schemas.points import PointsDocument
from tests.support.cast import DUE, UNIT, file, small_plan, weekday

PLAN = small_plan()
STATES = ("accepted", "in_review", "open", "lost", "excused")


def plain(*files: EvidenceFact, reviews: tuple[ReviewFact, ...] = (), as_of: date = DUE) -> Any:
    facts = Facts(UNIT, files, reviews)
    return PointsDocument.of(
        report_points(PLAN, evaluate(PLAN, facts, as_of, weekday), facts)
    ).plain()


@pytest.mark.parametrize("files", [(), (file("2.report"), file("3.report", item=2))])
def test_every_printed_point_is_in_one_of_five_states(files: tuple[EvidenceFact, ...]) -> None:
    told = plain(*files)

    for entry in (told["year"], *told["batches"], *told["groups"]):
        assert sum(entry["points"][state] for state in STATES) == entry["points"]["printed"]
    assert told["year"]["points"]["printed"] == 35


def test_earned_is_what_is_accepted_and_what_waits_for_a_review() -> None:
    accepted = ReviewFact(1, 1, True, "", DUE)

    told = plain(file("2.report"), file("3.report", item=2), reviews=(accepted,))

    points = told["year"]["points"]
    assert (points["earned"], points["accepted"], points["in_review"]) == (20, 10, 10)


def test_an_activity_without_printed_points_has_nulls_and_no_zero() -> None:
    activity = plain()["activities"][3]

    assert activity["number"] == 4
    assert set(activity["points"].values()) == {None}


def test_halves_are_told_apart_and_make_the_whole() -> None:
    activity = plain(file("3.report"))["activities"][2]

    assert [half["id"] for half in activity["halves"]] == ["watch", "slogan"]
    assert [half["points"]["earned"] for half in activity["halves"]] == [10, 0]
    assert activity["points"]["earned"] == 10


def test_how_far_activities_are_is_counted_by_every_kind_there_is() -> None:
    told = plain(file("2.report"))

    assert set(told["year"]["progress"]) == {
        "complete_on_time", "complete_late", "incomplete_not_yet_due", "incomplete_overdue", "cannot_tell",
        "not_applicable",
    }  # fmt: skip
    assert sum(told["year"]["progress"].values()) == len(told["activities"]) == 4


def test_days_are_written_as_days_and_an_open_one_is_null() -> None:
    first, second, *_ = plain(file("2.report"))["activities"]

    assert (first["due"], first["completed_on"]) == ("2024-03-20", None)
    assert second["completed_on"] == "2024-03-20"
