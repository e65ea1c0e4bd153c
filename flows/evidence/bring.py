"""Brings one file that a person sends over the network: what is refused before its bytes, and what follows them.

Bytes come into a file apart from the evidence, which outlives a break and a restart. Once all have come they are
stored, then rows stand, then it is looked into; each step can be done again. PDFs for the learning centre are made
later: nobody waits.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from threading import Condition
from typing import BinaryIO

from domain.language.errors import (
    BusyError,
    CouldNotFinishError,
    KamnotError,
    NotAllowedError,
    NotThereError,
    SurroundingsError,
    TooOftenError,
)
from domain.language.ids import RequirementId
from domain.language.thai import thai_digits
from domain.plan.model import EvidenceRequirement
from flows.evidence.browse import ListedEvidence, all_evidence
from flows.evidence.site_pdfs import make_site_pdfs
from flows.evidence.take_in import Incoming, file_in, look_at_filed
from flows.run.workspace import Workspace
from inspection import largest_of
from storage.evidence_store.arriving import Arriving
from storage.evidence_store.contract import Stored

__all__ = [
    "LARGE", "Arriving", "Brought", "TooLargeError", "begin", "finish", "finish_later", "finish_left", "free_name",
    "give_up", "go_on", "largest", "on_its_way", "refuse_bringing", "so_far", "spool",
    "store_full", "too_large",
]  # fmt: skip

LARGE = 20 * 2**20
"""Bytes from which on a file comes by pieces."""
_MOST_WAITING = 2 * 2**30
"""Bytes of large files that one unit may have on their way."""
_IDLE_SECONDS = 3600
"""After so long without a piece a file makes room for another."""
_PATIENCE = 20.0
"""Seconds that a second ask waits for the first to look into the file."""
_TURN = Condition()
_FINISHING: set[str] = set()

_ROOM = 500 * 2**20
"""Bytes that stay free on the disk of the store: the database needs some too."""
_PLAIN_NAMES = frozenset({"image", "photo", "img", "picture", "video", "blob", "file"})
"""Names that telephones give to every picture alike."""


class TooLargeError(KamnotError):
    """The file is larger than what is taken of its kind."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came in; `known` if the very content was there already, `items` all that it became just now."""

    item: int
    known: bool
    items: frozenset[int] = frozenset()


def largest(asked: EvidenceRequirement) -> int:
    """The most bytes that a file of this requirement may have."""
    return largest_of(asked.formats)


def begin(
    ws: Workspace,
    unit: str,
    requirement: RequirementId,
    name: str,
    size: int | None,
    *,
    by: str,
    said: str = "",
) -> Arriving:
    """Let a file of so many bytes (None: unknown) come. Raises what `refuse_bringing` does."""
    refuse_bringing(ws, unit, requirement, size)
    about = Arriving(unit, ws.plan.fiscal_year, requirement, name, by, size, said)
    with _without_places():
        return ws.store.arriving.begin(about)


def refuse_bringing(ws: Workspace, unit: str, requirement: RequirementId, size: int | None) -> None:
    """Raise an error if a file of so many bytes (None: unknown) cannot come in: before anything of it is read.

    NotThereError for a document that the plan does not ask for, NotAllowedError in a closed year, TooLargeError,
    TooOftenError while the unit has too much on its way, and SurroundingsError if the disk has no room.
    """
    most = largest(_asked(ws, requirement))
    if (size or 0) > most:
        raise too_large(most)
    _refuse_full(ws, size or 0)
    _refuse_crowd(ws, unit, size or 0)


def _asked(ws: Workspace, requirement: RequirementId) -> EvidenceRequirement:
    """What the plan asks for, in a year that still takes files."""
    asked = ws.plan.requirement_by_id.get(requirement)
    if asked is None:
        raise NotThereError("แผนไม่ได้ขอเอกสารนี้", "The plan does not ask for this document.")
    if ws.closed:
        year = ws.plan.fiscal_year
        raise NotAllowedError(
            f"ปีงบประมาณ {thai_digits(year)} ปิดแล้ว จึงรับไฟล์เพิ่มไม่ได้ ถ้าต้องส่งจริง โปรดแจ้งคณะทำงานด้านแผนฯ",
            f"Fiscal year {year} is closed and takes no more files; tell the planning group if one must come in.",
        )
    return asked


