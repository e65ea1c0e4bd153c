"""What lies beside a database and shows whether it is the newest: what was noted of it, evidence and letters.

A database that was put back or made anew knows nothing of the letters sent since, and would send them again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from domain.language.errors import OvertakenError
from domain.language.how import How, Verb
from storage.db.audit import AuditHead
from storage.db.database import reading
from storage.db.tables import AuditRow
from storage.settings import Settings

ANCHORS = "audit-anchors.txt"
"""The file of the home in which heads of the audit are noted, one a line."""
_HEAD = re.compile(r"(\d+):([0-9a-f]{64})")
_NOTED = re.compile(_HEAD.pattern + r"(?: sent:(\d+))?")
_TAIL = 4096
"""Bytes from the end of the file in which its newest head stands."""


def anchor_file(settings: Settings) -> Path:
    """The file of the noted heads: outside the database, so that it reveals one that was rewritten or put back."""
    return settings.home / ANCHORS


def heads_in(noted: str) -> list[AuditHead]:
    """Every head of a text, such as `123:0a1b…`, in its order."""
    return [AuditHead(int(line), found) for line, found in _HEAD.findall(noted)]


def note_of(session: Session, head: AuditHead) -> str:
    """What is noted of a database: the head of its audit, and the number of the last attempt to send a letter."""
    return f"{head.line}:{head.hash} sent:{_attempts(session)}"


def set_aside(noted: str) -> str:
    """The text with its heads made unreadable as such: a restore has taken the audit back behind them."""
    return _HEAD.sub(r"\1#\2", sent_set_aside(noted))


def sent_set_aside(noted: str) -> str:
    """The text with the same done to its letters: after a restore all wait until a person has looked."""
    return noted.replace(" sent:", " sent#")


def refuse_older(settings: Settings, engine: Engine) -> None:
    """Raise OvertakenError if the database lacks a head noted beside it, or is newer than evidence or letters there."""
    noted = _newest(anchor_file(settings))
    with reading(engine) as session:
        if noted is not None and _hash_of(session, int(noted[1])) != noted[2]:
            raise _older(f"บันทึกบรรทัดที่ {noted[1]}", f"line {noted[1]} of the trail")
        if noted is not None and _attempts(session) < int(noted[3] or 0):
            raise _older("จดหมายที่ส่งไปแล้ว", "letters that were sent")
        if _is_new_beside(session, settings):
            raise lost(settings)


def refuse_lost(settings: Settings) -> None:
    """Raise OvertakenError if something of a database lies in the home: call this where there is none."""
    if _newest(anchor_file(settings)) is not None or any(
        chain(_evidence(settings), _letters(settings))
    ):
        raise lost(settings)


def lost(settings: Settings) -> OvertakenError:
    """The error of a home whose database is gone, or new beside things that are older."""
    return OvertakenError(
        f"ใน “{settings.home}” มีหลักฐาน จดหมาย หรือบันทึกของฐานข้อมูลเดิม แต่ฐานข้อมูลเดิมหายไป จึงไม่ส่งและไม่สร้างอะไร"
        " โปรดกู้คืนจากสำเนาสำรองล่าสุด หรือเริ่มใหม่ในโฟลเดอร์ข้อมูลอื่น",
        f"{settings.home} has evidence, letters or notes of a database that is gone, so nothing is sent or made;"
        " restore the newest backup, or begin anew in another data folder.",
        How(Verb.RESTORE),
    )


def _older(thai: str, english: str) -> OvertakenError:
    return OvertakenError(
        f"ฐานข้อมูลนี้เก่ากว่าที่จดไว้ใน {ANCHORS} (ไม่มี{thai}) จึงไม่ส่งและไม่เปลี่ยนอะไร"
        " โปรดย้ายฐานข้อมูลนี้ออก แล้วกู้คืนจากสำเนาสำรองล่าสุด",
        f"The database is older than what is noted in {ANCHORS} (it lacks {english}), so nothing is sent or"
        " changed; move it away and restore the newest backup.",
        How(Verb.RESTORE),
    )


def _newest(path: Path) -> re.Match[str] | None:
    """The line, hash and letters noted last, if any. What cannot be read is found by the audit's own proof."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
            tail = file.read().decode("utf-8", "replace")
    except OSError:
        return None
    return next(reversed(list(_NOTED.finditer(tail))), None)


def _attempts(session: Session) -> int:
    """The number of the last attempt to send a letter; none is ever removed."""
    return session.connection().scalar(text("SELECT max(id) FROM outbox_attempt")) or 0


def _hash_of(session: Session, line: int) -> str | None:
    return session.exec(select(AuditRow.hash).where(AuditRow.id == line)).first()


def _is_new_beside(session: Session, settings: Settings) -> bool:
    """Whether the database knows of no evidence or letter, though some lie there from before it was made.

    What a killed intake left is younger than the database.
    """
    unknown = [
        trace
        for table, traces in (
            ("evidence_version", _evidence(settings)),
            ("outbox", _letters(settings)),
        )
        if session.connection().scalar(text(f"SELECT 1 FROM {table} LIMIT 1")) is None  # noqa: S608  # one of two names
        for trace in traces
    ]
    if not unknown:
        return False
    made = session.exec(select(AuditRow.at).where(AuditRow.id == 1)).first() or datetime.now(UTC)
    return any(trace.stat().st_mtime < made.timestamp() for trace in unknown)


def _evidence(settings: Settings) -> Iterable[Path]:
    place = settings.store_place
    return place.glob("[0-9a-f][0-9a-f]/" + "[0-9a-f]" * 62) if isinstance(place, Path) else ()


def _letters(settings: Settings) -> Iterable[Path]:
    return settings.mailbox.glob("*.eml")
