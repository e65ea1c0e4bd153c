"""From reminders to letters: who reads each, and the exact bytes that will go out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.language.ids import RungId
from domain.language.thai import fiscal_year_span
from domain.plan.model import Audience
from domain.reminders.calendar_entries import Event, Held, feed_of
from domain.reminders.decide import Decision
from domain.reminders.escalation import DUTY, escalated, facts_of
from domain.reminders.ladder import LedgerEntry, newest_of_each
from domain.results import Evaluation, Reminder
from flows.letters.charts import Charts, charts_of
from flows.letters.recipients import People, Recipients
from flows.run.workspace import Workspace, in_bangkok
from storage.db.database import reading
from storage.outbox.care import list_outbox
from storage.outbox.enqueue import NewMail, Waiting
from storage.outbox.rows import FAILED
from storage.records.calendar_events import known_events
from storage.records.people import DIRECTOR, Contact
from storage.records.snoozes import last_director_letter

if TYPE_CHECKING:
    from notifications.digest import Digest
    from notifications.message import Attachment, InlinePicture

KIND = "digest"
SUMMARY = "summary"
EXPIRES_AFTER = timedelta(days=7)
"""The next rung says the same with newer facts, so an undelivered digest is worth a week at most."""
_SAY_AGAIN = timedelta(days=7)
"""A failure that nobody put right is named to the director again after this long."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One group's digest: its rungs, and one mail for each recipient."""

    reminder: Reminder
    rungs: tuple[LedgerEntry, ...]
    subject: str
    text: str
    mails: tuple[NewMail, ...]
    missing: tuple[str, ...] = ()
    """Whom the rung named although nobody holds that role: `head`, `director`."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The director's letter; `said` are the failures that it names."""

    rungs: tuple[LedgerEntry, ...]
    subject: str
    text: str
    mails: tuple[NewMail, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letters:
    """All letters of a run; `unreachable` groups have nobody to write to."""

    reminders: tuple[Reminder, ...] = ()
    reachable: tuple[Letter, ...] = ()
    unreachable: tuple[str, ...] = ()
    summary: Summary | None = None
    done: tuple[str, ...] = ()
    """Groups that had letters and are asked for nothing any more."""

    @property
    def mails(self) -> Iterator[tuple[str, NewMail]]:
        """Every mail with its plain text, the director's last."""
        for letter in self.reachable:
            yield from ((letter.text, mail) for mail in letter.mails)
        if self.summary is not None:
            yield from ((self.summary.text, mail) for mail in self.summary.mails)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What letters need to know beside the reminders, as storage had it at one moment."""

    people: People
    events: tuple[Event, ...]
    failed: tuple[FailedRow, ...]
    last_summary: tuple[date, frozenset[str]] | None
    held: Held
    """Whose the entries were before the plan in force."""


FailedRow = tuple[int, str, str, str, str]
"""(id, recipient, group, state, reason) of a letter that waits for a person."""


def write_letters(
    ws: Workspace,
    evaluation: Evaluation,
    decision: Decision,
    events: tuple[Event, ...] = (),
    stale: Mapping[str, Waiting] | None = None,
) -> Letters:
    """Render each reminder that is due once for each of its recipients. Nothing is written or sent here.

    `events` are the calendar's entries as they will stand; those of a group's letter go along. `stale` names
    groups whose waiting letter is to be written anew in its own rung.
    """
    around = look_around(ws, evaluation.unit, events)
    return compose(ws, evaluation, decision, around, stale or {})


def look_around(ws: Workspace, unit: str, events: tuple[Event, ...] = ()) -> Surroundings:
    """Read people, the calendar's entries (where none are given), failed letters and the last summary."""
    year = ws.plan.fiscal_year
    with reading(ws.engine) as session:
        return Surroundings(
            People.of(session, unit),
            events or tuple(known_events(session, unit, year).values()),
            tuple(
                (x.id, x.recipient, x.group_id, x.state, x.last_error or "")
                for x in list_outbox(session, unit, FAILED)
            ),
            last_director_letter(session, unit, year),
            ws.held(unit),
        )


def compose(
    ws: Workspace,
    evaluation: Evaluation,
    decision: Decision,
    around: Surroundings,
    stale: Mapping[str, Waiting] = MappingProxyType({}),
) -> Letters:
    """The letters of one unit and day from what is known; reads nothing."""
    unit, as_of = evaluation.unit, evaluation.as_of
    renewed = [
        replace(r, rungs=(), audience=stale[r.group].audience)
        for r in decision.standing
        if r.group in stale
    ]
    reminders = (*decision.due, *renewed)
    recipients = {r.group: around.people.recipients(r, as_of) for r in reminders}
    reachable = tuple(
        _letter(ws, unit, r, recipients[r.group], as_of, around, stale)
        for r in reminders
        if recipients[r.group].contacts
    )
    unreachable = tuple(r.group for r in decision.due if not recipients[r.group].contacts)
    return Letters(
        reminders=decision.due,
        reachable=reachable,
        unreachable=unreachable,
        done=decision.done,
        summary=_summary(ws, evaluation, decision.standing, unreachable, around),
    )


def _letter(
    ws: Workspace,
    unit: str,
    reminder: Reminder,
    recipients: Recipients,
    as_of: date,
    around: Surroundings,
    stale: Mapping[str, Waiting],
) -> Letter:
    from notifications.calendar_feed import attach_calendar, calendar_name
    from notifications.digest import fingerprint, render_digest

    reached = tuple(who for who in reminder.audience if who not in recipients.missing)
    events = (
        *_events_of(reminder, around.events),
        *_taken_away(reminder.group, recipients.contacts, around),
    )
    name = around.people.name
    digest = render_digest(
        replace(reminder, audience=reached or reminder.audience),
        plan=ws.plan,
        unit_name=name,
        language=ws.language,
        as_of=as_of,
        link=ws.settings.page_url or "",
        calendar=bool(events),
    )
    group = ws.plan.group_by_id[reminder.group].short_name
    waiting = None if reminder.rungs else stale.get(reminder.group)
    rung = waiting.rung if waiting else newest_of_each(reminder.rungs)
    files = (attach_calendar(events, calendar_name(name, (group,))),) if events else ()
    post = _Post(
        ws,
        unit,
        reminder.group,
        KIND,
        rung or newest_of_each(reminder.rungs),
        fingerprint(reminder),
    )
    audience = ",".join(reminder.audience)
    return Letter(
        reminder=reminder,
        rungs=tuple(LedgerEntry(rung, reminder.group, audience) for rung in reminder.rungs),
        subject=digest.subject,
        text=digest.text,
        mails=(
            *post.to_recipients(digest, recipients.contacts, files),
            *post.to_chats(
                digest, _chats_of(recipients.contacts, around.people.chats.get(reminder.group))
            ),
        ),
        missing=recipients.missing,
    )


def _events_of(reminder: Reminder, events: Iterable[Event]) -> tuple[Event, ...]:
    """The calendar's entries of what the letter speaks of."""
    numbers = {a.number for a in (*reminder.activities, *reminder.completed)}
    numbers |= {q.activity.number for q in reminder.quiet}
    numbers |= {a.number for a in reminder.excused}
    ends = {f"-activity-{number}@" for number in numbers}
    ends |= {f"-{duty.id}-{duty.period}@" for duty in reminder.duties}
    mine = (e for e in events if reminder.group in e.groups)
    return tuple(e for e in mine if any(end in e.uid for end in ends))


def _taken_away(group: str, recipients: Sequence[Contact], around: Surroundings) -> Iterator[Event]:
    """The cancelled entries of what a changed plan took from the group.

    A calendar has an entry once: whoever still answers for it in another group keeps it.
    """
    addresses = {recipient.email.lower() for recipient in recipients}
    for event in feed_of(around.events, group, around.held):
        holders = (c for g in event.groups for c in around.people.by_group.get(g, ()))
        if group not in event.groups and addresses.isdisjoint(c.email.lower() for c in holders):
            yield event


def _summary(
    ws: Workspace,
    evaluation: Evaluation,
    standing: Sequence[Reminder],
    unreachable: tuple[str, ...],
    around: Surroundings,
) -> Summary | None:
    """The director's letter, where there is something to say today and somebody to read it.

    Work is named on the day on which it is overdue enough, a failure when it is new, and everything again each
    week until it is done or put right.
    """
    from notifications.summary import FailedLetter, News, render_summary

    as_of = evaluation.as_of
    directors = around.people.directors(as_of)
    if not directors or as_of > fiscal_year_span(ws.plan.fiscal_year)[1]:
        return None
    overdue = escalated(ws.plan, standing, as_of, ws.is_working_day)
    news = News(
        overdue=overdue,
        unreachable=unreachable,
        failed=tuple(FailedLetter(*row) for row in around.failed),
    )
    said = tuple(sorted({*facts_of(overdue), *news.failures}))
    if not ws.is_working_day(as_of) or not _to_be_named(said, as_of, around.last_summary):
        return None
    charts = charts_of(ws, evaluation) if overdue else Charts()
    digest = render_summary(
        news,
        plan=ws.plan,
        unit_name=around.people.name,
        language=ws.language,
        as_of=as_of,
        link=ws.settings.page_url or "",
        evaluation=evaluation,
        charts=[picture.cid for picture in charts.pictures],
    )
    facts = hashlib.sha256("\n".join(said).encode()).hexdigest()
    rung = RungId(f"{ws.plan.fiscal_year}:{DIRECTOR}", f"{as_of.isoformat()}-{facts[:8]}")
    post = _Post(ws, evaluation.unit, DIRECTOR, SUMMARY, rung, facts)
    return Summary(
        rungs=(LedgerEntry(rung, DIRECTOR, Audience.DIRECTOR.value),),
        subject=digest.subject,
        text=digest.text,
        mails=(
            *post.to_recipients(digest, directors, charts.files, charts.pictures),
            *post.to_own_chats(digest, _chats_of(directors)),
        ),
        said=said,
    )


def _to_be_named(
    said: Sequence[str], as_of: date, last: tuple[date, frozenset[str]] | None
) -> bool:
    """Whether what there is to say is worth a letter today: something new, or nothing heard for a week.

    A duty is named once and then only beside other things; it never makes a second letter in a week.
    """
    if not said or last is None:
        return bool(said)
    day, named = last
    pressing = {fact for fact in said if not fact.startswith(DUTY)}
    if day >= as_of:
        return False
    if as_of - day >= _SAY_AGAIN:
        return bool(pressing) or not named.issuperset(said)
    return not named.issuperset(pressing)


class _Post:
    """One letter as the exact bytes for each recipient: a mail each, and a short word in their chats."""

    def __init__(
        self, ws: Workspace, unit: str, group: str, kind: str, rung: str, facts: str
    ) -> None:
        self._ws = ws
        self._unit = unit
        self._group = group
        self._kind = kind
        self._rung = rung
        self._facts = facts
        self._now: datetime = ws.now()

    def to_recipients(
        self,
        digest: Digest,
        recipients: Sequence[Contact],
        files: Sequence[Attachment],
        pictures: Sequence[InlinePicture] = (),
    ) -> Iterator[NewMail]:
        """A whole mail to each address, once."""
        from notifications.channels import MAIL
        from notifications.message import build_mail

        for address in _once(recipient.email for recipient in recipients):
            identity = self._identity(address)
            raw = build_mail(
                sender=self._ws.courier.sender,
                recipient=address,
                subject=digest.subject,
                text=digest.text,
                html=digest.html,
                message_id=identity,
                date=in_bangkok(self._now),
                attachments=files,
                pictures=pictures,
            )
            yield self._mail(digest, address, MAIL, raw, identity)

    def to_chats(self, digest: Digest, channels: Iterable[str]) -> Iterator[NewMail]:
        """The short text to these chats and to the office's own."""
        yield from self.to_own_chats(digest, (*channels, *self._ws.courier.chats))

    def to_own_chats(self, digest: Digest, channels: Iterable[str]) -> Iterator[NewMail]:
        """The short text to these chats alone: not everybody need hear it."""
        for channel in dict.fromkeys(channels):
            short = digest.short.encode()
            yield self._mail(digest, channel, channel, short, self._identity(channel))

    def _identity(self, recipient: str) -> str:
        from notifications.message import message_id

        # The moment belongs to the seed: facts that come back later are another letter.
        seed = f"{self._unit}|{self._kind}|{self._rung}|{recipient}|{self._facts}|{self._now}"
        return message_id(seed, self._ws.mail_domain)

    def _mail(
        self, digest: Digest, recipient: str, channel: str, raw: bytes, identity: str
    ) -> NewMail:
        return NewMail(
            unit=self._unit,
            kind=self._kind,
            rung=self._rung,
            recipient=recipient,
            group_id=self._group,
            channel=channel,
            subject=digest.subject,
            raw=raw,
            content_fp=self._facts,
            message_id=identity,
            expires_at=self._now + EXPIRES_AFTER,
            newest_only=True,
        )


def _chats_of(recipients: Sequence[Contact], group: str | None = None) -> list[str]:
    """The channels of the recipients' chats and of the group's own, which never rests."""
    from notifications.channels import CHAT

    names = (*(recipient.notify_url_env for recipient in recipients), group)
    return [f"{CHAT}{name}" for name in names if name]


def _once(addresses: Iterable[str]) -> list[str]:
    """Each address once, however its letters are written."""
    return list({address.lower(): address for address in addresses}.values())
