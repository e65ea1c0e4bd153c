"""One event in two registers is told, never refused: a meeting may well yield a lesson."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.facts import RegisterRow, RowId
from domain.rubric.same_events import event_note, same_events
from tests.support.dossiers import plan_2567

PLAN, DAY = plan_2567(), date(2024, 3, 1)


def row(register: str, *, day: date = DAY, **cells: Any) -> RegisterRow:
    return RegisterRow(RowId(register, 1), 1, {"day": day} | cells, DAY)


MEETING = row("meetings", what="ประชุมคณะกรรมการ ครั้งที่ ๓", minutes=7)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        pytest.param(row("lessons", what="ประชุมคณะกรรมการ ครั้งที่ ๓"), True, id="the same words"),
        pytest.param(row("events", what="การประชุมคณะกรรมการ  ครั้งที่ ๓ เรื่องแผน"), True, id="words within words"),
        pytest.param(row("publications", what="ข่าว", picture=7), True, id="the same evidence"),
        pytest.param(row("lessons", what="ประชุมคณะกรรมการ ครั้งที่ ๓", day=DAY + timedelta(1)), False, id="another day"),
        pytest.param(row("lessons", what="อบรมพนักงาน", paper=8), False, id="another event"),
        pytest.param(row("lessons", what="ประชุม"), False, id="a word that many share"),
        pytest.param(row("meetings", what="ประชุมคณะกรรมการ ครั้งที่ ๓"), False, id="the same register"),
        pytest.param(row("headcount", staff=7), False, id="a number that looks like an item"),
    ],
)  # fmt: skip
def test_one_event_in_two_registers_is_told(other: RegisterRow, told: bool) -> None:
    found = list(same_events(PLAN, MEETING, [other]))

    assert bool(found) is told
    if told:
        assert (
            f"ทะเบียน{PLAN.register_by_id[other.id.register].title}"
            in event_note(PLAN, MEETING, other).thai
        )


def test_the_same_link_on_the_same_day_is_told() -> None:
    link = "https://example.org/x"
    made = row("publications", what="คลิป", link=link)

    assert list(same_events(PLAN, made, [row("honours", link=link)]))
    assert not list(same_events(PLAN, made, [row("honours", link=link + "y")]))
