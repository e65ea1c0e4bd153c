"""Fiscal year 2567 played day by day on the real flows, every letter against `kamnot rehearse`.

People and events are `benchmarks/year/script.py`; what is compared, and what the rehearsal cannot know,
is told in `benchmarks/year/letters.py`. Wanted: no difference, and every letter at the relay once.

    .venv/bin/python -m benchmarks.year
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.year.letters import compare
from benchmarks.year.stage import play


def main() -> int:
    """Print each difference and the figures; 1 where a letter differs or did not reach the relay once."""
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        played = play(Path(folder))
        found = compare(played)
    for trouble in (*found.differences, *found.undelivered):
        print(trouble)
    runs = played.office.runs
    print(
        f"{played.days} days, {runs.total()} runs"
        f" ({', '.join(f'{count} {name}' for name, count in runs.items())})"
    )
    print(
        f"{found.written} letters written, {found.rehearsed} rehearsed, {found.renewed} written anew in the place"
        f" of one that still waited; differences {len(found.differences)}"
    )
    print(
        f"relay down twice for two days: {found.superseded} superseded, {found.late} went out on a later day;"
        f" {found.taken} taken by the relay, not once as written {len(found.undelivered)}"
    )
    print(f"watch alarmed on {', '.join(map(str, played.office.alarms)) or 'no day'}")
    print(f"{time.perf_counter() - began:.0f} s")
    return 1 if found.differences or found.undelivered else 0


if __name__ == "__main__":
    sys.exit(main())
