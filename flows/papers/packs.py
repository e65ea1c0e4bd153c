"""Packs: a batch's forms and evidence as one ZIP, handed in under a receipt number, and proved years later.

Everything is written in pieces straight into the ZIP. A kill leaves no pack under its name and no receipt, or
both: the name is given inside the transaction that freezes the submission.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from domain.activity.reviewing import may_submit
from domain.facts import EvidenceFact
from domain.language.errors import KamnotError
from domain.language.file_names import safe_file_name
from domain.language.how import How, Verb
from domain.language.periods import month_of, reporting_period
from domain.language.reasons import given_reason
from domain.language.thai import thai_date
from domain.packs.contents import (
    NAME,
    PAGE,
    Contents,
    Packed,
    Unsigned,
    absent,
    missing_form,
    missing_of,
)
from domain.packs.selection import (
    FOLDERS,
    PICTURE_PAGE,
    PicturePage,
    Places,
    PlannedForm,
    Selection,
    activity_folder,
    check_choice,
    forms_of,
    select,
    two_people_wanted,
    unsigned,
)
from domain.plan.model import Activity, Delivery
from domain.results import BatchResult
from flows.evidence.looks import take_missing_looks
from flows.evidence.take_in import refuse_withdrawn
from flows.papers.forms import ReportRequest, dossier_of, file_name, form_kind, render, typeface_of
from flows.run.audit import note_head
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, read_settings
from reports.forms import FORMS, About
from reports.forms.dossier import Dossier
from reports.schemas.check import check_document
from storage.db.database import open_database, reading, writing
from storage.packs.pack_files import NewPack, ReadPack, Written, new_pack, read_pack, shown
from storage.records.listed_evidence import ListedEvidence, find_version, list_evidence
from storage.records.plan_in_force import lock_year, refuse_closed
from storage.records.submissions import (
    KeptPack,
    Submission,
    chosen_pictures,
    find_submission,
    frozen_evidence,
    keep_choice,
    keep_submission,
    next_receipt,
    refuse_submitted,
    submissions_of,
    withdraw_submission,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from reports.paper.fonts import Typeface

__all__ = [
    "HandingIn",
    "Pack",
    "PackRequest",
    "Proof",
    "Record",
    "Submission",
    "Submitted",
    "choose_picture",
    "handed_in",
    "make_pack",
    "prove",
    "prove_here",
    "shown",
    "submit",
    "unsubmit",
]

MEMO = "cover-memo"


@dataclass(frozen=True, slots=True)
class PackRequest:
    """Which batch of whom, as of which Bangkok day."""

    unit: str
    batch: str
    as_of: date


@dataclass(frozen=True, slots=True)
class HandingIn:
    """Who hands a batch in: the office, never a person's name; and why, where it is incomplete."""

    office: str
    incomplete: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A finished pack: where it lies, what it holds, its hashes."""

    path: Path
    contents: Contents
    contents_sha256: str
    written: Written


def make_pack(ws: Workspace, request: PackRequest, folder: Path) -> Pack:
    """Write a batch's pack into `folder`, over an older one of its name.

    Raises KamnotError for a day to come, SurroundingsError when the folder cannot be written,
    CouldNotFinishError for evidence whose bytes were altered.
    """
    take_missing_looks(ws, request.unit, by="kamnot")
    with _prepared(ws, request) as prepared, new_pack(folder / prepared.file_name()) as out:
        pack = _write(ws, prepared, out)
        out.keep()
    return pack


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A batch with all that its pack is decided by."""

    request: PackRequest
    language: str
    dossier: Dossier
    result: BatchResult
    """The batch in the words of this run; the dossier's are Thai, as the forms."""
    selection: Selection
    chosen: frozenset[int]
    listed: Mapping[tuple[int, int], ListedEvidence]
    receipt: str | None = None
    handing: HandingIn | None = None

    def file_name(self) -> str:
        due = thai_date(self.dossier.batch_result.due, short=True)
        receipt = f" เลขรับ {self.receipt}" if self.receipt else ""
        return safe_file_name(f"ชุดเอกสาร รอบ {due} {self.dossier.unit_name}{receipt}.zip")

    def unsigned(self) -> tuple[Unsigned, ...]:
        known = self.dossier.facts.known_on(self.request.as_of)
        going = self.selection.evidence()
        return tuple(
            Unsigned(item=f.item, requirement=f.requirement, file_name=f.file_name)
            for f in unsigned(self.dossier.plan, self.request.batch, going, known.reviews)
        )

    def forms(self, *, known: bool) -> Iterator[PlannedForm]:
        """The batch's official forms that Kamnot can make, or those that it cannot."""
        planned = forms_of(self.dossier.plan, self.request.batch)
        return (one for one in planned if (one.form.id in FORMS) is known)

    def contents(self, files: tuple[Packed, ...]) -> Contents:
        dossier, result = self.dossier, self.result
        unknown = [missing_form(one, self.language) for one in self.forms(known=False)]
        missing = (*unknown, *missing_of(result))
        return Contents(
            unit=dossier.unit,
            unit_name=dossier.unit_name,
            fiscal_year=dossier.plan.fiscal_year,
            batch=result.batch,
            due=result.due,
            as_of=dossier.as_of,
            plan_hash=dossier.evaluation.plan_hash,
            receipt=self.receipt,
            office=self.handing.office if self.handing else None,
            why=self.handing.why if self.handing else "",
            complete=result.complete and not unknown,
            missing=missing,
            unsigned=self.unsigned(),
            without_pictures=tuple(
                number
                for number in self.selection.without_pictures
                if dossier.evaluation.by_number[number].asked
            ),
            left_out=tuple(absent(one) for one in self.selection.left_out),
            files=files,
        )


