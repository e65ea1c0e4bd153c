"""A year as the secretary lives it: draft, confirm, change, take into use, close."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.language.errors import KamnotError, NotAllowedError, NotThereError
from domain.language.how import How, Verb
from flows.check.check import CheckRequest, check
from flows.evidence.measures import enter
from flows.plan.changes import Draft, close, draft_year, preview, read_any, take
from flows.run.workspace import Workspace
from storage.db.audit import audit_lines
from storage.db.database import reading
from storage.plan_files.content import plan_hash
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.records.plan_in_force import plan_in_force
from storage.settings import Settings
from tests.support.cast import UNIT

NOW = datetime(2026, 8, 20, 3, tzinfo=UTC)
DAY = date(2024, 3, 13)
OFFICE = "เลขานุการคณะทำงานด้านแผนงาน"


def edit(settings: Settings, *changes: tuple[str, str]) -> Workspace:
    """Change the bureau's own 2567 as an official would in an editor, and look again."""
    own = settings.own_plans / "2567"
    if not own.exists():
        shutil.copytree(plan_folder(2567), own)
    for path in own.glob("*.yaml"):
        text = path.read_text("utf-8")
        for old, new in changes:
            text = text.replace(old, new, 1)
        path.write_text(text, "utf-8")
    return Workspace(settings)


LATER = ("due: 2024-03-20", "due: 2024-03-25")
DEARER = [
    ("    points: 125\n", "    points: 130\n"),
    ("total_points: 375", "total_points: 380"),
    ("    points: 2\n    owner", "    points: 7\n    owner"),
]


CAME = [
    ("id: joined\n", "id: came\n"),
    ("2.joined#people", "2.came#people"),
    ("2.joined#percent", "2.came#percent"),
]
"""A number renamed, in the form that shows it too."""


def run(ws: Workspace) -> str:
    """A check that is kept; the hash of the plan that it went by."""
    return check(ws, CheckRequest(UNIT, ("march",), DAY)).evaluation.plan_hash


def in_force(ws: Workspace) -> str | None:
    with reading(ws.engine) as session:
        found = plan_in_force(session, ws.plan.fiscal_year)
    return found.plan_hash if found else None


def test_looking_pins_no_plan_and_recording_does(workspace: Workspace) -> None:
    check(workspace, CheckRequest(UNIT, ("march",), DAY, dry_run=True))
    assert in_force(workspace) is None

    enter(workspace, UNIT, "2.goals", "5", on=DAY, by="t")

    assert in_force(workspace) == plan_hash(workspace.plan)


def test_checks_go_by_the_plan_in_force_until_the_files_are_taken(
    workspace: Workspace, settings: Settings
) -> None:
    before = run(workspace)
    edited = edit(settings, LATER)
    assert edited.plan_note is not None
    assert run(edited) == before
    assert edited.plan.batch_by_id["march"].due == date(2024, 3, 20)

    taken = take(edited, why="มติที่ประชุม", by="t")

    again = Workspace(settings)
    assert (again.plan_note, run(again)) == (None, taken)
    assert again.plan.batch_by_id["march"].due == date(2024, 3, 25)


def test_a_broken_file_stops_no_check(workspace: Workspace, settings: Settings) -> None:
    before = run(workspace)

    broken = edit(settings, ("total_points: 375", "total_points: [375"))

    assert run(broken) == before
    assert broken.plan_note is not None
    assert broken.plan_note.how == How(Verb.PLAN_VALIDATE)


def test_a_broken_file_is_told_where_no_plan_is_in_force(
    settings: Settings, bare: Workspace
) -> None:
    with pytest.raises(KamnotError, match=r"plan\.yaml"):
        edit(settings, ("total_points: 375", "total_points: [375"))


def test_the_evaluation_by_a_kept_plan_is_the_same_as_by_its_files(
    workspace: Workspace, settings: Settings
) -> None:
    def outcome(ws: Workspace) -> object:
        return check(
            ws, CheckRequest(UNIT, tuple(ws.plan.batch_by_id), DAY, dry_run=True)
        ).documents()

    enter(workspace, UNIT, "1.signed", "180/200", on=DAY, by="t")
    from_files = outcome(workspace)

    assert outcome(edit(settings, LATER)) == from_files


def test_a_preview_tells_values_points_and_whose_outcomes_change(
    workspace: Workspace, settings: Settings
) -> None:
    run(workspace)
    enter(workspace, UNIT, "9.joined", "9/10", on=DAY, by="t")
    edited = edit(settings, LATER, *DEARER, *CAME)

    found = preview(edited, date(2024, 3, 22))

    assert found.diff is not None
    changes = {c.path: (c.before, c.after) for c in found.diff.changes}
    assert changes["batches[march].due"] == ("2024-03-20", "2024-03-25")
    assert changes["activities[4].points"] == ("2", "7")
    four = next(e for e in found.effects if e.number == 4)
    assert four.before is not None
    assert four.after is not None
    assert (four.before.timeliness.value, four.after.timeliness.value) == ("overdue", "not_yet_due")
    assert [(before.printed, after.printed) for _, before, after in found.totals] == [(375, 380)]


