"""How a document or number of an activity stands, in one word, and what its bringer is told: the same on every page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from domain.facts import Problem
from domain.results import ActivityResult, Finding, Outcome, WaitsFor
from domain.words.wording import pick

_SOON = 7
"""So many days before its due date something is due soon."""
_UNKNOWN = (Problem.NOT_INSPECTED, Problem.NOT_SCANNED)


class CardState(StrEnum):
    """Where a document or number stands."""

    NOT_SENT = "not-sent"
    SOON = "soon"
    OVERDUE = "overdue"
    LACKING = "lacking"
    """Something came in, and it is not all."""
    RETURNED = "returned"
    REFUSED = "refused"
    """What came in cannot count as it is."""
    TO_REVIEW = "to-review"
    NUMBER = "number"
    LOOKING = "looking"
    COUNTED = "counted"
    """It counts, and nobody has accepted it yet."""
    COMPLETE = "complete"
    EXCUSED = "excused"


class BringerTold(StrEnum):
    """What somebody is told who has just brought a file."""

    COUNTED = "counted"
    LACKING = "lacking"
    WAITS = "waits"
    REFUSED = "refused"


WORDS = {
    CardState.NOT_SENT: ("ยังไม่ส่ง", "not sent yet"),
    CardState.SOON: ("ใกล้กำหนด", "due soon"),
    CardState.OVERDUE: ("เลยกำหนด", "overdue"),
    CardState.LACKING: ("ยังไม่ครบ", "not complete yet"),
    CardState.RETURNED: ("ถูกส่งคืน", "returned"),
    CardState.REFUSED: ("นับไม่ได้", "cannot count"),
    CardState.TO_REVIEW: ("รอคนเปิดดู", "waits for a person"),
    CardState.NUMBER: ("รอตัวเลข", "waits for a number"),
    CardState.LOOKING: ("กำลังตรวจ", "being looked into"),
    CardState.COUNTED: ("นับแล้ว รอตรวจรับ", "counts, waits to be accepted"),
    CardState.COMPLETE: ("ครบแล้ว", "complete"),
    CardState.EXCUSED: ("ไม่ต้องส่ง", "need not be sent"),
}
TROUBLE = frozenset({CardState.OVERDUE, CardState.RETURNED, CardState.REFUSED})
"""What is shown in red; everything else is not."""
WAITING = frozenset(
    {CardState.SOON, CardState.TO_REVIEW, CardState.NUMBER, CardState.LOOKING, CardState.LACKING}
)
"""What is shown in amber."""
_WAITS = {
    WaitsFor.REVIEW: CardState.TO_REVIEW,
    WaitsFor.NUMBER: CardState.NUMBER,
    WaitsFor.LOOK: CardState.LOOKING,
    WaitsFor.SCANNER: CardState.LOOKING,
}


def state_word(state: CardState, language: str) -> str:
    """The word for it, the same on every page."""
    return pick(WORDS[state], language)


def state_of(
    finding: Finding,
    activity: ActivityResult,
    as_of: date,
    problems: Collection[Problem | None] = (),
) -> CardState:
    """The state of one document or number; `problems` has one entry for each file that stands for it."""
    if finding.outcome is Outcome.NOT_APPLICABLE:
        return CardState.EXCUSED
    if finding.outcome is Outcome.MET:
        done = CardState.COUNTED if finding.unseen else CardState.COMPLETE
        return CardState.LACKING if finding.lacks_pdf else done
    if finding.waits_for is WaitsFor.NUMBER and as_of > activity.due:
        return CardState.OVERDUE
    if finding.waits_for is not None:
        return _WAITS[finding.waits_for]
    return _open_state(finding, activity, as_of, problems)


def _open_state(
    finding: Finding, activity: ActivityResult, as_of: date, problems: Collection[Problem | None]
) -> CardState:
    if finding.returned:
        return CardState.RETURNED
    if problems and all(p is not None and p not in _UNKNOWN for p in problems):
        return CardState.REFUSED
    if as_of > activity.due:
        return CardState.OVERDUE
    if problems or finding.files:
        return CardState.LACKING
    return CardState.SOON if (activity.due - as_of).days <= _SOON else CardState.NOT_SENT


def told_of(finding: Finding, problem: Problem | None) -> BringerTold:
    """What the bringer of a file with this problem is told, by what is found of its document now."""
    if problem in _UNKNOWN:
        return BringerTold.WAITS
    if problem is not None:
        return BringerTold.REFUSED
    if finding.outcome is Outcome.MET:
        return BringerTold.COUNTED
    return BringerTold.WAITS if finding.waits_for is not None else BringerTold.LACKING