@contextmanager
def _prepared(
    ws: Workspace,
    request: PackRequest,
    receipt: str | None = None,
    handing: HandingIn | None = None,
) -> Iterator[_Prepared]:
    year = ws.plan.fiscal_year
    with reading(ws.engine) as session:
        chosen = chosen_pictures(session, request.unit, year)
        listed = list_evidence(session, request.unit, year)
    memo = ReportRequest(MEMO, request.unit, request.as_of, request.batch)
    with dossier_of(ws, memo) as dossier:
        known = dossier.facts.known_on(request.as_of)
        evaluation = dossier.evaluation
        if ws.language != "th":
            evaluation = ws.evaluator.evaluate(dossier.facts, request.as_of)
        yield _Prepared(
            request=request,
            language=ws.language,
            dossier=dossier,
            result=evaluation.batch(request.batch),
            selection=select(ws.plan, request.batch, known, chosen, ws.language),
            chosen=chosen,
            listed={(e.fact.item, e.fact.version): e for e in listed},
            receipt=receipt,
            handing=handing,
        )


def _write(ws: Workspace, prepared: _Prepared, out: NewPack) -> Pack:
    writer = _Writer(ws, prepared, out, typeface_of(ws))
    files = tuple(writer.files())
    page = writer.contents_page(prepared.contents(files))
    contents = prepared.contents((page, *files))
    sealed = out.add(NAME, contents.to_json())
    return Pack(out.target, contents, sealed.sha256, out.finish())


