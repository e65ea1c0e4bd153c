"""Makes the faults of a home's life on the real program and prints what was lost, doubled and said.

    .venv/bin/python -m benchmarks.faults [CASE…] [--kills SQLITE PG INTAKE PAGES] [--list]

A CASE is a number (`7`), or a number and a letter (`18b`). All take some fifteen minutes on a quiet machine. What a
machine lacks (root for a full disk, PostgreSQL) is told in its row. 1 if a fault lost, doubled or hid something.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from subprocess import SubprocessError

from httpx import HTTPError

from benchmarks.faults import clocks, damage, files, inputs, machines, pages, restoring, sending
from benchmarks.faults.damage import NoDiskError
from benchmarks.faults.office import FaultError, Office, Seen, offices
from tests.support.processes.clock import NoClockError
from tests.support.servers.postgres import NoServerError

Case = Callable[[Callable[[], Office]], Seen]


def cases(sqlite: int, postgresql: int, intake: int, served: int) -> Mapping[str, tuple[str, Case]]:
    """The cases by their number, each with what is done."""
    kills: dict[str, tuple[str, Case]] = {
        number: (
            sending.killed.__doc__ or "",
            lambda _make, d=database, n=times: sending.killed(d, n),
        )
        for number, database, times in (("1", "SQLite", sqlite), ("1b", "PostgreSQL", postgresql))
    }
    plain: dict[str, Case] = {
        "2": sending.killed_after_250,
        "3": sending.dropped_after_data,
        "3b": sending.hanging_after_data,
        "4": sending.one_dead,
        "5": sending.greylisted,
        "6": sending.away_for_days,
        "7": sending.silent_and_dripping,
        "8": sending.refused_by_login,
        "9": sending.rude_goodbye,
        "10": sending.again_and_at_once,
        "11": sending.there_and_back,
        "11b": sending.changed_while_waiting,
        "12": sending.bad_addresses,
        "13": clocks.moved,
        "13b": clocks.zones,
        "14": sending.off_for_days,
        "15": inputs.days,
        "16": inputs.broken_plans,
        "17": inputs.contradictory_plans,
        "18": partial(damage.locked, seconds=7),
        "18b": partial(damage.locked, seconds=60),
        "18c": sending.postgresql_restarts,
        "18d": machines.away_from_both,
        "18e": machines.killed_elsewhere,
        "18f": pages.locked,
        "19": damage.full_disk,
        "19b": damage.small_limit,
        "20": damage.gone,
        "20b": damage.read_only,
        "20c": damage.noise,
        "21": files.hostile,
        "22": partial(files.killed_intake, times=intake),
        "22b": partial(pages.uploads, times=served),
        "23": files.names,
        "24": pages.matrix,
        "24b": pages.codes,
        "24c": pages.formulas,
        "25": restoring.backups,
        "25b": restoring.flipped,
        "25c": restoring.forged,
        "25d": restoring.yesterdays,
        "26": damage.two_accounts,
    }
    return kills | {number: (_told(case), case) for number, case in plain.items()}


def _told(case: Case) -> str:
    if isinstance(case, partial):
        return (case.func.__doc__ or "").format(**case.keywords)
    return case.__doc__ or ""


def main() -> int:
    """Play the chosen cases."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("chosen", nargs="*", metavar="CASE")
    kills = ("SQLITE", "PG", "INTAKE", "PAGES")
    parser.add_argument("--kills", nargs=4, type=int, default=(200, 100, 200, 20), metavar=kills)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    known = cases(*asked.kills)
    for name in [name for name in os.environ if name.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    chosen = [number for number in known if not asked.chosen or number in asked.chosen]
    print(
        "| case | what was done | letters | lost | doubled | what was said | s |\n|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder, offices(Path(folder)) as make:
        held = [asked.list or _play(number, *known[number], make) for number in chosen]
    print(f"{sum(held)} of {len(held)} hold")
    return 0 if all(held) else 1


def _play(number: str, told: str, case: Case, make: Callable[[], Office]) -> bool:
    began = time.monotonic()
    try:
        seen = case(make)
    except (NoServerError, NoDiskError, NoClockError) as reason:
        _row(number, told, "-", "-", "-", f"not tried: {reason}", 0)
        return True
    except (FaultError, AssertionError, OSError, HTTPError, SubprocessError) as error:
        _row(number, told, "?", "?", "?", f"**does not hold**: {error}", time.monotonic() - began)
        return False
    figures = (
        "-" if n is None else str(n) for n in (seen.letters or None, seen.lost, seen.doubled)
    )
    said = seen.said
    if (seen.doubled or 0) > seen.may_double:
        said = f"**more than {seen.may_double} doubled** {said}"
    _row(number, told, *figures, said, time.monotonic() - began)
    return not seen.lost and (seen.doubled or 0) <= seen.may_double


def _row(number: str, told: str, *cells: str | float) -> None:
    texts = [str(cell).replace("|", "/").replace("\n", " ") for cell in cells[:-1]]
    print(f"| {number} | {told.rstrip('.')} | {' | '.join(texts)} | {cells[-1]:.0f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
