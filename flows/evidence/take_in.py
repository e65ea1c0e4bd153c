"""Taking evidence in: find the slot, keep the bytes and their rows, then look inside.

What came in is safe before anybody opens it: bytes first, rows after them, the look last. A kill leaves
bytes without a row, or rows whose look the next check takes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from domain.activity.event_days import check_event_day
from domain.facts import Problem
from domain.inspected import Inspection, unseen
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.thai import arabic_digits
from domain.plan.model import Activity, EvidenceKind, EvidenceRequirement, Plan
from flows.run.workspace import Workspace
from inspection import Inspector, extension
from storage.db.database import reading, writing
from storage.evidence_store.contract import Stored
from storage.records.evidence import (
    AddedEvidence,
    AddOutcome,
    Conflict,
    NewEvidence,
    add_evidence,
    clean_file_name,
    keep_look,
    look_of,
    recheck_evidence,
    served_by,
    unseen_versions,
    uses_of,
)
from storage.records.listed_evidence import ListedEvidence, find_version, list_evidence

_TOGETHER = 25
"""So many files share a transaction."""
_CHILDREN = 2
"""So many processes look inside at once, where the machine has the processors."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in: the slot its sender named, the Bangkok day it was handed in.

    `event_date` is the day of the activity that it shows, where the sender states it.
    """

    slot: str
    path: Path
    received_on: date
    event_date: date | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """One file taken in: its slot (`7.report`), what the look inside found, what storage says.

    `also` are the requirements that got the same new version by a link, `elsewhere` others for which the same
    content stands already.
    """

    file_name: str
    wanted: EvidenceRequirement
    requirement: str
    inspection: Inspection
    added: AddedEvidence
    also: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def find_slot(plan: Plan, slot: str, file_name: str) -> str:
    """The requirement id meant by `7`, `๗`, `7.report` or `7/report` for this file.

    With the activity alone, the file's format decides: pictures go to the photos, anything else to the
    only document that takes it. Raises KamnotError when that leaves none or several.
    """
    number, _, name = arabic_digits(slot).strip().replace("/", ".").partition(".")
    activity = plan.by_number.get(int(number)) if number.isascii() and number.isdigit() else None
    if activity is None:
        raise KamnotError(
            f"ไม่มีกิจกรรม “{slot}” ในแผน ใช้เลข 1 ถึง {plan.activity_count} เช่น 7 หรือ 7.report",
            f"The plan has no activity {slot!r}; use 1 to {plan.activity_count}, as 7 or 7.report.",
        )
    chosen = _named(activity, name) if name else _by_format(activity, extension(file_name))
    return f"{activity.number}.{chosen.id}"


def _named(activity: Activity, name: str) -> EvidenceRequirement:
    for requirement in activity.requirements:
        if requirement.id == name:
            return requirement
    raise _ask_for_slot(activity, f"“{name}”", f"{name!r}")


def _by_format(activity: Activity, file_format: str) -> EvidenceRequirement:
    takers = [r for r in activity.requirements if file_format in r.formats]
    photos = [r for r in takers if r.kind is EvidenceKind.PHOTOS]
    chosen = photos or takers or list(activity.requirements)
    if len(chosen) == 1:
        return chosen[0]
    raise _ask_for_slot(activity, f"ไฟล์ .{file_format}", f"a .{file_format} file")


def _ask_for_slot(activity: Activity, what: str, english: str) -> KamnotError:
    slots = ", ".join(f"{activity.number}.{r.id} ({r.title})" for r in activity.requirements)
    return KamnotError(
        f"ไม่ทราบว่า{what} เป็นเอกสารใดของกิจกรรมที่ {activity.number} โปรดระบุ: {slots}",
        f"Which document of activity {activity.number} is {english}? Name one of: {slots}",
    )


def conflict_rule(text: str) -> Conflict:
    """The rule meant by `new-version`, `skip` or `replace`; KamnotError for any other word."""
    if text not in tuple(Conflict):
        known = ", ".join(Conflict)
        raise KamnotError(
            f"ไม่รู้จักกติกา “{text}” ใช้ได้: {known}", f"Unknown rule {text!r}; there are: {known}."
        )
    return Conflict(text)


def take_in(
    ws: Workspace,
    unit: str,
    files: Sequence[Incoming],
    *,
    by: str,
    note: str = "",
    conflict: Conflict = Conflict.NEW_VERSION,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Intake]:
    """Take files in, each into its activity or requirement: all are kept, then all are looked into.

    `progress` hears each file's name twice, when it is kept and when it was looked into. Every name and every
    activity's day is checked before anything is written.
    """
    kept = list(keep(ws, unit, files, by=by, note=note, conflict=conflict, progress=progress))
    looks = [(added.item, added.version) for one in kept for added in (one.added, *one.also)]
    look_into(ws, unit, looks, by=by, progress=progress)
    with reading(ws.engine) as session:
        return [_intake(ws, session, unit, one) for one in kept]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose bytes and rows are kept for certain, and what it became.

    `also` are the versions that it became where it serves other requirements by a link.
    """

    file_name: str
    requirement: str
    added: AddedEvidence
    also: tuple[AddedEvidence, ...]
    elsewhere: tuple[str, ...]


