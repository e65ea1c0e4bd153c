"""Points of a real unit: what a reviewer accepted, and what of it is still in the store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.check.points import find_points
from flows.run.workspace import Workspace
from sample.units import SampleUnit, store_sample, write_sample
from storage.db.database import writing

YEAR_END = date(2024, 9, 30)
ACCEPTED, UNREVIEWED = SampleUnit(1, 3), SampleUnit(2, 3)
"""Units that sent everything; the files of the first were all accepted, of the second what no machine can tell."""


@pytest.fixture
def ws(bare: Workspace) -> Workspace:
    with writing(bare.engine) as session:
        now = datetime(2024, 2, 1, tzinfo=UTC)
        write_sample(session, bare.plan, (ACCEPTED, UNREVIEWED), by="test", now=now)
    store_sample(bare.store, bare.plan)
    return bare


def test_accepted_work_is_accepted_and_other_complete_work_is_in_review(ws: Workspace) -> None:
    accepted, unreviewed = (
        find_points(ws, u.id, YEAR_END).year.breakdown for u in (ACCEPTED, UNREVIEWED)
    )

    assert (accepted.accepted, accepted.in_review) == (375, 0)
    # Of the second somebody accepted only what no machine can tell.
    assert (unreviewed.accepted, unreviewed.in_review) == (52, 323)


def test_an_accepted_file_that_is_lost_from_the_store_gives_no_point(ws: Workspace) -> None:
    before = find_points(ws, ACCEPTED.id, YEAR_END)
    for content in ws.store.contents():
        if content.sha256.startswith("0"):
            with ws.store.local(content.sha256) as path:
                path.unlink()

    after = find_points(ws, ACCEPTED.id, YEAR_END)

    moved = [
        after.activities[n].result.number
        for n, activity in enumerate(before.activities)
        if activity.breakdown != after.activities[n].breakdown
    ]
    assert moved
    assert after.year.breakdown.accepted < before.year.breakdown.accepted
    assert after.year.breakdown.in_review == 0
    assert after.year.breakdown.printed == 375


@pytest.mark.parametrize(("days", "some"), [(-1, False), (0, True), (1, True)])
def test_points_are_those_of_the_day(ws: Workspace, days: int, *, some: bool) -> None:
    first = ws.plan.batch_by_id["march"].due - timedelta(days=10)

    points = find_points(ws, ACCEPTED.id, first + timedelta(days=days))

    assert bool(points.year.breakdown.earned) is some


def test_reading_points_changes_neither_database_nor_store(ws: Workspace) -> None:
    kept = [ws.settings.home / "kamnot.db", *(ws.settings.home / "evidence").rglob("*")]
    before = [path.read_bytes() for path in kept if path.is_file()]

    find_points(ws, ACCEPTED.id, YEAR_END)

    assert [path.read_bytes() for path in kept if path.is_file()] == before
