"""Submits a batch: freezes its pack and its check under a receipt number, and takes that back.

A kill leaves both a named pack and its receipt, or neither: the ZIP gets its name inside the transaction that freezes
the submission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.activity.reviewing import may_submit
from domain.language.errors import KamnotError, NotThereError, OvertakenError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from domain.language.thai import arabic_digits, thai_date
from domain.packs.contents import Contents
from domain.packs.handing_in import HandingIn
from domain.plan.model import Plan
from domain.plan.names import batches_meant
from flows.evidence.looks import take_missing_looks
from flows.papers.packs import Pack, PackRequest, PreparedPack, prepared_pack, write_pack
from flows.run.audit import note_head
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, in_bangkok, own_files
from reports.schemas.check import check_document
from storage.db.audit import name_now
from storage.db.database import reading, writing
from storage.packs.pack_files import new_pack
from storage.records.plan_in_force import lock_year, refuse_closed
from storage.records.submissions import (
    KeptPack,
    Submission,
    chosen_pictures,
    frozen_evidence,
    keep_submission,
    next_receipt,
    refuse_submitted,
    submissions_of,
    withdraw_submission,
)
from storage.records.submissions import record_received as keep_received

__all__ = ["Submission", "Submitted", "handed_in", "record_received", "submit", "unsubmit"]


@dataclass(frozen=True, slots=True)
class Submitted:
    """The result of submitting: the pack and its record, or both None if something prevents it.

    `contents` says what is missing and what waits for a second person.
    """

    contents: Contents
    pack: Pack | None = None
    submission: Submission | None = None


def submit(
    ws: Workspace, request: PackRequest, folder: Path, handing: HandingIn, *, by: str
) -> Submitted:
    """Make the pack of a batch and freeze check, versions and pack under a receipt number.

    A batch that is incomplete, or waits for a second person, is submitted only on purpose (`incomplete` with a reason).
    Raises KamnotError if the batch is submitted already, the year closed, the submitter brought what waits for a
    second person, or anything changed meanwhile.
    """
    handing = handing.checked()
    year = ws.plan.fiscal_year
    with reading(ws.engine) as session:
        refuse_closed(session, year)
        refuse_submitted(submissions_of(session, request.unit, year, request.batch))
        receipt = next_receipt(session, request.unit, year, request.batch)
    take_missing_looks(ws, request.unit, by="kamnot")
    with prepared_pack(ws, request, receipt, handing) as prepared:
        known = prepared.contents(())
        if not (known.whole or handing.incomplete):
            return Submitted(known)
        _refuse_alone(ws, prepared, by)
        with own_files(), new_pack(folder / prepared.file_name()) as out:
            pack = write_pack(ws, prepared, out)
            frozen = _frozen(prepared, pack, handing)
            with writing(ws.engine) as session:
                ws.pin(session, by=by)
                lock_year(session, request.unit, year)
                _refuse_changed(ws, prepared)
                submission = keep_submission(
                    session, request.unit, year, request.batch, frozen, by=by, now=ws.now()
                )
                out.keep()
    note_head(ws)
    return Submitted(pack.contents, pack, submission)


def _refuse_alone(ws: Workspace, prepared: PreparedPack, by: str) -> None:
    """Raise KamnotError if the submitter brought what waits for a second person."""
    with reading(ws.engine) as session:
        senders = [
            (f.requirement, name_now(session, prepared.listed[f.item, f.version].added_by, by))
            for f in prepared.waiting()
        ]
    may_submit(by, senders)


def _frozen(prepared: PreparedPack, pack: Pack, handing: HandingIn) -> KeptPack:
    dossier, contents = prepared.dossier, pack.contents
    return KeptPack(
        receipt=prepared.receipt or "",
        as_of=contents.as_of,
        office=handing.office,
        complete=contents.whole,
        why=handing.why,
        plan_hash=contents.plan_hash,
        result=check_document(dossier.evaluation, dossier.batch_result, ()).plain(),
        evidence=frozen_evidence(prepared.selection.evidence()),
        contents_sha256=pack.contents_sha256,
        pack_sha256=pack.written.sha256,
        pack_size=pack.written.size,
    )


def _refuse_changed(ws: Workspace, prepared: PreparedPack) -> None:
    """Raise KamnotError if the facts differ from those that were packed; the unit is locked now."""
    request = prepared.request
    facts = load_facts(ws, request.unit, request.as_of)
    with reading(ws.engine) as session:
        chosen = chosen_pictures(session, request.unit, ws.plan.fiscal_year)
    if (facts, chosen) != (prepared.dossier.facts, prepared.chosen):
        raise OvertakenError(
            "มีหลักฐาน ผลตรวจ หรือตัวเลขเปลี่ยนระหว่างทำชุดเอกสาร จึงยังไม่นำส่ง โปรดสั่งใหม่อีกครั้ง",
            "Evidence, reviews or numbers changed while the pack was made; nothing was submitted."
            " Run it again.",
        )


def handed_in(ws: Workspace, unit: str, batches: Sequence[str]) -> tuple[Submission, ...]:
    """Every submission of these batches in the plan's year, including those taken back, oldest first."""
    with reading(ws.engine) as session:
        return submissions_of(session, unit, ws.plan.fiscal_year, *batches)


