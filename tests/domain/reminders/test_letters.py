"""What letters ask for, which older ones they replace, and which calendar entries go along."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts
from domain.language.ids import RungId
from domain.plan.model import Plan
from domain.reminders.calendar_entries import NOTHING_HELD, Event, events_of
from domain.reminders.decide import Decision, decide
from domain.reminders.letters import Waiting, asked_for, entries_along, replace_waiting
from domain.reminders.recipients import Contact, ContactRole, People, Recipients
from domain.reminders.snoozes import NO_ANSWERS
from domain.results import Reminder
from tests.support.cast import DUE, UNIT, relief, share, small_plan, weekday

PLAN = small_plan()
WEEK_BEFORE = DUE - timedelta(days=7)
EXTENDED = relief("extension", "2", WEEK_BEFORE, until=DUE + timedelta(days=10))


def decided(as_of: date = WEEK_BEFORE, facts: Facts | None = None, plan: Plan = PLAN) -> Decision:
    evaluation = evaluate(plan, facts or Facts(UNIT), as_of, weekday)
    return decide(plan, evaluation, frozenset(), weekday)


def planning(as_of: date = WEEK_BEFORE, facts: Facts | None = None) -> Reminder:
    return next(r for r in decided(as_of, facts).due if r.group == "planning")


# What is asked for


def test_what_is_asked_for_does_not_change_with_the_day_or_the_order() -> None:
    first = planning()
    turned = replace(first, activities=first.activities[::-1])
    assert {asked_for(r) for r in (first, planning(DUE), turned)} == {asked_for(first)}


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(Facts(UNIT, reliefs=(EXTENDED,)), id="another day"),
        pytest.param(Facts(UNIT, measures=(share("1.signed", 9, 10, WEEK_BEFORE),)), id="less"),
    ],
)
def test_what_is_asked_for_changes_with_the_days_and_with_what_is_missing(facts: Facts) -> None:
    assert asked_for(planning(WEEK_BEFORE, facts)) != asked_for(planning())


# Older letters that wait

OLDER = "2567:march:T-30"


def waiting(asked: str, *audience: str) -> dict[str, Waiting]:
    return {"planning": Waiting(OLDER, asked, audience)}


def test_without_an_older_letter_each_is_for_the_newest_rung_of_its_deadlines() -> None:
    decision = replace_waiting(decided(), {})
    reminder = next(r for r in decision.due if r.group == "planning")
    letter = next(x for x in decision.letters if x.reminder.group == "planning")
    deadlines = dict.fromkeys(rung.deadline for rung in reminder.rungs)
    assert [RungId.parse(rung).deadline for rung in letter.rung.split("+")] == list(deadlines)
    assert RungId("2567:march", "T-7") in letter.rung.split("+")


@pytest.mark.parametrize("as_of", [WEEK_BEFORE, DUE - timedelta(days=30)], ids=["T-7", "T-30"])
def test_a_letter_that_is_due_goes_to_whoever_waits_for_the_older_one_too(as_of: date) -> None:
    decision = replace_waiting(decided(as_of), waiting("x", "director"))
    reminder = next(r for r in decision.due if r.group == "planning")
    assert (reminder.audience, decision.renewed) == (
        (*planning(as_of).audience, "director"),
        (),
    )


@pytest.mark.parametrize(
    ("same", "renewed"), [(True, []), (False, [OLDER])], ids=["same facts", "other facts"]
)
def test_a_waiting_letter_is_written_anew_for_its_own_rung_where_its_facts_changed(
    renewed: list[str], *, same: bool
) -> None:
    silent = replace(decided(), due=())
    asked = asked_for(next(r for r in silent.standing if r.group == "planning"))

    decision = replace_waiting(silent, waiting(asked if same else "x", "head"))

    assert [letter.rung for letter in decision.letters] == renewed
    assert [(x.reminder.rungs, x.reminder.audience) for x in decision.renewed] == [
        ((), ("head",)) for _ in renewed
    ]


def test_a_waiting_letter_of_a_group_that_has_nothing_open_is_left_alone() -> None:
    nothing = Decision(done=("planning",))
    assert replace_waiting(nothing, waiting("x", "head")) == nothing


# The calendar


def entries() -> tuple[Event, ...]:
    evaluation = evaluate(PLAN, Facts(UNIT), WEEK_BEFORE, weekday)
    return events_of(PLAN, evaluation, NO_ANSWERS, weekday)


def of(*groups: str) -> People:
    contacts = {
        g: (Contact(1, UNIT, g, ContactRole.MEMBER, "-", "one@b.example", None, active=True),)
        for g in groups
    }
    return People("สำนัก", contacts)


def along(people: People, held: dict[str, frozenset[str]]) -> list[tuple[str, bool]]:
    reminder = planning()
    recipients = Recipients(people.by_group["planning"])
    found = entries_along(PLAN, UNIT, reminder, recipients, people, entries(), held, WEEK_BEFORE)
    return [(event.uid, event.cancelled) for event in found]


def test_the_entries_of_what_the_letter_speaks_of_go_along() -> None:
    spoken_of = {a.number for a in planning().activities}
    assert along(of("planning"), dict(NOTHING_HELD)) == [
        (event.uid, False)
        for event in entries()
        if any(f"-activity-{number}@" in event.uid for number in spoken_of)
    ]


@pytest.mark.parametrize(
    ("groups", "cancelled"),
    [
        pytest.param(("planning",), True, id="nobody else answers for it here"),
        pytest.param(("planning", "campaign"), False, id="the same person answers for it still"),
    ],
)
def test_what_was_taken_from_the_group_is_cancelled_unless_its_reader_keeps_it(
    groups: tuple[str, ...], *, cancelled: bool
) -> None:
    taken = next(event.uid for event in entries() if event.groups == ("campaign",))
    found = along(of(*groups), {taken: frozenset({"planning"})})
    assert ((taken, True) in found) is cancelled


def test_a_calendar_is_told_nothing_of_days_that_are_past() -> None:
    reminder = planning()
    recipients, people = Recipients(of("planning").by_group["planning"]), of("planning")
    last = max(event.day for event in entries())
    later = (reminder, recipients, people, entries(), dict(NOTHING_HELD), last + timedelta(days=1))
    done = [replace(event, done=True) for event in entries()]

    assert entries_along(PLAN, UNIT, *later) == ()
    assert entries_along(PLAN, UNIT, *later[:3], done, *later[4:]) == ()
