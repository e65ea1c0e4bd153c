"""A year's change in JSON: nulls before the first use of a plan and where a plan lacks an activity."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

from domain.next_year.diff import diff_plans
from domain.results import Points
from reports.schemas.years import PlanApplyDocument, PlanDiffDocument, PlanDraftDocument
from tests.support.cast import small_plan


def test_a_plan_that_is_first_taken_into_use_has_nothing_to_differ_from() -> None:
    found = SimpleNamespace(
        fiscal_year=2567, as_of=date(2024, 3, 20), in_force=None, new_hash="n", unconfirmed=0,
        diff=None, effects=[SimpleNamespace(unit="bureau", number=1, before=None, after=None)],
        totals=[("bureau", Points(earned=1), Points(earned=2))],
        orphans=[("bureau", "7.photos", 3)], outlooks=(), department=(0, 1),
    )  # fmt: skip
    document = PlanApplyDocument.of(found, taken=True).plain()

    assert (document["in_force"], document["plan_hash"], document["diff"]) == (None, "n", None)
    assert document["effects"] == [{"unit": "bureau", "activity": 1, "before": None, "after": None}]
    assert [document["points"][0][side]["earned"] for side in ("before", "after")] == [1, 2]
    assert document["department"] == {"before": 0, "after": 1}
    assert document["no_longer_asked_for"] == [{"unit": "bureau", "id": "7.photos", "count": 3}]


def test_a_difference_tells_both_years_and_each_value() -> None:
    document = PlanDiffDocument.of(diff_plans(small_plan(), small_plan(title="อื่น"))).plain()

    assert list(document)[:3] == ["schema", "before", "after"]
    assert document["changes"] == [
        {"path": "title", "kind": "changed", "before": "แผนทดสอบ", "after": "อื่น"}
    ]


def test_a_draft_counts_the_activities_and_names_its_folder() -> None:
    due = SimpleNamespace(clashes=(), unknown_years=(2027,))
    draft = SimpleNamespace(
        plan=small_plan(), from_year=2566, folder=Path("plans/2567"), unconfirmed=0, doubts=(),
        due=due, shortened=(),
    )  # fmt: skip
    document = PlanDraftDocument.of(draft).plain()

    assert (document["activities"], document["total_points"]) == (4, 35)
    assert (document["folder"], document["unknown_calendars"]) == ("plans/2567", [2027])
