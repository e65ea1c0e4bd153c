"""Finds the requirement of each file in a folder of evidence, such as a flash drive.

`domain.plan.placing` says where a file belongs. A file that cannot be placed for sure is listed with the reason and
never guessed; a folder that looks like no folder of evidence is told before anything is taken in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from domain.activity.file_kinds import KINDS, RENAMED, wrong_format_words
from domain.language.errors import KamnotError
from domain.language.file_names import is_litter
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.plan.model import Plan
from domain.plan.placing import Placing, find_place
from flows.evidence.take_in import Incoming
from inspection import claimed_format
from inspection.formats import recognise

MOST = 2000
"""A year's evidence is some hundred files. Beyond this the walk ends, unless somebody said that the folder is right."""
_FEW = 10
"""Of so few files most may be out of place."""
_PROGRAMS = frozenset(
    {
        ".git",
        "node_modules",
        "pyproject.toml",
        "package.json",
        "setup.py",
        "cargo.toml",
        "kamnot.db",
    }
)
"""What lies at the top of a program's folder, and of our own data."""
_PROGRAM_FILES = frozenset(
    {
        ".exe",
        ".dll",
        ".so",
        ".sys",
        ".msi",
        ".py",
        ".pyc",
        ".js",
        ".ts",
        ".java",
        ".class",
        ".jar",
        ".c",
        ".h",
    }
)
_OF_SYSTEMS = (
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/proc",
    "/sbin",
    "/sys",
    "/usr",
    "C:/Windows",
    "C:/Program Files",
)
_TOPS = ("/", "/home", "/opt", "/root", "/srv", "/tmp", "/var", "/Users", "C:/", "C:/Users")  # noqa: S108  # named, never written
"""Folders that hold everything."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A file and the requirement (`7.report`) that it belongs to."""

    path: Path
    requirement: RequirementId


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A file that was left out, and why, in Thai and English."""

    path: Path
    thai: str
    english: str


@dataclass(frozen=True, slots=True)
class Doubted:
    """A file that a person must place: the documents that it may be, and what keeps that from being sure."""

    path: Path
    place: Placing


@dataclass(frozen=True, slots=True)
class FolderPlan:
    """Where each file would go, in the order of the paths; `litter` counts what systems leave on drives.

    `looks_wrong` is the sentence for a folder that is probably none of evidence.
    """

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    litter: int
    doubted: tuple[Doubted, ...] = ()
    looks_wrong: KamnotError | None = None

    @property
    def guessed(self) -> tuple[Placed, ...]:
        """The files in doubt for which one document is likeliest."""
        return tuple(Placed(d.path, d.place.guess) for d in self.doubted if d.place.guess)

    def incoming(
        self, received_on: date, event_date: date | None, *, guessed: bool = False
    ) -> list[Incoming]:
        """The placed files as `take_in` wants them, with those in doubt if a person said so."""
        placed = sorted((*self.placed, *(self.guessed if guessed else ())), key=lambda p: p.path)
        return [Incoming(p.requirement, p.path, received_on, event_date) for p in placed]


def read_folder(plan: Plan, folder: Path, *, sure: bool = False) -> FolderPlan:
    """Read the names in a folder, and the first bytes of files without an extension. No link is followed.

    With `sure` a person said that the folder is right, and it is read to its end. Raises KamnotError if `folder` is
    no folder or cannot be read.
    """
    _check_folder(folder)
    wrong = None if sure else _looks_wrong(folder)
    if wrong is not None:
        return FolderPlan((), (), 0, looks_wrong=wrong)
    entries = list(_walk(folder))
    found = [entry for entry in entries if entry is not None]
    places = [_place(plan, e, folder) if isinstance(e, Path) else e for e in found]
    left_out = tuple(p for p in places if isinstance(p, Unplaced))
    return FolderPlan(
        tuple(p for p in places if isinstance(p, Placed)),
        left_out,
        len(entries) - len(found),
        tuple(p for p in places if isinstance(p, Doubted)),
        _out_of_place(folder, len(left_out), len(places)),
    )


def _looks_wrong(folder: Path) -> KamnotError | None:
    """Why this is probably no folder of evidence, by its own name and what lies in it; None if it may be one."""
    if _is_top(folder):
        return _wrong(
            folder, "เป็นโฟลเดอร์ของระบบหรือโฟลเดอร์หลักของผู้ใช้", "is a folder of the system or a home"
        )
    files = [e for e in islice(_walk(folder), MOST + 1) if isinstance(e, Path)]
    if _is_program(folder, files):
        return _wrong(folder, "เป็นโฟลเดอร์ของโปรแกรม", "is a program's folder")
    if len(files) > MOST:
        return _wrong(folder, f"มีไฟล์มากกว่า {MOST:,} ไฟล์", f"holds more than {MOST:,} files")
    return None


def _out_of_place(folder: Path, left_out: int, count: int) -> KamnotError | None:
    if count < _FEW or left_out * 2 <= count:
        return None
    return _wrong(
        folder,
        f"มีไฟล์ที่จัดเข้ากิจกรรมไม่ได้ {left_out} จาก {count} ไฟล์",
        f"holds {left_out} files of {count} that belong to no activity",
    )


def _wrong(folder: Path, thai: str, english: str) -> KamnotError:
    return KamnotError(
        f"โฟลเดอร์ “{folder}” {thai} จึงยังไม่รับไฟล์ใด โปรดตรวจว่าเป็นโฟลเดอร์หลักฐาน แล้วยืนยัน",
        f"The folder {str(folder)!r} {english}, so nothing was taken in; check that it holds evidence, then confirm.",
        How(Verb.GIVE_YES),
    )


def _is_top(folder: Path) -> bool:
    real = folder.resolve()
    within = any(real.is_relative_to(system) for system in _OF_SYSTEMS)
    return within or real in map(Path, _TOPS) or Path.home().is_relative_to(real)


def _is_program(folder: Path, files: Sequence[Path]) -> bool:
    named: set[str] = set()
    with suppress(OSError):  # the walk says so
        named = {path.name.casefold() for path in folder.iterdir()}
    programs = sum(path.suffix.lower() in _PROGRAM_FILES for path in files)
    return bool(named & _PROGRAMS) or (programs >= _FEW and programs * 2 > len(files))


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


def _walk(folder: Path) -> Iterator[Path | Unplaced | None]:
    """Every file below a folder, sorted; links and special files as unplaced, None for litter."""
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
        if is_litter([entry.name]):
            yield None
        elif entry.is_symlink() or _is_junction(path):
            yield Unplaced(path, "เป็นทางลัดไปที่อื่น ไม่ใช่ไฟล์", "a link to somewhere else, no file")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path)
        elif entry.is_file(follow_symlinks=False):
            yield path
        else:
            yield Unplaced(path, "เป็นแฟ้มพิเศษของระบบ", "a special file of the system")


def _is_junction(path: Path) -> bool:
    """Whether a path is one of Windows's junctions; Python recognises them from 3.12 on."""
    ask = getattr(path, "is_junction", None)
    return bool(ask and ask())


def _place(plan: Plan, path: Path, folder: Path) -> Placed | Doubted | Unplaced:
    file_format = claimed_format(path.name) or _recognised(path)
    try:
        place = find_place(plan, path.relative_to(folder).parts, file_format)
    except KamnotError as error:
        return Unplaced(path, *_with_advice(error, file_format))
    return Placed(path, place.may_be[0]) if place.sure else Doubted(path, place)


def _recognised(path: Path) -> str:
    """What a file without an extension is, by its first bytes."""
    with suppress(OSError):
        return recognise(path)
    return ""


def _with_advice(error: KamnotError, file_format: str) -> tuple[str, str]:
    """The reason, and what to do with a file of a kind that no document takes, such as a ZIP."""
    if file_format not in KINDS or file_format in RENAMED:
        return error.thai, error.english
    thai, english = (wrong_format_words(file_format, language) for language in ("th", "en"))
    return f"{error.thai} ไฟล์นี้{thai}", f"{error.english}; it {english}"
