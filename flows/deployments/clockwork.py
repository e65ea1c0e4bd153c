"""What the clock has done, what it owes and what is next, from Kamnot's tables alone.

A due run without a recorded end is owed: the machine was off, the database was away or the process was killed. It is
asked for once, and then finds its turn free or the work done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.language.errors import KamnotError
from domain.language.thai import fiscal_year_of, show_date
from domain.reminders.seasons import Season, season_of
from domain.words.wording import digits, pick
from flows.deployments.timetable import (
    BACK_UP,
    CHECK,
    DELIVER,
    REMIND,
    WATCH,
    Job,
    next_of,
    read_jobs,
)
from flows.letters.recipients import reach_of_units
from flows.run.workspace import Workspace, in_bangkok
from storage.db.database import reading, writing
from storage.records.heartbeats import (
    SCHEDULE,
    Heartbeat,
    first_heartbeat,
    last_heartbeat,
    record_heartbeat,
)
from storage.records.reliefs import extensions
from storage.records.run_claims import RunClaim, claims

CATCH_UP = "catch-up"
"""The tag of a run that replaces a missed one: it counts as the clock's."""
BEGUN = "clock"
"""The name of the heartbeat that records since when the clock has run here."""
PATIENCE = timedelta(minutes=10)
"""How late a run may be before a delivery asks for it again."""
LATE = timedelta(hours=1)
"""How late a due run may be before it raises an alarm."""
_NAMED = 3
"""Most units that are named; more are counted."""
_FLOWS = {
    CHECK: "check-batch", REMIND: "remind", DELIVER: "deliver", WATCH: "watch", BACK_UP: "backup",
}  # fmt: skip


def deployment_of(job: Job) -> str:
    """The deployment's name in Prefect, such as `check-batch/march`."""
    return f"{_FLOWS[job.flow]}/{job.name}"


def whole_work(flow: str, batch: str = "") -> str:
    """The name of the clock's work: all units, today, with letters (`remind *`)."""
    return " ".join(filter(None, (_FLOWS[flow], batch, "*" if flow in (CHECK, REMIND) else "")))


def idle_work(flow: str, batch: str = "") -> str:
    """The name of a clock's run that finds nothing to do (`remind`)."""
    return " ".join(filter(None, (_FLOWS[flow], batch)))


def _works(job: Job) -> tuple[str, str]:
    """The work that counts as the job's run, by hand or by the clock. A dry, quiet or past run by hand does not."""
    batch = job.name if job.flow == CHECK else ""
    return whole_work(job.flow, batch), idle_work(job.flow, batch)


def note_begun(ws: Workspace) -> None:
    """Record since when the clock runs here: nothing that was due before is owed."""
    with reading(ws.engine) as session:
        known = first_heartbeat(session, name=BEGUN)
    if known is None:
        now = ws.now()
        today = in_bangkok(now).date()
        with writing(ws.engine) as session:
            record_heartbeat(session, Heartbeat(BEGUN, SCHEDULE, today, now, now, True, ""))


@dataclass(frozen=True, slots=True)
class _Record:
    """The clock's runs in our tables."""

    begun: datetime | None
    claims: tuple[RunClaim, ...]
    last_good: datetime | None
    """When the last good daily run began. It judges every batch and sends what is due, by hand or by the clock."""

    def happened(self, job: Job, due: datetime, now: datetime) -> bool:
        """Whether the run that was due has ended or is under way."""
        for found in self.claims:
            if found.work in _works(job) and (
                found.alive(now) or (found.finished_at is not None and found.finished_at >= due)
            ):
                return True
        covered = job.flow in (CHECK, REMIND) and self.last_good is not None
        return covered and self.last_good >= due  # type: ignore[operator]  # not None, as just seen


def _read(ws: Workspace) -> _Record:
    with reading(ws.engine) as session:
        begun = first_heartbeat(session, name=BEGUN)
        good = last_heartbeat(session, good=True)
        return _Record(
            begun.started_at if begun else None, claims(session), good.started_at if good else None
        )


def _missed(
    ws: Workspace, jobs: Sequence[Job], record: _Record, moment: datetime, now: datetime
) -> list[tuple[Job, datetime]]:
    """The jobs whose last due run up to `moment` did not happen since the clock began, with when it was due."""
    found = []
    for job in jobs:
        due = job.last_due(moment)
        watched = job.flow != WATCH and record.begun is not None and due >= record.begun
        if watched and _asked_for(ws, job, due) and not record.happened(job, due, now):
            found.append((job, due))
    return found


def _asked_for(ws: Workspace, job: Job, due: datetime) -> bool:
    """Whether there was anything to do: not after the plan's year, nor outside a batch's season."""
    day = in_bangkok(due).date()
    if job.flow in (DELIVER, BACK_UP):
        return True
    if fiscal_year_of(day) > ws.plan.fiscal_year:
        return False
    return job.flow != CHECK or day in season(ws, job.name)


def season(ws: Workspace, batch: str) -> Season:
    """The batch's season by the plan in force and the extensions that hold for any unit."""
    with reading(ws.engine) as session:
        granted = extensions(session, ws.plan.fiscal_year)
    numbers = {activity.number for activity in ws.plan.by_batch[batch]}
    later = [until for number, until in granted if number in numbers]
    return season_of(ws.plan, batch, ws.is_working_day, later)


