"""The ladder of one deadline: each rung on its own working day, never before, never again, never older than sent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.ids import RungId
from domain.plan.model import Audience, Ladder, Overdue, Rung
from domain.reminders.ladder import Deadline, DueRung, fresh, newest_of_each, next_rung, rungs_due
from domain.working_days import IsWorkingDay, last_working_day
from tests.support.cast import weekday

NAME = "2567:june-30"
DUE = date(2024, 6, 30)
"""A Sunday; its last working day is Friday 28 June."""
DAY = timedelta(days=1)
MEMBERS, ALL = (Audience.MEMBERS,), (Audience.MEMBERS, Audience.HEAD, Audience.DIRECTOR)


def overdue(every_days: int = 7, director_after: int = 0) -> Overdue:
    return Overdue.model_validate(
        {"source": "-", "every_days": every_days, "audience": ALL, "director_after": director_after}
    )


def deadline(
    *days_before: int, after: Overdue | None = None, is_open: IsWorkingDay = weekday
) -> Deadline:
    rungs = tuple(
        Rung(source="-", days_before=days, audience=MEMBERS, quiet_days=0) for days in days_before
    )
    return Deadline(
        name=NAME,
        batch="june-30",
        due=DUE,
        last_working_day=last_working_day(DUE, is_open),
        activities=(),
        rungs=rungs,
        overdue=after,
        overdue_until=date(2024, 9, 30),
    )


def steps(one: Deadline, as_of: date) -> list[str]:
    return [rung.id.step for rung in rungs_due(one, as_of, weekday)]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        pytest.param(date(2024, 6, 20), [], id="the day before the first"),
        pytest.param(date(2024, 6, 21), ["T-7"], id="seven days before the last working day"),
        pytest.param(date(2024, 6, 27), ["T-7"], id="the day before the last working day"),
        pytest.param(date(2024, 6, 28), ["T-7", "T-0"], id="the last working day is the day itself"),
        pytest.param(date(2024, 6, 30), ["T-7", "T-0"], id="the closed due day adds nothing"),
        pytest.param(date(2024, 7, 4), ["T-7", "T-0"], id="not yet a week"),
        pytest.param(
            date(2024, 7, 5), ["T-7", "T-0", "overdue-2024-07-07"], id="Sunday's, on its Friday"
        ),
    ],
)  # fmt: skip
def test_a_sundays_ladder_is_climbed_on_working_days(as_of: date, expected: list[str]) -> None:
    assert steps(deadline(0, 7, after=overdue()), as_of) == expected


def test_each_rung_says_its_deadline_and_its_own_day() -> None:
    first, last = rungs_due(deadline(7, 0), date(2024, 6, 28), weekday)

    assert (first.id, first.day, first.audience) == (
        RungId(NAME, "T-7"),
        date(2024, 6, 21),
        MEMBERS,
    )
    assert (last.id, last.day) == (RungId(NAME, "T-0"), date(2024, 6, 28))


LADDERS = st.sets(st.integers(0, 60), max_size=5).map(sorted)
DAYS = st.dates(date(2024, 4, 1), date(2024, 9, 30))
CLOSED = st.sets(DAYS, max_size=20)


@given(days_before=LADDERS, closed=CLOSED, as_of=DAYS)
def test_every_rung_is_on_a_working_day_that_has_come(
    days_before: list[int], closed: set[date], as_of: date
) -> None:
    def is_open(day: date) -> bool:
        return weekday(day) and day not in closed

    found = list(
        rungs_due(deadline(*days_before, after=overdue(), is_open=is_open), as_of, is_open)
    )

    assert all(is_open(rung.day) and rung.day <= as_of for rung in found)
    assert len({rung.id for rung in found}) == len(found)
    assert [rung.day for rung in found] == sorted(rung.day for rung in found)


@given(days_before=LADDERS, as_of=DAYS, later=DAYS)
def test_what_has_come_by_a_day_has_come_on_every_later_one(
    days_before: list[int], as_of: date, later: date
) -> None:
    as_of, later = sorted((as_of, later))
    ladder = deadline(*days_before, after=overdue())

    early, late = steps(ladder, as_of), steps(ladder, later)

    assert late[: len(early)] == early


@given(days_before=LADDERS, as_of=DAYS)
def test_no_rung_is_due_the_day_before_its_own(days_before: list[int], as_of: date) -> None:
    ladder = deadline(*days_before, after=overdue())

    for rung in rungs_due(ladder, as_of, weekday):
        assert rung.id.step not in steps(ladder, rung.day - DAY)
        assert rung.id.step in steps(ladder, rung.day)


def test_overdue_rungs_end_with_the_year() -> None:
    found = steps(deadline(after=overdue(every_days=30)), date(2025, 1, 1))

    assert found == ["overdue-2024-07-30", "overdue-2024-08-29", "overdue-2024-09-28"]


def test_the_first_overdue_rung_says_something_new_and_the_others_say_it_again() -> None:
    found = list(rungs_due(deadline(after=overdue()), date(2024, 7, 31), weekday))

    assert [rung.quiet_days for rung in found] == [0, 7, 7, 7]


@pytest.mark.parametrize(
    ("director_after", "hears"),
    [
        pytest.param(0, [True, True], id="from the first"),
        pytest.param(5, [True, True], id="five working days are over by then"),
        pytest.param(6, [False, True], id="a day more"),
        pytest.param(11, [False, False], id="none of them"),
    ],
)
def test_the_director_hears_once_enough_working_days_have_passed(
    director_after: int, hears: list[bool]
) -> None:
    found = rungs_due(
        deadline(after=overdue(director_after=director_after)), date(2024, 7, 12), weekday
    )

    assert [Audience.DIRECTOR in rung.audience for rung in found] == hears


def unserved(ladder: Deadline, as_of: date, *written: str) -> list[str]:
    due = list(rungs_due(ladder, as_of, weekday))
    return [
        rung.id.step
        for rung in fresh(ladder, due, frozenset(RungId(NAME, step) for step in written))
    ]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        pytest.param((), ["T-30", "T-7", "T-0"], id="nothing was sent yet"),
        pytest.param(("T-30",), ["T-7", "T-0"], id="the first"),
        pytest.param(("T-7",), ["T-0"], id="an older one that was missed stays unsent"),
        pytest.param(("T-30", "T-7", "T-0"), [], id="all"),
        pytest.param(("overdue-2024-07-07",), [], id="a later day was checked before"),
        pytest.param(("T-14",), ["T-7", "T-0"], id="a rung of an older ladder served its own day"),
        pytest.param(("T-7", "T-3"), ["T-0"], id="the newest of both counts"),
    ],
)
def test_only_what_is_newer_than_anything_sent_is_left(
    written: tuple[str, ...], left: list[str]
) -> None:
    assert unserved(deadline(30, 7, 0), date(2024, 6, 28), *written) == left


def test_a_day_that_an_older_ladders_rung_has_served_is_not_served_again() -> None:
    """The ladder said T-7 on that day and says overdue on no other: the same day under another name."""
    same_day = deadline(8, 0)

    assert unserved(same_day, date(2024, 6, 28), "T-7") == ["T-0"]
    assert unserved(deadline(7, 0), date(2024, 6, 21), "overdue-2024-06-21") == []


@given(days_before=LADDERS, first=DAYS, later=DAYS)
def test_what_was_written_on_one_day_is_not_written_on_a_later_one(
    days_before: list[int], first: date, later: date
) -> None:
    first, later = sorted((first, later))
    ladder = deadline(*days_before, after=overdue())

    sent = frozenset(rung.id for rung in rungs_due(ladder, first, weekday))
    again = fresh(ladder, list(rungs_due(ladder, later, weekday)), sent)

    assert not sent & {rung.id for rung in again}
    assert all(rung.day > first for rung in again) or not sent


def test_nothing_due_leaves_nothing() -> None:
    none: list[DueRung] = []

    assert list(fresh(deadline(7), none, frozenset({RungId(NAME, "T-7")}))) == none


def test_of_each_deadline_the_newest_rung_names_a_letter() -> None:
    rungs = [RungId("a", "T-7"), RungId("b", "T-30"), RungId("a", "T-0"), RungId("b", "T-7")]

    assert newest_of_each(rungs) == "a:T-0+b:T-7"
    assert newest_of_each([]) == ""


@pytest.mark.parametrize(
    ("days_before", "served", "following"),
    [
        pytest.param(31, (), 30, id="before the first"),
        pytest.param(30, ("T-30",), 7, id="on the first"),
        pytest.param(8, ("T-30", "T-7"), 0, id="one that moved before a day off was served"),
        pytest.param(7, ("T-7",), 0, id="on the second"),
        pytest.param(0, ("T-0",), None, id="none is left"),
    ],
)
def test_the_next_rung_is_the_first_that_was_not_served(
    days_before: int, served: tuple[str, ...], following: int | None
) -> None:
    ladder = Ladder(source="-", rungs=deadline(30, 7, 0).rungs, overdue=overdue())
    last_day = date(2024, 6, 28)

    found = next_rung(
        ladder, last_day, last_day - days_before * DAY, [RungId(NAME, step) for step in served]
    )

    assert (found.days_before if found else None) == following
