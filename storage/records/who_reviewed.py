"""Who stands behind a score: the reviewer of each version and whoever entered each number, as of a day."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from domain.rubric.explanation import Entry, Reviewed
from storage.db.tables import EvidenceItemRow, MeasureRow, ReviewRow
from storage.records.facts import measure_facts


def reviews_known(
    session: Session, unit: str, fiscal_year: int, as_of: date
) -> dict[tuple[int, int], Reviewed]:
    """The newest review of each (item, version) by the end of that Bangkok day."""
    rows = session.exec(
        select(ReviewRow)
        .join(EvidenceItemRow, col(ReviewRow.item) == col(EvidenceItemRow.id))
        .where(
            EvidenceItemRow.unit == unit,
            EvidenceItemRow.fiscal_year == fiscal_year,
            ReviewRow.reviewed_on <= as_of,
        )
        .order_by(col(ReviewRow.reviewed_on), col(ReviewRow.id))
    )
    return {
        (row.item, row.version): Reviewed(row.accepted, row.reviewer, row.reviewed_on, row.reason)
        for row in rows
    }


def entries_known(session: Session, unit: str, fiscal_year: int, as_of: date) -> tuple[Entry, ...]:
    """The newest entry of each number by the end of that Bangkok day, with who entered it and why."""
    rows = session.exec(
        select(MeasureRow)
        .where(
            MeasureRow.unit == unit,
            MeasureRow.fiscal_year == fiscal_year,
        )
        .order_by(col(MeasureRow.entered_on), col(MeasureRow.id))
    )
    newest = {
        row.measure: Entry(fact, row.entered_by, row.note)
        for row, fact in measure_facts(rows)
        if fact.holds_on(as_of)
    }
    return tuple(newest.values())
