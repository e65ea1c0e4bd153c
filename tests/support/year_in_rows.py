"""A whole year of 2567 as a group would write it: every document is in, and every number follows from rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from domain.facts import Cell, Facts, RegisterRow, ReviewFact, RowId
from domain.rubric.register_proofs import with_derived
from reports.forms import FORMS
from reports.paper.document import Doc
from tests.support.dossiers import STAFF, dossier_with, facts_in, plan_2567

DAY = date(2024, 3, 1)
LINK = "https://example.org/x"
HELD = (2, 7, 8, 9, 10, 12, 15, 16, 17, 18, 20, 24, 26)
GOALS = ("มาตรงเวลา", "ลดกระดาษ", "งดรับของขวัญ", "พี่สอนน้อง", "ออมวันละนิด")
DIMENSIONS = ("religion", "economy", "culture")


def row_of(register: str, place: int, /, on: date = DAY, **cells: Cell) -> RegisterRow:
    """A row written on a day, which is the day of its event too."""
    named: dict[str, Any] = {name.replace("_", "-"): cell for name, cell in cells.items()}
    return RegisterRow(RowId(register, place), 1, {"day": on} | named, on)


def year_rows() -> Iterator[RegisterRow]:
    """The rows of the year; evidence number 1 is there."""
    yield row_of("headcount", 1, staff=STAFF)
    yield row_of("signatures", 1, signed=116, sheet=1)
    for number, goal in enumerate(GOALS, 1):
        dimension = (DIMENSIONS[number % 3],)
        served = (9 + number, 16)
        yield row_of(
            "goals", number, sort="problem", goal=goal, why="เห็นบ่อย", dimension=dimension,
            served_by=served,
        )  # fmt: skip
    for number, activity in enumerate(HELD, 1):
        yield row_of(
            "events", number, activity=activity, what=f"ประชุมเรื่องที่ {activity}", place="ห้องประชุม", joined=110,
            helped=105, shown_by=1,
        )  # fmt: skip
    for number, channel in enumerate(("office", "social", "bureau"), 1):
        medium = "clip" if number < 3 else "poster"
        yield row_of(
            "publications",
            number,
            activity=19,
            what="คลิป",
            medium=medium,
            channel=channel,
            link=LINK,
        )
    yield row_of("knowledge", 1, about=tuple(range(1, 39)), what="รวมองค์ความรู้", paper=1)
    for number, who in enumerate(("person", "unit"), 1):
        yield row_of(
            "honours", number, who=who, for_what="บริการดี", inside=True, told_by=("board", "social"),
            link=LINK,
        )  # fmt: skip
    for number in range(1, 11):
        yield row_of("meetings", number, what=f"ครั้งที่ {number}", held=True, leader=number != 3)
        yield row_of("stories", number, story=f"เรื่องที่ {number}", paper=1)
    yield row_of("circulars", 1, number="๑/๒๕๖๗", what="อบรม", sent=2)
    yield row_of("networks", 1, network="โรงเรียน", what="การออม", shown_by=1)
    yield row_of("outcomes", 1, activity=9, appeared=True, what="บุคลากรนำสติมาใช้ก่อนประชุม")
    yield row_of("outcomes", 2, activity=10, appeared=False, what="รอผลการออมครบหกเดือน")


@cache
def facts_by_rows() -> Facts:
    """All documents are accepted and all rows are written; nobody typed a number."""
    full = facts_in("full")
    seen = tuple(ReviewFact(e.item, e.version, True, "", e.received_on) for e in full.evidence)
    return with_derived(
        plan_2567(), replace(full, measures=(), reviews=seen, rows=tuple(year_rows()))
    )


def form_by_rows(name: str) -> Doc:
    """A form of the year in rows."""
    return FORMS[name].build(dossier_with(facts_by_rows(), name))
