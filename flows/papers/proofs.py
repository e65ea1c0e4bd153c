"""Proves a pack years later: against its contents, and against the record of its submission."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from domain.language.errors import KamnotError, OutdatedError
from flows.run.workspace import read_settings
from storage.db.database import open_database, reading
from storage.packs.pack_files import ReadPack, read_pack, shown
from storage.records.submissions import (
    Submission,
    find_submission,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


__all__ = ["Proof", "Record", "prove", "prove_here", "shown"]


class Record(StrEnum):
    """What this database says of a pack."""

    DRAFT = "draft"
    """It has no receipt: it was never submitted."""
    UNKNOWN = "unknown"
    """This database does not know its receipt, or there is no database."""
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of proving a pack. `submission` is the frozen record, if there is one."""

    pack: ReadPack
    record: Record
    submission: Submission | None
    asked: bool = False
    """Whether there was a database to ask."""

    @property
    def holds(self) -> bool:
        """Whether every file agrees with the contents, and the contents with the record, if there is one.

        A database that does not know the receipt speaks against the pack.
        """
        unknown = self.asked and self.record is Record.UNKNOWN
        return not (self.pack.faults or unknown or self.record is Record.DIFFERENT)


def prove_here(file: Path) -> tuple[Proof, KamnotError | None]:
    """Prove a pack on any machine: with this run's database, else by itself, saying why there is none.

    Raises KamnotError if it is no pack.
    """
    engine, trouble = None, None
    try:
        engine = open_database(read_settings())
    except OutdatedError:
        raise
    except KamnotError as error:
        trouble = error
    return prove(engine, file), trouble


def prove(engine: Engine | None, file: Path) -> Proof:
    """Compare a pack with its contents and with the record. Nothing is extracted.

    Raises KamnotError if it is no pack.
    """
    pack = read_pack(file)
    receipt = pack.contents.receipt
    if receipt is None:
        return Proof(pack, Record.DRAFT, None)
    submission = None
    if engine is not None:
        with reading(engine) as session:
            submission = find_submission(session, shown(receipt))
    if submission is None:
        return Proof(pack, Record.UNKNOWN, None, asked=engine is not None)
    frozen = submission.frozen
    same = (frozen.contents_sha256, frozen.pack_sha256, frozen.pack_size) == (
        pack.contents_sha256,
        pack.pack.sha256,
        pack.pack.size,
    )
    return Proof(pack, Record.SAME if same else Record.DIFFERENT, submission)
