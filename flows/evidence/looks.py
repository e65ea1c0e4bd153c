"""Inspects stored files: first after they came in, later those of a dead process, and again on request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from domain.facts import Problem
from domain.inspected import Inspection
from domain.plan.requirements import requirement_of
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.evidence import keep_look, recheck_evidence, unseen_versions
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
    looks = _looks(ws, waiting)
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
    ws: Workspace, evidence: Sequence[ListedEvidence]
) -> Iterator[tuple[ListedEvidence, Inspection]]:
    """Each version with its look, in order; as many at once as there are children."""
    if not evidence:
        return
    with ws.inspecting() as inspectors, ThreadPoolExecutor(inspectors.children) as threads:
        yield from zip(evidence, threads.map(partial(_look, ws, inspectors), evidence), strict=True)


def _look(ws: Workspace, inspectors: Inspectors, one: ListedEvidence) -> Inspection:
    """Look at what was kept, even if the file that it came from has changed since."""
    with ws.store.local(one.fact.sha256) as path:
        asked = requirement_of(ws.plan, one.fact.requirement)
        return inspectors.look(path, one.fact.file_name, asked)


def recheck(
    ws: Workspace, unit: str, items: Sequence[int] | None, *, by: str
) -> list[tuple[int, str, Inspection]]:
    """Inspect items again, or everything with a problem and without a review. Stores what changed.

    Returns item, file name and the new inspection of each. It helps after a virus scanner did not answer, and for files
    that a newer Kamnot reads better. Raises NotThereError if the unit has no such item.
    """
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
    for one, look in _looks(ws, meant):
        fact = one.fact
        if look.problem is not fact.problem or look.sections != fact.sections:
            with writing(ws.engine) as session:
                recheck_evidence(
                    session, unit, fact.item, look, plan_hash=ws.plan_hash, by=by, now=ws.now()
                )
        found.append((fact.item, fact.file_name, look))
    return found
