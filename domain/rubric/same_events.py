"""Tells where one event may have been written down twice, in two registers. Nobody is stopped: a person knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.facts import RegisterRow
from domain.language.bilingual import Sentence
from domain.language.thai import match_key
from domain.plan.model import ColumnKind, Plan

_LONG_ENOUGH = 8
"""Letters of a text by which an event is known again; shorter ones are alike by chance."""


def same_events(
    plan: Plan, row: RegisterRow, others: Iterable[RegisterRow]
) -> Iterator[RegisterRow]:
    """Rows of other registers about the same day that share a text, a link or an item of evidence with this one."""
    own, day = dict(_traces(plan, row)), _day(plan, row)
    if day is None:
        return
    for other in others:
        if other.id.register != row.id.register and _day(plan, other) == day:
            theirs = dict(_traces(plan, other))
            if own.keys() & theirs.keys() or _says_the_same(own.values(), theirs.values()):
                yield other


def event_note(plan: Plan, row: RegisterRow, other: RegisterRow) -> Sentence:
    """What is said of one such row."""
    name = plan.register_by_id[other.id.register]
    return Sentence(
        f"แถวที่ {row.id.number} อาจเป็นเรื่องเดียวกับแถวที่ {other.id.number} ของทะเบียน{name.title} (วันเดียวกัน)"
        " ถ้าใช่ โปรดดูว่าควรจดทั้งสองแห่งหรือถอนแถวหนึ่ง",
        f"Row {row.id.number} may be the same event as row {other.id.number} of the register {name.id} (same day);"
        " if so, see whether both should stand, or withdraw one.",
    )


def _day(plan: Plan, row: RegisterRow) -> object:
    register = plan.register_by_id.get(row.id.register)
    return row.cells.get(register.dated_by) if register else None


def _traces(plan: Plan, row: RegisterRow) -> Iterator[tuple[str, str]]:
    """What an event is known by, and its words: its text, its link, its evidence."""
    for column in plan.register_by_id[row.id.register].columns:
        cell = row.cells.get(column.id)
        match column.kind:
            case ColumnKind.EVIDENCE if cell is not None:
                yield f"item {cell}", ""
            case ColumnKind.LINK if cell is not None:
                yield f"link {cell}", ""
            case ColumnKind.TEXT if isinstance(cell, str):
                key = match_key(cell)
                if len(key) >= _LONG_ENOUGH:
                    yield f"text {key}", key


def _says_the_same(own: Iterable[str], theirs: Iterable[str]) -> bool:
    there = [text for text in theirs if text]
    return any(text in other or other in text for text in own if text for other in there)
