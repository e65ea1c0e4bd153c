"""People of the standing bureau: contacts in its working groups, and who is away with a deputy."""

from __future__ import annotations

from datetime import date
from typing import Any

from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.records.absences import add_absence
from storage.records.people import set_contact
from tests.support.cast import UNIT


def contact(ws: Workspace, group: str, address: str, role: str = "member", **more: Any) -> None:
    """Set a contact in a working group."""
    with writing(ws.engine) as session:
        set_contact(
            session, unit=UNIT, group=group, role=role, office=role, email=address, by="test",
            now=ws.now(), **more,
        )  # fmt: skip


def away(ws: Workspace, address: str, deputy: str, first: date, last: date) -> None:
    """Let a person be away from the first day to the last."""
    with writing(ws.engine) as session:
        add_absence(
            session, unit=UNIT, email=address, first=first, last=last, deputy=deputy,
            deputy_office="ผู้แทน", by="test", now=ws.now(),
        )  # fmt: skip
