"""How Kamnot's database grows over a bureau's year: all checks, reminders and letters of fiscal 2567 in a minute.

Each day the evidence of that day comes in and is reviewed, each batch in its season (thirty days before its due
date to six weeks after) is checked, and the day's reminders are written and delivered, as the schedules do it.
The documents are real files; the letters go into a folder.

    .venv/bin/python -m benchmarks.growth [FOLDER ON THE DISK TO USE]
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from domain.language.thai import fiscal_year_span
from domain.plan.model import Batch, MeasureKind, MeasureRequirement, Plan
from flows.check.check import CheckRequest, check
from flows.check.daily import remind_unit
from flows.evidence.measures import enter
from flows.evidence.reviews import look_at, review, waiting
from flows.evidence.take_in import Incoming, take_in
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from sample.bureau import UNIT, add_contacts
from storage.settings import Settings
from tests.support.year import evidence

PROMISED = 10_000_000
BEFORE, AFTER = timedelta(days=30), timedelta(days=42)
"""A batch's season around its due date."""
SENDER, REVIEWER = "sender", "reviewer"
STAFF = 122


class Then(Workspace):
    """A workspace whose clock is moved by hand."""

    moment = datetime(2023, 9, 30, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def move_to(self, day: date, hour: int = 0, minute: int = 30) -> None:
        """Begin a run on that day at that time, UTC: half past seven in Bangkok unless told otherwise."""
        self.moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
        self.opened_at = self.moment


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes in on one day: files, and (measure, value) of the numbers."""

    files: tuple[Incoming, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()


def bureau(home: Path) -> Then:
    """A bureau with its people on a fresh SQLite file."""
    settings = Settings(home=home)
    set_up(settings, unit=UNIT)
    ws = Then(settings)
    add_contacts(ws, by="benchmark")
    return ws


def coming(plan: Plan, folder: Path, seed: int = 2567) -> Mapping[date, Coming]:
    """All that the plan asks for, spread from four weeks before each due date to two weeks after it.

    The same on every run. Documents of one activity come on different days, one in eight never.
    """
    chance = Random(seed)
    files: dict[date, list[Incoming]] = defaultdict(list)
    numbers: dict[date, list[tuple[str, str]]] = defaultdict(list)
    for file in evidence(plan, folder, range(1, plan.activity_count + 1)):
        # They are handed in ten days before they are due: 18 days more or 24 less.
        day = file.received_on + timedelta(days=chance.randint(-18, 24))
        if chance.random() >= 1 / 8:
            files[day].append(replace(file, received_on=day))
    for activity in plan.activities:
        for measure in activity.measures:
            day = plan.batch_by_id[activity.batch].due + timedelta(days=chance.randint(-28, 14))
            numbers[day].append((f"{activity.number}.{measure.id}", _value(measure)))
    return {
        day: Coming(tuple(files[day]), tuple(numbers[day])) for day in files.keys() | numbers.keys()
    }


def _value(measure: MeasureRequirement) -> str:
    if measure.kind is MeasureKind.YES_NO:
        return "มี"
    if measure.kind is MeasureKind.SHARE:
        return f"{STAFF - 2}/{STAFF}"
    return str(max(5, int(measure.at_least)))


def play_year(ws: Then, arrivals: Mapping[date, Coming], seed: int = 2567) -> None:
    """Every day of the plan's fiscal year: what comes in, reviews, checks of the batches in season, reminders."""
    first, last = fiscal_year_span(ws.plan.fiscal_year)
    chance = Random(seed)
    for n in range((last - first).days + 1):
        play_day(ws, first + timedelta(days=n), arrivals, chance)


def play_day(ws: Then, day: date, arrivals: Mapping[date, Coming], chance: Random) -> None:
    """The checks at 7.30, the reminders at 8.00, the evidence in the afternoon, as Bangkok has it."""
    ws.move_to(day)
    for batch in in_season(ws.plan, day):
        check(ws, CheckRequest(UNIT, (batch.id,), day))
    ws.move_to(day, 1, 0)
    remind_unit(ws, CheckRequest(UNIT, ws.batches(None), day, record=False))
    ws.move_to(day, 8, 0)
    _review(ws, day, chance)
    _take_in(ws, day, arrivals.get(day, Coming()))


def in_season(plan: Plan, day: date) -> Iterator[Batch]:
    """The batches that are checked every day around this one."""
    return (b for b in plan.batches if b.due - BEFORE <= day <= b.due + AFTER)


def _review(ws: Then, day: date, chance: Random) -> None:
    """On Fridays whatever waits is reviewed; one in ten goes back and is never mended."""
    for one in waiting(ws, UNIT) if day.weekday() == 4 else ():
        back = chance.random() < 1 / 10
        review(
            ws,
            UNIT,
            look_at(ws, UNIT, one.fact.item),
            accepted=not back,
            reason="ลายเซ็นไม่ครบ โปรดแก้แล้วส่งใหม่" if back else "ตรวจแล้วครบถ้วน",
            on=day,
            by=REVIEWER,
        )


def _take_in(ws: Then, day: date, found: Coming) -> None:
    if found.files:
        take_in(ws, UNIT, found.files, by=SENDER)
    for measure, value in found.numbers:
        enter(ws, UNIT, measure, value, on=day, by=SENDER)


def sizes(database: Path) -> dict[str, int]:
    """Bytes of each table with its indexes, largest first; pages in part used count in full."""
    query = (
        "SELECT t.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master t ON t.name = s.name"
        " GROUP BY t.tbl_name ORDER BY 2 DESC"
    )
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute(query).fetchall())


def main() -> None:
    """Play the year; print the size of the file, of its tables, and what the checks kept."""
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    disk = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        (Path(folder) / "in").mkdir()
        ws = bureau(Path(folder) / "home")
        arrivals = coming(ws.plan, Path(folder) / "in")
        start = time.perf_counter()
        play_year(ws, arrivals)
        took = time.perf_counter() - start
        ws.engine.dispose()
        print(f"fiscal year {ws.plan.fiscal_year} played in {took:.0f} s")
        tell(ws.settings.home / "kamnot.db")


def tell(database: Path) -> None:
    """Print what lies in the file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copies, marks = connection.execute(
            "SELECT count(result), count(same_as) FROM check_run"
        ).fetchone()
        letters, sent = connection.execute(
            "SELECT count(*), sum(length(raw)) FROM outbox"
        ).fetchone()
    size = database.stat().st_size
    print(f"database {size / 1e6:.2f} MB (promised: under {PROMISED / 1e6:.0f})")
    print(f"{copies + marks} checks kept {copies} copies and {marks} marks")
    print(f"{letters} letters lie in {sent / 1e6:.2f} MB")
    for table, bytes_ in list(sizes(database).items())[:8]:
        print(f"  {table:20} {bytes_ / 1e6:6.2f} MB")


if __name__ == "__main__":
    main()
