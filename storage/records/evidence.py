"""Evidence items, their versions and reviews.

The bytes are in the store (`storage.evidence_store.contract`) before a row is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from domain.activity.reviewing import check_reason
from domain.facts import Problem
from domain.inspected import READER, Inspection
from domain.language.errors import NotThereError
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.language.thai import normalise
from storage.db import audit
from storage.db.tables import (
    DerivedFileRow,
    EvidenceImportRow,
    EvidenceItemRow,
    EvidenceVersionRow,
    ReviewRow,
)
from storage.evidence_store.contract import Stored
from storage.records.facts import sections_from_json, sections_to_json
from storage.records.listed_evidence import IS_NEWEST, no_item
from storage.records.plan_in_force import lock_year

_LONGEST_NAME = 150


class AddOutcome(StrEnum):
    """The result of adding a file."""

    NEW = "new"
    NEW_VERSION = "new-version"
    REPLACED = "replaced"
    """The item of its name was withdrawn, and the file is a new item."""
    SAME = "same"
    """The requirement has this content already: nothing was added."""
    SKIPPED = "skipped"
    """An item of its name has another content, and should stay."""


class Conflict(StrEnum):
    """What to do with a file if its requirement already has an item of its name."""

    NEW_VERSION = "new-version"
    SKIP = "skip"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class AddedEvidence:
    """The item and version (from 1) that the file became, or already was."""

    item: int
    version: int
    outcome: AddOutcome


def clean_file_name(name: str) -> str:
    """A name from outside as plain data: its last part, without control or direction marks.

    At most 150 characters with the extension; `file` if nothing is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()
    plain = plain.strip(".") or "file"
    if len(plain) <= _LONGEST_NAME:
        return plain
    suffix = PurePosixPath(plain).suffix[:20]
    return plain[: _LONGEST_NAME - len(suffix)] + suffix


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A stored file that is to become evidence for a requirement (`7.report`).

    `received_on` and `event_date` are Bangkok days, `now` is aware. `conflict` says what to do if its name is taken.
    For a link `linked_to` is the file's first item and `sender` its first sender: linking a file is not sending it.
    """

    unit: str
    fiscal_year: int
    requirement: str
    stored: Stored
    file_name: str
    inspection: Inspection
    received_on: date
    by: str
    now: datetime
    event_date: date | None = None
    note: str = ""
    plan_hash: str = ""
    conflict: Conflict = Conflict.NEW_VERSION
    linked_to: int | None = None
    sender: str | None = None
    import_id: int | None = None
    backdated_why: str = ""


def add_evidence(session: Session, new: NewEvidence) -> AddedEvidence:
    """Store one file as evidence. The same content for the same requirement is stored once, and the result says so.

    A content that was refused for its extension and comes under the right one is a new version.

    Withdrawn items do not change. Raises KamnotError if the unit is unknown or the year closed.
    """
    lock_year(session, new.unit, new.fiscal_year)
    versions = _newest(session, new.unit, new.fiscal_year, new.requirement)
    name = clean_file_name(new.file_name)
    for item, version in versions:
        if version.sha256 == new.stored.sha256:
            if not _is_rightly_named(new, version):
                return AddedEvidence(version.item, version.version, AddOutcome.SAME)
            item.file_name = name
            return _added(
                session,
                new,
                name,
                AddedEvidence(version.item, version.version + 1, AddOutcome.NEW_VERSION),
            )
    twin = next((v for i, v in versions if _same_name(i.file_name, name)), None)
    if twin is not None and new.conflict is Conflict.SKIP:
        return AddedEvidence(twin.item, twin.version, AddOutcome.SKIPPED)
    return _added(session, new, name, _place_of(session, new, name, twin))


def _is_rightly_named(new: NewEvidence, before: EvidenceVersionRow) -> bool:
    """Whether a content that was refused for its extension comes again under the right one."""
    return before.problem == Problem.WRONG_CONTENT and before.format == new.inspection.format


def _place_of(
    session: Session, new: NewEvidence, name: str, twin: EvidenceVersionRow | None
) -> AddedEvidence:
    """The item and version that the file becomes; `twin` is the newest version under its name."""
    if twin is None:
        return AddedEvidence(_new_item(session, new, name), 1, AddOutcome.NEW)
    if new.conflict is Conflict.NEW_VERSION:
        return AddedEvidence(twin.item, twin.version + 1, AddOutcome.NEW_VERSION)
    withdraw_evidence(
        session, new.unit, twin.item,
        withdrawn_on=new.received_on, by=new.by, reason="มีไฟล์ใหม่มาแทน", now=new.now,
        replaced_in=new.import_id,
    )  # fmt: skip
    return AddedEvidence(_new_item(session, new, name), 1, AddOutcome.REPLACED)


def _new_item(session: Session, new: NewEvidence, name: str) -> int:
    row = EvidenceItemRow(
        unit=new.unit,
        fiscal_year=new.fiscal_year,
        requirement=new.requirement,
        file_name=name,
        linked_to=new.linked_to,
    )
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  # the flush gave it
    return row.id


def _added(session: Session, new: NewEvidence, name: str, added: AddedEvidence) -> AddedEvidence:
    row = EvidenceVersionRow(
        item=added.item,
        version=added.version,
        sha256=new.stored.sha256,
        size=new.stored.size,
        file_name=name,
        received_on=new.received_on,
        event_date=new.event_date,
        added_at=new.now,
        added_by=new.sender or new.by,
        note=new.note,
        plan_hash=new.plan_hash,
        import_id=new.import_id,
        backdated_why=new.backdated_why,
        **_seen(new.inspection),
    )
    session.add(row)
    details = {"sha256": row.sha256, "received_on": row.received_on.isoformat()}
    if new.backdated_why:
        details["why"] = new.backdated_why
    subject = f"{new.unit}/{new.requirement}/{added.item}.{added.version}"
    action = "evidence.link" if new.linked_to else "evidence.add"
    audit.record(session, new.by, action, subject, details, new.now)
    return added


def _seen(inspection: Inspection) -> dict[str, Any]:
    """The columns for what an inspection saw."""
    names = (f.name for f in fields(inspection) if f.name != "sections")
    columns = {name: getattr(inspection, name) for name in names}
    return columns | {"sections": sections_to_json(inspection.sections), "reader": READER}


def unseen_versions(
    session: Session, units: Sequence[str], fiscal_year: int
) -> dict[str, list[tuple[int, int]]]:
    """Item and version of all that was stored and not yet inspected, by unit, oldest first."""
    rows = session.exec(
        select(EvidenceItemRow.unit, EvidenceVersionRow.item, EvidenceVersionRow.version)
        .join(EvidenceItemRow, col(EvidenceItemRow.id) == col(EvidenceVersionRow.item))
        .where(
            col(EvidenceItemRow.unit).in_(units),
            EvidenceItemRow.fiscal_year == fiscal_year,
            EvidenceVersionRow.problem == Problem.NOT_INSPECTED.value,
        )
        .order_by(col(EvidenceVersionRow.item), col(EvidenceVersionRow.version))
    )
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for unit, item, version in rows:
        found[unit].append((item, version))
    return found


def keep_look(
    session: Session, item: int, version: int, inspection: Inspection, *, by: str, now: datetime
) -> None:
    """Store the first inspection of a version. If another process was quicker, its inspection stays."""
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


def refresh_look(
    session: Session, unit: str, item: int, version: int, inspection: Inspection, *, plan_hash: str
) -> None:
    """Replace the inspection of a version by one that says the same of it, such as one by newer rules."""
    hold_item(session, unit, item)
    row = session.get_one(EvidenceVersionRow, (item, version))
    for name, value in (_seen(inspection) | {"plan_hash": plan_hash}).items():
        setattr(row, name, value)
    session.add(row)


def keep_verdict(
    session: Session,
    unit: str,
    item: int,
    version: int,
    inspection: Inspection,
    *,
    by: str,
    now: datetime,
) -> None:
    """Leave a version as a reviewer accepted it, though `inspection` speaks against it; the audit says so."""
    owner = hold_item(session, unit, item)
    row = session.get_one(EvidenceVersionRow, (item, version))
    row.reader = READER
    session.add(row)
    details = {"problem": inspection.problem and inspection.problem.value, "kept": True}
    subject = f"{unit}/{owner.requirement}/{item}.{version}"
    audit.record(session, by, "evidence.recheck", subject, details, now)


def look_of(session: Session, item: int, version: int) -> Inspection:
    """The inspection of a version."""
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
    """Store another inspection of the item's newest version, as a new version with the same bytes.

    Sender, days and note stay: the file did not come in again. Raises NotThereError if the unit has no such item,
    KamnotError if its year is closed.
    """
    owner = hold_item(session, unit, item)
    of_item = select(EvidenceVersionRow).where(EvidenceVersionRow.item == item)
    row = session.exec(of_item.order_by(col(EvidenceVersionRow.version).desc())).first()
    if row is None:
        raise no_item(item)
    version = row.version + 1
    session.add(
        EvidenceVersionRow(
            item=item,
            version=version,
            plan_hash=plan_hash,
            **{name: getattr(row, name) for name in _AS_IT_CAME},
            **_seen(inspection),
        )
    )
    session.flush()
    problem = inspection.problem.value if inspection.problem else None
    subject = f"{unit}/{owner.requirement}/{item}.{version}"
    audit.record(session, by, "evidence.recheck", subject, {"problem": problem}, now)
    return AddedEvidence(item, version, AddOutcome.NEW_VERSION)


_AS_IT_CAME = (
    "sha256", "size", "file_name", "received_on", "event_date", "added_at", "added_by", "note", "import_id",
    "backdated_why",
)  # fmt: skip
"""The columns that another inspection of the same file does not change."""


def served_by(
    session: Session, unit: str, fiscal_year: int, requirement: str, file_name: str
) -> tuple[tuple[int, str], ...]:
    """Item and requirement of every link to this item's file."""
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
    """The requirements that have this content in the year, by activity number."""
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
    return tuple(sorted(map(RequirementId.parse, rows), key=attrgetter("activity", "name")))


