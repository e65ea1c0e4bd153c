"""prefect.yaml: a deployment for each batch, awake in its season, in Bangkok's time."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from domain.errors import KamnotError
from flows.schedule import read_deployments, serve_all
from storage.plan_loader import load_plan, plan_folder
from storage.settings import Settings

BANGKOK = timezone(timedelta(hours=7))
PLAN = load_plan([plan_folder(2567)]).plan
DEPLOYMENTS = {entry["name"]: entry for entry in read_deployments()}


def test_every_batch_of_the_plan_has_its_deployment() -> None:
    batches = [n for n, e in DEPLOYMENTS.items() if e["entrypoint"].endswith(":check_batch")]
    assert batches == list(PLAN.batch_by_id)
    assert all(DEPLOYMENTS[b]["parameters"] == {"batch": b} for b in batches)


@pytest.mark.parametrize("entry", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_every_deployment_is_in_bangkok_time_and_runs_one_at_a_time(entry: dict[str, Any]) -> None:
    assert [s["timezone"] for s in entry["schedules"]] == ["Asia/Bangkok"]
    assert entry["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert "kamnot" in entry["tags"]
    assert entry["description"]


def test_the_watch_is_a_deployment_of_its_own_after_the_daily_run() -> None:
    [daily], [watch] = (DEPLOYMENTS[name]["schedules"] for name in ("daily", "watch"))
    assert DEPLOYMENTS["watch"]["entrypoint"] == "flows/deployed.py:watch"
    assert (daily["cron"], watch["cron"]) == ("0 8 * * *", "0 10 * * *")


def test_without_a_database_it_ends_at_once_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="kamnot init"):
        serve_all(Settings(home=tmp_path / "nothing"))


def _wakes(schedule: dict[str, str], day: date) -> bool:
    """Whether Prefect's own reading of the schedule has a run on that Bangkok day."""
    from prefect.server.schemas.schedules import CronSchedule

    cron = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
    midnight = datetime(day.year, day.month, day.day, tzinfo=BANGKOK)
    [following] = asyncio.run(cron.get_dates(1, start=midnight))
    return following.astimezone(BANGKOK).date() == day


@pytest.mark.parametrize("batch", PLAN.batches, ids=lambda b: b.id)
def test_a_batch_is_awake_from_its_first_reminder_to_six_weeks_after_its_due_date(
    batch: Any,
) -> None:
    [schedule] = DEPLOYMENTS[batch.id]["schedules"]
    first = max(rung.days_before for rung in PLAN.ladder.rungs)
    for offset in range(-first - 4, 42):
        day = batch.due + timedelta(days=offset)
        if day <= date(2024, 10, 31):
            assert _wakes(schedule, day), day
    assert not _wakes(schedule, batch.due - timedelta(days=120))
