"""Evidence items and their versions: what came in, when, and what a reviewer said of it.

The bytes are in `storage.files` before any row is written here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath

from sqlmodel import Session, col, select

from domain.errors import KamnotError
from domain.facts import EvidenceFact
from domain.reviewing import check_reason
from domain.thai import normalise
from storage import audit
from storage.facts import evidence_fact, sections_to_json
from storage.files import Stored
from storage.inspected import Inspection
from storage.people import lock_unit
from storage.tables import EvidenceItemRow, EvidenceVersionRow, ReviewRow

_LONGEST_NAME = 150


class AddOutcome(StrEnum):
    """What became of a file that was handed in."""

    NEW = "new"
    NEW_VERSION = "new-version"
    SAME = "same"
    """This content already stands for this requirement: nothing was added."""


@dataclass(frozen=True, slots=True)
class AddedEvidence:
    """The item and version (from 1) that the file became, or already was."""

    item: int
    version: int
    outcome: AddOutcome


@dataclass(frozen=True, slots=True)
class ListedEvidence:
    """One version with what a list shows beside the fact; `size` in bytes, `added_at` in UTC.

    `newest` marks the item's last version; `accepted` and `reason` are the newest review's, None before.
    """

    fact: EvidenceFact
    newest: bool
    size: int
    event_date: date | None
    added_at: datetime
    added_by: str
    note: str
    withdrawn_on: date | None
    accepted: bool | None
    reason: str


def clean_file_name(name: str) -> str:
    """A name from outside as plain data: its last part, without control or direction marks.

    Not longer than 150 characters, the extension kept; `file` when nothing is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()
    plain = plain.strip(".") or "file"
    if len(plain) <= _LONGEST_NAME:
        return plain
    suffix = PurePosixPath(plain).suffix[:20]
    return plain[: _LONGEST_NAME - len(suffix)] + suffix


def add_evidence(
    session: Session,
    *,
    unit: str,
    fiscal_year: int,
    requirement: str,
    stored: Stored,
    file_name: str,
    inspection: Inspection,
    received_on: date,
    by: str,
    now: datetime,
    event_date: date | None = None,
    note: str = "",
    plan_hash: str = "",
) -> AddedEvidence:
    """Keep one file that is already in the store as evidence for a requirement (`7.report`).

    The same content for the same requirement is kept once and said so; the same file name is a new
    version of that item. Withdrawn items are left alone. `received_on` is a Bangkok day, `now` aware.
    Raises KamnotError for an unknown unit.
    """
    lock_unit(session, unit)
    name = clean_file_name(file_name)
    standing = _newest(session, unit, fiscal_year, requirement)
    for _, version in standing:
        if version.sha256 == stored.sha256:
            return AddedEvidence(version.item, version.version, AddOutcome.SAME)
    added = _next_version(standing, name)
    if added is None:
        item = _new_item(session, unit, fiscal_year, requirement, name)
        added = AddedEvidence(item, 1, AddOutcome.NEW)
    session.add(
        EvidenceVersionRow(
            item=added.item,
            version=added.version,
            sha256=stored.sha256,
            size=stored.size,
            file_name=name,
            format=inspection.format,
            received_on=received_on,
            event_date=event_date,
            added_at=now,
            added_by=by,
            note=note,
            problem=inspection.problem,
            has_text=inspection.has_text,
            pages=inspection.pages,
            images=inspection.images,
            sections=sections_to_json(inspection.sections),
            plan_hash=plan_hash,
        )
    )
    session.flush()
    details = {"file_name": name, "sha256": stored.sha256, "received_on": received_on.isoformat()}
    subject = f"{unit}/{requirement}/{added.item}.{added.version}"
    audit.record(session, by, "evidence.add", subject, details, now)
    return added


def withdraw_evidence(
    session: Session, item: int, *, withdrawn_on: date, by: str, reason: str, now: datetime
) -> None:
    """Take an item back: from that Bangkok day it no longer counts. Nothing is deleted.

    Raises KamnotError when there is no such item.
    """
    row = session.get(EvidenceItemRow, item)
    if row is None:
        raise _no_item(item)
    row.withdrawn_on = withdrawn_on
    session.add(row)
    details = {"reason": reason, "withdrawn_on": withdrawn_on.isoformat()}
    audit.record(
        session, by, "evidence.withdraw", f"{row.unit}/{row.requirement}/{item}", details, now
    )


