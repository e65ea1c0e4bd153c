"""The turn of the year: which plan is followed when nobody names one."""

from __future__ import annotations

from datetime import date

import pytest

from domain.plan.model import Plan
from flows.run.workspace import Workspace, read_settings, year_followed
from storage.db.database import writing
from storage.records.plan_in_force import apply_plan
from storage.settings import Settings


def take_into_use(workspace: Workspace, year: int) -> None:
    """A plan of another year, taken over from this one's."""
    content = workspace.plan.model_dump(mode="json") | {"fiscal_year": year}
    with writing(workspace.engine) as session:
        apply_plan(
            session, Plan.model_validate(content), by="test", why="ปีใหม่", now=workspace.now()
        )


@pytest.mark.parametrize(
    ("day", "year"),
    [
        pytest.param(date(2024, 9, 30), 2567, id="the last day of the old year"),
        pytest.param(date(2024, 10, 1), 2568, id="the first of October"),
        pytest.param(date(2026, 11, 28), 2568, id="with no newer plan the old one stays"),
    ],
)
def test_the_newest_year_that_has_begun_and_whose_plan_is_in_use_is_followed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, day: date, year: int
) -> None:
    take_into_use(workspace, 2567)
    take_into_use(workspace, 2568)
    monkeypatch.setattr("flows.run.workspace.today", lambda: day)
    assert Workspace(Settings()).plan.fiscal_year == year
    assert year_followed(Settings()) == year


def test_without_a_new_plan_the_old_one_stays_on_the_first_of_october(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2024, 10, 1))
    assert Workspace(Settings()).plan.fiscal_year == 2567


def test_a_year_that_is_named_is_followed_whatever_the_day(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_into_use(workspace, 2568)
    monkeypatch.setenv("KAMNOT_FISCAL_YEAR", "2567")
    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2024, 10, 1))
    assert Workspace(Settings()).plan.fiscal_year == 2567


def test_without_a_database_the_settings_own_year_holds(settings: Settings) -> None:
    assert year_followed(settings) == 2567


def test_the_settings_are_read_from_the_environment_each_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_settings() == settings

    monkeypatch.setenv("KAMNOT_WATCH_HOURS", "7")
    other = read_settings(fiscal_year=2570)

    assert (other.watch_hours, other.fiscal_year, other.year_named) == (7, 2570, True)


def test_another_run_of_the_process_has_its_own_beginning_and_the_same_plan(
    workspace: Workspace,
) -> None:
    again = workspace.again(None)
    assert again.opened_at > workspace.opened_at
    assert (again.plan, again.engine) == (workspace.plan, workspace.engine)
