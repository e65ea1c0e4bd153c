"""Keeps the PDFs that the learning centre wants of Word and other office files: made here once, or sent by a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from domain.language.errors import KamnotError
from domain.plan.requirements import requirement_of
from flows.evidence.derived import derive
from flows.evidence.withdrawals import refuse_withdrawn
from flows.run.workspace import Workspace
from inspection import claimed_format
from inspection.office.converting import converter
from storage.db.database import reading, writing
from storage.records.evidence import DerivedFile, keep_derived
from storage.records.listed_evidence import ListedEvidence, find_version, list_evidence

_PRINTABLE = frozenset({"docx", "odt", "xlsx", "pptx"})
"""What LibreOffice prints as its programs show it."""


def makes_site_pdfs(ws: Workspace) -> bool:
    """Whether PDFs of office files are made here: their senders need bring none."""
    return ws.settings.make_pdf and converter() is not None


def make_site_pdfs(
    ws: Workspace, unit: str, items: Collection[int] | None = None, *, by: str
) -> tuple[str, ...]:
    """Make the PDFs that are missing, of these items or of all. Returns the names of the files that have one now.

    Without LibreOffice nothing happens: a check asks for the PDFs.
    """
    if not ws.settings.make_pdf:
        return ()
    waiting = list(_without_pdf(ws, unit, items))
    made = (one for one in waiting if derive(ws, unit, one, one.fact.format, "pdf", by=by))
    return tuple(one.fact.file_name for one in made)


def _without_pdf(
    ws: Workspace, unit: str, items: Collection[int] | None
) -> Iterator[ListedEvidence]:
    """The sound files for the learning centre of which no PDF is kept; returned ones will be replaced."""
    with reading(ws.engine) as session:
        listed = list_evidence(session, unit, ws.plan.fiscal_year, withdrawn=False)
    asked = ws.plan.requirement_by_id
    for one in listed:
        fact = one.fact
        if (
            not one.newest
            or one.accepted is False
            or (items is not None and fact.item not in items)
        ):
            continue
        wanted = fact.requirement in asked and asked[fact.requirement].wants_pdf
        if wanted and not fact.has_pdf and fact.problem is None and fact.format in _PRINTABLE:
            yield one


def keep_site_pdf(ws: Workspace, unit: str, item: int, path: Path, *, by: str) -> DerivedFile:
    """Keep a person's PDF of an item's newest version; it replaces the one that was made here.

    Raises KamnotError if the item is withdrawn, a PDF itself, or the file is no sound PDF.
    """
    with reading(ws.engine) as session:
        one = find_version(session, unit, item)
    refuse_withdrawn(item, one.withdrawn_on)
    if one.fact.format == "pdf":
        raise KamnotError(
            f"หลักฐานเลขที่ {item} เป็น PDF อยู่แล้ว โปรดส่งเป็นหลักฐานฉบับใหม่",
            f"Evidence item {item} is a PDF already; send a new version of it.",
        )
    _check_sound(ws, one, path)
    with path.open("rb") as stream:
        stored = ws.store.put(stream)
    subject = f"{unit}/{one.fact.requirement}/{item}.{one.fact.version}"
    with writing(ws.engine) as session:
        return keep_derived(
            session, one.fact.sha256, "pdf", stored,
            by_machine=False, subject=subject, by=by, now=ws.now(),
        )  # fmt: skip


def _check_sound(ws: Workspace, one: ListedEvidence, path: Path) -> None:
    asked = requirement_of(ws.plan, one.fact.requirement)
    problem = None
    if claimed_format(path.name) == "pdf" and path.is_file():
        with ws.inspecting() as inspectors:
            look = inspectors.look(path, path.name, asked)
        if look.problem is None:
            return
        problem = look.problem
    from domain.activity.file_kinds import problem_words

    thai = problem_words(problem, "pdf", "th") if problem else "ไม่ใช่ไฟล์ .pdf หรือไม่มีไฟล์นี้"
    english = problem_words(problem, "pdf", "en") if problem else "no .pdf file, or not there"
    raise KamnotError(
        f"ใช้ “{path.name}” เป็นฉบับ PDF ไม่ได้: {thai}", f"{path.name!r} cannot be the PDF: {english}."
    )
