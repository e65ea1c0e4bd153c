"""What the options of readings would make of a unit is what a check under that plan finds."""

from __future__ import annotations

from datetime import date

import pytest

from domain.evaluation.evaluator import Evaluator
from domain.evaluation.reading_effects import ReadingJudge
from domain.facts import Facts
from domain.language.errors import NotAllowedError, NotThereError
from domain.plan.readings import with_value
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import UNIT, file, weekday

REAL = load_plan([plan_folder(2567)]).plan
JUDGE = ReadingJudge(REAL, weekday, "th")
LATE = Facts(UNIT, evidence=(file("33.slogan", date(2024, 8, 1), format="pdf"),))
DAY = date(2024, 9, 1)


def test_each_option_is_judged_by_the_evaluator_on_the_plan_with_its_values() -> None:
    report = JUDGE.report(LATE, DAY)
    shown = {one.reading.id: one for one in report.readings}
    none = with_value(REAL, "points_policy.late", "none")

    assert report.now.points == Evaluator(REAL, weekday).evaluate(LATE, DAY).points
    assert shown["late-work"].effects["full"] == report.now
    assert shown["late-work"].effects["none"].points == (
        Evaluator(none, weekday).evaluate(LATE, DAY).points
    )
    assert (
        report.now.points.earned,
        shown["halves-of-33"].effects["one-report"].points.earned,
    ) == (10, 0)


def test_where_nothing_can_be_computed_there_is_no_effect() -> None:
    waiting = tuple(
        entry.model_copy(update={"waits": "ต้องมีผู้ถามก่อน"}) for entry in REAL.interpretations
    )
    judge = ReadingJudge(REAL.changed(interpretations=waiting), weekday, "th")
    [shown] = [one for one in judge.report(LATE, DAY).readings if one.reading.id == "late-work"]

    assert (shown.effects, shown.chosen) == ({}, "full")
    with pytest.raises(NotAllowedError, match="ต้องมีผู้ถามก่อน"):
        judge.settling("late-work", "none", {}, DAY)


def test_settling_names_the_values_that_change_and_every_units_effects() -> None:
    found = JUDGE.settling("late-work", "share=40%", {UNIT: LATE}, DAY)
    before, after = found.units[UNIT]

    assert list(found.values) == ["points_policy.late"]
    assert (before.points.earned, after.points.earned) == (10, 4)
    assert found.before is not None
    assert found.before.id == "full"


def test_to_settle_what_is_chosen_changes_no_value() -> None:
    assert JUDGE.settling("late-work", "full", {}, DAY).values == {}


@pytest.mark.parametrize(
    ("name", "option", "error"),
    [
        ("late", "full", NotThereError),
        ("late-work", "half", NotThereError),
        ("behaviour-margin", "accepted", NotThereError),
    ],
)
def test_what_cannot_be_settled_is_refused(name: str, option: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        JUDGE.settling(name, option, {}, DAY)
