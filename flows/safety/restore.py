"""Restores a backup into an empty home or database. Afterwards no letter goes out until a person has looked."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from domain.language.errors import KamnotError, OvertakenError
from flows.safety.backup import Backup, explained, prove
from storage.db.access import hide, share
from storage.db.accounts import sign_everybody_out
from storage.db.anchors import ANCHORS, heads_in, sent_set_aside, set_aside
from storage.db.copies import Snapshot, is_empty, load_snapshot, read_lines, read_snapshot
from storage.db.database import audited, refuse_newer
from storage.event_log import note
from storage.evidence_store.choose import open_store
from storage.evidence_store.contract import EvidenceStore, place
from storage.outbox.hold import hold_home
from storage.packs.bundles import CONTENTS, HOME, BackupFile, Bundle, open_bundle
from storage.settings import Bucket, Settings


@dataclass(frozen=True, slots=True)
class Restored(Backup):
    """A restored backup: `held` letters wait for a person, `closed_days` is the office's calendar, if it had one."""

    held: int = 0
    closed_days: Path | None = None
    newest_lost: int = 0
    """The newest line of the audit that the home had noted and the backup lacks."""


def restore(settings: Settings, source: Path, *, by: str, upgrade: bool = True) -> Restored:
    """Bring a backup back: into the database and the store that the settings name, of whatever kind they are.

    The whole backup is proven before anything is written; the database comes last, in one transaction. Evidence and
    files that are there already stay if they are the same. Without `upgrade` the schema stays the backup's, for the
    program that wrote it. All letters that were not sent are held, and so are all that are written from now on.

    Raises OvertakenError if the database is not empty or a file of the home differs; KamnotError for a source that is
    no backup, damaged, hostile or from a newer program. Then nothing was changed.
    """
    started = time.monotonic()
    source = source.expanduser().absolute()
    hide(settings)
    bundle = open_bundle(source)
    refuse_newer(bundle.manifest.version)
    with explained(settings.home, restoring=True), ExitStack() as stack:
        _refuse_full(settings)
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kamnot-")))
        database = prove(bundle, scratch)
        settings.home.mkdir(parents=True, exist_ok=True)
        files = scratch / "files"
        store = open_store(settings)
        _refuse_other_files(settings, bundle.manifest.files)
        stack.enter_context(_brought(bundle, settings, store, files))
        if bundle.manifest.database_only:
            _refuse_without_evidence(settings, store, read_snapshot(database), bundle.manifest.lost)
        held: list[int] = []
        anchors, newest_lost = _settled(settings, files, database)
        with _placed(settings, files, anchors):
            load_snapshot(settings, database, last=partial(_hold, by, held), upgrade=upgrade)
    note(
        settings,
        "home.restored",
        made_at=f"{bundle.manifest.made_at:%Y-%m-%dT%H:%MZ}",
        held=sum(held),
    )
    days = next((part.path for part in bundle.manifest.files if "closed-days" in part.path), None)
    return Restored(
        bundle.source, bundle.manifest, bundle.manifest.size, time.monotonic() - started,
        held=sum(held),
        closed_days=settings.home / days.removeprefix(HOME) if days else None,
        newest_lost=newest_lost,
    )  # fmt: skip


@contextmanager
def _brought(
    bundle: Bundle, settings: Settings, store: EvidenceStore, files: Path
) -> Iterator[None]:
    """Put the evidence into the store and the home's files into `files`; if the block fails, a folder is as before."""
    own, lock = threading.local(), threading.Lock()
    new: list[str] = []
    with ExitStack() as failed:
        failed.callback(_take_away, settings.store_place, new)
        with ExitStack() as storing:

            def take(part: BackupFile, stream: IO[bytes]) -> None:
                if part.path.startswith(CONTENTS):
                    if not hasattr(own, "batch"):
                        with lock:
                            own.batch = storing.enter_context(store.batch())
                    if not own.batch.put(stream).already_there:
                        new.append(part.sha256)
                elif part.path.startswith(HOME):
                    copy = files / part.path.removeprefix(HOME)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    with copy.open("wb") as out:
                        shutil.copyfileobj(stream, out)

            bundle.read(take)
        yield
        failed.pop_all()


def _take_away(store: Path | Bucket, contents: Sequence[str]) -> None:
    """Remove what a failed restore put into a folder: beside no database it would stand for a lost one."""
    if isinstance(store, Path):
        for sha256 in contents:
            (store / place(sha256)).unlink(missing_ok=True)