def _refuse_crowd(ws: Workspace, unit: str, size: int) -> None:
    """Raise TooOftenError if large files of the unit wait for their rest; those left alone make room, oldest first."""
    if size <= LARGE:
        return
    waiting = [
        (idle, one)
        for one, idle in ws.store.arriving.everything()
        if one.unit == unit and not one.item and (one.size or 0) > LARGE
    ]
    room = _MOST_WAITING - size - sum(one.size or 0 for _, one in waiting)
    for idle, one in sorted(waiting, key=lambda found: -found[0]):
        if room < 0 and idle > _IDLE_SECONDS:
            ws.store.arriving.drop(one)
            room += one.size or 0
    if room < 0:
        raise TooOftenError(
            "มีผู้กำลังส่งคลิปหรือไฟล์ใหญ่ของสำนักอยู่ รวมแล้วเกิน ๒ GB โปรดรอให้เสร็จก่อน แล้วส่งใหม่",
            "Others of the unit are sending clips, more than 2 GB with this one; wait until they are done.",
        )


def on_its_way(ws: Workspace, unit: str, id_: str, *, by: str) -> Arriving:
    """The file on its way that this person began. Raises NotThereError for another's, and for one that has expired."""
    found = ws.store.arriving.find(id_)
    if found is None or (found.unit, found.fiscal_year, found.by) != (
        unit,
        ws.plan.fiscal_year,
        by,
    ):
        raise NotThereError(
            "ไม่พบไฟล์ที่ส่งค้างไว้ อาจค้างนานเกินหนึ่งวัน โปรดเลือกไฟล์แล้วส่งใหม่",
            "No such file is on its way; after a day it must be sent again.",
        )
    return found


def spool(ws: Workspace) -> Path:
    """A folder on the store's disk for what forms bring before it is stored."""
    return ws.store.arriving.folder()


def so_far(ws: Workspace, arriving: Arriving) -> int:
    """How many of its bytes have come."""
    return ws.store.arriving.arrived(arriving)


def go_on(ws: Workspace, arriving: Arriving, at: int, stream: BinaryIO) -> int:
    """Add bytes to a file on its way, from that byte on. Returns how many have come.

    Raises OvertakenError if another number has come, SurroundingsError if the disk is full; what came stays.
    """
    with _without_places():
        return ws.store.arriving.append(arriving, at, stream)


@contextmanager
def _without_places() -> Iterator[None]:
    """Say of the store what concerns whoever sends: folders and buckets are for IT, in the log."""
    try:
        yield
    except SurroundingsError as error:
        raise store_full() from error
    except CouldNotFinishError as error:
        raise CouldNotFinishError(
            "ที่เก็บหลักฐานขัดข้องอยู่ จึงยังไม่ได้เก็บไฟล์นี้ โปรดรอสักครู่แล้วส่งใหม่ ถ้ายังเป็นอีก โปรดแจ้งผู้ดูแลระบบ",
            "The evidence store has a fault and did not keep this file; wait a moment and send it again, or tell IT.",
        ) from error


def give_up(ws: Workspace, arriving: Arriving) -> None:
    """Forget a file on its way; what was filed in stays."""
    ws.store.arriving.drop(arriving)


def finish(ws: Workspace, arriving: Arriving, *, on: date) -> Brought:
    """Store a file of which all has come, file it in and look into it. Once it is filed in, says so again.

    Raises KamnotError as `file_in` does, BusyError while another does the same; then all that came stays.
    """
    with _alone(arriving.id):
        now = on_its_way(ws, arriving.unit, arriving.id, by=arriving.by)
        if now.item:
            return Brought(now.item, now.known)
        asked = _asked(ws, RequirementId.parse(now.requirement))
        with _without_places():
            stored = _store(ws, now, on)
        return _file(ws, asked, *stored)


@contextmanager
def _alone(id_: str) -> Iterator[None]:
    """Let one thread finish a file; another waits for it."""
    with _TURN:
        if not _TURN.wait_for(lambda: id_ not in _FINISHING, _PATIENCE):
            raise BusyError(
                "ไฟล์ถึงครบแล้ว กำลังตรวจอยู่ โปรดรอสักครู่",
                "The file is here and being looked into; wait a moment.",
            )
        _FINISHING.add(id_)
    try:
        yield
    finally:
        with _TURN:
            _FINISHING.discard(id_)
            _TURN.notify_all()


