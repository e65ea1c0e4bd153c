"""Whether the home is well now: database, clock, letters, disk and backup.

The doctor, who asks whether it is set up rightly, takes its looks at letters and runs from here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from domain.language.bilingual import Bilingual
from domain.language.errors import KamnotError, NotThereError, OvertakenError
from domain.language.how import How, Verb
from domain.language.thai import thai_date, thai_digits
from flows.check.daily import watch
from flows.deployments.clockwork import LATE, look_at_clock, moment_words
from flows.deployments.one_schedule import is_served
from flows.letters.outbox import FIRST_LETTER, count_unsent, holds_first_letters
from flows.run.workspace import Workspace, in_bangkok
from flows.safety.backup import newest_backup
from storage.db.anchors import refuse_lost
from storage.db.database import HEAD, database_bytes, open_as_it_is, reading
from storage.outbox.care import count_states, longest_waiting
from storage.outbox.rows import FAILED, HELD, PENDING, SENDING
from storage.records.heartbeats import SCHEDULE, last_heartbeat
from storage.records.listed_evidence import contents_of_year, count_unread
from storage.records.run_claims import claims
from storage.records.runs import last_finished
from storage.settings import Settings

_TIGHT, _FULL = 2_000_000_000, 500_000_000
"""Bytes that are free: below the first a warning (the largest evidence is 2 GB), below the second an alarm."""

_BACKUP_OLD = timedelta(hours=50)
"""One night may be missed: the machine was off, or the drive was elsewhere."""


@dataclass(frozen=True, slots=True)
class Diagnosis(Bilingual):
    """One thing that was examined: in order or not, and what to do if not.

    A `warning` is in order now and will not stay so.
    """

    name: str
    ok: bool
    thai: str
    english: str
    warning: bool = False
    how: How | None = None


def trouble(name: str, error: KamnotError) -> Diagnosis:
    """The diagnosis of what could not be examined."""
    return Diagnosis(name, False, error.thai, error.english, how=error.how)


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk that the home needs, by what lies on it; bytes."""

    name: str
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Vitals:
    """The figures of a home at one moment; moments are UTC, None for what has never happened."""

    last_run: datetime | None
    """The last run by the clock, good or bad."""
    last_good: datetime | None
    """The last good daily run."""
    next_due: datetime
    late: int
    bad: int
    """How many kinds of work by the clock ended badly the last time."""
    waiting: int
    held: int
    failed: int
    oldest_seconds: float
    """How long the oldest waiting letter has existed."""
    unread: int
    """Evidence that no program has opened yet."""
    database_bytes: int


@dataclass(frozen=True, slots=True)
class Health:
    """What was found; `vitals` is None where the database cannot be read, or not by this program."""

    checks: tuple[Diagnosis, ...]
    schema: str | None
    disks: tuple[Disk, ...]
    vitals: Vitals | None

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


def look_at_health(settings: Settings) -> Health:
    """Look, and change nothing: an older database is not upgraded."""
    disks = tuple(_disks(settings))
    about_disks = [_disk(disk) for disk in disks]
    try:
        engine, schema = open_as_it_is(settings)
        engine.dispose()
    except KamnotError as error:
        return Health((_unopened(settings, error), *about_disks), None, disks, None)
    if schema != HEAD:
        return Health((_schema(schema), *about_disks), schema, disks, None)
    try:
        ws = Workspace(settings)
        checks = (
            _schema(schema),
            *look_at_runs(ws),
            *_bad_runs(ws),
            *look_at_letters(ws),
            _queue(ws),
            *look_at_backup(ws),
            *_store(ws),
            *_unread(ws),
        )
        return Health((*checks, *about_disks), schema, disks, read_vitals(ws))
    except KamnotError as error:
        name = "database" if isinstance(error, OvertakenError) else "workspace"
        return Health((trouble(name, error), *about_disks), schema, disks, None)


def _unopened(settings: Settings, error: KamnotError) -> Diagnosis:
    """What is wrong with a database that does not open: where one was lost, nobody is to make a new one."""
    if isinstance(error, NotThereError):
        try:
            refuse_lost(settings)
        except OvertakenError as lost:
            return trouble("database", lost)
    return trouble("database", error)


def read_vitals(ws: Workspace) -> Vitals:
    """The figures of this moment."""
    clock = look_at_clock(ws)
    with reading(ws.engine) as session:
        letters = count_states(session)
        since, _ = longest_waiting(session)
        unread = count_unread(session, ws.plan.fiscal_year)
        size = database_bytes(session)
    return Vitals(
        last_run=clock.last.started_at if clock.last else None,
        last_good=watch(ws).last_good,
        next_due=clock.due,
        late=len(clock.late),
        bad=len(_ended_badly(ws)),
        waiting=sum(letters.get(state, 0) for state in (PENDING, SENDING)),
        held=letters.get(HELD, 0),
        failed=sum(letters.get(state, 0) for state in FAILED),
        oldest_seconds=(ws.now() - since).total_seconds() if since else 0.0,
        unread=unread,
        database_bytes=size,
    )


