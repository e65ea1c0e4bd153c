"""From reminders to letters: who reads each, and the exact bytes that will go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from domain.findings import Reminder
from domain.plan import Audience
from flows.workspace import Workspace, in_bangkok
from storage.database import reading
from storage.outbox import NewMail
from storage.people import DIRECTOR, Contact, ContactRole, contacts_of, unit_name

if TYPE_CHECKING:
    from notifications.digest import Digest

KIND = "digest"
EXPIRES_AFTER = timedelta(days=7)
"""The next rung says the same with newer facts, so an undelivered digest is worth a week at most."""

_ROLES = {
    "members": (ContactRole.MEMBER, ContactRole.DEPUTY),
    "head": (ContactRole.HEAD,),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One group's digest: its slots as (slot, group, audience), and one mail for each reader."""

    reminder: Reminder
    slots: tuple[tuple[str, str, str], ...]
    subject: str
    text: str
    mails: tuple[NewMail, ...]
    missing: tuple[str, ...] = ()
    """Whom the rung named although nobody holds that role: `head`, `director`."""


@dataclass(frozen=True, slots=True)
class Letters:
    """All letters of a run; `unreachable` groups have nobody to write to."""

    reminders: tuple[Reminder, ...] = ()
    reachable: tuple[Letter, ...] = ()
    unreachable: tuple[str, ...] = ()


def write_letters(ws: Workspace, unit: str, reminders: Sequence[Reminder], as_of: date) -> Letters:
    """Render each reminder once for each of its readers. Nothing is written or sent here."""
    if not reminders:
        return Letters()
    with reading(ws.engine) as session:
        name = unit_name(session, unit)
        director = contacts_of(session, unit, DIRECTOR, ContactRole)
        readers = {
            r.group: _readers(contacts_of(session, unit, r.group, ContactRole), director, r)
            for r in reminders
        }
    return Letters(
        reminders=tuple(reminders),
        reachable=tuple(
            _letter(ws, unit, name, r, readers[r.group], as_of)
            for r in reminders
            if readers[r.group].contacts
        ),
        unreachable=tuple(r.group for r in reminders if not readers[r.group].contacts),
    )


@dataclass(frozen=True, slots=True)
class _Readers:
    """Who gets a letter, and whom the rung named although nobody holds that role."""

    contacts: tuple[Contact, ...] = ()
    missing: tuple[str, ...] = ()


def _readers(
    contacts: Sequence[Contact], director: Sequence[Contact], reminder: Reminder
) -> _Readers:
    """The contacts whom the rung names; when it names nobody of the group, whoever can be reached.

    The director never stands in for a group: a group without contacts is reported, not passed on.
    """
    if not contacts:
        return _Readers()
    named: list[Contact] = []
    missing = []
    for who in reminder.audience:
        found = _holders(who, contacts, director)
        named += found
        if not found:
            missing.append(who)
    own = any(c.group == reminder.group for c in named)
    return _Readers(tuple(named if own else [*contacts, *named]), tuple(missing))


def _holders(who: str, contacts: Sequence[Contact], director: Sequence[Contact]) -> list[Contact]:
    if who == Audience.DIRECTOR:
        return list(director)
    return [c for c in contacts if c.role in _ROLES[who]]


def _letter(
    ws: Workspace,
    unit: str,
    name: str,
    reminder: Reminder,
    readers: _Readers,
    as_of: date,
) -> Letter:
    from notifications.digest import render_digest

    reached = tuple(who for who in reminder.audience if who not in readers.missing)
    digest = render_digest(
        replace(reminder, audience=reached or reminder.audience),
        plan=ws.plan,
        unit_name=name,
        language=ws.language,
        as_of=as_of,
    )
    addressed = _Addressed(ws, unit, reminder, digest)
    audience = ",".join(reminder.audience)
    return Letter(
        reminder=reminder,
        slots=tuple((s, reminder.group, audience) for s in reminder.slots),
        subject=digest.subject,
        text=digest.text,
        mails=(*addressed.to_readers(readers.contacts), *addressed.to_chats(readers.contacts)),
        missing=readers.missing,
    )


class _Addressed:
    """One digest as the exact bytes for each reader: a mail each, and a short word in their chats."""

    def __init__(self, ws: Workspace, unit: str, reminder: Reminder, digest: Digest) -> None:
        from notifications.digest import fingerprint

        self._ws = ws
        self._unit = unit
        self._reminder = reminder
        self._digest = digest
        self._facts = fingerprint(reminder)
        self._now = ws.now()

    def to_readers(self, readers: Sequence[Contact]) -> Iterator[NewMail]:
        """A whole mail to each address, once."""
        from notifications.channels import MAIL
        from notifications.message import build_mail

        for address in dict.fromkeys(reader.email for reader in readers):
            identity = self._identity(address)
            raw = build_mail(
                sender=self._ws.courier.sender,
                recipient=address,
                subject=self._digest.subject,
                text=self._digest.text,
                html=self._digest.html,
                message_id=identity,
                date=in_bangkok(self._now),
            )
            yield self._mail(address, MAIL, raw, identity)

    def to_chats(self, readers: Sequence[Contact]) -> Iterator[NewMail]:
        """The short text to the chats of the readers and to the office's own."""
        from notifications.channels import CHAT

        own = [f"{CHAT}{r.notify_url_env}" for r in readers if r.notify_url_env]
        for channel in dict.fromkeys((*own, *self._ws.courier.chats)):
            short = self._digest.short.encode()
            yield self._mail(channel, channel, short, self._identity(channel))

    def _identity(self, recipient: str) -> str:
        from notifications.message import message_id

        # The moment belongs to the seed: facts that come back later are another letter.
        seed = f"{self._unit}|{KIND}|{self._slot}|{recipient}|{self._facts}|{self._now}"
        return message_id(seed, self._ws.mail_domain)

    @property
    def _slot(self) -> str:
        """The newest slot of each batch: a long absence must not make it longer."""
        newest = {slot.rpartition(":")[0]: slot for slot in self._reminder.slots}
        return "+".join(newest.values())

    def _mail(self, recipient: str, channel: str, raw: bytes, identity: str) -> NewMail:
        return NewMail(
            unit=self._unit,
            kind=KIND,
            slot=self._slot,
            recipient=recipient,
            group_id=self._reminder.group,
            channel=channel,
            subject=self._digest.subject,
            raw=raw,
            content_fp=self._facts,
            message_id=identity,
            expires_at=self._now + EXPIRES_AFTER,
            newest_only=True,
        )
