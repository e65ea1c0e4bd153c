"""Accounts of people: invite one, hand a code over, disable one. An account is one person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from sqlmodel import Session

from domain.access import Member, Scope
from domain.language.errors import KamnotError, NotAllowedError
from domain.reminders.recipients import recipient_group, role_meant
from flows.house.sign_in import new_code, send_handed_over, stored_code
from flows.run.workspace import Workspace
from storage.db import accounts, audit
from storage.db.accounts import SUBJECT, Account
from storage.db.database import reading, writing
from storage.db.sign_ins import add_code, end_sessions, sessions_of
from storage.records import people

__all__ = [
    "Account",
    "KnownAccount",
    "all_accounts",
    "hand_over_code",
    "invite",
    "scope_meant",
    "set_active",
]

HANDED_FOR = timedelta(days=1)
"""How long a code may be used that somebody hands over."""
_NAME = re.compile(r"[^\s/\\](?:[^/\\\x00-\x1f]{0,62}[^\s/\\])?")


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account with its seats, and when it was last used."""

    account: Account
    member: Member
    seen_at: datetime | None


def all_accounts(ws: Workspace) -> tuple[KnownAccount, ...]:
    """Every account by name, disabled ones too."""
    with reading(ws.engine) as session:
        return tuple(_known(session, one, ws.now()) for one in accounts.all_accounts(session))


def _known(session: Session, one: Account, now: datetime) -> KnownAccount:
    open_ones = sessions_of(session, one.name, now=now)
    seen = max((found.seen_at for found in open_ones), default=None)
    return KnownAccount(one, accounts.member_of(session, one), seen)


def invite(
    ws: Workspace,
    name: str,
    email: str,
    *,
    by: str,
    unit: str | None = None,
    group: str | None = None,
    role: str = "member",
    office: str | None = None,
    scope: Scope = Scope.NONE,
) -> str:
    """Add a person's account, with a seat where a group is named, and make a first code. Returns the code.

    A seat that has this address already gets the account. Raises KamnotError if a name, address, group or role cannot
    be used, or the address belongs to another account.
    """
    from notifications.message import check_address

    address, name = check_address(email), _check_name(normalize("NFC", name))
    with writing(ws.engine) as session:
        account = accounts.add_account(session, name, address, scope=scope, by=by, now=ws.now())
        if group is not None and unit is not None:
            _take_seat(ws, session, account, unit, group, role, office, by)
        return _hand_over(ws, session, account, by)


def scope_meant(text: str) -> Scope:
    """The scope with this name. Raises KamnotError for another word."""
    try:
        return Scope(text)
    except ValueError:
        known = ", ".join(scope for scope in Scope if scope)
        raise KamnotError(
            f"ไม่รู้จักขอบเขต “{text}” ใช้ได้: {known}", f"Unknown scope {text!r}; there are: {known}."
        ) from None


def _check_name(name: str) -> str:
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise KamnotError(
            f"ชื่อบัญชี “{name}” ใช้ไม่ได้ โปรดใช้ชื่อสั้น ๆ ไม่มีเครื่องหมาย / เช่น somchai",
            f"The account name {name!r} cannot be used; take a short one without a slash, such as somchai.",
        )
    return name


def _take_seat(
    ws: Workspace,
    session: Session,
    account: Account,
    unit: str,
    group: str,
    role: str,
    office: str | None,
    by: str,
) -> None:
    group, seat = recipient_group(ws.plan, group), role_meant(role)
    known = people.find_contact(session, unit, group, seat, account.email)
    people.set_contact(
        session,
        unit=unit,
        group=group,
        role=seat,
        office=office or (known.office if known else seat),
        email=known.email if known else account.email,
        by=by,
        now=ws.now(),
        notify_url_env=known.notify_url_env if known else None,
        account=account.name,
    )


def hand_over_code(ws: Workspace, name: str, *, by: str) -> str:
    """Make a code that somebody hands over in person; its owner is told by mail. Returns the code.

    Raises NotThereError for an unknown account, NotAllowedError for a disabled one.
    """
    with writing(ws.engine) as session:
        account = accounts.find_account(session, name)
        if not account.active:
            raise NotAllowedError(
                f"บัญชี “{name}” ปิดอยู่ จึงออกรหัสไม่ได้", f"The account {name!r} is disabled."
            )
        code = _hand_over(ws, session, account, by)
    send_handed_over(ws, account, by)
    return code


def _hand_over(ws: Workspace, session: Session, account: Account, by: str) -> str:
    code, now = new_code(), ws.now()
    row = stored_code(code, account.name, account.email, ends_at=now + HANDED_FOR)
    add_code(session, row, now=now)
    audit.record(session, by, "account.code", SUBJECT, {"account": account.name}, now)
    return code


def set_active(ws: Workspace, name: str, *, active: bool, by: str) -> Account:
    """Let an account sign in, or no more: then its sessions end at once. Raises NotThereError for an unknown one."""
    with writing(ws.engine) as session:
        account = accounts.set_active(session, name, active=active, by=by, now=ws.now())
        if not active:
            end_sessions(session, name)
    return account
