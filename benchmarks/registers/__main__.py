"""A register of 10,000 rows: listed and derived against SQL on the same rows, taken in against openpyxl's bare read.

The yardstick of listing reads every version of the rows and counts, of the newest, what the register proves; SQLite
does both. That of importing is openpyxl in its reading mode, every cell of the same file. In turn, processor time.

    .venv/bin/python -m benchmarks.registers [ROWS]
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.run.workspace import Workspace

ROWS, ROUNDS, PROMISED = 10_000, 5, 3
REGISTER, UNIT = "publications", "bureau"
FIRST = date(2023, 10, 2)
AS_OF = date(2024, 9, 30)
_NEWEST = """
WITH newest AS (
    SELECT number, max(version) AS version FROM register_row
    WHERE unit = 'bureau' AND fiscal_year = 2567 AND register_id = 'publications' GROUP BY number
), standing AS (
    SELECT r.* FROM register_row r JOIN newest USING (number, version)
    WHERE unit = 'bureau' AND fiscal_year = 2567 AND register_id = 'publications' AND NOT withdrawn
)
"""
_ABOUT = "WHERE json_extract(cells, '$.link') IS NOT NULL OR json_extract(cells, '$.picture') IS NOT NULL"
SQL = (
    (
        "SELECT number, version, cells, entered_on, entered_by, entered_at, why, withdrawn FROM register_row"
        " WHERE unit = 'bureau' AND fiscal_year = 2567 AND register_id = 'publications' ORDER BY entered_on, id"
    ),
    *(
        f"{_NEWEST} SELECT {counted}, max(json_extract(cells, '$.day.day')) FROM standing {_ABOUT}"
        for counted in (
            "count(DISTINCT CASE json_extract(cells, '$.activity') WHEN 19 THEN json_extract(cells, '$.channel') END)",
            "count(DISTINCT json_extract(cells, '$.medium'))",
            "count(DISTINCT json_extract(cells, '$.channel'))",
            "sum(json_extract(cells, '$.channel') IN ('office', 'bureau'))",
        )
    ),
)
"""The rows, then each of the four numbers."""


def made_up(count: int) -> Iterator[list[object]]:
    """A year's publications as a table, its heading first; each day has as many."""
    yield ["day", "activity", "what", "medium", "channel", "link"]
    choices = zip(
        cycle((19, 33, 34, 37)), cycle(("clip", "post", "poster")), cycle(("office", "social", "bureau")), strict=False,
    )  # fmt: skip
    for n, (activity, medium, channel) in zip(range(count), choices, strict=False):
        day = FIRST + timedelta(days=n * 364 // count)
        yield [
            day,
            activity,
            f"เรื่องที่ {n + 1} ของแผนส่งเสริมคุณธรรม",
            medium,
            channel,
            f"https://bureau.example/{n}",
        ]


def write_tables(folder: Path, count: int) -> tuple[Path, list[list[object]]]:
    """The table as Excel, and its rows."""
    from openpyxl import Workbook

    rows = list(made_up(count))
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "publications.xlsx"
    book.save(path)
    return path, rows


def new_bureau(home: Path) -> Workspace:
    """A bureau without rows."""
    from flows.house.set_up import set_up
    from flows.run.workspace import Workspace
    from storage.settings import Settings

    settings = Settings(home=home)
    set_up(settings, unit=UNIT)
    return Workspace(settings)


def as_it_went(home: Path, rows: list[list[object]]) -> Workspace:
    """A bureau that wrote each row on its day; every tenth was corrected a week later."""
    from domain.facts import RegisterRow, RowId
    from storage.db.database import writing
    from storage.records.measures import RowWriting, store_rows

    ws, (heads, *lines) = new_bureau(home), rows
    with writing(ws.engine) as session:
        for n, line in enumerate(lines, start=1):
            cells = dict(zip(map(str, heads), line, strict=True))
            day = line[0]
            assert isinstance(day, date)
            versions = [(1, day)] + [(2, day + timedelta(days=7))] * (n % 10 == 0)
            for version, on in versions:
                writes = RowWriting(UNIT, 2567, on, "benchmark", ws.now(), "")
                row = RegisterRow(RowId(REGISTER, n), version, cells, on)  # type: ignore[arg-type]
                store_rows(session, writes, [row])
    return ws


def by_sql(ws: Workspace) -> tuple[int, list[int]]:
    """The yardstick: how many rows, and the numbers."""
    from sqlalchemy import text

    from storage.db.database import reading

    with reading(ws.engine) as session:
        listed, *counted = (session.execute(text(query)).all() for query in SQL)
    return len({row[0] for row in listed}), [rows[0][0] for rows in counted]


def by_rules(ws: Workspace) -> tuple[int, list[int]]:
    """Every register with its rows and the numbers that they prove."""
    from flows.evidence.registers import list_registers

    kept = next(k for k in list_registers(ws, UNIT) if k.register.id == REGISTER)
    now = {n.measure: n for n in kept.proves if n.taken_back_on is None}
    return len(kept.rows), [int(n.value or 0) for n in now.values()]


def bare_read(path: Path) -> int:
    """The other yardstick: how many cells."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    return sum(len(row) for row in book.active.iter_rows(values_only=True))


def take_in(ws: Workspace, path: Path) -> None:
    """The table as a person takes it in, into a register without rows."""
    from flows.evidence.registers import import_rows

    done = import_rows(ws, UNIT, REGISTER, path, on=AS_OF, by="benchmark")
    assert done.kept, done.doubts[:3]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run."""
    started = time.process_time()
    work()
    return time.process_time() - started


def tell(what: str, rounds: list[tuple[float, float]]) -> None:
    """Print the medians and the ratio."""
    ours, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(a / b for a, b in rounds)
    said = f"{ours * 1000:.0f} ms against {theirs * 1000:.0f} ms"
    print(f"{what}: {said}, ratio {ratio:.2f} (promised: at most {PROMISED})", flush=True)


def main(count: int = ROWS) -> None:
    """Print both ratios."""
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    gc.set_threshold(300_000)  # as in the process of each command
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        path, rows = write_tables(folder, count)
        ws = as_it_went(folder / "written", rows)
        assert by_rules(ws)[0] == by_sql(ws)[0] == count
        turns = [
            (seconds(partial(by_rules, ws)), seconds(partial(by_sql, ws))) for _ in range(ROUNDS)
        ]
        tell(f"{count} rows of a year listed and derived", turns)
        turns = []
        for n in range(ROUNDS):
            bare = seconds(partial(bare_read, path))
            empty = new_bureau(folder / f"home{n}")
            turns.append((seconds(partial(take_in, empty, path)), bare))
        tell(f"{count} rows taken in from Excel", turns)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
