"""Signing in: a code for an address, the session that follows from it, and who a session belongs to.

Codes, sessions and browsers are known by hashes alone. An unknown address gets the same answer as a known one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlmodel import Session

from domain.access import Member
from domain.language.errors import NotAllowedError, TooOftenError
from domain.language.thai import thai_digits
from flows.run.workspace import Workspace
from storage.db import accounts, audit, sign_ins
from storage.db.accounts import SUBJECT, Account
from storage.db.database import reading, writing
from storage.db.sign_ins import NewCode, OpenCode, SignedIn

CODE_MINUTES = 10
"""How long a code from a mail may be used."""
_WINDOW = timedelta(minutes=15)
_OF_ADDRESS, _OF_SOURCE = 5, 20
"""How many codes may be asked for in the window."""
_DESK_IDLE, _DESK_MOST, _PHONE = timedelta(hours=8), timedelta(hours=12), timedelta(days=30)
_PROVED_FOR = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in. `head` is the newest line of the audit at the same moment."""

    account: Account
    member: Member
    session: SignedIn
    head: int

    def proved(self, now: datetime) -> bool:
        """Whether the person has shown a code lately."""
        return now - self.session.proved_at <= _PROVED_FOR


@dataclass(frozen=True, slots=True)
class CodeToSend:
    """A code whose mail is still to be sent."""

    account: Account
    code: str


@dataclass(frozen=True, slots=True)
class ProvenPerson:
    """Somebody of whom the office's provider says who they are; `address` is empty if it did not verify one."""

    issuer: str
    subject: str
    address: str
    at: datetime


def hashed(text: str) -> str:
    """What is stored of an id or an address."""
    return hashlib.sha256(b"sign-in:" + text.encode()).hexdigest()


def new_token() -> str:
    """A new id of a session or a browser: 256 bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Eight digits."""
    return f"{secrets.randbelow(10**8):08}"


def stored_code(
    code: str,
    account: str | None,
    address: str,
    *,
    ends_at: datetime,
    browser: str = "",
    source: str = "",
) -> NewCode:
    """A code as it is stored; without a browser any may use it."""
    salt = secrets.token_hex(16)
    return NewCode(
        account, hashed(address.strip().lower()), source, browser, salt, _slow(salt, code), ends_at
    )


def _slow(salt: str, code: str) -> str:
    """Slow to compute, so that nobody tries all codes of a stolen table at leisure."""
    return hashlib.scrypt(
        code.encode(), salt=bytes.fromhex(salt), n=2**13, r=8, p=1, dklen=32
    ).hex()


def ask_code(ws: Workspace, address: str, *, browser: str, source: str) -> CodeToSend | None:
    """Make a code for an address, to be used in this browser. None if nobody has it: say the same in both cases.

    Raises TooOftenError after five codes for an address, or twenty from a source, in a quarter of an hour.
    """
    now, code, origin = ws.now(), new_code(), hashed(source)
    with reading(ws.engine) as session:
        found = accounts.find_by_email(session, address)
    account = found if found and found.active else None
    row = stored_code(
        code,
        account.name if account else None,
        address,
        ends_at=now + timedelta(minutes=CODE_MINUTES),
        browser=hashed(browser),
        source=origin,
    )
    with writing(ws.engine) as session:
        counts = sign_ins.asked_since(session, now - _WINDOW, address=row.address, source=origin)
        if counts[0] >= _OF_ADDRESS or counts[1] >= _OF_SOURCE:
            raise too_often()
        sign_ins.add_code(session, row, now=now)
    return CodeToSend(account, code) if account else None


