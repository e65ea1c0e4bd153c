"""Accounts of people: who they are, and which seats they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, literal
from sqlalchemy.orm import Mapped
from sqlmodel import Session, and_, col, delete, func, or_, select, update

from domain.access import Member, Scope, SeatHeld
from domain.language.errors import KamnotError, NotThereError
from storage.db import audit
from storage.db.account_tables import AccountRow, KeptFormRow, LoginCodeRow, WebSessionRow
from storage.db.tables import ContactRow

SUBJECT = "account"
"""The subject of the audit's lines: it cannot be erased, so the name stands in the details."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person who may sign in."""

    name: str
    email: str
    active: bool = True
    scope: Scope = Scope.NONE
    language: str = ""


def add_account(
    session: Session, name: str, email: str, *, scope: Scope, by: str, now: datetime
) -> Account:
    """Add an account, or give the one of this name another address or scope.

    Raises KamnotError if the address belongs to another account, because an account is one person.
    """
    alike = select(AccountRow).where(
        func.lower(AccountRow.name) == name.lower(), AccountRow.name != name
    )
    same = session.exec(alike).first()
    if same is not None:
        raise KamnotError(
            f"มีบัญชี “{same.name}” แล้ว ซึ่งต่างจาก “{name}” เพียงตัวพิมพ์ โปรดใช้บัญชีเดิม หรือตั้งชื่ออื่น",
            f"The account {same.name!r} differs from {name!r} in case alone; use it, or take another name.",
        )
    other = _of_mailbox(session, email)
    if other is not None and other.name != name:
        raise KamnotError(
            f"ที่อยู่ {email} เป็นของบัญชี “{other.name}” แล้ว บัญชีหนึ่งเป็นของคนเดียว โปรดใช้ที่อยู่ของผู้นั้นเอง",
            f"{email} belongs to the account {other.name!r}; an account is one person, so use their own address.",
        )
    row = session.get(AccountRow, name) or AccountRow(name=name, email="", made_at=now, made_by=by)
    before = (row.email, row.scope)
    row.email, row.scope = email.strip().lower(), scope.value
    if row.email != before[0]:
        row.issuer = row.subject = None
    session.add(row)
    session.flush()
    if before != (row.email, row.scope):
        details = {"account": name, "email": row.email, "scope": row.scope}
        audit.record(session, by, "account.set", SUBJECT, details, now)
    return _account(row)


def set_active(session: Session, name: str, *, active: bool, by: str, now: datetime) -> Account:
    """Let an account sign in, or no more; then its tie to the office's provider ends too.

    Raises NotThereError for an unknown one.
    """
    row = _row(session, name)
    if row.active != active:
        row.active = active
        if not active:
            row.issuer = row.subject = None
        session.add(row)
        session.flush()
        audit.record(
            session, by, "account.active", SUBJECT, {"account": name, "active": active}, now
        )
    return _account(row)


def choose_language(session: Session, name: str, language: str, *, now: datetime) -> None:
    """Keep the language in which this person reads the pages."""
    row = _row(session, name)
    if row.language != language:
        row.language = language
        session.add(row)
        audit.record(session, name, "account.language", SUBJECT, {"language": language}, now)


def find_account(session: Session, name: str) -> Account:
    """The account of this name. Raises NotThereError if there is none."""
    return _account(_row(session, name))


def find_by_email(session: Session, email: str) -> Account | None:
    """The account with this address, in any spelling."""
    query = select(AccountRow).where(AccountRow.email == email.strip().lower())
    row = session.exec(query).first()
    return _account(row) if row else None


def find_by_subject(session: Session, issuer: str, subject: str) -> Account | None:
    """The account that is tied to this person of the office's provider."""
    query = select(AccountRow).where(AccountRow.issuer == issuer, AccountRow.subject == subject)
    row = session.exec(query).first()
    return _account(row) if row else None


def tie(session: Session, name: str, issuer: str, subject: str, *, now: datetime) -> bool:
    """Tie an account to a person of the office's provider. False if it is tied to another one."""
    row = _row(session, name)
    if row.subject is not None:
        return (row.issuer, row.subject) == (issuer, subject)
    row.issuer, row.subject = issuer, subject
    session.add(row)
    audit.record(session, name, "account.tied", SUBJECT, {"issuer": issuer}, now)
    return True


def _of_mailbox(session: Session, email: str) -> Account | None:
    """The account whose mail reaches the same person; `name+anything@` is the mailbox of `name@`."""
    wanted = _mailbox(email.strip().lower())
    return next((one for one in all_accounts(session) if _mailbox(one.email) == wanted), None)


def _mailbox(email: str) -> str:
    local, _, domain = email.partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def all_accounts(session: Session) -> tuple[Account, ...]:
    """Every account by name, disabled ones too."""
    return tuple(
        _account(row) for row in session.exec(select(AccountRow).order_by(AccountRow.name))
    )


def accounts_called(session: Session, words: Sequence[str]) -> tuple[Account, ...]:
    """The accounts with one of these names or addresses, in any spelling."""
    lowered = [word.lower() for word in words]
    same = or_(func.lower(AccountRow.name).in_(lowered), col(AccountRow.email).in_(lowered))
    return tuple(_account(row) for row in session.exec(select(AccountRow).where(same)))


def sign_everybody_out(session: Session) -> None:
    """End every session, code and kept form: those of a backup are older than what ended them."""
    for table in (WebSessionRow, LoginCodeRow, KeptFormRow):
        session.execute(delete(table))


def erase_account(session: Session, words: Sequence[str], token: str) -> None:
    """Delete a person's account with its sessions, codes and forms; whom it added are of the `token` then."""
    for account in accounts_called(session, words):
        for table in (WebSessionRow, LoginCodeRow, KeptFormRow):
            session.execute(delete(table).where(col(table.account) == account.name))
        session.execute(delete(AccountRow).where(col(AccountRow.name) == account.name))
    session.execute(
        update(AccountRow).where(col(AccountRow.made_by).in_(list(words))).values(made_by=token)
    )


def member_of(session: Session, account: Account) -> Member:
    """The person with the seats that hold now."""
    rows = session.exec(
        select(ContactRow.unit, ContactRow.group_id, ContactRow.role)
        .where(holds_seat(literal(account.name)))
        .order_by(col(ContactRow.id))
    )
    return Member(account.name, tuple(SeatHeld(*row) for row in rows), account.scope)


def holds_seat(name: ColumnElement[str] | Mapped[str]) -> ColumnElement[bool]:
    """Whether a contact is a seat of the account with this name."""
    same = func.lower(ContactRow.account) == func.lower(name)
    return and_(same, col(ContactRow.active).is_(True))


def _row(session: Session, name: str) -> AccountRow:
    row = session.get(AccountRow, name)
    if row is None:
        raise NotThereError(f"ไม่มีบัญชี “{name}”", f"There is no account {name!r}.")
    return row


def _account(row: AccountRow) -> Account:
    return Account(row.name, row.email, row.active, Scope(row.scope), row.language)
