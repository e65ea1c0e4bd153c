"""From reminders to letters: who reads each, and the exact bytes that will go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.findings import Reminder
from domain.plan import Audience
from flows.workspace import Workspace
from storage.database import reading
from storage.outbox import NewMail
from storage.people import DIRECTOR, Contact, ContactRole, contacts_of, unit_name

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
    reachable = tuple(
        _letter(ws, unit, name, r, readers[r.group], as_of) for r in reminders if readers[r.group]
    )
    unreachable = tuple(r.group for r in reminders if not readers[r.group])
    return Letters(tuple(reminders), reachable, unreachable)


def _readers(
    contacts: Sequence[Contact], director: Sequence[Contact], reminder: Reminder
) -> tuple[Contact, ...]:
    """The contacts whom the rung names; when it names nobody of the group, whoever can be reached.

    The director never stands in for a group: a group without contacts is reported, not passed on.
    """
    wanted = {role for who in reminder.audience for role in _ROLES.get(who, ())}
    named = tuple(c for c in contacts if c.role in wanted) or tuple(contacts)
    if not named:
        return ()
    return (*named, *director) if Audience.DIRECTOR in reminder.audience else named


def _letter(
    ws: Workspace,
    unit: str,
    name: str,
    reminder: Reminder,
    readers: Sequence[Contact],
    as_of: date,
) -> Letter:
    from notifications.digest import fingerprint, render_digest

    digest = render_digest(
        reminder,
        plan=ws.plan,
        unit_name=name,
        language=ws.language,
        as_of=as_of,
        last_working_days={b: ws.evaluator.last_working_day(b) for b in reminder.batches},
    )
    slot = "+".join(reminder.slots)
    print_of_facts = fingerprint(reminder)
    mails = tuple(
        _mail(ws, unit, slot, reminder, reader, print_of_facts, digest.subject, {
            "text": digest.text, "html": digest.html, "short": digest.short,
        })
        for reader in readers
    )  # fmt: skip
    audience = ",".join(reminder.audience)
    slots = tuple((s, reminder.group, audience) for s in reminder.slots)
    return Letter(reminder, slots, digest.subject, digest.text, mails)


def _mail(
    ws: Workspace,
    unit: str,
    slot: str,
    reminder: Reminder,
    reader: Contact,
    content_fp: str,
    subject: str,
    words: Mapping[str, str],
) -> NewMail:
    from notifications.channels import CHAT, MAIL
    from notifications.message import build_mail, message_id

    now = ws.now()
    identity = message_id(f"{unit}|{KIND}|{slot}|{reader.email}|{content_fp}|{now}", ws.mail_domain)
    channel = f"{CHAT}{reader.notify_url_env}" if reader.notify_url_env else MAIL
    if channel != MAIL:
        raw = words["short"].encode()
    else:
        raw = build_mail(
            sender=ws.sender,
            recipient=reader.email,
            subject=subject,
            text=words["text"],
            html=words["html"],
            message_id=identity,
            date=now,
        )
    return NewMail(
        unit=unit,
        kind=KIND,
        slot=slot,
        recipient=reader.email,
        group_id=reminder.group,
        channel=channel,
        subject=subject,
        raw=raw,
        content_fp=content_fp,
        message_id=identity,
        expires_at=_expiry(now, reminder.due),
    )


def _expiry(now: datetime, due: date) -> datetime:
    """A letter may always be retried for a week, and up to the end of the due day if that is later."""
    end_of_due_day = datetime.combine(due + timedelta(days=1), time(), UTC)
    return max(now + EXPIRES_AFTER, end_of_due_day)
