"""The trail from outside: heads noted beside the database catch what the database alone cannot."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from domain.language.errors import KamnotError
from flows.run.audit import (
    erase_person,
    newest_lines,
    note_head,
    parse_head,
    prove,
    show_head,
)
from flows.run.workspace import Workspace
from storage.db.anchors import anchor_file
from storage.db.audit import AuditHead
from storage.db.database import writing
from storage.outbox.rows import ATTEMPT
from tests.support.cast import UNIT
from tests.support.outbox import MAIL, NOW, write

DAY = date(2024, 3, 13)


def cut_tail(ws: Workspace) -> None:
    """Take the last line out as somebody would who may do everything in the database."""
    with ws.engine.begin() as connection:
        for guard in ("audit_kept", "audit_fixed", "audit_details"):
            connection.execute(text(f"DROP TRIGGER {guard}"))
        connection.execute(text("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)"))
        connection.execute(
            text(
                "UPDATE audit_head SET (line, hash) ="
                " (SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1)"
            )
        )


def test_a_noted_head_catches_a_tail_cut_off(workspace: Workspace) -> None:
    note_head(workspace)
    assert prove(workspace).fault is None

    cut_tail(workspace)

    assert prove(workspace).fault is not None


def test_a_head_is_noted_once_and_again_when_the_trail_has_grown(workspace: Workspace) -> None:
    note_head(workspace)
    note_head(workspace)
    assert len(anchor_file(workspace.settings).read_text("utf-8").splitlines()) == 1

    erase_person(workspace, "test", on=DAY, why="คำขอ", by="it")

    assert len(anchor_file(workspace.settings).read_text("utf-8").splitlines()) == 2
    assert prove(workspace).fault is None


def test_the_end_of_a_letter_is_on_the_disk_before_it_is_noted(
    workspace: Workspace, tmp_path: Path
) -> None:
    [letter] = write(workspace.engine, MAIL)
    with writing(workspace.engine, durable=False) as session:
        session.execute(
            insert(ATTEMPT).values(
                outbox_id=letter, fence=1, started_at=NOW, phase="text", outcome="sent"
            )
        )

    note_head(workspace)

    assert anchor_file(workspace.settings).read_text("utf-8").endswith(" sent:1\n")
    # Without its log the file is what the disk is sure to have.
    shutil.copy(workspace.settings.home / "kamnot.db", tmp_path / "file.db")
    with closing(sqlite3.connect(tmp_path / "file.db")) as file:
        assert file.execute("SELECT count(*) FROM outbox_attempt").fetchone() == (1,)


def test_a_folder_that_cannot_be_written_costs_the_note_and_nothing_else(
    workspace: Workspace,
) -> None:
    anchor_file(workspace.settings).mkdir()

    note_head(workspace)

    with pytest.raises(KamnotError, match="อ่านไฟล์"):
        prove(workspace)


def test_an_anchor_from_a_letter_is_held_against_the_chain(workspace: Workspace) -> None:
    head = prove(workspace).head

    assert prove(workspace, (head,)).fault is None
    assert prove(workspace, (AuditHead(head.line, "0" * 64),)).fault is not None
    assert prove(workspace, (AuditHead(head.line + 1, head.hash),)).fault is not None


def test_a_head_reads_back_as_it_was_shown() -> None:
    head = AuditHead(123, "0a" * 32)

    assert parse_head(f" {show_head(head)}\n") == head


@pytest.mark.parametrize("words", ["", "123", "x:" + "0" * 64, "1:" + "0" * 63])
def test_what_is_no_head_is_refused(words: str) -> None:
    with pytest.raises(KamnotError, match="ไม่ใช่รหัสบันทึก"):
        parse_head(words)


@pytest.mark.parametrize("why", ["", "  "])
def test_nobody_is_erased_without_a_reason(workspace: Workspace, why: str) -> None:
    with pytest.raises(KamnotError, match="ต้องมีเหตุผล"):
        erase_person(workspace, "test", on=DAY, why=why, by="it")
    assert UNIT in workspace.unit(None)


def test_the_newest_lines_come_first_and_a_subject_narrows_them(workspace: Workspace) -> None:
    [line] = newest_lines(workspace, 1)
    groups = newest_lines(workspace, 100, subject=f"{UNIT}/planning")

    assert line == newest_lines(workspace, 100)[0]
    assert [(one.action, one.subject) for one in groups] == [
        ("contact.set", f"{UNIT}/planning"),
        ("group.set", f"{UNIT}/planning"),
    ]
