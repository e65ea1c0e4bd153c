"""Evidence items and their versions: what came in, when, and what a reviewer said of it.

The bytes are in the store (`storage.evidence_store.contract`) before any row is written here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from domain.activity.reviewing import check_reason
from domain.facts import EvidenceFact, Problem
from domain.ids import RequirementId
from domain.inspected import Inspection
from domain.language.errors import KamnotError
from domain.language.thai import normalise
from storage.db import audit
from storage.db.tables import EvidenceItemRow, EvidenceVersionRow, ReviewRow
from storage.evidence_store.contract import Stored
from storage.records.facts import evidence_fact, sections_from_json, sections_to_json
from storage.records.plan_in_force import lock_year

_LONGEST_NAME = 150


class AddOutcome(StrEnum):
    """What became of a file that was handed in."""

    NEW = "new"
    NEW_VERSION = "new-version"
    REPLACED = "replaced"
    """What stood under its name was withdrawn, and the file came in as a new item."""
    SAME = "same"
    """This content already stands for this requirement: nothing was added."""
    SKIPPED = "skipped"
    """Another content stands under its name, and was to be left alone."""


class Conflict(StrEnum):
    """What a file does that comes in under a name which already stands for its requirement."""

    NEW_VERSION = "new-version"
    SKIP = "skip"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class AddedEvidence:
    """The item and version (from 1) that the file became, or already was."""

    item: int
    version: int
    outcome: AddOutcome


@dataclass(frozen=True, slots=True)
class ListedEvidence:
    """One version with what a list shows beside the fact; `size` in bytes, `added_at` in UTC.

    `newest` marks the item's last version; `state` and what belongs to it are the newest review's.
    The rest is as in `domain.inspected.Inspection`.
    """

    fact: EvidenceFact
    newest: bool
    size: int
    added_at: datetime
    added_by: str
    note: str
    withdrawn_on: date | None
    accepted: bool | None
    reason: str
    reviewed_on: date | None
    reviewer: str
    detail: str
    words: int
    width: int | None
    height: int | None
    milliseconds: int | None
    codec: str | None
    scanned: bool


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
    conflict: Conflict = Conflict.NEW_VERSION,
    linked_to: int | None = None,
    sender: str | None = None,
) -> AddedEvidence:
    """Keep one file that is already in the store as evidence for a requirement (`7.report`).

    The same content for the same requirement is kept once and said so; of the same file name `conflict`
    decides. Withdrawn items are left alone. `linked_to` is the item whose file this one is on purpose, and
    `sender` who first brought it: who links a file has not sent it.
    `received_on` is a Bangkok day, `now` aware. Raises KamnotError for an unknown unit and a closed year.
    """
    lock_year(session, unit, fiscal_year)
    name = clean_file_name(file_name)
    standing = _newest(session, unit, fiscal_year, requirement)
    for _, version in standing:
        if version.sha256 == stored.sha256:
            return AddedEvidence(version.item, version.version, AddOutcome.SAME)
    twin = next(((i, v) for i, v in standing if _same_name(i.file_name, name)), None)
    if twin is not None and conflict is Conflict.SKIP:
        return AddedEvidence(twin[1].item, twin[1].version, AddOutcome.SKIPPED)
    if twin is not None and conflict is Conflict.NEW_VERSION:
        added = AddedEvidence(twin[1].item, twin[1].version + 1, AddOutcome.NEW_VERSION)
    else:
        if twin is not None:
            why = "มีไฟล์ใหม่มาแทน"
            withdraw_evidence(
                session, twin[1].item, withdrawn_on=received_on, by=by, reason=why, now=now
            )
        item = _new_item(session, unit, fiscal_year, requirement, name, linked_to)
        added = AddedEvidence(item, 1, AddOutcome.REPLACED if twin else AddOutcome.NEW)
    session.add(
        EvidenceVersionRow(
            item=added.item,
            version=added.version,
            sha256=stored.sha256,
            size=stored.size,
            file_name=name,
            received_on=received_on,
            event_date=event_date,
            added_at=now,
            added_by=sender or by,
            note=note,
            plan_hash=plan_hash,
            **_seen(inspection),
        )
    )
    details = {"sha256": stored.sha256, "received_on": received_on.isoformat()}
    subject = f"{unit}/{requirement}/{added.item}.{added.version}"
    audit.record(
        session, by, "evidence.link" if linked_to else "evidence.add", subject, details, now
    )
    return added


def _seen(inspection: Inspection) -> dict[str, Any]:
    """What the look inside saw, as the columns keep it."""
    names = (f.name for f in fields(inspection) if f.name != "sections")
    columns = {name: getattr(inspection, name) for name in names}
    return columns | {"sections": sections_to_json(inspection.sections)}


def unseen_versions(session: Session, unit: str, fiscal_year: int) -> tuple[tuple[int, int], ...]:
    """Item and version of all that was kept and not yet looked into, oldest first."""
    rows = session.exec(
        select(EvidenceVersionRow.item, EvidenceVersionRow.version)
        .join(EvidenceItemRow, col(EvidenceItemRow.id) == col(EvidenceVersionRow.item))
        .where(
            EvidenceItemRow.unit == unit,
            EvidenceItemRow.fiscal_year == fiscal_year,
            EvidenceVersionRow.problem == Problem.NOT_INSPECTED.value,
        )
        .order_by(col(EvidenceVersionRow.item), col(EvidenceVersionRow.version))
    )
    return tuple((item, version) for item, version in rows)


def keep_look(
    session: Session, item: int, version: int, inspection: Inspection, *, by: str, now: datetime
) -> None:
    """Keep the first look into a version; where another process was quicker, its look stands."""
    row = session.get_one(EvidenceVersionRow, (item, version), with_for_update=True)
    if row.problem != Problem.NOT_INSPECTED:
        return
    for name, value in _seen(inspection).items():
        setattr(row, name, value)
    session.add(row)
    owner = session.get_one(EvidenceItemRow, item)
    subject = f"{owner.unit}/{owner.requirement}/{item}.{version}"
    problem = inspection.problem.value if inspection.problem else None
    audit.record(session, by, "evidence.look", subject, {"problem": problem}, now)


def look_of(session: Session, item: int, version: int) -> Inspection:
    """What the look into a version saw."""
    row = session.get_one(EvidenceVersionRow, (item, version))
    columns = {f.name: getattr(row, f.name) for f in fields(Inspection)}
    problem = Problem(row.problem) if row.problem else None
    return Inspection(
        **columns | {"problem": problem, "sections": sections_from_json(row.sections)}
    )


def recheck_evidence(
    session: Session, item: int, inspection: Inspection, *, plan_hash: str, by: str, now: datetime
) -> AddedEvidence:
    """Keep what another look at the item's newest version saw, as a version with the same bytes.

    It keeps its sender, its days and its note: the file came in when it came in. KamnotError for an unknown item
    and a closed year.
    """
    meant = find_version(session, item)
    _lock_year_of(session, item)
    row = session.get_one(EvidenceVersionRow, (item, meant.fact.version))
    kept = (
        "sha256",
        "size",
        "file_name",
        "received_on",
        "event_date",
        "added_at",
        "added_by",
        "note",
    )
    version = row.version + 1
    session.add(
        EvidenceVersionRow(
            item=item,
            version=version,
            plan_hash=plan_hash,
            **{name: getattr(row, name) for name in kept},
            **_seen(inspection),
        )
    )
    session.flush()
    problem = inspection.problem.value if inspection.problem else None
    subject = f"{unit_of(session, item)}/{meant.fact.requirement}/{item}.{version}"
    audit.record(session, by, "evidence.recheck", subject, {"problem": problem}, now)
    return AddedEvidence(item, version, AddOutcome.NEW_VERSION)


def served_by(
    session: Session, unit: str, fiscal_year: int, requirement: str, file_name: str
) -> tuple[tuple[int, str], ...]:
    """Item and requirement of every other place that the file under this name serves by a link."""
    name = clean_file_name(file_name)
    standing = _newest(session, unit, fiscal_year, requirement)
    own = next((item for item, _ in standing if _same_name(item.file_name, name)), None)
    if own is None:
        return ()
    root = own.linked_to or own.id
    rows = session.exec(
        select(EvidenceItemRow)
        .where(
            or_(col(EvidenceItemRow.id) == root, col(EvidenceItemRow.linked_to) == root),
            col(EvidenceItemRow.id) != own.id,
            col(EvidenceItemRow.withdrawn_on).is_(None),
        )
        .order_by(col(EvidenceItemRow.id))
    )
    return tuple((row.id or 0, row.requirement) for row in rows)


def uses_of(session: Session, unit: str, fiscal_year: int, sha256: str) -> tuple[str, ...]:
    """The requirements for which this content stands in the year, by activity number."""
    rows = session.exec(
        select(EvidenceItemRow.requirement)
        .join(EvidenceVersionRow, col(EvidenceVersionRow.item) == col(EvidenceItemRow.id))
        .where(
            EvidenceVersionRow.sha256 == sha256,
            EvidenceItemRow.unit == unit,
            EvidenceItemRow.fiscal_year == fiscal_year,
            col(EvidenceItemRow.withdrawn_on).is_(None),
        )
        .distinct()
    )
    return tuple(sorted(map(RequirementId.parse, rows), key=_by_activity))


def stored_contents(session: Session) -> Iterator[tuple[str, int, str]]:
    """SHA-256, size in bytes, and one `unit/requirement file name` of every content that a row points at."""
    rows = session.exec(
        select(EvidenceVersionRow, EvidenceItemRow)
        .join(EvidenceItemRow, col(EvidenceVersionRow.item) == col(EvidenceItemRow.id))
        .order_by(col(EvidenceVersionRow.sha256))
    )
    last = ""
    for version, item in rows:
        if version.sha256 != last:
            last = version.sha256
            yield last, version.size, f"{item.unit}/{item.requirement} {version.file_name}"


def withdraw_evidence(
    session: Session, item: int, *, withdrawn_on: date, by: str, reason: str, now: datetime
) -> None:
    """Take an item back: from that Bangkok day it no longer counts. Nothing is deleted.

    Raises KamnotError when there is no such item or its year is closed.
    """
    row = _lock_year_of(session, item)
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

    Raises KamnotError when there is no such version, its year is closed, or the reason is missing.
    """
    if session.get(EvidenceVersionRow, (item, version)) is None:
        raise _no_item(item)
    check_reason(reason, accepting=accepted)
    owner = _lock_year_of(session, item)
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
    subject = f"{owner.unit}/{owner.requirement}/{item}.{version}"
    audit.record(session, by, "evidence.review", subject, details, now)


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
        fact=evidence_fact(row, item.requirement, item.linked_to),
        newest=newest,
        size=row.size,
        added_at=row.added_at,
        added_by=row.added_by,
        note=row.note,
        withdrawn_on=item.withdrawn_on,
        accepted=review.accepted if review else None,
        reason=review.reason if review else "",
        reviewed_on=review.reviewed_on if review else None,
        reviewer=review.reviewer if review else "",
        detail=row.detail,
        words=row.words,
        width=row.width,
        height=row.height,
        milliseconds=row.milliseconds,
        codec=row.codec,
        scanned=row.scanned,
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


def _new_item(
    session: Session,
    unit: str,
    fiscal_year: int,
    requirement: str,
    file_name: str,
    linked_to: int | None,
) -> int:
    row = EvidenceItemRow(
        unit=unit,
        fiscal_year=fiscal_year,
        requirement=requirement,
        file_name=file_name,
        linked_to=linked_to,
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


def _by_activity(requirement: RequirementId) -> tuple[int, str]:
    """Sort `7.report` before `10.report`."""
    return requirement.activity, requirement.name


def _lock_year_of(session: Session, item: int) -> EvidenceItemRow:
    """The item, its unit held and its year open; KamnotError otherwise."""
    row = session.get(EvidenceItemRow, item)
    if row is None:
        raise _no_item(item)
    lock_year(session, row.unit, row.fiscal_year)
    return row


def unit_of(session: Session, item: int) -> str:
    """The unit that an item belongs to; KamnotError when there is no such item."""
    row = session.get(EvidenceItemRow, item)
    if row is None:
        raise _no_item(item)
    return row.unit


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
