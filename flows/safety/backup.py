"""Backs a home up while everything runs: one moment of the database first, then the evidence that it names.

Never the mailbox, never a secret: those lie outside the database, and nothing here reads them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO

from domain.language.errors import BusyError, KamnotError, NotThereError, SurroundingsError
from storage.db.copies import Snapshot, read_snapshot, take_snapshot
from storage.event_log import note
from storage.evidence_store.choose import open_store
from storage.evidence_store.contract import EvidenceStore, LostError, UnreadableError
from storage.packs.bundles import (
    CONTENTS,
    DATABASE,
    FULL,
    HOME,
    MANIFEST,
    MARK,
    PIECE,
    STAMP,
    BackupFile,
    Bundle,
    Manifest,
    damaged,
    evidence_part,
    is_archive,
    is_restorable,
    new_archive,
    open_bundle,
    snapshots,
)
from storage.settings import Settings

_PARTS = ".kamnot-backup-"
_MARK_TEXT = (
    "โฟลเดอร์นี้เก็บสำเนาสำรองของ “กำหนด” (Kamnot) โปรดอย่าแก้ไฟล์ในนี้\n"
    "This folder holds backups of Kamnot. Do not change its files.\n"
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished or proven backup: where it lies, what it holds, the bytes that were new, and how long it took."""

    place: Path
    manifest: Manifest
    new_bytes: int
    seconds: float
    dropped: int = 0
    """Older backups that were removed, because only so many are kept."""
    earlier: bool = False
    """It was there already: the machine's own timer, or a person, has just made it."""
    left_out: tuple[str, ...] = ()
    """Files among the bureau's own plans that no backup can take: links, and names that not every system has."""


def back_up(settings: Settings, target: Path, *, keep: int | None = None) -> Backup:
    """Back up the database as it is now, the evidence that it names and the home's own files, and prove the copy.

    `target` is a folder that keeps several backups (a new, an empty or an earlier one), or the name of a new archive.
    With `keep` a folder's older backups are removed. A schema older than the program's is not upgraded. On an error
    nothing half done stays.

    Raises KamnotError for a target that cannot take a backup, SurroundingsError for a full or unwritable disk,
    BusyError if another backup is being written there, and as `open_database`.
    """
    started = time.monotonic()
    target = target.expanduser().absolute()
    with explained(target):
        _refuse_target(settings, target, keep)
        made = (
            _to_archive(settings, target)
            if is_archive(target)
            else _to_folder(settings, target, keep)
        )
    left_out = tuple(path for path, _ in _unfit(settings))
    note(
        settings, "backup.made", evidence=len(made.manifest.evidence), lost=len(made.manifest.lost),
        new_bytes=made.new_bytes, seconds=round(time.monotonic() - started, 1),
    )  # fmt: skip
    return replace(made, seconds=time.monotonic() - started, left_out=left_out)


def back_up_database(settings: Settings, *, keep: int) -> Backup:
    """Back up what an upgrade changes, the database, into a folder of the home. Raises as `back_up`."""
    started = time.monotonic()
    target = settings.home / "backups"
    with explained(target):
        if target.exists() and not _takes_backups(target):
            raise KamnotError(
                f"“{target}” มีของอื่นอยู่ จึงสำรองก่อนปรับรุ่นไม่ได้และไม่ได้ทำอะไร โปรดย้ายของนั้นไปที่อื่น แล้วสั่งใหม่",
                f"{target} holds other things, so no backup could be made before the upgrade and nothing was done;"
                " move them elsewhere and run it again.",
            )
        made = _to_folder(settings, target, keep, database_only=True)
    return replace(made, seconds=time.monotonic() - started)


