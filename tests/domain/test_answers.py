"""Snoozes: quiet for the group that asked, until the day it named, never on the last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.answers import Answers, Snooze, check_snooze
from domain.errors import KamnotError
from domain.evaluate import evaluate
from domain.facts import Facts
from domain.findings import ActivityResult, Reminder
from domain.reminders import decide, reminders_due
from tests.support.cast import DUE, UNIT, file, relief, small_plan, weekday

PLAN = small_plan()
WEEK_BEFORE = DUE - timedelta(days=7)
ENTERED = DUE - timedelta(days=10)


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
    ledger: frozenset[tuple[str, str]] = frozenset(),
) -> dict[str, Reminder]:
    evaluation = evaluate(PLAN, facts or Facts(UNIT), as_of, weekday)
    found = reminders_due(PLAN, evaluation, ledger, weekday, Answers(snoozes=snoozes))
    return {r.group: r for r in found}


def activity(number: int, as_of: date = WEEK_BEFORE, facts: Facts | None = None) -> ActivityResult:
    evaluation = evaluate(PLAN, facts or Facts(UNIT), as_of, weekday)
    return next(a for b in evaluation.batches for a in b.activities if a.number == number)


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
        found = reminders_due(PLAN, evaluation, frozenset(), weekday, answers)
        [campaign] = [r for r in found if r.group == "campaign"]
        return [q.reason for q in campaign.answered]

    assert answered(None) == ["รอลายเซ็น"]
    assert answered(ENTERED - timedelta(days=1)) == ["รอลายเซ็น"]
    assert answered(DUE - timedelta(days=1)) == []


def test_a_group_is_done_when_all_that_its_last_letter_called_open_is_complete() -> None:
    def done(*numbers: int) -> tuple[str, ...]:
        facts = Facts(UNIT, evidence=(file("2.report", WEEK_BEFORE, item=3),))
        evaluation = evaluate(PLAN, facts, WEEK_BEFORE, weekday)
        answers = Answers(last_open={"campaign": frozenset(numbers)})
        return decide(PLAN, evaluation, frozenset(), weekday, answers).done

    assert done(2) == ("campaign",)
    assert done(1, 2) == ()
    assert done() == ()
