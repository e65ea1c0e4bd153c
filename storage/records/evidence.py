"""Evidence items and their versions: what came in, when, and what a reviewer said of it.

The bytes are in the store (`storage.evidence_store.contract`) before any row is written here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from domain.activity.reviewing import check_reason
from domain.facts import EvidenceFact, Problem
from domain.inspected import Inspection
from domain.language.errors import NotThereError
from domain.language.ids import RequirementId
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

    `newest` marks the item's last version. `review` is the number of the review that holds (the newest by its day),
    None before the first; `accepted` and the three after it are what it says. The rest is as in
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
                session, unit, twin[1].item, withdrawn_on=received_on, by=by, reason=why, now=now
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
    session: Session,
    unit: str,
    item: int,
    inspection: Inspection,
    *,
    plan_hash: str,
    by: str,
    now: datetime,
) -> AddedEvidence:
    """Keep what another look at the item's newest version saw, as a version with the same bytes.

    It keeps its sender, its days and its note: the file came in when it came in. Raises NotThereError when the
    unit has no such item, KamnotError when its year is closed.
    """
    owner = hold_item(session, unit, item)
    meant = find_version(session, unit, item)
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
    subject = f"{unit}/{owner.requirement}/{item}.{version}"
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
    session: Session,
    unit: str,
    item: int,
    *,
    withdrawn_on: date,
    by: str,
    reason: str,
    now: datetime,
) -> None:
    """Take an item back: from that Bangkok day it no longer counts. Nothing is deleted.

    Raises NotThereError when the unit has no such item, KamnotError when its year is closed.
    """
    row = hold_item(session, unit, item)
    row.withdrawn_on = withdrawn_on
    session.add(row)
    details = {"reason": reason, "withdrawn_on": withdrawn_on.isoformat()}
    audit.record(session, by, "evidence.withdraw", f"{unit}/{row.requirement}/{item}", details, now)


def add_review(
    session: Session,
    *,
    unit: str,
    item: int,
    version: int,
    accepted: bool,
    reason: str,
    reviewed_on: date,
    by: str,
    now: datetime,
) -> None:
    """Keep a reviewer's word on one version; returning it needs a reason.

    Raises NotThereError when the unit has no such version, KamnotError when its year is closed or the reason is
    missing.
    """
    owner = hold_item(session, unit, item)
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
    subject = f"{unit}/{owner.requirement}/{item}.{version}"
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
    conditions: list[Any] = [
        EvidenceItemRow.unit == unit,
        EvidenceItemRow.fiscal_year == fiscal_year,
    ]
    if requirement is not None:
        conditions.append(EvidenceItemRow.requirement == requirement)
    if not withdrawn:
        conditions.append(col(EvidenceItemRow.withdrawn_on).is_(None))
    listed = _list(session, *conditions)
    return tuple(sorted(listed, key=lambda e: _by_activity(e.fact.requirement)))


def versions_of(session: Session, unit: str, item: int) -> tuple[ListedEvidence, ...]:
    """Every version of a unit's item, the newest last; NotThereError when the unit has no such item."""
    found = _list(session, EvidenceItemRow.unit == unit, EvidenceItemRow.id == item)
    if not found:
        raise _no_item(item)
    return tuple(found)


def find_version(
    session: Session, unit: str, item: int, version: int | None = None
) -> ListedEvidence:
    """One version of a unit's item, the newest for None.

    Raises NotThereError when the unit has no such item, or the item no such version.
    """
    return pick_version(versions_of(session, unit, item), version)


def pick_version(versions: Sequence[ListedEvidence], version: int | None) -> ListedEvidence:
    """One of an item's versions, the newest for None; NotThereError when there is no such version."""
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
    query = (
        select(EvidenceItemRow, EvidenceVersionRow)
        .join(EvidenceVersionRow, col(EvidenceVersionRow.item) == col(EvidenceItemRow.id))
        .where(*conditions)
        .order_by(col(EvidenceVersionRow.item), col(EvidenceVersionRow.version))
    )
    rows = session.exec(query).all()
    last = {row.item: row.version for _, row in rows}
    reviews = _newest_reviews(session, conditions)
    return [
        _listed(item, row, last[row.item] == row.version, reviews.get((row.item, row.version)))
        for item, row in rows
    ]


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
        review=review.id if review else None,
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
    session: Session, conditions: Sequence[Any]
) -> dict[tuple[int, int], ReviewRow]:
    rows: Iterable[ReviewRow] = session.exec(
        select(ReviewRow)
        .join(EvidenceItemRow, col(ReviewRow.item) == col(EvidenceItemRow.id))
        .where(*conditions)
        .order_by(col(ReviewRow.reviewed_on), col(ReviewRow.id))
    )
    return {(row.item, row.version): row for row in rows}


def _by_activity(requirement: RequirementId) -> tuple[int, str]:
    """Sort `7.report` before `10.report`."""
    return requirement.activity, requirement.name


def hold_item(session: Session, unit: str, item: int) -> EvidenceItemRow:
    """A unit's item, for whoever changes it: the unit is locked and its year is open (`lock_year`).

    Raises NotThereError when the unit has no such item, KamnotError when its year is closed.
    """
    own = (EvidenceItemRow.id == item, EvidenceItemRow.unit == unit)
    year = session.exec(select(EvidenceItemRow.fiscal_year).where(*own)).first()
    if year is None:
        raise _no_item(item)
    lock_year(session, unit, year)
    # Read after the lock: somebody may have withdrawn it before.
    return session.get_one(EvidenceItemRow, item)


def _no_item(item: int) -> NotThereError:
    return NotThereError(
        f"ไม่พบหลักฐานเลขที่ {item} โปรดดูเลขที่จาก kamnot evidence list",
        f"There is no evidence item {item}; kamnot evidence list shows the numbers.",
    )
