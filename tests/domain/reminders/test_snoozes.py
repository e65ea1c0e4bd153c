"""Snoozes: quiet for the group that asked, until the day it named, never on the last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.plan.model import Plan
from domain.reminders.decide import decide
from domain.reminders.ladder import Ledger
from domain.reminders.snoozes import Answers, Snooze, check_snooze, snoozing_group
from domain.results import ActivityResult, Reminder
from tests.support.cast import DUE, UNIT, file, relief, small_plan, weekday

PLAN = small_plan()
WEEK_BEFORE = DUE - timedelta(days=7)
ENTERED = DUE - timedelta(days=10)


def given_away() -> Plan:
    """The plan after activity 2 went to the planning group alone."""
    own = (
        a.model_copy(update={"groups": ("planning",)}) if a.number == 2 else a
        for a in PLAN.activities
    )
    return PLAN.changed(activities=tuple(own))


def snooze(
    activity: int = 2,
    until: date = DUE - timedelta(days=3),
    group: str = "campaign",
    ended_on: date | None = None,
) -> Snooze:
    return Snooze(1, group, activity, until, "รอลายเซ็น", ENTERED, ended_on)


def due(
    as_of: date,
    *snoozes: Snooze,
    facts: Facts | None = None,
    ledger: Ledger = frozenset(),
) -> dict[str, Reminder]:
    evaluation = evaluate(PLAN, facts or Facts(UNIT), as_of, weekday)
    found = decide(PLAN, evaluation, ledger, weekday, Answers(snoozes=snoozes)).due
    return {r.group: r for r in found}


def activity(number: int, as_of: date = WEEK_BEFORE, facts: Facts | None = None) -> ActivityResult:
    evaluation = evaluate(PLAN, facts or Facts(UNIT), as_of, weekday)
    return evaluation.by_number[number]


def test_a_group_whose_work_is_all_snoozed_hears_nothing_and_the_other_group_does() -> None:
    assert set(due(WEEK_BEFORE, snooze())) == {"planning"}


@pytest.mark.parametrize(
    ("day", "hears"),
    [
        pytest.param(DUE - timedelta(days=5), False, id="while it holds"),
        pytest.param(DUE - timedelta(days=2), True, id="the working day after it ended"),
    ],
)
def test_what_came_while_it_held_is_told_when_it_ends(day: date, hears: bool) -> None:
    assert ("campaign" in due(day, snooze())) is hears


def test_the_day_itself_is_told_whatever_was_snoozed() -> None:
    assert "campaign" in due(DUE, snooze(until=DUE))


def test_who_has_snoozed_an_activity_has_snoozed_the_report_that_comes_with_it() -> None:
    duty = {
        "source": "คำสั่ง (๔) ข้อ ๒",
        "id": "quarterly-report",
        "title": "รายงานรายไตรมาส",
        "groups": ["planning", "campaign"],
        "activities": [2],
        "rungs": [{"source": "s", "days_before": 7, "audience": ["members"]}],
    }
    plan = Plan.model_validate(PLAN.model_dump() | {"recurring": [duty]})
    evaluation = evaluate(plan, Facts(UNIT), WEEK_BEFORE, weekday)
    answers = Answers(snoozes=(snooze(),))
    found = {r.group: r for r in decide(plan, evaluation, frozenset(), weekday, answers).due}
    assert "campaign" not in found
    assert found["planning"].duties


def test_a_snooze_taken_back_holds_no_longer() -> None:
    assert "campaign" in due(WEEK_BEFORE, snooze(ended_on=WEEK_BEFORE))


def test_a_letter_about_other_work_shows_the_snooze_with_its_reason_and_end() -> None:
    reminder = due(WEEK_BEFORE, snooze(group="planning"))["planning"]
    assert [a.number for a in reminder.activities] == [1]
    [quiet] = reminder.quiet
    assert (quiet.activity.number, quiet.until, quiet.reason) == (
        2,
        DUE - timedelta(days=3),
        "รอลายเซ็น",
    )


def test_a_snooze_entered_later_does_not_change_a_past_check() -> None:
    assert "campaign" in due(ENTERED - timedelta(days=9), snooze())


def test_of_two_snoozes_the_longer_counts() -> None:
    short = snooze(until=DUE - timedelta(days=8))
    assert "campaign" not in due(WEEK_BEFORE, snooze(), short)


@pytest.mark.parametrize(
    ("number", "group", "until", "why", "sentence"),
    [
        pytest.param(2, "campaign", DUE + timedelta(days=1), "รอ", "วันสิ้นสุด", id="past the due date"),
        pytest.param(2, "campaign", WEEK_BEFORE - timedelta(days=1), "รอ", "วันสิ้นสุด", id="a past day"),
        pytest.param(2, "campaign", DUE, "  ", "เหตุผล", id="no reason"),
        pytest.param(1, "campaign", DUE, "รอ", "ไม่ใช่ความรับผิดชอบ", id="another group's"),
    ],
)  # fmt: skip
def test_a_snooze_that_could_not_hold_is_refused(
    number: int, group: str, until: date, why: str, sentence: str
) -> None:
    with pytest.raises(KamnotError, match=sentence):
        check_snooze(activity(number), group, until, why, WEEK_BEFORE)


def test_a_snooze_up_to_the_due_date_is_taken() -> None:
    check_snooze(activity(2), "campaign", DUE, "รอลายเซ็น", WEEK_BEFORE)


def test_what_is_overdue_or_complete_cannot_be_snoozed() -> None:
    late = DUE + timedelta(days=1)
    with pytest.raises(KamnotError, match="เกินกำหนดแล้ว"):
        check_snooze(activity(2, late), "campaign", late, "รอ", late)
    done = Facts(UNIT, evidence=(file("2.report", WEEK_BEFORE, item=3),))
    with pytest.raises(KamnotError, match="ครบแล้ว"):
        check_snooze(activity(2, facts=done), "campaign", DUE, "รอ", WEEK_BEFORE)


def test_an_extension_lets_a_snooze_reach_the_new_date() -> None:
    facts = Facts(
        UNIT, reliefs=(relief("extension", "2", date(2024, 3, 1), until=date(2024, 4, 5)),)
    )
    check_snooze(activity(2, facts=facts), "campaign", date(2024, 4, 5), "รอ", WEEK_BEFORE)


def test_the_letter_after_a_snooze_shows_what_was_answered_and_the_one_after_does_not() -> None:
    def answered(last: date | None) -> list[str]:
        evaluation = evaluate(PLAN, Facts(UNIT), DUE, weekday)
        letters = {} if last is None else {"campaign": last}
        answers = Answers(snoozes=(snooze(),), last_letter=letters)
        found = decide(PLAN, evaluation, frozenset(), weekday, answers).due
        [campaign] = [r for r in found if r.group == "campaign"]
        return [q.reason for q in campaign.answered]

    assert answered(None) == ["รอลายเซ็น"]
    assert answered(ENTERED - timedelta(days=1)) == ["รอลายเซ็น"]
    assert answered(DUE - timedelta(days=1)) == []


CAMPAIGN_DONE = Facts(UNIT, evidence=(file("2.report", WEEK_BEFORE, item=3),))


@pytest.mark.parametrize(
    ("facts", "plan", "snoozes", "done"),
    [
        pytest.param(Facts(UNIT), PLAN, (), (), id="its work is open"),
        pytest.param(CAMPAIGN_DONE, PLAN, (), ("campaign",), id="its work is complete"),
        pytest.param(Facts(UNIT), given_away(), (), ("campaign",), id="another group has it now"),
        pytest.param(Facts(UNIT), PLAN, (snooze(),), (), id="it said that it has it"),
    ],
)  # fmt: skip
def test_a_group_is_done_when_it_had_a_letter_and_nothing_is_asked_of_it_any_more(
    facts: Facts, plan: Plan, snoozes: tuple[Snooze, ...], done: tuple[str, ...]
) -> None:
    answers = Answers(
        snoozes=snoozes,
        last_open={"campaign": frozenset({2})},
        last_letter={"campaign": WEEK_BEFORE - timedelta(days=1)},
    )
    evaluation = evaluate(plan, facts, WEEK_BEFORE, weekday)
    assert decide(plan, evaluation, frozenset(), weekday, answers).done == done


def test_who_is_done_with_one_date_and_hears_of_the_next_is_not_done() -> None:
    """A letter of this very day must never be called off."""
    day = date(2024, 6, 21)
    done = Facts(UNIT, evidence=(file("1.report", DUE, 1), file("2.report", DUE, 2)))
    answers = Answers(
        last_open={"planning": frozenset({1, 2})}, last_letter={"planning": WEEK_BEFORE}
    )
    decision = decide(PLAN, evaluate(PLAN, done, day, weekday), frozenset(), weekday, answers)
    assert "planning" in [r.group for r in decision.due]
    assert decision.done == ()


@pytest.mark.parametrize(
    ("number", "named", "meant"),
    [
        pytest.param(1, None, "planning", id="its only group"),
        pytest.param(2, "campaign", "campaign", id="the named one"),
        pytest.param(1, "campaign", "campaign", id="the named one, whoever it belongs to"),
        pytest.param(1, "คณะทำงาน Planning", "planning", id="by its name"),
    ],
)
def test_a_snooze_is_the_named_groups_or_the_only_ones(
    number: int, named: str | None, meant: str
) -> None:
    assert snoozing_group(PLAN, activity(number), named) == meant


def test_of_joint_work_the_group_must_be_named() -> None:
    with pytest.raises(KamnotError, match=r"หลายคณะ.*: planning, campaign$") as refused:
        snoozing_group(PLAN, activity(2), None)
    assert refused.value.how == How(Verb.GIVE_GROUP)


def test_what_is_overdue_is_extended_and_the_help_names_the_activity() -> None:
    late = activity(2, DUE + timedelta(days=1))
    with pytest.raises(KamnotError, match="เกินกำหนด") as refused:
        check_snooze(late, "campaign", DUE, "รอลายเซ็น", DUE + timedelta(days=1))
    assert refused.value.how == How(Verb.RELIEF_EXTEND, "2")
