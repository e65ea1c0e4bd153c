"""All units of the department as of a day. Reads only; nothing about one unit is kept once it is summed up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.figures import newest_entries
from domain.rollup import Rollup, UnitStanding, roll_up, standing_of
from flows.check import as_stored
from flows.workspace import Workspace
from storage.database import reading
from storage.facts import load_facts_of_units
from storage.people import units

CHUNK = 100
"""Units held at once: more of them keep the collector of garbage busy and bring nothing."""


def find_rollup(ws: Workspace, as_of: date) -> Rollup:
    """Where the department and each of its units stand; every unit of the database shares the plan."""
    return roll_up(ws.plan, standings(ws, as_of), as_of, ws.plan_hash)


def standings(ws: Workspace, as_of: date, *, look_in_store: bool = True) -> Iterator[UnitStanding]:
    """Each unit's standing, in one moment of the database, by id.

    As in a check, a file whose bytes are gone proves nothing; `look_in_store` False goes by the rows alone.
    """
    evaluator = ws.evaluator.silent()
    with reading(ws.engine) as session:
        names = {unit.id: unit.name for unit in units(session)}
        for chunk in _chunks(list(names)):
            found = load_facts_of_units(session, chunk, ws.plan.fiscal_year, as_of=as_of)
            for unit in chunk:
                facts = as_stored(ws, found[unit]) if look_in_store else found[unit]
                newest = newest_entries(m for m in facts.measures if m.holds_on(as_of))
                yield standing_of(ws.plan, evaluator.evaluate(facts, as_of), names[unit], newest)


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]
