"""The turn of the year: which plan is followed when nobody names one."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from domain.language.errors import NotThereError
from domain.language.how import How, Verb
from domain.language.thai import fiscal_year_of
from domain.plan.model import Plan
from flows.run.workspace import Workspace, followed, read_settings, year_followed
from storage.db.database import reading, writing
from storage.records.plan_in_force import apply_plan, home_year, remember_year
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
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    take_into_use(workspace, 2567)
    take_into_use(workspace, 2568)
    monkeypatch.setattr("flows.run.workspace.today", lambda: day)
    assert Workspace(Settings()).plan.fiscal_year == year
    assert year_followed(Settings()) == year


def test_without_a_new_plan_the_old_one_stays_on_the_first_of_october(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2024, 10, 1))
    assert Workspace(Settings()).plan.fiscal_year == 2567


@pytest.mark.parametrize(
    ("remembered", "applied", "day", "year"),
    [
        pytest.param(2567, (), date(2026, 11, 29), 2567, id="the home's before the day's"),
        pytest.param(2570, (), date(2027, 9, 30), 2570, id="its last day"),
        pytest.param(2570, (), date(2027, 10, 1), 2570, id="no newer plan was applied"),
        pytest.param(2570, (2571,), date(2027, 9, 30), 2570, id="the next was applied beforehand"),
        pytest.param(2570, (2571,), date(2027, 10, 1), 2571, id="and takes over in October"),
        pytest.param(2571, (), date(2027, 8, 1), 2571, id="only a year to come"),
        pytest.param(2571, (2570,), date(2027, 8, 1), 2570, id="a year to come beside this one"),
    ],
)
def test_the_home_s_year_is_the_newest_begun_else_the_first_to_come(
    workspace: Workspace, remembered: int, applied: tuple[int, ...], day: date, year: int
) -> None:
    with writing(workspace.engine) as session:
        remember_year(session, remembered, by="test", now=workspace.now())
    for one in applied:
        take_into_use(workspace, one)
    with reading(workspace.engine) as session:
        assert home_year(session, fiscal_year_of(day)) == year


def test_a_home_that_remembers_no_year_is_of_the_day_s(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(database) as session:
        assert home_year(session, 2570) is None
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2027, 10, 1))
    assert followed(Settings(), database).fiscal_year == 2571


def test_a_home_without_a_year_and_without_the_day_s_plan_is_to_be_set_up(
    settings: Settings, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.home.mkdir(parents=True)
    shutil.copy(sqlite_template, settings.home / "kamnot.db")
    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2027, 10, 1))
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")

    with pytest.raises(NotThereError, match="๒๕๗๑") as refused:
        Workspace(Settings())
    assert refused.value.how == How(Verb.INIT)


def test_a_year_that_is_named_is_followed_whatever_the_day(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_into_use(workspace, 2568)
    monkeypatch.setenv("KAMNOT_FISCAL_YEAR", "2567")
    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2024, 10, 1))
    assert Workspace(Settings()).plan.fiscal_year == 2567


def test_without_a_database_the_settings_own_year_holds(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert year_followed(settings) == 2567
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    assert year_followed(Settings()) == 2567, "the newest that has a plan"


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
    again = workspace.again()
    assert again.opened_at > workspace.opened_at
    assert (again.plan, again.engine) == (workspace.plan, workspace.engine)
