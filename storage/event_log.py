"""The log of a home: one line an event, in a file that turns itself over, written by any number of processes.

It is for the person who looks after the machine. Addresses of people, names of files and whatever a URL holds never
reach it (`masked`); what happened to letters and evidence is in the database. No failure to log stops any work.
"""

from __future__ import annotations

import json
import logging
import os
import re
import stat
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Protocol

_SIZE, _OLDER = 5_000_000, 4
"""Bytes after which the file is turned over, and how many older ones stay: 25 MB in all, some years of a bureau."""
_LONGEST = 500
_PATIENCE_SECONDS = 1.0
_BANGKOK = timezone(timedelta(hours=7))
_KINDS = "pdf|docx?|xlsx?|pptx?|od[tsp]|csv|txt|jpe?g|png|heic|gif|mp4|mov|zip|eml"
_MASKS = (
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s\"'<>“”]+"), r"\1…"),
    (re.compile(r"[^\s<>()\[\]@:;,\"'“”]+@[^\s<>()\[\]@:;,\"'“”]+"), "<address>"),
    (re.compile(r"“[^“”]*”|\"[^\"]*\"|'[^']*'"), "“…”"),
    (re.compile(rf"(?i)[^\s/\\]+\.(?:{_KINDS})\b"), "<file>"),
)  # fmt: skip
"""In this order: URLs with all that is in them, addresses, quoted names, names of files."""


class Logged(Protocol):
    """What of the settings a log needs."""

    @property
    def home(self) -> Path: ...

    @property
    def log_format(self) -> str: ...


def masked(text: str) -> str:
    """The text on one line, without addresses, URLs, quoted names and names of files."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    text = re.sub(r"[\s\x00-\x1f\x7f\u2028\u2029]+", " ", text).strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def log_file(settings: Logged) -> Path:
    """Where the log of this home lies; older parts beside it end in `.1` to `.4`."""
    return settings.home / "log" / "kamnot.log"


def note(
    settings: Logged, event: str, *, level: int = logging.INFO, **facts: str | float | None
) -> None:
    """Write one event with what is known of it, into a home that is there and ours."""
    if not _is_ours(settings.home):
        return
    said = {name: masked(v) if isinstance(v, str) else v for name, v in facts.items()}
    record = logging.makeLogRecord({"msg": event, "levelno": level, "facts": said})
    record.levelname = logging.getLevelName(level)
    handler = _file(log_file(settings))
    handler.setFormatter(_FORMATS[settings.log_format])
    handler.handle(record)


def _is_ours(home: Path) -> bool:
    """Whether the home is there and this account's or its group's: a file of root's would lock its owner out."""
    try:
        found = home.stat()
    except OSError:
        return False
    return sys.platform == "win32" or bool(
        found.st_uid == os.geteuid() or found.st_mode & stat.S_ISGID
    )


@cache
def _file(path: Path) -> _EventFile:
    return _EventFile(path)


class _EventFile(RotatingFileHandler):
    """Opened anew for each event, under a lock: another process may have turned it over meanwhile."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_SIZE, backupCount=_OLDER, encoding="utf-8", delay=True)

    def emit(self, record: logging.LogRecord) -> None:
        from filelock import FileLock, Timeout

        path = Path(self.baseFilename)
        try:
            path.parent.mkdir(mode=0o770, exist_ok=True)
            with FileLock(path.with_suffix(".lock"), _PATIENCE_SECONDS):
                super().emit(record)
                if self.stream:
                    self.stream.close()
        except (OSError, Timeout):
            pass  # a full disk, a folder of another account: the work goes on without this line
        finally:
            self.stream = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Say nothing: standard error is read by people, who can do nothing about it."""

    def _open(self) -> TextIOWrapper:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, 0o660)

        return open(self.baseFilename, "a", encoding="utf-8", opener=private)


class _Text(logging.Formatter):
    """`2026-11-29T08:30:01+07:00 WARNING run.ended pid=12 job="…"`."""

    def format(self, record: logging.LogRecord) -> str:
        known = {"pid": record.process, **_facts(record)}
        words = " ".join(f"{name}={_quoted(value)}" for name, value in known.items())
        return f"{_when(record)} {record.levelname} {record.msg} {words}"


class _Json(logging.Formatter):
    """The same as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        begin = {"at": _when(record), "level": record.levelname, "event": record.msg}
        whole = {**begin, "pid": record.process, **_facts(record)}
        return json.dumps(whole, ensure_ascii=False)


_FORMATS = {"text": _Text(), "json": _Json()}


def _facts(record: logging.LogRecord) -> Mapping[str, str | float]:
    return {name: value for name, value in record.facts.items() if value is not None}  # type: ignore[attr-defined]  # set by `note`


def _when(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, _BANGKOK).isoformat(timespec="seconds")


def _quoted(value: str | float | None) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
