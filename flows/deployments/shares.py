"""Asks other workers to help with a check of many units: runs of the same deployment that take chunks of its round.

Prefect only starts the helpers. Who does which chunk, and whether it is done, is in Kamnot's tables
(docs/decisions/clock.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from httpx import HTTPError

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun

_WORTH_HELP = 3
"""Chunks for each process: in the seconds that a helper takes to start, the others do a few."""


@contextmanager
def helpers(
    deployment: UUID | None, round_id: str, asked: Mapping[str, Any], chunks: int
) -> Iterator[None]:
    """Runs of this deployment that help with the round; those that never began are deleted in the end.

    A server that cannot be asked costs only the help. A run without a deployment has none.
    """
    runs: list[FlowRun] = []
    if deployment is not None:
        with suppress(HTTPError):
            count = min(_idle(deployment), chunks // _WORTH_HELP)
            parameters = {**asked, "share": round_id}
            runs.extend(_ask(deployment, parameters) for _ in range(count))
    yield
    with suppress(HTTPError):
        _dismiss(runs)


def _idle(deployment: UUID) -> int:
    """How many can help: each worker of the pool but ours, or each core but ours where no worker is."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import WorkerStatus

    with get_client(sync_client=True) as client:
        pool = client.read_deployment(deployment).work_pool_name
        if pool is None:
            return (os.cpu_count() or 1) - 1
        workers = client.read_workers_for_work_pool(pool)
    return sum(worker.status == WorkerStatus.ONLINE for worker in workers) - 1


def _ask(deployment: UUID, parameters: Mapping[str, Any]) -> FlowRun:
    from prefect.deployments import run_deployment

    return cast("FlowRun", run_deployment(deployment, parameters=dict(parameters), timeout=0))


def _dismiss(runs: Sequence[FlowRun]) -> None:
    from prefect.client.orchestration import get_client
    from prefect.exceptions import ObjectNotFound

    with get_client(sync_client=True) as client:
        for run in runs:
            with suppress(ObjectNotFound):
                state = client.read_flow_run(run.id).state
                if state is not None and state.is_scheduled():
                    client.delete_flow_run(run.id)