def back_up_nightly(settings: Settings, *, unless_within: timedelta = timedelta()) -> Backup | None:
    """Back up into the folder of the settings, where the newest are kept. Returns None if none is set.

    One that was made there so short a time ago is this night's, and is returned instead.
    """
    if settings.backup is None:
        return None
    made_at = newest_backup(settings)
    if made_at is not None and timedelta() <= datetime.now(UTC) - made_at < unless_within:
        bundle = open_bundle(settings.backup)
        return Backup(bundle.source, bundle.manifest, 0, 0.0, earlier=True)
    if is_archive(settings.backup):
        raise KamnotError(
            f"KAMNOT_BACKUP ต้องเป็นโฟลเดอร์ที่เก็บได้หลายชุด ไม่ใช่ไฟล์ “{settings.backup.name}”",
            f"KAMNOT_BACKUP must be a folder, which keeps several backups, and not the file {settings.backup.name}.",
        )
    return back_up(settings, settings.backup, keep=settings.backup_keep)


def newest_backup(settings: Settings) -> datetime | None:
    """When the newest backup in the folder of the settings was made; None if there is none, or no folder."""
    try:
        return open_bundle(settings.backup).manifest.made_at if settings.backup else None
    except KamnotError:
        return None


def prove_backup(source: Path) -> Backup:
    """Read a whole backup and compare every byte with its manifest. Raises KamnotError for the first that differs."""
    started = time.monotonic()
    bundle = open_bundle(source.expanduser().absolute())
    with tempfile.TemporaryDirectory(prefix="kamnot-") as scratch:
        prove(bundle, Path(scratch))
    return Backup(bundle.source, bundle.manifest, 0, time.monotonic() - started)


