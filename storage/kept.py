"""A cache of slow answers, one file each in the data folder. Any of them may be deleted.

A file is never the only copy. A file that is damaged, or was made for another question, is ignored.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def kept(file: Path, question: str, answer: Callable[[], str]) -> str:
    """The text that `file` holds for `question`, else `answer()`, which is then stored.

    A folder that cannot be written costs only time. The data folder is never created here: a read must not create it.
    """
    found = _read(file, question)
    if found is None:
        found = answer()
        with suppress(OSError):
            _write(file, question, found)
    return found


def _read(file: Path, question: str) -> str | None:
    try:
        seal, _, text = file.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if seal == _seal(question, text) else None


def _write(file: Path, question: str, text: str) -> None:
    if not file.parent.parent.is_dir():
        return
    file.parent.mkdir(mode=0o700, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}")
    try:
        new.touch(mode=0o600)
        new.write_text(f"{_seal(question, text)}\n{text}", "utf-8")
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def _seal(question: str, text: str) -> str:
    return hashlib.sha256(f"{question}\n{text}".encode()).hexdigest()
