"""Days of the plan on which the office is closed: due dates, rungs and months' reports, with the day instead."""

from __future__ import annotations

from datetime import date

import pytest

from domain.reminders.moved_days import MovedDay, moved_days
from tests.support.cast import weekday
from tests.support.dossiers import plan_2567

HOLIDAY = date(2024, 7, 29)
BRIDGE = date(2024, 3, 15)


def is_working_day(day: date) -> bool:
    return weekday(day) and day not in (HOLIDAY, BRIDGE)


def holiday_name(day: date) -> str | None:
    return "วันหยุดชดเชย" if day == HOLIDAY else None


@pytest.fixture(scope="module")
def moved() -> dict[str, MovedDay]:
    return {m.what: m for m in moved_days(plan_2567(), is_working_day, holiday_name)}


@pytest.mark.parametrize(
    ("what", "day", "why", "instead"),
    [
        pytest.param("june-30:due", "2024-06-30", "วันหยุดสุดสัปดาห์", "2024-06-28", id="a Sunday"),
        pytest.param("july:T-1", "2024-07-29", "วันหยุดชดเชย", "2024-07-26", id="a holiday"),
        pytest.param("june-20:T-7", None, "", "", id="an ordinary day is not listed"),
        pytest.param("complaints-report:2023-12", "2023-12-31", "วันหยุดสุดสัปดาห์", "2023-12-29", id="a month"),
    ],
)  # fmt: skip
def test_what_falls_on_a_closed_day_moves_to_the_working_day_before(
    moved: dict[str, MovedDay], what: str, day: str | None, why: str, instead: str
) -> None:
    found = moved.get(what)
    if day is None:
        assert found is None
    else:
        assert found is not None
        assert (found.day, found.why) == (date.fromisoformat(day), why)
        assert found.moved_to == date.fromisoformat(instead)


def test_a_day_that_the_office_alone_is_closed_is_told_as_closed() -> None:
    only_closed = moved_days(plan_2567(), lambda day: day != date(2024, 3, 20), lambda _: None)
    assert [(m.what, m.why) for m in only_closed] == [("march:due", "ปิดทำการ")]


@pytest.mark.parametrize(
    ("what", "thai", "english"),
    [
        ("june-30:due", "รอบ ๓๐ มิ.ย. ๖๗ วันครบกำหนด", "june-30, due date"),
        ("july:T-1", "รอบ ๓๐ ก.ค. ๖๗ เตือนก่อน ๑ วัน", "july, 1 days before"),
    ],
)
def test_each_has_a_title_for_people(
    moved: dict[str, MovedDay], what: str, thai: str, english: str
) -> None:
    assert moved[what].title == (thai, english)


def test_a_rung_is_counted_back_from_the_working_day_of_its_batch(
    moved: dict[str, MovedDay],
) -> None:
    # 30 June is a Sunday: weeks before it are Sundays too, weeks before the Friday are Fridays.
    assert moved
    assert [what for what in moved if what.startswith("june-30:T-")] == []
