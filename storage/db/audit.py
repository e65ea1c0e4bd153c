"""The audit: who did what to what, as a chain of lines, each written in the transaction of its change.

A line's hash covers the line before it, so that no line can be altered, added or removed unseen. Lines name people
by tokens (`person`) and cover details by a salted hash, so that both can be erased and the chain still holds
(docs/privacy.md).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.db.tables import AuditHeadRow, AuditRow, PersonRow

GENESIS = "0" * 64
"""The hash before the first line."""
ERASED = "person-"
"""How every token begins."""
ERASE = "person.erase"
"""The action of a line that lists the lines whose details were erased."""
_WAITING = "kamnot_audit"
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line as people read it. `actor` is a name, or a token once erased; `details` is None once erased."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any] | None
    hash: str


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest line's number and hash; `AuditHead(0, GENESIS)` before the first."""

    line: int
    hash: str


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """The first line that does not hold: its number, and why in Thai and English."""

    line: int
    thai: str
    english: str


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """The result of checking the whole chain; `fault` is None if every line holds."""

    lines: int
    head: AuditHead
    erased: int
    fault: BrokenLine | None


def record(
    session: Session,
    actor: str,
    action: str,
    subject: str,
    details: dict[str, Any],
    now: datetime,
) -> None:
    """Add one line: `action` such as `evidence.add`, `subject` such as `finance/7.report/12.1`.

    `details` is plain JSON without secrets; `now` is aware. `storage.db.database.writing` chains the line at the
    end of the transaction, so that writers wait for the chain as briefly as possible.
    """
    session.info[_WAITING].append((now, actor, action, subject, details))


def begin(session: Session) -> None:
    """Allow lines in this session. In a session that only reads, `record` raises KeyError."""
    session.info[_WAITING] = []


def seal(session: Session) -> None:
    """Chain the lines of this transaction. The next writer waits until it is committed."""
    waiting = session.info.pop(_WAITING)
    if not waiting:
        return
    head = session.exec(select(AuditHeadRow).with_for_update()).one()
    # All tokens before the first line: each query flushes the lines added before it, one by one.
    tokens = {name: person_token(session, name) for name in dict.fromkeys(w[1] for w in waiting)}
    for at, actor, action, subject, details in waiting:
        row = chained(
            AuditHead(head.line, head.hash),
            at=at,
            actor=tokens[actor],
            action=action,
            subject=subject,
            details=details,
        )
        session.add(row)
        head.line, head.hash = row.id or 0, row.hash
    session.add(head)
    session.flush()


def chained(
    head: AuditHead, *, at: datetime, actor: str, action: str, subject: str, details: dict[str, Any]
) -> AuditRow:
    """The line that follows `head`; `actor` is a token already."""
    plain, salt = _plain(details), secrets.token_hex(16)
    row = AuditRow(
        id=head.line + 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        details=plain,
        salt=salt,
        details_hash=_details_hash(salt, plain),
        prev=head.hash,
    )
    row.hash = _hash(row)
    return row


def person_token(session: Session, name: str) -> str:
    """The token of this account or address in the audit: the same one until it is erased."""
    row = session.exec(select(PersonRow).where(PersonRow.name == name)).first()
    if row is None:
        row = PersonRow(token=f"{ERASED}{secrets.token_hex(8)}", name=name)
        session.add(row)
        session.flush()
    return row.token


def audit_lines(session: Session, limit: int = 100, *, subject: str = "") -> tuple[AuditLine, ...]:
    """The newest lines, newest first; only those whose subject begins with `subject`."""
    query = select(AuditRow, PersonRow.name).outerjoin(
        PersonRow, col(PersonRow.token) == col(AuditRow.actor)
    )
    if subject:
        query = query.where(col(AuditRow.subject).startswith(subject, autoescape=True))
    rows = session.exec(query.order_by(col(AuditRow.id).desc()).limit(limit))
    return tuple(_line(row, name) for row, name in rows)


def head_of(session: Session) -> AuditHead:
    """The newest line's number and hash."""
    row = session.exec(select(AuditHeadRow)).one()
    return AuditHead(row.line, row.hash)


def verify(session: Session, anchors: Sequence[AuditHead] = ()) -> ChainVerdict:
    """Check the whole chain and name the first line that was altered, added or removed.

    `anchors` are heads noted elsewhere earlier (letters, the anchor file). They reveal a chain whose end was cut
    off and whose head was rewritten to match.
    """
    walk = _Walk({anchor.line: anchor.hash for anchor in anchors})
    for row in _rows(session):
        fault = walk.take(row)
        if fault is not None:
            return ChainVerdict(walk.lines, walk.head, len(walk.erased), fault)
    return ChainVerdict(walk.lines, walk.head, len(walk.erased), walk.end(head_of(session)))


