"""Turns reminders into letters: who receives each, and the exact bytes to send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.plan.model import Audience
from domain.reminders.calendar_entries import Event, Held
from domain.reminders.decide import Decision, LetterDue
from domain.reminders.director_news import (
    FailedLetter,
    News,
    Reported,
    escalated,
    is_due,
    soon_escalated,
)
from domain.reminders.ladder import LedgerEntry
from domain.reminders.letters import EXPIRES_AFTER, asked_for, entries_along
from domain.reminders.recipients import DIRECTOR, People, Recipients
from domain.results import Evaluation, Reminder
from flows.letters.charts import Charts, charts_of
from flows.letters.outbox import SUMMARY
from flows.letters.recipients import people_of
from flows.run.page_address import page_of_unit
from flows.run.workspace import Workspace, in_bangkok
from storage.db.database import reading
from storage.outbox.care import list_outbox
from storage.outbox.enqueue import NewMail
from storage.outbox.rows import FAILED
from storage.records.people import by_unit
from storage.records.people import units as all_units
from storage.records.snoozes import last_director_letters

if TYPE_CHECKING:
    from notifications.layout import Digest
    from notifications.message import Attachment, InlinePicture

KIND = "digest"


@dataclass(frozen=True, slots=True)
class Letter:
    """One group's digest: its rungs, and one mail for each recipient."""

    reminder: Reminder
    rungs: tuple[LedgerEntry, ...]
    subject: str
    text: str
    mails: tuple[NewMail, ...]
    missing: tuple[str, ...] = ()
    """The roles that the rung names and nobody holds: `head`, `director`."""


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
    """All letters of a run; `unreachable` groups have no contact."""

    reminders: tuple[Reminder, ...] = ()
    reachable: tuple[Letter, ...] = ()
    unreachable: tuple[str, ...] = ()
    summary: Summary | None = None
    done: tuple[str, ...] = ()
    """Groups that had letters and have nothing open any more."""
    would_reach: tuple[tuple[str, int], ...] = ()
    """After a look, which writes no letter: the groups and the director, and how many people a letter would reach."""

    @property
    def mails(self) -> Iterator[tuple[str, NewMail]]:
        """Every mail with its plain text, the director's last."""
        for letter in self.reachable:
            yield from ((letter.text, mail) for mail in letter.mails)
        if self.summary is not None:
            yield from ((self.summary.text, mail) for mail in self.summary.mails)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What letters need besides the reminders, read from storage at one moment."""

    people: People
    events: tuple[Event, ...]
    failed: tuple[FailedLetter, ...]
    last_summary: Reported | None
    held: Held
    """The groups that had each calendar entry before the plan in force."""
    page: str = ""
    """The address of the unit's pages; empty without any."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Which groups of a unit must be reminded now, what is open, and the calendar's new entries.

    A letter attaches its group's entries.
    """

    evaluation: Evaluation
    decision: Decision
    events: tuple[Event, ...] = ()


def write_letters(
    ws: Workspace, decided: Sequence[Decided], *, whole: bool = True
) -> list[Letters]:
    """Render each due letter once for each of its recipients, unit by unit. Nothing is stored or sent here."""
    around = look_around(ws, decided)
    return [
        compose(ws, one.evaluation, one.decision, around[one.evaluation.unit], whole=whole)
        for one in decided
    ]


def address_letters(ws: Workspace, decided: Sequence[Decided]) -> list[Letters]:
    """Whom the letters that are due would reach, unit by unit. Nothing is rendered, stored or sent here."""
    around = look_around(ws, decided)
    return [_addressed(ws, one, around[one.evaluation.unit]) for one in decided]


def _addressed(ws: Workspace, one: Decided, around: Surroundings) -> Letters:
    as_of, due = one.evaluation.as_of, one.decision.due
    found = {r.group: len(around.people.recipients(r, as_of).contacts) for r in due}
    unreachable = tuple(group for group, count in found.items() if not count)
    news = _news(ws, one.evaluation, one.decision.standing, unreachable, around)
    if news is not None:
        found[DIRECTOR] = len(around.people.directors(as_of).contacts)
    return Letters(due, unreachable=unreachable, would_reach=tuple(found.items()))


def look_around(ws: Workspace, decided: Sequence[Decided]) -> dict[str, Surroundings]:
    """Read the people, failed letters and last summary of each unit."""
    units, year = [one.evaluation.unit for one in decided], ws.plan.fiscal_year
    with reading(ws.engine) as session:
        people = people_of(session, units)
        failed = by_unit(list_outbox(session, *units, states=FAILED))
        last = last_director_letters(session, units, year)
        several = len(all_units(session)) > 1
    return {
        unit: Surroundings(
            people[unit],
            one.events,
            tuple(
                FailedLetter(x.id, x.recipient, x.group_id, x.state, x.last_error or "")
                for x in failed[unit]
            ),
            last.get(unit),
            ws.held(unit),
            page_of_unit(ws.settings, unit, several=several),
        )
        for unit, one in zip(units, decided, strict=True)
    }


def compose(
    ws: Workspace,
    evaluation: Evaluation,
    decision: Decision,
    around: Surroundings,
    *,
    whole: bool = True,
) -> Letters:
    """The letters of one unit and day. It reads nothing from storage.

    Letters that are not `whole` are to be looked at: no bytes of mails, charts and calendars are made.
    """
    unit, as_of, people = evaluation.unit, evaluation.as_of, around.people
    found = [(due, people.recipients(due.reminder, as_of)) for due in decision.letters]
    reached = {due.reminder.group for due, recipients in found if recipients.contacts}
    unreachable = tuple(r.group for r in decision.due if r.group not in reached)
    return Letters(
        reminders=decision.due,
        reachable=tuple(
            _letter(ws, unit, due, recipients, as_of, around, whole=whole)
            for due, recipients in found
            if recipients.contacts
        ),
        unreachable=unreachable,
        done=decision.done,
        summary=_summary(ws, evaluation, decision.standing, unreachable, around, whole=whole),
    )


def _letter(
    ws: Workspace,
    unit: str,
    due: LetterDue,
    recipients: Recipients,
    as_of: date,
    around: Surroundings,
    *,
    whole: bool,
) -> Letter:
    from notifications.calendar_feed import attach_calendar, calendar_name
    from notifications.digest import render_digest

    reminder, people = due.reminder, around.people
    director = Audience.DIRECTOR.value
    told = (director,) if {director} & {*reminder.audience} - {*recipients.missing} else ()
    events = entries_along(
        ws.plan, unit, reminder, recipients, people, around.events, around.held, as_of
    )
    digest = render_digest(
        replace(reminder, audience=(*recipients.seats, *told)),
        plan=ws.plan,
        unit_name=people.name,
        language=ws.language,
        as_of=as_of,
        link=around.page,
        calendar=bool(events),
        profile=people.profile,
        asked=people.are_asked(recipients),
        held=people.held(reminder.group),
        stand_ins=recipients.stand_ins,
        escalated=bool(
            people.directors(as_of).contacts
            and escalated(ws.plan, (reminder,), as_of, ws.is_working_day, people.profile.since)
        ),
    )
    group = ws.plan.group_by_id[reminder.group].short_name
    files = (
        (attach_calendar(events, calendar_name(people.name, (group,)), around.page),)
        if events and whole
        else ()
    )
    facts, reply_to = asked_for(reminder), people.reply_to
    post = _Post(ws, unit, reminder.group, KIND, due.rung, facts, reply_to=reply_to, whole=whole)
    audience = ",".join(reminder.audience)
    chats = _chats_of(recipients, people.chats.get(reminder.group))
    return Letter(
        reminder=reminder,
        rungs=tuple(LedgerEntry(rung, reminder.group, audience) for rung in reminder.rungs),
        subject=digest.subject,
        text=digest.text,
        mails=(*post.to_recipients(digest, recipients, files), *post.to_chats(digest, chats)),
        missing=recipients.missing,
    )


def _summary(
    ws: Workspace,
    evaluation: Evaluation,
    standing: Sequence[Reminder],
    unreachable: tuple[str, ...],
    around: Surroundings,
    *,
    whole: bool,
) -> Summary | None:
    """The director's letter, if it is due and there is a director to read it."""
    from notifications.summary import render_summary

    news = _news(ws, evaluation, standing, unreachable, around)
    if news is None:
        return None
    as_of = evaluation.as_of
    directors = around.people.directors(as_of)
    charts = charts_of(ws, evaluation) if news.of_activities and whole else Charts()
    digest = render_summary(
        news,
        plan=ws.plan,
        unit_name=around.people.name,
        language=ws.language,
        as_of=as_of,
        link=around.page,
        evaluation=evaluation,
        charts=[picture.cid for picture in charts.pictures],
        stand_ins=directors.stand_ins,
    )
    rung = news.rung(ws.plan.fiscal_year, as_of)
    facts, reply_to = news.fingerprint, around.people.reply_to
    post = _Post(
        ws, evaluation.unit, DIRECTOR, SUMMARY, rung, facts, reply_to=reply_to, whole=whole
    )
    return Summary(
        rungs=(LedgerEntry(rung, DIRECTOR, Audience.DIRECTOR.value),),
        subject=digest.subject,
        text=digest.text,
        mails=(
            *post.to_recipients(digest, directors, charts.files, charts.pictures),
            *post.to_own_chats(digest, _chats_of(directors)),
        ),
        said=news.facts,
    )


