"""Checks the evidence store against the rows: nothing may be lost or altered."""

from __future__ import annotations

from collections.abc import Iterator

from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.evidence_store.fsck import FsckReport, KeptRow, Progress, fsck
from storage.records.evidence import stored_contents

__all__ = ["FsckReport", "check_store"]


def check_store(
    ws: Workspace, *, quick: bool = False, progress: Progress | None = None
) -> FsckReport:
    """Check every content that a row refers to, of all units and years; `quick` compares sizes only."""
    return fsck(ws.store, _rows(ws), quick=quick, progress=progress)


def _rows(ws: Workspace) -> Iterator[KeptRow]:
    with reading(ws.engine) as session:
        for row in stored_contents(session):
            yield KeptRow(*row)
