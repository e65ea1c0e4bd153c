"""One unit's March check inside Prefect's embedded engine, against an empty flow with as many tasks.

Also against the naive way: one Prefect task for each activity on the same work. All in one process and
one temporary server, in turn.

    .venv/bin/python -m benchmarks.engine
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROUNDS = 15
SETTLE_SECONDS = 30
CALM_RUNS = 3
AS_OF = date(2024, 3, 13)
TASKS = 8
"""As many as a check runs: load, completeness, scores, reminders, letters, write, deliver, publish."""


def main() -> None:
    """Print the medians and the ratios."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        _measure(Path(folder))


def _measure(home: Path) -> None:
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_HOME"] = str(home)
    from cli.demo import UNIT, _bring_evidence, _install
    from flows import deployed

    ws = _install(home)
    _bring_evidence(ws, home)
    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.utilities.annotations import opaque

    @task
    def nothing() -> None:
        return None

    @flow
    def empty() -> None:
        for _ in range(TASKS):
            nothing()

    @task(cache_policy=NO_CACHE)
    def one_activity(work: Any, number: int) -> Any:
        evaluation = work.evaluator.evaluate(deployed.check.load_facts(work, UNIT, AS_OF), AS_OF)
        return next(a for b in evaluation.batches for a in b.activities if a.number == number)

    @flow
    def naive() -> None:
        for activity in ws.plan.by_batch["march"]:
            one_activity(opaque(ws), activity.number)

    def check() -> None:
        deployed.check_batch("march", as_of="2024-03-13")

    # The engine's heartbeat thread sleeps in whole seconds and would drown every figure.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        for work in (check, naive):
            work()
        _settle(empty)
        rounds = [(_seconds(check), _seconds(empty), _seconds(naive)) for _ in range(ROUNDS)]
    ours, theirs, one_each = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(a / b for a, b, _ in rounds)
    print(f"March check, {TASKS} tasks       {ours * 1000:.0f} ms")
    print(f"empty flow, {TASKS} tasks        {theirs * 1000:.0f} ms")
    print(f"one task for each activity {one_each * 1000:.0f} ms")
    print(f"ratio to the empty flow {ratio:.2f} (promised: at most 1.3)")
    print(f"ratio to one task for each activity {ours / one_each:.2f}")


def _settle(work: Callable[[], Any]) -> None:
    """A young temporary server is busy with itself and adds two seconds to every flow: wait for calm."""
    calm, deadline = 0, time.monotonic() + SETTLE_SECONDS
    while calm < CALM_RUNS and time.monotonic() < deadline:
        calm = calm + 1 if _seconds(work) < 1.0 else 0


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
