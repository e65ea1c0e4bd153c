"""The subject of a group's letter: what presses first, within the width that mail programs show.

A telephone shows its first forty to sixty letters, so the days that are left and the count come first. What has no room
is left to the letter's first line, which says all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.results import ActivityResult, Duty, Reminder
from notifications.digest_words import DigestWords
from notifications.layout import ROOM, cut_to, fitted, width


def subject_of(reminder: Reminder, as_of: date, words: DigestWords) -> str:
    """The subject of a digest: what ends first and by when, then as many of its other counts as have room."""
    return fitted(_main(reminder, as_of, words), _beside(reminder, as_of, words))


def _main(reminder: Reminder, as_of: date, words: DigestWords) -> str:
    before = len(reminder.before) + len({duty.id for duty in reminder.before_duties})
    if reminder.activities:
        return _work(reminder.activities, as_of, words)
    if before and not reminder.duties:
        return words.say("subject.before", count=before)
    if reminder.to_review:
        return words.say("subject.review", count=len(reminder.to_review))
    if reminder.duties:
        return _of_duty(pressing_duty(reminder.duties, as_of), as_of, words)
    if reminder.helps:
        return _helped(min(reminder.helps, key=_due), words)
    return words.say("subject.in_review", count=len(reminder.in_review))


def _beside(reminder: Reminder, as_of: date, words: DigestWords) -> Iterator[str]:
    """What else the letter is about, the most pressing first."""
    coming, later, late = split(reminder.activities, as_of)
    if coming and late:
        yield words.say("subject.late", count=len(late))
    if reminder.to_review and (reminder.activities or reminder.before or reminder.before_duties):
        yield words.say("subject.also_review", count=len(reminder.to_review))
    duties = len({(duty.id, duty.activity) for duty in reminder.duties_besides})
    if reminder.activities or reminder.to_review:
        key = "subject.duties.one" if duties == 1 else "subject.duties"
        yield from [words.say(key, count=duties)] if duties else []
    elif duties > 1:
        yield words.say("subject.duties.more", count=duties - 1)
    if later:
        yield words.say("subject.later", count=len(later))


def split(
    activities: Sequence[ActivityResult], as_of: date
) -> tuple[list[ActivityResult], list[ActivityResult], list[ActivityResult]]:
    """The activities of the next due date, those of later ones, and the overdue ones."""
    late = [a for a in activities if a.due < as_of]
    ahead = [a for a in activities if a.due >= as_of]
    next_due = min((a.due for a in ahead), default=as_of)
    return [a for a in ahead if a.due == next_due], [a for a in ahead if a.due > next_due], late


def _work(activities: Sequence[ActivityResult], as_of: date, words: DigestWords) -> str:
    """The activities of the next date, or, if none is to come, the overdue ones."""
    coming, _, late = split(activities, as_of)
    if not coming:
        first = min(a.due for a in late)
        several = len({a.due for a in late}) > 1
        key = "subject.overdue.since" if several else "subject.overdue"
        counted = words.say("subject.count", count=len(late))
        return _in_days(key, (as_of - first).days, words, counted, first)
    counted = words.say("subject.count", count=len(coming))
    return _to_come(coming[0].due, coming[0].last_working_day, as_of, words, counted)


def _to_come(due: date, working: date, as_of: date, words: DigestWords, counted: str) -> str:
    """What ends that day, by the days left to its last working day as long as there is one."""
    moved = as_of <= working < due
    left = ((working if moved else due) - as_of).days
    named = {0: "subject.today", 1: "subject.tomorrow"}.get(left, "subject.due")
    key = f"{named}.working" if moved else named
    return _in_days(key, left, words, counted, due, working=words.on(working, short=True))


def _in_days(
    key: str, days: int, words: DigestWords, counted: str, due: date, **values: str
) -> str:
    unit, day = "day" if days == 1 else "days", words.on(due, short=True)
    return words.say(key, days=days, unit=unit, counted=counted, due=day, **values)


def _due(duty: Duty) -> date:
    return duty.due


def pressing_duty(duties: Sequence[Duty], as_of: date) -> Duty:
    """The duty that is due next, else the one whose day passed last."""
    coming = [duty for duty in duties if duty.due >= as_of]
    return min(coming, key=_due) if coming else max(duties, key=_due)


def _of_duty(duty: Duty, as_of: date, words: DigestWords) -> str:
    """A duty by its title, which is cut where the subject would grow too long."""

    def said(title: str) -> str:
        if duty.due < as_of:
            days = (as_of - duty.due).days
            return _in_days("subject.overdue", days, words, title, duty.due)
        return _to_come(duty.due, duty.last_working_day, as_of, words, title)

    return said(cut_to(duty.title, ROOM - width(said(""))))


def _helped(duty: Duty, words: DigestWords) -> str:
    """A duty that another group prepares, by its title."""
    due = words.on(duty.due, short=True)
    room = ROOM - width(words.say("subject.helps", title="", due=due))
    return words.say("subject.helps", title=cut_to(duty.title, room), due=due)
