"""Brings one file that a person sends over the network: what is refused before its bytes, and what follows them.

Bytes are stored first, rows after them, the look last. PDFs for the learning centre are made later: nobody waits.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from domain.language.errors import (
    KamnotError,
    NotAllowedError,
    NotThereError,
    SurroundingsError,
)
from domain.language.ids import RequirementId
from domain.language.thai import thai_digits
from domain.plan.model import EvidenceRequirement
from flows.evidence.browse import ListedEvidence
from flows.evidence.site_pdfs import make_site_pdfs
from flows.evidence.take_in import Incoming, Intake, file_in, look_at_filed, receive
from flows.run.workspace import Workspace
from inspection import largest_of
from storage.evidence_store.contract import Stored

__all__ = [
    "Brought", "Stored", "TooLargeError", "bring", "finish_later", "free_name", "largest", "receive", "refuse_bringing",
    "too_large",
]  # fmt: skip

_ROOM = 500 * 2**20
"""Bytes that stay free on the disk of the store: the database needs some too."""
_PLAIN_NAMES = frozenset({"image", "photo", "img", "picture", "video", "blob", "file"})
"""Names that telephones give to every picture alike."""


class TooLargeError(KamnotError):
    """The file is larger than what is taken of its kind."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came in, with what a look at it saw; `known` if the very content was there already."""

    intake: Intake

    @property
    def known(self) -> bool:
        return self.intake.added.outcome == "same"

    @property
    def item(self) -> int:
        return self.intake.added.item


def largest(asked: EvidenceRequirement) -> int:
    """The most bytes that a file of this requirement may have."""
    return largest_of(asked.formats)


def refuse_bringing(ws: Workspace, requirement: RequirementId, size: int | None) -> None:
    """Raise an error if a file of so many bytes (None: unknown) cannot come in: before anything of it is read.

    NotThereError for a document that the plan does not ask for, NotAllowedError in a closed year, TooLargeError, and
    SurroundingsError if the disk has no room.
    """
    asked = ws.plan.requirement_by_id.get(requirement)
    if asked is None:
        raise NotThereError("แผนไม่ได้ขอเอกสารนี้", "The plan does not ask for this document.")
    if ws.closed:
        year = ws.plan.fiscal_year
        raise NotAllowedError(
            f"ปีงบประมาณ {thai_digits(year)} ปิดแล้ว จึงรับไฟล์เพิ่มไม่ได้ ถ้าต้องส่งจริง โปรดแจ้งคณะทำงานด้านแผนฯ",
            f"Fiscal year {year} is closed and takes no more files; tell the planning group if one must come in.",
        )
    most = largest(asked)
    if (size or 0) > most:
        raise too_large(most)
    _refuse_full(ws, size or 0)


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
        raise SurroundingsError(
            "ที่เก็บหลักฐานใกล้เต็ม จึงยังไม่รับไฟล์นี้ โปรดแจ้งผู้ดูแลระบบ แล้วส่งใหม่ ไฟล์ที่ส่งแล้วยังอยู่ครบ",
            "The evidence store is nearly full and did not take this file; tell IT, then send it again."
            " What was sent before is kept.",
        )


def free_name(
    name: str, asked: EvidenceRequirement, known: Iterable[ListedEvidence], sha256: str
) -> str:
    """The name under which a picture is filed: telephones call every one `image.jpg`, and none may replace another.

    Only where several files count; elsewhere the same name is a new version.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    there = {e.fact.file_name.casefold(): e.fact.sha256 for e in known if e.newest}
    plain = path.stem.casefold() in _PLAIN_NAMES
    if not (asked.takes_several and plain) or there.get(path.name.casefold()) in (None, sha256):
        return name
    numbers = (f"{path.stem}-{n}{path.suffix}" for n in range(2, 10_000))
    return next(n for n in numbers if there.get(n.casefold()) in (None, sha256))


def bring(
    ws: Workspace,
    unit: str,
    requirement: RequirementId,
    name: str,
    stored: Stored,
    *,
    on: date,
    by: str,
) -> Brought:
    """File in what was received, and look into it. Raises KamnotError as `file_in` does."""
    incoming = Incoming(requirement, stored, on, name=name)
    filed = list(file_in(ws, unit, [incoming], by=by, entered_on=on))
    return Brought(look_at_filed(ws, unit, filed, by=by)[0])


def finish_later(ws: Workspace, unit: str, brought: Brought, *, by: str) -> None:
    """Make the PDFs for the learning centre."""
    make_site_pdfs(ws, unit, {item for item, _ in brought.intake.versions}, by=by)
