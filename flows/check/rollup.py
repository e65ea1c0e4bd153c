"""All units of the department as of a day. Reads only; nothing about one unit is kept once it is summed up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.evaluation.department import Rollup, UnitStanding, roll_up
from domain.evaluation.standings import Standings, UnitRows
from domain.facts import Problem
from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.records.people import units
from storage.records.unit_rows import load_rows_of_units

CHUNK = 100
"""Units held at once: more of them keep the collector of garbage busy and bring nothing."""


def find_rollup(ws: Workspace, as_of: date) -> Rollup:
    """Where the department and each of its units stand; every unit of the database shares the plan."""
    return roll_up(ws.plan, standings(ws, as_of), as_of, ws.plan_hash)


def standings(ws: Workspace, as_of: date, *, look_in_store: bool = True) -> Iterator[UnitStanding]:
    """Each unit's standing, in one moment of the database, by id.

    As in a check, a file whose bytes are gone proves nothing; `look_in_store` False goes by the rows alone.
    """
    judge = Standings(ws.evaluator, as_of)
    with reading(ws.engine) as session:
        names = {unit.id: unit.name for unit in units(session)}
        for chunk in _chunks(list(names)):
            rows = load_rows_of_units(session, chunk, ws.plan.fiscal_year, as_of=as_of)
            for unit in _as_stored(ws, rows) if look_in_store else rows:
                yield judge.standing(unit, names[unit.unit])


def _as_stored(ws: Workspace, rows: Iterable[UnitRows]) -> Iterator[UnitRows]:
    """The rows with those files marked whose bytes are gone from the store."""
    for unit in rows:
        lost = ws.store.missing(file.sha256 for file in unit.files)
        files = [f._replace(problem=Problem.LOST) if f.sha256 in lost else f for f in unit.files]
        yield replace(unit, files=files) if lost else unit


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]
