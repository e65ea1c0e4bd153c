"""prefect.yaml and the timetable: a deployment for each batch of the plan in force, in Bangkok's time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan.model import Plan
from flows.deployments.timetable import DELIVER, Job, next_of, read_deployments, read_jobs
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.settings import Settings

BANGKOK = timezone(timedelta(hours=7))
PLAN = load_plan([plan_folder(2567)]).plan
DEPLOYMENTS = {entry["name"]: entry for entry in read_deployments()}
JOBS = {job.name: job for job in read_jobs(Settings(backup=Path("copies")), PLAN)}


def test_every_batch_of_the_plan_has_its_deployment() -> None:
    batches = [n for n, e in DEPLOYMENTS.items() if e["entrypoint"].endswith(".check_batch")]
    assert batches == list(PLAN.batch_by_id)
    assert all(DEPLOYMENTS[b]["parameters"] == {"batch": b} for b in batches)


@pytest.mark.parametrize("entry", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_every_deployment_is_in_bangkok_time_and_names_a_module(entry: dict[str, Any]) -> None:
    from flows.deployments import deployed

    assert [s["timezone"] for s in entry["schedules"]] == ["Asia/Bangkok"]
    module, _, function = entry["entrypoint"].rpartition(".")
    assert module == "flows.deployments.deployed"
    assert callable(getattr(deployed, function))
    assert "concurrency_limit" not in entry  # it throws re-runs away: docs/decisions/clock.md
    assert "kamnot" in entry["tags"]
    assert entry["description"]


@pytest.mark.parametrize("entry", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_prefect_reads_each_cron_line_as_the_timetable_does(entry: dict[str, Any]) -> None:
    """Prefect 3.9.1 with an older `whenever` raised here, and then scheduled nothing."""
    from prefect.server.schemas.schedules import CronSchedule

    [line] = entry["schedules"]
    now = datetime(2024, 3, 13, 0, 59, 30, tzinfo=UTC)
    cron = CronSchedule(cron=line["cron"], timezone=line["timezone"])
    [following] = asyncio.run(cron.get_dates(1, start=now))
    assert following == JOBS[entry["name"]].next_due(now)


@pytest.mark.parametrize(
    ("job", "now", "last", "following"),
    [
        pytest.param("daily", "08:00:00", "13 08:00", "14 08:00", id="on the minute"),
        pytest.param("daily", "07:59:59", "12 08:00", "13 08:00", id="a second before"),
        pytest.param("march", "12:00:00", "13 07:30", "14 07:30", id="at noon"),
        pytest.param("quarter-hourly", "08:14:59", "13 08:00", "13 08:15", id="between deliveries"),
        pytest.param("quarter-hourly", "23:50:00", "13 23:45", "14 00:00", id="before midnight"),
    ],
)
def test_the_timetable_tells_what_was_due_last_and_what_is_next(
    job: str, now: str, last: str, following: str
) -> None:
    moment = datetime.fromisoformat(f"2024-03-13T{now}+07:00")
    found = JOBS[job]
    assert (_shown(found.last_due(moment)), _shown(found.next_due(moment))) == (last, following)


def _shown(moment: datetime) -> str:
    return moment.astimezone(BANGKOK).strftime("%d %H:%M")


def test_the_clock_backs_up_only_where_a_folder_is_set() -> None:
    assert {job.name for job in read_jobs(Settings(), PLAN)} == set(JOBS) - {"nightly-backup"}


def test_what_is_next_is_the_soonest_of_all() -> None:
    due, job = next_of(JOBS.values(), datetime(2024, 3, 13, 7, 46, tzinfo=BANGKOK))
    assert (_shown(due), job.flow) == ("13 08:00", "remind")


def test_the_delivery_s_beat_is_a_setting() -> None:
    jobs: list[Job] = list(read_jobs(Settings(deliver_every=1), PLAN))
    [delivery] = [job for job in jobs if job.flow == DELIVER]
    assert delivery.every == timedelta(minutes=1)


def test_a_batch_that_no_file_names_is_served_like_the_others() -> None:
    content = PLAN.model_dump(mode="json")
    content["batches"][0] |= {"id": "april", "due": "2024-04-30", "title": "กำหนดส่ง ๓๐ เมษายน"}
    for activity in content["activities"]:
        activity["batch"] = "april" if activity["batch"] == "march" else activity["batch"]
    first, *_ = read_jobs(Settings(), Plan.model_validate(content))
    assert (first.name, dict(first.parameters), first.flow) == (
        "april", {"batch": "april"}, "check_batch",
    )  # fmt: skip
    assert first.title("th") == "ตรวจรอบ กำหนดส่ง ๓๐ เมษายน"


MOMENTS = st.integers(0, 366 * 86_400).map(
    lambda seconds: datetime(2023, 10, 1, tzinfo=BANGKOK) + timedelta(seconds=seconds)
)


@given(name=st.sampled_from(sorted(JOBS)), now=MOMENTS)
def test_nothing_is_due_between_the_last_time_and_the_next(name: str, now: datetime) -> None:
    job = JOBS[name]
    last, following = job.last_due(now), job.next_due(now)

    assert last <= now < following
    assert job.next_due(last) == following
    assert job.last_due(following) == following
    assert job.last_due(following - timedelta(seconds=1)) == last


@given(every=st.integers(1, 120), now=MOMENTS)
def test_deliveries_begin_anew_at_each_midnight(every: int, now: datetime) -> None:
    [job] = [j for j in read_jobs(Settings(deliver_every=every), PLAN) if j.flow == DELIVER]
    midnight = now.replace(hour=0, minute=0, second=0)

    assert (job.last_due(now) - midnight) % timedelta(minutes=every) == timedelta(0)
    assert job.last_due(midnight) == midnight


@pytest.mark.parametrize("zone", [UTC, BANGKOK, timezone(timedelta(hours=-11))], ids=str)
def test_a_moment_may_be_of_any_zone(zone: timezone) -> None:
    now = datetime(2024, 3, 13, 8, 0, tzinfo=BANGKOK).astimezone(zone)

    assert _shown(JOBS["daily"].last_due(now)) == "13 08:00"


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_deployment_has_a_name_for_people(language: str) -> None:
    names = [job.title(language) for job in JOBS.values()]

    assert len(set(names)) == len(names)
    assert all(any("ก" <= letter <= "๛" for letter in name) is (language == "th") for name in names)
