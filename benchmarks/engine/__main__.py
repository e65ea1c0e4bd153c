"""One unit's March check inside the served process, against an empty flow with as many tasks.

All against one real server of Prefect's, as `kamnot schedule` starts it. First in one process, in turn, also
against the naive way (one Prefect task for each activity); then as whole processes, as Prefect's runner starts them.

**Without shared waits.** Prefect writes down the tasks of a run up to a second after its end. A run that is
created meanwhile in the same process is answered 503, as Prefect's server does while its SQLite file is locked, and
its client waits two seconds before it asks again. The clock's runs are created by the server long before and do not
meet this. So each run here waits, outside of what is measured, until the server has written down the last one; a run
whose client waited all the same is repeated.

    .venv/bin/python -m benchmarks.engine
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

ROUNDS = 15
PROCESSES = 5
AS_OF = date(2024, 3, 13)
PROMISED = 1.3
QUIET_SECONDS = 1.5
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Took:
    """One run: seconds, and processor time of this process or the child."""

    seconds: float
    processor: float


class Retries(logging.Handler):
    """Counts how often Prefect's client waited before it asked again."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.count = 0
        logger = logging.getLogger("prefect.client")
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.count += "Another attempt" in record.getMessage()


def main() -> None:
    """Print the medians and the ratios."""
    for name in [n for n in os.environ if n.startswith(("KAMNOT_", "PREFECT_"))]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        os.environ["KAMNOT_HOME"] = str(home)
        from flows.deployments.prefect_server import Server, choose_port
        from flows.run.prefect_settings import prepare_prefect
        from sample.bureau import bring_evidence, install

        ws = install(home)
        bring_evidence(ws, home)
        prefect_home = ws.settings.prefect_home
        prefect_home.mkdir(parents=True, exist_ok=True)
        prepare_prefect(prefect_home)
        server = Server(ws.settings, choose_port())
        os.environ.update(server.client_environment)
        server.start()
        try:
            _measure(ws)
        finally:
            server.stop()


def _measure(ws: Any) -> None:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.deployments import deployed

    retries = Retries()
    gc.freeze()  # as in the process of each run
    gc.set_threshold(300_000)
    # The engine's heartbeat thread sleeps in whole seconds and would drown every figure.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        state = deployed.check_batch("march", as_of=AS_OF.isoformat(), return_state=True)
        tasks = _tasks_of(state.state_details.flow_run_id)
        works = _works(ws, len(tasks))
        for work in works:
            work()
        rounds = [[_undisturbed(work, retries) for work in works] for _ in range(ROUNDS)]
    print(f"a check runs {len(tasks)} tasks: {', '.join(tasks)}")
    print(
        f"in one process, {ROUNDS} rounds, {retries.count} runs repeated because of a shared wait"
    )
    names = ("March check", f"empty flow, {len(tasks)} tasks", "one task for each activity")
    _tell(names, rounds)
    whole = asyncio.run(_whole_processes(len(tasks)))
    print(f"as whole processes, {PROCESSES} rounds")
    _tell(names[:2], whole)


def _works(ws: Any, tasks: int) -> tuple[Callable[[], Any], ...]:
    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE
    from prefect.utilities.annotations import opaque

    from benchmarks.engine.empty_flow import empty
    from flows.deployments import deployed
    from sample.bureau import UNIT

    @task(cache_policy=NO_CACHE)
    def one_activity(work: Any, number: int) -> Any:
        evaluation = work.evaluator.evaluate(deployed.judge.load_facts(work, UNIT, AS_OF), AS_OF)
        return evaluation.by_number[number]

    @flow
    def naive() -> None:
        for activity in ws.plan.by_batch["march"]:
            one_activity(opaque(ws), activity.number)

    def check() -> None:
        deployed.check_batch("march", as_of=AS_OF.isoformat())

    return check, lambda: empty(tasks), naive


def _tasks_of(flow_run_id: UUID) -> list[str]:
    """The tasks of a run in their order, once the server has written them down."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    async def read() -> list[str]:
        async with get_client() as client:
            wanted = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
            runs = await client.read_task_runs(flow_run_filter=wanted)
            return [run.name.rpartition("-")[0] for run in sorted(runs, key=lambda r: r.start_time)]

    time.sleep(2 * QUIET_SECONDS)
    return asyncio.run(read())


def _undisturbed(work: Callable[[], Any], retries: Retries) -> Took:
    """A run during which Prefect's client never had to ask twice."""
    while True:
        time.sleep(QUIET_SECONDS)
        before = retries.count
        took = _took(work, resource.RUSAGE_SELF)
        if retries.count == before:
            return took


def _took(work: Callable[[], Any], whose: int) -> Took:
    start, used = time.perf_counter(), _processor(whose)
    work()
    return Took(time.perf_counter() - start, _processor(whose) - used)


def _processor(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


async def _whole_processes(tasks: int) -> list[list[Took]]:
    """The check and the empty flow as processes, from their start to their end."""
    from prefect.client.orchestration import get_client
    from prefect.types.entrypoint import EntrypointType

    from benchmarks.engine.empty_flow import empty
    from flows.deployments import deployed

    async with get_client() as client:
        made = [
            await (
                await flow.ato_deployment(name, entrypoint_type=EntrypointType.MODULE_PATH)
            ).aapply()
            for flow, name in ((deployed.check_batch, "check"), (empty, "empty"))
        ]
        asked = ({"batch": "march", "as_of": AS_OF.isoformat()}, {"tasks": tasks})
        rounds = []
        for _ in range(PROCESSES + 1):
            took = []
            for deployment, parameters in zip(made, asked, strict=True):
                run = await client.create_flow_run_from_deployment(
                    deployment, parameters=parameters
                )
                await asyncio.sleep(QUIET_SECONDS)
                took.append(_took(lambda run=run: _run_process(run.id), resource.RUSAGE_CHILDREN))
            rounds.append(took)
    return rounds[1:]


def _run_process(flow_run_id: UUID) -> None:
    """Run it as Prefect's runner does."""
    subprocess.run(
        [sys.executable, "-m", "prefect.engine"],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env={
            **os.environ,
            "PREFECT__FLOW_RUN_ID": str(flow_run_id),
            "PREFECT__ENABLE_CANCELLATION_AND_CRASHED_HOOKS": "false",
        },
    )


def _tell(names: Sequence[str], rounds: Sequence[Sequence[Took]]) -> None:
    columns = list(zip(*rounds, strict=True))
    for name, column in zip(names, columns, strict=True):
        print(
            f"  {name:28} {statistics.median(t.seconds for t in column) * 1000:6.0f} ms,"
            f" {statistics.median(t.processor for t in column) * 1000:6.0f} ms of them this side's processor"
        )
    for name, column in zip(names[1:], columns[1:], strict=True):
        pairs = list(zip(columns[0], column, strict=True))
        ratio = statistics.median(a.seconds / b.seconds for a, b in pairs)
        processor = statistics.median(a.processor / b.processor for a, b in pairs)
        print(f"  ratio to {name}: {ratio:.2f} in seconds, {processor:.2f} in processor time")


if __name__ == "__main__":
    main()
