"""Erases a person: the name leaves every table, the record of what was done stays (docs/privacy.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select, update

from domain.language.errors import NotAllowedError, NotThereError, OvertakenError
from storage.db import audit
from storage.db.accounts import accounts_called, erase_account
from storage.db.run_tables import (
    DutyReportRow,
    OutboxAttemptRow,
    OutboxRow,
    SkippedRow,
    SnoozeRow,
    SubmissionRow,
)
from storage.db.tables import (
    AbsenceRow,
    AppliedPlanRow,
    AuditRow,
    ContactRow,
    DerivedFileRow,
    EvidenceImportRow,
    EvidenceVersionRow,
    MeasureRow,
    PersonRow,
    PictureChoiceRow,
    RegisterRowRow,
    ReliefRow,
    ReviewRow,
    SettingRow,
    SurveyRoundRow,
    YearClosingRow,
)
from storage.outbox.rows import DROPPED, SENDING, SENT, SUPERSEDED

ACTORS = (
    (EvidenceVersionRow, "added_by"),
    (EvidenceImportRow, "started_by"),
    (DerivedFileRow, "made_by"),
    (ReviewRow, "reviewer"),
    (MeasureRow, "entered_by"),
    (RegisterRowRow, "entered_by"),
    (SurveyRoundRow, "imported_by"),
    (SurveyRoundRow, "accepted_by"),
    (SurveyRoundRow, "ended_by"),
    (ReliefRow, "entered_by"),
    (AppliedPlanRow, "applied_by"),
    (YearClosingRow, "by"),
    (SnoozeRow, "entered_by"),
    (DutyReportRow, "entered_by"),
    (AbsenceRow, "entered_by"),
    (AbsenceRow, "email"),
    (AbsenceRow, "deputy"),
    (PictureChoiceRow, "by"),
    (SubmissionRow, "submitted_by"),
    (SubmissionRow, "withdrawn_by"),
    (SubmissionRow, "received_by"),
    (SettingRow, "value"),
)
"""The columns that hold an account's name beside what it did, or an address in an absence."""
_OVER = (SENT, SUPERSEDED, DROPPED)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: the token that replaces the person, and how many rows of each kind changed."""

    token: str
    rows: int
    contacts: int
    letters: int
    lines: int


def erase_person(
    session: Session, name: str, *, erased_on: date, why: str, by: str, now: datetime
) -> Erased:
    """Replace an account's name or a mail address by a token in every table.

    Contacts with it are emptied and receive no more letters. Letters to it keep their history and lose address and
    text. Audit lines keep their hash and lose details that mention it. Rows of registers, in every version, and
    open answers to surveys say the token where they named the person. Evidence, its file names and the reasons in
    reviews are the office's records and stay.

    The line of the erasure keeps a slow one-way mark of each name, by which `audit.name_now` still knows the person.

    Raises KamnotError if the name is unknown or the acting account's own, or a letter to the person is being sent.
    """
    words = _names_of(session, name)
    _refuse_unknown(session, name, words)
    _refuse_oneself(words, by)
    _refuse_while_sending(session, words)
    token = _token_of(session, words)
    contacts = _empty_contacts(session, words, token)
    letters = _empty_letters(session, words, token)
    erase_account(session, words, token)
    rows = sum(_replace_actor(session, table, column, words, token) for table, column in ACTORS)
    rows += _replace_in_rows(session, words, token) + _replace_in_surveys(session, words, token)
    lines = audit.erase_details(session, words)
    _forget(session, words, erased_on)
    marks = [audit.mark_of(word, token) for word in words]
    details = {"lines": lines, "why": why, "marks": marks}
    audit.record(session, by, audit.ERASE, token, details, now)
    return Erased(token, rows, contacts, letters, len(lines))


def _token_of(session: Session, words: Sequence[str]) -> str:
    """The token under which the person already acted, by any of the names; else a new one."""
    known = session.exec(select(PersonRow.token).where(col(PersonRow.name).in_(list(words)))).all()
    acted = session.exec(select(AuditRow.actor).where(col(AuditRow.actor).in_(known)).limit(1))
    return acted.first() or next(iter(known), None) or audit.person_token(session, words[0])


def _refuse_oneself(words: Sequence[str], by: str) -> None:
    if by.casefold() in {word.casefold() for word in words}:
        raise NotAllowedError(
            f"“{by}” เป็นบัญชีที่กำลังสั่งอยู่ ลบตนเองไม่ได้ เพราะการลบต้องบันทึกว่าใครสั่ง โปรดให้ผู้อื่นสั่ง",
            f"{by!r} is the acting account: the erasure must name who did it. Ask somebody else.",
        )


def _refuse_unknown(session: Session, name: str, words: Sequence[str]) -> None:
    lowered = _lowered(words)
    places = (
        select(PersonRow.token).where(col(PersonRow.name).in_(list(words))),
        select(ContactRow.email).where(func.lower(ContactRow.email).in_(lowered)),
        select(OutboxRow.recipient).where(func.lower(OutboxRow.recipient).in_(lowered)),
    )
    known = any(session.exec(query.limit(1)).first() is not None for query in places)
    naming = (_rows_naming(session, words), _surveys_naming(session, words))
    named = any(next(found, None) is not None for found in naming)
    if not (known or named or accounts_called(session, words)):
        raise NotThereError(
            f"ไม่พบ “{name}” ในฐานข้อมูล โปรดระบุชื่อบัญชีหรือที่อยู่อีเมลตามที่บันทึกไว้",
            f"Nobody called {name!r} is in the database; give an account or an address as recorded.",
        )


def _names_of(session: Session, name: str) -> Sequence[str]:
    """The name itself first, then the accounts, addresses and chats of the same contacts."""
    same = func.lower(name)
    contacts = session.exec(
        select(ContactRow).where(
            or_(func.lower(ContactRow.email) == same, func.lower(ContactRow.account) == same)
        )
    )
    found = [name.strip()]
    for contact in contacts:
        found += [contact.email, *([contact.account] if contact.account else [])]
        if "#" in (contact.notify_url_env or ""):
            found.append(f"chat:{contact.notify_url_env}")
    for account in accounts_called(session, found):
        found += [account.name, account.email]
    return list(dict.fromkeys(found))


def _lowered(words: Sequence[str]) -> list[str]:
    return [word.lower() for word in words]


def _refuse_while_sending(session: Session, words: Sequence[str]) -> None:
    query = select(OutboxRow.id).where(
        func.lower(OutboxRow.recipient).in_(_lowered(words)), OutboxRow.state == SENDING
    )
    if session.exec(query.limit(1)).first() is not None:
        raise OvertakenError(
            "กำลังส่งจดหมายถึงบุคคลนี้อยู่ โปรดรอให้ส่งเสร็จแล้วสั่งใหม่",
            "A letter to this person is being sent right now; wait until it is done and try again.",
        )


def _empty_contacts(session: Session, words: Sequence[str], token: str) -> int:
    rows = session.exec(
        select(ContactRow).where(
            or_(
                func.lower(ContactRow.email).in_(_lowered(words)),
                func.lower(ContactRow.account).in_(_lowered(words)),
            )
        )
    ).all()
    for row in rows:
        row.email, row.office = f"{token}-{row.id}@erased.invalid", row.role
        row.account, row.notify_url_env, row.active = None, None, False
        session.add(row)
    session.flush()
    return len(rows)


def _empty_letters(session: Session, words: Sequence[str], token: str) -> int:
    rows = session.exec(
        select(OutboxRow).where(func.lower(OutboxRow.recipient).in_(_lowered(words)))
    ).all()
    for row in rows:
        row.recipient, row.raw, row.last_error = token, b"", None
        row.channel = row.channel.partition("#")[0]
        if row.state not in _OVER:
            row.state = DROPPED  # an empty letter must not go out by a later `outbox retry`
        session.add(row)
    # A server's own words name the address that it refused.
    session.execute(
        update(OutboxAttemptRow)
        .where(col(OutboxAttemptRow.outbox_id).in_([row.id for row in rows]))
        .values(detail="")
    )
    session.execute(
        update(SkippedRow)
        .where(func.lower(col(SkippedRow.recipient)).in_(_lowered(words)))
        .values(recipient=token)
    )
    session.flush()
    return len(rows)


def _replace_actor(
    session: Session, table: type, column: str, words: Sequence[str], token: str
) -> int:
    where = col(getattr(table, column))
    done = session.execute(
        update(table).where(where.in_(list(words))).values({column: token}).returning(where)
    )
    return len(done.all())


def _rows_naming(
    session: Session, words: Sequence[str]
) -> Iterator[tuple[RegisterRowRow, re.Pattern[str]]]:
    """Every version of a register's row that names the person in a cell or a reason, and how the name is found."""
    pattern = _pattern(words)
    for row in session.exec(select(RegisterRowRow)):
        if any(pattern.search(text) for text in (*_texts(row.cells.values()), row.why)):
            yield row, pattern


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """The names in a text in any case and spacing: short accounts must not be found inside other words."""
    names = sorted((word.split() for word in words), key=lambda parts: -len("".join(parts)))
    spaced = (r"\s+".join(map(re.escape, parts)) for parts in names if parts)
    return re.compile(
        rf"(?<![A-Za-z0-9_.@-])(?:{'|'.join(spaced)})(?![A-Za-z0-9_@-])", re.IGNORECASE
    )


