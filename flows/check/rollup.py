"""All units of the department as of a day. It only reads, and holds no unit's facts after summing them up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.evaluation.department import Rollup, UnitStanding, roll_up, standing_of
from domain.rubric.figures import newest_entries
from flows.run.judge import as_judged
from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.records.facts import load_facts_of_units
from storage.records.people import units

CHUNK = 100
"""Units in memory at once: more of them gain nothing and keep the garbage collector busy."""


def find_rollup(ws: Workspace, as_of: date) -> Rollup:
    """The roll-up of the department; every unit of the database shares the plan."""
    return roll_up(ws.plan, unit_standings(ws, as_of), as_of, ws.plan_hash)


def unit_standings(
    ws: Workspace, as_of: date, *, look_in_store: bool = True
) -> Iterator[UnitStanding]:
    """Each unit's result at one moment of the database, by id.

    As in a check, a file whose bytes are gone proves nothing; `look_in_store` False uses the rows alone.
    """
    with reading(ws.engine) as session:
        names = {unit.id: unit.name for unit in units(session)}
        ids = list(names)
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            for facts in load_facts_of_units(session, chunk, ws.plan.fiscal_year, as_of=as_of):
                stored = as_judged(ws, facts, look_in_store=look_in_store)
                newest = newest_entries(stored.known_on(as_of).measures)
                evaluation = ws.evaluator.evaluate(stored, as_of)
                yield standing_of(ws.plan, evaluation, names[facts.unit], newest)
