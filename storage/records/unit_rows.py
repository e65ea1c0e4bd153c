"""Many units' rows as `domain.evaluation.standings` takes them: plain columns, and none that only sentences need."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import sqlalchemy
from sqlmodel import Session, SQLModel

from domain.evaluation.standings import FileRow, NumberRow, Sections, UnitRows
from storage.records.facts import counted, earlier_pictures_of, reliefs_of

_TABLES = SQLModel.metadata.tables
_ITEM, _VERSION, _REVIEW, _NUMBER = (
    _TABLES[name] for name in ("evidence_item", "evidence_version", "review", "measure")
)
_ITEMS, _VERSIONS, _REVIEWS, _NUMBERS = _ITEM.c, _VERSION.c, _REVIEW.c, _NUMBER.c


def load_rows_of_units(
    session: Session, units: Sequence[str], fiscal_year: int, *, as_of: date
) -> list[UnitRows]:
    """What was known about some hundreds of units by the end of the Bangkok day `as_of`; the same as `load_facts`."""
    session.flush()
    files = _files(session, units, fiscal_year, as_of)
    reviews = _reviews(session, units, fiscal_year, as_of)
    numbers = _numbers(session, units, fiscal_year, as_of)
    reliefs = reliefs_of(session, units, fiscal_year)
    earlier = earlier_pictures_of(session, units, fiscal_year)
    return [
        UnitRows(
            unit, files[unit], reviews[unit], numbers[unit],
            tuple(r for r in reliefs[unit] if r.holds_on(as_of)), tuple(earlier[unit]),
        )
        for unit in units
    ]  # fmt: skip


def _files(
    session: Session, units: Sequence[str], fiscal_year: int, as_of: date
) -> dict[str, list[FileRow]]:
    # Sections as text: most of the time that SQLAlchemy takes for them is not the parsing.
    sections = sqlalchemy.cast(_VERSIONS.sections, sqlalchemy.String)
    query = (
        sqlalchemy.select(
            _ITEMS.unit, _ITEMS.requirement, _ITEMS.id, _VERSIONS.version, _VERSIONS.format,
            _VERSIONS.received_on, _VERSIONS.problem, sections, _VERSIONS.sha256, _VERSIONS.fingerprint,
            _VERSIONS.event_date, _VERSIONS.taken_on, _ITEMS.linked_to,
        )
        .join_from(_ITEM, _VERSION)
        .where(counted(units, fiscal_year, as_of), _VERSIONS.received_on <= as_of)
        # As the index has them, so that nothing is sorted.
        .order_by(_ITEMS.unit, _ITEMS.requirement, _ITEMS.id, _VERSIONS.version)
    )  # fmt: skip
    found: dict[str, list[FileRow]] = {unit: [] for unit in units}
    for (
        unit, requirement, item, version, kind, received_on, problem, kept, sha256, fingerprint,
        event_date, taken_on, linked_to,
    ) in session.connection().execute(query):  # fmt: skip
        found[unit].append(
            FileRow(
                requirement, item, version, kind, received_on, problem, _sections(kept), sha256,
                fingerprint, event_date, taken_on, linked_to or item,
            )
        )  # fmt: skip
    return found


def _sections(kept: str) -> Sections:
    if kept == "[]":
        return ()
    return tuple((s["id"], s["outcome"]) for s in json.loads(kept))


def _reviews(
    session: Session, units: Sequence[str], fiscal_year: int, as_of: date
) -> dict[str, dict[tuple[int, int], bool]]:
    query = (
        sqlalchemy.select(_ITEMS.unit, _REVIEWS.item, _REVIEWS.version, _REVIEWS.accepted)
        .join_from(_ITEM, _REVIEW, _REVIEWS.item == _ITEMS.id)
        .where(counted(units, fiscal_year, as_of), _REVIEWS.reviewed_on <= as_of)
        .order_by(_REVIEWS.reviewed_on, _REVIEWS.id)
    )
    found: dict[str, dict[tuple[int, int], bool]] = {unit: {} for unit in units}
    for unit, item, version, accepted in session.connection().execute(query):
        found[unit][item, version] = accepted
    return found


def _numbers(
    session: Session, units: Sequence[str], fiscal_year: int, as_of: date
) -> dict[str, list[NumberRow]]:
    query = (
        sqlalchemy.select(
            _NUMBERS.unit, _NUMBERS.measure, _NUMBERS.entered_on, _NUMBERS.taken_back,
            _NUMBERS.numerator, _NUMBERS.denominator, _NUMBERS["count"], _NUMBERS.yes_no,
        )
        .where(
            _NUMBERS.unit.in_(units),
            _NUMBERS.fiscal_year == fiscal_year,
            _NUMBERS.entered_on <= as_of,
        )
        .order_by(_NUMBERS.entered_on, _NUMBERS.id)
    )  # fmt: skip
    found: dict[str, list[NumberRow]] = {unit: [] for unit in units}
    for unit, *columns in session.connection().execute(query):
        found[unit].append(NumberRow(*columns))
    return found
