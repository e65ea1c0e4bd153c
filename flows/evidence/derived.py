"""Makes derived files by LibreOffice and keeps them, so that no verdict depends on which machine checks.

How to use it: at intake or `recheck`, after a look found a file harmless, call `derive` with the version and the format
that is wanted. It returns what is kept already, also on a machine without LibreOffice; else it converts, stores the
bytes, then the row, each whole. None means that there is none and none can be made here: say what a person must do.
Whoever only reads calls `kept_as`. A person's own file comes in by `storage.records.evidence.keep_derived` with
`by_machine=False` and replaces the machine's.
"""

from __future__ import annotations

from flows.run.call import patiently
from flows.run.workspace import Workspace
from inspection.office.converting import NotConvertedError, converted
from storage.db.database import reading, writing
from storage.evidence_store.contract import Stored
from storage.records.evidence import DerivedFile, derived_file, keep_derived
from storage.records.listed_evidence import ListedEvidence


def kept_as(ws: Workspace, sha256: str, target: str) -> DerivedFile | None:
    """A content as another format (`pdf`), if it was made before."""
    with reading(ws.engine) as session:
        return derived_file(session, sha256, target)


def derive(
    ws: Workspace, unit: str, one: ListedEvidence, source_format: str, target: str, *, by: str
) -> DerivedFile | None:
    """A version's content as `target`: what is kept, else made now. None if it cannot be made here.

    `source_format` is what the content really is. Never call it for a file that may do harm.
    """
    fact = one.fact
    kept = kept_as(ws, fact.sha256, target)
    if kept is not None:
        return kept
    try:
        with (
            ws.store.local(fact.sha256) as path,
            converted(path, source_format, target) as made,
            made.open("rb") as stream,
        ):
            stored = ws.store.put(stream)
    except NotConvertedError:
        return None
    subject = f"{unit}/{fact.requirement}/{fact.item}.{fact.version}"
    # Made again it would have other bytes, and these would lie in the store for nothing.
    return patiently(_keep, ws, fact.sha256, target, stored, subject, by)


def _keep(
    ws: Workspace, sha256: str, target: str, stored: Stored, subject: str, by: str
) -> DerivedFile:
    with writing(ws.engine) as session:
        return keep_derived(
            session, sha256, target, stored,
            by_machine=True, subject=subject, by=by, now=ws.now(),
        )  # fmt: skip
