"""How large Prefect's own database gets over a bureau's year under `kamnot schedule`.

One run of each deployment is made in earnest: served, in a process of its own, a check with all that it can find.
What it left in Prefect's tables (runs, states, tasks, artifacts, logs, events) is then repeated for every day of a
year with new ids and moved times: five checks, the daily run, the watch and 96 deliveries, 37,595 runs in all, and
each check as large as one in its season, which most are not. Prefect's own vacuum runs in between with the
settings of our server on a moved clock. At the end a real server is started on the file with one more day from long
ago in it, which has to go.

    .venv/bin/python -m benchmarks.growth.prefects_own [DAYS] [FOLDER ON THE DISK TO USE]
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import idle
from benchmarks.growth.__main__ import sizes

PROMISED = 50_000_000
DAYS = 365
DELIVERIES = 96
VACUUM_HOURS = 6
"""Our server's runs every hour; so seldom, the file grows a little larger than there."""
DELIVER = "quarter-hourly"
_RUN_SECONDS = 600
_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
_TABLES = (
    "flow_run", "flow_run_state", "task_run", "task_run_state", "artifact", "log", "events", "event_resources",
)  # fmt: skip
_OF_A_RUN = {
    "flow_run": "id = :run",
    "flow_run_state": "flow_run_id = :run",
    "task_run": "flow_run_id = :run",
    "task_run_state": "task_run_id IN (SELECT id FROM task_run WHERE flow_run_id = :run)",
    "artifact": "flow_run_id = :run",
    "log": "flow_run_id = :run",
    "events": "id IN (SELECT event_id FROM event_resources WHERE resource_id = 'prefect.flow-run.' || :run)",
    "event_resources": "event_id IN"
    " (SELECT event_id FROM event_resources WHERE resource_id = 'prefect.flow-run.' || :run)",
}
"""Which rows of each table belong to a run."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in a row: so long after the run began."""

    after: timedelta


Cell = Any | Moment | tuple[str | int, ...]
"""A constant, a time, or a text with ids in it: their numbers stand between its parts."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A real run's rows, to be repeated."""

    rows: Mapping[str, Sequence[Sequence[Cell]]]
    ids: Sequence[str]

    def repeat(self, connection: sqlite3.Connection, begins: datetime) -> None:
        """Write the run once more as if it had begun then."""
        ids = [_like(old, begins) for old in self.ids]
        for table, rows in self.rows.items():
            if rows:
                places = ",".join("?" * len(rows[0]))
                made = [[_cell(cell, ids, begins) for cell in row] for row in rows]
                connection.executemany(f"INSERT INTO {table} VALUES ({places})", made)


