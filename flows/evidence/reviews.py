"""Reviews one version, or all that is complete; who may review is decided in `domain.activity.reviewing`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain.activity.counts import Fit, arrival, counts, fit_of
from domain.activity.reviewing import (
    Reviewer,
    Seen,
    check_reason,
    check_seen,
    may_review,
    overtaken,
)
from domain.facts import EvidenceFact
from domain.language.errors import KamnotError
from domain.language.ids import AskedId
from domain.plan.requirements import requirement_of
from domain.results import Finding, Outcome, WaitsFor
from domain.words.wording import sentence
from flows.evidence.browse import marked
from flows.evidence.withdrawals import refuse_withdrawn
from flows.run.judge import load_facts
from flows.run.workspace import Workspace
from storage.db.audit import name_now
from storage.db.database import reading, writing
from storage.records.evidence import add_review, hold_item
from storage.records.listed_evidence import ListedEvidence, list_evidence, pick_version, versions_of
from storage.records.people import groups_of_account
from storage.records.plan_in_force import lock_year


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A version that a bulk review skipped, and why."""

    evidence: ListedEvidence
    why: KamnotError


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a bulk review accepted, and what it left open."""

    accepted: tuple[ListedEvidence, ...]
    left: tuple[LeftOpen, ...]


def look_at(ws: Workspace, unit: str, item: int) -> Seen:
    """What a reviewer of a unit's item sees now. Raises NotThereError if the unit has no such item."""
    with reading(ws.engine) as session:
        return seen_of(versions_of(session, unit, item))


def seen_of(versions: Sequence[ListedEvidence]) -> Seen:
    """What is seen by somebody to whom all versions of an item are shown."""
    newest = versions[-1].fact
    last = max((one.review for one in versions if one.review is not None), default=None)
    return Seen(newest.item, newest.version, last)


def review(
    ws: Workspace,
    unit: str,
    seen: Seen,
    version: int | None = None,
    *,
    accepted: bool,
    reason: str,
    on: date,
    by: str,
    signed_by: str | None = None,
) -> ListedEvidence:
    """Store a review of a version (None: the one that was seen). Returns the version.

    `signed_by` is the office that signed on paper, where `by` only records it.

    Raises OvertakenError if a newer version or review came after `seen`, NotThereError if the unit has no such item or
    version, KamnotError if the item is withdrawn, the plan does not want this reviewer, or a reason is missing.
    """
    word = _Word(accepted, reason, on, by, signed_by)
    with writing(ws.engine) as session:
        return _review(ws, session, unit, seen, version or seen.version, word)


def review_together(
    ws: Workspace,
    unit: str,
    seen: Sequence[Seen],
    *,
    accepted: bool,
    reason: str,
    on: date,
    by: str,
) -> tuple[ListedEvidence, ...]:
    """Store one review of several files that were seen together: of all or, after any error of `review`, of none."""
    word = _Word(accepted, reason, on, by, None)
    with writing(ws.engine) as session:
        # In one order, so that two reviewers never wait for each other.
        return tuple(
            _review(ws, session, unit, one, one.version, word)
            for one in sorted(seen, key=lambda one: one.item)
        )


def _review(
    ws: Workspace, session: Session, unit: str, seen: Seen, version: int, word: _Word
) -> ListedEvidence:
    # Lock first, then read: of two simultaneous reviewers the second sees the first one's review.
    hold_item(session, unit, seen.item)
    versions = versions_of(session, unit, seen.item)
    meant = pick_version(versions, version)
    refuse_withdrawn(seen.item, meant.withdrawn_on)
    check_seen(seen, seen_of(versions))
    _keep(ws, session, unit, meant, word)
    return meant


def waiting(ws: Workspace, unit: str) -> tuple[ListedEvidence, ...]:
    """The newest version of every item without a review, in the plan's order.

    A file that a later one has replaced waits for nobody.
    """
    with reading(ws.engine) as session:
        return waiting_among(marked(ws, session, unit, _newest(ws, session, unit)))


def waiting_among(listed: Iterable[ListedEvidence]) -> tuple[ListedEvidence, ...]:
    """The same of a unit's whole list that was read before."""
    newest = [e for e in listed if e.newest and e.withdrawn_on is None]
    by_item = {e.fact.item: e.fact for e in newest}
    return tuple(e for e in newest if e.accepted is None and not _is_replaced(e, by_item))


@dataclass(frozen=True, slots=True)
class AwaitedReview:
    """What waits for a review, and why a person must look at it; empty if nothing speaks against it."""

    evidence: ListedEvidence
    needs_eye: bool
    why: str
    holds_up: bool = False
    """Its document is not complete before somebody has looked."""
    finding: Finding | None = None
    """What is found of its document now."""
    sure: bool = False
    """The machine found its document complete, and no person must look: shown first, it may be accepted with others."""


def what_waits(ws: Workspace, unit: str, today: date) -> tuple[AwaitedReview, ...]:
    """What waits for a review with the reasons: first what only a person can tell, last what cannot count as it is."""
    found = ws.evaluator.find(load_facts(ws, unit, today), today)
    findings = {f.id: f for own in found.values() for f in own}
    return awaited_among(ws, waiting(ws, unit), findings, today)


def awaited_among(
    ws: Workspace,
    waiting: Iterable[ListedEvidence],
    findings: Mapping[AskedId, Finding],
    today: date,
) -> tuple[AwaitedReview, ...]:
    """The same of what waits and what was found, where both were read before."""
    rows = [awaited(ws, one, findings.get(one.fact.requirement), today) for one in waiting]
    return tuple(sorted(rows, key=_rank))


