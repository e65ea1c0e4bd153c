"""Submitted batches, frozen under a receipt number, and the pictures chosen for the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from domain.facts import EvidenceFact
from domain.language.errors import NotThereError, OvertakenError
from domain.language.how import How, Verb
from storage.db import audit
from storage.db.run_tables import SubmissionRow
from storage.db.tables import EvidenceItemRow, PictureChoiceRow
from storage.records.evidence import hold_item
from storage.records.plan_in_force import lock_year


@dataclass(frozen=True, slots=True)
class KeptPack:
    """The record of a submitted pack: sizes in bytes, hashes as SHA-256."""

    receipt: str
    as_of: date
    office: str
    complete: bool
    why: str
    plan_hash: str
    result: dict[str, Any]
    evidence: tuple[dict[str, Any], ...]
    contents_sha256: str
    pack_sha256: str
    pack_size: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted batch; moments are UTC, `withdrawn_at` is None unless it was taken back.

    `received_number` is the receiver's own number for it, as of `received_on`; empty while nobody recorded it.
    """

    id: int
    unit: str
    fiscal_year: int
    batch: str
    frozen: KeptPack
    submitted_at: datetime
    submitted_by: str
    withdrawn_at: datetime | None
    withdrawn_why: str
    received_number: str
    received_on: date | None


def frozen_evidence(facts: Sequence[EvidenceFact]) -> tuple[dict[str, Any], ...]:
    """The versions of evidence in a pack, as a submission records them."""
    return tuple(
        {
            "item": f.item,
            "version": f.version,
            "requirement": f.requirement,
            "file_name": f.file_name,
            "sha256": f.sha256,
        }
        for f in facts
    )


def next_receipt(session: Session, unit: str, fiscal_year: int, batch: str) -> str:
    """The receipt number of the batch's next submission: `bureau-2567-march-1`."""
    count = len(submissions_of(session, unit, fiscal_year, batch))
    return f"{unit}-{fiscal_year}-{batch}-{count + 1}"


def submissions_of(
    session: Session, unit: str, fiscal_year: int, *batches: str
) -> tuple[Submission, ...]:
    """Every submission of these batches, including those taken back, oldest first."""
    rows = session.exec(
        select(SubmissionRow)
        .where(
            SubmissionRow.unit == unit,
            SubmissionRow.fiscal_year == fiscal_year,
            col(SubmissionRow.batch).in_(batches),
        )
        .order_by(col(SubmissionRow.id))
    )
    return tuple(_submission(row) for row in rows)


def find_submission(session: Session, receipt: str) -> Submission | None:
    """The submission with that receipt number; None if this database has none."""
    row = session.exec(select(SubmissionRow).where(SubmissionRow.receipt == receipt)).first()
    return None if row is None else _submission(row)


def refuse_submitted(submissions: Sequence[Submission]) -> None:
    """Raise KamnotError if a batch is submitted and not taken back."""
    standing = next((s for s in submissions if s.withdrawn_at is None), None)
    if standing is not None:
        receipt = standing.frozen.receipt
        raise OvertakenError(
            f"รอบ {standing.batch} นำส่งแล้ว เลขที่การนำส่ง {receipt} ถ้าต้องส่งใหม่ โปรดถอนการนำส่งเดิมก่อน",
            f"The batch {standing.batch} was submitted, receipt {receipt}; to submit it"
            " again, take that submission back first.",
            How(Verb.UNSUBMIT, standing.batch),
        )


def keep_submission(
    session: Session,
    unit: str,
    fiscal_year: int,
    batch: str,
    frozen: KeptPack,
    *,
    by: str,
    now: datetime,
) -> Submission:
    """Freeze a batch under the receipt number that its pack names; `now` is aware.

    Raises KamnotError if the unit is unknown, the year closed, the batch submitted already, or another submission took
    the number since the pack was begun.
    """
    lock_year(session, unit, fiscal_year)
    refuse_submitted(submissions_of(session, unit, fiscal_year, batch))
    if frozen.receipt != next_receipt(session, unit, fiscal_year, batch):
        raise OvertakenError(
            f"เลขที่การนำส่ง {frozen.receipt} ถูกใช้ไประหว่างทำชุดเอกสาร โปรดสั่งใหม่อีกครั้ง",
            f"The receipt number {frozen.receipt} was taken while the pack was made; run it again.",
        )
    row = SubmissionRow(
        receipt=frozen.receipt,
        unit=unit,
        fiscal_year=fiscal_year,
        batch=batch,
        as_of=frozen.as_of,
        office=frozen.office,
        complete=frozen.complete,
        why=frozen.why,
        plan_hash=frozen.plan_hash,
        result=frozen.result,
        evidence=list(frozen.evidence),
        contents_sha256=frozen.contents_sha256,
        pack_sha256=frozen.pack_sha256,
        pack_size=frozen.pack_size,
        submitted_at=now,
        submitted_by=by,
    )
    session.add(row)
    session.flush()
    details = {
        "office": frozen.office,
        "complete": frozen.complete,
        "why": frozen.why,
        "versions": len(frozen.evidence),
        "contents_sha256": frozen.contents_sha256,
        "pack_sha256": frozen.pack_sha256,
    }
    subject = f"{unit}/{fiscal_year}/{batch}/{frozen.receipt}"
    audit.record(session, by, "batch.submit", subject, details, now)
    return _submission(row)


