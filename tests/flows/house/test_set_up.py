"""A data folder is prepared once: what is missing is made, what is there is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from domain.reminders.recipients import UnitProfile
from flows.house.set_up import keep_profile, profile_of, set_up
from flows.run.workspace import Workspace
from storage.db.database import open_database, reading, writing
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.records.people import groups_of, set_group, units
from storage.settings import Settings

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
PLAN = load_plan([plan_folder(2567)]).plan


def bureaus(settings: Settings) -> dict[str, tuple[str, dict[str, str]]]:
    """The names of all units and of their working groups."""
    engine = open_database(settings)
    with reading(engine) as session:
        found = {
            unit.id: (unit.name, {group.id: group.name for group in groups_of(session, unit.id)})
            for unit in units(session)
        }
    engine.dispose()
    return found


def test_a_new_bureau_has_its_database_its_mailbox_and_the_plans_groups(
    settings: Settings,
) -> None:
    assert set_up(settings, unit="bureau")

    assert bureaus(settings) == {
        "bureau": (PLAN.unit.name, {group.id: group.name for group in PLAN.groups})
    }
    assert settings.mailbox.is_dir()


def test_a_second_time_nothing_is_made_and_nothing_is_changed(settings: Settings) -> None:
    set_up(settings, unit="bureau", name="สำนักทดสอบ")
    engine = open_database(settings)
    with writing(engine) as session:
        set_group(session, "bureau", "planning", name="ชื่อใหม่", by="test", now=NOW)
    engine.dispose()
    before = bureaus(settings)

    assert not set_up(settings, unit="bureau", name="ชื่ออื่น")
    assert bureaus(settings) == before


def test_another_bureau_of_the_same_folder_has_groups_of_its_own(settings: Settings) -> None:
    assert set_up(settings, unit="one", name="สำนักหนึ่ง")
    assert set_up(settings, unit="two", name="สำนักสอง")

    found = bureaus(settings)
    assert [name for name, _ in found.values()] == ["สำนักหนึ่ง", "สำนักสอง"]
    assert found["one"][1] == found["two"][1]


def test_without_a_plan_no_database_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_FISCAL_YEAR", "2599")
    settings = Settings(home=tmp_path / "home")

    with pytest.raises(KamnotError, match="๒๕๙๙"):
        set_up(settings, unit="bureau")

    assert not settings.home.exists()


def test_what_a_unit_tells_is_kept_once_and_an_empty_text_forgets_it(settings: Settings) -> None:
    set_up(settings, unit="bureau")
    ws = Workspace(settings)
    told = {
        "place": " ห้อง\n๓๐๒ ",
        "telephone": "๐ ๒๘๓๑ ๙๒๖๓",
        "since": "๑ เม.ย. ๖๗",
        "address": None,
    }

    keep_profile(ws, "bureau", told, by="test")
    keep_profile(ws, "bureau", {"telephone": ""}, by="test")

    assert profile_of(ws, "bureau") == UnitProfile(place="ห้อง ๓๐๒", since=date(2024, 4, 1))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"reply_to": "planning"}, "อีเมล"),
        ({"since": "2025-01-01"}, "ปีงบประมาณ 2567"),
        ({"since": "วันหนึ่ง"}, "วันหนึ่ง"),
    ],
    ids=["no-address", "another-year", "no-day"],
)
def test_what_cannot_be_used_is_refused(
    settings: Settings, told: dict[str, str | None], says: str
) -> None:
    set_up(settings, unit="bureau")
    ws = Workspace(settings)

    with pytest.raises(KamnotError, match=says):
        keep_profile(ws, "bureau", told, by="test")
    assert profile_of(ws, "bureau") == UnitProfile()
