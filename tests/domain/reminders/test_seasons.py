"""When a batch is looked at daily, by the plan and what was granted in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.plan.model import Plan
from domain.reminders.seasons import season_of
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import weekday

PLAN = load_plan([plan_folder(2567)]).plan


@pytest.mark.parametrize(
    ("batch", "first", "last"),
    [
        # Due 20 March: thirty days before is Monday 19 February.
        pytest.param("march", date(2024, 2, 19), date(2024, 5, 1), id="march"),
        pytest.param("june-20", date(2024, 5, 21), date(2024, 8, 1), id="june-20"),
        # Due on Sunday 30 June: its last working day is Friday the 28th, thirty days before it a Wednesday.
        pytest.param("june-30", date(2024, 5, 29), date(2024, 8, 11), id="june-30"),
        # Thirty days before 30 July is Sunday 30 June: the Friday before.
        pytest.param("july", date(2024, 6, 28), date(2024, 9, 10), id="july"),
        # Six weeks after 20 September would lie in the next fiscal year.
        pytest.param("september", date(2024, 8, 21), date(2024, 9, 30), id="september"),
    ],
)
def test_a_season_is_from_the_first_reminder_to_six_weeks_after_the_due_date(
    batch: str, first: date, last: date
) -> None:
    season = season_of(PLAN, batch, weekday)
    assert (season.first, season.last) == (first, last)
    assert first in season
    assert last in season
    assert first - timedelta(days=1) not in season
    assert last + timedelta(days=1) not in season


def test_an_extension_prolongs_the_season() -> None:
    season = season_of(PLAN, "march", weekday, [date(2024, 4, 30)])
    assert season.last == date(2024, 6, 11)


def test_a_date_that_a_changed_plan_moved_moves_the_season() -> None:
    content = PLAN.model_dump()
    content["batches"][0]["due"] = date(2024, 4, 22)
    moved = Plan.model_validate(content)
    assert season_of(moved, "march", weekday).first == date(2024, 3, 22)
