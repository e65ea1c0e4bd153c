"""Reviews: one version or all that is complete, each by somebody who may (`domain.activity.reviewing`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain.activity.reviewing import Reviewer, may_review
from domain.language.errors import KamnotError
from domain.results import Finding, Outcome
from flows.evidence.take_in import refuse_withdrawn, requirement_of
from flows.run.judge import check_completeness, load_facts
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.evidence import (
    ListedEvidence,
    add_review,
    find_version,
    list_evidence,
    unit_of,
)
from storage.records.people import groups_of_account


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A version that a bulk review passed over, and why."""

    evidence: ListedEvidence
    why: KamnotError


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a bulk review accepted, and what it left for somebody else."""

    accepted: tuple[ListedEvidence, ...]
    left: tuple[LeftOpen, ...]


def review(
    ws: Workspace,
    item: int,
    version: int | None,
    *,
    accepted: bool,
    reason: str,
    on: date,
    by: str,
) -> ListedEvidence:
    """Keep a reviewer's word on a version (the newest for None); returns what was meant.

    Raises KamnotError for an unknown or withdrawn item, for a reviewer whom the plan does not want, and for
    a return without a reason.
    """
    with writing(ws.engine) as session:
        meant = find_version(session, item, version)
        refuse_withdrawn(item, meant.withdrawn_on)
        _check(ws, session, unit_of(session, item), meant, by, accepting=accepted)
        _write(ws, session, meant, accepted=accepted, reason=reason, on=on, by=by)
    return meant


def waiting(ws: Workspace, unit: str) -> tuple[ListedEvidence, ...]:
    """The newest version of every item that nobody has reviewed yet, in the plan's order."""
    with reading(ws.engine) as session:
        listed = list_evidence(session, unit, ws.plan.fiscal_year, withdrawn=False)
    return tuple(e for e in listed if e.newest and e.accepted is None)


def accept_complete(
    ws: Workspace, unit: str, batches: Sequence[str], *, reason: str, on: date, by: str
) -> Bulk:
    """Accept whatever waits for a review in requirements of these batches that are complete on that day.

    What a machine found doubtful waits for a person who opens it; so does what the plan wants two people for,
    where this one sent it: those are left open. All accepted ones are written in one transaction.
    """
    complete = _complete(ws, unit, batches, on)
    meant = [
        e
        for e in waiting(ws, unit)
        if e.fact.requirement in complete and e.fact.received_on <= on and _fit(ws, e)
    ]
    accepted: list[ListedEvidence] = []
    left: list[LeftOpen] = []
    with writing(ws.engine) as session:
        for one in meant:
            try:
                _check(ws, session, unit, one, by, accepting=True)
            except KamnotError as why:
                left.append(LeftOpen(one, why))
                continue
            _write(ws, session, one, accepted=True, reason=reason, on=on, by=by)
            accepted.append(one)
    return Bulk(tuple(accepted), tuple(left))


def _complete(ws: Workspace, unit: str, batches: Sequence[str], on: date) -> frozenset[str]:
    """The requirements that a check finds met by what came in, by no relief."""
    findings = check_completeness(ws, load_facts(ws, unit, on), on)
    numbers = {a.number for batch in batches for a in ws.plan.by_batch[batch]}
    return frozenset(f.id for number in numbers for f in findings[number] if _is_met(f))


def _is_met(finding: Finding) -> bool:
    return finding.outcome is Outcome.MET


def _fit(ws: Workspace, one: ListedEvidence) -> bool:
    """A file beside the good ones that could not count must not slip through with them."""
    wanted = requirement_of(ws.plan, one.fact.requirement)
    return one.fact.problem is None and one.fact.format in wanted.formats


def _check(
    ws: Workspace,
    session: Session,
    unit: str,
    meant: ListedEvidence,
    by: str,
    *,
    accepting: bool,
) -> None:
    may_review(
        ws.plan,
        requirement_of(ws.plan, meant.fact.requirement),
        Reviewer(by, groups_of_account(session, unit, by)),
        meant.added_by,
        accepting=accepting,
    )


def _write(
    ws: Workspace,
    session: Session,
    meant: ListedEvidence,
    *,
    accepted: bool,
    reason: str,
    on: date,
    by: str,
) -> None:
    add_review(
        session,
        item=meant.fact.item,
        version=meant.fact.version,
        accepted=accepted,
        reason=reason,
        reviewed_on=on,
        by=by,
        now=ws.now(),
    )
