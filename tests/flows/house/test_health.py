"""Whether a home is well now: each trouble is an alarm of its own, and looking changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text, update
from sqlmodel import col

from domain.language.how import How, Verb
from flows.deployments.clockwork import BEGUN
from flows.evidence.take_in import Incoming, take_in
from flows.house.health import Health, look_at_health
from flows.run.audit import note_head
from flows.run.workspace import Workspace
from flows.safety.backup import back_up_nightly
from storage.db.database import writing
from storage.db.run_tables import OutboxRow
from storage.db.tables import EvidenceVersionRow
from storage.outbox.hold import hold_home
from storage.outbox.rows import DEAD, PENDING
from storage.packs.bundles import open_bundle
from storage.records.heartbeats import SCHEDULE, Heartbeat, record_heartbeat
from storage.records.run_claims import claim, finish
from tests.support.cast import UNIT
from tests.support.outbox import MAIL, write

LONG = timedelta(hours=30)


def alarms(found: Health) -> set[str]:
    return {check.name for check in found.checks if not check.ok}


def warnings(found: Health) -> set[str]:
    return {check.name for check in found.checks if check.warning}


def look(ws: Workspace) -> Health:
    return look_at_health(ws.settings)


def letter(ws: Workspace, state: str = PENDING, *, age: timedelta = timedelta()) -> None:
    """A letter that was written, and due, so long ago."""
    mail = replace(MAIL, recipient=f"{state}@example.go.th")
    write(ws.engine, mail, now=ws.now() - age)
    with writing(ws.engine) as session:
        session.execute(
            update(OutboxRow).where(col(OutboxRow.recipient) == mail.recipient).values(state=state)
        )


def ran(ws: Workspace, ago: timedelta, *, good: bool = True) -> None:
    """The clock has delivered, the last time so long ago."""
    at = ws.now() - ago
    with writing(ws.engine) as session:
        begun = Heartbeat(BEGUN, SCHEDULE, at.date(), at, at, True, "")
        record_heartbeat(session, begun)
        claim(
            session, work="deliver", job="quarter-hourly", flow_run_id="run", by_clock=True,
            asked_at=at, now=at,
        )  # fmt: skip
        finish(session, "deliver", "run", good=good, detail="เครื่องส่งเมลไม่ตอบ", now=at)


def test_a_new_home_is_well(workspace: Workspace) -> None:
    found = look(workspace)

    assert (found.ok, warnings(found)) == (True, set())
    assert found.vitals is not None
    assert found.vitals.last_run is None
    assert found.vitals.database_bytes > 0


def test_a_nightly_backup_that_is_missing_or_old_is_an_alarm(
    workspace: Workspace, tmp_path: Path
) -> None:
    settings = workspace.settings.model_copy(update={"backup": tmp_path / "b"})
    assert alarms(look_at_health(settings)) == {"backup"}

    back_up_nightly(settings)
    assert alarms(look_at_health(settings)) == set()

    [made] = (tmp_path / "b").glob("2*")
    manifest = open_bundle(made).manifest
    (made / "manifest.json").write_bytes(
        replace(manifest, made_at=manifest.made_at - 2 * LONG).to_bytes()
    )
    assert alarms(look_at_health(settings)) == {"backup"}


def test_a_database_that_was_lost_is_to_be_restored_and_never_made_anew(
    workspace: Workspace,
) -> None:
    note_head(workspace)
    (workspace.settings.home / "kamnot.db").unlink()

    [found] = [one for one in look(workspace).checks if one.name == "database"]

    assert found.how == How(Verb.RESTORE)


def test_a_store_of_evidence_that_is_gone_is_an_alarm(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("x")
    take_in(workspace, UNIT, [Incoming("7.report", file, workspace.now().date())], by="test")
    assert alarms(look(workspace)) == set()

    shutil.rmtree(workspace.settings.home / "evidence")

    assert alarms(look(workspace)) == {"evidence"}


def test_without_a_database_the_disk_is_still_looked_at(workspace: Workspace) -> None:
    (workspace.settings.home / "kamnot.db").unlink()

    found = look(workspace)

    assert (found.ok, found.vitals, alarms(found)) == (False, None, {"database"})
    assert [disk.name for disk in found.disks] == ["home"]


def test_an_older_database_is_an_alarm_and_is_not_upgraded(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0012'"))

    assert [look(workspace).schema for _ in range(2)] == ["0012", "0012"]
    assert alarms(look(workspace)) == {"schema"}


def test_letters_are_counted_by_what_they_wait_for(workspace: Workspace) -> None:
    letter(workspace, age=timedelta(minutes=5))
    letter(workspace, DEAD)

    found = look(workspace)

    assert found.vitals is not None
    assert (found.vitals.waiting, found.vitals.failed, found.vitals.held) == (1, 1, 0)
    assert 300 <= found.vitals.oldest_seconds < 400
    assert alarms(found) == {"outbox"}


class Stuck(NamedTuple):
    clock: bool
    age: timedelta
    alarm: bool


@pytest.mark.parametrize(
    "case",
    [
        Stuck(True, timedelta(minutes=50), False),
        Stuck(True, timedelta(minutes=70), True),
        Stuck(False, timedelta(minutes=70), False),
        Stuck(False, LONG, True),
    ],
    ids=str,
)
def test_a_queue_that_does_not_move_is_an_alarm_sooner_where_a_clock_runs(
    workspace: Workspace, case: Stuck
) -> None:
    if case.clock:
        ran(workspace, timedelta(minutes=1))
    letter(workspace, age=case.age)

    assert ("queue" in alarms(look(workspace))) is case.alarm


def test_work_by_the_clock_that_ended_badly_says_why_until_it_ends_well(
    workspace: Workspace,
) -> None:
    ran(workspace, timedelta(minutes=5), good=False)
    [found] = [check for check in look(workspace).checks if check.name == "last-runs"]
    assert (found.ok, "เครื่องส่งเมลไม่ตอบ" in found.thai) == (False, True)

    with writing(workspace.engine) as session:
        finish(session, "deliver", "run", good=True, detail="", now=workspace.now())

    assert "last-runs" not in alarms(look(workspace))


def test_a_clock_that_fell_silent_is_an_alarm(workspace: Workspace) -> None:
    ran(workspace, LONG)

    assert "clock" in alarms(look(workspace))


def test_held_letters_after_a_restore_are_a_warning(workspace: Workspace) -> None:
    letter(workspace)
    with writing(workspace.engine) as session:
        hold_home(session, why="restore", by="test", now=workspace.now())

    found = look(workspace)

    assert (found.ok, "outbox-held" in warnings(found)) == (True, True)


def test_evidence_that_nothing_could_open_is_a_warning(workspace: Workspace) -> None:
    file = workspace.settings.home / "รายงาน.pdf"
    file.write_bytes(b"%PDF-")
    take_in(workspace, UNIT, [Incoming("7.report", file, workspace.now().date())], by="test")
    assert "evidence-unread" not in warnings(look(workspace))
    with writing(workspace.engine) as session:
        session.execute(update(EvidenceVersionRow).values(problem="not-inspected"))

    found = look(workspace)

    assert found.vitals is not None
    assert (found.ok, found.vitals.unread) == (True, 1)
    assert "evidence-unread" in warnings(found)


@pytest.mark.parametrize(
    ("free", "ok", "warning"),
    [(3_000_000_000, True, False), (1_000_000_000, True, True), (100_000_000, False, True)],
)
def test_a_disk_that_fills_warns_before_it_alarms(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, free: int, ok: bool, warning: bool
) -> None:
    usage = shutil.disk_usage(workspace.settings.home)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=free))

    found = look(workspace)

    assert ("disk" not in alarms(found), "disk" in warnings(found)) == (ok, warning)


Trouble = Callable[[Workspace], None]


def _damaged(ws: Workspace) -> None:
    ws.engine.dispose()
    (ws.settings.home / "kamnot.db").write_bytes(b"no database at all" * 100)


def _no_plan(ws: Workspace) -> None:
    folder = ws.settings.home / "plans" / str(ws.plan.fiscal_year)
    folder.mkdir(parents=True)
    (folder / "plan.yaml").write_text("title: [", "utf-8")


@pytest.mark.parametrize(("harm", "name"), [(_damaged, "database"), (_no_plan, "workspace")])
def test_what_cannot_be_opened_is_one_alarm(workspace: Workspace, harm: Trouble, name: str) -> None:
    harm(workspace)

    found = look(workspace)

    assert (alarms(found), found.vitals) == ({name}, None)