def _store(ws: Workspace, arriving: Arriving, on: date) -> tuple[Arriving, Stored]:
    """Let the store take the bytes over. Their SHA-256 is noted before, so that after a kill nobody looks for them."""
    files = ws.store.arriving
    size = so_far(ws, arriving)
    if not arriving.sha256:
        arriving = replace(arriving, sha256=files.digest(arriving), received_on=on, size=size)
        files.note(arriving)
    path = files.path(arriving.id)
    if not path.exists():
        return arriving, Stored(arriving.sha256, size, already_there=True)
    stored = ws.store.adopt(path, arriving.sha256)
    files.drop(arriving, note=False)
    return arriving, stored


def _file(ws: Workspace, asked: EvidenceRequirement, arriving: Arriving, stored: Stored) -> Brought:
    requirement, unit = RequirementId.parse(arriving.requirement), arriving.unit
    known = _there(ws, unit, requirement)
    name = free_name(arriving.name or "file", asked, known, stored.sha256)
    on = arriving.received_on
    assert on is not None  # noqa: S101  # noted with the SHA-256
    incoming = Incoming(requirement, stored, on, name=name)
    filed = list(file_in(ws, unit, [incoming], by=arriving.by, entered_on=on))
    added = filed[0].added
    done = replace(arriving, item=added.item, known=added.outcome == "same")
    ws.store.arriving.note(done)
    look_at_filed(ws, unit, filed, by=arriving.by)
    return Brought(done.item, done.known, frozenset(item for item, _ in filed[0].versions))


def _there(ws: Workspace, unit: str, requirement: RequirementId) -> Iterator[ListedEvidence]:
    """What has come for a requirement, read only once it is asked for."""
    yield from (e for e in all_evidence(ws, unit) if e.fact.requirement == requirement)


def finish_left(ws: Workspace, *, on: date) -> int:
    """File in what came whole before a server died or while the database was busy. Returns how many files."""
    done = 0
    for one, _ in list(ws.store.arriving.everything()):
        whole = one.sha256 or (one.size and one.size == so_far(ws, one))
        if whole and not one.item and one.fiscal_year == ws.plan.fiscal_year:
            with suppress(KamnotError):
                finish(ws, one, on=one.received_on or on)
                done += 1
    return done


def too_large(most: int) -> TooLargeError:
    """The error of a file beyond the limit."""
    limit = f"{most // 2**20} MB" if most < 2**30 else f"{most // 2**30} GB"
    return TooLargeError(
        f"ไฟล์ใหญ่เกิน {thai_digits(limit)} โปรดลดขนาดภาพหรือคลิปแล้วส่งใหม่",
        f"The file is larger than {limit}; make its pictures or the clip smaller and send it again.",
    )


def _refuse_full(ws: Workspace, size: int) -> None:
    place = ws.settings.store_place
    folder = place if isinstance(place, Path) else ws.settings.store_scratch
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < size + _ROOM:
        raise store_full()


def store_full() -> SurroundingsError:
    """The error of a disk without room, as its sender is told it."""
    return SurroundingsError(
        "ที่เก็บหลักฐานใกล้เต็มหรือเขียนไม่ได้ จึงยังไม่รับไฟล์นี้ โปรดแจ้งผู้ดูแลระบบ แล้วส่งใหม่ ไฟล์ที่ส่งแล้วยังอยู่ครบ",
        "The evidence store is nearly full or cannot be written, and did not take this file; tell IT, then send it"
        " again. What was sent before is kept.",
    )


def free_name(
    name: str, asked: EvidenceRequirement, known: Iterable[ListedEvidence], sha256: str
) -> str:
    """The name under which a picture is filed: telephones call every one `image.jpg`, and none may replace another.

    Only where several files count; elsewhere the same name is a new version.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if not asked.takes_several or path.stem.casefold() not in _PLAIN_NAMES:
        return name
    there = {e.fact.file_name.casefold(): e.fact.sha256 for e in known if e.newest}
    if there.get(path.name.casefold()) in (None, sha256):
        return name
    numbers = (f"{path.stem}-{n}{path.suffix}" for n in range(2, 10_000))
    return next(n for n in numbers if there.get(n.casefold()) in (None, sha256))


def finish_later(ws: Workspace, unit: str, brought: Brought, *, by: str) -> None:
    """Make the PDFs for the learning centre."""
    make_site_pdfs(ws, unit, set(brought.items), by=by)
