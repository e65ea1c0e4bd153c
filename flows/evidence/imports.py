"""Takes a folder in as one, under a number, and takes it back as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from domain.language.errors import CouldNotFinishError, OvertakenError
from domain.language.reasons import given_reason
from flows.evidence.take_in import FolderImport, Incoming, Intake, take_in
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.evidence import (
    Conflict,
    end_import,
    hold_import,
    items_of_import,
    restore_replaced,
    restore_version,
    withdraw_evidence,
)
from storage.records.listed_evidence import ListedEvidence, versions_of
from storage.records.submissions import submissions_of


class StoppedError(CouldNotFinishError):
    """Somebody stopped the work; says what is safe and how it goes on."""

    exit_code = 130


def import_folder(
    ws: Workspace,
    unit: str,
    folder: Path,
    files: Sequence[Incoming],
    *,
    by: str,
    note: str = "",
    conflict: Conflict = Conflict.NEW_VERSION,
    entered_on: date | None = None,
    why: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[int | None, list[Intake]]:
    """Take a folder's files in as `take_in` does. Returns the import's number and the files.

    The import of a folder that was cut short goes on with its number. Raises StoppedError on Ctrl-C.
    """
    of = FolderImport(str(folder.resolve()))
    try:
        taken = take_in(
            ws, unit, files, by=by, note=note, conflict=conflict,
            entered_on=entered_on, why=why, of=of, progress=progress,
        )  # fmt: skip
    except KeyboardInterrupt as error:
        raise _stopped(ws, of.number, len(files)) from error
    if of.number is not None:
        with writing(ws.engine) as session:
            end_import(session, of.number, now=ws.now())
    return of.number, taken


def _stopped(ws: Workspace, number: int | None, count: int) -> StoppedError:
    if number is None:
        return StoppedError("หยุดแล้ว ยังไม่ได้รับไฟล์ใด", "Stopped; no file was taken in.")
    with reading(ws.engine) as session:
        kept = len(items_of_import(session, number))
    return StoppedError(
        f"หยุดแล้ว รับไว้ {kept} จาก {count} ไฟล์ (การนำเข้าเลขที่ {number}) นำเข้าโฟลเดอร์เดิมอีกครั้งเพื่อทำต่อ",
        f"Stopped; {kept} of {count} files are kept (import {number}). Import the folder again to go on.",
    )


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """What undoing an import does: items that count no more, and earlier files that count again.

    `accepted` and `submitted` are those of the items that a reviewer accepted or that a standing submission holds.
    """

    number: int
    withdrawn: tuple[ListedEvidence, ...]
    restored: tuple[ListedEvidence, ...]
    replaced: int
    accepted: int
    submitted: int


def undo_import(
    ws: Workspace, unit: str, number: int, *, why: str, on: date, by: str, dry_run: bool = False
) -> UndoneImport:
    """Take an import back: its items are withdrawn from the day `on`, what it replaced counts again.

    What somebody handed in on top of it stays. With `dry_run` nothing is written. Raises NotThereError if the unit
    has no such import, OvertakenError if it was undone before, KamnotError if the reason is missing or the year closed.
    """
    reason = "" if dry_run else given_reason(why, "การยกเลิกการนำเข้า", "Undoing an import")
    with writing(ws.engine) as session:
        row = hold_import(session, unit, number)
        if row.undone_at is not None:
            raise OvertakenError(
                f"การนำเข้าเลขที่ {number} ถูกยกเลิกไปแล้ว", f"Import {number} was undone before."
            )
        withdrawn, restored = _standing(session, unit, number)
        replaced = 0
        if not dry_run:
            row.undone_at = row.ended_at = ws.now()
            session.add(row)
            for one in withdrawn:
                withdraw_evidence(
                    session, unit, one.fact.item,
                    withdrawn_on=on, by=by, reason=reason, now=ws.now(),
                )  # fmt: skip
            for one in restored:
                restore_version(
                    session, unit, one.fact.item, one.fact.version,
                    reason=reason, by=by, now=ws.now(),
                )  # fmt: skip
            replaced = restore_replaced(session, unit, number, reason=reason, by=by, now=ws.now())
        touched = [*withdrawn, *restored]
        held = _submitted(ws, session, unit)
    return UndoneImport(
        number,
        tuple(withdrawn),
        tuple(restored),
        replaced,
        sum(one.accepted is True for one in withdrawn),
        sum(one.fact.item in held for one in touched),
    )


def _standing(
    session: Session, unit: str, number: int
) -> tuple[list[ListedEvidence], list[ListedEvidence]]:
    """The newest versions to withdraw, and the earlier versions that come back."""
    withdrawn, restored = [], []
    for item in items_of_import(session, number):
        versions = versions_of(session, unit, item)
        if versions[-1].withdrawn_on is not None or versions[-1].import_id != number:
            continue
        before = [one for one in versions if one.import_id != number]
        restored.append(before[-1]) if before else withdrawn.append(versions[-1])
    return withdrawn, restored


def _submitted(ws: Workspace, session: Session, unit: str) -> frozenset[int]:
    """The items of every submission that was not taken back."""
    return frozenset(
        file["item"]
        for one in submissions_of(session, unit, ws.plan.fiscal_year, *ws.plan.batch_by_id)
        if one.withdrawn_at is None
        for file in one.frozen.evidence
    )
