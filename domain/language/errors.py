"""The errors that an official may meet: one sentence each, in Thai and in English."""

from __future__ import annotations

from domain.language.bilingual import Bilingual
from domain.language.how import How


class KamnotError(Bilingual, Exception):
    """Bad input or a broken plan: what was found, what was expected, what to do.

    The sentence is whole without `how`, the deed that would help. The command ends with `exit_code`: 2 for bad
    input, 3 when the work could not be finished.
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
    """The disk, a folder or the database's file must be put right first; nothing is lost (exit 2)."""

    exit_code = 2


class BusyError(CouldNotFinishError):
    """Somebody else uses what is needed right now; the same deed succeeds in a moment."""


class NotThereError(KamnotError):
    """What was asked for by its name or number is not there."""


class NotAllowedError(KamnotError):
    """The deed is refused to this person, or while a year is closed; no other input would do."""


class OvertakenError(KamnotError):
    """Somebody else was first, or it is done already; look again."""
