"""Taking evidence in: find the slot, keep the bytes, look inside, write the rows.

Copying and looking inside overlap; the rows of some files at a time follow in one transaction, after their
bytes are kept for certain.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from os import stat_result
from pathlib import Path

from sqlmodel import Session

from domain.errors import KamnotError
from domain.plan import Activity, EvidenceKind, EvidenceRequirement, Plan
from domain.thai import arabic_digits
from flows.workspace import Workspace
from storage.database import reading, writing
from storage.evidence import (
    AddedEvidence,
    AddOutcome,
    Conflict,
    add_evidence,
    clean_file_name,
    find_version,
    list_evidence,
    recheck_evidence,
    served_by,
    uses_of,
)
from storage.inspected import Inspection
from storage.inspection import Inspector, extension
from storage.stored import Stored

_TOGETHER = 25
"""So many files share a transaction: a kill costs at most these, and a film among them no memory."""


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

    `elsewhere` are other requirements for which the same content stands already.
    """

    file_name: str
    wanted: EvidenceRequirement
    requirement: str
    inspection: Inspection
    added: AddedEvidence
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


def take_in(
    ws: Workspace,
    unit: str,
    files: Sequence[Incoming],
    *,
    by: str,
    note: str = "",
    conflict: Conflict = Conflict.NEW_VERSION,
    progress: Callable[[Intake], None] = lambda _: None,
) -> list[Intake]:
    """Take files in, each into its activity or requirement; `progress` hears of each that is kept.

    Every name is checked before anything is written. The bytes are on disk before their row, so that a
    crash leaves a whole file with its row or a file that nothing points to, never the other way round.
    """
    for file in files:
        _check_readable(file.path)
    slots = [find_slot(ws.plan, f.slot, f.path.name) for f in files]
    taken: list[Intake] = []
    rest = iter(zip(files, slots, strict=True))
    intake = _IntakeOf(ws, unit, by, note, conflict)
    with Inspector(clamd_url=ws.settings.clamd_url) as inspector:
        while some := list(islice(rest, _TOGETHER)):
            for done in intake.keep(inspector, some):
                taken.append(done)
                progress(done)
    return taken


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file whose bytes are in the store, and what the look inside saw for each requirement it serves."""

    file: Incoming
    slot: str
    stored: Stored
    inspection: Inspection
    also: tuple[tuple[int, str, Inspection], ...]


@dataclass(frozen=True, slots=True)
class _IntakeOf:
    """What all files of one intake share."""

    ws: Workspace
    unit: str
    by: str
    note: str
    conflict: Conflict

    def keep(self, inspector: Inspector, files: Sequence[tuple[Incoming, str]]) -> Iterator[Intake]:
        """Keep the bytes of some files, then their rows in one transaction."""
        kept = self._store(inspector, files)
        with writing(self.ws.engine) as session:
            taken = [self._write(session, one) for one in kept]
        yield from taken

    def _store(self, inspector: Inspector, files: Sequence[tuple[Incoming, str]]) -> list[_Kept]:
        with ThreadPoolExecutor(1, thread_name_prefix="inspection") as thread:
            before = [file.path.stat() for file, _ in files]
            looks = [
                thread.submit(self._look, inspector, file.path, file.path.name, slot)
                for file, slot in files
            ]
            with self.ws.store.batch() as batch:
                contents = []
                for file, _ in files:
                    with file.path.open("rb") as stream:
                        contents.append(batch.put(stream))
            return [
                self._kept(inspector, file, slot, stored, look, was)
                for (file, slot), stored, look, was in zip(
                    files, contents, looks, before, strict=True
                )
            ]

    def _kept(
        self,
        inspector: Inspector,
        file: Incoming,
        slot: str,
        stored: Stored,
        look: Future[Inspection],
        before: stat_result,
    ) -> _Kept:
        seen, name = look.result(), file.path.name
        if not _unchanged(file.path, before):
            # Somebody saved it meanwhile: what was kept is what must be looked at.
            with self.ws.store.local(stored.sha256) as path:
                seen = self._look(inspector, path, name, slot)
        also = []
        for item, requirement in self._served(slot, name):
            with self.ws.store.local(stored.sha256) as path:
                also.append((item, requirement, self._look(inspector, path, name, requirement)))
        return _Kept(file, slot, stored, seen, tuple(also))

    def _served(self, slot: str, name: str) -> tuple[tuple[int, str], ...]:
        if self.conflict is not Conflict.NEW_VERSION:
            return ()
        with reading(self.ws.engine) as session:
            return served_by(session, self.unit, self.ws.plan.fiscal_year, slot, name)

    def _look(self, inspector: Inspector, path: Path, name: str, slot: str) -> Inspection:
        return inspector.look(path, name, requirement_of(self.ws.plan, slot))

    def _write(self, session: Session, kept: _Kept) -> Intake:
        elsewhere = uses_of(session, self.unit, self.ws.plan.fiscal_year, kept.stored.sha256)
        added = self._add(session, kept, kept.slot, kept.inspection)
        also: list[str] = []
        if added.outcome is AddOutcome.NEW_VERSION:
            for _, requirement, look in kept.also:
                self._add(session, kept, requirement, look)
                also.append(requirement)
        return Intake(
            file_name=clean_file_name(kept.file.path.name),
            wanted=requirement_of(self.ws.plan, kept.slot),
            requirement=kept.slot,
            inspection=kept.inspection,
            added=AddedEvidence(added.item, added.version, added.outcome, tuple(also)),
            elsewhere=tuple(r for r in elsewhere if r != kept.slot),
        )

    def _add(
        self, session: Session, kept: _Kept, requirement: str, look: Inspection
    ) -> AddedEvidence:
        return add_evidence(
            session,
            unit=self.unit,
            fiscal_year=self.ws.plan.fiscal_year,
            requirement=requirement,
            stored=kept.stored,
            file_name=kept.file.path.name,
            inspection=look,
            plan_hash=self.ws.plan_hash,
            received_on=kept.file.received_on,
            event_date=kept.file.event_date,
            by=self.by,
            note=self.note,
            now=self.ws.now(),
            conflict=self.conflict,
        )


def link(
    ws: Workspace, unit: str, item: int, slots: Sequence[str], *, received_on: date, by: str
) -> list[Intake]:
    """Let the file of an item serve other requirements too; each is looked for its own sections.

    Raises KamnotError for an unknown or withdrawn item and for a slot that cannot be told.
    """
    with reading(ws.engine) as session:
        meant = find_version(session, item)
    refuse_withdrawn(meant.fact.item, meant.withdrawn_on)
    fact = meant.fact
    names = [find_slot(ws.plan, slot, fact.file_name) for slot in slots]
    with (
        Inspector(clamd_url=ws.settings.clamd_url) as inspector,
        ws.store.local(fact.sha256) as path,
    ):
        looks = [inspector.look(path, fact.file_name, requirement_of(ws.plan, n)) for n in names]
    with writing(ws.engine) as session:
        return [
            Intake(
                file_name=fact.file_name,
                wanted=requirement_of(ws.plan, name),
                requirement=name,
                inspection=look,
                added=add_evidence(
                    session,
                    unit=unit,
                    fiscal_year=ws.plan.fiscal_year,
                    requirement=name,
                    stored=Stored(fact.sha256, meant.size, already_there=True),
                    file_name=fact.file_name,
                    inspection=look,
                    plan_hash=ws.plan_hash,
                    received_on=received_on,
                    event_date=fact.event_date,
                    by=by,
                    note=meant.note,
                    now=ws.now(),
                    linked_to=fact.file or item,
                    sender=meant.added_by,
                ),
                elsewhere=(fact.requirement,),
            )
            for name, look in zip(names, looks, strict=True)
        ]


def recheck(
    ws: Workspace, unit: str, items: Sequence[int] | None, *, by: str
) -> list[tuple[int, str, Inspection]]:
    """Look again at items, or at everything that has a problem and no review; keeps what changed.

    Returns item, file name and the new look of each. For a virus scanner that did not answer, and for files
    that a newer Kamnot reads better. Raises KamnotError for an unknown item.
    """
    with reading(ws.engine) as session:
        year = ws.plan.fiscal_year
        if items is None:
            meant = [
                e
                for e in list_evidence(session, unit, year, withdrawn=False)
                if e.newest and e.fact.problem is not None and e.accepted is None
            ]
        else:
            meant = [find_version(session, item) for item in items]
    found = []
    with Inspector(clamd_url=ws.settings.clamd_url) as inspector:
        for one in meant:
            fact = one.fact
            with ws.store.local(fact.sha256) as path:
                wanted = requirement_of(ws.plan, fact.requirement)
                look = inspector.look(path, fact.file_name, wanted)
            if look.problem is not fact.problem or look.sections != fact.sections:
                with writing(ws.engine) as session:
                    recheck_evidence(
                        session, fact.item, look, plan_hash=ws.plan_hash, by=by, now=ws.now()
                    )
            found.append((fact.item, fact.file_name, look))
    return found


def refuse_withdrawn(item: int, withdrawn_on: date | None) -> None:
    """KamnotError for an item that was taken back: nothing more can be done with it."""
    if withdrawn_on is not None:
        raise KamnotError(
            f"หลักฐานเลขที่ {item} ถูกถอนไปแล้ว โปรดดูเลขที่จาก kamnot evidence list",
            f"Evidence item {item} was withdrawn; kamnot evidence list shows what stands.",
        )


def requirement_of(plan: Plan, full_id: str) -> EvidenceRequirement:
    """The requirement `7.report` of the plan."""
    number, _, name = full_id.partition(".")
    return next(r for r in plan.by_number[int(number)].requirements if r.id == name)


def _unchanged(path: Path, before: stat_result) -> bool:
    try:
        now = path.stat()
    except OSError:
        return False
    return (now.st_mtime_ns, now.st_size) == (before.st_mtime_ns, before.st_size)


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
