"""A person at a terminal: an interactive bash on a pseudo-terminal, into which a test pastes what a manual says."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


class Terminal:
    """What was typed and shown stands in `shown`, as the terminal got it."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        self._bash = subprocess.Popen(
            ["setsid", "--ctty", "bash", "--norc", "--noprofile", "-i"],
            cwd=folder, env={**environment, "TERM": "dumb", "COLUMNS": "200"},
            stdin=slave, stdout=slave, stderr=slave,
        )  # fmt: skip
        os.close(slave)
        self.shown = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with suppress(OSError), open(self._master, "rb", closefd=False) as stream:
            while piece := os.read(stream.fileno(), 65536):
                self.shown += piece.decode("utf-8", "replace").replace("\r", "")

    def paste(self, text: str) -> None:
        """Give the text as fast as the terminal takes it; the shell need not be ready for it."""
        os.write(self._master, text.encode())

    def wait_for(self, pattern: str, seconds: float, *, after: int = 0) -> str:
        """The first match in what is shown from character `after` on; AssertionError with all of it after a while."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = re.search(pattern, self.shown[after:])
            if found:
                return found.group()
            time.sleep(0.1)
        raise AssertionError(f"{pattern} was not shown within {seconds} s:\n{self.shown[after:]}")

    def under_way(self) -> list[int]:
        """The processes that run in the foreground, and theirs; the first is what was typed."""
        return _descendants(self._bash.pid)

    def kill(self) -> None:
        """End what runs in the foreground, and all that it started, as a power cut does."""
        for pid in self.under_way():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        self.kill()
        self._bash.kill()
        self._bash.wait()
        os.close(self._master)


@contextmanager
def open_terminal(folder: Path, environment: Mapping[str, str]) -> Iterator[Terminal]:
    """A terminal in that folder; whatever runs in its foreground at the end is killed."""
    terminal = Terminal(folder, environment)
    try:
        yield terminal
    finally:
        terminal.close()


def environment_of(pid: int) -> dict[str, str]:
    """The environment that a process was started with."""
    pairs = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def _descendants(pid: int) -> list[int]:
    found = []
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
        for child in map(int, children.split()):
            found += [child, *_descendants(child)]
    return found
