"""What would go out if a hold on the letters ended: those that wait, and those that the rules would write today."""

from __future__ import annotations

from dataclasses import dataclass

from flows.check.check import CheckRequest, check
from flows.letters.outbox import OutboxEntry, count_unsent, list_letters
from flows.run.workspace import Workspace, today
from storage.db.database import reading, writing
from storage.outbox.enqueue import NewMail
from storage.outbox.hold import note_look, was_seen
from storage.outbox.rows import HELD
from storage.records.people import units


@dataclass(frozen=True, slots=True)
class HeldLetters:
    """The letters that wait for a person. After a restore also those that are `due`, each with its text."""

    letters: tuple[OutboxEntry, ...]
    all_held: bool
    due: tuple[tuple[str, NewMail], ...] = ()


def look_at_held(ws: Workspace, *, by: str) -> HeldLetters:
    """Show what waits, and note after a restore that a person has seen it: nothing goes before. Nothing is sent."""
    held = tuple(list_letters(ws, (HELD,)))
    if not count_unsent(ws).all_held:
        return HeldLetters(held, all_held=False)
    with reading(ws.engine) as session:
        known = [row.id for row in units(session)]
    due = tuple(mail for unit in known for mail in _due(ws, unit))
    with writing(ws.engine) as session:
        note_look(session, today(), by=by, now=ws.now())
    return HeldLetters(held, all_held=True, due=due)


def must_be_seen(ws: Workspace) -> bool:
    """Whether letters are held after a restore and nobody has seen today what would go."""
    with reading(ws.engine) as session:
        return count_unsent(ws).all_held and not was_seen(session, today())


def _due(ws: Workspace, unit: str) -> tuple[tuple[str, NewMail], ...]:
    request = CheckRequest(unit, ws.batches(None), today(), dry_run=True, record=False)
    return tuple(check(ws, request).letters.mails)
