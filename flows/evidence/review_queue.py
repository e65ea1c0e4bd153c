"""The reviewers' desk as plain values: what waits, and of one file all that helps to judge it.

Nothing is judged here: what waits and why is said by `flows.evidence.reviews`, what counts by the rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain.activity.counts import PICTURE_FORMATS
from domain.activity.reviewing import CommonReason, Reviewer, Seen, common_reasons
from domain.facts import SectionFact
from domain.language.errors import KamnotError
from domain.language.ids import RequirementId
from domain.plan.model import EvidenceRequirement
from domain.plan.requirements import requirement_of
from domain.results import Finding
from flows.evidence.browse import known_of
from flows.evidence.reviews import (
    AwaitedReview,
    Bulk,
    accept_complete,
    awaited,
    check_reviewer,
    seen_of,
    what_waits,
)
from flows.run.judge import load_facts
from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.records.listed_evidence import ListedEvidence, versions_of
from storage.records.people import all_contacts, groups_of_account


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """What is reviewed in one go: a document or film, or all photos that wait for one requirement."""

    requirement: RequirementId
    activity: str
    """The activity's title."""
    title: str
    """What the plan asks for."""
    files: tuple[AwaitedReview, ...]

    @property
    def item(self) -> int:
        """The item by which it is opened."""
        return self.files[0].evidence.fact.item

    @property
    def finding(self) -> Finding | None:
        """What is found of the document now."""
        return self.files[0].finding

    @property
    def needs_eye(self) -> bool:
        return any(one.needs_eye for one in self.files)

    @property
    def lacks(self) -> bool:
        """Whether its document is not complete with it, and no reviewer can change that."""
        return not self.needs_eye and any(one.why for one in self.files)

    @property
    def cannot_count(self) -> bool:
        """Whether all of it has a problem: it waits for its sender rather than for a reviewer."""
        return all(one.evidence.fact.problem is not None for one in self.files)


