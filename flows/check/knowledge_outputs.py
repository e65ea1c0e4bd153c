"""The year's knowledge papers and clip as of a day. It only reads."""

from __future__ import annotations

from datetime import date

from domain.evaluation.knowledge_state import OutputResult, knowledge_results
from flows.run.judge import load_facts
from flows.run.workspace import Workspace


def find_outputs(ws: Workspace, unit: str, as_of: date) -> tuple[OutputResult, ...]:
    """What each paper and clip is, its file, where it was published, what is missing, who acts until when."""
    facts = load_facts(ws, unit, as_of)
    return knowledge_results(ws.plan, ws.evaluator.evaluate(facts, as_of), facts)
