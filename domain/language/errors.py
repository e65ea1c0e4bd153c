"""The errors that an official may meet: one sentence each, in Thai and in English."""

from __future__ import annotations

from domain.language.bilingual import Bilingual
from domain.language.how import How


class KamnotError(Bilingual, Exception):
    """Bad input or a broken plan: what was found, what was expected, what to do.

    The sentence is complete without `how`, the verb that would help. The command ends with `exit_code`: 2 for bad
    input, 3 if the work could not be finished.
    """

    exit_code = 2

    def __init__(self, thai: str, english: str, how: How | None = None) -> None:
        super().__init__(thai)
        self.thai = thai
        self.english = english
        self.how = how


class CouldNotFinishError(KamnotError):
    """The outside world stopped the work (disk, database, mail); says what was kept."""

    exit_code = 3


class SurroundingsError(CouldNotFinishError):
    """The disk, a folder or the database's file must be corrected first; nothing is lost (exit 2)."""

    exit_code = 2


class BusyError(CouldNotFinishError):
    """Another process uses what is needed now; the same command succeeds in a moment."""


class OutdatedError(CouldNotFinishError):
    """The database is older than the program. `alone`: it is a file, which the command that met it may upgrade."""

    def __init__(self, thai: str, english: str, how: How | None = None, *, alone: bool) -> None:
        super().__init__(thai, english, how)
        self.alone = alone


class TooOftenError(BusyError):
    """Somebody asked too often; it works again after some minutes."""


class NotThereError(KamnotError):
    """What was asked for by its name or number is not there."""


class NotAllowedError(KamnotError):
    """This person may not do it, or the year is closed; no other input would help."""


class OvertakenError(KamnotError):
    """Another person's change came first, or it is done already; look again."""
