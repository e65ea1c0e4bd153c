"""Makes the official forms, and compares an edited one with the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from domain.evaluation.evaluator import Evaluator
from domain.language.errors import KamnotError, NotThereError, SurroundingsError
from domain.language.file_names import safe_file_name
from domain.language.how import How, Verb
from domain.language.periods import Period, month_of, parse_period, reporting_period
from domain.language.thai import thai_date, thai_digits
from flows.letters.recipients import profile_from
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, own_files, today
from reports.forms import FORMS, About, FormKind
from reports.forms.dossier import Dossier
from reports.paper.fonts import Typeface, find_typeface
from storage.db.database import reading
from storage.records.people import settings_of, units

if TYPE_CHECKING:
    from reports.paper.document import Doc
    from reports.paper.reading import Difference

FORMATS = ("docx", "pdf")
CHARTS = "svg"
"""The format that gives the charts of a form, a file each, for web pages and letters."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Which form, of which unit and day. `batch` is an id; values that the form does not need are ignored.

    None for `batch` or `period` takes the next due date, and the period to report on.
    """

    form: str
    unit: str
    as_of: date
    batch: str | None = None
    period: Period | None = None


def form_kind(form: str) -> FormKind:
    """The form of that name. Raises KamnotError with all names if there is none."""
    found = FORMS.get(form)
    if found is None:
        known = ", ".join(FORMS)
        raise NotThereError(
            f"ไม่มีแบบชื่อ “{form}” ที่มีคือ {known}", f"No form {form!r}; there are: {known}."
        )
    return found


@contextmanager
def dossier_of(ws: Workspace, request: ReportRequest) -> Iterator[Dossier]:
    """Everything that fills the form; its pictures exist as long as the block lasts.

    Raises KamnotError if the form is unknown, its batch or period is wrong, or the day is in the future.
    """
    kind = form_kind(request.form)
    _refuse_what_it_ignores(kind, request)
    if request.as_of > today():
        raise KamnotError(
            f"{thai_date(request.as_of)} ยังมาไม่ถึง แบบรายงานทำได้ถึงวันนี้เท่านั้น",
            f"{request.as_of} is still to come; a report speaks of what is known.",
        )
    dossier = _without_pictures(ws, kind, request)
    with with_pictures(ws, dossier, kind.pictures(dossier)) as filled:
        yield filled


@contextmanager
def with_pictures(ws: Workspace, dossier: Dossier, items: Sequence[int]) -> Iterator[Dossier]:
    """The dossier with the pictures of these evidence items, as long as the block lasts."""
    with ExitStack() as stack:
        hashes = {f.item: f.sha256 for files in dossier.evidence.values() for f in files}
        pictures = {item: stack.enter_context(ws.store.local(hashes[item])) for item in items}
        yield replace(dossier, pictures=pictures)


def _refuse_what_it_ignores(kind: FormKind, request: ReportRequest) -> None:
    asked = {
        ("รอบ", "batch"): request.batch is not None and kind.about is not About.BATCH,
        ("ช่วงเวลา", "period"): request.period is not None
        and kind.about not in (About.PERIOD, About.MONTH),
    }
    for thai, english in (words for words, wrong in asked.items() if wrong):
        raise KamnotError(
            f"แบบ {kind.id} ไม่แยกตาม{thai} โปรดสร้างโดยไม่ระบุ{thai}",
            f"The form {kind.id} takes no {english}; leave it out.",
        )


def _without_pictures(ws: Workspace, kind: FormKind, request: ReportRequest) -> Dossier:
    return replace(
        unit_dossier(ws, request.unit, request.as_of, form=request.form),
        batch=_batch(ws, request) if kind.about is About.BATCH else None,
        period=_period(ws, kind, request),
    )


def unit_dossier(ws: Workspace, unit: str, as_of: date, *, form: str = "") -> Dossier:
    """What is known of a unit on a day, without pictures; with a person's words for a form, if one is named."""
    facts = load_facts(ws, unit, as_of)
    with reading(ws.engine) as session:
        told = settings_of(session, unit)[unit]
    return Dossier(
        plan=ws.plan,
        unit=unit,
        unit_name=_unit_name(ws, unit),
        evaluation=_thai_evaluator(ws).evaluate(facts, as_of),
        facts=facts,
        garuda=ws.settings.garuda if ws.settings.garuda.is_file() else None,
        profile=profile_from(told),
        edits=edits_of(told, ws.plan.fiscal_year, form) if form else {},
    )


