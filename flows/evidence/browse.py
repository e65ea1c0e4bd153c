"""Evidence for people: the list of a unit, all that is known of one item, the bytes of a version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import BinaryIO

from sqlmodel import Session

from domain.activity.counts import newest_reviews, superseded
from domain.facts import Facts
from flows.run.judge import as_stored
from flows.run.workspace import Workspace
from storage.db.audit import AuditLine, audit_lines, record
from storage.db.database import reading, writing
from storage.records.evidence import served_by
from storage.records.facts import load_facts
from storage.records.listed_evidence import ListedEvidence, find_version, list_evidence, versions_of

__all__ = [
    "AuditLine",
    "KeptBytes",
    "KnownItem",
    "ListedEvidence",
    "all_evidence",
    "bytes_of",
    "known_of",
    "note_download",
    "read_bytes",
    "refuse_lost",
]

_LINES = 20
"""How many of the newest lines of the audit are searched for an item."""


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item: every version, oldest first, and the newest lines about it, newest first.

    `shared_with` are the other requirements that its file serves by a link.
    """

    versions: tuple[ListedEvidence, ...]
    shared_with: tuple[str, ...]
    lines: tuple[AuditLine, ...]


def all_evidence(
    ws: Workspace, unit: str, facts: Facts | None = None
) -> tuple[ListedEvidence, ...]:
    """Every version of a unit's items in the plan's year, including withdrawn ones, in the plan's order.

    `facts` are those of today, where they are known already.
    """
    with reading(ws.engine) as session:
        listed = list_evidence(session, unit, ws.plan.fiscal_year)
        return marked(ws, session, unit, listed, facts)


def marked(
    ws: Workspace,
    session: Session,
    unit: str,
    listed: Iterable[ListedEvidence],
    facts: Facts | None = None,
) -> tuple[ListedEvidence, ...]:
    """The versions, each marked with the item that counts instead of it."""
    facts = facts or as_stored(ws, load_facts(session, unit, ws.plan.fiscal_year))
    instead = superseded(facts.evidence, ws.plan.requirement_by_id, newest_reviews(facts.reviews))
    return tuple(
        replace(one, superseded_by=instead[one.fact.item].item)
        if one.newest and one.fact.item in instead
        else one
        for one in listed
    )


def known_of(ws: Workspace, unit: str, item: int) -> KnownItem:
    """All that is known of a unit's item. Raises NotThereError if the unit has no such item."""
    with reading(ws.engine) as session:
        versions = marked(ws, session, unit, versions_of(session, unit, item))
        fact = versions[-1].fact
        shared = served_by(session, unit, ws.plan.fiscal_year, fact.requirement, fact.file_name)
        lines = audit_lines(session, _LINES, subject=f"{unit}/{fact.requirement}/{item}")
    return KnownItem(
        versions=versions,
        shared_with=tuple(requirement for _, requirement in shared),
        lines=tuple(line for line in lines if _is_about(line, item)),
    )


def _is_about(line: AuditLine, item: int) -> bool:
    """Whether a line is about the item: subjects are searched by their beginning, which finds 12 with 1."""
    return line.subject.rpartition("/")[2].partition(".")[0] == str(item)


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """The bytes of a version: the name under which they came in, what they are, and how many."""

    file_name: str
    format: str
    sha256: str
    size: int


def bytes_of(ws: Workspace, unit: str, item: int, version: int | None = None) -> KeptBytes:
    """The bytes of a version, the newest for None. Raises NotThereError if the unit has no such item or version."""
    with reading(ws.engine) as session:
        one = find_version(session, unit, item, version)
    return KeptBytes(one.fact.file_name, one.fact.format, one.fact.sha256, one.size)


def read_bytes(ws: Workspace, kept: KeptBytes, first: int = 0) -> BinaryIO:
    """Those bytes from one of them on, to read in pieces. Raises KamnotError if the store has lost them."""
    return ws.store.open(kept.sha256, first)


def refuse_lost(ws: Workspace, kept: KeptBytes) -> None:
    """Raise what `read_bytes` raises of bytes that the store has lost, and read none of those that are there."""
    if ws.store.missing([kept.sha256]):
        read_bytes(ws, kept).close()


def note_download(ws: Workspace, unit: str, item: int, version: int | None, *, by: str) -> None:
    """Record that somebody took a copy of a file off the pages. Raises NotThereError as `bytes_of`."""
    with writing(ws.engine) as session:
        fact = find_version(session, unit, item, version).fact
        subject = f"{unit}/{fact.requirement}/{item}.{fact.version}"
        record(session, by, "evidence.download", subject, {}, ws.now())