def test_a_preview_names_what_came_in_and_is_no_longer_asked_for(
    workspace: Workspace, settings: Settings
) -> None:
    run(workspace)
    enter(workspace, UNIT, "2.joined", "9/10", on=DAY, by="t")

    found = preview(edit(settings, *CAME))

    assert found.orphans == ((UNIT, "2.joined", 1),)


def test_a_preview_writes_nothing(workspace: Workspace, settings: Settings) -> None:
    before = run(workspace)
    edited = edit(settings, LATER)
    with reading(edited.engine) as session:
        lines = len(audit_lines(session))

    assert preview(edited).changes

    assert in_force(edited) == before
    with reading(edited.engine) as session:
        assert len(audit_lines(session)) == lines


@pytest.mark.parametrize("why", ["", "  "])
def test_a_plan_is_taken_only_with_a_reason(workspace: Workspace, why: str) -> None:
    with pytest.raises(KamnotError, match="เหตุผล"):
        take(workspace, why=why, by="t")


def test_in_a_closed_year_checks_run_and_nobody_is_asked_for_anything(
    workspace: Workspace, settings: Settings
) -> None:
    close(settings, 2567, closed=True, why="ส่งครบแล้ว", by="t", now=NOW)

    closed = Workspace(settings)

    outcome = check(closed, CheckRequest(UNIT, ("march",), DAY))
    assert not outcome.complete
    assert outcome.reminders == ()
    with pytest.raises(NotAllowedError, match="ปิดแล้ว"):
        enter(closed, UNIT, "2.goals", "5", on=DAY, by="t")


def test_a_year_that_has_no_plan_cannot_be_closed(workspace: Workspace, settings: Settings) -> None:
    with pytest.raises(NotThereError, match="ไม่มีแผน"):
        close(settings, 2599, closed=True, why="-", by="t", now=NOW)


# Drafts


def test_a_draft_lives_in_the_data_folder_and_leaves_the_old_year_alone(home: Settings) -> None:
    before = {p: p.read_bytes() for p in plan_folder(2567).iterdir()}

    draft = draft_year(home, 2570, 2567)

    assert draft.folder == home.home / "plans" / "2570"
    assert {p: p.read_bytes() for p in plan_folder(2567).iterdir()} == before
    assert not (plan_folder(2567).parent / "2570").exists()


def test_a_draft_lists_clashes_doubts_and_the_calendar_that_is_not_known(
    drafted_once: Draft,
) -> None:
    draft = drafted_once

    days = {c.due.day for c in draft.due.clashes}
    assert days == {date(2027, 3, 20), date(2027, 6, 20)}
    assert draft.due.unknown_years == (2027,)
    apart = [d.words for d in draft.doubts if not d.path.startswith("book.")]
    assert apart == ["ปีงบประมาณ พ.ศ. ๒๕๖๖"] * 2
    assert draft.unconfirmed > 3000


def test_the_offices_own_list_settles_the_calendar(tmp_path: Path, home: Settings) -> None:
    own = tmp_path / "วันหยุด.txt"
    own.write_text("ปี ๒๕๗๐ ครบ\n๓๐ กรกฎาคม ๒๕๗๐  # วันหยุดพิเศษ\n", "utf-8")

    draft = draft_year(Settings(home=home.home, closed_days=own), 2570, 2567)

    assert draft.due.unknown_years == ()
    july = next(c for c in draft.due.clashes if c.due.path == "batches[july].due")
    assert (july.holiday, july.before, july.after) == (
        "วันหยุดของสำนัก",
        date(2027, 7, 29),
        date(2027, 8, 2),
    )


def test_a_second_draft_of_the_year_is_refused(drafted: Settings) -> None:
    with pytest.raises(KamnotError, match="ไม่เขียนทับ"):
        draft_year(drafted, 2570, 2567)


def test_a_draft_that_was_broken_off_leaves_nothing_behind(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.plan_files.writing._write", full)
    with pytest.raises(KamnotError, match="No space left"):
        draft_year(home, 2570, 2567)
    monkeypatch.undo()

    assert draft_year(home, 2570, 2567).folder.is_dir()


def test_the_years_own_copy_is_byte_for_byte(home: Settings) -> None:
    folder = draft_year(home, 2567, 2567).folder

    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        p.name: p.read_bytes() for p in plan_folder(2567).glob("*.yaml")
    }
    assert read_any(home, "๒๕๖๗") == load_plan([folder]).plan


def test_a_layout_that_cannot_be_edited_in_place_is_written_anew(home: Settings) -> None:
    own = draft_year(home, 2567, 2567).folder
    text = (own / "plan.yaml").read_text("utf-8")
    escaped = text.replace(
        "title: กำหนดส่ง ๒๐ มีนาคม ๒๕๖๗",
        'title: "กำหนดส่ง ๒๐ มีนาคม \\u0e52\\u0e55\\u0e56\\u0e57"',
    )
    (own / "plan.yaml").write_text(escaped, "utf-8")

    draft = draft_year(home, 2570, 2567)

    assert draft.plan.batches[0].title == "กำหนดส่ง ๒๐ มีนาคม ๒๕๗๐"


# Confirming
