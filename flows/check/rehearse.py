"""Rehearses a year in memory, with every letter that it would send.

The database is read at the beginning and never written. Each day uses the facts, absences and answers that were
recorded by then, so a future year shows the letters if nothing comes in. Contacts have no days: today's are used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.facts import Facts
from domain.language.thai import fiscal_year_span
from domain.plan.model import Audience
from domain.reminders.calendar_entries import Event, events_of, merge_events
from domain.reminders.decide import decide
from domain.reminders.director_news import Reported
from domain.reminders.ladder import Ledger
from domain.reminders.moved_days import MovedDay, moved_days
from domain.reminders.recipients import DIRECTOR
from domain.reminders.snoozes import Answers
from domain.results import PointCount
from flows.letters.compose import Letters, Surroundings, compose
from flows.letters.recipients import people_of
from flows.run.judge import load_facts
from flows.run.page_address import page_of_unit
from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.outbox.enqueue import NewMail
from storage.plan_files.workdays import holiday_name
from storage.records.facts import withdrawal_days
from storage.records.people import units as all_units
from storage.records.snoozes import duty_reports, snoozes_of

MAX_A_DAY = 3
"""By default, more letters than this to one person on a day are too many."""


@dataclass(frozen=True, slots=True)
class RehearsedMail:
    """One mail of the year: its recipient, its day and its rung."""

    day: date
    group: str
    recipient: str
    office: str
    subject: str
    rungs: tuple[str, ...]
    audience: tuple[str, ...]
    activities: tuple[int, ...]
    points_at_risk: PointCount
    text: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The letters of the year, in the order of the days, and its problems."""

    unit: str
    fiscal_year: int
    mails: tuple[RehearsedMail, ...]
    clashes: tuple[MovedDay, ...]
    unreachable: Mapping[str, date]
    """Groups without a contact, and the day of the first letter that they miss."""
    no_director: bool

    def overloads(self, limit: int = MAX_A_DAY) -> tuple[tuple[date, str, int], ...]:
        """(day, recipient, letters) for each person who gets more than `limit` on a day."""
        counts = Counter((m.day, m.recipient.lower()) for m in self.mails)
        return tuple((d, who, n) for (d, who), n in sorted(counts.items()) if n > limit)


def rehearse(ws: Workspace, unit: str, *, whole: bool = True) -> Rehearsal:
    """Play every day of the plan's fiscal year, 1 October to 30 September.

    Mails that are not `whole` have no bytes: drawing a year's charts takes longer than all else.
    """
    first, last = fiscal_year_span(ws.plan.fiscal_year)
    play = _Play(ws, unit, last, whole=whole)
    mails: list[RehearsedMail] = []
    unreachable: dict[str, date] = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        letters = play.day(day)
        mails += _mails(letters, day, play.offices)
        for group in letters.unreachable:
            unreachable.setdefault(group, day)
    return Rehearsal(
        unit,
        ws.plan.fiscal_year,
        tuple(mails),
        tuple(moved_days(ws.plan, ws.is_working_day, holiday_name)),
        unreachable,
        no_director=not play.has_director,
    )


class _Play:
    """The rehearsal's state between days: ledger, last letters and calendar, all in memory."""

    def __init__(self, ws: Workspace, unit: str, last: date, *, whole: bool = True) -> None:
        self._ws = ws
        self._whole = whole
        self._unit = unit
        year = ws.plan.fiscal_year
        self._held, self._first_due = ws.held(unit), ws.first_due
        with reading(ws.engine) as session:
            turns = (date.min, *withdrawal_days(session, unit, year))
            self._people = people_of(session, [unit])[unit]
            several = len(all_units(session)) > 1
            self._snoozes = snoozes_of(session, unit, year, as_of=last)
            self._reports = [
                (row.duty, row.period, row.done_on) for row in duty_reports(session, unit, year)
            ]
        self._page = page_of_unit(ws.settings, unit, several=several)
        self._facts = [(turn, load_facts(ws, unit, turn)) for turn in turns]
        self._ledger: Ledger = frozenset()
        self._last_open: dict[str, frozenset[int]] = {}
        self._last_letter: dict[str, date] = {}
        self._last_summary: Reported | None = None
        self._events: dict[str, Event] = {}
        self.has_director = bool(self._people.by_group.get(DIRECTOR))
        self.offices = {
            c.email.lower(): c.office for found in self._people.by_group.values() for c in found
        } | {a.deputy.lower(): a.deputy_office for a in self._people.absences if a.deputy_office}

    def day(self, day: date) -> Letters:
        """The letters of one day, as if all earlier ones had been sent."""
        ws = self._ws
        evaluation = ws.evaluator.evaluate(self._known(day), day)
        answers = self._answers(day)
        decision = decide(
            ws.plan,
            evaluation,
            self._ledger,
            ws.is_working_day,
            answers,
            self._first_due,
        )
        events: tuple[Event, ...] = ()
        if decision.due:
            planned = events_of(ws.plan, evaluation, answers, ws.is_working_day)
            events = merge_events(self._events, planned, ws.now())
            self._events = {event.uid: event for event in events}
        around = Surroundings(self._people, events, (), self._last_summary, self._held, self._page)
        letters = compose(ws, evaluation, decision, around, whole=self._whole)
        self._remember(letters, day)
        return letters

    def _known(self, day: date) -> Facts:
        """The facts that were known on that day. A check of a past day mentions later files, a rehearsal must not."""
        facts = next(facts for turn, facts in reversed(self._facts) if turn <= day)
        return facts.known_on(day)

    def _answers(self, day: date) -> Answers:
        return Answers(
            snoozes=tuple(s for s in self._snoozes if s.entered_on <= day),
            done=frozenset((duty, period) for duty, period, on in self._reports if on <= day),
            last_open=self._last_open,
            last_letter=self._last_letter,
            since=self._people.profile.since,
        )

    def _remember(self, letters: Letters, day: date) -> None:
        for letter in letters.reachable:
            self._ledger |= {(rung, group) for rung, group, _ in letter.rungs}
            self._last_open[letter.reminder.group] = letter.reminder.called_open
            self._last_letter[letter.reminder.group] = day
        if letters.summary is not None:
            self._last_summary = day, frozenset(letters.summary.said)


def _mails(letters: Letters, day: date, offices: Mapping[str, str]) -> Iterator[RehearsedMail]:
    for letter in letters.reachable:
        reminder = letter.reminder
        for mail in letter.mails:
            yield replace(
                _mail(mail, day, offices, letter.text),
                rungs=reminder.rungs,
                audience=reminder.audience,
                activities=tuple(a.number for a in reminder.activities),
                points_at_risk=reminder.points_at_risk,
            )
    if letters.summary is not None:
        for mail in letters.summary.mails:
            yield _mail(mail, day, offices, letters.summary.text)


def _mail(mail: NewMail, day: date, offices: Mapping[str, str], text: str) -> RehearsedMail:
    return RehearsedMail(
        day=day,
        group=mail.group_id,
        recipient=mail.recipient,
        office=offices.get(mail.recipient.lower(), ""),
        subject=mail.subject,
        rungs=(mail.rung,),
        audience=(Audience.DIRECTOR.value,),
        activities=(),
        points_at_risk=0,
        text=text,
        raw=mail.raw,
    )


def by_day(mails: Sequence[RehearsedMail]) -> Mapping[date, list[RehearsedMail]]:
    """The mails of each day that has any."""
    found: dict[date, list[RehearsedMail]] = defaultdict(list)
    for mail in mails:
        found[mail.day].append(mail)
    return found
