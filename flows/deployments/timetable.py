"""When each deployment is due, by prefect.yaml and the settings. No other module knows a schedule.

It works without Prefect, so that the doctor knows at once what is due next and what is late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from domain.plan.model import Batch, Plan
from domain.words.wording import pick
from storage.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BACK_UP, CHECK, DELIVER = "back_up", "check_batch", "deliver_outbox"
REMIND, WATCH = "remind", "watch"
"""The flows of `flows.deployments.deployed` that deployments start."""
_TITLES = {
    BACK_UP: ("สำรองข้อมูลประจำคืน", "nightly backup"),
    REMIND: ("แจ้งเตือนประจำวัน", "daily reminders"),
    DELIVER: ("ส่งจดหมายที่ค้าง", "delivery of what waits"),
    WATCH: ("เฝ้าดู", "watch"),
}
_BANGKOK = timezone(timedelta(hours=7))
"""Bangkok's time; Thailand has no summer time."""
_DOES = "ตรวจหลักฐาน คิดคะแนน และแจ้งเตือนคณะทำงาน"


@dataclass(frozen=True, slots=True)
class Job:
    """One deployment: its name, the flow it starts (a function of `flows.deployments.deployed`) and when.

    `every` is the delivery's interval; the others have `cron`, five fields in Bangkok's time.
    """

    name: str
    flow: str
    description: str
    tags: tuple[str, ...]
    parameters: Mapping[str, str]
    cron: str = ""
    every: timedelta | None = None
    due: str = ""
    """For a batch: its name in the plan."""

    def title(self, language: str) -> str:
        """Its name for people."""
        if self.flow == CHECK:
            return pick((f"ตรวจรอบ {self.due}", f"check of {self.name}"), language)
        return pick(_TITLES[self.flow], language)

    def last_due(self, now: datetime) -> datetime:
        """When it was due last, at `now` (aware) or before."""
        return _around(self, now, backwards=True)

    def next_due(self, now: datetime) -> datetime:
        """When it is due next, after `now` (aware)."""
        return _around(self, now, backwards=False)


def _around(job: Job, now: datetime, *, backwards: bool) -> datetime:
    from cronsim import CronSim

    local = now.astimezone(_BANGKOK)
    if job.every is not None:
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        beats = (local - midnight) // job.every
        return midnight + (beats if backwards else beats + 1) * job.every
    # Backwards, the library looks before the given minute; the one that has begun must count.
    start = local.replace(second=0, microsecond=0) + timedelta(minutes=1) if backwards else local
    return next(CronSim(job.cron, start, reverse=backwards))


def read_deployments(path: Path = ROOT / "prefect.yaml") -> list[dict[str, Any]]:
    """The deployments as prefect.yaml lists them."""
    import yaml

    with path.open(encoding="utf-8") as stream:
        entries: list[dict[str, Any]] = yaml.safe_load(stream)["deployments"]
    return entries


def read_jobs(settings: Settings, plan: Plan) -> tuple[Job, ...]:
    """Every deployment to serve: one for each batch of the plan in force, and the others; a backup if one is wanted.

    A batch that prefect.yaml does not name is checked at the times of its first batch.
    """
    listed = [_job(entry) for entry in read_deployments()]
    known = {job.parameters["batch"]: job for job in listed if job.flow == CHECK}
    first = next(iter(known.values()))
    checks = [_for(batch, known.get(batch.id, first)) for batch in plan.batches]
    beat = timedelta(minutes=settings.deliver_every)
    idle = {CHECK} if settings.backup else {CHECK, BACK_UP}
    others = [_beating(job, beat) for job in listed if job.flow not in idle]
    return (*checks, *others)


def _job(entry: Mapping[str, Any]) -> Job:
    return Job(
        entry["name"],
        entry["entrypoint"].rpartition(".")[2],
        entry["description"],
        tuple(entry["tags"]),
        entry.get("parameters", {}),
        entry["schedules"][0]["cron"],
    )


def _for(batch: Batch, pattern: Job) -> Job:
    tags = tuple(batch.id if tag == pattern.name else tag for tag in pattern.tags)
    parameters = {"batch": batch.id}
    return replace(
        pattern,
        name=batch.id,
        description=f"{batch.title} — {_DOES}",
        tags=tags,
        parameters=parameters,
        due=batch.title,
    )


def _beating(job: Job, beat: timedelta) -> Job:
    return replace(job, cron="", every=beat) if job.flow == DELIVER else job


def next_of(jobs: Iterable[Job], now: datetime) -> tuple[datetime, Job]:
    """What is due next, and when."""
    return min(((job.next_due(now), job) for job in jobs), key=lambda found: found[0])
