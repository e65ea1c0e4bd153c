"""What the tests of the commands share: a command line, and evidence taken in by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from storage.db.audit import audit_lines
from storage.db.database import open_database, reading
from storage.settings import Settings

Run = Callable[..., tuple[int, str, str]]
"""Runs the words after `kamnot`: exit code, output, errors."""
RECEIVED = ("--received", "2024-03-01", "--why", "รับเป็นกระดาษไว้ก่อน")
"""Received in March, and entered today."""
Put = Callable[[Callable[..., object]], None]
"""Puts one command, `go`, behind the real front door."""


def picture(folder: Path, name: str = "ภาพกิจกรรม.jpg", seed: int = 1) -> Path:
    """A noisy picture in a folder; another `seed` is another picture."""
    folder.mkdir(parents=True, exist_ok=True)
    image = Image.effect_noise((320, 240), 40 + seed)
    image.save(folder / name)
    return folder / name


def added(
    run: Run, requirement: str, *paths: Path, more: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Take files in, in March; what the command says of each."""
    words = ("evidence", "add", requirement, *map(str, paths), *RECEIVED, "--json", *more)
    files: list[dict[str, Any]] = json.loads(run(*words)[1])["files"]
    return files


def read_json(run: Run, *words: str) -> Any:
    """The document of a command that goes well."""
    code, out, err = run(*words, "--json")
    assert code == 0, err
    return json.loads(out)


def listed(run: Run) -> list[dict[str, Any]]:
    """The evidence as the list has it."""
    items: list[dict[str, Any]] = json.loads(run("evidence", "list", "--json")[1])["items"]
    return items


def actions() -> list[str]:
    """What the audit of the settings' database recorded, the newest first."""
    with reading(open_database(Settings())) as session:
        return [line.action for line in audit_lines(session)]
