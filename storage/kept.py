"""A cache of slow answers, one file each in the data folder. Any of them may be deleted.

A file is never the only copy. A file that is damaged, or was made for another question, is ignored.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import get_ident


def kept(file: Path, question: str, answer: Callable[[], str]) -> str:
    """The text that `file` holds for `question`, else `answer()`, which is then stored.

    A folder that cannot be written costs only time. The data folder is never created here: a read must not create it.
    """
    found = read_kept(file, question)
    if found is not None:
        return found.decode()
    text = answer()
    with suppress(OSError):
        write_kept(file, question, text.encode())
    return text


def read_kept(file: Path, question: str) -> bytes | None:
    """The bytes that `file` holds for `question`; None if it is not there, damaged or for another question."""
    try:
        content, _, seal = file.read_bytes().rpartition(b"\n")
    except OSError:
        return None
    return content if seal == _seal(question, content) else None


def write_kept(file: Path, question: str, content: bytes) -> None:
    """Store bytes whole or not at all, for the home's people only. The seal stands last: a picture stays one."""
    if not may_keep(file.parent.parent):
        return
    file.parent.mkdir(mode=0o770, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}-{get_ident()}")
    try:
        new.touch(mode=0o660)
        new.write_bytes(content + b"\n" + _seal(question, content))
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def may_keep(home: Path) -> bool:
    """Whether a cache may lie in the home: it exists, and files of this account serve those who use it."""
    if sys.platform == "win32":
        return home.is_dir()
    try:
        found = home.stat()
    except OSError:
        return False
    shared = stat.S_ISGID | stat.S_IWGRP
    return found.st_uid == os.geteuid() or found.st_mode & shared == shared


def _seal(question: str, content: bytes) -> bytes:
    return hashlib.sha256(question.encode() + b"\n" + content).hexdigest().encode()
