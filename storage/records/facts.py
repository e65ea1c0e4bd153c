"""Reads the facts of units for the rules, in a fixed number of queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, SQLModel, col, select

from domain.facts import (
    Cell,
    EvidenceFact,
    Facts,
    MeasureFact,
    PictureUse,
    Problem,
    RegisterRow,
    ReliefFact,
    ReliefKind,
    ReviewFact,
    RowId,
    SectionDoubt,
    SectionFact,
    SectionOutcome,
    amount,
)
from domain.language.ids import MeasureId, RequirementId
from storage.db.tables import EvidenceItemRow, EvidenceVersionRow, MeasureRow, ReliefRow
from storage.records.surveys.rounds import rounds_of_units

_TABLES = SQLModel.metadata.tables
_ITEM, _VERSION, _REVIEW, _MEASURE, _DERIVED, _REGISTER = (
    _TABLES[name]
    for name in (
        "evidence_item",
        "evidence_version",
        "review",
        "measure",
        "derived_file",
        "register_row",
    )
)
_ITEMS, _VERSIONS, _REVIEWS, _MEASURES, _ROWS = (
    table.c for table in (_ITEM, _VERSION, _REVIEW, _MEASURE, _REGISTER)
)
_SEEN_NAMES = (
    "item", "version", "file_name", "format", "sha256", "received_on", "problem", "has_text", "pages", "images",
    "sections", "event_date", "taken_on", "fingerprint", "backdated_why", "told_on",
)  # fmt: skip
SEEN = tuple(
    # As text: SQLAlchemy's JSON type takes longer than the parsing itself.
    sqlalchemy.cast(column, sqlalchemy.String) if column is _VERSIONS.sections else column
    for column in (_VERSIONS[name] for name in _SEEN_NAMES)
)
"""The columns of a version that `evidence_fact` wants, in its order."""
AS_PDF = and_(_DERIVED.c.source == _VERSIONS.sha256, _DERIVED.c.format == "pdf")
"""The row of the PDF that is kept of a version."""
_ENTERED = (
    _MEASURES.measure, _MEASURES.numerator, _MEASURES.denominator, _MEASURES["count"], _MEASURES.yes_no,
    _MEASURES.entered_on, _MEASURES.event_date, _MEASURES.evidence, _MEASURES.taken_back,
)  # fmt: skip
"""The columns that the rules need. Moments are left out: converting them costs more than all others."""
_OUTCOMES = {outcome.value: outcome for outcome in SectionOutcome}
"""Outcomes by value: calling the class is five times slower."""


@dataclass(slots=True)
class _Entry:
    """The columns of an entry by name. In a plain row `count` would be the tuple's method."""

    measure: str
    numerator: int | None
    denominator: int | None
    count: int | None
    yes_no: bool | None
    entered_on: date
    event_date: date | None
    evidence: int | None
    taken_back: bool


Entered = TypeVar("Entered", MeasureRow, _Entry)


def load_facts(
    session: Session, unit: str, fiscal_year: int, *, as_of: date | None = None
) -> Facts:
    """All evidence versions, reviews, numbers and reliefs of a unit in a fiscal year (พ.ศ.), oldest first.

    Pictures of earlier years are included. Items that were withdrawn by `as_of` (a Bangkok day) are left out; later
    withdrawals do not count, so that a past check repeats. `Facts.known_on` leaves out what came in after that day.
    """
    return load_facts_of_units(session, [unit], fiscal_year, as_of=as_of)[0]


def load_facts_of_units(
    session: Session, units: Sequence[str], fiscal_year: int, *, as_of: date | None = None
) -> list[Facts]:
    """The facts of some hundreds of units, as `load_facts` gives them, in seven queries for all."""
    session.flush()
    evidence = _evidence(session, units, fiscal_year, as_of)
    reviews = _reviews(session, units, fiscal_year, as_of)
    measures = _measures(session, units, fiscal_year)
    reliefs = _reliefs(session, units, fiscal_year)
    earlier = _earlier_pictures(session, units, fiscal_year)
    rows = _register_rows(session, units, fiscal_year)
    surveys = rounds_of_units(session, units, (fiscal_year - 1, fiscal_year))
    return [
        Facts(
            unit,
            tuple(evidence[unit]),
            tuple(reviews[unit]),
            tuple(measures[unit]),
            tuple(reliefs[unit]),
            tuple(earlier[unit]),
            tuple(rows.get(unit, ())),
            tuple(surveys.get(unit, ())),
        )
        for unit in units
    ]