def _schema(version: str) -> Diagnosis:
    ok = version == HEAD
    thai = "" if ok else f" โปรแกรมนี้ต้องใช้รุ่น {HEAD} โปรดปรับรุ่นก่อน"
    english = "" if ok else f", and this program needs {HEAD}: upgrade it first"
    return Diagnosis(
        "schema", ok, f"ฐานข้อมูลรุ่น {version}{thai}", f"database of version {version}{english}",
        how=None if ok else How(Verb.UPGRADE),
    )  # fmt: skip


def _disks(settings: Settings) -> Iterator[Disk]:
    """The disk of the home, and that of the evidence where it is another."""
    known: set[int] = set()
    for name, place in (("home", settings.home), ("evidence", settings.store_place)):
        if isinstance(place, Path) and place.is_dir() and place.stat().st_dev not in known:
            known.add(place.stat().st_dev)
            usage = shutil.disk_usage(place)
            yield Disk(name, usage.free, usage.total)


def _disk(disk: Disk) -> Diagnosis:
    thai, english = _DISK_NAMES[disk.name]
    free, total = disk.free / 1e9, disk.total / 1e9
    small = disk.free < _TIGHT
    return Diagnosis(
        "disk" if disk.name == "home" else f"disk-{disk.name}",
        disk.free >= _FULL,
        f"ดิสก์ของ{thai}ว่าง {free:,.1f} จาก {total:,.1f} GB" + (" โปรดเพิ่มที่ว่าง" if small else ""),
        f"disk of the {english}: {free:,.1f} of {total:,.1f} GB free"
        + ("; make room" if small else ""),
        warning=small,
    )


_DISK_NAMES = {"home": ("โฟลเดอร์ข้อมูล", "data folder"), "evidence": ("หลักฐาน", "evidence")}


def _ended_badly(ws: Workspace) -> list[tuple[str, str, datetime]]:
    """Work by the clock whose last run ended badly: its job, why and when."""
    with reading(ws.engine) as session:
        return [
            (run.job, run.detail, run.started_at)
            for run in claims(session)
            if run.by_clock and run.good is False
        ]


def _bad_runs(ws: Workspace) -> Iterator[Diagnosis]:
    bad = _ended_badly(ws)
    for job, why, at in bad:
        yield Diagnosis(
            "last-runs", False,
            f"งานตามเวลา {job} ไม่สำเร็จครั้งล่าสุด {moment_words(at, 'th')}: {why}",
            f"the last run of {job} by the clock, {moment_words(at, 'en')}, ended badly: {why}",
        )  # fmt: skip
    if not bad:
        yield Diagnosis(
            "last-runs", True, "ไม่มีงานตามเวลาที่จบไม่สำเร็จ", "no work by the clock ended badly"
        )


def _queue(ws: Workspace) -> Diagnosis:
    """Whether due letters go out: within the hour by the clock, else within the time of the watch."""
    with reading(ws.engine) as session:
        _, due = longest_waiting(session)
    patience = LATE if look_at_clock(ws).begun else timedelta(hours=ws.settings.watch_hours)
    if due is None or ws.now() - due <= patience:
        return Diagnosis("queue", True, "ไม่มีจดหมายที่เลยเวลาส่ง", "no letter is past its time")
    return Diagnosis(
        "queue", False,
        f"จดหมายที่ถึงเวลาส่งค้างอยู่ตั้งแต่ {moment_words(due, 'th')} โปรดตรวจว่าตารางงานและช่องทางส่งทำงานอยู่",
        f"letters that are due have waited since {moment_words(due, 'en')}; see whether the schedule runs and"
        " the relay answers",
        how=How(Verb.OUTBOX_LIST),
    )  # fmt: skip


def _store(ws: Workspace) -> Iterator[Diagnosis]:
    """A store of evidence that is empty, away or not to be read; whether every file is there, the doctor looks."""
    with reading(ws.engine) as session:
        kept = contents_of_year(session, ws.plan.fiscal_year)
    try:
        ws.store.missing(islice(kept, 1))
    except KamnotError as error:
        yield trouble("evidence", error)


def _unread(ws: Workspace) -> Iterator[Diagnosis]:
    """Evidence that waits to be opened: the virus scanner was away, or the file came in while nothing could look."""
    with reading(ws.engine) as session:
        count = count_unread(session, ws.plan.fiscal_year)
    if count:
        yield Diagnosis(
            "evidence-unread", True,
            f"หลักฐาน {count} ไฟล์ยังไม่มีโปรแกรมใดเปิดดู จึงยังไม่นับ โปรดตรวจโปรแกรมสแกนไวรัสแล้วสั่งเปิดดูใหม่",
            f"{count} evidence file(s) have not been opened and do not count; see whether the virus scanner answers,"
            " then have them looked into",
            warning=True,
            how=How(Verb.EVIDENCE_RECHECK),
        )  # fmt: skip


def look_at_runs(ws: Workspace) -> Iterator[Diagnosis]:
    """The last check, the daily run and the clock."""
    yield from _last_check(ws)
    yield from _daily_run(ws)
    yield from _clock(ws)


