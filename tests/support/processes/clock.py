"""A clock for real processes that a test sets, and moves while they run.

`MovedClock.environment` goes into the environment of a process (and so of all that it starts): libfaketime
then adds an offset, read from a file of the clock's folder at every look, to what the system says. `set`
writes another offset, and every running process is on the new day at once. Durations stay real: the
monotonic clock is not touched, and a wait of a second takes one, whatever is set meanwhile.

What a test has to know: files keep their real times (`stat`, `ls`, `touch` without a time), and so do
programs that were started without the environment, such as a PostgreSQL server and its `now()`. The clock's
folder must outlive the processes: without the file they are back on the real day.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

PLACES = ("usr/lib", "usr/lib64", "usr/lib/*", "usr/local/lib", "usr/local/lib/*")

# Only the library for threads reads the file under a lock: the other one, read by several threads at once, now and
# then says the real time.
LIBRARY = "faketime/libfaketimeMT.so.1"

# libfaketime 0.9.10 answers clock_nanosleep, which is how Python sleeps, with "invalid argument". A wait for
# no file at all is a sleep, too; like the true one it begins again after a signal, and refuses negative seconds.
SLEEP = '''\
"""Sleep as long as asked under libfaketime."""

import select
import time


def sleep(seconds, /):
    """Wait, by a call that libfaketime leaves alone."""
    select.select((), (), (), seconds)


time.sleep = sleep
'''


class NoClockError(Exception):
    """Why there is no clock to move."""


@contextmanager
def moved_clock(folder: Path, start: datetime) -> Iterator[MovedClock]:
    """A clock that is at `start` now; NoClockError where there can be none. Its processes end before the block."""
    try:
        yield MovedClock(folder, start)
    finally:
        _sweep()


class MovedClock:
    """A clock that keeps its offset and its shim in a folder of its own."""

    def __init__(self, folder: Path, start: datetime) -> None:
        self._library = _library()
        self._offset_file = folder / "offset"
        self._shims = folder / "shims"
        self._shims.mkdir(parents=True)
        (self._shims / "sitecustomize.py").write_text(SLEEP, "utf-8")
        self.set(start)

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs on top of `os.environ` to live by this clock."""
        return {
            "LD_PRELOAD": _first(str(self._library), "LD_PRELOAD"),
            "FAKETIME_TIMESTAMP_FILE": str(self._offset_file),
            # Read the file at every look at the clock, some microseconds; its cache would be seconds old.
            "FAKETIME_NO_CACHE": "1",
            # Else every wait that Python or an event loop measures would end at the jump, or never.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # Else it takes the faked for the real monotonic clock where threads wait with a time limit: Python's
            # wait for its interpreter lock returns at once, and a process with threads does little but ask again.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            # Else it hangs on the C library a program was built for whether it sees moved file times: a Python that
            # does takes no compiled file for current, and all look at files under a lock that one of them, killed,
            # would never give back.
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": _first(str(self._shims), "PYTHONPATH"),
        }

    def set(self, moment: datetime) -> None:
        """Let it be `moment`, or less than a second later; the clock goes on running from there."""
        offset = moment - datetime.now(UTC)
        # Whole seconds: how libfaketime reads a fraction hangs on each program's locale.
        self._offset = -(-offset // timedelta(seconds=1))
        self._zone = moment.tzinfo
        fresh = self._offset_file.with_suffix(".new")
        fresh.write_text(f"{self._offset:+d}\n", "ascii")
        fresh.replace(self._offset_file)

    def now(self) -> datetime:
        """What the processes take for the time, in the zone that was last set."""
        return (datetime.now(UTC) + timedelta(seconds=self._offset)).astimezone(self._zone)


def _library() -> Path:
    if sys.platform != "linux":
        raise NoClockError("libfaketime moves the clock of processes on Linux only")
    for place in PLACES:
        for found in sorted(Path("/").glob(f"{place}/{LIBRARY}")):
            return found
    raise NoClockError("libfaketime is not installed here")


def _sweep() -> None:
    """Remove the shared memory of killed processes: libfaketime removes it only at an orderly end."""
    for kind in ("faketime_shm", "sem.faketime_sem"):
        for left in Path("/dev/shm").glob(f"{kind}_*"):
            if not Path("/proc", left.name.rpartition("_")[2]).exists():
                with suppress(OSError):
                    left.unlink()


def _first(value: str, variable: str) -> str:
    """The variable with `value` in front of what it already says; a colon parts both kinds."""
    return ":".join(part for part in (value, os.environ.get(variable)) if part)