class _Writer:
    """Writes the files of one pack, each form once however often it goes in."""

    def __init__(
        self, ws: Workspace, prepared: _Prepared, out: NewPack, typeface: Typeface
    ) -> None:
        self._ws, self._prepared, self._out = ws, prepared, out
        self._typeface = typeface
        self._places = Places()
        self._places.take((), NAME)
        self._contents_place = self._places.take((), PAGE)

    def files(self) -> Iterator[Packed]:
        """Write everything but the contents."""
        yield from self._memo()
        for planned in self._prepared.forms(known=True):
            yield from self._form(planned)
        for going in self._prepared.selection.going:
            yield self._evidence(going.delivery, going.activity, going.fact)
        for page in self._prepared.selection.pages:
            yield self._pictures(page)

    def contents_page(self, contents: Contents) -> Packed:
        """Write the contents as people read them."""
        from reports.forms.pack_pages import contents_page

        page = contents_page(contents, self._prepared.language)
        data = render(page, "pdf", self._typeface)
        return _packed(self._contents_place, self._out.add(self._contents_place, data))

    def _memo(self) -> Iterator[Packed]:
        dossier, kind = self._prepared.dossier, form_kind(MEMO)
        doc = kind.build(dossier)
        for file_format in ("docx", "pdf"):
            data = render(doc, file_format, self._typeface)
            name = file_name(dossier, kind, file_format)
            path = self._places.take((FOLDERS[Delivery.DOCUMENT_SYSTEM],), name)
            yield _packed(path, self._out.add(path, data), form=MEMO)

    def _form(self, planned: PlannedForm) -> Iterator[Packed]:
        kind = form_kind(planned.form.id)
        with dossier_of(self._ws, self._request_of(planned)) as dossier:
            doc = kind.build(dossier)
            for file_format in planned.form.formats:
                data = render(doc, file_format, self._typeface)
                for delivery in planned.form.delivery:
                    if delivery is Delivery.LEARNING_CENTRE and file_format != "pdf":
                        continue
                    name = file_name(dossier, kind, file_format)
                    path = self._place(delivery, planned.activity, name)
                    number = planned.activity.number
                    yield _packed(path, self._out.add(path, data), number, form=kind.id)

    def _request_of(self, planned: PlannedForm) -> ReportRequest:
        request, plan = self._prepared.request, self._ws.plan
        about, due = form_kind(planned.form.id).about, plan.batch_by_id[request.batch].due
        period = {
            About.PERIOD: reporting_period(plan.fiscal_year, due),
            About.MONTH: month_of(due),
        }.get(about)
        batch = request.batch if about is About.BATCH else None
        return ReportRequest(planned.form.id, request.unit, request.as_of, batch, period)

    def _evidence(self, delivery: Delivery, activity: Activity, fact: EvidenceFact) -> Packed:
        path = self._place(delivery, activity, fact.file_name)
        size = self._prepared.listed[fact.item, fact.version].size
        with self._ws.store.open(fact.sha256) as stream:
            written = self._out.copy(path, stream, size, fact.sha256)
        return _packed(path, written, activity.number, fact)

    def _pictures(self, page: PicturePage) -> Packed:
        from reports.forms.pack_pages import picture_page

        with ExitStack() as stack:
            files = {
                f.item: stack.enter_context(self._ws.store.local(f.sha256)) for f in page.facts
            }
            doc = picture_page(self._prepared.dossier, page, files)
            data = render(doc, "pdf", self._typeface)
        path = self._place(Delivery.LEARNING_CENTRE, page.activity, PICTURE_PAGE)
        return _packed(path, self._out.add(path, data), page.activity.number)

    def _place(self, delivery: Delivery, activity: Activity, name: str) -> str:
        return self._places.take((FOLDERS[delivery], activity_folder(activity)), name)


def _packed(
    path: str,
    written: Written,
    activity: int | None = None,
    fact: EvidenceFact | None = None,
    form: str | None = None,
) -> Packed:
    return Packed(
        path=path,
        size=written.size,
        sha256=written.sha256,
        activity=activity,
        item=fact.item if fact else None,
        version=fact.version if fact else None,
        requirement=fact.requirement if fact else None,
        form=form,
    )


# --- Handing in ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of handing in: the pack and its record, or what stands against it (both None).

    `contents` tells what is missing and what waits for a second person.
    """

    contents: Contents
    pack: Pack | None = None
    submission: Submission | None = None


def submit(
    ws: Workspace, request: PackRequest, folder: Path, handing: HandingIn, *, by: str
) -> Submitted:
    """Make the pack of a batch and freeze check, versions and pack under a receipt number.

    What is not complete, or waits for the second person that the plan wants, is handed in only on purpose
    (`incomplete` with a reason). Raises KamnotError for a batch that is submitted already, a closed year, a
    submitter who brought what the plan wants two people for, and when anything changed meanwhile.
    """
    handing = _checked(handing)
    year = ws.plan.fiscal_year
    with reading(ws.engine) as session:
        refuse_closed(session, year)
        refuse_submitted(submissions_of(session, request.unit, year, request.batch))
        receipt = next_receipt(session, request.unit, year, request.batch)
    take_missing_looks(ws, request.unit, by="kamnot")
    with _prepared(ws, request, receipt, handing) as prepared:
        _check_submitter(ws, prepared, by)
        known = prepared.contents(())
        if not (known.whole or handing.incomplete):
            return Submitted(known)
        with new_pack(folder / prepared.file_name()) as out:
            pack = _write(ws, prepared, out)
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


def _checked(handing: HandingIn) -> HandingIn:
    office, why = handing.office.strip(), handing.why.strip()
    if not office:
        raise KamnotError(
            "โปรดระบุตำแหน่งหรือหน่วยที่นำส่ง เช่น ผู้อำนวยการสำนัก",
            "Name the office that submits, such as the director.",
            How(Verb.GIVE_OFFICE),
        )
    if handing.incomplete:
        given_reason(why, "การนำส่งทั้งที่ยังไม่ครบ", "Submitting what is incomplete")
    return HandingIn(office, handing.incomplete, why)


def _check_submitter(ws: Workspace, prepared: _Prepared, by: str) -> None:
    wanted = two_people_wanted(ws.plan, prepared.request.batch)
    going = [f for f in prepared.selection.evidence() if f.requirement in wanted]
    may_submit(by, ((f.requirement, prepared.listed[f.item, f.version].added_by) for f in going))


def _frozen(prepared: _Prepared, pack: Pack, handing: HandingIn) -> KeptPack:
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


def _refuse_changed(ws: Workspace, prepared: _Prepared) -> None:
    """While the unit is held nothing more can change: what was packed must be what is known now."""
    request = prepared.request
    facts = load_facts(ws, request.unit, request.as_of)
    with reading(ws.engine) as session:
        chosen = chosen_pictures(session, request.unit, ws.plan.fiscal_year)
    if (facts, chosen) != (prepared.dossier.facts, prepared.chosen):
        raise KamnotError(
            "มีหลักฐาน ผลตรวจ หรือตัวเลขเปลี่ยนระหว่างทำชุดเอกสาร จึงยังไม่นำส่ง โปรดสั่งใหม่อีกครั้ง",
            "Evidence, reviews or numbers changed while the pack was made; nothing was submitted."
            " Run it again.",
        )


def handed_in(ws: Workspace, unit: str, batches: Sequence[str]) -> tuple[Submission, ...]:
    """Every submission of these batches in the year of the plan, those taken back too, oldest first."""
    with reading(ws.engine) as session:
        return submissions_of(session, unit, ws.plan.fiscal_year, *batches)


def unsubmit(ws: Workspace, unit: str, batch: str, *, why: str, by: str) -> Submission:
    """Take a batch's submission back, with a reason; KamnotError without one, or when none stands."""
    reason = given_reason(why, "การถอนการนำส่ง", "Taking a submission back")
    with writing(ws.engine) as session:
        return withdraw_submission(
            session, unit, ws.plan.fiscal_year, batch, why=reason, by=by, now=ws.now()
        )