def stored_contents(session: Session) -> Iterator[tuple[str, int, str]]:
    """SHA-256, size in bytes, and one `unit/requirement file name` of every content that a row refers to.

    Contents made from others come last, under the name of what they were made from.
    """
    rows = session.exec(
        select(EvidenceVersionRow, EvidenceItemRow)
        .join(EvidenceItemRow, col(EvidenceVersionRow.item) == col(EvidenceItemRow.id))
        .order_by(col(EvidenceVersionRow.sha256))
    )
    names: dict[str, str] = {}
    for version, item in rows:
        if version.sha256 not in names:
            names[version.sha256] = f"{item.unit}/{item.requirement} {version.file_name}"
            yield version.sha256, version.size, names[version.sha256]
    for row in session.exec(select(DerivedFileRow)):
        if row.sha256 not in names:
            names[row.sha256] = f"{names.get(row.source, row.source)} (.{row.format})"
            yield row.sha256, row.size, names[row.sha256]


@dataclass(frozen=True, slots=True)
class DerivedFile:
    """The bytes (`sha256`, `size`) of a content as another `format`; `by_machine` unless a person gave it."""

    source: str
    format: str
    sha256: str
    size: int
    by_machine: bool


def derived_file(session: Session, source: str, target: str) -> DerivedFile | None:
    """The stored content `source` (its SHA-256) as `target` (`pdf`), None if there is none."""
    row = session.get(DerivedFileRow, (source, target))
    if row is None:
        return None
    return DerivedFile(row.source, row.format, row.sha256, row.size, row.by_machine)


