"""The subject of a group's letter: how many activities are open, by when, and the duties beside them."""

from __future__ import annotations

from datetime import date

from domain.results import Duty, Reminder
from notifications.digest_words import DigestWords, cut


def subject_of(reminder: Reminder, as_of: date, words: DigestWords) -> str:
    """The subject of a digest: how many activities by when, and its duties."""
    review = len(reminder.to_review)
    if not reminder.activities:
        return _other_subject(reminder, as_of, words)
    count = len({(duty.id, duty.activity) for duty in reminder.duties_besides})
    key = "subject.duties" if count == 1 else "subject.duties.many"
    subject = _work_subject(reminder, as_of, words)
    subject += words.say(key, count=count) if count else ""
    return subject + (words.say("subject.also_review", count=review) if review else "")


def _other_subject(reminder: Reminder, as_of: date, words: DigestWords) -> str:
    """The subject of a letter without open work."""
    before = len(reminder.before) + len({duty.id for duty in reminder.before_duties})
    review = len(reminder.to_review)
    if before and not reminder.duties:
        also = words.say("subject.also_review", count=review) if review else ""
        return words.say("subject.before", count=before) + also
    if review:
        return words.say("subject.review", count=review)
    if reminder.duties:
        return _duty_subject(reminder, as_of, words)
    if reminder.helps:
        duty = min(reminder.helps, key=_due)
        return words.say("subject.helps", title=cut(duty.title), due=words.on(duty.due))
    return words.say("subject.in_review", count=len(reminder.in_review))


def _due(duty: Duty) -> date:
    return duty.due


def _work_subject(reminder: Reminder, as_of: date, words: DigestWords) -> str:
    """The activities alone: how many, by when."""
    late = [a for a in reminder.activities if a.due < as_of]
    if len(late) == len(reminder.activities):
        key = "subject.overdue" if len({a.due for a in late}) == 1 else "subject.overdue.since"
        return words.say(key, due=words.on(min(a.due for a in late)))
    ahead = [a for a in reminder.activities if a.due >= as_of]
    coming = min(ahead, key=lambda a: a.due)
    later = sum(a.due > coming.due for a in ahead)
    working = coming.last_working_day
    today = as_of in (coming.due, working)
    mixed = ("subject.mixed", "subject.mixed.today")
    key = (mixed if late else ("subject.due", "subject.today"))[today]
    due = words.on(coming.due)
    if working != coming.due and working >= as_of:
        note = "subject.working.today" if today else "subject.working"
        due = words.say(note, due=due, day=words.on(working, short=True))
    named = f"{key}.later" if later else key
    return words.say(named, due=due, late=len(late), first=len(ahead) - later, later=later)


def _duty_subject(reminder: Reminder, as_of: date, words: DigestWords) -> str:
    """The subject of a letter of duties alone: it names the next one, else the newest, and counts the others."""
    coming = [duty for duty in reminder.duties if duty.due >= as_of]
    duty = min(coming, key=_due) if coming else max(reminder.duties, key=_due)
    others = len({(d.id, d.activity) for d in reminder.duties} - {(duty.id, duty.activity)})
    key = "subject.duty.late" if duty.due < as_of else "subject.duty"
    if as_of in (duty.due, duty.last_working_day):
        key = "subject.duty.today"
    more = words.say("subject.duty.more", count=others) if others else ""
    return words.say(key, title=cut(duty.title), due=words.on(duty.due)) + more
