"""Looking over an installation: its evidence store, and whether its clock runs."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.language.errors import SurroundingsError
from domain.language.how import How, Verb
from flows.deployments.clockwork import BEGUN, look_at_clock
from flows.deployments.one_schedule import alone
from flows.evidence.take_in import Incoming, take_in
from flows.house.doctor import examine
from flows.house.health import Diagnosis
from flows.run.judge import load_facts
from flows.run.workspace import Workspace
from sample.units import sample_units, write_sample
from storage.db.database import writing
from storage.db.tables import EvidenceVersionRow
from storage.records.heartbeats import SCHEDULE, Heartbeat, record_heartbeat
from storage.records.run_claims import claim, finish
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.processes.busy_database import spoil

DAY = date(2024, 3, 1)


@pytest.fixture
def with_files(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Two reports taken in."""
    for name in ("ฉบับ-1.pdf", "ฉบับ-2.pdf"):
        (tmp_path / name).write_bytes(name.encode())
        take_in(workspace, UNIT, [Incoming("7.report", tmp_path / name, DAY)], by="test")
    return workspace


def evidence(settings: Settings) -> Diagnosis:
    return next(d for d in examine(settings) if d.name == "evidence")


def test_a_store_with_everything_in_it_is_in_order(with_files: Workspace) -> None:
    found = evidence(with_files.settings)
    assert found.ok
    assert "2" in found.thai


def test_lost_files_are_counted(with_files: Workspace) -> None:
    first = next(iter(with_files.store.contents()))
    with with_files.store.local(first.sha256) as path:
        path.unlink()
    found = evidence(with_files.settings)
    assert not found.ok
    assert "1 lost" in found.english


def test_a_drive_that_is_not_connected_is_named_and_nothing_is_called_lost(
    with_files: Workspace,
) -> None:
    shutil.rmtree(with_files.settings.home / "evidence")
    found = evidence(with_files.settings)
    assert not found.ok
    assert "ต่อไดรฟ์" in found.thai
    with pytest.raises(SurroundingsError, match="ต่อไดรฟ์"):
        load_facts(with_files, UNIT, DAY)


def test_files_that_an_older_kamnot_looked_into_are_counted_until_they_are_looked_into_again(
    with_files: Workspace,
) -> None:
    assert not [d for d in examine(with_files.settings) if d.name == "looks"]
    with writing(with_files.engine) as session:
        session.execute(update(EvidenceVersionRow).values(reader=0, problem=None))

    [found] = [d for d in examine(with_files.settings) if d.name == "looks"]

    assert (found.ok, found.warning, found.how) == (True, True, How(Verb.EVIDENCE_RECHECK))
    assert "2 ไฟล์" in found.thai


def clock(workspace: Workspace) -> Diagnosis | None:
    return next((d for d in examine(workspace.settings) if d.name == "clock"), None)


def ran(workspace: Workspace, ago: timedelta) -> None:
    """The deliveries ran by the clock, the last one so long ago; the clock began a day before."""
    now = workspace.now()
    with writing(workspace.engine) as session:
        began, day = now - ago - timedelta(days=1), now.date()
        record_heartbeat(session, Heartbeat(BEGUN, SCHEDULE, day, began, began, True, ""))
        claim(
            session, work="deliver", job="quarter-hourly", flow_run_id="run", by_clock=True,
            asked_at=now - ago, now=now - ago,
        )  # fmt: skip
        finish(session, "deliver", "run", good=True, detail="", now=now - ago)


def test_a_department_is_counted_and_never_listed(workspace: Workspace) -> None:
    levels = [0] * 250
    with writing(workspace.engine) as session:
        write_sample(session, workspace.plan, sample_units(levels), by="test", now=workspace.now())
    found = examine(workspace.settings)
    assert len(found) < 20
    [contacts] = [d for d in found if d.name == "contacts"]
    assert contacts.thai == (
        "ผู้รับ: 250 จาก 251 สำนักมีคณะที่ยังไม่มีผู้รับ: unit-01, unit-02, unit-03 และอีก 247 สำนัก"
    )
    assert "250 of 251 units" in contacts.english


def test_where_no_schedule_ever_ran_the_clock_is_not_spoken_of(workspace: Workspace) -> None:
    assert clock(workspace) is None


def test_the_last_run_by_the_clock_and_the_next_due_one_are_told(workspace: Workspace) -> None:
    ran(workspace, timedelta(minutes=5))
    with alone(workspace.settings):
        found = clock(workspace)
    assert found is not None
    assert (found.ok, found.warning) == (True, False)
    assert "งานล่าสุดตามเวลา ส่งจดหมายที่ค้าง" in found.thai
    assert "งานถัดไป" in found.thai


def test_a_schedule_that_has_ended_is_said_before_anything_is_late(workspace: Workspace) -> None:
    ran(workspace, timedelta(minutes=5))
    found = clock(workspace)
    assert found is not None
    assert (found.ok, found.warning) == (True, True)
    assert "ไม่มีตารางงานประจำวันทำงานอยู่บนเครื่องนี้" in found.thai
    assert found.how == How(Verb.SCHEDULE)


def test_a_due_run_that_is_late_by_more_than_an_hour_is_red(workspace: Workspace) -> None:
    ran(workspace, timedelta(hours=2))
    found = clock(workspace)
    assert found is not None
    assert not found.ok
    assert "เลยกำหนดเกินหนึ่งชั่วโมง: ส่งจดหมายที่ค้าง" in found.thai
    assert not look_at_clock(workspace).active_since(workspace.now() - timedelta(hours=1))


def test_a_damaged_database_is_all_that_is_said(settings: Settings, workspace: Workspace) -> None:
    workspace.engine.dispose()
    file = settings.home / "kamnot.db"
    spoil(file, "heartbeat")
    (found,) = examine(settings)
    assert not found.ok
    assert "เสียหาย" in found.thai
    assert "ไม่มีข้อมูลเดิมเสียหาย" not in found.thai
