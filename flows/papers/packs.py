"""Makes packs: a batch's forms and evidence as one ZIP, written in pieces. Submitting is in `submissions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from domain.facts import EvidenceFact
from domain.language.file_names import safe_file_name
from domain.language.periods import month_of, reporting_period
from domain.language.thai import thai_date
from domain.packs.contents import (
    NAME,
    PAGE,
    Contents,
    OnPaper,
    Packed,
    Unsigned,
    absent,
    missing_form,
    missing_of,
)
from domain.packs.handing_in import HandingIn
from domain.packs.selection import (
    FOLDERS,
    PICTURE_PAGE,
    Going,
    PicturePage,
    Places,
    PlannedForm,
    Selection,
    activity_folder,
    forms_of,
    is_handed_in,
    select,
    unsigned,
)
from domain.plan.model import Activity, Delivery
from domain.results import BatchResult
from flows.evidence.derived import kept_as
from flows.evidence.looks import take_missing_looks
from flows.papers.forms import ReportRequest, dossier_of, file_name, form_kind, render, typeface_of
from flows.run.workspace import Workspace, own_files
from reports.forms import FORMS, About
from reports.forms.dossier import Dossier
from storage.db.database import reading
from storage.packs.pack_files import NewPack, Written, new_pack
from storage.records.listed_evidence import ListedEvidence, list_evidence
from storage.records.submissions import (
    chosen_pictures,
)

if TYPE_CHECKING:
    from reports.paper.fonts import Typeface


MEMO = "cover-memo"


@dataclass(frozen=True, slots=True)
class PackRequest:
    """Which batch of which unit, as of which Bangkok day."""

    unit: str
    batch: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Pack:
    """A finished pack: its path, contents and hashes."""

    path: Path
    contents: Contents
    contents_sha256: str
    written: Written


def make_pack(ws: Workspace, request: PackRequest, folder: Path) -> Pack:
    """Write a batch's pack into `folder`, replacing an older one of its name.

    Raises KamnotError for a future day, SurroundingsError if the folder cannot be written, CouldNotFinishError if the
    bytes of evidence were altered.
    """
    take_missing_looks(ws, request.unit, by="kamnot")
    with (
        prepared_pack(ws, request) as prepared,
        own_files(),
        new_pack(folder / prepared.file_name()) as out,
    ):
        pack = write_pack(ws, prepared, out)
        out.keep()
    return pack


@dataclass(frozen=True, slots=True)
class PreparedPack:
    """A batch with everything that decides what its pack holds."""

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
        """What the ZIP is called."""
        due = thai_date(self.dossier.batch_result.due, short=True)
        receipt = f" เลขที่ {self.receipt}" if self.receipt else ""
        return safe_file_name(f"ชุดเอกสาร รอบ {due} {self.dossier.unit_name}{receipt}.zip")

    def waiting(self) -> tuple[EvidenceFact, ...]:
        """Evidence in the pack that waits for the second person whom the plan wants."""
        known = self.dossier.facts.known_on(self.request.as_of)
        going = self.selection.evidence()
        return unsigned(self.dossier.plan, self.request.batch, going, known.reviews)

    def on_paper(self) -> Iterator[OnPaper]:
        """Evidence in the pack whose second person signed on paper."""
        for fact in self.selection.evidence():
            one = self.listed[fact.item, fact.version]
            if one.signed_by and one.reviewed_on and one.reviewed_on <= self.request.as_of:
                yield OnPaper(
                    item=fact.item,
                    requirement=fact.requirement,
                    file_name=fact.file_name,
                    signed_by=one.signed_by,
                    why=one.reason,
                    recorded_on=one.reviewed_on,
                )

    def forms(self) -> Iterator[PlannedForm]:
        """The batch's official forms that nobody handed in: none is put beside a person's own."""
        return (one for one in self._planned() if not self._handed_in(one))

    def _planned(self) -> tuple[PlannedForm, ...]:
        return forms_of(self.dossier.plan, self.request.batch)

    def _handed_in(self, planned: PlannedForm) -> bool:
        return is_handed_in(planned, self.dossier.evidence.get(planned.activity.number, ()))

    def contents(self, files: tuple[Packed, ...]) -> Contents:
        """What the pack says of itself, with these files."""
        dossier, result = self.dossier, self.result
        forms = [one for one in self.forms() if one.form.id not in FORMS]
        unknown = [missing_form(one, self.language) for one in forms]
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
            complete=result.finished and not unknown,
            missing=missing,
            unsigned=tuple(
                Unsigned(item=f.item, requirement=f.requirement, file_name=f.file_name)
                for f in self.waiting()
            ),
            on_paper=tuple(self.on_paper()),
            counted=result.looked.files,
            unseen=result.looked.unseen,
            without_pictures=tuple(
                number
                for number in self.selection.without_pictures
                if dossier.evaluation.by_number[number].asked
            ),
            forms_by_hand=tuple(p.form.title for p in self._planned() if self._handed_in(p)),
            left_out=tuple(absent(one) for one in self.selection.left_out),
            files=files,
        )


@contextmanager
def prepared_pack(
    ws: Workspace,
    request: PackRequest,
    receipt: str | None = None,
    handing: HandingIn | None = None,
) -> Iterator[PreparedPack]:
    """Read all that a batch's pack is decided by. Raises KamnotError for a day to come."""
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
        yield PreparedPack(
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


def write_pack(ws: Workspace, prepared: PreparedPack, out: NewPack) -> Pack:
    """Write every file of a prepared pack, its contents last."""
    writer = _Writer(ws, prepared, out, typeface_of(ws))
    files = tuple(writer.files())
    page = writer.contents_page(prepared.contents(files))
    contents = prepared.contents((page, *files))
    sealed = out.add(NAME, contents.to_json())
    return Pack(out.target, contents, sealed.sha256, out.finish())


class _Writer:
    """Writes the files of one pack; a form is rendered once, however often it goes in."""

    def __init__(
        self, ws: Workspace, prepared: PreparedPack, out: NewPack, typeface: Typeface
    ) -> None:
        self._ws, self._prepared, self._out = ws, prepared, out
        self._typeface = typeface
        self._places = Places()
        self._places.take((), NAME)
        self._contents_place = self._places.take((), PAGE)

    def files(self) -> Iterator[Packed]:
        """Write everything but the contents."""
        yield from self._memo()
        for planned in self._prepared.forms():
            if planned.form.id in FORMS:
                yield from self._form(planned)
        for going in self._prepared.selection.going:
            yield self._as_pdf(going) if going.as_pdf else self._evidence(going)
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

    def _evidence(self, going: Going) -> Packed:
        fact = going.fact
        path = self._place(going.delivery, going.activity, fact.file_name)
        size = self._prepared.listed[fact.item, fact.version].size
        with self._ws.store.open(fact.sha256) as stream:
            written = self._out.copy(path, stream, size, fact.sha256)
        return _packed(path, written, going.activity.number, fact)

    def _as_pdf(self, going: Going) -> Packed:
        """The PDF that is kept of a file, under the file's name."""
        fact = going.fact
        pdf = kept_as(self._ws, fact.sha256, "pdf")
        if pdf is None:
            raise AssertionError(f"no PDF of {fact.file_name}, which has one")
        name = f"{Path(fact.file_name).stem}.pdf"
        path = self._place(going.delivery, going.activity, name)
        with self._ws.store.open(pdf.sha256) as stream:
            written = self._out.copy(path, stream, pdf.size, pdf.sha256)
        packed = _packed(path, written, going.activity.number, fact)
        return packed.model_copy(update={"made_from": fact.file_name, "by_machine": pdf.by_machine})

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
        received_on=fact.received_on if fact else None,
        backdated_why=fact.backdated_why if fact else "",
    )