def too_often() -> TooOftenError:
    """The error of somebody who begins to sign in again and again."""
    minutes = int(_WINDOW.total_seconds() // 60)
    return TooOftenError(
        f"ขอรหัสบ่อยเกินไป โปรดรอ {thai_digits(minutes)} นาทีแล้วขอใหม่ หรือขอรหัสจากเลขานุการคณะทำงานด้านแผนฯ",
        f"Too many codes were asked for; wait {minutes} minutes, or ask the planning group for a code.",
    )


def enter_with_code(
    ws: Workspace, code: str, *, browser: str, device: str, own_phone: bool
) -> tuple[str, Account] | None:
    """Sign a browser in with the code that it asked for, or one that was handed over. None for a wrong or old code.

    Returns the new session's id, which is stored nowhere, and the account.
    """
    now = ws.now()
    with writing(ws.engine) as session:
        open_ones = sign_ins.take_try(session, hashed(browser), now=now)
    if open_ones is None:
        return None
    right = _matching(open_ones, code)  # takes its time, so nothing is locked meanwhile
    with writing(ws.engine) as session:
        account = _owner(session, right, now)
        if account is None:
            _note_refusal(session, open_ones, now)
            return None
        token = _begin(session, account, device=device, own_phone=own_phone, now=now)
    return token, account


def _owner(session: Session, right: OpenCode | None, now: datetime) -> Account | None:
    """Whose the right code is, once; None for a wrong one, and for an account that is disabled."""
    if right is None or right.account is None:
        return None
    account = accounts.find_account(session, right.account)
    used = account.active and sign_ins.use_code(session, right, now=now)
    return account if used else None


def enter_as(
    ws: Workspace, who: ProvenPerson, *, device: str, own_phone: bool
) -> tuple[str, Account] | None:
    """Sign somebody in whom the office's provider knows. None if no account that may sign in is theirs.

    The first time the verified address finds the account, which is tied to this person then.
    """
    now = ws.now()
    with writing(ws.engine) as session:
        known = accounts.find_by_subject(session, who.issuer, who.subject)
        account = known or accounts.find_by_email(session, who.address)
        if account is None:
            return None
        tied = account.active and accounts.tie(
            session, account.name, who.issuer, who.subject, now=now
        )
        if not tied:
            audit.record(session, account.name, "sign-in.refused", SUBJECT, {}, now)
            return None
        token = _begin(
            session, account, device=device, own_phone=own_phone, now=now, proved_at=who.at
        )
    return token, account


def _matching(codes: Sequence[OpenCode], code: str) -> OpenCode | None:
    for _ in range(sign_ins.MOST_OPEN - len(codes)):
        _slow("00" * 16, code)  # as long whether there is an account or not
    same = [one for one in codes if hmac.compare_digest(_slow(one.salt, code), one.hash)]
    return same[0] if same else None


def _note_refusal(session: Session, codes: Sequence[OpenCode], now: datetime) -> None:
    """Note it with the account; where there is none, write as much, so that it takes as long."""
    names = sorted({one.account for one in codes if one.account})
    for name in names:
        audit.record(session, name, "sign-in.refused", SUBJECT, {}, now)
    if not names:
        audit.head_of(session)
        sign_ins.write_again(session, codes)


def _begin(
    session: Session, account: Account, *, device: str, own_phone: bool, now: datetime,
    proved_at: datetime | None = None,
) -> str:  # fmt: skip
    token = new_token()
    sign_ins.add_session(
        session,
        hashed(token),
        account.name,
        device=device,
        own_phone=own_phone,
        ends_at=now + (_PHONE if own_phone else _DESK_IDLE),
        now=now,
        proved_at=proved_at,
    )
    details = {"device": device, "own_phone": own_phone, "by": "office" if proved_at else "code"}
    audit.record(session, account.name, "sign-in", SUBJECT, details, now)
    return token


def arrive(ws: Workspace, token: str) -> Visitor | None:
    """Who is signed in by this session; None if it is over, unknown, or the account disabled."""
    now = ws.now()
    with reading(ws.engine) as session:
        arriving = sign_ins.arriving(session, hashed(token))
    if arriving is None or arriving[0].ends_at <= now:
        return None
    found, member, line = arriving
    if now - found.seen_at >= _SEEN_EVERY:
        _mark_seen(ws, found, now)
    return Visitor(found.account, member, found, line)


def _mark_seen(ws: Workspace, found: SignedIn, now: datetime) -> None:
    ends = found.ends_at if found.own_phone else min(found.made_at + _DESK_MOST, now + _DESK_IDLE)
    with writing(ws.engine, durable=False) as session:
        sign_ins.mark_seen(session, found.token, ends_at=ends, now=now)


def leave(ws: Workspace, visitor: Visitor, token: str | None = None) -> None:
    """End a session of the visitor by its hash: their own for None. Raises NotAllowedError for somebody else's."""
    name, now = visitor.account.name, ws.now()
    with writing(ws.engine) as session:
        if not sign_ins.end_sessions(session, name, token or visitor.session.token):
            raise NotAllowedError("ไม่พบอุปกรณ์นี้ในบัญชีของท่าน", "This device is not one of yours.")
        audit.record(session, name, "sign-out", SUBJECT, {}, now)


def leave_others(ws: Workspace, visitor: Visitor) -> None:
    """End every session of the visitor but this one."""
    name = visitor.account.name
    with writing(ws.engine) as session:
        if sign_ins.end_sessions(session, name, but=visitor.session.token):
            audit.record(session, name, "sign-out", SUBJECT, {"others": True}, ws.now())


def devices(ws: Workspace, visitor: Visitor) -> tuple[SignedIn, ...]:
    """The devices on which the visitor is signed in, the one used last first."""
    with reading(ws.engine) as session:
        return sign_ins.sessions_of(session, visitor.account.name, now=ws.now())


def choose_language(ws: Workspace, visitor: Visitor, language: str) -> None:
    """Keep the language in which the visitor reads the pages."""
    with writing(ws.engine) as session:
        accounts.choose_language(session, visitor.account.name, language, now=ws.now())


def keep_form(
    ws: Workspace, token: str, browser: str, path: str, fields: Mapping[str, Sequence[str]]
) -> None:
    """Keep what was typed into a form whose session is over, for the same browser and person; nothing without one."""
    with writing(ws.engine) as session:
        ended = sign_ins.find_session(session, hashed(token))
        if ended is not None:
            sign_ins.keep_form(
                session, hashed(browser), ended.account.name, path, fields, now=ws.now()
            )


def take_form(
    ws: Workspace, visitor: Visitor, browser: str
) -> tuple[str, Mapping[str, Sequence[str]]] | None:
    """The form that was kept for this browser and person: its path and fields, once."""
    with writing(ws.engine) as session:
        return sign_ins.take_form(session, hashed(browser), visitor.account.name, now=ws.now())


def mails_codes(ws: Workspace) -> bool:
    """Whether codes can go out by mail: otherwise somebody hands them over."""
    return ws.courier.has_relay


def send_code(ws: Workspace, meant: CodeToSend, page: str, then: str) -> bool:
    """Mail a code, past the outbox and its schedule, with a link that goes on to the path `then`.

    Returns whether the relay took it; its words are kept nowhere.
    """
    from notifications.code_letter import code_letter

    language = meant.account.language or ws.language
    link = f"{page}/enter/code?code={meant.code}&next={quote(then)}"
    letter = code_letter(meant.code, CODE_MINUTES, link, language)
    return _send(ws, meant.account.email, letter.subject, letter.text, letter.html)


def send_handed_over(ws: Workspace, account: Account, by: str) -> None:
    """Tell a person that somebody made a code for them, where there is a relay."""
    from notifications.code_letter import handed_over_letter

    if mails_codes(ws):
        letter = handed_over_letter(by, account.language or ws.language)
        _send(ws, account.email, letter.subject, letter.text, letter.html)


def _send(ws: Workspace, address: str, subject: str, text: str, html: str) -> bool:
    from notifications.message import build_mail, message_id

    raw = build_mail(
        sender=ws.courier.sender,
        recipient=address,
        subject=subject,
        text=text,
        html=html,
        message_id=message_id(new_token(), ws.mail_domain),
        date=ws.now(),
    )
    verdict = ws.courier.deliver(
        recipient=address, raw=raw, channel="mail", before_data=lambda: None
    )
    return verdict.state == "sent"
