"""The calendar's entries: an id that never changes, a sequence that counts every change, nothing left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts
from domain.plan.model import Plan
from domain.reminders.calendar_entries import (
    Event,
    entries_about,
    events_of,
    feed_of,
    held_in,
    merge_events,
)
from domain.reminders.decide import decide
from domain.reminders.snoozes import NO_ANSWERS, Answers
from tests.domain.reminders.test_duties import MONTHLY, plan
from tests.support.cast import DUE, UNIT, file, relief, small_plan, weekday

PLAN = small_plan()
NOW = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
SEVEN = "2567-bureau-activity-2@kamnot.invalid"


def wanted(
    facts: Facts | None = None,
    as_of: date = DUE,
    plan: Plan = PLAN,
    answers: Answers = NO_ANSWERS,
) -> tuple[Event, ...]:
    evaluation = evaluate(plan, facts or Facts(UNIT), as_of, weekday)
    return events_of(plan, evaluation, answers, weekday)


def merged(known: tuple[Event, ...], now_wanted: tuple[Event, ...]) -> dict[str, Event]:
    before = {event.uid: event for event in known}
    return {event.uid: event for event in merge_events(before, now_wanted, LATER)}


FIRST = merge_events({}, wanted(), NOW)


def test_every_activity_is_one_entry_on_its_real_last_day() -> None:
    days = {event.uid: event.day for event in FIRST}
    assert len(days) == 4
    assert days["2567-bureau-activity-3@kamnot.invalid"] == date(2024, 6, 28)
    assert {(event.sequence, event.changed_at) for event in FIRST} == {(0, NOW)}


def test_what_does_not_change_keeps_its_sequence_and_moment() -> None:
    assert tuple(merged(FIRST, wanted(as_of=DUE + timedelta(days=9))).values()) == FIRST


EXTENDED = Facts(UNIT, reliefs=(relief("extension", "2", until=date(2024, 4, 5)),))
DONE = Facts(UNIT, evidence=(file("2.report", item=3),))
EXCUSED = Facts(UNIT, reliefs=(relief("not-applicable", "2"),))


@pytest.mark.parametrize(
    ("facts", "day", "done", "cancelled"),
    [
        pytest.param(EXTENDED, date(2024, 4, 5), False, False, id="extended: it moves"),
        pytest.param(DONE, DUE, True, False, id="complete: it is ticked"),
        pytest.param(EXCUSED, DUE, False, True, id="not applicable: it is cancelled"),
    ],
)
def test_each_change_counts_one_up_and_leaves_the_others(
    facts: Facts, day: date, done: bool, cancelled: bool
) -> None:
    found = merged(FIRST, wanted(facts))
    changed = found.pop(SEVEN)
    assert (changed.sequence, changed.changed_at) == (1, LATER)
    assert (changed.day, changed.done, changed.cancelled) == (day, done, cancelled)
    assert {event.sequence for event in found.values()} == {0}


def test_a_change_taken_back_counts_up_again() -> None:
    moved = tuple(merged(FIRST, wanted(EXTENDED)).values())
    back = merged(moved, wanted())[SEVEN]
    assert (back.sequence, back.day) == (2, DUE)


def test_an_entry_that_the_plan_no_longer_has_is_cancelled_and_stays_so() -> None:
    gone = replace(FIRST[0], uid="2567-bureau-activity-99@kamnot.invalid")
    first = merged((*FIRST, gone), wanted())
    assert (first[gone.uid].cancelled, first[gone.uid].sequence) == (True, 1)
    assert merged(tuple(first.values()), wanted())[gone.uid] == first[gone.uid]


def test_a_feed_has_its_groups_entries_and_joint_ones_stand_in_each() -> None:
    campaign = {event.uid for event in feed_of(FIRST, "campaign")}
    planning = {event.uid for event in feed_of(FIRST, "planning")}
    assert campaign & planning == {SEVEN}
    assert feed_of(FIRST, None) == FIRST


def handed_over(number: int, *groups: str) -> Plan:
    """The small plan with an activity in other hands."""
    own = (
        a.model_copy(update={"groups": groups}) if a.number == number else a
        for a in PLAN.activities
    )
    return PLAN.changed(activities=tuple(own))


def test_what_a_changed_plan_takes_from_a_group_is_cancelled_in_its_feed_alone() -> None:
    uid = "2567-bureau-activity-1@kamnot.invalid"
    now = tuple(merged(FIRST, wanted(plan=handed_over(1, "campaign"))).values())
    held = held_in([PLAN], UNIT)
    told = {
        group: [(e.sequence, e.cancelled) for e in feed_of(now, group, held) if e.uid == uid]
        for group in (None, "planning", "campaign", "steering")
    }
    assert told == {
        None: [(1, False)],
        "planning": [(1, True)],
        "campaign": [(1, False)],
        "steering": [],
    }


def test_what_is_given_back_stands_again_with_a_higher_sequence() -> None:
    uid = "2567-bureau-activity-1@kamnot.invalid"
    away = handed_over(1, "campaign")
    taken = tuple(merged(FIRST, wanted(plan=away)).values())
    back = tuple(merged(taken, wanted()).values())
    [event] = [e for e in feed_of(back, "planning", held_in([PLAN, away], UNIT)) if e.uid == uid]
    assert (event.sequence, event.cancelled) == (2, False)


def test_a_monthly_duty_in_other_hands_is_cancelled_for_whoever_had_it() -> None:
    before = plan(MONTHLY)
    now = plan(MONTHLY | {"groups": ["planning"]})
    feed = feed_of(wanted(plan=now), "campaign", held_in([before], UNIT))
    assert {e.cancelled for e in feed if "complaints" in e.uid} == {True}
    assert len([e for e in feed if "complaints" in e.uid]) == 11


def test_a_monthly_duty_has_an_entry_each_month_and_is_ticked_when_it_is_done() -> None:
    answers = Answers(done=frozenset({("complaints-report", "2023-12")}))
    events = [e for e in wanted(plan=plan(MONTHLY), answers=answers) if "complaints" in e.uid]
    assert len(events) == 11
    assert events[-1].title.endswith("ประจำเดือนกันยายน ๒๕๖๗")
    assert [e.uid for e in events if e.done] == [
        "2567-bureau-complaints-report-2023-12@kamnot.invalid"
    ]


def test_the_months_that_a_letter_speaks_of_go_along_and_no_other_month() -> None:
    monthly, day = plan(MONTHLY), date(2023, 12, 28)
    evaluation = evaluate(monthly, Facts(UNIT), day, weekday)
    [reminder] = [
        r for r in decide(monthly, evaluation, frozenset(), weekday).due if r.group == "campaign"
    ]
    events = events_of(monthly, evaluation, NO_ANSWERS, weekday)

    found = [
        e.uid for e in entries_about(monthly, UNIT, reminder, events, date.min) if "report" in e.uid
    ]

    assert [duty.period for duty in reminder.duties] == ["2023-11", "2023-12"]
    assert [uid.partition("@")[0][-7:] for uid in found] == ["2023-11", "2023-12"]
