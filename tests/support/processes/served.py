"""`kamnot schedule` as a process of its own, with all that it starts: real runs on a clock that is moved."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tests.support.processes.clock import MovedClock

T = TypeVar("T")
ROOT = Path(__file__).parents[3]
START_SECONDS = 120
"""So long the start may take where other programs want the processors."""
_LOOK_SECONDS = 0.05
_STOP_SECONDS = 15


def until(found: Callable[[], T], seconds: float, what: str) -> T:
    """What `found` gives once that is true; AssertionError when it is not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(_LOOK_SECONDS)
    return value


class Served:
    """The process, from the block's start to its end; what it says is kept in a file."""

    def __init__(self, home: Path, clock: MovedClock, *words: str, **environment: str) -> None:
        self.home = home
        self._words = words
        self.clock = clock
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = 0

    @property
    def _log(self) -> Path:
        return self.home / "schedule.log"

    def environment(self) -> dict[str, str]:
        """What every process of this schedule lives with."""
        moved = self.clock.environment
        path = f"{moved['PYTHONPATH']}{os.pathsep}{ROOT}"
        return {
            **{n: v for n, v in os.environ.items() if n != "KAMNOT_FISCAL_YEAR"},  # the home's
            **moved,
            "PYTHONPATH": path,
            "KAMNOT_HOME": str(self.home),
            # What is due starts on time anyway; what is late or asked for waits for the next look, ten seconds else.
            "PREFECT_RUNNER_POLL_FREQUENCY": "3",
            **self._environment,
        }

    def __enter__(self) -> Self:
        self._heard = len(self.said) if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command(), *self._words],
                cwd=hostile_folder(self.home / "where somebody stands"),
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            sys.stderr.write(self.said)
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    @property
    def said(self) -> str:
        """All that it and its runs have said so far, over every start."""
        return self._log.read_text("utf-8")

    def hears(self, *words: str) -> str:
        """Wait for the next line with all the words: lines that were read before do not count."""

        def line() -> str | None:
            assert self.process.poll() is None, "the schedule has ended"
            return self._next(words)

        return until(line, START_SECONDS, f"a line with {words}") or ""

    def _next(self, words: tuple[str, ...]) -> str | None:
        said = self.said
        for line in said[self._heard :].splitlines(keepends=True):
            if not line.endswith("\n"):
                return None
            self._heard += len(line)
            if all(word in line for word in words):
                return line
        return None

    def is_up(self) -> str:
        """Wait until it serves; the address of Prefect's page."""
        return self.hears("หน้า Prefect: ").partition("หน้า Prefect: ")[2].split()[0]

    def processes(self) -> dict[int, str]:
        """Every process that lives with this data folder, and its command line."""
        mark = f"KAMNOT_HOME={self.home}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                    found[int(folder.name)] = line.decode(errors="replace")
        return found

    def children(self, words: str) -> list[int]:
        """The processes with the words in their command line."""
        return [pid for pid, line in self.processes().items() if words in line]

    @property
    def server(self) -> int:
        """Prefect's server."""
        [pid] = self.children("flows.deployments.prefect_server")
        return pid

    @property
    def runs(self) -> list[int]:
        """The flow runs under way."""
        return self.children("flow_engine") + self.children("prefect.engine")

    def kill(self, pid: int | None = None) -> None:
        """Kill the schedule itself, or one process of it, as the system does when memory is short."""
        os.kill(pid or self.process.pid, signal.SIGKILL)
        if pid is None:
            self.process.wait()

    def gone_within(self, seconds: float) -> float:
        """Wait until no process is left, the schedule's own not counted as long as nobody asked for it; how long."""
        begun = time.monotonic()
        until(lambda: not self.processes(), seconds, f"no process left of {self.processes()}")
        return time.monotonic() - begun

    def stop(self, number: signal.Signals) -> tuple[int, float]:
        """Send the signal, Ctrl-C to all in front as a terminal does; its exit code and how long it took."""
        begun = time.monotonic()
        if number == signal.SIGINT:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        code = self.process.wait(_STOP_SECONDS)
        return code, time.monotonic() - begun


def command() -> list[str]:
    """The command line of `kamnot schedule`."""
    return [sys.executable, "-P", "-m", "cli", "schedule"]


def hostile_folder(folder: Path) -> Path:
    """A folder whose files would take the place of our modules and of Python's, if anybody imported from there."""
    (folder / "prefect").mkdir(parents=True, exist_ok=True)
    taken = (
        "flows.py",
        "storage.py",
        "domain.py",
        "json.py",
        "sitecustomize.py",
        "prefect/__init__.py",
    )
    for name in taken:
        (folder / name).write_text("raise SystemExit('a stranger was imported')\n")
    return folder


class Door:
    """A port of this machine through which one reaches a server, until it is shut; then nobody answers."""

    def __init__(self, target: str | tuple[str, int]) -> None:
        self._target = target
        self._listener: socket.socket | None = None
        self._talks: list[socket.socket] = []
        self.port = 0

    def open(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._let_in, args=(listener,), daemon=True).start()

    def shut(self) -> None:
        """Send everybody away and let nobody in."""
        if self._listener is not None:
            _end(self._listener)
            self._listener = None
        while self._talks:
            _end(self._talks.pop())

    def _let_in(self, listener: socket.socket) -> None:
        while True:
            try:
                guest, _ = listener.accept()
            except OSError:
                return
            if isinstance(self._target, str):
                host = socket.socket(socket.AF_UNIX)
                host.connect(self._target)
            else:
                host = socket.create_connection(self._target)
            self._talks += [guest, host]
            for one, other in ((guest, host), (host, guest)):
                threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := one.recv(65536):
            other.sendall(piece)
    for end in (one, other):
        _end(end)


def _end(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def door(target: str | tuple[str, int]) -> Iterator[Door]:
    """A door that is open; shut at the block's end."""
    made = Door(target)
    made.open()
    try:
        yield made
    finally:
        made.shut()
