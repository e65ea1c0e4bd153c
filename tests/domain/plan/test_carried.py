"""What waits in a carried-over plan, sorted by what it changes."""

from __future__ import annotations

from collections import Counter

import pytest

from domain.next_year.carry import carry_over
from domain.plan.carried import CarriedField, Subject, find_subject, waiting
from domain.plan.sources import list_sources
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

REAL = load_plan([plan_folder(2567)]).plan
DRAFT = carry_over(REAL, 2570)


@pytest.mark.parametrize(
    ("node", "field", "subject"),
    [
        ("batches[march]", "due", Subject.DATES),
        ("activities[7]", "batch", Subject.DATES),
        ("recurring[complaints-report]", "since", Subject.DATES),
        ("rubric", "also_due", Subject.DATES),
        ("", "total_points", Subject.POINTS),
        ("activities[33].parts[watch]", "points", Subject.POINTS),
        ("points_policy", "late", Subject.POINTS),
        ("activities[1].measures[signed]", "at_least", Subject.THRESHOLDS),
        ("rubric.criteria[7].bands[3]", "conditions", Subject.THRESHOLDS),
        ("rubric.department[1]", "share", Subject.THRESHOLDS),
        ("activities[7]", "groups", Subject.OWNERS),
        ("ladder.overdue", "every_days", Subject.OWNERS),
        ("activities[7].requirements[report].sections[cover]", "look_for", Subject.DOCUMENTS),
        ("forms[dos-donts]", "formats", Subject.DOCUMENTS),
        ("activities[7]", "title", Subject.TEXTS),
        ("groups[planning].duties[3]", "text", Subject.TEXTS),
        ("anything[new]", "unheard-of", Subject.TEXTS),
    ],
)
def test_a_field_belongs_to_what_it_changes(node: str, field: str, subject: Subject) -> None:
    assert CarriedField(node, field).subject is subject


def test_every_carried_value_lies_in_a_field_that_waits() -> None:
    fields = [f"{one.node}.{one.field}".lstrip(".") for one in waiting(DRAFT)]
    lost = [
        value.path
        for value in list_sources(DRAFT)
        if not value.confirmed
        and not value.path.endswith("source")
        and not any(value.path == f or value.path.startswith((f"{f}.", f"{f}[")) for f in fields)
    ]

    assert lost == []
    assert not [name for name, count in Counter(fields).items() if count > 1]


def test_the_print_itself_waits_for_nothing() -> None:
    assert list(waiting(REAL)) == []


@pytest.mark.parametrize("text", ["", "7", "7.report", "activities[7]", "all", "march"])
def test_what_is_no_subject_is_none(text: str) -> None:
    assert find_subject(text) is None
