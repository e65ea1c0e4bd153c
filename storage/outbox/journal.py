"""A small journal of relays' answers that the database could not take: a file a sender, beside the database.

A sender reserves its file before its first text goes out, so that a full disk cannot refuse the answer. What another
sender left there is recorded by whoever claims next, on any start.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from domain.language.errors import SurroundingsError
from domain.reminders.verdict import Verdict
from storage.outbox.claim import ClaimedMail

_SIZE = 4096
"""Bytes of a file: an answer with the longest detail fits."""
_FORGOTTEN_SECONDS = 8 * 24 * 3600
"""The age at which a file is removed: a dead sender's, whose letters have expired by then."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a relay said of one letter, and when."""

    mail: ClaimedMail
    verdict: Verdict
    at: datetime


class Journal:
    """One sender's file, and the answers in the files of others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = self._new_name()
        self._reserved = self._noted = False

    @classmethod
    def beside(cls, engine: Engine, home: Path) -> Journal:
        """The journal beside an SQLite database; of a server's it lies in the home."""
        path = engine.url.database if engine.dialect.name == "sqlite" else None
        return cls((Path(path).absolute().parent if path else home) / "answers")

    def reserve(self) -> None:
        """Take the room for one answer. Raises SurroundingsError if there is none: then send nothing."""
        if self._reserved:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(b"")
        except OSError as error:
            raise SurroundingsError(
                f"เขียนโฟลเดอร์ “{self._folder}” ไม่ได้ (ดิสก์อาจเต็ม) จึงยังไม่ส่งจดหมาย โปรดตรวจดิสก์และสิทธิ์เขียน",
                f"The folder {self._folder} cannot be written (the disk may be full), so no letter is sent;"
                " check the disk and the permissions.",
            ) from error
        self._reserved = True

    def note(self, answer: Answer) -> None:
        """Put the answer on the disk. A disk that refuses even this leaves only the sender's own memory."""
        if self._noted:
            return
        kept = asdict(replace(answer, mail=replace(answer.mail, raw=b"")))
        del kept["mail"]["raw"]
        with suppress(OSError):
            self._write(json.dumps(kept, default=datetime.isoformat).encode())
            self._noted = True

    def clear(self) -> None:
        """Forget the answer: the database has it."""
        if self._noted:
            with suppress(OSError):
                self._write(b"")
                # Who has just recorded the old answer removes its file, which must not be the next answer's.
                self._file = self._file.rename(self._new_name())
            self._noted = False

    def close(self) -> None:
        """Remove the file, unless it holds an answer that the database lacks."""
        if self._reserved and not self._noted:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)

    def others(self) -> Iterator[tuple[Path, Answer]]:
        """The answers that other senders left, each with its file; old files are removed.

        Raises SurroundingsError if they cannot be read: what they hold would be sent again.
        """
        try:
            for path in self._left():
                answer = _read(path)
                if answer is not None:
                    yield path, answer
        except OSError as error:
            where = error.filename or self._folder
            raise SurroundingsError(
                f"อ่าน “{where}” ไม่ได้ ในนั้นอาจบันทึกไว้ว่าส่งจดหมายแล้ว จึงยังไม่ส่งจดหมาย โปรดตรวจสิทธิ์อ่าน",
                f"{where} cannot be read; it may say that a letter was sent, so no letter is sent;"
                " check its permissions.",
            ) from error

    def _left(self) -> Iterator[Path]:
        with suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                path = self._folder / entry.name
                if path.suffix == ".json" and path != self._file:
                    yield path

    def _new_name(self) -> Path:
        return self._folder / f"{secrets.token_hex(8)}.json"

    def _write(self, text: bytes) -> None:
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o666)
        try:
            os.write(handle, text.ljust(_SIZE, b"\0"))
            os.fsync(handle)
        finally:
            os.close(handle)


def forget(files: Sequence[Path]) -> None:
    """Remove files whose answers the database has now."""
    for path in files:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _read(path: Path) -> Answer | None:
    """The answer in a file; None in one without, not wholly written, or too old to matter. Raises OSError."""
    try:
        if time.time() - path.stat().st_mtime > _FORGOTTEN_SECONDS:
            forget([path])
            return None
        found = json.loads(path.read_bytes().rstrip(b"\0") or b"null")
        return Answer(_mail(found["mail"]), Verdict(**found["verdict"]), _moment(found["at"]))
    except FileNotFoundError:  # its sender has recorded it
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _mail(values: dict[str, str | None]) -> ClaimedMail:
    moments = {name: _moment(values[name]) for name in ("claimed_at", "expires_at") if values[name]}
    return ClaimedMail(**{**values, **moments, "raw": b""})  # type: ignore[arg-type]  # as it was written


def _moment(text: str | None) -> datetime:
    return datetime.fromisoformat(text or "")
