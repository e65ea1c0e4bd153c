"""A unit's points as of a day, broken down. It only reads."""

from __future__ import annotations

from datetime import date

from domain.evaluation.points_breakdown import PointsReport, report_points
from flows.run.judge import load_facts
from flows.run.workspace import Workspace


def find_points(ws: Workspace, unit: str, as_of: date) -> PointsReport:
    """Points earned, in review, open and lost by activity, batch, group and year, and the two footnotes."""
    facts = load_facts(ws, unit, as_of)
    return report_points(ws.plan, ws.evaluator.evaluate(facts, as_of), facts)
