"""Codes, sessions and kept forms: what a browser is signed in by.

Codes and ids come in as their hashes. Rows that are of no more use are deleted by the next one that asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, func, or_, select, true, update

from domain.access import Member, SeatHeld
from storage.db.account_tables import AccountRow, KeptFormRow, LoginCodeRow, WebSessionRow
from storage.db.accounts import Account, find_account, holds_seat
from storage.db.tables import AuditHeadRow, ContactRow

CODES_KEPT = timedelta(days=1)
FORM_KEPT = timedelta(minutes=30)
NOBODY = ""
"""Whose a sign-in is that was begun at the office's provider."""
MOST_OPEN = 2
"""How many codes a browser may use at most: the one it asked for, and the newest that was handed over."""
TRIES = 5
"""How often a code may be tried."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code as it is stored; the fields are those of `LoginCodeRow`."""

    account: str | None
    address: str
    source: str
    browser: str
    salt: str
    hash: str
    ends_at: datetime


def add_code(session: Session, code: NewCode, *, now: datetime) -> None:
    """Store a code, and forget those that are long over."""
    session.execute(
        delete(LoginCodeRow).where(
            col(LoginCodeRow.made_at) < now - CODES_KEPT, col(LoginCodeRow.ends_at) < now
        )
    )
    session.add(
        LoginCodeRow(
            account=code.account,
            address=code.address,
            source=code.source,
            browser=code.browser,
            salt=code.salt,
            hash=code.hash,
            made_at=now,
            ends_at=code.ends_at,
        )
    )


def asked_since(session: Session, since: datetime, *, address: str, source: str) -> tuple[int, int]:
    """How many codes were asked for since then for this address, and from this source."""
    recent = select(func.count(col(LoginCodeRow.id))).where(
        col(LoginCodeRow.made_at) >= since, LoginCodeRow.browser != ""
    )
    of_address = session.exec(recent.where(LoginCodeRow.address == address)).one()
    of_source = session.exec(recent.where(LoginCodeRow.source == source)).one()
    return of_address, of_source


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code that may still be used."""

    id: int
    account: str | None
    salt: str
    hash: str


def take_try(session: Session, browser: str, *, now: datetime) -> Sequence[OpenCode] | None:
    """The codes that this browser may try: the one it asked for last, and the last handed over for its address.

    The try is counted before it is made. None if the browser asked for none lately, or has no try left.
    """
    asked = session.exec(
        select(LoginCodeRow)
        .where(LoginCodeRow.browser == browser)
        .order_by(col(LoginCodeRow.id).desc())
        .limit(1)
        .with_for_update()
    ).first()
    if asked is None or asked.made_at < now - CODES_KEPT or asked.tries >= TRIES:
        return None
    handed = (
        select(func.max(col(LoginCodeRow.id)))
        .where(LoginCodeRow.browser == "", LoginCodeRow.address == asked.address)
        .scalar_subquery()
    )
    query = (
        update(LoginCodeRow)
        .where(
            or_(col(LoginCodeRow.id) == asked.id, col(LoginCodeRow.id) == handed),
            col(LoginCodeRow.tries) < TRIES,
        )
        .values(tries=col(LoginCodeRow.tries) + 1)
        .returning(LoginCodeRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    rows = [row for row in session.scalars(query) if row.used_at is None and row.ends_at > now]
    return [OpenCode(row.id or 0, row.account, row.salt, row.hash) for row in rows]


def write_again(session: Session, codes: Sequence[OpenCode]) -> None:
    """Write the rows of these codes as they are: for the time that it takes."""
    same = col(LoginCodeRow.id).in_([code.id for code in codes])
    session.execute(update(LoginCodeRow).where(same).values(hash=col(LoginCodeRow.hash)))


def use_code(session: Session, code: OpenCode, *, now: datetime) -> bool:
    """A code is used up, and with it every other one of its account. False if another request was first."""
    query = (
        update(LoginCodeRow)
        .where(LoginCodeRow.account == code.account, col(LoginCodeRow.used_at).is_(None))  # type: ignore[arg-type]
        .values(used_at=now)
        .returning(col(LoginCodeRow.id))
    )
    return code.id in session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session: whose it is, and until when."""

    token: str
    account: Account
    device: str
    own_phone: bool
    made_at: datetime
    proved_at: datetime
    seen_at: datetime
    ends_at: datetime


def add_session(
    session: Session, token: str, account: str, *, device: str, own_phone: bool, ends_at: datetime,
    now: datetime, proved_at: datetime | None = None,
) -> None:  # fmt: skip
    """Sign a browser in, and forget sessions that are long over."""
    session.execute(
        delete(WebSessionRow).where(col(WebSessionRow.ends_at) < now - timedelta(days=30))
    )
    session.add(
        WebSessionRow(
            token=token, account=account, device=device, own_phone=own_phone,
            made_at=now, proved_at=proved_at or now, seen_at=now, ends_at=ends_at,
        )
    )  # fmt: skip


