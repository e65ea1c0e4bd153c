"""Databases that earlier programs wrote: a year of one bureau's data, played by the program of that version.

Made by `benchmarks.growth` of that time, thinned: fewer checks, and only the newest letter kept its headers.
"""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from storage.db.copies import load_snapshot
from storage.evidence_store.contract import place
from storage.settings import Settings

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "databases"
VERSIONS = ("0012", "0017")
LAST_MOMENT = datetime(2024, 9, 30, 3, 0, tzinfo=UTC)
"""Two hours after the last reminders of the year."""


def unpacked(version: str, folder: Path) -> Path:
    """The database file of that version, in a folder."""
    file = folder / f"{version}.sqlite"
    file.write_bytes(lzma.decompress((FOLDER / f"{version}.sqlite.xz").read_bytes()))
    return file


def left_by(version: str, settings: Settings) -> Path:
    """Let that program's database be the settings' own, with its evidence in name; returns the file it came from."""
    settings.home.mkdir(exist_ok=True)
    file = unpacked(version, settings.home.parent)
    load_snapshot(settings, file, last=lambda _: None, upgrade=False)
    with closing(sqlite3.connect(file)) as found:
        named = found.execute("SELECT sha256, size FROM evidence_version").fetchall()
    for sha256, size in named:
        content = settings.home / "evidence" / place(sha256)
        content.parent.mkdir(parents=True, exist_ok=True)
        content.write_bytes(b"x" * size)
    return file
