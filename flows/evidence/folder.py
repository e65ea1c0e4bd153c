"""Finds the requirement of each file in a folder of evidence, such as a flash drive.

Names of folders or files begin with the activity's number: `07/`, `7 สำรวจ/`, `๐๗_ภาพ.jpg`, `กิจกรรมที่ 7/`. A file
that cannot be placed for sure is listed with the reason and never guessed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.language.errors import KamnotError
from domain.language.thai import MONTHS, SHORT_MONTHS, arabic_digits, match_key
from domain.plan.model import Activity, EvidenceRequirement, Plan
from domain.plan.requirements import find_requirement
from flows.evidence.take_in import Incoming
from inspection import extension

_MONTH = "|".join(re.escape(month) for month in (*MONTHS, *SHORT_MONTHS))
_NUMBER = re.compile(
    rf"(?:กิจกรรม(?:ที่)?|ลำดับ(?:ที่)?|ข้อ(?:ที่)?|activity)?[\s._-]*0*(\d{{1,3}})(?!\d|\s*(?:{_MONTH}))",
    re.IGNORECASE,
)
"""An activity's number, but no year (2567) and no day (20 มีนาคม): folders of a batch have its date."""
_LITTER = re.compile(
    r"(thumbs\.db|desktop\.ini|\.ds_store|~\$.*|~wrl.*\.tmp|\._.*|autorun\.inf)", re.IGNORECASE
)
_LITTER_FOLDERS = frozenset(
    {"system volume information", "$recycle.bin", "__macosx", ".trashes", ".spotlight-v100"}
)
_SHORT_TITLE = 4
"""A title of fewer letters occurs in other names by chance."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A file and the requirement (`7.report`) that it belongs to."""

    path: Path
    requirement: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A file that was left out, and why, in Thai and English."""

    path: Path
    thai: str
    english: str


@dataclass(frozen=True, slots=True)
class FolderPlan:
    """Where each file would go, in the order of the paths; `litter` counts files that systems leave on drives."""

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    litter: int

    def incoming(self, received_on: date, event_date: date | None) -> list[Incoming]:
        """The placed files as `take_in` wants them."""
        return [Incoming(p.requirement, p.path, received_on, event_date) for p in self.placed]


def read_folder(plan: Plan, folder: Path) -> FolderPlan:
    """Read the names in a folder. No file is opened, and no link is followed.

    Raises KamnotError if `folder` is no folder or cannot be read.
    """
    _check_folder(folder)
    placed: list[Placed] = []
    unplaced: list[Unplaced] = []
    litter = 0
    for entry in _walk(folder):
        if isinstance(entry, Unplaced):
            unplaced.append(entry)
        elif _is_litter(entry.relative_to(folder)):
            litter += 1
        else:
            found = _place(plan, entry, entry.relative_to(folder))
            placed.append(found) if isinstance(found, Placed) else unplaced.append(found)
    return FolderPlan(tuple(placed), tuple(unplaced), litter)


def _check_folder(folder: Path) -> None:
    try:
        if folder.is_dir():
            return
    except OSError as error:
        raise KamnotError(
            f"เปิดโฟลเดอร์ “{folder}” ไม่ได้ ({error.strerror})",
            f"Cannot open the folder {str(folder)!r} ({error.strerror}).",
        ) from error
    raise KamnotError(
        f"ไม่พบโฟลเดอร์ “{folder}” โปรดระบุโฟลเดอร์ที่มีโฟลเดอร์ย่อยตามเลขกิจกรรม เช่น 07",
        f"There is no folder {str(folder)!r}; name one with a folder for each activity, such as 07.",
    )


def _walk(folder: Path) -> Iterator[Path | Unplaced]:
    """Every file below a folder, sorted; links and special files as unplaced."""
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        yield Unplaced(
            folder,
            f"เปิดโฟลเดอร์ไม่ได้ ({error.strerror})",
            f"the folder cannot be opened ({error.strerror})",
        )
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_symlink() or _is_junction(path):
            yield Unplaced(path, "เป็นทางลัดไปที่อื่น ไม่ใช่ไฟล์", "a link to somewhere else, no file")
        elif entry.is_dir(follow_symlinks=False):
            if entry.name.casefold() in _LITTER_FOLDERS:
                continue
            yield from _walk(path)
        elif entry.is_file(follow_symlinks=False):
            yield path
        else:
            yield Unplaced(path, "เป็นแฟ้มพิเศษของระบบ", "a special file of the system")


def _is_junction(path: Path) -> bool:
    """Whether a path is one of Windows's junctions; Python recognises them from 3.12 on."""
    ask = getattr(path, "is_junction", None)
    return bool(ask and ask())


def _is_litter(inside: Path) -> bool:
    return _LITTER.fullmatch(inside.name) is not None


def _place(plan: Plan, path: Path, inside: Path) -> Placed | Unplaced:
    number = _activity_number(inside)
    if number is None:
        return Unplaced(
            path,
            "ไม่มีเลขกิจกรรมนำหน้าชื่อโฟลเดอร์หรือไฟล์ เช่น 07",
            "no activity's number, such as 07, leads the folder's or the file's name",
        )
    activity = plan.by_number.get(number)
    if activity is None:
        return Unplaced(
            path,
            f"ไม่มีกิจกรรมที่ {number} ในแผน (1 ถึง {plan.activity_count})",
            f"the plan has no activity {number} (1 to {plan.activity_count})",
        )
    named = _named(activity, inside)
    if named is not None:
        return Placed(path, f"{number}.{named.id}")
    try:
        return Placed(path, find_requirement(plan, str(number), extension(path.name)))
    except KamnotError as error:
        return Unplaced(path, error.thai, error.english)


def _activity_number(inside: Path) -> int | None:
    """The number that leads the outermost name that has one."""
    for name in inside.parts:
        found = _NUMBER.match(arabic_digits(name).strip())
        if found:
            return int(found[1])
    return None


def _named(activity: Activity, inside: Path) -> EvidenceRequirement | None:
    """The one requirement that a folder (`report`, its title) or the file is named after."""
    for folder in inside.parts[:-1]:
        plain = match_key(folder)
        for requirement in activity.requirements:
            if plain in (match_key(requirement.id), match_key(requirement.title)):
                return requirement
    name = match_key(inside.stem)
    told = [
        r
        for r in activity.requirements
        if len(match_key(r.title)) >= _SHORT_TITLE and match_key(r.title) in name
    ]
    return told[0] if len(told) == 1 else None
