"""A derived file is made once, kept as evidence is, and found again where there is no LibreOffice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.language.errors import BusyError
from flows.evidence.derived import derive, kept_as
from flows.evidence.maintain import check_store
from flows.evidence.take_in import Incoming, take_in
from flows.run.workspace import Workspace
from inspection.office import converting
from storage.db.database import reading
from storage.records.evidence import DerivedFile, keep_derived
from storage.records.listed_evidence import ListedEvidence, find_version
from tests.support.cast import UNIT
from tests.support.evidence import word

DAY = date(2024, 3, 1)


def taken_in(ws: Workspace, folder: Path) -> ListedEvidence:
    file = folder / "รายงาน.docx"
    file.write_bytes(word())
    [intake] = take_in(ws, UNIT, [Incoming("7.report", file, DAY)], by="test")
    with reading(ws.engine) as session:
        return find_version(session, UNIT, intake.added.item)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_a_derived_file_is_made_once_and_the_store_knows_it(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = taken_in(workspace, tmp_path)
    assert kept_as(workspace, one.fact.sha256, "pdf") is None

    made = derive(workspace, UNIT, one, "docx", "pdf", by="test")
    assert made is not None
    assert made.by_machine
    monkeypatch.setattr(converting, "converter", lambda: None)

    assert derive(workspace, UNIT, one, "docx", "pdf", by="test") == made
    with workspace.store.open(made.sha256) as stream:
        assert stream.read(5) == b"%PDF-"
    report = check_store(workspace)
    assert (report.sound, report.orphans, report.contents) == (True, (), 2)


def test_where_nothing_can_be_made_nothing_is_kept(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = taken_in(workspace, tmp_path)
    monkeypatch.setattr(converting, "converter", lambda: None)
    assert derive(workspace, UNIT, one, "docx", "pdf", by="test") is None
    assert kept_as(workspace, one.fact.sha256, "pdf") is None


def test_a_busy_database_leaves_no_copy_without_a_row(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, tries = taken_in(workspace, tmp_path), iter([True])

    @contextmanager
    def copied(*_: object) -> Iterator[Path]:
        yield tmp_path / "รายงาน.docx"

    def at_first_busy(*args: Any, **more: Any) -> DerivedFile:
        if next(tries, False):
            raise BusyError("ถูกใช้งานอยู่", "busy")
        return keep_derived(*args, **more)

    monkeypatch.setattr("flows.evidence.derived.converted", copied)
    monkeypatch.setattr("flows.evidence.derived.keep_derived", at_first_busy)
    monkeypatch.setattr("flows.run.call._BREATH", 0)
    assert derive(workspace, UNIT, one, "docx", "pdf", by="test")
    assert not check_store(workspace).orphans