def find_session(session: Session, token: str) -> SignedIn | None:
    """The session with this hash, over or not, if its account may sign in."""
    found = session.exec(
        select(WebSessionRow, AccountRow)
        .join(AccountRow, col(AccountRow.name) == col(WebSessionRow.account))
        .where(WebSessionRow.token == token, col(AccountRow.active).is_(True))
    ).first()
    return _signed_in(session, found[0]) if found else None


_ARRIVING = (
    select(  # type: ignore[call-overload]  # its types end at four columns
        WebSessionRow,
        AccountRow,
        AuditHeadRow.line,
        ContactRow.unit,
        ContactRow.group_id,
        ContactRow.role,
    )
    .join(AccountRow, col(AccountRow.name) == col(WebSessionRow.account))
    .join(AuditHeadRow, true())
    .outerjoin(ContactRow, holds_seat(col(AccountRow.name)))
    .where(col(WebSessionRow.token) == bindparam("token"), col(AccountRow.active).is_(True))
    .order_by(col(ContactRow.id))
)
"""Made once: putting the question together takes longer than the answer."""


def arriving(session: Session, token: str) -> tuple[SignedIn, Member, int] | None:
    """The session with this hash, the seats of its person, and the audit's newest line: one question for every page."""
    rows = session.exec(_ARRIVING, params={"token": token}).all()
    if not rows:
        return None
    signed_in = _signed_in(session, rows[0][0])
    seats = tuple(SeatHeld(*row[3:]) for row in rows if row[3] is not None)
    return signed_in, Member(signed_in.account.name, seats, signed_in.account.scope), rows[0][2]


def sessions_of(session: Session, account: str, *, now: datetime) -> tuple[SignedIn, ...]:
    """The open sessions of an account, the newest first."""
    rows = session.exec(
        select(WebSessionRow)
        .where(WebSessionRow.account == account, col(WebSessionRow.ends_at) > now)
        .order_by(col(WebSessionRow.seen_at).desc())
    )
    return tuple(_signed_in(session, row) for row in rows)


def mark_seen(session: Session, token: str, *, ends_at: datetime, now: datetime) -> None:
    """A session is in use."""
    session.execute(
        update(WebSessionRow)
        .where(col(WebSessionRow.token) == token)
        .values(seen_at=now, ends_at=ends_at)
    )


def end_sessions(session: Session, account: str, token: str | None = None, *, but: str = "") -> int:
    """End one session of an account, or (None) all `but` one. Returns how many."""
    query = delete(WebSessionRow).where(
        col(WebSessionRow.account) == account, col(WebSessionRow.token) != but
    )
    if token is not None:
        query = query.where(col(WebSessionRow.token) == token)
    return len(session.execute(query.returning(col(WebSessionRow.token))).all())


def keep_form(
    session: Session, browser: str, account: str, path: str, fields: Mapping[str, Sequence[str]], *,
    now: datetime,
) -> None:  # fmt: skip
    """Keep what was typed, in place of what was kept for this browser before."""
    session.execute(delete(KeptFormRow).where(col(KeptFormRow.made_at) < now - FORM_KEPT))
    session.merge(
        KeptFormRow(browser=browser, account=account, path=path, fields=dict(fields), made_at=now)
    )


def take_form(
    session: Session, browser: str, account: str, *, now: datetime
) -> tuple[str, Mapping[str, Sequence[str]]] | None:
    """The path and fields that were kept for this browser and account; they are given once."""
    query = delete(KeptFormRow).where(col(KeptFormRow.browser) == browser).returning(KeptFormRow)
    row = session.scalars(query).first()
    if row is None:
        return None
    mine = row.account == account and row.made_at >= now - FORM_KEPT
    return (row.path, row.fields) if mine else None


def keep_begun(
    session: Session, key: str, path: str, *, source: str, own_phone: bool, now: datetime
) -> None:
    """Keep that a browser went to the office's provider, under a key that only it can make again."""
    keep_form(
        session,
        key,
        NOBODY,
        path,
        {"source": source, "own_phone": "1" if own_phone else ""},
        now=now,
    )


def begun_by(session: Session, source: str, *, now: datetime) -> int:
    """How many sign-ins at the provider a source has begun lately and not finished."""
    recent = select(KeptFormRow.fields).where(
        KeptFormRow.account == NOBODY, col(KeptFormRow.made_at) >= now - FORM_KEPT
    )
    return sum(fields["source"] == source for fields in session.exec(recent))


def take_begun(session: Session, key: str, *, now: datetime) -> tuple[str, bool] | None:
    """The page that a browser wanted, and whether its device is one person's own; given once."""
    found = take_form(session, key, NOBODY, now=now)
    return (found[0], bool(found[1]["own_phone"])) if found else None


def _signed_in(session: Session, row: WebSessionRow) -> SignedIn:
    return SignedIn(
        token=row.token,
        account=find_account(session, row.account),
        device=row.device,
        own_phone=row.own_phone,
        made_at=row.made_at,
        proved_at=row.proved_at,
        seen_at=row.seen_at,
        ends_at=row.ends_at,
    )