def _texts(cells: Iterable[object]) -> Iterator[str]:
    return (cell for cell in cells if isinstance(cell, str))


def _replace_in_rows(session: Session, words: Sequence[str], token: str) -> int:
    """Replace the name in the cells and reasons of every version of a row."""
    found = list(_rows_naming(session, words))
    for row, pattern in found:
        row.cells = {
            name: pattern.sub(token, cell) if isinstance(cell, str) else cell
            for name, cell in row.cells.items()
        }
        row.why = pattern.sub(token, row.why)
        session.add(row)
    session.flush()
    return len(found)


def _surveys_naming(
    session: Session, words: Sequence[str]
) -> Iterator[tuple[SurveyRoundRow, re.Pattern[str]]]:
    """Every round of a survey that names the person in an open answer or a reason."""
    pattern = _pattern(words)
    for row in session.exec(select(SurveyRoundRow)):
        said = (answer for one in row.answers["rows"] for answer in _texts(one))
        if any(pattern.search(text) for text in (*said, row.why, row.ended_why)):
            yield row, pattern


def _replace_in_surveys(session: Session, words: Sequence[str], token: str) -> int:
    """Replace the name in open answers and reasons."""
    found = list(_surveys_naming(session, words))
    for row, pattern in found:
        row.answers = row.answers | {
            "rows": [
                [pattern.sub(token, a) if isinstance(a, str) else a for a in one]
                for one in row.answers["rows"]
            ]
        }
        row.why, row.ended_why = (pattern.sub(token, text) for text in (row.why, row.ended_why))
        session.add(row)
    session.flush()
    return len(found)


def _forget(session: Session, words: Sequence[str], erased_on: date) -> None:
    rows = session.exec(select(PersonRow).where(col(PersonRow.name).in_(list(words)))).all()
    for row in rows:
        row.name, row.erased_on = None, erased_on
        session.add(row)
    session.flush()
