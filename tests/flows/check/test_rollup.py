"""A department of twenty units, rolled up from its tables."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from domain.evaluation.department import Rollup, UnitStanding, standing_of
from domain.rubric.figures import newest_entries
from flows.check.rollup import find_rollup, unit_standings
from flows.run.workspace import Workspace
from sample.units import LEVELS, sample_units, store_sample, write_sample
from storage.db.database import reading, writing
from storage.records.facts import load_facts
from storage.records.people import units
from storage.settings import Settings

YEAR_END = date(2024, 9, 30)


def department(home: Path, template: Path, levels: Sequence[int]) -> Workspace:
    home.mkdir(parents=True)
    shutil.copy(template, home / "kamnot.db")
    ws = Workspace(Settings(home=home))
    store_sample(ws.store, ws.plan)
    with writing(ws.engine) as session:
        write_sample(session, ws.plan, sample_units(levels), by="demo", now=ws.now())
    return ws


@pytest.fixture(scope="module")
def rollup(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Rollup:
    ws = department(tmp_path_factory.mktemp("d") / "home", sqlite_template, LEVELS)
    return find_rollup(ws, YEAR_END)


def test_each_unit_reaches_the_level_that_its_evidence_is_made_to_prove(rollup: Rollup) -> None:
    expected = {unit.id: unit.level for unit in sample_units()}
    assert {p.standing.unit: p.standing.level for p in rollup.places} == expected


def test_twenty_units_roll_up_to_level_2_with_one_unit_missing_for_3(rollup: Rollup) -> None:
    assert [(s.units, s.needed, s.met) for s in rollup.shares] == [
        (16, 16, True),
        (15, 15, True),
        (13, 14, False),
    ]
    assert (rollup.level, rollup.missing, len(rollup.before)) == (2, 1, 7)
    assert [b.standing.level for b in rollup.before[:2]] == [2, 2]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param((1,) * 15 + (0,) * 5, 0, id="75 % at level 1"),
        pytest.param((1,) * 16 + (0,) * 4, 1, id="80 % at level 1"),
        pytest.param((2,) * 14 + (1,) * 2 + (0,) * 4, 1, id="70 % at level 2"),
        pytest.param((2,) * 15 + (1,) + (0,) * 4, 2, id="75 % at level 2"),
        pytest.param((3,) * 13 + (2,) * 7, 2, id="65 % at level 3"),
        pytest.param((3,) * 14 + (2,) * 6, 3, id="70 % at level 3"),
    ],
)
def test_a_department_of_twenty_has_the_right_level_at_each_boundary(
    tmp_path: Path, sqlite_template: Path, levels: tuple[int, ...], expected: int
) -> None:
    ws = department(tmp_path / "home", sqlite_template, levels)
    assert find_rollup(ws, YEAR_END).level == expected


def test_an_activity_that_is_not_a_units_own_leaves_its_denominator(rollup: Rollup) -> None:
    asked = {p.standing.unit: (p.standing.asked, p.standing.excused) for p in rollup.places}
    assert (asked["unit-07"], asked["unit-08"]) == ((37, (38,)), (38, ()))


def test_each_unit_has_in_the_roll_up_what_its_own_evaluation_says(
    tmp_path: Path, sqlite_template: Path
) -> None:
    ws = department(tmp_path / "home", sqlite_template, LEVELS)
    alone: list[UnitStanding] = []
    with reading(ws.engine) as session:
        names = {unit.id: unit.name for unit in units(session)}
        for unit in sample_units():
            facts = load_facts(session, unit.id, 2567, as_of=YEAR_END)
            evaluation = ws.evaluator.evaluate(facts, YEAR_END)
            newest = newest_entries(facts.measures)
            alone.append(standing_of(ws.plan, evaluation, names[unit.id], newest))
    assert list(unit_standings(ws, YEAR_END)) == alone


def test_a_file_that_is_lost_from_the_store_proves_nothing(
    tmp_path: Path, sqlite_template: Path
) -> None:
    ws = department(tmp_path / "home", sqlite_template, (3,))
    content = next(iter(ws.store.contents()))
    before = find_rollup(ws, YEAR_END).places[0].standing
    (tmp_path / "home" / "evidence" / content.sha256[:2] / content.sha256[2:]).unlink()
    after = find_rollup(ws, YEAR_END).places[0].standing
    assert after.complete == before.complete - 1
