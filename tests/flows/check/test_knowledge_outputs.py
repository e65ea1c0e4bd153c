"""The papers and the clip of a real unit: what the store has, and what a reviewer said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.evaluation.knowledge_state import OutputState
from flows.check.knowledge_outputs import find_outputs
from flows.run.workspace import Workspace
from sample.units import SampleUnit, store_sample, write_sample
from storage.db.database import writing

YEAR_END = date(2024, 9, 30)
ACCEPTED, UNREVIEWED = SampleUnit(1, 3), SampleUnit(2, 3)


@pytest.fixture
def ws(bare: Workspace) -> Workspace:
    with writing(bare.engine) as session:
        now = datetime(2024, 2, 1, tzinfo=UTC)
        write_sample(session, bare.plan, (ACCEPTED, UNREVIEWED), by="test", now=now)
    store_sample(bare.store, bare.plan)
    return bare


def test_a_paper_is_accepted_by_a_reviewer_and_made_before(ws: Workspace) -> None:
    accepted, unreviewed = (find_outputs(ws, u.id, YEAR_END) for u in (ACCEPTED, UNREVIEWED))

    assert {one.state for one in accepted} == {OutputState.ACCEPTED}
    assert OutputState.MADE in {one.state for one in unreviewed}
    assert all(one.file is not None for one in accepted)


def test_before_anything_came_there_is_no_file(ws: Workspace) -> None:
    found = find_outputs(ws, ACCEPTED.id, date(2023, 10, 2))

    assert {one.state for one in found} == {OutputState.NONE}
