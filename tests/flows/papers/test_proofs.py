"""A pack proved years later: against its own contents, and against what was frozen."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from domain.language.how import How, Verb
from domain.packs.contents import NAME, Contents
from flows.papers.proofs import Record, prove, prove_here
from flows.run.workspace import Workspace
from tests.support.cast import UNIT
from tests.support.office import (
    REPORT,
)


def forge(path: Path, target: Path, receipt: str | None) -> Path:
    """A pack whose files agree with its own contents, and which is not what was submitted."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    contents = Contents.model_validate_json(entries.pop(NAME))
    files = tuple(f for f in contents.files if f.item != REPORT)
    changed = contents.model_copy(update={"files": files, "receipt": receipt})
    wanted = {f.path for f in files}
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in entries.items():
            if name in wanted:
                archive.writestr(name, data)
        archive.writestr(NAME, changed.to_json())
    return target


def test_a_forged_pack_agrees_with_itself_and_not_with_the_record(
    submitted: tuple[Workspace, Path], tmp_path: Path
) -> None:
    ws, path = submitted

    forged = prove(ws.engine, forge(path, tmp_path / "ชุด.zip", f"{UNIT}-2567-march-1"))

    assert forged.pack.faults == ()
    assert forged.record is Record.DIFFERENT
    assert not forged.holds


@pytest.mark.parametrize(
    ("receipt", "record"),
    [(None, Record.DRAFT), ("bureau-2567-march-77\x00", Record.UNKNOWN)],
    ids=["no receipt", "one nobody knows"],
)
def test_a_pack_without_a_known_receipt_proves_no_submission(
    submitted: tuple[Workspace, Path], tmp_path: Path, receipt: str | None, record: Record
) -> None:
    ws, path = submitted

    proof = prove(ws.engine, forge(path, tmp_path / "ชุด.zip", receipt))

    assert proof.record is record
    assert proof.holds is (record is Record.DRAFT)


def test_a_submitted_pack_is_proved_against_its_record(submitted: tuple[Workspace, Path]) -> None:
    ws, path = submitted

    assert prove(ws.engine, path).record is Record.SAME
    assert prove(ws.engine, path).holds
    assert prove(None, path).record is Record.UNKNOWN


def test_a_machine_without_a_database_proves_a_pack_by_itself_and_says_so(
    submitted: tuple[Workspace, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws, path = submitted
    monkeypatch.setenv("KAMNOT_HOME", str(ws.settings.home))
    here, no_trouble = prove_here(path)
    monkeypatch.setenv("KAMNOT_HOME", str(tmp_path / "another"))
    away, trouble = prove_here(path)

    assert (here.record, no_trouble) == (Record.SAME, None)
    assert (away.record, away.holds) == (Record.UNKNOWN, True)
    assert trouble is not None
    assert trouble.how == How(Verb.INIT)
