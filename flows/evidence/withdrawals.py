"""Takes back and corrects what was entered by mistake: evidence, whole imports, days. Nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain.activity.event_days import check_event_day, reason_of_backdating
from domain.facts import Facts
from domain.language.errors import NotThereError
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.language.reasons import given_reason
from domain.results import Evaluation, Outcome
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, in_bangkok
from storage.db.database import reading, writing
from storage.records.evidence import correct_receipt, hold_item, withdraw_evidence
from storage.records.listed_evidence import ListedEvidence, find_version


@dataclass(frozen=True, slots=True)
class WithdrawalCost:
    """What a unit loses if an item no longer counts: earned points, and complete documents and activities."""

    points: int | Decimal = 0
    requirements: tuple[RequirementId, ...] = ()
    activities: tuple[int, ...] = ()
    level: int = 0
    """By how much the proved level falls."""

    @property
    def nothing(self) -> bool:
        """Whether it may be withdrawn without any loss."""
        return self == WithdrawalCost()


def withdrawal_cost(ws: Workspace, unit: str, item: int, on: date) -> WithdrawalCost:
    """What withdrawing an item on that day costs; nothing is written."""
    facts = load_facts(ws, unit, on)
    without = replace(facts, evidence=tuple(e for e in facts.evidence if e.item != item))

    def judged(known: Facts) -> Evaluation:
        return ws.evaluator.evaluate(known, on)

    return _difference(judged(facts), judged(without))


def _difference(before: Evaluation, then: Evaluation) -> WithdrawalCost:
    lost = [
        (activity, after)
        for activity, after in zip(before.activities, then.activities, strict=True)
        if activity.findings != after.findings
    ]
    return WithdrawalCost(
        points=before.points.earned - then.points.earned,
        requirements=tuple(
            was.id
            for activity, after in lost
            for was, now in zip(activity.findings, after.findings, strict=True)
            if isinstance(was.id, RequirementId) and was.outcome is Outcome.MET is not now.outcome
        ),
        activities=tuple(a.number for a, after in lost if a.complete and not after.complete),
        level=before.rubric.level - then.rubric.level,
    )


def withdraw(ws: Workspace, unit: str, item: int, *, why: str, on: date, by: str) -> ListedEvidence:
    """From the day `on` a unit's item no longer counts; returns its newest version.

    Raises NotThereError if the unit has no such item, KamnotError if the reason is missing or the year closed.
    """
    reason = given_reason(why, "การถอนหลักฐาน", "Withdrawing evidence")
    with writing(ws.engine) as session:
        withdraw_evidence(session, unit, item, withdrawn_on=on, by=by, reason=reason, now=ws.now())
        return find_version(session, unit, item)


def refuse_withdrawn(item: int, withdrawn_on: date | None) -> None:
    """Raise KamnotError if an item is withdrawn: nothing more can be done with it."""
    if withdrawn_on is not None:
        raise NotThereError(
            f"หลักฐานเลขที่ {item} ถูกถอนไปแล้ว โปรดดูเลขที่จากรายการหลักฐาน",
            f"Evidence item {item} was withdrawn; the list of evidence shows what holds.",
            How(Verb.EVIDENCE_LIST),
        )


def correct(
    ws: Workspace, unit: str, item: int, *, received_on: date, why: str, by: str
) -> ListedEvidence:
    """Correct the day on which an item's newest version was received; returns it as it is then.

    Raises NotThereError if the unit has no such item, KamnotError if the reason is missing, the item withdrawn, the
    year closed, or the day after the one on which it was entered or before the activity's.
    """
    reason = given_reason(why, "การแก้วันที่รับ", "Correcting a day received")
    with writing(ws.engine) as session:
        hold_item(session, unit, item)
        meant = find_version(session, unit, item)
        refuse_withdrawn(item, meant.withdrawn_on)
        entered_on = in_bangkok(meant.added_at).date()
        late = reason_of_backdating(received_on, entered_on, reason)
        if meant.fact.event_date is not None:
            check_event_day(meant.fact.event_date, received_on)
        correct_receipt(
            session, unit, item,
            received_on=received_on, backdated_why=late, reason=reason, by=by, now=ws.now(),
        )  # fmt: skip
    with reading(ws.engine) as session:
        return find_version(session, unit, item)
