"""Faults of the machine's clock and zone; case 13."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.faults.office import ROOT, Office, Seen, demand, ended, until
from tests.support.processes.clock import MovedClock, moved_clock
from tests.support.servers.smtp import Relay, relay

Make = Callable[[], Office]
MORNING = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
"""Nine o'clock in Bangkok, seven days before the March batch is due."""
MIDNIGHT = datetime(2024, 3, 12, 17, 0, tzinfo=UTC)
"""Bangkok's, from which on it is seven days before."""
ZONES = ("UTC", "Asia/Bangkok", "America/New_York")


def _lives_by(clock: MovedClock, office: Office, server: Relay, zone: str = "Asia/Bangkok") -> None:
    moved = clock.environment
    path = f"{moved['PYTHONPATH']}{os.pathsep}{ROOT}"
    office.more |= moved | {"PYTHONPATH": path, "KAMNOT_NOTIFY_URLS": server.url(), "TZ": zone}


def moved(make: Make) -> Seen:
    """The clock goes an hour ahead while a letter is in its text and another sender comes, then a day back and on."""
    office = make()
    with (
        tempfile.TemporaryDirectory() as name,
        moved_clock(Path(name), MORNING) as clock,
        relay(longest_wait=1.0) as server,
    ):
        _lives_by(clock, office, server)
        began = time.monotonic()
        sender = office.start("remind")
        until(lambda: server.accepted, "the relay takes a letter")
        sender.send_signal(signal.SIGSTOP)
        clock.set(MORNING + timedelta(hours=1))
        office.run("remind")
        sender.send_signal(signal.SIGCONT)
        demand(ended(sender, began).code == 0, "the first sender did not end well")
        demand(office.states() == ["sent"] * 3, str(office.states()))
        for days in (-1, 0, 1):
            clock.set(MORNING + timedelta(days=days))
            office.run("remind")
            demand(len(server.accepted) == 3, f"{days} day(s): mailed again")
        clock.set(MORNING + timedelta(days=2))
        said = office.run("remind")
        people = [to for to, _ in server.accepted[3:]]
        demand(len(people) == len(set(people)) == 3, f"three days before: {people}")
        return office.seen(server, said.sentence)


def zones(make: Make) -> Seen:
    """23:59 in Bangkok, 23:59:58 over midnight, and after it, on machines of UTC, Bangkok and New York."""
    letters, found = 0, []
    for zone in ZONES:
        office = make()
        with (
            tempfile.TemporaryDirectory() as name,
            moved_clock(Path(name), MIDNIGHT) as clock,
            relay() as server,
        ):
            _lives_by(clock, office, server, zone)
            before = []
            for seconds in (-20 * 86_400, -8 * 86_400, -60, -2, 60):
                clock.set(MIDNIGHT + timedelta(seconds=seconds))
                office.run("remind")
                before.append(len(server.accepted))
            seen = office.seen(server, "")
            demand(not seen.lost and not seen.doubled, f"{zone}: {seen}")
            letters += seen.letters
            days = sorted((one.recipient, one.rung, one.state) for one in office.letters())
            found.append((before[2], before[4], days))
    demand(all(one == found[0] for one in found), f"the zones differ: {found}")
    demand(found[0][0] < found[0][1], "nothing became due at midnight")
    said = f"{found[0][0]} letters before midnight and {found[0][1]} after it, in each zone"
    return Seen(said, 0, 0, letters)
