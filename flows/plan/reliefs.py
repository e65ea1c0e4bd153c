"""Grants reliefs if the rules allow it, and ends them with a reason."""

from __future__ import annotations

from datetime import date

from domain.activity.reliefs import check_relief
from domain.facts import ReliefFact, ReliefKind
from domain.language.reasons import given_reason
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.facts import load_facts
from storage.records.reliefs import end_relief, grant_relief


def grant(
    ws: Workspace,
    unit: str,
    kind: ReliefKind,
    subject: str,
    *,
    authoriser: str,
    reason: str,
    on: date,
    by: str,
    until: date | None = None,
) -> ReliefFact:
    """Store a relief for `7`, `7.report` or `7/report` (also in Thai numerals), decided on that Bangkok day.

    Raises KamnotError if the rules do not allow it (`domain.activity.reliefs.check_relief`).
    """
    who, why = authoriser.strip(), reason.strip()
    name = check_relief(ws.plan, kind, subject, until, who, why, on)
    with writing(ws.engine) as session:
        return grant_relief(
            session,
            unit=unit,
            fiscal_year=ws.plan.fiscal_year,
            kind=kind,
            subject=name,
            authoriser=who,
            reason=why,
            decided_on=on,
            until=until,
            by=by,
            now=ws.now(),
        )


def end(ws: Workspace, unit: str, relief: int, *, on: date, why: str, by: str) -> ReliefFact:
    """End a relief from that Bangkok day on. Raises KamnotError if it is unknown or the reason missing."""
    reason = given_reason(why, "การยกเลิกข้อผ่อนผัน", "Ending a relief")
    with writing(ws.engine) as session:
        return end_relief(session, unit, relief, ended_on=on, why=reason, by=by, now=ws.now())


def granted(ws: Workspace, unit: str) -> tuple[ReliefFact, ...]:
    """Every relief of the unit in the year, including ended ones, in the order of decision."""
    with reading(ws.engine) as session:
        return load_facts(session, unit, ws.plan.fiscal_year).reliefs