def _like(old: str, moment: datetime) -> str:
    """A new id of the same kind: those of the seventh begin with the time, and lie side by side."""
    if len(old) != 36 or uuid.UUID(old).version != 7:
        return str(uuid.uuid4()) if len(old) == 36 else secrets.token_hex(len(old) // 2)
    stamp = int(moment.timestamp() * 1000).to_bytes(6, "big")
    rest = bytearray(secrets.token_bytes(10))
    rest[0], rest[2] = 0x70 | rest[0] & 0x0F, 0x80 | rest[2] & 0x3F
    return str(uuid.UUID(bytes=stamp + bytes(rest)))


def _cell(cell: Cell, ids: Sequence[str], begins: datetime) -> Any:
    if isinstance(cell, Moment):
        return (begins + cell.after).strftime(_FORMAT)
    if isinstance(cell, tuple):
        return "".join(part if isinstance(part, str) else ids[part] for part in cell)
    return cell


def pattern_of(connection: sqlite3.Connection, run: str) -> Pattern:
    """All that Prefect keeps of a run."""
    found: dict[str, list[sqlite3.Row]] = {}
    for table in _TABLES:
        query = f"SELECT * FROM {table} WHERE {_OF_A_RUN[table]}"
        found[table] = connection.execute(query, {"run": run}).fetchall()
    (whole,) = found["flow_run"]
    begins = datetime.strptime(whole["created"], _FORMAT).replace(tzinfo=UTC)
    ids = [row["id"] for rows in found.values() for row in rows] + [whole["idempotency_key"]]
    number = {old: n for n, old in enumerate(ids)}
    known = re.compile("|".join(map(re.escape, ids)))

    def cell(name: str, value: Any) -> Cell:
        if not isinstance(value, str):
            return value
        if name != "total_run_time" and re.fullmatch(
            r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", value
        ):
            return Moment(datetime.strptime(value, _FORMAT).replace(tzinfo=UTC) - begins)
        parts: list[str | int] = []
        end = 0
        for match in known.finditer(value):
            parts += [value[end : match.start()], number[match.group()]]
            end = match.end()
        return (*parts, value[end:]) if parts else value

    rows = {
        table: [[cell(name, row[name]) for name in row.keys()] for row in rows]  # noqa: SIM118  # sqlite3.Row
        for table, rows in found.items()
    }
    return Pattern(rows, ids)


def real_runs(home: Path) -> dict[str, str]:
    """Serve a bureau and have one run of each deployment made; the run's id by the deployment's name."""
    port = idle.free_port()
    environment = idle.bare_environment(
        home / "prefect",
        KAMNOT_HOME=str(home),
        KAMNOT_DELIVER_EVERY="1440",
        KAMNOT_LANGUAGE="en",
        PREFECT_SERVER_API_PORT=str(port),
        PYTHONPATH=str(idle.ROOT),
    )
    log = home / "schedule.log"
    with idle.program([sys.executable, "-P", "-m", "cli", "schedule"], environment, log):
        idle.wait_for_text(log, "Serving the schedules")
        os.environ["PREFECT_HOME"] = str(home / "prefect")
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        password = (home / "prefect" / "password").read_text(encoding="utf-8").strip()
        os.environ["PREFECT_API_AUTH_STRING"] = password
        runs = asyncio.run(_run_each())
        time.sleep(10)  # the server writes events down in batches
    return runs


async def _run_each() -> dict[str, str]:
    """Not by the clock, which has nothing to do once the plan's year is over."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        asked = {
            deployment.name: await client.create_flow_run_from_deployment(
                deployment.id,
                idempotency_key=f"scheduled {deployment.id} {datetime.now(UTC).isoformat()}",
            )
            for deployment in await client.read_deployments()
        }
        deadline = time.monotonic() + _RUN_SECONDS
        while time.monotonic() < deadline:
            runs = {name: await client.read_flow_run(run.id) for name, run in asked.items()}
            if all(run.state is not None and run.state.is_final() for run in runs.values()):
                break
            await asyncio.sleep(2)
        for name, run in runs.items():
            state = run.state
            if state is None or not state.is_completed():
                raise RuntimeError(f"{name}: {state}")
        return {name: str(run.id) for name, run in runs.items()}


def day_of(patterns: Mapping[str, Pattern], midnight: datetime) -> list[tuple[datetime, str]]:
    """When which deployment runs on that day."""
    due = [(midnight + timedelta(minutes=15 * n), DELIVER) for n in range(DELIVERIES)]
    others = [name for name in patterns if name != DELIVER]
    due += [(midnight + timedelta(hours=7, minutes=31 + 2 * n), o) for n, o in enumerate(others)]
    return sorted(due)


def write(
    connection: sqlite3.Connection,
    patterns: Mapping[str, Pattern],
    due: Sequence[tuple[datetime, str]],
) -> int:
    """Those runs; how many."""
    for moment, name in due:
        patterns[name].repeat(connection, moment)
    connection.commit()
    return len(due)


async def play(database: Path, patterns: Mapping[str, Pattern], days: int) -> tuple[list[int], int]:
    """So many days up to today, the vacuum in between; the file's size each evening, and how many runs there were."""
    from prefect.server.database import provide_database_interface
    from prefect.server.services import db_vacuum

    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    db, evenings, count = provide_database_interface(), [], 0
    with closing(sqlite3.connect(database, timeout=60)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for n in reversed(range(days)):
            midnight = today - timedelta(days=n + 1)
            due = day_of(patterns, midnight)
            for hour in range(0, 24, VACUUM_HOURS):
                begins = midnight + timedelta(hours=hour)
                ends = begins + timedelta(hours=VACUUM_HOURS)
                count += write(connection, patterns, [d for d in due if begins <= d[0] < ends])
                db_vacuum.now = lambda _zone, then=ends: then
                await db_vacuum.vacuum_old_flow_runs(db=db)
                await db_vacuum.vacuum_events_with_retention_overrides(db=db)
                await db_vacuum.vacuum_old_events(db=db)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            evenings.append(database.stat().st_size)
    await (await db.engine()).dispose()
    return evenings, count


def served_away(home: Path, patterns: Mapping[str, Pattern]) -> float:
    """Write a day of long ago and start a real server on the file: the seconds until all of it is gone."""
    from flows.deployments.prefect_server import Server, choose_port
    from storage.settings import Settings

    database = home / "prefect.db"
    long_ago = datetime.now(UTC) - timedelta(days=40)
    with closing(sqlite3.connect(database, timeout=60)) as connection:
        before = _counts(connection)
        write(connection, patterns, day_of(patterns, long_ago))
        server = Server(Settings(home=home.parent), choose_port())
        server.start()
        start = time.monotonic()
        try:
            while any(now > was for now, was in zip(_counts(connection), before, strict=True)):
                if time.monotonic() - start > _RUN_SECONDS:
                    raise TimeoutError(f"{_counts(connection)} rows, before {before}")
                time.sleep(1)
        finally:
            server.stop()
    return time.monotonic() - start


def _counts(connection: sqlite3.Connection) -> list[int]:
    """The rows of each table that are older than anything the server may keep."""
    long_ago = (datetime.now(UTC) - timedelta(days=30)).strftime(_FORMAT)
    column = {"events": "occurred", "event_resources": "occurred"}
    return [
        connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column.get(table, 'created')} < ?", (long_ago,)
        ).fetchone()[0]
        for table in _TABLES
    ]


