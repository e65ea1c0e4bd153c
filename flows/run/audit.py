"""The audit for people: list it, prove its chain, note its head in a file, erase a person."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from domain.language.errors import KamnotError
from domain.language.reasons import given_reason
from flows.run.workspace import Workspace
from storage.db import audit
from storage.db.anchors import anchor_file, heads_in, note_of
from storage.db.audit import AuditHead, AuditLine, ChainVerdict
from storage.db.database import flush, reading, writing
from storage.records.erasure import Erased
from storage.records.erasure import erase_person as erase_person_in

__all__ = [
    "AuditHead",
    "AuditLine",
    "ChainVerdict",
    "Erased",
    "erase_person",
    "newest_line",
    "newest_lines",
    "note_head",
    "parse_head",
    "prove",
    "show_head",
]


def note_head(ws: Workspace) -> None:
    """Note the chain's head and the letters that were tried, if they have changed since the last note.

    A folder that cannot be written, or a full disk, costs only the note: the check must continue.
    """
    with reading(ws.engine) as session:
        head = audit.head_of(session)
        noted = note_of(session, head)
    path = anchor_file(ws.settings)
    try:
        known = path.read_text("utf-8") if path.exists() else ""
        if head.line and f"{noted}\n" not in known:
            # After a power cut the database must not lack what was noted.
            if f" {noted.split()[-1]}\n" not in known and not flush(ws.engine):
                return
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{ws.now().isoformat(timespec='seconds')} {noted}\n")
    except OSError:
        return


def newest_lines(ws: Workspace, limit: int, *, subject: str = "") -> tuple[AuditLine, ...]:
    """The newest lines, newest first; only those whose subject begins with `subject`."""
    with reading(ws.engine) as session:
        return audit.audit_lines(session, limit, subject=subject)


def newest_line(ws: Workspace) -> int:
    """The number of the newest line: it grows with every change that is recorded."""
    with reading(ws.engine) as session:
        return audit.head_of(session).line


def show_head(head: AuditHead) -> str:
    """`123:0a1b…`: the newest line's number and hash, as `parse_head` reads it."""
    return f"{head.line}:{head.hash}"


def parse_head(text: str) -> AuditHead:
    """Read `123:0a1b…` (64 hex digits). Raises KamnotError for anything else."""
    found = heads_in(text)
    if len(found) != 1 or show_head(found[0]) != text.strip():
        raise KamnotError(
            f"“{text}” ไม่ใช่รหัสบันทึก ต้องเป็นเลขบรรทัด:รหัส ๖๔ ตัว เช่น 123:0a1b…",
            f"{text!r} is no head of the trail; write line:hash with 64 hex digits.",
        )
    return found[0]


def prove(ws: Workspace, anchors: tuple[AuditHead, ...] = ()) -> ChainVerdict:
    """Check the whole chain against every head noted so far and those given."""
    with reading(ws.engine) as session:
        return audit.verify(session, (*_noted(ws), *anchors))


def _noted(ws: Workspace) -> tuple[AuditHead, ...]:
    path = anchor_file(ws.settings)
    if not path.exists():
        return ()
    try:
        text = path.read_text("utf-8", "replace")
    except OSError as error:
        raise KamnotError(
            f"อ่านไฟล์ “{path}” ไม่ได้ ({error.strerror}) จึงพิสูจน์ได้ไม่ครบ โปรดตรวจสิทธิ์ของไฟล์",
            f"Cannot read {str(path)!r} ({error.strerror}): the proof would be incomplete.",
        ) from error
    return tuple(heads_in(text))


class _OnlyLooked(Exception):  # noqa: N818  # no error: it ends a transaction that is not to be kept
    """Raised to undo the erasure."""


def erase_person(
    ws: Workspace, name: str, *, on: date, why: str, by: str, dry_run: bool = False
) -> Erased:
    """Erase a person and note the new head; with `dry_run` only count what would change.

    Raises KamnotError if the person is unknown or the acting account, or the reason missing.
    """
    reason = given_reason(why, "การลบข้อมูลบุคคล", "Erasing a person")
    with suppress(_OnlyLooked), writing(ws.engine) as session:
        erased = erase_person_in(session, name, erased_on=on, why=reason, by=by, now=ws.now())
        if dry_run:
            raise _OnlyLooked
    if not dry_run:
        note_head(ws)
    return erased