def keep_derived(
    session: Session,
    source: str,
    target: str,
    stored: Stored,
    *,
    by_machine: bool,
    subject: str,
    by: str,
    now: datetime,
) -> DerivedFile:
    """Store the row; a person's file replaces the machine's, never the other way round.

    Returns what holds now. `subject` is the item for which it was made (`finance/7.report/12.1`), for the audit.
    """
    kept = derived_file(session, source, target)
    if kept is not None and (by_machine or kept.sha256 == stored.sha256):
        return kept
    row = DerivedFileRow(
        source=source,
        format=target,
        sha256=stored.sha256,
        size=stored.size,
        by_machine=by_machine,
        made_at=now,
        made_by=by,
    )
    session.merge(row)
    details = {"sha256": stored.sha256, "format": target, "by_machine": by_machine}
    audit.record(session, by, "evidence.derive", subject, details, now)
    return DerivedFile(source, target, stored.sha256, stored.size, by_machine)


def withdraw_evidence(
    session: Session,
    unit: str,
    item: int,
    *,
    withdrawn_on: date,
    by: str,
    reason: str,
    now: datetime,
    replaced_in: int | None = None,
) -> None:
    """Withdraw an item: from that Bangkok day it no longer counts. Nothing is deleted.

    `replaced_in` is the import that brought a file in its place. Raises NotThereError if the unit has no such item,
    KamnotError if its year is closed.
    """
    row = hold_item(session, unit, item)
    row.withdrawn_on, row.replaced_in = withdrawn_on, replaced_in
    session.add(row)
    details = {"reason": reason, "withdrawn_on": withdrawn_on.isoformat()}
    audit.record(session, by, "evidence.withdraw", f"{unit}/{row.requirement}/{item}", details, now)