def keep(
    ws: Workspace,
    unit: str,
    files: Sequence[Incoming],
    *,
    by: str,
    note: str = "",
    conflict: Conflict = Conflict.NEW_VERSION,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Kept]:
    """Keep bytes and rows, some files at a time; what comes out of it is safe whatever happens next."""
    for file in files:
        _check_readable(file.path)
        if file.event_date is not None:
            check_event_day(file.event_date, file.received_on)
    slots = [find_slot(ws.plan, f.slot, f.path.name) for f in files]
    for kept in _IntakeOf(ws, unit, by, note, conflict).keep(zip(files, slots, strict=True)):
        progress(kept.file_name)
        yield kept


@dataclass(frozen=True, slots=True)
class _IntakeOf:
    """What all files of one intake share."""

    ws: Workspace
    unit: str
    by: str
    note: str
    conflict: Conflict

    def keep(self, files: Iterable[tuple[Incoming, str]]) -> Iterator[Kept]:
        """Keep the bytes of some files, then their rows, while the bytes of the next are on their way."""
        rest = iter(files)
        with ThreadPoolExecutor(1, thread_name_prefix="rows") as thread:
            running: Future[list[Kept]] | None = None
            while some := list(islice(rest, _TOGETHER)):
                contents = self._store(some)
                if running is not None:
                    yield from running.result()
                running = thread.submit(self._rows, some, contents)
            if running is not None:
                yield from running.result()

    def _store(self, files: Sequence[tuple[Incoming, str]]) -> list[Stored]:
        contents = []
        with self.ws.store.batch() as batch:
            for file, _ in files:
                with file.path.open("rb") as stream:
                    contents.append(batch.put(stream))
        return contents

    def _rows(
        self, files: Sequence[tuple[Incoming, str]], contents: Sequence[Stored]
    ) -> list[Kept]:
        with writing(self.ws.engine) as session:
            self.ws.pin(session, by=self.by)
            return [
                self._write(session, file, slot, stored)
                for (file, slot), stored in zip(files, contents, strict=True)
            ]

    def _write(self, session: Session, file: Incoming, slot: str, stored: Stored) -> Kept:
        year, name = self.ws.plan.fiscal_year, file.path.name
        # Content that is new to the store stands nowhere yet.
        elsewhere = uses_of(session, self.unit, year, stored.sha256) if stored.already_there else ()
        added = self._add(session, file, slot, stored)
        newer = added.outcome is AddOutcome.NEW_VERSION
        also = served_by(session, self.unit, year, slot, name) if newer else ()
        return Kept(
            file_name=clean_file_name(name),
            requirement=slot,
            added=added,
            also=tuple(self._add(session, file, other, stored) for _, other in also),
            elsewhere=tuple(r for r in elsewhere if r != slot),
        )

    def _add(
        self, session: Session, file: Incoming, requirement: str, stored: Stored
    ) -> AddedEvidence:
        new = NewEvidence(
            unit=self.unit,
            fiscal_year=self.ws.plan.fiscal_year,
            requirement=requirement,
            stored=stored,
            file_name=file.path.name,
            inspection=unseen(extension(file.path.name)),
            plan_hash=self.ws.plan_hash,
            received_on=file.received_on,
            event_date=file.event_date,
            by=self.by,
            note=self.note,
            now=self.ws.now(),
            conflict=self.conflict,
        )
        return add_evidence(session, new)


def _intake(ws: Workspace, session: Session, unit: str, kept: Kept) -> Intake:
    return Intake(
        file_name=kept.file_name,
        wanted=requirement_of(ws.plan, kept.requirement),
        requirement=kept.requirement,
        inspection=look_of(session, kept.added.item, kept.added.version),
        added=kept.added,
        also=tuple(find_version(session, unit, a.item).fact.requirement for a in kept.also),
        elsewhere=kept.elsewhere,
    )


# --- Looking inside ------------------------------------------------------------------------------


def look_into(
    ws: Workspace,
    unit: str,
    versions: Iterable[tuple[int, int]],
    *,
    by: str,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Take the look that is still to be taken into these (item, version) of a unit; returns how many there were.

    Several files are looked into at once; what was seen is kept some files at a time.
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
    while some := list(islice(looks, _TOGETHER)):
        with writing(ws.engine) as session:
            for one, seen in some:
                keep_look(session, one.fact.item, one.fact.version, seen, by=by, now=ws.now())
        for one, _ in some:
            progress(one.fact.file_name)
    return len(waiting)


def take_missing_looks(ws: Workspace, unit: str, *, by: str) -> int:
    """Look into what a process kept that died before its look; returns how many files there were."""
    with reading(ws.engine) as session:
        missing = unseen_versions(session, unit, ws.plan.fiscal_year)
    return look_into(ws, unit, missing, by=by) if missing else 0


def _looks(
    ws: Workspace, evidence: Sequence[ListedEvidence]
) -> Iterator[tuple[ListedEvidence, Inspection]]:
    """Each version with its look, in order; every child has a thread and a share of the files."""
    children = max(1, min(_CHILDREN, os.cpu_count() or 1, len(evidence)))
    with ExitStack() as stack:
        threads = [
            stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="inspection"))
            for _ in range(children)
        ]
        inspectors = [
            stack.enter_context(Inspector(clamd_url=ws.settings.clamd_url)) for _ in threads
        ]
        running = [
            threads[n % children].submit(_look, ws, inspectors[n % children], one)
            for n, one in enumerate(evidence)
        ]
        for one, look in zip(evidence, running, strict=True):
            yield one, look.result()