def _rank(one: AwaitedReview) -> tuple[bool, bool, bool]:
    return not one.holds_up, not one.needs_eye, one.evidence.fact.problem is not None


def awaited(
    ws: Workspace, one: ListedEvidence, finding: Finding | None, today: date
) -> AwaitedReview:
    """Why a person must look at a version, by what is found of its document."""
    if one.fact.problem is not None or finding is None:
        return AwaitedReview(one, needs_eye=False, why="", finding=finding)
    if finding.waits_for is WaitsFor.REVIEW:
        return AwaitedReview(one, True, finding.found, holds_up=True, finding=finding)
    if not finding.proved:
        return AwaitedReview(one, needs_eye=True, why=finding.unlooked, finding=finding)
    if requirement_of(ws.plan, one.fact.requirement).two_people:
        return AwaitedReview(one, True, sentence("eye.two_people", ws.language), finding=finding)
    if finding.outcome is not Outcome.MET:
        return AwaitedReview(one, needs_eye=False, why=finding.found, finding=finding)
    sure = one.fact.received_on <= today and _fit(ws, one)
    return AwaitedReview(one, needs_eye=False, why="", finding=finding, sure=sure)


def _is_replaced(one: ListedEvidence, by_item: Mapping[int, EvidenceFact]) -> bool:
    instead = by_item.get(one.superseded_by or 0)
    return instead is not None and arrival(one.fact) < arrival(instead)


def _newest(ws: Workspace, session: Session, unit: str) -> Iterator[ListedEvidence]:
    """The newest version of every item that was not withdrawn."""
    listed = list_evidence(session, unit, ws.plan.fiscal_year, withdrawn=False)
    return (e for e in listed if e.newest)


def accept_complete(
    ws: Workspace,
    unit: str,
    batches: Sequence[str],
    *,
    reason: str,
    on: date,
    by: str,
    signed_by: str | None = None,
    shown: Collection[tuple[int, int]] | None = None,
) -> Bulk:
    """Accept everything that waits for a review in complete requirements of these batches.

    Doubtful files stay open, because a person must read them. So do files of this sender for which the plan wants two
    people, unless somebody signed on paper. All acceptances are written in one transaction. `shown` are the item and
    version of what somebody was shown before: nothing else is accepted.
    """
    word = _Word(True, reason, on, by, signed_by)
    check_reason(reason, accepting=True, signed_by=signed_by)
    meant = [
        e
        for e in complete_waiting(ws, unit, batches, on)
        if shown is None or (e.fact.item, e.fact.version) in shown
    ]
    accepted: list[ListedEvidence] = []
    left: list[LeftOpen] = []
    with writing(ws.engine) as session:
        lock_year(session, unit, ws.plan.fiscal_year)
        now = {e.fact.item: e for e in marked(ws, session, unit, _newest(ws, session, unit))}
        for one in meant:
            try:
                if now.get(one.fact.item) != one:
                    raise overtaken(one.fact.item)
                _keep(ws, session, unit, one, word)
            except KamnotError as why:
                left.append(LeftOpen(one, why))
                continue
            accepted.append(one)
    return Bulk(tuple(accepted), tuple(left))


def complete_waiting(
    ws: Workspace, unit: str, batches: Sequence[str], on: date
) -> tuple[ListedEvidence, ...]:
    """What waits for a review and is, by what the machine found, complete and in no doubt."""
    complete = _complete(ws, unit, batches, on)
    return tuple(
        e
        for e in waiting(ws, unit)
        if e.fact.requirement in complete and e.fact.received_on <= on and _fit(ws, e)
    )


def _complete(ws: Workspace, unit: str, batches: Sequence[str], on: date) -> frozenset[str]:
    """The requirements that evidence meets, without a relief."""
    findings = ws.evaluator.find(load_facts(ws, unit, on), on)
    numbers = {a.number for batch in batches for a in ws.plan.by_batch[batch]}
    return frozenset(
        f.id for number in numbers for f in findings[number] if f.outcome is Outcome.MET
    )


def _fit(ws: Workspace, one: ListedEvidence) -> bool:
    """Whether a file is the one that counts and whole by itself: no other is accepted along with it."""
    asked = requirement_of(ws.plan, one.fact.requirement)
    if one.superseded_by is not None or not counts(one.fact, asked.formats, {}):
        return False
    return asked.takes_several or fit_of(asked, one.fact, {}) is Fit.WHOLE


@dataclass(frozen=True, slots=True)
class _Word:
    accepted: bool
    reason: str
    on: date
    by: str
    signed_by: str | None


def _keep(ws: Workspace, session: Session, unit: str, meant: ListedEvidence, word: _Word) -> None:
    """Store the review. Raises KamnotError if the plan does not want this reviewer."""
    reviewer = Reviewer(word.by, groups_of_account(session, unit, word.by), word.signed_by)
    check_reviewer(ws, session, meant, reviewer, accepting=word.accepted)
    add_review(
        session,
        unit=unit,
        item=meant.fact.item,
        version=meant.fact.version,
        accepted=word.accepted,
        reason=word.reason,
        reviewed_on=word.on,
        by=word.by,
        now=ws.now(),
        signed_by=word.signed_by,
    )


def check_reviewer(
    ws: Workspace,
    session: Session,
    meant: ListedEvidence,
    reviewer: Reviewer,
    *,
    accepting: bool = True,
) -> None:
    """Raise KamnotError if the plan does not want this reviewer of that version."""
    may_review(
        ws.plan,
        requirement_of(ws.plan, meant.fact.requirement),
        reviewer,
        name_now(session, meant.added_by, reviewer.name),
        accepting=accepting,
        item=meant.fact.item,
    )
