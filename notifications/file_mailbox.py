"""Writes mails as files if no relay is configured: nothing is lost, and any mail program opens them."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

from domain.reminders.verdict import Verdict
from notifications.safe_text import safe_detail

PHASE = "mailbox"
"""The phase of every verdict of this module: the mail is in a folder, and no relay has seen it."""

_OUR_MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@[^>]*>")


def drop(folder: Path, raw: bytes) -> Verdict:
    """Write one mail as `2024-03-13-<32 hex digits>.eml`; the same Message-ID gives the same file.

    The file appears whole or not at all. A folder that cannot be written gives the verdict `config`.
    """
    date, identity = _name(raw)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = next(folder.glob(f"*-{identity}.eml"), None)
        if there is None:
            there = folder / f"{date}-{identity}.eml"
            _write(there, raw)
    except OSError as error:
        return Verdict("config", PHASE, None, safe_detail(f"{folder.name}: {error.strerror}"))
    return Verdict("sent", PHASE, None, there.name)


def _name(raw: bytes) -> tuple[str, str]:
    """The file name: a mail's day and identity, safe in any file system whatever the headers say."""
    headers = message_from_bytes(raw)
    message_id = str(headers["Message-ID"])
    ours = _OUR_MESSAGE_ID.fullmatch(message_id)
    identity = ours[1] if ours else hashlib.sha256(message_id.encode()).hexdigest()[:32]
    try:
        day = parsedate_to_datetime(str(headers["Date"])).date().isoformat()
    except ValueError:
        day = "undated"
    return day, identity


def _write(path: Path, raw: bytes) -> None:
    """Write beside, flush to the disk, then rename: a kill in between leaves no half mail."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):  # it exists only if the rename was not reached
            part.unlink()
