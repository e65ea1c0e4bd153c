"""Inspects stored files: first after they came in, later those of a dead process, and again on request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from domain.facts import Problem
from domain.inspected import Inspection
from domain.plan.requirements import requirement_of
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.evidence import DerivedFile, keep_look, recheck_evidence, unseen_versions
from storage.records.listed_evidence import ListedEvidence, find_version, list_evidence

if TYPE_CHECKING:
    from inspection import Inspectors

TOGETHER = 25
"""How many files share a transaction."""


def look_into(
    ws: Workspace,
    unit: str,
    versions: Iterable[tuple[int, int]],
    *,
    by: str,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Inspect these (item, version) of a unit that were not inspected yet. Returns how many there were.

    Several files are inspected at once; results are stored some files at a time.
    """
    with reading(ws.engine) as session:
        meant = [find_version(session, unit, *one) for one in versions]
    asked_for = ws.plan.requirement_by_id
    waiting = [
        e
        for e in meant
        if e.fact.problem is Problem.NOT_INSPECTED and e.fact.requirement in asked_for
    ]
    looks = _looks(ws, unit, waiting, by)
    while some := list(islice(looks, TOGETHER)):
        with writing(ws.engine) as session:
            for one, seen in some:
                keep_look(session, one.fact.item, one.fact.version, seen, by=by, now=ws.now())
        for one, _ in some:
            progress(one.fact.file_name)
    return len(waiting)


def take_missing_looks(ws: Workspace, *units: str, by: str) -> int:
    """Inspect files of a process that died before it could. Returns how many there were."""
    with reading(ws.engine) as session:
        missing = unseen_versions(session, units, ws.plan.fiscal_year)
    return sum(look_into(ws, unit, versions, by=by) for unit, versions in missing.items())


def _looks(
    ws: Workspace, unit: str, evidence: Sequence[ListedEvidence], by: str
) -> Iterator[tuple[ListedEvidence, Inspection]]:
    """Each version with its look, in order; as many at once as there are children."""
    if not evidence:
        return
    with ws.inspecting() as inspectors, ThreadPoolExecutor(inspectors.children) as threads:
        look = partial(_look, ws, inspectors)
        for one, seen in zip(evidence, threads.map(look, evidence), strict=True):
            made = _successor(ws, unit, one, seen, by)
            yield one, seen if made is None else replace(look(one, made), scanned=seen.scanned)


def _look(
    ws: Workspace, inspectors: Inspectors, one: ListedEvidence, made: DerivedFile | None = None
) -> Inspection:
    """Look at what was kept, even if the file that it came from has changed since; or at what was made of it."""
    name = one.fact.file_name if made is None else f"made.{made.format}"
    with ws.store.local(made.sha256 if made else one.fact.sha256) as path:
        return inspectors.look(path, name, requirement_of(ws.plan, one.fact.requirement))


def _successor(
    ws: Workspace, unit: str, one: ListedEvidence, seen: Inspection, by: str
) -> DerivedFile | None:
    """The `.docx` of a `.doc` and the like, where the requirement takes it and it is kept or can be made here."""
    from flows.evidence.derived import derive
    from inspection import OLDER, claimed_format

    target = OLDER.get(seen.format, "")
    taken = target in requirement_of(ws.plan, one.fact.requirement).formats
    named_so = claimed_format(one.fact.file_name) == target
    # A file that may do harm has another problem.
    if not (taken and named_so and seen.problem in (Problem.UNREADABLE, Problem.WRONG_CONTENT)):
        return None
    return derive(ws, unit, one, seen.format, target, by=by)


def recheck(
    ws: Workspace, unit: str, items: Sequence[int] | None, *, by: str
) -> list[tuple[int, str, Inspection]]:
    """Inspect items again, or everything with a problem and without a review. Stores what changed, makes missing PDFs.

    Returns item, file name and the new inspection of each. It helps after a virus scanner did not answer, and for files
    that a newer Kamnot reads better. Raises NotThereError if the unit has no such item.
    """
    from flows.evidence.site_pdfs import make_site_pdfs

    take_missing_looks(ws, unit, by=by)
    with reading(ws.engine) as session:
        if items is None:
            listed = list_evidence(session, unit, ws.plan.fiscal_year, withdrawn=False)
            asked_for = ws.plan.requirement_by_id
            meant = [
                e
                for e in listed
                if e.newest
                and e.fact.problem is not None
                and e.accepted is None
                and e.fact.requirement in asked_for
            ]
        else:
            meant = [find_version(session, unit, item) for item in items]
    found = []
    for one, look in _looks(ws, unit, meant, by):
        fact = one.fact
        if (look.problem, look.format, look.sections) != (fact.problem, fact.format, fact.sections):
            with writing(ws.engine) as session:
                recheck_evidence(
                    session, unit, fact.item, look, plan_hash=ws.plan_hash, by=by, now=ws.now()
                )
        found.append((fact.item, fact.file_name, look))
    make_site_pdfs(ws, unit, items, by=by)
    return found
