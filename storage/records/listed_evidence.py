"""Evidence as lists show it: each version with its fact, its sender and the review that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import sqlalchemy
from sqlalchemy import Row
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from domain.facts import EvidenceFact, Problem, Reviewed
from domain.inspected import READER
from domain.language.errors import NotThereError
from domain.language.how import How, Verb
from storage.db.tables import DerivedFileRow, EvidenceItemRow, EvidenceVersionRow, ReviewRow
from storage.records.facts import AS_PDF, SEEN, evidence_fact

_NEWER = aliased(EvidenceVersionRow)
IS_NEWEST = ~sqlalchemy.exists().where(
    col(_NEWER.item) == col(EvidenceVersionRow.item),
    col(_NEWER.version) > col(EvidenceVersionRow.version),
)
"""The condition for versions that no later one of their item follows."""
_SHOWN_NAMES = (
    "size", "added_at", "added_by", "note", "detail", "words", "width", "height", "milliseconds", "codec",
    "scanned", "import_id", "reader",
)  # fmt: skip
"""The columns of a version that a list shows beside its fact, under the same names."""
_SHOWN = tuple(getattr(EvidenceVersionRow, name) for name in _SHOWN_NAMES)
_REVIEWED = tuple(
    getattr(ReviewRow, name)
    for name in ("item", "version", "id", "accepted", "reason", "reviewed_on", "reviewer", "signed_by")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedEvidence:
    """One version with what a list shows beside the fact; `size` in bytes, `added_at` in UTC.

    `newest` marks the item's last version. `review` is the number of the review that counts (the newest by its day),
    None before the first; `accepted` and the four fields after it are its content. The rest is as in
    `domain.inspected.Inspection`.
    """

    fact: EvidenceFact
    newest: bool
    size: int
    added_at: datetime
    added_by: str
    note: str
    withdrawn_on: date | None
    review: int | None
    accepted: bool | None
    reason: str
    reviewed_on: date | None
    reviewer: str
    signed_by: str
    detail: str
    words: int
    width: int | None
    height: int | None
    milliseconds: int | None
    codec: str | None
    scanned: bool
    import_id: int | None
    reader: int
    """By which rules it was looked into (`domain.inspected.READER`)."""
    superseded_by: int | None = None
    """The item that counts instead; it follows from all files of the place, and is not stored."""


def contents_of_year(session: Session, fiscal_year: int) -> set[str]:
    """The SHA-256 of every version of all units in a fiscal year."""
    query = select(EvidenceVersionRow.sha256).distinct()
    of_item = col(EvidenceItemRow.id) == col(EvidenceVersionRow.item)
    meant = query.join(EvidenceItemRow, of_item).where(EvidenceItemRow.fiscal_year == fiscal_year)
    return set(session.exec(meant))


def list_evidence(
    session: Session,
    unit: str,
    fiscal_year: int,
    *,
    requirement: str | None = None,
    withdrawn: bool = True,
) -> tuple[ListedEvidence, ...]:
    """Every version, by activity number, then item and version; two queries.

    `requirement` (`7.report`) narrows it; `withdrawn=False` leaves withdrawn items out.
    """
    conditions: list[Any] = [
        EvidenceItemRow.unit == unit,
        EvidenceItemRow.fiscal_year == fiscal_year,
    ]
    if requirement is not None:
        conditions.append(EvidenceItemRow.requirement == requirement)
    if not withdrawn:
        conditions.append(col(EvidenceItemRow.withdrawn_on).is_(None))
    listed = _list(session, *conditions)
    return tuple(
        sorted(listed, key=attrgetter("fact.requirement.activity", "fact.requirement.name"))
    )


def versions_of(session: Session, unit: str, item: int) -> tuple[ListedEvidence, ...]:
    """Every version of a unit's item, the newest last. Raises NotThereError if the unit has no such item."""
    found = _list(session, EvidenceItemRow.unit == unit, EvidenceItemRow.id == item)
    if not found:
        raise no_item(item)
    return tuple(found)


def count_older_looks(session: Session, fiscal_year: int) -> int:
    """How many items of all units in the year were looked into by older rules."""
    row = EvidenceVersionRow
    return _count_newest(session, fiscal_year, col(row.problem).is_(None), col(row.reader) < READER)


def count_unread(session: Session, fiscal_year: int) -> int:
    """How many items of all units in the year no program has opened yet."""
    return _count_newest(
        session, fiscal_year, col(EvidenceVersionRow.problem) == Problem.NOT_INSPECTED
    )