class _Walk:
    """The state of one walk along the chain."""

    def __init__(self, anchors: dict[int, str]) -> None:
        self.head, self.lines = AuditHead(0, GENESIS), 0
        self.erased: list[int] = []
        self._announced: set[int] = set()
        self._anchors = anchors

    def take(self, row: AuditRow) -> BrokenLine | None:
        """Check the next line. Returns what is wrong with it, or None."""
        number = row.id or 0
        if row.prev != self.head.hash:
            return BrokenLine(
                number,
                f"บรรทัดก่อนบรรทัดที่ {number} ถูกลบ แทรก หรือแก้",
                f"a line before line {number} was removed, put in or altered",
            )
        if row.hash != _hash(row) or self._anchors.pop(number, row.hash) != row.hash:
            return _altered(number)
        if row.details is None:
            self.erased.append(number)
        elif row.details_hash != _details_hash(row.salt or "", row.details):
            return _altered(number)
        elif row.action == ERASE:
            self._announced.update(row.details.get("lines", ()))
        self.head, self.lines = AuditHead(number, row.hash), self.lines + 1
        return None

    def end(self, kept: AuditHead) -> BrokenLine | None:
        """Check that the chain ends where its head says, and that every erasure was announced."""
        missing = [line for line in self._anchors if line > self.head.line]
        if kept != self.head or missing:
            number = self.head.line + 1
            return BrokenLine(
                number,
                f"บรรทัดตั้งแต่ที่ {number} ถูกลบ",
                f"the lines from {number} on were removed",
            )
        silent = [line for line in self.erased if line not in self._announced]
        if silent or self._anchors:
            return _altered(min([*silent, *self._anchors]))
        return None


def _altered(number: int) -> BrokenLine:
    return BrokenLine(number, f"บรรทัดที่ {number} ถูกแก้", f"line {number} was altered")


def erase_details(session: Session, words: Sequence[str]) -> list[int]:
    """Empty the details that mention any of these names or addresses; returns the lines' numbers.

    The caller lists them in a line `ERASE`; otherwise `verify` reports them as altered.
    """
    names, found = [_folded(word) for word in words], []
    for row in _rows(session):
        text = _folded(json.dumps(row.details, ensure_ascii=False)) if row.details else ""
        if any(name in text for name in names):
            found.append(row.id or 0)
    for number in found:
        row = session.get_one(AuditRow, number)
        row.details, row.salt = None, None
        session.add(row)
    session.flush()
    return found


def _folded(text: str) -> str:
    """A text in which a name is found in any case and spacing."""
    return " ".join(text.split()).casefold()


def _rows(session: Session) -> Iterator[AuditRow]:
    """Every line in order, some at a time: all may not fit into memory."""
    last = 0
    while True:
        query = select(AuditRow).where(col(AuditRow.id) > last).order_by(col(AuditRow.id))
        rows = session.exec(query.limit(_CHUNK)).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id or 0


def _line(row: AuditRow, name: str | None) -> AuditLine:
    return AuditLine(
        row.id or 0, row.at, name or row.actor, row.action, row.subject, row.details, row.hash
    )


def _plain(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details as the database returns them: it replaces half surrogate pairs, which broken PDFs yield."""
    text = json.dumps(details, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    plain: dict[str, Any] = json.loads(text)
    return plain


def _details_hash(salt: str, details: Mapping[str, Any]) -> str:
    return _digest([salt, details])


def _hash(row: AuditRow) -> str:
    moment = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _digest([row.prev, row.id, moment, row.actor, row.action, row.subject, row.details_hash])


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def name_now(session: Session, stored: str, name: str) -> str:
    """`name` where the stored account is the token of that very person, erased since; else what is stored.

    So an erased sender who works on does not review their own file.
    """
    if not stored.startswith(ERASED):
        return stored
    erasures = session.exec(
        select(AuditRow.details).where(AuditRow.action == ERASE, AuditRow.subject == stored)
    )
    mark = mark_of(name, stored)
    return name if any(mark in (details or {}).get("marks", ()) for details in erasures) else stored


def mark_of(name: str, token: str) -> str:
    """The one-way mark of an erased name: slow to compute, so that nobody tries all names of an office at leisure."""
    plain = name.strip().casefold().encode()
    return hashlib.scrypt(plain, salt=token.encode(), n=2**14, r=8, p=1, dklen=32).hex()