def edit_name(form: str, fiscal_year: int, row: str) -> str:
    """The name under which a unit's own words for a row of a form are kept."""
    return f"{form}/{fiscal_year}/{row}"


def edits_of(told: Mapping[str, str], fiscal_year: int, form: str) -> dict[str, str]:
    """A unit's own words for a form by its rows, out of all that the unit told."""
    start = edit_name(form, fiscal_year, "")
    return {name.removeprefix(start): text for name, text in told.items() if name.startswith(start)}


def _thai_evaluator(ws: Workspace) -> Evaluator:
    """An evaluator in Thai: forms are Thai in every language of a run."""
    if ws.language == "th":
        return ws.evaluator
    return Evaluator(ws.plan, ws.is_working_day, plan_hash=ws.plan_hash)


def _unit_name(ws: Workspace, unit: str) -> str:
    with reading(ws.engine) as session:
        names = {row.id: row.name for row in units(session)}
    return names.get(unit, ws.plan.unit.name)


def _batch(ws: Workspace, request: ReportRequest) -> str:
    if request.batch is not None:
        return request.batch
    coming = [b.id for b in ws.plan.batches if b.due >= request.as_of]
    return (coming or [ws.plan.batches[-1].id])[0]


def _period(ws: Workspace, kind: FormKind, request: ReportRequest) -> Period | None:
    if kind.about is About.MONTH:
        return request.period or month_of(request.as_of)
    if kind.about is About.PERIOD:
        return request.period or reporting_period(ws.plan.fiscal_year, request.as_of)
    return None


def typeface_of(ws: Workspace) -> Typeface:
    """The typeface of PDFs and charts. Raises KamnotError if KAMNOT_FONTS has none that we know."""
    return find_typeface(ws.settings.fonts)


def laid_out(doc: Doc, typeface: Typeface) -> Doc:
    """The document with the pages of its list of contents, by our own PDF; one without a list as it is."""
    if not doc.levels_listed:
        return doc
    from reports.paper.pdf import paginated

    return paginated(doc, typeface)


def render(doc: Doc, form: str, typeface: Typeface) -> bytes:
    """The document as `docx` or `pdf`."""
    if form == "docx":
        from reports.paper.word import to_docx

        return to_docx(doc, typeface)
    from reports.paper.pdf import to_pdf

    return to_pdf(doc, typeface)


def file_name(dossier: Dossier, kind: FormKind, extension: str) -> str:
    """The Thai name of the form's file, fit for Windows; `extension` without its dot."""
    about = ""
    if dossier.batch is not None:
        about = f" รอบ {thai_date(dossier.batch_result.due, short=True)}"
    elif dossier.period is not None:
        about = f" {dossier.period.name}"
    return safe_file_name(f"{kind.file_name}{about} {dossier.unit_name}.{extension}")


def write_report(
    ws: Workspace, request: ReportRequest, folder: Path, formats: tuple[str, ...] = FORMATS
) -> tuple[Path, ...]:
    """Make the form and write its files into `folder`, replacing older ones of the same name.

    Raises KamnotError as `dossier_of`, and if charts are asked of a form that has none; SurroundingsError if the folder
    cannot be written.
    """
    kind = form_kind(request.form)
    typeface = typeface_of(ws)
    with dossier_of(ws, request) as dossier:
        doc = laid_out(kind.build(dossier), typeface)
        made: dict[str, bytes] = {}
        for form in formats:
            name = file_name(dossier, kind, form)
            made |= (
                _charts(doc, kind, name) if form == CHARTS else {name: render(doc, form, typeface)}
            )
    return tuple(_write(folder / name, data) for name, data in made.items())