# --- Proving it later ------------------------------------------------------------------------------


class Record(StrEnum):
    """What this database says of a pack."""

    DRAFT = "draft"
    """It names no receipt: it was never handed in."""
    UNKNOWN = "unknown"
    """It names one that this database does not know, or there is no database."""
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of proving a pack. `submission` is the frozen record, where there is one."""

    pack: ReadPack
    record: Record
    submission: Submission | None

    @property
    def holds(self) -> bool:
        """Every file as the contents say, and the contents as frozen, as far as can be known."""
        return not self.pack.faults and self.record is not Record.DIFFERENT


def prove_here(file: Path) -> tuple[Proof, KamnotError | None]:
    """Prove a pack on any machine: with this run's database, else by itself and with why there is none.

    Raises KamnotError for what is no pack.
    """
    engine, trouble = None, None
    try:
        engine = open_database(read_settings())
    except KamnotError as error:
        trouble = error
    return prove(engine, file), trouble


def prove(engine: Engine | None, file: Path) -> Proof:
    """Compare a pack with its own contents and with what was frozen; nothing is extracted.

    Raises KamnotError for what is no pack.
    """
    pack = read_pack(file)
    receipt = pack.contents.receipt
    if receipt is None:
        return Proof(pack, Record.DRAFT, None)
    submission = None
    if engine is not None:
        with reading(engine) as session:
            submission = find_submission(session, shown(receipt))
    if submission is None:
        return Proof(pack, Record.UNKNOWN, None)
    frozen = submission.frozen
    same = (frozen.contents_sha256, frozen.pack_sha256, frozen.pack_size) == (
        pack.contents_sha256,
        pack.pack.sha256,
        pack.pack.size,
    )
    return Proof(pack, Record.SAME if same else Record.DIFFERENT, submission)


# --- Pictures for the site -------------------------------------------------------------------------


def choose_picture(ws: Workspace, unit: str, item: int, *, chosen: bool, by: str) -> ListedEvidence:
    """Choose a picture for the learning centre, or no longer; returns its newest version.

    Raises NotThereError when the unit has no such item, KamnotError for a withdrawn one, for what is no photo, and
    for a third of an activity.
    """
    with writing(ws.engine) as session:
        meant = find_version(session, unit, item)
        refuse_withdrawn(item, meant.withdrawn_on)
        lock_year(session, unit, ws.plan.fiscal_year)
        ws.pin(session, by=by)
        if chosen:
            before = chosen_pictures(session, unit, ws.plan.fiscal_year)
            listed = list_evidence(session, unit, ws.plan.fiscal_year, withdrawn=False)
            others = [e.fact for e in listed if e.newest and e.fact.item in before]
            check_choice(ws.plan, meant.fact, others)
        keep_choice(session, unit, item, chosen=chosen, by=by, now=ws.now())
    return meant
