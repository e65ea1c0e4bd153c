"""Reminders due: from the deadline and its rung, on a working day, until it is done, never twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts
from domain.language.ids import RungId
from domain.plan.model import Plan
from domain.reminders.decide import decide
from domain.reminders.ladder import Ledger
from domain.reminders.snoozes import Answers
from domain.results import Reminder
from domain.working_days import last_working_day
from tests.support.cast import DUE, UNIT, file, photo, relief, share, small_plan, weekday

PLAN = small_plan()
BEFORE = DUE - timedelta(days=1)
DONE = Facts(
    UNIT,
    evidence=(photo("1.photos", 1), photo("1.photos", 2), file("2.report", item=3)),
    measures=(share("1.signed", 9, 10),),
)


def due(
    as_of: date,
    facts: Facts | None = None,
    ledger: Ledger = frozenset(),
) -> tuple[Reminder, ...]:
    evaluation = evaluate(PLAN, facts or Facts(UNIT), as_of, weekday)
    return decide(PLAN, evaluation, ledger, weekday).due


def written(reminders: tuple[Reminder, ...]) -> Ledger:
    return frozenset((rung, r.group) for r in reminders for rung in r.rungs)


@pytest.mark.parametrize(
    ("as_of", "rungs"),
    [
        pytest.param(date(2024, 2, 15), (), id="before the first rung"),
        pytest.param(date(2024, 2, 19), ("T-30",), id="thirty days before"),
        pytest.param(date(2024, 3, 12), ("T-30",), id="between rungs"),
        pytest.param(date(2024, 3, 13), ("T-30", "T-7"), id="seven days before"),
        pytest.param(DUE, ("T-30", "T-7", "T-0"), id="the day itself"),
        pytest.param(
            date(2024, 3, 27),
            ("T-30", "T-7", "T-0", "overdue-2024-03-27"),
            id="a week overdue",
        ),
    ],
)
def test_rungs_come_from_the_deadline_and_its_rung(as_of: date, rungs: tuple[str, ...]) -> None:
    names = {s for r in due(as_of) for s in r.rungs if ":march:" in s}
    assert names == {f"2567:march:{rung}" for rung in rungs}


def test_a_rung_on_a_closed_day_moves_to_the_working_day_before() -> None:
    # 30 June 2024 is a Sunday: the last working day is Friday the 28th, seven days before it the 21st.
    ledger = written(due(date(2024, 6, 20)))
    assert not any("june-30:T-7" in s for s, _ in ledger)
    assert any("june-30:T-7" in s for r in due(date(2024, 6, 21), ledger=ledger) for s in r.rungs)


def test_a_sunday_deadline_reminds_on_its_last_working_day() -> None:
    reminder = due(date(2024, 6, 28), DONE)[0]
    assert reminder.rungs[-1] == "2567:june-30:T-0"
    assert (reminder.due, reminder.last_working_day) == (
        date(2024, 6, 30),
        date(2024, 6, 28),
    )


def test_a_missed_rung_is_caught_up_and_merged_into_the_newest() -> None:
    reminders = due(DUE - timedelta(days=7))
    assert [r.group for r in reminders] == ["planning", "campaign"]
    assert reminders[0].rungs == ("2567:march:T-30", "2567:march:T-7")


def test_what_is_written_down_is_not_due_again() -> None:
    first = due(DUE)
    assert first
    assert due(DUE, ledger=written(first)) == ()


def test_a_past_day_checked_again_sends_nothing_old() -> None:
    newest = frozenset(
        (RungId.parse("2567:march:T-7"), group) for group in ("planning", "campaign")
    )
    assert due(date(2024, 2, 20), ledger=newest) == ()


def test_who_is_done_hears_nothing() -> None:
    assert due(DUE, DONE) == ()


def test_a_group_hears_only_what_is_its_own() -> None:
    reminders = {r.group: r for r in due(DUE)}
    assert [a.number for a in reminders["planning"].activities] == [1, 2]
    assert [a.number for a in reminders["campaign"].activities] == [2]
    assert reminders["planning"].points_at_risk == 15


def test_a_letter_tells_the_whole_state_of_every_batch_that_has_begun() -> None:
    before = written(due(date(2024, 6, 20)))
    [reminder] = [r for r in due(date(2024, 6, 21), ledger=before) if r.group == "campaign"]
    assert reminder.rungs == ("2567:june-30:T-7",)
    assert [a.number for a in reminder.activities] == [2, 3]


def test_overdue_reminders_end_with_the_fiscal_year() -> None:
    last = date(2024, 9, 30)
    assert due(last)
    assert due(last + timedelta(days=1)) == ()
    assert due(date(2026, 11, 22)) == ()
    assert max(s for r in due(last) for s in r.rungs if "march:overdue" in s).endswith("2024-09-25")


def test_one_digest_covers_every_batch_that_is_due() -> None:
    reminders = {r.group: r for r in due(date(2024, 6, 28))}
    assert reminders["campaign"].batches == ("march", "june-30")


@pytest.mark.parametrize(
    ("as_of", "audience"),
    [
        (date(2024, 2, 19), ("members",)),
        (date(2024, 3, 13), ("members", "head")),
        (date(2024, 3, 27), ("members", "head", "director")),
    ],
)
def test_each_rung_names_its_audience(as_of: date, audience: tuple[str, ...]) -> None:
    assert due(as_of)[0].audience == audience


def test_nothing_goes_out_on_a_closed_day() -> None:
    saturday = date(2024, 3, 16)
    assert due(saturday) == ()
    assert due(saturday + timedelta(days=2)) != ()


@pytest.mark.parametrize(
    ("as_of", "goes_out"),
    [
        pytest.param(date(2024, 6, 22), False, id="a closed day long before it"),
        pytest.param(date(2024, 6, 29), True, id="the closed day before it"),
        pytest.param(date(2024, 6, 30), True, id="the closed due day itself"),
        pytest.param(date(2024, 7, 6), False, id="a closed day after it"),
    ],
)
def test_a_closed_day_does_not_hold_back_a_deadline_that_would_pass(
    as_of: date, goes_out: bool
) -> None:
    rungs = [s for r in due(as_of) for s in r.rungs if ":june-30:" in s]
    assert bool(rungs) == goes_out


@pytest.mark.parametrize(
    ("step", "day"),
    [("T-30", date(2024, 2, 19)), ("T-7", date(2024, 3, 13)), ("T-0", DUE)],
)
def test_a_rung_goes_out_on_its_own_day_and_not_the_day_before(step: str, day: date) -> None:
    rung = RungId("2567:march", step), "planning"
    before = written(due(day - timedelta(days=1)))
    assert rung not in before
    assert rung in written(due(day, ledger=before))


def test_a_day_that_a_rung_of_an_older_ladder_has_served_is_not_served_again() -> None:
    # Six days before Friday 28 June is a Saturday: the new rung falls on the Friday of the old one.
    ladder = PLAN.ladder
    rungs = tuple(
        r.model_copy(update={"days_before": 6}) if r.days_before == 7 else r for r in ladder.rungs
    )
    plan = PLAN.model_copy(update={"ladder": ladder.model_copy(update={"rungs": rungs})})
    evaluation = evaluate(plan, DONE, date(2024, 6, 21), weekday)

    def due_after(*served: str) -> set[str]:
        ledger = frozenset((RungId("2567:june-30", step), "campaign") for step in served)
        found = decide(plan, evaluation, ledger, weekday).due
        return {s for r in found if r.group == "campaign" for s in r.rungs}

    assert "2567:june-30:T-6" in due_after("T-30")
    assert due_after("T-30", "T-7") == set()


# Reliefs


def extended(until: date = date(2024, 4, 5), decided_on: date = date(2024, 3, 1)) -> Facts:
    return Facts(UNIT, reliefs=(relief("extension", "2", decided_on, until=until),))


def test_an_extended_activity_is_reminded_by_its_own_date_and_its_batch_keeps_its_rungs() -> None:
    facts = extended()
    before = written(due(date(2024, 3, 28), facts))
    [planning, campaign] = due(date(2024, 3, 29), facts, before)
    own = "2567:march:2@2024-04-05"
    assert before == {
        ("2567:march:T-30", "planning"),
        ("2567:march:T-7", "planning"),
        ("2567:march:T-0", "planning"),
        ("2567:march:overdue-2024-03-27", "planning"),
        (f"{own}:T-30", "planning"),
        (f"{own}:T-30", "campaign"),
    }
    assert planning.rungs == campaign.rungs == (f"{own}:T-7",)
    assert (campaign.due, campaign.last_working_day) == (date(2024, 4, 5), date(2024, 4, 5))
    assert (planning.batches, planning.audience) == (("march",), ("members", "head"))
    assert [a.number for a in planning.activities] == [1, 2]


def test_an_extension_that_passed_is_overdue_by_its_own_date() -> None:
    rungs = {
        s for r in due(date(2024, 4, 12), extended()) for s in r.rungs if r.group == "campaign"
    }
    assert "2567:march:2@2024-04-05:overdue-2024-04-12" in rungs
    assert not any("march:overdue" in s for s in rungs)


def test_a_rung_that_had_passed_when_the_extension_was_decided_is_never_sent() -> None:
    facts = extended(decided_on=date(2024, 3, 25))
    assert [r.group for r in due(date(2024, 3, 26), facts)] == ["planning"]
    [campaign] = [r for r in due(date(2024, 3, 29), facts) if r.group == "campaign"]
    assert campaign.rungs == ("2567:march:2@2024-04-05:T-7",)


@pytest.mark.parametrize(
    ("decided_on", "sent"),
    [
        pytest.param(date(2024, 3, 28), True, id="decided the day before the rung"),
        pytest.param(date(2024, 3, 29), True, id="decided on the rung's own day"),
        pytest.param(date(2024, 3, 30), False, id="decided the day after"),
    ],
)
def test_a_rung_counts_as_passed_from_the_day_after_its_own(decided_on: date, sent: bool) -> None:
    rungs = {s for r in due(date(2024, 4, 1), extended(decided_on=decided_on)) for s in r.rungs}
    assert ("2567:march:2@2024-04-05:T-7" in rungs) == sent


def test_the_same_date_granted_again_does_not_silence_its_ladder() -> None:
    ledger = written(due(date(2024, 3, 28), extended()))
    again = extended(decided_on=date(2024, 3, 28))
    assert any(r.group == "campaign" for r in due(date(2024, 3, 29), again, ledger))


def test_an_extension_that_is_ended_gives_its_batchs_ladder_back() -> None:
    ended = relief("extension", "2", until=date(2024, 4, 5), ended_on=date(2024, 3, 27))
    facts = Facts(UNIT, reliefs=(ended,))
    ledger = written(due(date(2024, 3, 26), facts))
    [campaign] = [r for r in due(date(2024, 3, 27), facts, ledger) if r.group == "campaign"]
    assert campaign.rungs[-1] == "2567:march:overdue-2024-03-27"


def test_an_extended_activity_stays_in_the_letters_of_its_batch() -> None:
    [reminder] = [r for r in due(DUE, extended(date(2024, 8, 1))) if r.group == "planning"]
    assert [a.number for a in reminder.activities] == [1, 2]
    assert all(s.startswith("2567:march:T-") for s in reminder.rungs)


def test_what_is_waived_or_does_not_apply_reminds_nobody() -> None:
    reliefs = (relief("waiver", "2.report", BEFORE), relief("not-applicable", "1", BEFORE, 2))
    assert due(DUE, Facts(UNIT, reliefs=reliefs)) == ()


def test_a_letter_knows_what_its_group_need_not_send_and_the_points_of_the_year() -> None:
    reliefs = (relief("waiver", "1.photos", BEFORE), relief("not-applicable", "2", BEFORE, 2))
    [reminder] = due(DUE, Facts(UNIT, reliefs=reliefs))
    assert (reminder.group, [a.number for a in reminder.activities]) == ("planning", [1])
    assert [r.subject for a in reminder.excused for r in a.excuses] == ["1.photos", "2"]
    assert reminder.points_of_year == 25


@given(
    awake=st.sets(st.integers(0, 330), min_size=1),
    decided=st.integers(0, 200),
    length=st.integers(1, 150),
)
def test_whatever_days_the_engine_sleeps_an_extensions_rungs_are_neither_doubled_nor_lost(
    awake: set[int], decided: int, length: int
) -> None:
    start = date(2023, 11, 1)
    until = DUE + timedelta(days=length)
    facts = extended(until, min(start + timedelta(days=decided), last_working_day(until, weekday)))
    ledger: Ledger = frozenset()
    for n in sorted(awake):
        reminders = due(start + timedelta(days=n), facts, ledger)
        assert not written(reminders) & ledger
        assert all(r.rungs for r in reminders)
        ledger |= written(reminders)
        assert due(start + timedelta(days=n), facts, ledger) == ()
    served = [
        d for n in sorted(awake) if weekday(d := start + timedelta(days=n)) and d >= max(until, DUE)
    ]
    # A rung that had passed when the extension was decided is never sent.
    if served and facts.reliefs[0].decided_on <= last_working_day(until, weekday):
        own = f"2567:march:2@{until.isoformat()}:T-0"
        assert (own, "campaign") in ledger


def _year(start: date, days: int) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range(days))


@given(awake=st.sets(st.integers(0, 330), min_size=1))
def test_whatever_days_the_engine_sleeps_no_rung_is_doubled_or_lost(
    awake: set[int],
) -> None:
    ledger: Ledger = frozenset()
    start = date(2023, 11, 1)
    for n in sorted(awake):
        reminders = due(start + timedelta(days=n), ledger=ledger)
        fresh = written(reminders)
        assert not fresh & ledger
        ledger |= fresh
        assert due(start + timedelta(days=n), ledger=ledger) == ()
    last_working_awake = [
        d for n in sorted(awake) if weekday(d := start + timedelta(days=n)) and d >= DUE
    ]
    if last_working_awake:
        assert ("2567:march:T-0", "planning") in ledger


def test_a_year_awake_every_day_writes_each_rung_on_its_own_day() -> None:
    ledger: Ledger = frozenset()
    days: list[date] = []
    for day in _year(date(2023, 11, 1), 160):
        reminders = due(day, ledger=ledger)
        ledger |= written(reminders)
        days += [day for r in reminders if r.group == "planning" and "march" in r.batches]
    assert days == [
        date(2024, 2, 19),
        date(2024, 3, 13),
        DUE,
        date(2024, 3, 27),
        date(2024, 4, 3),
    ]


# The groups' last letters


def last(day: date, *numbers: int) -> Answers:
    groups = ("planning", "campaign")
    return Answers(
        last_open=dict.fromkeys(groups, frozenset(numbers)),
        last_letter=dict.fromkeys(groups, day),
    )


def due_after(as_of: date, answers: Answers, facts: Facts | None = None) -> tuple[Reminder, ...]:
    evaluation = evaluate(PLAN, facts or Facts(UNIT), as_of, weekday)
    ledger = written(due(as_of - timedelta(days=1), facts))
    return decide(PLAN, evaluation, ledger, weekday, answers).due


def test_what_the_last_letter_called_open_and_is_complete_now_is_told() -> None:
    report = Facts(UNIT, evidence=(file("2.report", item=3),))
    [reminder] = due_after(DUE, last(date(2024, 3, 13), 1, 2), report)
    assert [a.number for a in reminder.completed] == [2]
    [again] = due_after(DUE, last(date(2024, 3, 13), 1), report)
    assert again.completed == ()


@pytest.mark.parametrize(
    ("facts", "since", "done"),
    [
        (DONE, date.min, ("campaign", "planning")),
        (Facts(UNIT), date.min, ()),
        (Facts(UNIT), DUE + timedelta(days=1), ()),
    ],
    ids=["nothing is open", "something is", "something from before the first day of use is"],
)
def test_a_letter_that_waits_is_called_off_when_nothing_is_open(
    facts: Facts, since: date, done: tuple[str, ...]
) -> None:
    day = max(DUE, since)
    answers = Answers(since=since, waiting=frozenset({"planning", "campaign"}))
    first = decide(PLAN, evaluate(PLAN, facts, day, weekday), frozenset(), weekday, answers)
    second = decide(PLAN, evaluate(PLAN, facts, day, weekday), written(first.due), weekday, answers)
    assert second.done == done


def test_what_was_only_excused_is_not_called_complete() -> None:
    excused = Facts(UNIT, reliefs=(relief("not-applicable", "2", BEFORE),))
    [reminder] = due_after(DUE, last(date(2024, 3, 13), 1, 2), excused)
    assert reminder.completed == ()


@pytest.mark.parametrize(
    ("as_of", "last_letter", "hears"),
    [
        pytest.param(
            date(2024, 3, 27), date(2024, 3, 25), True, id="the first overdue rung always"
        ),
        pytest.param(
            date(2024, 4, 3), date(2024, 4, 1), False, id="the same again, two days later"
        ),
        pytest.param(date(2024, 4, 3), date(2024, 3, 27), True, id="the same again, a week later"),
        pytest.param(
            date(2024, 6, 21), date(2024, 6, 20), True, id="a rung of another date always"
        ),
    ],
)
def test_missed_dates_write_at_most_once_a_week_unless_there_is_news(
    as_of: date, last_letter: date, hears: bool
) -> None:
    assert bool(due_after(as_of, last(last_letter, 1, 2))) is hears


def test_an_overdue_rung_that_waited_goes_out_with_the_next_letter() -> None:
    ledger = written(due(date(2024, 4, 2)))
    evaluation = evaluate(PLAN, Facts(UNIT), date(2024, 4, 8), weekday)
    held = last(date(2024, 4, 1), 1, 2)
    [planning, _] = decide(PLAN, evaluation, ledger, weekday, held).due
    assert planning.rungs == ("2567:march:overdue-2024-04-03",)


def test_a_machine_asleep_nine_days_over_a_deadline_sends_one_merged_letter_a_group() -> None:
    ledger = written(due(date(2024, 3, 15)))
    reminders = due(date(2024, 3, 25), ledger=ledger)
    assert [(r.group, r.rungs) for r in reminders] == [
        ("planning", ("2567:march:T-0",)),
        ("campaign", ("2567:march:T-0",)),
    ]
    assert due(date(2024, 3, 25), ledger=ledger | written(reminders)) == ()


def laddered(rungs: tuple[int, ...], every_days: int) -> Plan:
    """The small plan with a ladder that the bureau set otherwise in the course of the year."""
    ladder = PLAN.ladder
    assert ladder.overdue is not None
    return PLAN.model_copy(
        update={
            "ladder": ladder.model_copy(
                update={
                    "rungs": tuple(
                        ladder.rungs[0].model_copy(update={"days_before": n}) for n in rungs
                    ),
                    "overdue": ladder.overdue.model_copy(update={"every_days": every_days}),
                }
            )
        }
    )


@pytest.mark.parametrize(
    ("changed_on", "rungs", "every_days", "next_rung"),
    [
        pytest.param(date(2024, 2, 21), (7, 0), 7, "T-7", id="a rung taken out after it was sent"),
        pytest.param(
            date(2024, 3, 28),
            (30, 7, 0),
            14,
            "overdue-2024-04-03",
            id="overdue letters further apart",
        ),
    ],
)
def test_a_ladder_changed_in_the_year_goes_on_after_what_was_sent(
    changed_on: date, rungs: tuple[int, ...], every_days: int, next_rung: str
) -> None:
    plan, ledger = laddered(rungs, every_days), written(due(changed_on))
    later: list[str] = []
    for day in _year(changed_on, 40):
        evaluation = evaluate(plan, Facts(UNIT), day, weekday)
        reminders = decide(plan, evaluation, ledger, weekday).due
        ledger |= written(reminders)
        later += [s for r in reminders for s in r.rungs if s.startswith("2567:march:")]
    assert later[0] == f"2567:march:{next_rung}"


def moved_to(due: date) -> Plan:
    """The small plan after somebody moved the date of its first batch."""
    batches = (b.model_copy(update={"due": due}) if b.id == "march" else b for b in PLAN.batches)
    return PLAN.changed(batches=tuple(batches))


@pytest.mark.parametrize(
    "changed_on",
    [
        pytest.param(date(2024, 3, 13), id="between two rungs"),
        pytest.param(DUE, id="on the day itself"),
        pytest.param(date(2024, 4, 5), id="overdue already"),
    ],
)
def test_a_date_moved_in_the_year_has_every_rung_of_its_own(changed_on: date) -> None:
    plan, ledger = moved_to(date(2024, 4, 30)), written(due(changed_on))
    for day in _year(changed_on, 60):
        evaluation = evaluate(plan, Facts(UNIT), day, weekday)
        decision = decide(plan, evaluation, ledger, weekday, first_due={"march": DUE})
        ledger |= written(decision.due)
    told = {rung for rung, group in ledger if group == "campaign"}
    assert {f"2567:march@2024-04-30:{rung}" for rung in ("T-30", "T-7", "T-0")} <= told


# A rhythm: rungs that wait for the next letter


QUIET = {30: 7, 14: 21, 7: 2, 3: 2, 1: 5, 0: 0}


def with_rhythm() -> Plan:
    """The small plan with the ladder of 2567."""
    ladder = PLAN.ladder
    rungs = tuple(
        ladder.rungs[0].model_copy(update={"days_before": days, "quiet_days": quiet})
        for days, quiet in QUIET.items()
    )
    overdue = ladder.overdue.model_copy(update={"rarely_days": 28})
    return PLAN.model_copy(
        update={"ladder": ladder.model_copy(update={"rungs": rungs, "overdue": overdue})}
    )


RHYTHM = with_rhythm()


def played(days: Iterable[date]) -> tuple[list[date], Ledger]:
    """The days of the planning group's letters if the engine is awake on these, and the rungs that were written."""
    ledger: Ledger = frozenset()
    letters: list[date] = []
    for day in days:
        last = {"planning": letters[-1]} if letters else {}
        evaluation = evaluate(RHYTHM, Facts(UNIT), day, weekday)
        answers = Answers(last_letter=last)
        found = decide(RHYTHM, evaluation, ledger, weekday, answers).due
        fresh = frozenset((rung, group) for rung, group in written(found) if group == "planning")
        assert not fresh & ledger
        ledger |= fresh
        letters += [day] if fresh else []
    return letters, ledger


def test_a_year_has_few_letters_and_each_rung_in_one_of_them() -> None:
    letters, ledger = played(_year(date(2023, 11, 1), 190))

    assert [(day - DUE).days for day in letters] == [-30, -7, -5, 0, 7, 14, 42]
    steps = {rung.step for rung, _ in ledger}
    assert {f"T-{days}" for days in QUIET} <= steps


@given(awake=st.sets(st.integers(0, 330), min_size=1))
def test_whatever_days_the_engine_sleeps_a_rhythm_misses_no_date(awake: set[int]) -> None:
    start = date(2023, 11, 1)
    days = [start + timedelta(days=n) for n in sorted(awake)]
    letters, ledger = played(days)

    served = [day for day in days if weekday(day) and day >= DUE]
    assert not served or ("2567:march:T-0", "planning") in ledger
    # Whoever is awake in the last week hears within it, or has heard in the days before.
    week = [day for day in days if weekday(day) and DUE - timedelta(days=7) <= day <= DUE]
    assert not week or any(DUE - timedelta(days=9) <= day <= DUE for day in letters)