def _count_newest(session: Session, fiscal_year: int, *conditions: Any) -> int:
    """How many items that were not withdrawn have a newest version like this."""
    query = (
        select(func.count())
        .select_from(EvidenceVersionRow)
        .join(EvidenceItemRow, col(EvidenceItemRow.id) == col(EvidenceVersionRow.item))
        .where(
            EvidenceItemRow.fiscal_year == fiscal_year,
            col(EvidenceItemRow.withdrawn_on).is_(None),
            IS_NEWEST,
            *conditions,
        )
    )
    return session.exec(query).one()


def find_version(
    session: Session, unit: str, item: int, version: int | None = None
) -> ListedEvidence:
    """One version of a unit's item, the newest for None. Raises NotThereError if there is none."""
    return pick_version(versions_of(session, unit, item), version)


def pick_version(versions: Sequence[ListedEvidence], version: int | None) -> ListedEvidence:
    """One of an item's versions, the newest for None. Raises NotThereError if there is no such version."""
    newest = versions[-1]
    for one in versions:
        if one.fact.version == (newest.fact.version if version is None else version):
            return one
    item, last = newest.fact.item, newest.fact.version
    raise NotThereError(
        f"หลักฐานเลขที่ {item} ไม่มีฉบับที่ {version} ฉบับล่าสุดคือฉบับที่ {last}",
        f"Evidence item {item} has no version {version}; its newest is {last}.",
    )


def _list(session: Session, *conditions: Any) -> list[ListedEvidence]:
    """The versions of those items, by item and version."""
    # Columns by position, not objects: each page that follows a change reads all of a unit's.
    query = (
        sqlalchemy.select(
            col(EvidenceItemRow.requirement), col(EvidenceItemRow.linked_to), col(EvidenceItemRow.withdrawn_on),
            col(DerivedFileRow.sha256), *SEEN, *_SHOWN,
        )
        .join_from(EvidenceItemRow, EvidenceVersionRow, col(EvidenceVersionRow.item) == col(EvidenceItemRow.id))
        .outerjoin(DerivedFileRow, AS_PDF)
        .where(*conditions)
        .order_by(col(EvidenceVersionRow.item), col(EvidenceVersionRow.version))
    )  # fmt: skip
    session.flush()
    rows = session.connection().execute(query).all()
    last = {row.item: row.version for row in rows}
    reviews = _newest_reviews(session, conditions)
    return [
        _listed(row, last[row.item] == row.version, reviews.get((row.item, row.version)))
        for row in rows
    ]


def _listed(row: Row[Any], newest: bool, review: Row[Any] | None) -> ListedEvidence:
    requirement, linked_to, withdrawn_on, pdf, *rest = tuple(row)
    seen, shown = rest[: len(SEEN)], rest[len(SEEN) :]
    return ListedEvidence(
        fact=evidence_fact(requirement, linked_to, pdf, *seen),
        newest=newest,
        withdrawn_on=withdrawn_on,
        review=review.id if review else None,
        accepted=review.accepted if review else None,
        reason=review.reason if review else "",
        reviewed_on=review.reviewed_on if review else None,
        reviewer=review.reviewer if review else "",
        signed_by=review.signed_by if review else "",
        **dict(zip(_SHOWN_NAMES, shown, strict=True)),
    )


def reviews_known(
    session: Session, unit: str, fiscal_year: int, as_of: date
) -> dict[tuple[int, int], Reviewed]:
    """The newest review of each (item, version) by the end of that Bangkok day, with the reviewer."""
    own = (EvidenceItemRow.unit == unit, EvidenceItemRow.fiscal_year == fiscal_year)
    found = _newest_reviews(session, (*own, ReviewRow.reviewed_on <= as_of))
    return {
        version: Reviewed(row.accepted, row.reviewer, row.reviewed_on, row.reason, row.signed_by)
        for version, row in found.items()
    }


def _newest_reviews(session: Session, conditions: Sequence[Any]) -> dict[tuple[int, int], Row[Any]]:
    rows = session.connection().execute(
        sqlalchemy.select(*_REVIEWED)
        .join_from(ReviewRow, EvidenceItemRow, col(ReviewRow.item) == col(EvidenceItemRow.id))
        .where(*conditions)
        .order_by(col(ReviewRow.reviewed_on), col(ReviewRow.id))
    )
    return {(row.item, row.version): row for row in rows}


def no_item(item: int) -> NotThereError:
    """The error of an item that the unit does not have."""
    return NotThereError(
        f"ไม่พบหลักฐานเลขที่ {item} โปรดดูเลขที่จากรายการหลักฐาน",
        f"There is no evidence item {item}; the list of evidence shows the numbers.",
        How(Verb.EVIDENCE_LIST),
    )
