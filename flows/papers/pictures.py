"""Which one or two pictures of an activity the learning centre gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.packs.selection import (
    check_choice,
)
from flows.evidence.withdrawals import refuse_withdrawn
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.records.listed_evidence import ListedEvidence, find_version, list_evidence
from storage.records.plan_in_force import lock_year
from storage.records.submissions import (
    chosen_pictures,
    keep_choice,
)

if TYPE_CHECKING:
    pass


def choose_picture(ws: Workspace, unit: str, item: int, *, chosen: bool, by: str) -> ListedEvidence:
    """Choose a picture for the learning centre, or end the choice. Returns its newest version.

    Raises NotThereError if the unit has no such item, KamnotError if it is withdrawn, no photo, or the third of its
    activity.
    """
    with writing(ws.engine) as session:
        meant = find_version(session, unit, item)
        refuse_withdrawn(item, meant.withdrawn_on)
        lock_year(session, unit, ws.plan.fiscal_year)
        ws.pin(session, by=by)
        if chosen:
            before = chosen_pictures(session, unit, ws.plan.fiscal_year)
            listed = list_evidence(session, unit, ws.plan.fiscal_year, withdrawn=False)
            others = [e.fact for e in listed if e.newest and e.fact.item in before]
            check_choice(ws.plan, meant.fact, others)
        keep_choice(session, unit, item, chosen=chosen, by=by, now=ws.now())
    return meant
