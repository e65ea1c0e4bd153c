"""A data folder is prepared once: what is missing is made, what is there is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from domain.reminders.recipients import UnitProfile
from flows.house.set_up import keep_garuda, keep_profile, profile_of, set_up
from flows.plan.changes import Draft
from flows.plan.from_table import ImportedPlan
from flows.run.workspace import Workspace
from storage.db.database import open_database, reading, writing
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.records.people import groups_of, set_group, units
from storage.settings import Settings
from tests.support.evidence import jpeg
from tests.support.plan_tables import WRITERS, table_lines

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
    assert set_up(settings, unit="bureau").new

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

    assert not set_up(settings, unit="bureau", name="ชื่ออื่น").new
    assert bureaus(settings) == before


def test_another_bureau_of_the_same_folder_has_groups_of_its_own(settings: Settings) -> None:
    assert set_up(settings, unit="one", name="สำนักหนึ่ง").new
    assert set_up(settings, unit="two", name="สำนักสอง").new

    found = bureaus(settings)
    assert [name for name, _ in found.values()] == ["สำนักหนึ่ง", "สำนักสอง"]
    assert found["one"][1] == found["two"][1]


def test_a_year_without_a_plan_gets_one_from_the_newest_before_it_and_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2026, 11, 29))
    home = tmp_path / "home"

    made = set_up(Settings(home=home, fiscal_year=2570), unit="bureau")
    ahead = set_up(Settings(home=home, fiscal_year=2571), unit="bureau")

    assert isinstance(made.drafted, Draft)
    assert isinstance(ahead.drafted, Draft)
    assert (made.fiscal_year, made.new, made.drafted.from_year) == (2570, True, 2567)
    assert (ahead.fiscal_year, ahead.new, ahead.drafted.from_year) == (2571, False, 2570)
    assert made.drafted.plan.batch_by_id["march"].due == date(2027, 3, 20)
    assert made.drafted.unconfirmed > 4000
    assert (made.in_use, ahead.in_use) == (2570, 2571), "nothing of 2570 was recorded"
    assert Workspace(Settings(home=home)).plan.fiscal_year == 2571
    assert set_up(Settings(home=home), unit="bureau").drafted is None


def test_a_plan_in_use_is_not_replaced_by_a_year_that_has_not_begun(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    with writing(workspace.engine) as session:
        workspace.pin(session)
    assert set_up(Settings(fiscal_year=2571), unit="bureau").in_use == 2567

    for day, year in ((date(2027, 9, 30), 2567), (date(2027, 10, 1), 2571)):
        monkeypatch.setattr("flows.run.workspace.today", lambda day=day: day)
        assert Workspace(Settings()).plan.fiscal_year == year


def test_the_bureau_s_own_table_is_read_for_a_year_without_a_plan(tmp_path: Path) -> None:
    table = WRITERS["docx"](table_lines(PLAN), tmp_path / "แผน.docx")
    settings = Settings(home=tmp_path / "home", fiscal_year=2570)

    made = set_up(settings, unit="bureau", table=table)

    assert isinstance(made.drafted, ImportedPlan)
    assert len(made.drafted.draft.plan.activities) == 38
    with pytest.raises(KamnotError, match="ไม่เขียนทับ"):
        set_up(settings, unit="bureau", table=table)


def test_a_table_that_cannot_be_read_makes_neither_plan_nor_database(tmp_path: Path) -> None:
    table = tmp_path / "แผน.docx"
    table.write_bytes(b"PK")
    with pytest.raises(KamnotError):
        set_up(Settings(home=tmp_path / "home", fiscal_year=2570), unit="bureau", table=table)
    assert not (tmp_path / "home").exists()


def test_a_database_that_cannot_be_read_leaves_no_draft_behind(tmp_path: Path) -> None:
    (tmp_path / "kamnot.db").write_bytes(b"no database at all" * 100)

    with pytest.raises(KamnotError):
        set_up(Settings(home=tmp_path, fiscal_year=2570), unit="bureau")
    assert [path.name for path in tmp_path.iterdir()] == ["kamnot.db"]


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


def test_the_office_s_garuda_is_kept_in_the_home_and_no_other_file(
    bare: Workspace, tmp_path: Path
) -> None:
    picture, text = tmp_path / "ครุฑ.jpg", tmp_path / "ครุฑ.png"
    picture.write_bytes(jpeg())
    text.write_bytes(b"no picture")

    keep_garuda(bare, picture)
    with pytest.raises(KamnotError, match="ไม่ใช่ไฟล์ภาพ"):
        keep_garuda(bare, text)

    assert bare.settings.garuda.read_bytes() == picture.read_bytes()
