"""The roll-up of 20 to 10,000 units from the database, against SQL that reads and sums the same rows by itself.

The yardstick reads the same rows of the same tables, joined and grouped by unit and requirement, sums what can
be summed of them and fetches the sums. Both on one SQLite file, in turn.

    .venv/bin/python -m benchmarks.rollup [FOLDER ON THE DISK TO MEASURE]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import text

from benchmarks.evaluate import exponent
from domain.evaluation.department import roll_up
from flows.check.rollup import unit_standings
from flows.run.workspace import Workspace
from sample.units import LEVELS, sample_units, write_sample
from storage.db.database import init_database, reading, writing
from storage.settings import Settings

BUREAUS = 20
"""The units of a real department."""
SIZES = (BUREAUS, 100, 1_000, 10_000)
ROUNDS = 3
AS_OF = date(2024, 9, 30)
SQL = (
    (
        "SELECT i.unit, i.requirement, count(*), sum(v.pages), sum(v.images), min(v.received_on),"
        " max(v.received_on), sum(length(v.sections)), sum(r.accepted) FROM evidence_item i"
        " JOIN evidence_version v ON v.item = i.id"
        " LEFT JOIN review r ON r.item = v.item AND r.version = v.version"
        " WHERE i.fiscal_year = 2567 AND i.withdrawn_on IS NULL GROUP BY i.unit, i.requirement"
    ),
    (
        "SELECT unit, measure, count(*), sum(numerator), sum(denominator), sum(count), sum(yes_no)"
        " FROM measure WHERE fiscal_year = 2567 GROUP BY unit, measure"
    ),
    "SELECT unit, kind, count(*) FROM relief WHERE fiscal_year = 2567 GROUP BY unit, kind",
)


def department(home: Path, size: int) -> Workspace:
    """A department of so many units on a fresh SQLite file."""
    settings = Settings(home=home)
    init_database(settings).dispose()
    ws = Workspace(settings)
    write_department(ws, size)
    return ws


def write_department(ws: Workspace, size: int) -> None:
    """Write so many units with all that they sent."""
    units = sample_units([LEVELS[n % len(LEVELS)] for n in range(size)])
    for start in range(0, size, 500):
        with writing(ws.engine) as session:
            write_sample(session, ws.plan, units[start : start + 500], by="benchmark", now=ws.now())


def by_sql(ws: Workspace) -> int:
    """The yardstick: how many sums there are."""
    with reading(ws.engine) as session:
        return sum(len(session.execute(text(query)).all()) for query in SQL)


def by_rules(ws: Workspace) -> int:
    """Every activity, the nine criteria and the level of every unit, then the department: its level."""
    return roll_up(ws.plan, unit_standings(ws, AS_OF, look_in_store=False), AS_OF).level


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run: neither way waits for anything but a busy machine."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print both times and the ratio for each size, then how the time grows."""
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    disk = sys.argv[1] if len(sys.argv) > 1 else None
    ours = []
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        for size in SIZES:
            ws = department(Path(folder) / str(size), size)
            rounds = [
                (seconds(partial(by_rules, ws)), seconds(partial(by_sql, ws)))
                for _ in range(ROUNDS)
            ]
            ours.append(min(a for a, _ in rounds))
            ratio = statistics.median(a / b for a, b in rounds)
            print(
                f"{size:6d} units x 38: rules {min(a for a, _ in rounds):7.2f} s,"
                f" SQL {min(b for _, b in rounds):6.2f} s, ratio {ratio:.1f} (promised: at most 10)",
                flush=True,
            )
            ws.engine.dispose()
    print(f"{BUREAUS} units in {ours[0]:.2f} s (promised: under 0.5)")
    print(
        f"growth exponent from {SIZES[1]} units on {exponent(SIZES[1:], ours[1:]):.3f} (promised: at most 1.05)"
    )


if __name__ == "__main__":
    main()
