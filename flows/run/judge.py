"""Reads what is known of a unit and judges it: the first steps of every flow that needs a unit's state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from domain.facts import EvidenceFact, Facts, Problem
from domain.results import Evaluation
from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.records.facts import load_facts_of_units

if TYPE_CHECKING:
    from domain.evaluation.evaluator import Findings


def load_facts(ws: Workspace, unit: str, as_of: date) -> Facts:
    """Read everything known about the unit on a day. An item withdrawn later still counts."""
    return load_facts_of(ws, [unit], as_of)[0]


def load_facts_of(ws: Workspace, units: Sequence[str], as_of: date) -> list[Facts]:
    """The facts of each unit, as `load_facts` gives them."""
    with reading(ws.engine) as session:
        found = load_facts_of_units(session, units, ws.plan.fiscal_year, as_of=as_of)
    return [as_judged(ws, facts) for facts in found]


def as_judged(ws: Workspace, facts: Facts, *, look_in_store: bool = True) -> Facts:
    """The facts as they are judged: without files whose bytes are gone, with what registers and surveys prove."""
    from domain.rubric.derived import with_derived

    stored = as_stored(ws, facts) if look_in_store else facts
    return with_derived(ws.plan, stored) if stored.rows or stored.surveys else stored


def evaluate(ws: Workspace, unit: str, as_of: date) -> Evaluation:
    """Everything about one unit as of a day; nothing is stored."""
    return ws.evaluator.evaluate(load_facts(ws, unit, as_of), as_of)


def as_stored(ws: Workspace, facts: Facts) -> Facts:
    """The facts with those files marked whose bytes are gone from the store."""
    lost = ws.store.missing(fact.sha256 for fact in facts.evidence)
    if not lost:
        return facts
    return replace(facts, evidence=tuple(_as_stored(fact, lost) for fact in facts.evidence))


def _as_stored(fact: EvidenceFact, lost: frozenset[str]) -> EvidenceFact:
    """Mark a file whose bytes are gone: it proves nothing, whatever the inspection saw."""
    return replace(fact, problem=Problem.LOST) if fact.sha256 in lost else fact


def check_completeness(ws: Workspace, facts: Sequence[Facts], as_of: date) -> list[Findings]:
    """Findings of every requirement and measure, of each unit."""
    return [ws.evaluator.find(of_unit, as_of) for of_unit in facts]


def compute_scores(
    ws: Workspace, findings: Sequence[Findings], facts: Sequence[Facts], as_of: date
) -> list[Evaluation]:
    """Points, the criteria and the level, of each unit."""
    return [
        ws.evaluator.score(found, of_unit, as_of)
        for found, of_unit in zip(findings, facts, strict=True)
    ]