def _refuse_without_evidence(
    settings: Settings, store: EvidenceStore, said: Snapshot, lost: Sequence[str]
) -> None:
    """Raise KamnotError unless the evidence of a database-only backup is in the store, but for what was lost."""
    missing = store.missing(said.named).difference(lost) if said.named else ()
    if missing:
        raise KamnotError(
            f"สำเนานี้มีแต่ฐานข้อมูล หลักฐานต้องอยู่ที่เดิม แต่ “{settings.store_place}” ไม่มี {len(missing)} ไฟล์"
            " โปรดกู้คืนในโฟลเดอร์ข้อมูลเดิม หรือใช้สำเนาที่มีหลักฐาน",
            f"This backup is of the database alone and {settings.store_place} lacks {len(missing)} file(s) of its"
            " evidence; restore it where the evidence lies, or take a backup that has it.",
        )


def _refuse_full(settings: Settings) -> None:
    if not is_empty(settings):
        raise OvertakenError(
            f"มีข้อมูลอยู่แล้ว (โฟลเดอร์ข้อมูล “{settings.home}”) จึงไม่ได้กู้คืนทับ โปรดกู้คืนลงโฟลเดอร์ข้อมูลหรือฐานข้อมูลที่ว่าง",
            f"There is data already (home {settings.home}) and nothing was restored over it;"
            " restore into an empty home or database.",
        )


def _refuse_other_files(settings: Settings, files: Sequence[BackupFile]) -> None:
    """Raise OvertakenError for a file of the home that differs from the backup's. Anchors are joined instead."""
    for part in files:
        there = settings.home / part.path.removeprefix(HOME)
        if there.name == ANCHORS or not there.exists():
            continue
        if there.is_dir() or hashlib.sha256(there.read_bytes()).hexdigest() != part.sha256:
            raise OvertakenError(
                f"“{there}” มีอยู่แล้วและต่างจากในสำเนา จึงไม่ได้กู้คืนทับ โปรดย้ายออกก่อนแล้วสั่งใหม่",
                f"{there} is there already and differs from the backup's; nothing was restored over it."
                " Move it away and run this again.",
            )


def _settled(settings: Settings, files: Path, database: Path) -> tuple[str, int]:
    """The anchors of backup and home as the restored audit bears them out, and the newest line that it lacks.

    A home may have noted lines after the backup, and a backup while its database was copied already. Those heads stay
    readable for people, and hold no more against the database.
    """
    places = (files / ANCHORS, settings.home / ANCHORS)
    texts = [place.read_text("utf-8", "replace") for place in places if place.is_file()]
    lines = dict.fromkeys(line for text in texts for line in text.splitlines())
    heads = {line: heads_in(line) for line in lines}
    known = read_lines(database, {head.line for found in heads.values() for head in found})
    ahead = {
        line: max(head.line for head in found)
        for line, found in heads.items()
        if any(known.get(head.line) != head.hash for head in found)
    }
    text = "".join(
        f"{set_aside(line) if line in ahead else sent_set_aside(line)}\n" for line in lines
    )
    return text, max(ahead.values(), default=0)


@contextmanager
def _placed(settings: Settings, files: Path, anchors: str) -> Iterator[None]:
    """Put the home's files in their places; if the block fails, those that were not there are removed again."""
    settings.home.mkdir(parents=True, exist_ok=True)
    share(settings)
    with ExitStack() as failed:
        for copy in sorted(files.rglob("*")):
            there = settings.home / copy.relative_to(files)
            if copy.is_dir() or there.exists() or there.name == ANCHORS:
                continue
            failed.callback(there.unlink, missing_ok=True)
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(copy, there)
        _keep_anchors(settings.home / ANCHORS, anchors, failed)
        settings.mailbox.mkdir(exist_ok=True)
        yield
        failed.pop_all()


def _keep_anchors(file: Path, anchors: str, failed: ExitStack) -> None:
    before = file.read_bytes() if file.is_file() else None
    if before is not None:
        failed.callback(file.write_bytes, before)
    elif anchors:
        failed.callback(file.unlink, missing_ok=True)
    if anchors:
        file.write_text(anchors, "utf-8")


def _hold(by: str, held: list[int], connection: Connection) -> None:
    """Hold the outbox in the transaction that fills the database."""
    with audited(connection) as session:
        if connection.dialect.has_table(connection, "web_session"):
            sign_everybody_out(session)
        # A program older than this table knows no hold.
        if connection.dialect.has_table(connection, "setting"):
            held.append(hold_home(session, why="restore", by=by, now=datetime.now(UTC)))
