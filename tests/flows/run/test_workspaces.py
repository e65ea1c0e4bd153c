"""A process that lives long follows the plan in force: each ask gives the workspace of what holds by then."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from domain.plan.model import Plan
from flows.evidence.measures import enter, entered
from flows.run.workspace import Workspace
from flows.run.workspaces import Workspaces
from inspection import Inspectors
from storage.db.database import writing
from storage.records.plan_in_force import apply_plan, set_closed
from storage.settings import Settings
from tests.support.cast import UNIT


@pytest.fixture
def workspaces(workspace: Workspace) -> Workspaces:
    """The bureau's, whose plan is in use."""
    take_into_use(workspace)
    return Workspaces(workspace.settings)


def take_into_use(ws: Workspace, **changes: Any) -> None:
    content = ws.plan.model_dump(mode="json") | changes
    with writing(ws.engine) as session:
        apply_plan(session, Plan.model_validate(content), by="test", why="แก้", now=ws.now())


def close(ws: Workspace, *, closed: bool) -> None:
    with writing(ws.engine) as session:
        set_closed(session, 2567, closed=closed, by="test", why="สิ้นปี", now=ws.now())


def test_a_changed_plan_is_followed_from_the_next_ask_on(workspaces: Workspaces) -> None:
    first = workspaces.of()
    assert workspaces.of() is first

    take_into_use(first, title="แผนที่แก้แล้ว")
    second = workspaces.of()

    assert (second.plan.title, workspaces.of()) == ("แผนที่แก้แล้ว", second)
    assert second.plan_hash != first.plan_hash
    enter(
        first, UNIT, "2.goals", "5", on=date(2024, 3, 1), by="test"
    )  # who has the old one ends with it
    assert [e.fact.value for e in entered(second, UNIT)] == [5]


def test_a_year_that_was_closed_and_reopened_is_so_from_the_next_ask_on(
    workspace: Workspace, workspaces: Workspaces
) -> None:
    seen = [workspaces.of().closed]
    for closed in (True, False):
        close(workspace, closed=closed)
        seen.append(workspaces.of().closed)

    assert seen == [False, True, False]


def test_on_the_first_of_october_the_new_year_is_followed_where_none_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_into_use(workspace)
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    workspaces = Workspaces(Settings())
    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2024, 9, 30))
    old = workspaces.of()
    take_into_use(old, fiscal_year=2568)
    assert workspaces.of() is old

    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2024, 10, 1))

    assert workspaces.of().plan.fiscal_year == 2568
    assert workspaces.of(2567).plan.fiscal_year == 2567


def test_each_year_and_language_has_one_and_all_threads_share_it(workspace: Workspace) -> None:
    take_into_use(workspace)
    with Inspectors() as inspectors, ThreadPoolExecutor(8) as threads:
        workspaces = Workspaces(workspace.settings, inspectors=inspectors)
        found = set(threads.map(lambda _: workspaces.of(), range(16)))
        thai, english = workspaces.of(2567, "th"), workspaces.of(2567, "en")

        assert len(found) == 1
        assert (thai.language, english.language) == ("th", "en")
        for ws in (*found, thai, english):
            with ws.inspecting() as shared:
                assert shared is inspectors


def test_before_a_plan_is_in_use_each_ask_reads_the_files(bare: Workspace) -> None:
    workspaces = Workspaces(bare.settings)
    first = workspaces.of()
    assert workspaces.of() is not first

    take_into_use(first)

    assert workspaces.of() is workspaces.of()
