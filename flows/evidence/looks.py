"""Inspects stored files: first after they came in, later those of a dead process, and again on request."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from domain.documents.starters import ExpectedStarter, StarterCode
from domain.facts import Problem
from domain.inspected import READER, Inspection
from domain.plan.model import Plan
from domain.plan.requirements import requirement_of
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.evidence import (
    DerivedFile,
    keep_look,
    keep_verdict,
    look_of,
    recheck_evidence,
    refresh_look,
    unseen_versions,
)
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
        look = partial(_look, ws, unit, inspectors)
        for one, seen in zip(evidence, threads.map(look, evidence), strict=True):
            made = _successor(ws, unit, one, seen, by)
            yield one, seen if made is None else replace(look(one, made), scanned=seen.scanned)


def _look(
    ws: Workspace,
    unit: str,
    inspectors: Inspectors,
    one: ListedEvidence,
    made: DerivedFile | None = None,
) -> Inspection:
    """Look at what was kept, even if the file that it came from has changed since; or at what was made of it."""
    name = one.fact.file_name if made is None else f"made.{made.format}"
    with ws.store.local(made.sha256 if made else one.fact.sha256) as path:
        asked = requirement_of(ws.plan, one.fact.requirement)
        return inspectors.look(path, name, asked, _begun(ws.plan, unit, one))


def _begun(plan: Plan, unit: str, one: ListedEvidence) -> ExpectedStarter:
    """What Kamnot begins for the requirement; a file that serves several may be begun for any of them."""
    asked = one.fact.requirement
    starter = plan.starter_of.get(asked)
    code = StarterCode(asked, plan.fiscal_year, unit)
    linked = one.fact.file not in (0, one.fact.item)
    return ExpectedStarter(code, starter.hints if starter else {}, elsewhere=linked)


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


class Change(StrEnum):
    """What another look made of a file."""

    SAME = "same"
    NEW = "new"
    """It says something else, and counts from now on."""
    KEPT = "kept"
    """It speaks against a file that a reviewer accepted: a person must look, and nothing is changed."""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One file that was looked into again."""

    item: int
    file_name: str
    look: Inspection
    change: Change
    against: tuple[str, ...] = ()
    """The titles of the parts and signs that speak against an accepted file."""


def recheck(
    ws: Workspace,
    unit: str,
    items: Sequence[int] | None,
    *,
    by: str,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Rechecked]:
    """Inspect items again; without any, what has a problem and no review, and what older rules or another plan judged.

    Stores what changed and makes missing PDFs. What somebody reviewed stays as it was reviewed. It helps after a virus
    scanner did not answer, and where a newer Kamnot reads better. Raises NotThereError if the unit has no such item.
    """
    from flows.evidence.site_pdfs import make_site_pdfs

    take_missing_looks(ws, unit, by=by)
    with reading(ws.engine) as session:
        if items is None:
            listed = list_evidence(session, unit, ws.plan.fiscal_year, withdrawn=False)
            wanted = [e for e in listed if e.newest and _wants_another_look(ws.plan, e)]
            lost = ws.store.missing({e.fact.sha256 for e in wanted}) if wanted else frozenset()
            meant = [e for e in wanted if e.fact.sha256 not in lost]
        else:
            meant = [find_version(session, unit, item) for item in items]
    found = []
    for one, look in _looks(ws, unit, meant, by):
        found.append(_rechecked(ws, unit, one, look, by))
        progress(one.fact.file_name)
    make_site_pdfs(ws, unit, items, by=by)
    return found


def _wants_another_look(plan: Plan, one: ListedEvidence) -> bool:
    asked = plan.requirement_by_id.get(one.fact.requirement)
    if asked is None:
        return False
    if one.fact.problem is not None:
        return one.accepted is None
    looked_for = {part.id for part in asked.sections} | {sign.id for sign in asked.signs}
    return one.reader < READER or looked_for != {part.id for part in one.fact.sections}


def _rechecked(
    ws: Workspace, unit: str, one: ListedEvidence, look: Inspection, by: str
) -> Rechecked:
    """Store another look, judged by the reviews of this moment."""
    item, version = one.fact.item, one.fact.version
    with writing(ws.engine) as session:
        known = find_version(session, unit, item)
        if known.fact.version != version:
            return Rechecked(item, one.fact.file_name, look, Change.SAME)
        before = look_of(session, item, version)
        change = _change(before, look, accepted=known.accepted)
        plan, now = ws.plan_hash, ws.now()
        if change is Change.SAME:
            refresh_look(session, unit, item, version, look, plan_hash=plan)
        elif change is Change.KEPT:
            keep_verdict(session, unit, item, version, look, by=by, now=now)
        else:
            recheck_evidence(session, unit, item, look, plan_hash=plan, by=by, now=now)
    against = _titles(ws.plan, one, look.doubts - before.doubts) if change is Change.KEPT else ()
    return Rechecked(item, one.fact.file_name, look, change, against)


def _titles(
    plan: Plan, one: ListedEvidence, doubts: Collection[tuple[str, str]]
) -> tuple[str, ...]:
    asked = requirement_of(plan, one.fact.requirement)
    titles = {s.id: s.title for s in asked.sections} | {s.id: s.title for s in asked.signs}
    doubted = {name for name, _ in doubts}
    return tuple(title for name, title in titles.items() if name in doubted)


def _change(before: Inspection, look: Inspection, *, accepted: bool | None) -> Change:
    """What another look means for a file. A virus ends an acceptance; nothing else does without a person."""
    if accepted is None or look.problem is Problem.INFECTED:
        return Change.SAME if look.verdict == before.verdict else Change.NEW
    return Change.KEPT if look.doubts - before.doubts else Change.SAME
