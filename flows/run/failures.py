"""A command that could not finish leaves a line in the home's log: cron's mail is read by nobody."""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress
from pathlib import Path

from domain.language.errors import KamnotError
from storage.event_log import note
from storage.settings import Settings

_ROOT = Path(__file__).resolve().parents[2]
_PLACES = 3


def note_failure(command: str, error: Exception) -> None:
    """Log the command and why; of an unexpected error its kind and places, because its text may hold anything."""
    ours = isinstance(error, KamnotError)
    with suppress(KamnotError):  # settings that cannot be read name no home
        note(
            Settings(),
            "command.failed",
            level=logging.ERROR,
            command=command,
            error=None if ours else type(error).__name__,
            said=error.thai if isinstance(error, KamnotError) else None,
            place=None if ours else _places(error),
        )


def _places(error: Exception) -> str:
    """Where in our own code it was raised, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        f for f in frames if Path(f.filename).is_relative_to(_ROOT) and ".venv" not in f.filename
    ]
    return " > ".join(
        f"{Path(f.filename).relative_to(_ROOT).as_posix()}:{f.lineno}" for f in own[-_PLACES:]
    )