def owed(ws: Workspace, *, patience: timedelta = timedelta()) -> list[tuple[Job, datetime]]:
    """The runs to catch up and when they were due. A run that is late by less than `patience` may still come."""
    now = ws.now()
    jobs = [job for job in read_jobs(ws.settings, ws.plan) if job.flow != DELIVER]
    return _missed(ws, jobs, _read(ws), now - patience, now)


def catch_up(ws: Workspace, missed: Sequence[tuple[Job, datetime]]) -> None:
    """Ask Prefect for one run of each. Asking again within the hour has no effect."""
    from prefect.deployments import run_deployment
    from prefect.exceptions import ObjectNotFound

    hour = ws.now().strftime("%Y%m%d%H")
    for job, due in missed:
        name = deployment_of(job)
        # A server's prefect.yaml may not name a batch of a new plan; the daily run judges that one too.
        with suppress(ObjectNotFound):
            run_deployment(
                name,
                timeout=0,
                as_subflow=False,
                scheduled_time=due,
                tags=[CATCH_UP],
                idempotency_key=f"{CATCH_UP} {name} {due.isoformat()} {hour}",
            )


def coming(ws: Workspace) -> list[tuple[datetime, Job]]:
    """What is due next: the delivery, and the next run that has something to check or to remind of."""
    now = ws.now()
    found = sorted(
        (
            (job.next_due(now), job)
            for job in read_jobs(ws.settings, ws.plan)
            if job.flow not in (WATCH, BACK_UP)
        ),
        key=lambda due_job: due_job[0],
    )
    asked = [(due, job) for due, job in found if _asked_for(ws, job, due)]
    delivery = next(pair for pair in asked if pair[1].flow == DELIVER)
    return [delivery, *[pair for pair in asked if pair[1].flow != DELIVER][:1]]


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock at one moment: since when it runs, its last run, what is next and what is late."""

    begun: datetime | None
    last: RunClaim | None
    due: datetime
    job: Job
    late: tuple[tuple[Job, datetime], ...]
    titles: Mapping[str, tuple[str, str]]

    def _title(self, job: str, language: str) -> str:
        return pick(self.titles[job], language) if job in self.titles else job

    def active_since(self, moment: datetime) -> bool:
        """Whether something has run by the clock since then."""
        return self.last is not None and self.last.started_at >= moment

    def last_words(self, language: str) -> str:
        """The last run by the clock and the next one due."""
        text = pick(("ยังไม่มีงานใดทำตามเวลา", "Nothing has run by the clock yet"), language)
        if self.last is not None:
            when = moment_words(self.last.started_at, language)
            did = pick(
                ("งานล่าสุดตามเวลา {job} {when}", "The last run by the clock: {job}, {when}"),
                language,
            )
            text = did.format(job=self._title(self.last.job, language), when=when)
        following = pick((" งานถัดไป {job} {when}", "; the next: {job}, {when}"), language)
        return text + following.format(
            job=self.job.title(language), when=moment_words(self.due, language)
        )

    def late_words(self, language: str) -> str:
        """The runs that are late by more than an hour; empty if none is."""
        if not self.late:
            return ""
        named = ", ".join(
            f"{job.title(language)} ({moment_words(due, language)})" for job, due in self.late
        )
        return pick(
            (
                f"งานตามเวลาเลยกำหนดเกินหนึ่งชั่วโมง: {named} โปรดตรวจว่าตารางงานประจำวันทำงานอยู่",
                f"Late by more than an hour: {named}; see whether the schedule runs.",
            ),
            language,
        )


def look_at_clock(ws: Workspace) -> Clock:
    """The clock now."""
    now = ws.now()
    jobs = read_jobs(ws.settings, ws.plan)
    record = _read(ws)
    last = next((found for found in record.claims if found.by_clock), None)
    due, job = next_of([j for j in jobs if j.flow != WATCH], now)
    late = _missed(ws, jobs, record, now - LATE, now)
    titles = {j.name: (j.title("th"), j.title("en")) for j in jobs}
    return Clock(record.begun, last, due, job, tuple(late), titles)


def moment_words(moment: datetime, language: str) -> str:
    """A moment as Bangkok's clock shows it, such as `๑๓ มีนาคม ๒๕๖๗ เวลา ๐๘.๐๐ น.`."""
    local = in_bangkok(moment)
    day = show_date(local.date(), language)
    clock = digits(f"{local:%H.%M}", language)
    return pick((f"{day} เวลา {clock} น.", f"{day} {local:%H:%M} (Bangkok)"), language)


def unreached(ws: Workspace) -> list[KamnotError]:
    """A sentence for each unit with working groups that nobody can be reached in; many units are only counted."""
    found = [reach for reach in reach_of_units(ws) if reach.missing]
    if len(found) > _NAMED:
        return [
            KamnotError(
                f"{len(found)} สำนักมีคณะทำงานที่ยังไม่มีผู้รับ จึงแจ้งเตือนไม่ได้",
                f"{len(found)} units have working groups with nobody to write to.",
            )
        ]
    return [
        _unreached(reach.name, ", ".join(g.short_name for g in reach.missing)) for reach in found
    ]


def _unreached(unit: str, groups: str) -> KamnotError:
    return KamnotError(
        f"{unit}: ยังไม่มีผู้รับของ{groups} จึงแจ้งเตือนไม่ได้",
        f"{unit}: nobody to write to in {groups}.",
    )