def add_review(
    session: Session,
    *,
    item: int,
    version: int,
    accepted: bool,
    reason: str,
    reviewed_on: date,
    by: str,
    now: datetime,
) -> None:
    """Keep a reviewer's word on one version; returning it needs a reason.

    Raises KamnotError when there is no such version or the reason is missing.
    """
    if session.get(EvidenceVersionRow, (item, version)) is None:
        raise _no_item(item)
    check_reason(reason, accepting=accepted)
    session.add(
        ReviewRow(
            item=item,
            version=version,
            accepted=accepted,
            reason=reason.strip(),
            reviewed_on=reviewed_on,
            reviewed_at=now,
            reviewer=by,
        )
    )
    details = {"accepted": accepted, "reason": reason.strip()}
    audit.record(session, by, "evidence.review", f"{item}.{version}", details, now)


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
    query = (
        select(EvidenceItemRow, EvidenceVersionRow)
        .join(EvidenceVersionRow, col(EvidenceVersionRow.item) == col(EvidenceItemRow.id))
        .where(EvidenceItemRow.unit == unit, EvidenceItemRow.fiscal_year == fiscal_year)
        .order_by(col(EvidenceVersionRow.item), col(EvidenceVersionRow.version))
    )
    if requirement is not None:
        query = query.where(EvidenceItemRow.requirement == requirement)
    if not withdrawn:
        query = query.where(col(EvidenceItemRow.withdrawn_on).is_(None))
    rows = session.exec(query).all()
    last = {row.item: row.version for _, row in rows}
    reviews = _newest_reviews(session, unit, fiscal_year)
    listed = [
        _listed(item, row, last[row.item] == row.version, reviews.get((row.item, row.version)))
        for item, row in rows
    ]
    return tuple(sorted(listed, key=lambda e: _by_activity(e.fact.requirement)))


def _listed(
    item: EvidenceItemRow, row: EvidenceVersionRow, newest: bool, review: ReviewRow | None
) -> ListedEvidence:
    return ListedEvidence(
        fact=evidence_fact(row, item.requirement),
        newest=newest,
        size=row.size,
        event_date=row.event_date,
        added_at=row.added_at,
        added_by=row.added_by,
        note=row.note,
        withdrawn_on=item.withdrawn_on,
        accepted=review.accepted if review else None,
        reason=review.reason if review else "",
    )


def _newest(
    session: Session, unit: str, fiscal_year: int, requirement: str
) -> list[tuple[EvidenceItemRow, EvidenceVersionRow]]:
    """Each item of the requirement that still counts, with its newest version."""
    rows = session.exec(
        select(EvidenceItemRow, EvidenceVersionRow)
        .join(EvidenceVersionRow, col(EvidenceVersionRow.item) == col(EvidenceItemRow.id))
        .where(
            EvidenceItemRow.unit == unit,
            EvidenceItemRow.fiscal_year == fiscal_year,
            EvidenceItemRow.requirement == requirement,
            col(EvidenceItemRow.withdrawn_on).is_(None),
        )
        .order_by(col(EvidenceVersionRow.item), col(EvidenceVersionRow.version))
    )
    return list({version.item: (item, version) for item, version in rows}.values())


def _next_version(
    standing: Iterable[tuple[EvidenceItemRow, EvidenceVersionRow]], name: str
) -> AddedEvidence | None:
    """The version that a file of this name becomes; None when no item has its name."""
    for item, version in standing:
        if _same_name(item.file_name, name):
            return AddedEvidence(version.item, version.version + 1, AddOutcome.NEW_VERSION)
    return None


def _new_item(
    session: Session, unit: str, fiscal_year: int, requirement: str, file_name: str
) -> int:
    row = EvidenceItemRow(
        unit=unit, fiscal_year=fiscal_year, requirement=requirement, file_name=file_name
    )
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  # the flush gave it
    return row.id


def _same_name(one: str, other: str) -> bool:
    """Whether people would call two names the same: Thai has two writings of ำ, Windows two of `.PDF`."""
    return normalise(one).casefold() == normalise(other).casefold()


def _newest_reviews(
    session: Session, unit: str, fiscal_year: int
) -> dict[tuple[int, int], ReviewRow]:
    rows: Iterable[ReviewRow] = session.exec(
        select(ReviewRow)
        .join(EvidenceItemRow, col(ReviewRow.item) == col(EvidenceItemRow.id))
        .where(EvidenceItemRow.unit == unit, EvidenceItemRow.fiscal_year == fiscal_year)
        .order_by(col(ReviewRow.reviewed_on), col(ReviewRow.id))
    )
    return {(row.item, row.version): row for row in rows}


def _by_activity(requirement: str) -> tuple[int, str]:
    """Sort `7.report` before `10.report`."""
    number, _, rest = requirement.partition(".")
    return (int(number) if number.isdigit() else 0, rest)


def _no_item(item: int) -> KamnotError:
    return KamnotError(
        f"ไม่พบหลักฐานเลขที่ {item} โปรดดูเลขที่จาก kamnot evidence list",
        f"There is no evidence item {item}; kamnot evidence list shows the numbers.",
    )


def find_version(session: Session, item: int, version: int | None = None) -> ListedEvidence:
    """One version of an item, the newest for None.

    Raises KamnotError when there is no such item or version.
    """
    row = session.get(EvidenceItemRow, item)
    if row is None:
        raise _no_item(item)
    listed = list_evidence(session, row.unit, row.fiscal_year, requirement=row.requirement)
    versions = {e.fact.version: e for e in listed if e.fact.item == item}
    found = versions.get(max(versions) if version is None else version)
    if found is None:
        raise KamnotError(
            f"หลักฐานเลขที่ {item} ไม่มีฉบับที่ {version} ฉบับล่าสุดคือฉบับที่ {max(versions)}",
            f"Evidence item {item} has no version {version}; its newest is {max(versions)}.",
        )
    return found
