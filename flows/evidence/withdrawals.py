"""Withdraws evidence that was handed in by mistake: it no longer counts, and nothing is deleted."""

from __future__ import annotations

from datetime import date

from domain.language.errors import NotThereError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.records.evidence import withdraw_evidence
from storage.records.listed_evidence import ListedEvidence, find_version


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
