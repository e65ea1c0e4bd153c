"""What the director is told and when: work overdue by enough working days, and what could not be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts
from domain.plan.model import Plan
from domain.reminders.decide import decide
from domain.reminders.director_news import (
    FailedLetter,
    News,
    Reported,
    escalated,
    is_due,
    soon_escalated,
)
from domain.results import Duty, Reminder
from tests.support.cast import DUE, UNIT, small_plan, weekday


def plan(director_after: int, audience: tuple[str, ...] = ("members", "director")) -> Plan:
    data = small_plan().model_dump()
    data["ladder"]["overdue"] |= {"director_after": director_after, "audience": audience}
    return Plan.model_validate(data)


def facts(as_of: date, plan: Plan) -> set[str]:
    evaluation = evaluate(plan, Facts(UNIT), as_of, weekday)
    standing = decide(plan, evaluation, frozenset(), weekday).standing
    return set(News(escalated(plan, standing, as_of, weekday)).facts)


BOTH = {f"overdue:1:{DUE}", f"overdue:2:{DUE}"}


@pytest.mark.parametrize(
    ("days", "found"),
    [
        pytest.param(0, set(), id="the due date"),
        pytest.param(1, set(), id="the day after"),
        pytest.param(6, set(), id="four working days"),
        pytest.param(7, BOTH, id="five working days"),
        pytest.param(8, BOTH, id="six working days"),
    ],
)
def test_five_working_days_overdue_is_a_week_later(days: int, found: set[str]) -> None:
    assert facts(DUE + timedelta(days=days), plan(5)) == found


@pytest.mark.parametrize(("days", "hears"), [(6, False), (7, True)])
def test_without_a_number_the_first_overdue_reminder_is_the_day(days: int, hears: bool) -> None:
    assert bool(facts(DUE + timedelta(days=days), plan(0))) is hears


def test_a_plan_that_does_not_name_the_director_leaves_them_in_peace() -> None:
    assert facts(DUE + timedelta(days=30), plan(5, ("members",))) == set()


def test_a_rung_before_that_many_working_days_names_the_group_alone() -> None:
    late = plan(9)
    evaluation = evaluate(late, Facts(UNIT), DUE + timedelta(days=7), weekday)
    due = decide(late, evaluation, frozenset(), weekday).due
    assert due
    assert all("director" not in r.audience for r in due)


# When there is a letter

DAY = DUE + timedelta(days=7)
FAILED = FailedLetter(1, "a@b.example", "planning", "dead", "550")
DUTY = Duty("complaints", "รายงาน", "2024-02", DUE, DUE, "-")
DUTY_ALONE = News(overdue=(Reminder("planning", (), (), (), (), 0, 375, DUE, DUE, duties=(DUTY,)),))
NEWS = News(unreachable=("campaign",), failed=(FAILED,))


def last(news: News, days: int) -> Reported:
    return DAY - timedelta(days=days), frozenset(news.facts)


@pytest.mark.parametrize(
    ("news", "reported", "due"),
    [
        pytest.param(News(), None, False, id="nothing to report"),
        pytest.param(NEWS, None, True, id="never reported"),
        pytest.param(NEWS, last(News(failed=(FAILED,)), 1), True, id="something new"),
        pytest.param(News(failed=(FAILED,)), last(NEWS, 1), False, id="less than before"),
        pytest.param(NEWS, last(NEWS, 6), False, id="the same within the week"),
        pytest.param(NEWS, last(NEWS, 7), True, id="the same a week later"),
        pytest.param(NEWS, last(News(), 0), False, id="reported on that day"),
        pytest.param(NEWS, last(News(), -1), False, id="reported since"),
        pytest.param(DUTY_ALONE, None, True, id="a duty for the first time"),
        pytest.param(DUTY_ALONE, last(News(), 6), False, id="a new duty within the week"),
        pytest.param(DUTY_ALONE, last(News(), 7), True, id="a new duty after a week"),
        pytest.param(DUTY_ALONE, last(DUTY_ALONE, 30), False, id="the same duty for ever"),
    ],
)
def test_the_director_hears_what_is_new_and_each_week_what_stays(
    news: News, reported: Reported | None, *, due: bool
) -> None:
    assert is_due(small_plan(), news, DAY, weekday, reported) is due


def rarely(plan: Plan, days: int) -> Plan:
    data = plan.model_dump()
    data["ladder"]["overdue"] |= {"rarely_days": days}
    return Plan.model_validate(data)


def of(as_of: date, plan: Plan) -> tuple[Reminder, ...]:
    evaluation = evaluate(plan, Facts(UNIT), as_of, weekday)
    return decide(plan, evaluation, frozenset(), weekday).standing


JUNE = date(2024, 6, 30)
"""Activity 3 is due; five working days later, on 5 July, the director hears of it."""


@pytest.mark.parametrize(
    ("as_of", "reported_on", "due"),
    [
        pytest.param(date(2024, 6, 25), date(2024, 5, 28), True, id="nothing new within a week"),
        pytest.param(date(2024, 7, 1), date(2024, 6, 3), False, id="something new on Friday"),
        pytest.param(date(2024, 7, 5), date(2024, 6, 3), True, id="the new thing on its day"),
        pytest.param(date(2024, 7, 5), date(2024, 7, 4), True, id="the day after a letter"),
    ],
)
def test_what_remains_waits_for_what_is_new_within_a_week_and_what_is_new_waits_for_nothing(
    as_of: date, reported_on: date, *, due: bool
) -> None:
    strict = rarely(plan(5), 28)
    standing = of(as_of, strict)
    news = News(escalated(strict, standing, as_of, weekday))
    soon = soon_escalated(strict, news, standing, as_of, weekday)

    assert is_due(strict, news, as_of, weekday, (reported_on, frozenset(BOTH)), soon) is due


def test_at_the_end_of_the_year_what_remains_waits_for_no_letter_that_never_comes() -> None:
    strict = rarely(plan(5), 28)
    friday = date(2024, 9, 27)
    soon = tuple(
        replace(r, activities=tuple(replace(a, due=friday) for a in r.activities))
        for r in of(friday, strict)
    )
    assert soon_escalated(strict, News(), soon, friday, weekday) == ()


def test_a_repeat_whose_day_is_closed_and_ends_the_year_is_not_waited_for() -> None:
    """Without a number of working days the awaited day may be a day off, and no other one follows in the year."""
    by_rung = rarely(plan(0), 28)
    monday = date(2024, 9, 30)

    def closed(day: date) -> bool:
        return weekday(day) and day != monday

    friday = date(2024, 9, 27)
    [remains] = [r for r in of(friday, by_rung) if r.group == "planning"]
    new = replace(remains.activities[0], number=9, due=monday - timedelta(days=7))
    standing = (replace(remains, activities=(*remains.activities, new)),)
    news = News(escalated(by_rung, standing, friday, closed))
    soon = soon_escalated(by_rung, news, standing, friday, closed)
    last = friday - timedelta(days=28), frozenset(news.facts)

    assert not any("overdue:9" in fact for fact in news.facts)
    assert is_due(by_rung, news, friday, closed, last, soon)
    assert not is_due(
        by_rung,
        news,
        friday,
        weekday,
        last,
        soon_escalated(by_rung, news, standing, friday, weekday),
    )


@pytest.mark.parametrize(
    ("failures", "apart", "days"),
    [
        pytest.param(News(), 4, 28 + 7, id="overdue work"),
        pytest.param(NEWS, 1, 7 + 3 + 2, id="what failed, over a weekend"),
    ],
)
def test_what_remains_waits_no_longer_though_something_is_always_soon(
    failures: News, apart: int, days: int
) -> None:
    """Dates follow so many days `apart`, and each is met just before the director would hear of it."""
    strict = rarely(plan(5), 28)
    [remains] = [r for r in of(DUE + timedelta(days=20), strict) if r.group == "planning"]
    wednesday = date(2024, 4, 10)
    dates = [wednesday + timedelta(days=apart * n) for n in range(60)]
    series = [
        replace(remains, activities=(replace(remains.activities[0], number=50, due=due),))
        for due in dates
    ]

    def is_due_on(as_of: date) -> bool:
        open_yet = (r for r in series if not escalated(strict, (r,), as_of, weekday))
        standing = (remains, *open_yet)
        news = replace(failures, overdue=escalated(strict, standing, as_of, weekday))
        soon = soon_escalated(strict, news, standing, as_of, weekday)
        told = wednesday, frozenset((*BOTH, *failures.facts))
        return is_due(strict, news, as_of, weekday, told, soon)

    after = (n for n in range(1, 60) if is_due_on(wednesday + timedelta(days=n)))
    assert next(after) == days


@pytest.mark.parametrize(
    ("as_of", "due"),
    [
        pytest.param(date(2024, 7, 1), True, id="something new in four days"),
        pytest.param(date(2024, 7, 2), False, id="something new in three days"),
        pytest.param(date(2024, 7, 4), False, id="something new tomorrow"),
        pytest.param(date(2024, 7, 5), True, id="the new thing on its day"),
    ],
)
def test_the_weekly_word_of_failures_waits_three_days_at_most(as_of: date, *, due: bool) -> None:
    strict = rarely(plan(5), 28)
    standing = of(as_of, strict)
    news = replace(NEWS, overdue=escalated(strict, standing, as_of, weekday))
    told = frozenset((*BOTH, *NEWS.facts))
    soon = soon_escalated(strict, news, standing, as_of, weekday)

    assert is_due(strict, news, as_of, weekday, (as_of - timedelta(days=7), told), soon) is due


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2024, 3, 30), id="a Saturday"),
        pytest.param(date(2024, 10, 1), id="after the fiscal year"),
    ],
)
def test_there_is_no_letter_on_a_day_off_or_after_the_year(day: date) -> None:
    assert not is_due(small_plan(), NEWS, day, weekday, None)


def test_the_rung_of_the_letter_is_the_days_and_its_facts() -> None:
    monday = date(2024, 3, 25)
    assert NEWS.rung(2567, monday).startswith("2567:director:2024-03-25-")
    assert NEWS.rung(2567, monday) != News(failed=(FAILED,)).rung(2567, monday)


@pytest.mark.parametrize(
    ("days", "told"), [(4, False), (7, True)], ids=["four days after", "seven days after"]
)
def test_what_was_due_before_the_first_day_of_use_counts_from_that_day(
    days: int, *, told: bool
) -> None:
    since = DUE + timedelta(days=14)
    as_of, strict = since + timedelta(days=days), plan(5)
    standing = decide(
        strict, evaluate(strict, Facts(UNIT), as_of, weekday), frozenset(), weekday
    ).standing
    waiting = [replace(r, activities=(), to_review=r.activities) for r in standing]
    assert bool(escalated(strict, waiting, as_of, weekday, since)) is told
