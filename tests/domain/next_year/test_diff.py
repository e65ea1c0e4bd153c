"""Two plans compared: what changed by path, what merely moved with the year."""

from __future__ import annotations

from typing import Any

import pytest

from domain.next_year.carry import carry_over
from domain.next_year.diff import ChangeKind, diff_plans
from domain.plan.model import Plan
from tests.support.small_plan import small_data, small_plan


def changed(**values: Any) -> Plan:
    data = small_data()
    for path, value in values.items():
        node: Any = data
        *way, last = [int(p) if p.isdigit() else p for p in path.split("__")]
        for part in way:
            node = node[part]
        node[last] = value
    return Plan.model_validate(data)


def test_a_plan_does_not_differ_from_itself() -> None:
    found = diff_plans(small_plan(), small_plan())

    assert not found
    assert (found.moved_days, found.moved_texts, found.sources) == (0, 0, 0)


def test_a_year_that_only_moved_differs_in_nothing() -> None:
    found = diff_plans(small_plan(), carry_over(small_plan(), 2570))

    assert not found
    assert (found.moved_days, found.moved_texts) == (4, 0)


@pytest.mark.parametrize(
    ("after", "rows"),
    [
        pytest.param(changed(activities__0__points=15), [("activities[1].points", "10", "15")], id="points"),
        pytest.param(changed(batches__0__due="2024-03-25"),
                     [("batches[march].due", "2024-03-20", "2024-03-25")], id="due"),
        pytest.param(changed(activities__0__steps=["ประชุม"]),
                     [("activities[1].steps[1]", "ลงนาม", None)], id="removed"),
        pytest.param(changed(activities__1__requirements__0__formats=["pdf", "docx"]),
                     [("activities[2].requirements[report].formats[1]", None, "docx")], id="added"),
    ],
)  # fmt: skip
def test_each_difference_is_told_with_its_path(
    after: Plan, rows: list[tuple[str, str | None, str | None]]
) -> None:
    found = diff_plans(small_plan(), after)

    assert [(c.path, c.before, c.after) for c in found.changes] == rows
    kinds = {(False, True): ChangeKind.ADDED, (True, False): ChangeKind.REMOVED}
    assert [c.kind for c in found.changes] == [
        kinds.get((before is not None, after is not None), ChangeKind.CHANGED)
        for _, before, after in rows
    ]


def test_a_title_that_moved_with_the_year_is_counted_and_not_listed() -> None:
    before = changed(activities__0__title="ประกาศเจตนารมณ์ ประจำปีงบประมาณ พ.ศ. ๒๕๖๗")

    found = diff_plans(before, carry_over(before, 2570))

    assert (found.changes, found.moved_texts) == ((), 1)


def test_a_due_date_that_moved_by_more_than_the_year_is_a_difference() -> None:
    later = carry_over(changed(batches__0__due="2024-03-25"), 2570)

    found = diff_plans(small_plan(), later)

    assert [(c.path, c.after) for c in found.changes] == [("batches[march].due", "2027-03-25")]
    assert found.moved_days == 3


def test_another_source_is_counted_and_not_listed() -> None:
    found = diff_plans(small_plan(), changed(batches__0__source="มติที่ประชุม"))

    assert not found
    assert found.sources == 5  # its id, title, due date, points, number of activities