def prove(bundle: Bundle, scratch: Path) -> Path:
    """Compare every byte of a backup with its manifest. Returns a copy of its database in `scratch`, proven too."""
    database = scratch / DATABASE

    def take(part: BackupFile, stream: IO[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        with (database if part.path == DATABASE else Path(os.devnull)).open("wb") as out:
            while size <= part.size and (piece := stream.read(PIECE)):
                digest.update(piece)
                size += len(piece)
                if part.path == DATABASE:
                    out.write(piece)
        if (size, digest.hexdigest()) != (part.size, part.sha256):
            raise damaged(bundle.source, part.path)

    bundle.read(take)
    said = read_snapshot(database)
    if (said.version, said.audit, dict(said.rows)) != (
        bundle.manifest.version, bundle.manifest.audit, bundle.manifest.rows,
    ):  # fmt: skip
        raise damaged(bundle.source, DATABASE)
    return database


# --- Where a backup may go -------------------------------------------------------------------------


def _refuse_target(settings: Settings, target: Path, keep: int | None) -> None:
    if target.name == "verify":
        raise KamnotError(
            "“verify” เป็นคำสั่งตรวจสำเนา ไม่ใช่ชื่อสำเนา โปรดใช้ชื่ออื่น",
            "`verify` proves a backup and is no name of one; take another name.",
        )
    place = settings.store_place
    own = [settings.home, *([place] if isinstance(place, Path) else [])]
    # `resolve` raises for links in a circle.
    real = Path(os.path.realpath(target))
    if any(real.is_relative_to(os.path.realpath(folder)) for folder in own):
        raise KamnotError(
            f"“{target}” อยู่ในโฟลเดอร์ข้อมูลที่จะสำรอง สำเนาจะหายไปพร้อมกัน โปรดเลือกที่อื่น เช่น ไดรฟ์อื่น",
            f"{target} lies in the data that is backed up, and would be lost with it; take another drive.",
        )
    if not target.parent.is_dir() or (target.is_symlink() and not target.exists()):
        where = target if target.is_symlink() else target.parent
        raise NotThereError(
            f"ไม่มีโฟลเดอร์ “{where}” โปรดตรวจว่าต่อไดรฟ์แล้ว หรือสร้างโฟลเดอร์ก่อน",
            f"There is no folder {where}; connect the drive, or make the folder first.",
        )
    if is_archive(target):
        _refuse_archive(target, keep)
    elif target.exists():
        _refuse_folder(target)


def _refuse_archive(target: Path, keep: int | None) -> None:
    if target.exists():
        raise KamnotError(
            f"มี “{target}” อยู่แล้ว จึงไม่ได้เขียนทับ โปรดใช้ชื่ออื่น",
            f"{target} is there already and was not overwritten; take another name.",
        )
    if keep is not None:
        raise KamnotError(
            "การเก็บไว้กี่ชุดใช้กับโฟลเดอร์เท่านั้น ไฟล์เดียวเก็บได้หนึ่งชุด",
            "Only a folder keeps several backups; an archive is one.",
        )


def _takes_backups(target: Path) -> bool:
    return target.is_dir() and ((target / MARK).is_file() or not any(target.iterdir()))


def _refuse_folder(target: Path) -> None:
    if _takes_backups(target):
        return
    raise KamnotError(
        f"“{target}” มีของอื่นอยู่และไม่ใช่ที่เก็บสำเนาสำรองของ Kamnot จึงไม่ได้เขียนอะไร โปรดเลือกโฟลเดอร์ว่างหรือชื่อใหม่",
        f"{target} holds other things and is no place for Kamnot's backups; nothing was written."
        " Name an empty folder or a new one.",
    )


@contextmanager
def explained(target: Path, *, restoring: bool = False) -> Iterator[None]:
    """Turn a full or unwritable disk into one sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        code = getattr(error, "errno", None)
        full = code in FULL or getattr(error, "sqlite_errorname", "").startswith("SQLITE_FULL")
        thai, english = _UNCHANGED if restoring else _NO_COPY
        if full:
            raise SurroundingsError(
                f"พื้นที่ของ “{target}” เต็ม {thai} โปรดเพิ่มพื้นที่แล้วสั่งใหม่",
                f"The disk of {target} is full: {english}. Make room and run it again.",
            ) from error
        why = getattr(error, "strerror", None) or error
        raise SurroundingsError(
            f"เขียน “{target}” ไม่ได้ ({why}) {thai} โปรดตรวจสิทธิ์และดิสก์",
            f"{target} cannot be written ({why}): {english}. Check permissions and the disk.",
        ) from error


_NO_COPY = (
    "จึงไม่มีสำเนาใหม่และไม่มีอะไรค้างอยู่",
    "there is no new copy, and nothing half done stays",
)
_UNCHANGED = ("จึงไม่ได้กู้คืนและไม่มีอะไรเปลี่ยน", "nothing was restored or changed")


# --- What goes into it -----------------------------------------------------------------------------


def _own_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The home's files that belong to a backup, by their path in it."""
    unfit = {file for _, file in _unfit(settings)}
    for path, file in _planned(settings):
        if file not in unfit:
            yield path, file
    for file in (settings.home / "audit-anchors.txt", settings.garuda):
        if file.is_file():
            yield HOME + file.name, file
    if settings.closed_days is not None and settings.closed_days.is_file():
        named = f"{HOME}closed-days{settings.closed_days.suffix}"
        yield named if is_restorable(named) else f"{HOME}closed-days", settings.closed_days


def _planned(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Every file and link among the bureau's own plans, by its path in a backup."""
    for file in sorted(settings.own_plans.rglob("*")):
        if file.is_file() or file.is_symlink():
            yield f"{HOME}plans/{file.relative_to(settings.own_plans).as_posix()}", file


def _unfit(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Those that a backup could not bring back: of names that differ in their case alone it takes the first."""
    seen: set[str] = set()
    for path, file in _planned(settings):
        if file.is_symlink() or not is_restorable(path) or path.casefold() in seen:
            yield path, file
        seen.add(path.casefold())


def _copy_file(file: Path, path: str, folder: Path) -> BackupFile:
    """Copy a file, which may change meanwhile, and hash the copy."""
    copy = folder / path
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, copy)
    return _part(path, copy)


def _part(path: str, file: Path) -> BackupFile:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return BackupFile(path, file.stat().st_size, digest)


def _gather(settings: Settings, folder: Path) -> tuple[Snapshot, Manifest]:
    """Put the database and the home's files into `folder`. Returns the manifest, without evidence so far."""
    said = take_snapshot(settings, folder / DATABASE)
    files = tuple(_copy_file(file, path, folder) for path, file in _own_files(settings))
    database = _part(DATABASE, folder / DATABASE)
    now = datetime.now(UTC).replace(microsecond=0)
    return said, Manifest(now, said.version, said.audit, dict(said.rows), database, files, ())


def _absent(settings: Settings, said: Snapshot) -> tuple[str, ...]:
    """What the store lacks already; all of it if the store cannot be asked now, which must stop no upgrade."""
    try:
        return _named(open_store(settings), said)[1]
    except KamnotError:
        return tuple(sorted(said.named))


def _named(store: EvidenceStore, said: Snapshot) -> tuple[list[BackupFile], tuple[str, ...]]:
    """The evidence that the database names, and what of it the store has lost."""
    lost = store.missing(said.named) if said.named else frozenset()
    parts = [evidence_part(sha256, size) for sha256, size in sorted(said.named.items())]
    return [part for part in parts if part.sha256 not in lost], tuple(sorted(lost))


# --- A folder --------------------------------------------------------------------------------------


def _to_folder(
    settings: Settings, target: Path, keep: int | None, *, database_only: bool = False
) -> Backup:
    fresh = not target.exists()
    # What stays in the home is as open as the home: to its owner alone, or to its group.
    mode = 0o777 if database_only else 0o700
    with ExitStack() as failed:
        if fresh:
            target.mkdir(mode=mode)
            failed.callback(shutil.rmtree, target, ignore_errors=True)
        # Before anything else: a folder in which a first backup was killed still takes the next.
        (target / MARK).write_text(_MARK_TEXT, "utf-8")
        (target / CONTENTS).mkdir(mode=mode, exist_ok=True)
        with _alone(target):
            made = _fill_folder(settings, target, database_only=database_only)
            # Never behind one that lacks something: an older one may be the last that has it.
            lacks = made.manifest.lost and not database_only
            dropped = 0 if lacks else _forget(target, keep, made.place)
        failed.pop_all()
    return replace(made, dropped=dropped)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(target / ".lock")
    try:
        lock.acquire(timeout=1)
    except Timeout:
        raise BusyError(
            f"มีการสำรองข้อมูลอื่นกำลังเขียน “{target}” อยู่ โปรดรอให้เสร็จแล้วสั่งใหม่",
            f"Another backup is being written to {target}; wait for it and run this again.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def _fill_folder(settings: Settings, target: Path, *, database_only: bool) -> Backup:
    # Whoever holds the lock is alone: what a killed one left is in nobody's use.
    for left in target.glob(f"{_PARTS}*"):
        shutil.rmtree(left, ignore_errors=True)
    part = Path(tempfile.mkdtemp(prefix=_PARTS, dir=target))
    if database_only:
        part.chmod(stat.S_IMODE(target.stat().st_mode))
    put: list[Path] = []
    with ExitStack() as failed:
        failed.callback(_remove, put)
        failed.callback(shutil.rmtree, part, ignore_errors=True)
        said, manifest = _gather(settings, part)
        if database_only:
            manifest = replace(manifest, lost=_absent(settings, said), database_only=True)
        else:
            parts, lost = _named(open_store(settings), said)
            kept, unreadable = _put_evidence(open_store(settings), parts, target, part, put)
            manifest = replace(manifest, evidence=kept, lost=tuple(sorted({*lost, *unreadable})))
        (part / MANIFEST).write_bytes(manifest.to_bytes())
        _flush(part)
        place = _free_name(target, manifest.made_at)
        new = sum(one.stat().st_size for one in put)
        part.replace(place)
        failed.pop_all()
    own = sum(one.size for one in (manifest.database, *manifest.files))
    return Backup(place, manifest, new + own, 0)


def _free_name(target: Path, moment: datetime) -> Path:
    """The name of a backup of that moment: several within a second are numbered."""
    first = target / moment.strftime(STAMP)
    count, place = 1, first
    while place.exists():
        count += 1
        place = first.with_name(f"{first.name}-{count}")
    return place


def _remove(files: list[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink()


def _flush(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb+") as stream:
                os.fsync(stream.fileno())


def _put_evidence(
    store: EvidenceStore, parts: list[BackupFile], target: Path, scratch: Path, put: list[Path]
) -> tuple[tuple[BackupFile, ...], list[str]]:
    """Copy what the folder has not, hash everything where it lies. Returns what it holds, and what cannot be read."""
    unreadable: list[str] = []

    def keep(part: BackupFile) -> bool:
        place = target / part.path
        if place.is_file() and _part(part.path, place) == part:
            return True
        copy = scratch / part.sha256
        try:
            with store.open(part.sha256) as stream, copy.open("wb") as out:
                shutil.copyfileobj(stream, out, PIECE)
                os.fsync(out.fileno())
        except (LostError, UnreadableError):
            unreadable.append(part.sha256)
            return False
        if _part(part.path, copy) != part:
            unreadable.append(part.sha256)
            copy.unlink()
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        copy.replace(place)
        put.append(place)
        return True

    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        held = list(pool.map(keep, parts))
    return tuple(part for part, there in zip(parts, held, strict=True) if there), unreadable


def _forget(target: Path, keep: int | None, made: Path) -> int:
    """Remove all but the newest backups, and the contents that none names any more. Returns how many backups went."""
    # The one just made stays in any case: a clock that was wrong may have dated others after it.
    others = [snapshot for snapshot in snapshots(target) if snapshot != made]
    old = others[: max(0, len(others) + 1 - keep)] if keep else []
    for snapshot in old:
        shutil.rmtree(snapshot)
    named: set[str] = set()
    for snapshot in snapshots(target):
        try:
            named |= {part.path for part in open_bundle(snapshot).manifest.evidence}
        except KamnotError:
            return len(old)  # What a damaged backup needs is not known: nothing more goes.
    for file in (target / CONTENTS).glob("*/*"):
        if file.relative_to(target).as_posix() not in named:
            file.unlink()
    return len(old)


# --- An archive ------------------------------------------------------------------------------------


def _to_archive(settings: Settings, target: Path) -> Backup:
    with ExitStack() as stack:
        scratch = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix=_PARTS, dir=target.parent))
        )
        said, manifest = _gather(settings, scratch)
        store = open_store(settings)
        parts, lost = _named(store, said)
        with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
            sound = list(pool.map(partial(_is_sound, store), parts))
        bad = {part.sha256 for part, good in zip(parts, sound, strict=True) if not good}
        parts = [part for part in parts if part.sha256 not in bad]
        manifest = replace(manifest, evidence=tuple(parts), lost=tuple(sorted({*lost, *bad})))
        archive = scratch / f"archive{target.name}"
        with new_archive(archive, target.name) as add:
            with tempfile.TemporaryFile() as raw:
                raw.write(manifest.to_bytes())
                size = raw.tell()
                raw.seek(0)
                add(MANIFEST, raw, size)
            for part in (manifest.database, *manifest.files):
                with (scratch / part.path).open("rb") as stream:
                    add(part.path, stream, part.size)
            for part in parts:
                with store.open(part.sha256) as stream:
                    add(part.path, stream, part.size)
        prove(open_bundle(archive), scratch)
        with archive.open("rb+") as whole:
            os.fsync(whole.fileno())
        archive.chmod(0o600)
        new = archive.stat().st_size
        archive.replace(target)
    return Backup(target, manifest, new, 0)


def _is_sound(store: EvidenceStore, part: BackupFile) -> bool:
    """Whether the store gives the content as it came in: the manifest, which says so, stands first in an archive."""
    try:
        with store.open(part.sha256) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == part.sha256  # type: ignore[arg-type]  # stores' streams read like files
    except (LostError, UnreadableError):
        return False