def withdrawal_days(session: Session, unit: str, fiscal_year: int) -> tuple[date, ...]:
    """The days on which evidence was withdrawn, in order. Between two of them `load_facts` does not change."""
    day = col(EvidenceItemRow.withdrawn_on)
    days = session.exec(
        select(day)
        .where(
            EvidenceItemRow.unit == unit,
            EvidenceItemRow.fiscal_year == fiscal_year,
            day.is_not(None),
        )
        .distinct()
        .order_by(day)
    )
    return tuple(found for found in days if found is not None)


def sections_to_json(sections: Iterable[SectionFact]) -> list[dict[str, Any]]:
    """Sections as `evidence_version.sections` stores them."""
    return [
        {"id": s.id, "outcome": s.outcome.value, "page": s.page, "words": s.words}
        | ({"why": s.why.value} if s.why else {})
        for s in sections
    ]


def sections_from_json(kept: str | Sequence[Mapping[str, Any]]) -> tuple[SectionFact, ...]:
    """The sections of `sections_to_json`'s value, or of its text."""
    if not kept or kept == "[]":
        return ()
    read = json.loads(kept) if isinstance(kept, str) else kept
    return tuple(
        SectionFact(s["id"], _OUTCOMES[s["outcome"]], s["page"], s["words"], _doubt(s))
        for s in read
    )


def _doubt(section: Mapping[str, Any]) -> SectionDoubt | None:
    return SectionDoubt(section["why"]) if "why" in section else None


def _counted(units: Sequence[str], fiscal_year: int, as_of: date | None) -> ColumnElement[bool]:
    """The condition for items of these units that are not withdrawn on that day."""
    kept: ColumnElement[bool] = _ITEMS.withdrawn_on.is_(None)
    if as_of is not None:
        kept = or_(kept, _ITEMS.withdrawn_on > as_of)
    return and_(_ITEMS.unit.in_(units), _ITEMS.fiscal_year == fiscal_year, kept)


def _evidence(
    session: Session, units: Sequence[str], fiscal_year: int, as_of: date | None
) -> dict[str, list[EvidenceFact]]:
    # Columns by position, not objects: many units are checked one after another.
    query = (
        sqlalchemy.select(
            _ITEMS.unit, _ITEMS.requirement, _ITEMS.linked_to, _DERIVED.c.sha256, *SEEN
        )
        .join_from(_ITEM, _VERSION)
        .outerjoin(_DERIVED, AS_PDF)
        .where(_counted(units, fiscal_year, as_of))
        .order_by(_VERSIONS.item, _VERSIONS.version)
    )
    found: dict[str, list[EvidenceFact]] = {unit: [] for unit in units}
    for unit, requirement, linked_to, pdf, *seen in session.connection().execute(query):
        found[unit].append(evidence_fact(requirement, linked_to, pdf, *seen))
    return found


def evidence_fact(
    requirement: str, linked_to: int | None, pdf: str | None, *seen: Any
) -> EvidenceFact:
    """One version as a fact; `pdf` is the SHA-256 of its PDF, if one is kept.

    `seen` are its columns (`SEEN`), the sections as JSON text.
    """
    (
        item, version, file_name, kind, sha256, received_on, problem, has_text, pages, images, sections,
        event_date, taken_on, fingerprint, backdated_why, told_on,
    ) = seen  # fmt: skip
    return EvidenceFact(
        item, version, RequirementId.parse(requirement), file_name, kind, sha256, received_on,
        Problem(problem) if problem else None, has_text, pages, images, sections_from_json(sections),
        event_date, taken_on, fingerprint, linked_to or item, backdated_why,
        kind == "pdf" or pdf is not None, told_on,
    )  # fmt: skip


def _reviews(
    session: Session, units: Sequence[str], fiscal_year: int, as_of: date | None
) -> dict[str, list[ReviewFact]]:
    query = (
        sqlalchemy.select(
            _ITEMS.unit, _REVIEWS.item, _REVIEWS.version, _REVIEWS.accepted, _REVIEWS.reason,
            _REVIEWS.reviewed_on,
        )
        .join_from(_ITEM, _REVIEW, _REVIEWS.item == _ITEMS.id)
        .where(_counted(units, fiscal_year, as_of))
        .order_by(_REVIEWS.reviewed_on, _REVIEWS.id)
    )  # fmt: skip
    found: dict[str, list[ReviewFact]] = {unit: [] for unit in units}
    for unit, *seen in session.connection().execute(query):
        found[unit].append(ReviewFact(*seen))
    return found