def main() -> None:
    """Play the year; print the file's size as it grew and what lies in it."""
    for name in [n for n in os.environ if n.startswith(("KAMNOT_", "PREFECT_"))]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    days = int(sys.argv[1]) if len(sys.argv) > 1 else DAYS
    disk = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory(dir=disk, ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        os.environ["KAMNOT_HOME"] = str(home)
        from flows.deployments.prefect_server import _SERVER
        from sample.bureau import bring_evidence, install

        bring_evidence(install(home), home)
        database = home / "prefect" / "prefect.db"
        url = f"sqlite+aiosqlite:///{database.as_posix()}"
        # Before Prefect is imported: its vacuum here goes by the same settings as the server's.
        os.environ |= {**_SERVER, "PREFECT_SERVER_DATABASE_CONNECTION_URL": url}
        runs = real_runs(home)
        with closing(sqlite3.connect(database)) as connection:
            connection.row_factory = sqlite3.Row
            patterns = {name: pattern_of(connection, run) for name, run in runs.items()}
        tell_patterns(patterns)
        start = time.perf_counter()
        evenings, count = asyncio.run(play(database, patterns, days))
        print(f"{count} runs in {days} days, played in {time.perf_counter() - start:.0f} s")
        tell(database, evenings)
        gone = served_away(home / "prefect", patterns)
        print(f"a day of 40 days ago was gone {gone:.0f} s after a real server had started")


def tell_patterns(patterns: Mapping[str, Pattern]) -> None:
    """Print which rows each kind of run leaves."""
    for name, pattern in patterns.items():
        rows = {table: len(rows) for table, rows in pattern.rows.items() if rows}
        print(f"{name:15} {', '.join(f'{count} {table}' for table, count in rows.items())}")


def tell(database: Path, evenings: Sequence[int]) -> None:
    """Print how the file grew and what lies in it."""
    shown = sorted({0, 6, 29, 59, 89, 179, len(evenings) - 1} & set(range(len(evenings))))
    print(", ".join(f"day {n + 1}: {evenings[n] / 1e6:.1f} MB" for n in shown))
    with closing(sqlite3.connect(database)) as connection:
        free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("freelist_count", "page_size")
        )
        counts = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in _TABLES}
    print(
        f"Prefect's database {evenings[-1] / 1e6:.1f} MB, at most {max(evenings) / 1e6:.1f}, of which free"
        f" {free * size / 1e6:.1f} (promised: under {PROMISED / 1e6:.0f})"
    )
    for table, bytes_ in list(sizes(database).items())[:10]:
        print(f"  {table:20} {bytes_ / 1e6:6.2f} MB {counts.get(table, '')}")


if __name__ == "__main__":
    main()