def record_received(
    ws: Workspace, unit: str, which: str, number: str, *, on: date, today: date, why: str, by: str
) -> Submission:
    """Record the receiver's own number of a submission, named by its number, its receipt or its batch.

    Raises KamnotError if there is none, it was taken back, the day is to come or before it was submitted, or another
    number is recorded and no reason is given.
    """
    with writing(ws.engine) as session:
        number = number.strip()
        known = submissions_of(session, unit, ws.plan.fiscal_year, *ws.plan.batch_by_id)
        meant = _meant(ws.plan, known, which)
        _check_received(meant, number, on, today)
        if meant.received_number and meant.received_number != number:
            given_reason(why, "การแก้เลขรับ", "Another number")
        return keep_received(session, meant, number, on=on, why=why.strip(), by=by, now=ws.now())


def _meant(plan: Plan, known: Sequence[Submission], which: str) -> Submission:
    """The submission with this number or receipt, else the batch's that stands, else its newest."""
    text = arabic_digits(which).strip()
    for one in known:
        if text in (str(one.id), one.frozen.receipt):
            return one
    if text.isdigit():
        raise _not_submitted(f"ไม่มีการนำส่งที่ {text}", f"There is no submission {text}")
    batches = batches_meant(plan, which)
    found = [one for one in known if one.batch in batches]
    if not found:
        shown = ", ".join(batches)
        raise _not_submitted(f"รอบ {shown} ยังไม่ได้นำส่ง", f"The batch {shown} is not submitted")
    return next((one for one in found if one.withdrawn_at is None), found[-1])


def _not_submitted(thai: str, english: str) -> NotThereError:
    more = (" ดูเลขที่ในรายการนำส่ง", "; see the list of submissions.")
    return NotThereError(thai + more[0], english + more[1], How(Verb.SUBMISSIONS))


def _check_received(meant: Submission, number: str, on: date, today: date) -> None:
    if not number:
        raise KamnotError(
            "โปรดระบุเลขรับของหน่วยงานที่รับ เช่น สธ ๑๒๓/๒๕๖๗",
            "Give the receiver's number, as SG 123/2024.",
            How(Verb.GIVE_NUMBER),
        )
    if meant.withdrawn_at is not None:
        raise OvertakenError(
            f"การนำส่ง {meant.frozen.receipt} ถูกถอนแล้ว จึงไม่มีเลขรับ",
            f"The submission {meant.frozen.receipt} was taken back; it has no receiver's number.",
        )
    first = in_bangkok(meant.submitted_at).date()
    if not first <= on <= today:
        raise KamnotError(
            f"วันที่รับต้องอยู่ตั้งแต่วันที่นำส่ง {thai_date(first)} ถึงวันนี้ พบ {thai_date(on)}",
            f"It was received from {first}, when it was submitted, to today; found {on}.",
        )


def unsubmit(ws: Workspace, unit: str, batch: str, *, why: str, by: str) -> Submission:
    """Take a batch's submission back. Raises KamnotError if the reason is missing or nothing is submitted."""
    reason = given_reason(why, "การถอนการนำส่ง", "Taking a submission back")
    with writing(ws.engine) as session:
        return withdraw_submission(
            session, unit, ws.plan.fiscal_year, batch, why=reason, by=by, now=ws.now()
        )
