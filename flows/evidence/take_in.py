"""Takes evidence in: finds the requirement, stores bytes and rows, then inspects.

Files are safe before they are opened: bytes first, rows after them, the inspection last. A kill leaves bytes without a
row, or rows that the next check inspects.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session

from domain.activity.event_days import check_event_day, reason_of_backdating
from domain.inspected import Inspection, unseen
from domain.language.errors import KamnotError
from domain.language.ids import RequirementId
from domain.plan.model import EvidenceRequirement
from domain.plan.requirements import find_requirement, requirement_of
from flows.evidence.looks import TOGETHER, look_into
from flows.evidence.site_pdfs import make_site_pdfs
from flows.evidence.withdrawals import refuse_withdrawn
from flows.run.workspace import Workspace
from inspection import claimed_format
from storage.db.database import reading, writing
from storage.evidence_store.contract import Stored
from storage.records.evidence import (
    AddedEvidence,
    AddOutcome,
    Conflict,
    NewEvidence,
    add_evidence,
    begin_import,
    clean_file_name,
    look_of,
    served_by,
    uses_of,
)
from storage.records.listed_evidence import ListedEvidence, find_version


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in: what its sender said that it is (`7`, `7.report`), and the Bangkok day it was handed in.

    `content` is where it lies, or what the store has received of it already; `name` is its name where the path is
    not called so. `event_date` is the day of the activity that it shows, where the sender states it.
    """

    requirement: str
    content: Path | Stored
    received_on: date
    event_date: date | None = None
    name: str = ""

    @property
    def file_name(self) -> str:
        """The name that its sender gave it."""
        return self.content.name if isinstance(self.content, Path) and not self.name else self.name


@dataclass(slots=True)
class FolderImport:
    """A folder that is taken in as one. Its number is known once the first files are safe."""

    folder: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """A file whose bytes and rows are certainly stored, with its item and its inspection.

    `also` are the requirements that got the same new version by a link, `elsewhere` others for which the same
    content stands already, `versions` every (item, version) that it became. Before the look, `inspection` says so.
    """

    file_name: str
    requirement: RequirementId
    asked: EvidenceRequirement
    added: AddedEvidence
    versions: tuple[tuple[int, int], ...]
    inspection: Inspection
    also: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def conflict_rule(text: str) -> Conflict:
    """The rule meant by `new-version`, `skip` or `replace`. Raises KamnotError for any other word."""
    if text not in tuple(Conflict):
        known = ", ".join(Conflict)
        raise KamnotError(
            f"ไม่รู้จักกติกา “{text}” ใช้ได้: {known}", f"Unknown rule {text!r}; there are: {known}."
        )
    return Conflict(text)


def receive(ws: Workspace, stream: BinaryIO) -> Stored:
    """Copy the rest of the stream into the store and hash it. On return its bytes are certainly stored.

    No row points at it before `file_in`. What is never filed in is an orphan that `check_store` counts.
    """
    return ws.store.put(stream)


def take_in(
    ws: Workspace,
    unit: str,
    files: Sequence[Incoming],
    *,
    by: str,
    note: str = "",
    conflict: Conflict = Conflict.NEW_VERSION,
    entered_on: date | None = None,
    why: str = "",
    of: FolderImport | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Intake]:
    """Take files in, each for its activity or requirement: first all are stored, then all are inspected.

    `entered_on` is the Bangkok day of today, after which nothing can have been received and before which a receipt
    needs a reason (`why`); None for records that are made with a clock of their own, as if each were entered on its
    day. `of` is the folder's import that the files belong to. `progress` is called with each file's name twice, when
    it is stored and when it was inspected. Every name and every day is checked before anything is written.
    """
    filed = list(
        file_in(
            ws, unit, files, by=by, note=note, conflict=conflict,
            entered_on=entered_on, why=why, of=of, progress=progress,
        )
    )  # fmt: skip
    return _finished(ws, unit, filed, by, progress)


