"""The virus scanner, if one is configured: ClamAV's daemon gets every byte before a library does.

It fails closed: a file without an answer counts as not scanned, for whatever reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote, urlsplit

from domain.facts import Problem
from inspection.verdicts import Found

if TYPE_CHECKING:
    from clamav_client.clamd import ClamdNetworkSocket, ScanResults

SECONDS = 120.0
"""How long an answer may take; the daemon itself gives up on a file after two minutes."""


class Scanner:
    """A ClamAV daemon at `tcp://host:port` or `unix:///path/to/socket`; `seconds` for one answer.

    A daemon that did not answer is not asked again: two minutes for each of two hundred files take a night.
    """

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        self._url, self._seconds = url, seconds
        self._silent = ""

    def scan(self, path: Path) -> Found:
        """INFECTED with the signature's name, NOT_SCANNED with the reason, or None for a clean file.

        Raises OSError only if `path` itself cannot be read.
        """
        if self._silent:
            return Problem.NOT_SCANNED, self._silent
        with path.open("rb") as file:
            return self._ask(file)

    def _ask(self, file: BinaryIO) -> Found:
        from clamav_client.clamd import ClamdError

        try:
            answers = _daemon(self._url, self._seconds).instream(file)
        except (ClamdError, OSError, UnicodeDecodeError) as error:
            reason = f"{self._url}: {error}"
            if isinstance(error, TimeoutError) or isinstance(error.__cause__, TimeoutError):
                self._silent = reason
            return Problem.NOT_SCANNED, reason
        return _judged(answers)


def _judged(answers: ScanResults) -> Found:
    for status, reason in answers.values():
        if status == "FOUND":
            return Problem.INFECTED, reason or "a virus without a name"
        if status == "OK":
            return None
    return Problem.NOT_SCANNED, f"the scanner answered {answers!r}"


def _daemon(url: str, seconds: float) -> ClamdNetworkSocket:
    from clamav_client.clamd import ClamdNetworkSocket, ClamdUnixSocket

    parts = urlsplit(url)
    if parts.scheme == "unix":
        # The library's type says whole seconds; it hands them to socket.settimeout, which takes both.
        return ClamdUnixSocket(unquote(parts.path), timeout=seconds)  # type: ignore[arg-type]
    return ClamdNetworkSocket(parts.hostname or "", parts.port or 3310, timeout=seconds)
