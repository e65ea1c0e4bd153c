"""Every figure that stands on an unsettled reading is known by the reading's id."""

from __future__ import annotations

from datetime import date

from domain.evaluation.unsettled import standing_on_unsettled
from domain.plan.model import Settled
from domain.plan.readings import open_readings, with_value
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

REAL = load_plan([plan_folder(2567)]).plan


def test_what_stands_on_a_reading_follows_from_the_values_that_it_sets() -> None:
    found = standing_on_unsettled(REAL)

    assert "success-base" in found.criteria[4]
    assert found.criteria[2] == ("one-goal",)
    assert found.criteria[5] == ("evaluation-by",)
    assert found.activities[33] == ("halves-of-33",)
    assert "halves-of-33" in found.criteria[4]
    assert {"late-work", "closing-day"} <= {*found.points}
    measured = {a.number for a in REAL.activities if a.measures}
    assert {n for n, on in found.activities.items() if "measures-count" in on} == measured
    assert "levels-build" in found.level
    assert found.notes == {2: ("note-2",), 3: ("note-3",)}
    assert found.blocks["level-3-report", "5"] == ("exchange-inside",)
    assert found.days == ("assessment-day",)


def test_nothing_stands_on_a_settled_reading() -> None:
    [asked] = [found for found in open_readings(REAL) if found.id == "evaluation-by"]
    mark = Settled(option="first", by="ผู้อำนวยการสำนัก", on=date(2024, 3, 1), why="มติ")

    plan = with_value(REAL, f"{asked.path}.settled", mark)

    assert 5 not in standing_on_unsettled(plan).criteria
