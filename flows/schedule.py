"""One process that serves every schedule of prefect.yaml, for an office with one machine."""

from __future__ import annotations

import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

from flows.prefect_settings import prepare_prefect
from storage.database import open_database
from storage.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def read_deployments(path: Path = ROOT / "prefect.yaml") -> list[dict[str, Any]]:
    """The deployments as prefect.yaml lists them: the one place where schedules are written."""
    import yaml

    with path.open(encoding="utf-8") as stream:
        entries: list[dict[str, Any]] = yaml.safe_load(stream)["deployments"]
    return entries


def serve_all(settings: Settings) -> None:
    """Serve until stopped. Late or missed runs are caught up by the next one, from our own tables."""
    open_database(settings).dispose()  # a clear word now, not a server that cannot start
    settings.prefect_home.mkdir(parents=True, exist_ok=True)
    prepare_prefect(settings.prefect_home)
    from prefect import serve
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.schedules import Cron

    from flows import deployed

    served = []
    for entry in read_deployments():
        flow = getattr(deployed, entry["entrypoint"].partition(":")[2])
        served.append(
            flow.to_deployment(
                name=entry["name"],
                description=entry["description"],
                parameters=entry.get("parameters"),
                tags=entry["tags"],
                concurrency_limit=ConcurrencyLimitConfig(**entry["concurrency_limit"]),
                schedules=[
                    Cron(s["cron"], timezone=s["timezone"], slug=s["slug"])
                    for s in entry["schedules"]
                ],
            )
        )
    # Prefect's own answer to SIGTERM, which ends it in good order, leaves this warning behind.
    warnings.filterwarnings("ignore", "coroutine 'Runner.astop'", RuntimeWarning)
    with suppress(KeyboardInterrupt):
        serve(*served, pause_on_shutdown=False, print_starting_message=False)
