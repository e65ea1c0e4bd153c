"""The plan as its files say it: the bureau's own before the one that comes with the program."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.language.errors import NotThereError
from flows.plan.changes import draft_year, take
from flows.plan.filed import folder_of_year, load_plan, read_problems, working_day_by
from flows.run.workspace import Workspace
from storage.plan_files.folders import plan_folder
from storage.settings import Settings


def test_without_a_database_the_year_of_the_settings_is_meant(settings: Settings) -> None:
    assert not settings.home.exists()
    assert folder_of_year(None) == folder_of_year(2567) == plan_folder(2567)


def test_the_bureau_s_own_plan_of_a_year_comes_first(settings: Settings) -> None:
    own = settings.own_plans / "2567"
    shutil.copytree(plan_folder(2567), own)

    assert folder_of_year(2567) == own


def test_the_newest_year_in_use_is_meant_where_none_is_named(
    bare: Workspace, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    draft = draft_year(settings, 2568, 2567)
    assert folder_of_year(None) == plan_folder(2567)

    year = settings.model_copy(update={"fiscal_year": 2568, "year_named": True})
    take(Workspace(year), why="เริ่มปี", by="test")

    assert folder_of_year(None) == draft.folder


def test_a_year_without_a_plan_is_told_with_the_years_that_have_one(settings: Settings) -> None:
    with pytest.raises(NotThereError, match="๒๕๖๗"):
        folder_of_year(2599)


def test_a_sound_plan_has_no_problems_and_a_broken_one_tells_its_line(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "2567"
    shutil.copytree(plan_folder(2567), folder)
    assert read_problems([folder]) == []
    assert load_plan([folder]).plan.fiscal_year == 2567
    broken = folder / "broken.yaml"
    broken.write_text("x: [", "utf-8")

    assert [Path(p.file).name for p in read_problems([folder])] == ["broken.yaml"]


def test_a_working_day_skips_holidays_and_the_office_s_own_closed_days(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed.txt"
    closed.write_text("2024-03-15\n", "utf-8")

    assert working_day_by(2567)(date(2024, 3, 17)) == date(2024, 3, 15)
    monkeypatch.setenv("KAMNOT_CLOSED_DAYS", str(closed))
    assert working_day_by(2567)(date(2024, 3, 17)) == date(2024, 3, 14)