def withdraw_submission(
    session: Session, unit: str, fiscal_year: int, batch: str, *, why: str, by: str, now: datetime
) -> Submission:
    """Take a batch's submission back; its record stays. `now` is aware.

    Raises KamnotError if nothing is submitted, the year is closed or the unit unknown.
    """
    lock_year(session, unit, fiscal_year)
    row = session.exec(
        select(SubmissionRow).where(
            SubmissionRow.unit == unit,
            SubmissionRow.fiscal_year == fiscal_year,
            SubmissionRow.batch == batch,
            col(SubmissionRow.withdrawn_at).is_(None),
        )
    ).first()
    if row is None:
        raise NotThereError(
            f"รอบ {batch} ไม่ได้นำส่งอยู่ จึงไม่มีอะไรให้ถอน", f"The batch {batch} is not submitted."
        )
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, by, why
    session.add(row)
    session.flush()
    subject = f"{unit}/{fiscal_year}/{batch}/{row.receipt}"
    audit.record(session, by, "batch.unsubmit", subject, {"why": why}, now)
    return _submission(row)


def record_received(
    session: Session,
    submission: Submission,
    number: str,
    *,
    on: date,
    why: str,
    by: str,
    now: datetime,
) -> Submission:
    """Record under which number the receiver took a submission in. Raises KamnotError if its year is closed."""
    lock_year(session, submission.unit, submission.fiscal_year)
    row = session.get_one(SubmissionRow, submission.id)
    details = {"number": number, "on": on.isoformat(), "before": row.received_number, "why": why}
    row.received_number, row.received_on, row.received_by = number, on, by
    session.add(row)
    session.flush()
    subject = f"{row.unit}/{row.fiscal_year}/{row.batch}/{row.receipt}"
    audit.record(session, by, "batch.received", subject, details, now)
    return _submission(row)


def _submission(row: SubmissionRow) -> Submission:
    return Submission(
        id=row.id or 0,
        unit=row.unit,
        fiscal_year=row.fiscal_year,
        batch=row.batch,
        frozen=KeptPack(
            receipt=row.receipt,
            as_of=row.as_of,
            office=row.office,
            complete=row.complete,
            why=row.why,
            plan_hash=row.plan_hash,
            result=row.result,
            evidence=tuple(row.evidence),
            contents_sha256=row.contents_sha256,
            pack_sha256=row.pack_sha256,
            pack_size=row.pack_size,
        ),
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
        received_number=row.received_number,
        received_on=row.received_on,
    )


# --- Pictures that somebody chose ------------------------------------------------------------------


def chosen_pictures(session: Session, unit: str, fiscal_year: int) -> frozenset[int]:
    """The evidence items that are chosen for the learning centre."""
    rows = session.exec(
        select(PictureChoiceRow)
        .join(EvidenceItemRow, col(EvidenceItemRow.id) == col(PictureChoiceRow.item))
        .where(EvidenceItemRow.unit == unit, EvidenceItemRow.fiscal_year == fiscal_year)
        .order_by(col(PictureChoiceRow.id))
    )
    newest = {row.item: row.chosen for row in rows}
    return frozenset(item for item, chosen in newest.items() if chosen)


def keep_choice(
    session: Session, unit: str, item: int, *, chosen: bool, by: str, now: datetime
) -> None:
    """Record that a picture is chosen, or no longer. `now` is aware.

    Raises NotThereError if the unit has no such item, KamnotError if its year is closed.
    """
    owner = hold_item(session, unit, item)
    session.add(PictureChoiceRow(item=item, chosen=chosen, at=now, by=by))
    session.flush()
    subject = f"{unit}/{owner.requirement}/{item}"
    audit.record(session, by, "evidence.choose", subject, {"chosen": chosen}, now)