def correct_receipt(
    session: Session,
    unit: str,
    item: int,
    *,
    received_on: date,
    backdated_why: str,
    reason: str,
    by: str,
    now: datetime,
) -> None:
    """Correct the day on which the file of an item's newest version was received; the audit keeps the wrong one.

    Raises NotThereError if the unit has no such item, KamnotError if its year is closed.
    """
    owner = hold_item(session, unit, item)
    of_item = select(EvidenceVersionRow).where(EvidenceVersionRow.item == item)
    rows = session.exec(of_item.order_by(col(EvidenceVersionRow.version).desc())).all()
    newest = rows[0]
    was, file = newest.received_on, (newest.sha256, newest.added_at)
    # Other looks at the same file came in with it.
    for row in rows:
        if (row.sha256, row.added_at) == file:
            row.received_on, row.backdated_why = received_on, backdated_why
            session.add(row)
    details = {
        "received_on": received_on.isoformat(),
        "was": was.isoformat(),
        "reason": reason,
    }
    subject = f"{unit}/{owner.requirement}/{item}.{newest.version}"
    audit.record(session, by, "evidence.correct", subject, details, now)


def begin_import(
    session: Session, unit: str, fiscal_year: int, folder: str, *, by: str, now: datetime
) -> int:
    """The number of a folder's import: of the one that was cut short, else a new one.

    Raises KamnotError if the unit is unknown or the year closed.
    """
    lock_year(session, unit, fiscal_year)
    cut_short = session.exec(
        select(EvidenceImportRow.id).where(
            EvidenceImportRow.unit == unit,
            EvidenceImportRow.fiscal_year == fiscal_year,
            EvidenceImportRow.folder == folder,
            col(EvidenceImportRow.ended_at).is_(None),
        )
    ).first()
    if cut_short is not None:
        return cut_short
    row = EvidenceImportRow(
        unit=unit, fiscal_year=fiscal_year, folder=folder, started_at=now, started_by=by
    )
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  # the flush gave it
    audit.record(session, by, "evidence.import", f"{unit}/import/{row.id}", {"folder": folder}, now)
    return row.id


def end_import(session: Session, number: int, *, now: datetime) -> None:
    """Say that a folder was taken in to its end."""
    row = session.get_one(EvidenceImportRow, number)
    row.ended_at = now
    session.add(row)


def hold_import(session: Session, unit: str, number: int) -> EvidenceImportRow:
    """A unit's import, locked for a change. Raises NotThereError if the unit has none of that number."""
    row = session.get(EvidenceImportRow, number)
    if row is None or row.unit != unit:
        raise NotThereError(
            f"ไม่มีการนำเข้าเลขที่ {number} โปรดดูเลขที่จากรายการหลักฐาน",
            f"There is no import {number}; the list of evidence shows the numbers.",
            How(Verb.EVIDENCE_LIST),
        )
    lock_year(session, unit, row.fiscal_year)
    session.refresh(row)
    return row


def items_of_import(session: Session, number: int) -> tuple[int, ...]:
    """The items that have a version of the import, oldest first."""
    item = EvidenceVersionRow.item
    return tuple(
        session.exec(
            select(item)
            .where(EvidenceVersionRow.import_id == number)
            .distinct()
            .order_by(col(item))
        )
    )