def _measures(
    session: Session, units: Sequence[str], fiscal_year: int
) -> dict[str, list[MeasureFact]]:
    query = (
        sqlalchemy.select(_MEASURES.unit, *_ENTERED)
        .where(_MEASURES.unit.in_(units), _MEASURES.fiscal_year == fiscal_year)
        # The rules use the last entry: of two for one day the later one.
        .order_by(_MEASURES.entered_on, _MEASURES.id)
    )
    rows: dict[str, list[_Entry]] = {unit: [] for unit in units}
    for unit, *entered in session.connection().execute(query):
        rows[unit].append(_Entry(*entered))
    return {unit: [fact for _, fact in measure_facts(own)] for unit, own in rows.items()}


def _register_rows(
    session: Session, units: Sequence[str], fiscal_year: int
) -> dict[str, list[RegisterRow]]:
    c = _ROWS
    query = (
        sqlalchemy.select(
            c.unit, c.register_id, c.number, c.version, c.cells, c.entered_on, c.withdrawn
        )
        .where(c.unit.in_(units), c.fiscal_year == fiscal_year)
        .order_by(c.entered_on, c.id)
    )
    found: dict[str, list[RegisterRow]] = defaultdict(list)
    for (
        unit,
        register,
        number,
        version,
        cells,
        entered_on,
        withdrawn,
    ) in session.connection().execute(query).all():
        row = RowId(register, number)
        found[unit].append(RegisterRow(row, version, cells_from_json(cells), entered_on, withdrawn))
    return found


def cells_to_json(cells: Mapping[str, Cell]) -> dict[str, Any]:
    """Cells as `register_row.cells` stores them: a day says that it is one."""
    return {
        name: {"day": cell.isoformat()} if isinstance(cell, date) else cell
        for name, cell in cells.items()
    }


def cells_from_json(kept: Mapping[str, Any]) -> dict[str, Cell]:
    """The cells of `cells_to_json`'s value."""
    return {name: _cell(value) for name, value in kept.items()}


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value


def _reliefs(
    session: Session, units: Sequence[str], fiscal_year: int
) -> dict[str, list[ReliefFact]]:
    query = (
        select(ReliefRow)
        .where(col(ReliefRow.unit).in_(units), ReliefRow.fiscal_year == fiscal_year)
        .order_by(col(ReliefRow.decided_on), col(ReliefRow.id))
    )
    found: dict[str, list[ReliefFact]] = {unit: [] for unit in units}
    for row in session.exec(query):
        found[row.unit].append(relief_fact(row))
    return found


def relief_fact(row: ReliefRow) -> ReliefFact:
    """A stored relief as a fact."""
    return ReliefFact(
        id=row.id or 0,
        kind=ReliefKind(row.kind),
        subject=row.subject,
        authoriser=row.authoriser,
        reason=row.reason,
        decided_on=row.decided_on,
        until=row.until,
        ended_on=row.ended_on,
    )


def _earlier_pictures(
    session: Session, units: Sequence[str], fiscal_year: int
) -> dict[str, list[PictureUse]]:
    """The single pictures of earlier years, without those that were withdrawn then."""
    item, version = EvidenceItemRow, EvidenceVersionRow
    query = (
        select(item.unit, item.fiscal_year, item.requirement, version)
        .join(version, col(version.item) == col(item.id))
        .where(
            col(item.unit).in_(units),
            col(item.fiscal_year) < fiscal_year,
            col(item.withdrawn_on).is_(None),
            col(version.width).is_not(None),
            col(version.milliseconds).is_(None),
        )
        .order_by(col(version.item), col(version.version))
    )
    found: dict[str, list[PictureUse]] = {unit: [] for unit in units}
    for unit, year, requirement, row in session.exec(query):
        found[unit].append(
            PictureUse(
                year, RequirementId.parse(requirement), row.file_name, row.sha256, row.fingerprint
            )
        )
    return found


def measure_facts(rows: Iterable[Entered]) -> list[tuple[Entered, MeasureFact]]:
    """The entries of one unit in their order, each with the day from which it was taken back."""
    kept: list[tuple[Entered, MeasureFact]] = []
    standing: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.taken_back:
            for place in standing.pop(row.measure, ()):
                before, fact = kept[place]
                kept[place] = before, replace(fact, taken_back_on=row.entered_on)
        else:
            standing[row.measure].append(len(kept))
            kept.append((row, measure_fact(row)))
    return kept


def measure_fact(row: MeasureRow | _Entry) -> MeasureFact:
    """A stored number as a fact."""
    return MeasureFact(
        MeasureId.parse(row.measure),
        amount(row.numerator, row.denominator, row.count, row.yes_no),
        row.entered_on,
        row.numerator,
        row.denominator,
        event_date=row.event_date,
        evidence=row.evidence,
    )
