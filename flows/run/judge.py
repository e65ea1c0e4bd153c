"""Reads what is known of a unit and judges it: the first steps of every flow that needs a unit's state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.evaluation.evaluator import Findings
from domain.facts import EvidenceFact, Facts, Problem
from domain.results import Evaluation
from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.records.facts import load_facts as load_facts_of


def load_facts(ws: Workspace, unit: str, as_of: date) -> Facts:
    """Read everything known about the unit on a day. An item withdrawn later still counts."""
    with reading(ws.engine) as session:
        facts = load_facts_of(session, unit, ws.plan.fiscal_year, as_of=as_of)
    return as_stored(ws, facts)


def as_stored(ws: Workspace, facts: Facts) -> Facts:
    """The facts with those files marked whose bytes are gone from the store."""
    lost = ws.store.missing(fact.sha256 for fact in facts.evidence)
    if not lost:
        return facts
    return replace(facts, evidence=tuple(_as_stored(fact, lost) for fact in facts.evidence))


def _as_stored(fact: EvidenceFact, lost: frozenset[str]) -> EvidenceFact:
    """Mark a file whose bytes are gone: it proves nothing, whatever the inspection saw."""
    return replace(fact, problem=Problem.LOST) if fact.sha256 in lost else fact


def check_completeness(ws: Workspace, facts: Facts, as_of: date) -> Findings:
    """Findings of every requirement and measure."""
    return ws.evaluator.find(facts, as_of)


def compute_scores(ws: Workspace, findings: Findings, facts: Facts, as_of: date) -> Evaluation:
    """Points, the criteria and the level."""
    return ws.evaluator.score(findings, facts, as_of)