def restore_version(
    session: Session, unit: str, item: int, version: int, *, reason: str, by: str, now: datetime
) -> None:
    """Make an earlier version the item's newest again, with what a reviewer said of it last."""
    owner = hold_item(session, unit, item)
    of_item = select(EvidenceVersionRow).where(EvidenceVersionRow.item == item)
    newest = session.exec(of_item.order_by(col(EvidenceVersionRow.version).desc())).first()
    row = session.get_one(EvidenceVersionRow, (item, version))
    if newest is None or newest.version == version:
        return
    again = newest.version + 1
    session.add(EvidenceVersionRow(**row.model_dump() | {"version": again}))
    session.flush()
    review = session.exec(
        select(ReviewRow)
        .where(ReviewRow.item == item, ReviewRow.version == version)
        .order_by(col(ReviewRow.reviewed_on).desc(), col(ReviewRow.id).desc())
    ).first()
    if review is not None:
        session.add(ReviewRow(**review.model_dump() | {"id": None, "version": again}))
    subject = f"{unit}/{owner.requirement}/{item}.{again}"
    details = {"as": version, "reason": reason}
    audit.record(session, by, "evidence.restore", subject, details, now)


def restore_replaced(
    session: Session, unit: str, number: int, *, reason: str, by: str, now: datetime
) -> int:
    """Let the items count again that an import withdrew for files of its own. Returns how many."""
    rows = session.exec(select(EvidenceItemRow).where(EvidenceItemRow.replaced_in == number)).all()
    for row in rows:
        row.withdrawn_on = row.replaced_in = None
        session.add(row)
        subject = f"{unit}/{row.requirement}/{row.id}"
        audit.record(session, by, "evidence.restore", subject, {"reason": reason}, now)
    return len(rows)


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
    signed_by: str | None = None,
) -> None:
    """Store a review of one version. A return needs a reason; so does an office that signed on paper (`signed_by`).

    Raises NotThereError if the unit has no such version, KamnotError if its year is closed or the reason missing.
    """
    owner = hold_item(session, unit, item)
    if session.get(EvidenceVersionRow, (item, version)) is None:
        raise no_item(item)
    check_reason(reason, accepting=accepted, signed_by=signed_by)
    office = (signed_by or "").strip()
    session.add(
        ReviewRow(
            item=item,
            version=version,
            accepted=accepted,
            reason=reason.strip(),
            reviewed_on=reviewed_on,
            reviewed_at=now,
            reviewer=by,
            signed_by=office,
        )
    )
    details = {"accepted": accepted, "reason": reason.strip()}
    if office:
        details["signed_by"] = office
    subject = f"{unit}/{owner.requirement}/{item}.{version}"
    audit.record(session, by, "evidence.review", subject, details, now)


def _newest(
    session: Session, unit: str, fiscal_year: int, requirement: str
) -> list[tuple[EvidenceItemRow, EvidenceVersionRow]]:
    """Each item of the requirement that still counts, with its newest version."""
    query = (
        select(EvidenceItemRow, EvidenceVersionRow)
        .join(EvidenceVersionRow, col(EvidenceVersionRow.item) == col(EvidenceItemRow.id))
        .where(
            EvidenceItemRow.unit == unit,
            EvidenceItemRow.fiscal_year == fiscal_year,
            EvidenceItemRow.requirement == requirement,
            col(EvidenceItemRow.withdrawn_on).is_(None),
            IS_NEWEST,
        )
        .order_by(col(EvidenceVersionRow.item))
    )
    return list(session.exec(query))


def _same_name(one: str, other: str) -> bool:
    """Whether two names are the same to people: ำ has two spellings, and Windows ignores capitals."""
    return normalise(one).casefold() == normalise(other).casefold()


def hold_item(session: Session, unit: str, item: int) -> EvidenceItemRow:
    """A unit's item, locked for a change: the unit is locked and its year is open (`lock_year`).

    Raises NotThereError if the unit has no such item, KamnotError if its year is closed.
    """
    own = (EvidenceItemRow.id == item, EvidenceItemRow.unit == unit)
    year = session.exec(select(EvidenceItemRow.fiscal_year).where(*own)).first()
    if year is None:
        raise no_item(item)
    lock_year(session, unit, year)
    # Read after the lock: it may have been withdrawn meanwhile.
    return session.get_one(EvidenceItemRow, item)