def _look(ws: Workspace, inspector: Inspector, one: ListedEvidence) -> Inspection:
    """What was kept is what is looked at, whatever happened since to the file that it came from."""
    with ws.store.local(one.fact.sha256) as path:
        wanted = requirement_of(ws.plan, one.fact.requirement)
        return inspector.look(path, one.fact.file_name, wanted)


def recheck(
    ws: Workspace, unit: str, items: Sequence[int] | None, *, by: str
) -> list[tuple[int, str, Inspection]]:
    """Look again at items, or at everything that has a problem and no review; keeps what changed.

    Returns item, file name and the new look of each. For a virus scanner that did not answer, and for files
    that a newer Kamnot reads better. Raises NotThereError when the unit has no such item.
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


def link(
    ws: Workspace, unit: str, item: int, slots: Sequence[str], *, received_on: date, by: str
) -> list[Intake]:
    """Let the file of an item serve other requirements too; each is looked for its own sections.

    Raises NotThereError when the unit has no such item, KamnotError for a withdrawn one and for a slot that cannot
    be told.
    """
    with reading(ws.engine) as session:
        meant = find_version(session, unit, item)
    refuse_withdrawn(item, meant.withdrawn_on)
    names = [find_slot(ws.plan, slot, meant.fact.file_name) for slot in slots]
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        kept = [_link(ws, session, unit, meant, name, received_on, by) for name in names]
    look_into(ws, unit, [(one.added.item, one.added.version) for one in kept], by=by)
    with reading(ws.engine) as session:
        return [_intake(ws, session, unit, one) for one in kept]


def _link(
    ws: Workspace,
    session: Session,
    unit: str,
    meant: ListedEvidence,
    requirement: str,
    received_on: date,
    by: str,
) -> Kept:
    fact = meant.fact
    new = NewEvidence(
        unit=unit,
        fiscal_year=ws.plan.fiscal_year,
        requirement=requirement,
        stored=Stored(fact.sha256, meant.size, already_there=True),
        file_name=fact.file_name,
        inspection=unseen(fact.format),
        plan_hash=ws.plan_hash,
        received_on=received_on,
        event_date=fact.event_date,
        by=by,
        note=meant.note,
        now=ws.now(),
        linked_to=fact.file,
        sender=meant.added_by,
    )
    added = add_evidence(session, new)
    return Kept(fact.file_name, requirement, added, (), (fact.requirement,))


def refuse_withdrawn(item: int, withdrawn_on: date | None) -> None:
    """KamnotError for an item that was taken back: nothing more can be done with it."""
    if withdrawn_on is not None:
        raise KamnotError(
            f"หลักฐานเลขที่ {item} ถูกถอนไปแล้ว โปรดดูเลขที่จากรายการหลักฐาน",
            f"Evidence item {item} was withdrawn; the list of evidence shows what holds.",
            How(Verb.EVIDENCE_LIST),
        )


def requirement_of(plan: Plan, full_id: str) -> EvidenceRequirement:
    """The requirement `7.report` of the plan; KamnotError when a changed plan no longer asks for it."""
    number, _, name = full_id.partition(".")
    activity = plan.by_number.get(int(number)) if number.isdigit() else None
    for requirement in activity.requirements if activity else ():
        if requirement.id == name:
            return requirement
    raise KamnotError(
        f"แผนปี {plan.fiscal_year} ไม่ได้ขอเอกสาร {full_id} แล้ว เพราะแผนถูกแก้หลังรับไฟล์",
        f"The plan of {plan.fiscal_year} no longer asks for {full_id}: it was changed.",
        How(Verb.PLAN_SHOW),
    )


def _check_readable(path: Path) -> None:
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            with path.open("rb"):
                return
    except FileNotFoundError as error:
        raise KamnotError(
            f"ไม่พบไฟล์ “{path}” โปรดตรวจชื่อและตำแหน่งไฟล์", f"No such file: {str(path)!r}."
        ) from error
    except OSError as error:
        raise KamnotError(
            f"เปิดไฟล์ “{path}” ไม่ได้ ({error.strerror}) โปรดตรวจสิทธิ์การอ่าน",
            f"Cannot read {str(path)!r} ({error.strerror}).",
        ) from error
    what = "โฟลเดอร์" if stat.S_ISDIR(mode) else "แฟ้มพิเศษของระบบ"
    raise KamnotError(
        f"“{path}” เป็น{what} โปรดระบุไฟล์ เช่น {path.name}/รายงาน.pdf",
        f"{str(path)!r} is no ordinary file; name files.",
    )
