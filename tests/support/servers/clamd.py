"""A ClamAV daemon to throw away: its own folder, its own signature for a harmless word, no network."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HARMLESS = b"kamnot-harmless-test-word-for-the-scanner"
SIGNATURE = "Kamnot.Test.Harmless"
LARGEST = 2**20
"""Bytes of the longest stream that it takes."""
_SECONDS = 60


class NoScannerError(Exception):
    """Why there is no ClamAV to test on."""


@dataclass(frozen=True, slots=True)
class Daemon:
    """A running daemon by both its addresses."""

    unix_url: str
    tcp_url: str


@contextmanager
def running_daemon() -> Iterator[Daemon]:
    """A daemon of our own until the block ends; NoScannerError where clamd is not installed."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        raise NoScannerError("no clamd here: install Debian's clamav-daemon")
    # A socket's path must be short: pytest's folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="kamnot-av-"))
    try:
        daemon = _configure(folder)
        process = subprocess.Popen(
            [program, "--foreground", f"--config-file={folder / 'clamd.conf'}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(process, folder)
            yield daemon
        finally:
            process.kill()
            process.wait()
    finally:
        shutil.rmtree(folder)


def _configure(folder: Path) -> Daemon:
    database = folder / "signatures"
    database.mkdir()
    (database / "kamnot.ndb").write_text(f"{SIGNATURE}:0:*:{HARMLESS.hex()}\n", "ascii")
    port = _free_port()
    lines = {
        "DatabaseDirectory": database,
        "LocalSocket": folder / "clamd.ctl",
        "TCPAddr": "127.0.0.1",
        "TCPSocket": port,
        "TemporaryDirectory": folder,
        "LogFile": folder / "clamd.log",
        "StreamMaxLength": LARGEST,
        "SelfCheck": 0,
        "OfficialDatabaseOnly": "no",
    }
    text = "".join(f"{name} {value}\n" for name, value in lines.items())
    (folder / "clamd.conf").write_text(text, "utf-8")
    return Daemon(f"unix://{folder / 'clamd.ctl'}", f"tcp://127.0.0.1:{port}")


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            log = (folder / "clamd.log").read_text("utf-8", errors="replace")
            raise NoScannerError(f"clamd ended by itself: {log[-500:]}")
        with socket.socket(socket.AF_UNIX) as door:
            if door.connect_ex(str(folder / "clamd.ctl")) == 0:
                return
        time.sleep(0.02)
    raise NoScannerError("clamd did not start")