@dataclass(frozen=True, slots=True)
class SeenPart:
    """A part or sign that the plan asks for, with what the machine saw of it."""

    title: str
    fact: SectionFact
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ReviewedFile:
    """One file of a card: all its versions with their verdicts, and what a reviewer who reads this page has seen."""

    versions: tuple[ListedEvidence, ...]
    """The oldest first."""
    seen: Seen
    refused: KamnotError | None
    """Why this reviewer may not accept it; None if nothing is against it."""

    @property
    def newest(self) -> ListedEvidence:
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One entry of the queue, or a file that was reviewed before, with all that helps to judge it."""

    entry: QueueEntry
    asked: EvidenceRequirement
    files: tuple[ReviewedFile, ...]
    parts: tuple[SeenPart, ...]
    """Of the first file."""
    reasons: tuple[CommonReason, ...]
    others: tuple[str, ...]
    """The offices of those who may accept what this reviewer may not."""
    waits: bool
    next: int | None
    """The item of the entry that comes after it in the queue, of those that can count."""
    left: int
    """How many entries wait beside it."""


def review_queue(
    ws: Workspace, unit: str, today: date, waiting: Sequence[AwaitedReview] | None = None
) -> tuple[QueueEntry, ...]:
    """What waits for a review, photos of one requirement as one entry: first what only a person can tell.

    `waiting` is what `what_waits` says, where somebody knows it already.
    """
    return tuple(_entries(ws, what_waits(ws, unit, today) if waiting is None else waiting))


def sure_files(ws: Workspace, unit: str, today: date) -> tuple[ListedEvidence, ...]:
    """What may be accepted at once, after it was shown."""
    return tuple(one.evidence for one in what_waits(ws, unit, today) if one.sure)


def accept_shown(
    ws: Workspace, unit: str, shown: Collection[tuple[int, int]], *, on: date, by: str
) -> Bulk:
    """Accept of what was shown (item and version) all that is sure still and that this reviewer may accept."""
    sure = {(one.fact.item, one.fact.version) for one in sure_files(ws, unit, on)}
    batches = tuple(ws.plan.batch_by_id)
    return accept_complete(
        ws, unit, batches, reason="", on=on, by=by, shown=sure.intersection(shown)
    )


def _entries(ws: Workspace, waiting: Sequence[AwaitedReview]) -> Iterator[QueueEntry]:
    together: dict[object, list[AwaitedReview]] = {}
    for one in waiting:
        together.setdefault(_together(one), []).append(one)
    for files in together.values():
        yield _entry(ws, tuple(files))


def _together(one: AwaitedReview) -> object:
    """What is reviewed in one go has the same key: photos by requirement, and apart those that cannot count."""
    fact = one.evidence.fact
    if fact.format not in PICTURE_FORMATS:
        return fact.item
    return fact.requirement, fact.problem is None


def _entry(ws: Workspace, files: tuple[AwaitedReview, ...]) -> QueueEntry:
    requirement = files[0].evidence.fact.requirement
    title = ws.plan.by_number[requirement.activity].title
    return QueueEntry(requirement, title, requirement_of(ws.plan, requirement).title, files)


def review_card(
    ws: Workspace,
    unit: str,
    item: int,
    today: date,
    *,
    by: str,
    waiting: Sequence[AwaitedReview] | None = None,
) -> ReviewCard:
    """All that helps `by` to review an item, with the photos that wait beside it.

    Raises NotThereError if the unit has no such item.
    """
    queue = review_queue(ws, unit, today, waiting)
    at = next((n for n, entry in enumerate(queue) if item in _items(entry)), None)
    entry = _reviewed_before(ws, unit, item, today) if at is None else queue[at]
    after = queue if at is None else queue[at + 1 :] + queue[:at]
    rest = tuple(one for one in after if not one.cannot_count)
    asked = requirement_of(ws.plan, entry.requirement)
    with reading(ws.engine) as session:
        reviewer = Reviewer(by, groups_of_account(session, unit, by))
        files = tuple(_file(ws, session, unit, one, reviewer) for one in _items(entry))
        refused = [one.newest for one in files if one.refused]
        others = _others(ws, session, unit, refused) if refused else ()
    return ReviewCard(
        entry, asked, files, tuple(seen_parts(asked, files[0].newest)), common_reasons(asked), others,
        at is not None, rest[0].item if rest else None, len(rest),
    )  # fmt: skip


def _items(entry: QueueEntry) -> tuple[int, ...]:
    return tuple(one.evidence.fact.item for one in entry.files)


def _reviewed_before(ws: Workspace, unit: str, item: int, today: date) -> QueueEntry:
    newest = known_of(ws, unit, item).versions[-1]
    requirement = newest.fact.requirement
    found = ws.evaluator.find(load_facts(ws, unit, today), today)
    finding = next((f for f in found[requirement.activity] if f.id == requirement), None)
    return _entry(ws, (awaited(ws, newest, finding, today),))


def _file(
    ws: Workspace, session: Session, unit: str, item: int, reviewer: Reviewer
) -> ReviewedFile:
    # One transaction: what is shown and what counts as seen must be of the same moment.
    versions = versions_of(session, unit, item)
    refused = _refusal(ws, session, versions[-1], reviewer)
    return ReviewedFile(versions, seen_of(versions), refused)


def _refusal(
    ws: Workspace, session: Session, one: ListedEvidence, reviewer: Reviewer
) -> KamnotError | None:
    try:
        check_reviewer(ws, session, one, reviewer)
    except KamnotError as why:
        return why
    return None


def seen_parts(asked: EvidenceRequirement, one: ListedEvidence) -> Iterator[SeenPart]:
    """What the plan asks for, in its order, as far as the machine looked for it."""
    seen: Mapping[str, SectionFact] = {fact.id: fact for fact in one.fact.sections}
    for part in asked.sections:
        if part.id in seen:
            yield SeenPart(part.title, seen[part.id], part.optional)
    for sign in asked.signs:
        if sign.id in seen:
            yield SeenPart(sign.title, seen[sign.id])


def _others(
    ws: Workspace, session: Session, unit: str, refused: Sequence[ListedEvidence]
) -> tuple[str, ...]:
    """The offices that have an account which may accept all of it."""
    seats = [c for c in all_contacts(session, unit) if c.active and c.account]
    free = [
        seat.office
        for seat in seats
        if not any(
            _refusal(ws, session, one, Reviewer(seat.account or "", frozenset({seat.group})))
            for one in refused
        )
    ]
    return tuple(dict.fromkeys(free))
