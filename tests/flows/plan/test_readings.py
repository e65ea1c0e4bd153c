"""Settling a reading is one step: the files, the audit and the plan in force, or none of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.language.errors import KamnotError, NotAllowedError
from flows.evidence.measures import enter
from flows.plan.changes import close
from flows.plan.readings import list_readings, look_at_settling, settle
from flows.run.workspace import Workspace
from storage.db.audit import audit_lines
from storage.db.database import reading
from storage.plan_files.content import plan_hash
from storage.records.plan_in_force import plan_in_force
from storage.settings import Settings
from tests.support.cast import UNIT

DAY = date(2024, 9, 1)
OFFICE, WHY = "เลขานุการคณะทำงานด้านแผนงาน", "มติที่ประชุม"


def settled(ws: Workspace, name: str, option: str) -> bool:
    """Settle it; whether the plan is in force at once."""
    looked = look_at_settling(ws, name, option, DAY)
    return settle(ws, looked, office=OFFICE, why=WHY, by="t").in_force


def chosen(ws: Workspace, name: str) -> tuple[str | None, bool]:
    report = list_readings(ws, UNIT, DAY)
    [found] = [shown for shown in report.readings if shown.reading.id == name]
    return found.chosen, found.settled


def in_force(ws: Workspace) -> str | None:
    with reading(ws.engine) as session:
        found = plan_in_force(session, 2567)
    return None if found is None else found.plan_hash


def test_a_plan_that_is_followed_is_followed_with_what_was_settled(
    workspace: Workspace, settings: Settings
) -> None:
    enter(workspace, UNIT, "2.goals", "1", on=DAY, by="t")

    assert settled(workspace, "one-goal", "one")

    again = Workspace(settings)
    assert again.plan_note is None
    assert in_force(again) == plan_hash(again.plan)
    assert chosen(again, "one-goal") == ("one", True)
    with reading(again.engine) as session:
        actions = [line.action for line in audit_lines(session)]
    assert {*actions[:2]} == {"plan.settle", "plan.apply"}


def test_to_settle_what_is_chosen_leaves_the_plan_as_it_is(
    workspace: Workspace, settings: Settings
) -> None:
    enter(workspace, UNIT, "2.goals", "1", on=DAY, by="t")
    before = in_force(workspace)

    assert settled(workspace, "one-goal", "zero")

    again = Workspace(settings)
    assert (in_force(again), chosen(again, "one-goal")) == (before, ("zero", True))


def test_other_changes_of_the_files_are_not_taken_along(
    workspace: Workspace, settings: Settings
) -> None:
    enter(workspace, UNIT, "2.goals", "1", on=DAY, by="t")
    settled(workspace, "one-goal", "zero")
    path = settings.own_plans / "2567" / "plan.yaml"
    path.write_text(path.read_text("utf-8").replace("partial: parts", "partial: none"), "utf-8")
    edited = Workspace(settings)
    before = in_force(edited)

    assert not settled(edited, "late-work", "none")

    assert in_force(Workspace(settings)) == before


def test_a_closed_year_and_a_broken_form_leave_every_file_as_it_was(
    workspace: Workspace, settings: Settings
) -> None:
    settled(workspace, "one-goal", "zero")
    files = {p: p.read_bytes() for p in (settings.own_plans / "2567").iterdir()}

    with pytest.raises(KamnotError, match="blanks"):
        settled(Workspace(settings), "forms.level-3-report.blocks.4.title", "printed")
    close(settings, 2567, closed=True, why="จบปี", by="t", now=datetime(2024, 10, 1, tzinfo=UTC))
    with pytest.raises(NotAllowedError):
        settled(Workspace(settings), "late-work", "none")

    assert {p: p.read_bytes() for p in (settings.own_plans / "2567").iterdir()} == files
