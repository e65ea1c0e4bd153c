"""What a check of many units costs: a unit's processor time, growth, memory, and what a second process gains.

Each unit has three groups with contacts and all that the sample department sends. The first check stores every result
in full and writes the letters; from then on nothing has changed, and that is measured, on one SQLite file.

    .venv/bin/python -m benchmarks.many [FOLDER ON THE DISK TO USE]
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.evaluate import exponent
from benchmarks.rollup import department
from flows.check import rounds
from flows.check.check import CheckRequest
from flows.check.check_many import UnitSummary
from flows.house.doctor import examine
from flows.run.workspace import Workspace
from sample.units import store_sample
from storage.db.database import reading, writing
from storage.db.tables import ContactRow
from storage.records.people import units
from storage.settings import Settings

SIZES = (100, 1_000, 10_000)
SHARED = 2_000
ROUNDS = 3
_ALONE = "--alone"
PROMISED_MS, PROMISED_MB, PROMISED_RATIO = 10, 250, 1.6
REQUEST = CheckRequest("*", ("march",), date(2024, 3, 1))


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the wall, and of this process and its ended children by the processor."""

    wall: float
    processor: float


def with_contacts(ws: Workspace) -> list[str]:
    """Store the sample's contents and a contact for each group of each unit; the units."""
    store_sample(ws.store, ws.plan)
    with writing(ws.engine) as session:
        names = [unit.id for unit in units(session)]
        session.add_all(
            ContactRow(
                unit=unit, group_id=group.id, role="member", office="-",
                email=f"{unit}.{group.id}@example.go.th",
            )
            for unit in names
            for group in ws.plan.groups
        )  # fmt: skip
    return names


def check(ws: Workspace, names: Sequence[str], processes: int) -> tuple[Took, list[UnitSummary]]:
    """Check the units by so many processes; the time, and the results without their letters."""
    start, used = time.perf_counter(), _processor()
    found = rounds.check_together(
        ws, names, REQUEST, processes=processes, told=lambda _done, _of: None
    )
    return Took(time.perf_counter() - start, _processor() - used), list(found)


def _processor() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def alone(home: Path) -> None:
    """In a process of its own: seconds a unit, with letters due and unchanged, memory, and the doctor's lines."""
    ws = Workspace(Settings(home=home))
    with reading(ws.engine) as session:
        names = [unit.id for unit in units(session)]
    first, _ = check(ws, names, 1)
    later = min(check(ws, names, 1)[0].processor for _ in range(ROUNDS))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = len(examine(ws.settings))
    print(json.dumps([first.processor / len(names), later / len(names), most, lines]))


def _in_its_own_process(home: Path) -> list[float]:
    words = [sys.executable, "-P", "-m", "benchmarks.many", _ALONE, str(home)]
    ended = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    found: list[float] = json.loads(ended.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print cost, growth and memory, then the ratio of two processes to one."""
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    if sys.argv[1:2] == [_ALONE]:
        alone(Path(sys.argv[2]))
        return
    disk = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        costs = []
        for size in SIZES:
            home = Path(folder) / str(size)
            ws = department(home, size)
            with_contacts(ws)
            ws.engine.dispose()
            first, later, most, lines = _in_its_own_process(home)
            costs.append(later * size)
            print(
                f"{size:6d} units: {later * 1000:.1f} ms of processor time each where nothing changed"
                f" (promised: {PROMISED_MS}), {first * 1000:.1f} with letters due, {most:.0f} MB"
                f" (promised: {PROMISED_MB}), the doctor says {lines:.0f} lines",
                flush=True,
            )
        print(f"growth exponent {exponent(SIZES, costs):.3f} (promised: at most 1.05)")
        _shared(Path(folder) / "shared")


def _shared(home: Path) -> None:
    ws = department(home, SHARED)
    names = with_contacts(ws)
    _, expected = check(ws, names, 1)
    ratios = []
    for _ in range(ROUNDS):
        (one, first), (two, second) = (check(ws, names, n) for n in (1, 2))
        ratios.append(one.wall / two.wall)
        same = (
            [s.points for s in first] == [s.points for s in second] == [s.points for s in expected]
        )
        print(f"{SHARED} units: one process {one.wall:.1f} s, two {two.wall:.1f} s, equal: {same}")
    ratio = sorted(ratios)[ROUNDS // 2]
    print(f"two processes on one file: {ratio:.2f} x one (promised: {PROMISED_RATIO})")


if __name__ == "__main__":
    main()