def _finished(
    ws: Workspace,
    unit: str,
    filed: Sequence[Intake],
    by: str,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Intake]:
    """Look into what was filed, and make the PDFs for the learning centre."""
    looked = look_at_filed(ws, unit, filed, by=by, progress=progress)
    make_site_pdfs(ws, unit, {item for one in filed for item, _ in one.versions}, by=by)
    return looked


def look_at_filed(
    ws: Workspace,
    unit: str,
    filed: Sequence[Intake],
    *,
    by: str,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Intake]:
    """Look into what `file_in` stored. Returns it with what was seen; PDFs for the learning centre are not made."""
    look_into(
        ws, unit, [version for one in filed for version in one.versions], by=by, progress=progress
    )
    with reading(ws.engine) as session:
        return [replace(one, inspection=look_of(session, *one.versions[0])) for one in filed]


def file_in(
    ws: Workspace,
    unit: str,
    files: Sequence[Incoming],
    *,
    by: str,
    note: str = "",
    conflict: Conflict = Conflict.NEW_VERSION,
    entered_on: date | None = None,
    why: str = "",
    of: FolderImport | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Intake]:
    """Store bytes and rows as `take_in` does, some files at a time. Files that it yields are safe."""
    filing = _Filing(ws, unit, by, note, conflict, entered_on, why, of)
    for file in files:
        filing.mark(file.received_on)
        if isinstance(file.content, Path):
            _check_readable(file.content)
        if file.event_date is not None:
            check_event_day(file.event_date, file.received_on)
    asked = [find_requirement(ws.plan, f.requirement, claimed_format(f.file_name)) for f in files]
    for filed in filing.run(zip(files, asked, strict=True)):
        progress(filed.file_name)
        yield filed


Named = tuple[Incoming, RequirementId]


@dataclass(frozen=True, slots=True)
class _Filing:
    """What all files of one intake share."""

    ws: Workspace
    unit: str
    by: str
    note: str
    conflict: Conflict
    entered_on: date | None
    why: str
    of: FolderImport | None

    def mark(self, received_on: date) -> str:
        """Why the receipt was entered late. Raises KamnotError for a day that cannot be."""
        return reason_of_backdating(received_on, self.entered_on or received_on, self.why)

    def run(self, files: Iterable[Named]) -> Iterator[Intake]:
        """Store the bytes of some files, then their rows, while the next bytes are copied."""
        rest = iter(files)
        with ThreadPoolExecutor(1, thread_name_prefix="rows") as thread:
            running: Future[list[Intake]] | None = None
            while some := list(islice(rest, TOGETHER)):
                contents = self._store(some)
                if running is not None:
                    yield from running.result()
                running = thread.submit(self._rows, some, contents)
            if running is not None:
                yield from running.result()

    def _store(self, files: Sequence[Named]) -> list[Stored]:
        contents = []
        with self.ws.store.batch() as batch:
            for file, _ in files:
                if isinstance(file.content, Stored):
                    # Somebody else may have filed it in since.
                    contents.append(replace(file.content, already_there=True))
                    continue
                with file.content.open("rb") as stream:
                    contents.append(batch.put(stream))
        return contents

    def _rows(self, files: Sequence[Named], contents: Sequence[Stored]) -> list[Intake]:
        with writing(self.ws.engine) as session:
            self.ws.pin(session, by=self.by)
            self._number(session)
            return [
                self._write(session, file, requirement, stored)
                for (file, requirement), stored in zip(files, contents, strict=True)
            ]

    def _number(self, session: Session) -> None:
        """Give the import its number with the first files that it brings."""
        if self.of is not None and self.of.number is None:
            year, folder = self.ws.plan.fiscal_year, self.of.folder
            self.of.number = begin_import(
                session, self.unit, year, folder, by=self.by, now=self.ws.now()
            )

    def _write(
        self, session: Session, file: Incoming, requirement: RequirementId, stored: Stored
    ) -> Intake:
        year, name = self.ws.plan.fiscal_year, file.file_name
        # Content that is new to the store is evidence for nothing yet.
        uses = uses_of(session, self.unit, year, stored.sha256) if stored.already_there else ()
        added = self._add(session, file, requirement, stored)
        newer = added.outcome is AddOutcome.NEW_VERSION
        shared = served_by(session, self.unit, year, requirement, name) if newer else ()
        also = [self._add(session, file, other, stored) for _, other in shared]
        return Intake(
            file_name=clean_file_name(name),
            requirement=requirement,
            asked=requirement_of(self.ws.plan, requirement),
            added=added,
            versions=tuple((a.item, a.version) for a in (added, *also)),
            inspection=unseen(claimed_format(name)),
            also=tuple(other for _, other in shared),
            elsewhere=tuple(r for r in uses if r != requirement),
        )

    def _add(
        self, session: Session, file: Incoming, requirement: str, stored: Stored
    ) -> AddedEvidence:
        new = NewEvidence(
            unit=self.unit,
            fiscal_year=self.ws.plan.fiscal_year,
            requirement=requirement,
            stored=stored,
            file_name=file.file_name,
            inspection=unseen(claimed_format(file.file_name)),
            plan_hash=self.ws.plan_hash,
            received_on=file.received_on,
            event_date=file.event_date,
            by=self.by,
            note=self.note,
            now=self.ws.now(),
            conflict=self.conflict,
            import_id=self.of.number if self.of else None,
            backdated_why=self.mark(file.received_on),
        )
        return add_evidence(session, new)