def _charts(doc: Doc, kind: FormKind, name: str) -> dict[str, bytes]:
    """The form's charts as SVG, numbered after its name."""
    from reports.paper.drawing import Drawing

    charts = [block for block in doc.blocks() if isinstance(block, Drawing)]
    if not charts:
        raise KamnotError(
            f"แบบ {kind.id} ไม่มีแผนภูมิ แผนภูมิอยู่ในแบบ batch-status",
            f"The form {kind.id} has no charts; those are in batch-status.",
        )
    stem = name.removesuffix(f".{CHARTS}")
    return {
        f"{stem} แผนภูมิ {thai_digits(number)}.{CHARTS}": chart.svg().encode()
        for number, chart in enumerate(charts, 1)
    }


def _write(path: Path, data: bytes) -> Path:
    try:
        with own_files():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise cannot_write(path, error) from error
    return path


def cannot_write(path: Path, error: OSError) -> SurroundingsError:
    """The error for a paper that cannot be written where a person wants it."""
    return SurroundingsError(
        f"เขียนไฟล์ “{path}” ไม่ได้ ({error.strerror}) โปรดเลือกโฟลเดอร์อื่น หรือปิดไฟล์ที่เปิดค้าง",
        f"Cannot write {str(path)!r} ({error.strerror}); name another folder.",
        How(Verb.GIVE_FOLDER),
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """A form that was read back: which it is, and where it differs from the record.

    `plan_changed`: it was made by another state of the plan, so some differences may be the plan's.
    """

    request: ReportRequest
    differences: tuple[Difference, ...]
    plan_changed: bool


def compare_report(ws: Workspace, file: Path, as_of: date | None = None) -> Comparison:
    """Compare a form edited in Word with the record of its own day, or of `as_of`.

    Raises KamnotError if it is no form of ours or cannot be read.
    """
    from reports.paper.reading import WordForm

    try:
        form = WordForm(file.read_bytes())
    except OSError as error:
        raise KamnotError(
            f"อ่านไฟล์ “{file}” ไม่ได้ ({error.strerror})",
            f"Cannot read {str(file)!r} ({error.strerror}).",
        ) from error
    request = _request_of(ws, form.key)
    request = replace(request, as_of=as_of or request.as_of)
    with dossier_of(ws, request) as dossier:
        doc = laid_out(form_kind(request.form).build(dossier), typeface_of(ws))
    changed = form.key.get("plan", doc.key["plan"]) != doc.key["plan"]
    return Comparison(request, form.compare(doc, ws.language), changed)


def _request_of(ws: Workspace, key: dict[str, str]) -> ReportRequest:
    """The request that the form's key describes. Raises KamnotError if unit, form or batch is unknown here."""
    year = str(ws.plan.fiscal_year)
    if key.get("year", year) != year:
        raise KamnotError(
            f"แบบนี้เป็นของปีงบประมาณ {key['year']} แต่กำลังใช้ข้อมูลปี {year} โปรดระบุปีของแบบ",
            f"This form is of fiscal year {key['year']} and the data at hand of {year}; name the form's year.",
            How(Verb.GIVE_YEAR, key["year"]),
        )
    try:
        as_of = date.fromisoformat(key["as-of"])
        unit, batch = ws.unit(key["unit"]), key.get("batch")
    except (KeyError, ValueError) as error:
        raise _spoilt() from error
    if batch is not None and batch not in ws.plan.batch_by_id:
        raise _spoilt()
    period = parse_period(key["period"], ws.plan.fiscal_year) if "period" in key else None
    return ReportRequest(key["form"], unit, as_of, batch, period)


def _spoilt() -> KamnotError:
    return KamnotError(
        "ข้อมูลประจำแบบในไฟล์ (คำสำคัญของเอกสาร) ไม่ครบ จึงเทียบไม่ได้ โปรดสร้างแบบใหม่",
        "The file's keywords no longer say which form it is; make it again.",
        How(Verb.REPORT),
    )
