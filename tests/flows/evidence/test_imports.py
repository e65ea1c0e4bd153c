"""A folder comes in under one number, goes on after a stop, and is taken back as one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.language.errors import KamnotError, NotAllowedError, NotThereError, OvertakenError
from flows.evidence.browse import all_evidence
from flows.evidence.imports import StoppedError, UndoneImport, import_folder, undo_import
from flows.evidence.reviews import look_at, review
from flows.evidence.take_in import Incoming, file_in
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.records.evidence import Conflict
from storage.records.plan_in_force import set_closed
from tests.support.cast import UNIT

DAY, LATER = date(2024, 3, 1), date(2024, 3, 5)


def bring(ws: Workspace, folder: Path, *names: str, text: str = "", **more: object) -> int:
    """Import files of these names for 7.report; their content is the name and `text`. The import's number."""
    number, _ = import_folder(ws, UNIT, folder, made(folder, *names, text=text), by="test", **more)  # type: ignore[arg-type]  # passed on
    assert number is not None
    return number


def made(folder: Path, *names: str, text: str = "") -> list[Incoming]:
    for name in names:
        (folder / name).write_bytes(f"%PDF {name} {text}".encode())
    return [Incoming("7.report", folder / name, DAY) for name in names]


def undo(ws: Workspace, number: int, why: str = "ผิดแฟลชไดรฟ์", **more: bool) -> UndoneImport:
    return undo_import(ws, UNIT, number, why=why, on=LATER, by="test", **more)


def standing(ws: Workspace) -> dict[str, tuple[int, bool | None]]:
    """The newest version that counts of each file, and its review."""
    return {
        e.fact.file_name: (e.fact.version, e.accepted)
        for e in all_evidence(ws, UNIT)
        if e.newest and e.withdrawn_on is None
    }


def test_every_import_has_a_number_and_is_taken_back_as_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    first, second = (
        bring(workspace, tmp_path, "ก.pdf", "ข.pdf"),
        bring(workspace, tmp_path, "ค.pdf"),
    )
    numbers = {e.fact.file_name: e.import_id for e in all_evidence(workspace, UNIT)}
    assert numbers == {"ก.pdf": first, "ข.pdf": first, "ค.pdf": second}

    told = undo(workspace, first, why="", dry_run=True)
    assert (len(told.withdrawn), len(standing(workspace))) == (2, 3)

    undone = undo(workspace, first)

    assert [e.fact.file_name for e in undone.withdrawn] == ["ก.pdf", "ข.pdf"]
    assert standing(workspace).keys() == {"ค.pdf"}
    with pytest.raises(OvertakenError):
        undo(workspace, first)


def test_an_earlier_version_counts_again_with_its_review(
    workspace: Workspace, tmp_path: Path
) -> None:
    list(file_in(workspace, UNIT, made(tmp_path, "ก.pdf"), by="sender"))
    item = all_evidence(workspace, UNIT)[0].fact.item
    seen = look_at(workspace, UNIT, item)
    review(workspace, UNIT, seen, accepted=True, reason="ครบ", on=DAY, by="reviewer")
    number = bring(workspace, tmp_path, "ก.pdf", text="ใหม่")
    assert standing(workspace) == {"ก.pdf": (2, None)}

    undone = undo(workspace, number)

    assert (len(undone.restored), undone.withdrawn) == (1, ())
    assert standing(workspace) == {"ก.pdf": (3, True)}
    first, _, third = all_evidence(workspace, UNIT)
    assert first.fact.sha256 == third.fact.sha256


def test_what_an_import_replaced_counts_again(workspace: Workspace, tmp_path: Path) -> None:
    list(file_in(workspace, UNIT, made(tmp_path, "ก.pdf"), by="sender"))
    number = bring(workspace, tmp_path, "ก.pdf", text="ใหม่", conflict=Conflict.REPLACE)

    undone = undo(workspace, number)

    assert (len(undone.withdrawn), undone.replaced) == (1, 1)
    [kept] = [e for e in all_evidence(workspace, UNIT) if e.withdrawn_on is None]
    assert kept.import_id is None


def test_what_came_on_top_of_an_import_stays(workspace: Workspace, tmp_path: Path) -> None:
    number = bring(workspace, tmp_path, "ก.pdf", "ข.pdf")
    list(file_in(workspace, UNIT, made(tmp_path, "ก.pdf", text="แก้"), by="sender"))

    undone = undo(workspace, number)

    assert [e.fact.file_name for e in undone.withdrawn] == ["ข.pdf"]
    assert standing(workspace) == {"ก.pdf": (2, None)}


def test_an_import_that_is_stopped_says_what_is_kept_and_goes_on_with_its_number(
    workspace: Workspace, tmp_path: Path
) -> None:
    names = [f"{n}.pdf" for n in range(60)]
    told: list[str] = []

    def stop(name: str) -> None:
        told.append(name)
        if len(told) == 30:
            raise KeyboardInterrupt

    with pytest.raises(StoppedError, match="จาก 60 ไฟล์ \\(การนำเข้าเลขที่ 1\\)") as stopped:
        bring(workspace, tmp_path, *names, progress=stop)

    assert stopped.value.exit_code == 130
    kept = len(standing(workspace))
    assert 25 <= kept < 60
    assert f"{kept} of 60" in stopped.value.english
    assert bring(workspace, tmp_path, *names) == 1
    assert len(standing(workspace)) == 60
    assert bring(workspace, tmp_path, "ใหม่.pdf") == 2


def test_a_stop_before_the_first_file_is_safe_says_so(workspace: Workspace, tmp_path: Path) -> None:
    files = made(tmp_path, "ก.pdf")
    (tmp_path / "ก.pdf").unlink()
    (tmp_path / "ก.pdf").mkdir()

    with pytest.raises(KamnotError):
        import_folder(workspace, UNIT, tmp_path, files, by="test")

    assert bring(workspace, tmp_path, "ข.pdf") == 1


def test_an_unknown_import_a_missing_reason_and_a_closed_year_are_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    number = bring(workspace, tmp_path, "ก.pdf")
    with pytest.raises(NotThereError):
        undo(workspace, number + 1)
    with pytest.raises(KamnotError, match="ต้องมีเหตุผล"):
        undo(workspace, number, why=" ")
    with writing(workspace.engine) as session:
        set_closed(session, 2567, closed=True, by="test", why="สิ้นปี", now=workspace.now())

    with pytest.raises(NotAllowedError):
        undo(workspace, number)
    assert standing(workspace).keys() == {"ก.pdf"}