def link(
    ws: Workspace,
    unit: str,
    item: int,
    asked: Sequence[str],
    *,
    received_on: date,
    by: str,
    entered_on: date | None = None,
    why: str = "",
) -> list[Intake]:
    """Use the file of an item for other requirements too, each with its own sections; days as in `take_in`.

    Raises NotThereError if the unit has no such item, KamnotError for a withdrawn one and for a requirement that
    cannot be told.
    """
    late = reason_of_backdating(received_on, entered_on or received_on, why)
    with reading(ws.engine) as session:
        meant = find_version(session, unit, item)
    refuse_withdrawn(item, meant.withdrawn_on)
    names = [find_requirement(ws.plan, text, meant.fact.format) for text in asked]
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        linked = [_link(ws, session, unit, meant, name, received_on, by, late) for name in names]
    return _finished(ws, unit, linked, by)


def _link(
    ws: Workspace,
    session: Session,
    unit: str,
    meant: ListedEvidence,
    requirement: RequirementId,
    received_on: date,
    by: str,
    late: str,
) -> Intake:
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
        backdated_why=late,
    )
    added = add_evidence(session, new)
    return Intake(
        file_name=fact.file_name,
        requirement=requirement,
        asked=requirement_of(ws.plan, requirement),
        added=added,
        versions=((added.item, added.version),),
        inspection=new.inspection,
        elsewhere=(fact.requirement,),
    )


def _check_readable(path: Path) -> None:
    try:
        found = path.lstat()
        mode = found.st_mode
        if stat.S_ISREG(mode) and found.st_dev not in _of_the_system():
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
    if stat.S_ISLNK(mode):
        # It may point at a file that its sender may not see, and tomorrow at another one.
        raise KamnotError(
            f"“{path}” เป็นทางลัดไปยังไฟล์อื่น โปรดระบุไฟล์จริงที่ทางลัดชี้ไป",
            f"{str(path)!r} is a link; name the file that it points to.",
        )
    what = "โฟลเดอร์" if stat.S_ISDIR(mode) else "แฟ้มพิเศษของระบบ"
    raise KamnotError(
        f"“{path}” เป็น{what} โปรดระบุไฟล์ เช่น {path.name}/รายงาน.pdf",
        f"{str(path)!r} is no ordinary file; name files.",
    )


def _of_the_system() -> frozenset[int]:
    """The devices on which the system shows itself as files: nobody's evidence lies there."""
    shown = (Path(place) for place in ("/proc", "/sys"))
    return frozenset(place.stat().st_dev for place in shown if place.is_mount())