def look_at_letters(ws: Workspace) -> Iterator[Diagnosis]:
    """What waits for the relay and what waits for a person."""
    unsent = count_unsent(ws)
    stuck, waiting, held = unsent.failed, unsent.waiting, unsent.held
    with reading(ws.engine) as session:
        unseen = holds_first_letters(session)
    yield Diagnosis(
        "outbox", not stuck,
        f"จดหมายรอส่ง {waiting} ฉบับ ส่งไม่สำเร็จ {stuck} ฉบับ",
        f"{waiting} letter(s) waiting, {stuck} stuck",
        how=How(Verb.OUTBOX_LIST) if stuck else None,
    )  # fmt: skip
    if unsent.all_held:
        yield Diagnosis(
            "outbox-held", True,
            f"หลังกู้คืนข้อมูล จดหมายพักไว้ {held} ฉบับและยังไม่ส่งอะไร จนกว่าจะมีผู้ดูและปล่อย",
            f"after a restore {held} letter(s) wait and nothing is sent until a person lets them go",
            warning=True,
            how=How(Verb.OUTBOX_HELD),
        )  # fmt: skip
    elif held or unseen:
        yield Diagnosis(
            "director-letter", True,
            f"{FIRST_LETTER[0]} (พักไว้ขณะนี้ {held} ฉบับ)",
            f"{FIRST_LETTER[1]} ({held} held now)",
            warning=True,
            how=How(Verb.REMIND_LOOK),
        )  # fmt: skip


def look_at_backup(ws: Workspace) -> Iterator[Diagnosis]:
    """The nightly backup: when the newest was made, or that none is wanted."""
    if ws.settings.backup is None:
        yield Diagnosis(
            "backup", True,
            "ตารางเวลาไม่ได้สำรองข้อมูล (KAMNOT_BACKUP)",
            "the clock makes no backup (KAMNOT_BACKUP)",
        )  # fmt: skip
        return
    made = newest_backup(ws.settings)
    if made is None:
        thai, english = "ยังไม่มีสำเนาสำรองที่อ่านได้", "no backup that can be read"
    else:
        thai = f"สำเนาสำรองล่าสุด {moment_words(made, 'th')}"
        english = f"the newest backup: {moment_words(made, 'en')}"
    old = made is None or ws.now() - made > _BACKUP_OLD
    where = f" ({ws.settings.backup})"
    yield Diagnosis(
        "backup",
        not old,
        thai + where,
        english + where,
        how=How(Verb.BACKUP, str(ws.settings.backup)) if old else None,
    )


def _daily_run(ws: Workspace) -> Iterator[Diagnosis]:
    """The daily run, once a schedule serves it: an office that works by hand owes no run."""
    with reading(ws.engine) as session:
        served = last_heartbeat(session, origin=SCHEDULE)
    found = watch(ws)
    if served is None and not found.ok:
        yield Diagnosis(
            "daily-run", True,
            "ยังไม่ได้เปิดตารางงานประจำวัน",
            "no schedule serves the daily reminders yet",
            how=How(Verb.SCHEDULE),
        )  # fmt: skip
        return
    yield Diagnosis("daily-run", found.ok, found.thai, found.english, how=found.how)


def _clock(ws: Workspace) -> Iterator[Diagnosis]:
    """The clock, once a schedule has begun: whether it is alive, its last run and the next, and what is late."""
    found = look_at_clock(ws)
    if found.begun is None:
        return
    if found.late:
        late = found.late_words("th"), found.late_words("en")
        yield Diagnosis("clock", False, *late, how=How(Verb.SCHEDULE))
        return
    elsewhere = bool(os.environ.get("PREFECT_API_URL")) and found.active_since(ws.now() - LATE)
    alive = elsewhere or is_served(ws.settings)
    thai, english = _ALIVE if alive else _NOT_HERE
    yield Diagnosis(
        "clock", True,
        f"{thai} {found.last_words('th')}",
        f"{english} {found.last_words('en')}",
        warning=not alive,
        how=None if alive else How(Verb.SCHEDULE),
    )  # fmt: skip


_ALIVE = ("ตารางเวลาทำงานอยู่:", "the clock runs:")
_NOT_HERE = (
    "ไม่มีตารางงานประจำวันทำงานอยู่บนเครื่องนี้ โปรดเปิดไว้ ถ้าไม่ได้ใช้เครื่องอื่น:",
    "no schedule runs on this machine; start it unless another one does the work:",
)


def _last_check(ws: Workspace) -> Iterator[Diagnosis]:
    with reading(ws.engine) as session:
        moment = last_finished(session)
    if moment is None:
        yield Diagnosis("last-run", True, "ยังไม่เคยตรวจ", "no check has run yet")
        return
    local = in_bangkok(moment)
    clock = thai_digits(f"{local:%H.%M}")
    yield Diagnosis(
        "last-run", True,
        f"ตรวจล่าสุด {thai_date(local.date())} เวลา {clock} น.",
        f"last check {local:%Y-%m-%d %H:%M} (Bangkok)",
    )  # fmt: skip