def _news(
    ws: Workspace,
    evaluation: Evaluation,
    standing: Sequence[Reminder],
    unreachable: tuple[str, ...],
    around: Surroundings,
) -> News | None:
    """What the director's letter reports; None if it is not due or nobody would read it."""
    as_of = evaluation.as_of
    since = around.people.profile.since
    overdue = escalated(ws.plan, standing, as_of, ws.is_working_day, since)
    news = News(overdue, unreachable, around.failed)
    soon = soon_escalated(ws.plan, news, standing, as_of, ws.is_working_day, since)
    due = is_due(ws.plan, news, as_of, ws.is_working_day, around.last_summary, soon)
    return news if due and around.people.directors(as_of).contacts else None


class _Post:
    """One letter as the bytes for each recipient: a mail each, and a short text in their chats."""

    def __init__(
        self,
        ws: Workspace,
        unit: str,
        group: str,
        kind: str,
        rung: str,
        facts: str,
        *,
        reply_to: str,
        whole: bool,
    ) -> None:
        self._ws = ws
        self._unit = unit
        self._group = group
        self._kind = kind
        self._rung = rung
        self._facts = facts
        self._reply_to = reply_to
        self._whole = whole
        self._now: datetime = ws.now()

    def to_recipients(
        self,
        digest: Digest,
        recipients: Recipients,
        files: Sequence[Attachment],
        pictures: Sequence[InlinePicture] = (),
    ) -> Iterator[NewMail]:
        """A whole mail to each address, once."""
        from notifications.channels import MAIL
        from notifications.message import build_mail

        for address in recipients.addresses:
            identity = self._identity(address)
            raw = (
                build_mail(
                    sender=self._ws.courier.sender,
                    recipient=address,
                    subject=digest.subject,
                    text=digest.text,
                    html=digest.html,
                    message_id=identity,
                    reply_to=self._reply_to,
                    date=in_bangkok(self._now),
                    attachments=files,
                    pictures=pictures,
                )
                if self._whole
                else b""
            )
            yield self._mail(digest, address, MAIL, raw, identity)

    def to_chats(self, digest: Digest, channels: Iterable[str]) -> Iterator[NewMail]:
        """The short text to these chats and to the office's own."""
        yield from self.to_own_chats(digest, (*channels, *self._ws.courier.chats))

    def to_own_chats(self, digest: Digest, channels: Iterable[str]) -> Iterator[NewMail]:
        """The short text to these chats alone, without the office's chats."""
        for channel in dict.fromkeys(channels):
            short = digest.short.encode()
            yield self._mail(digest, channel, channel, short, self._identity(channel))

    def _identity(self, recipient: str) -> str:
        from notifications.message import message_id

        # Never of the moment: after a restore, what was sent already is known again. The outbox adds the sequence.
        seed = f"{self._unit}|{self._kind}|{self._rung}|{self._group}|{recipient}|{self._facts}"
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


def _chats_of(recipients: Recipients, group: str | None = None) -> list[str]:
    """The channels of the recipients' chats and of the group's chat, which gets every letter."""
    from notifications.channels import CHAT

    names = (*(recipient.notify_url_env for recipient in recipients.contacts), group)
    return [f"{CHAT}{name}" for name in names if name]
