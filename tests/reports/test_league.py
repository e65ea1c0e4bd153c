"""A roll-up in words, tables and a chart: every unit is there, ties are explained, levels differ in lightness."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.evaluation.department import Rollup, UnitStanding, roll_up
from domain.results import Points, Unsettled
from reports.league import league_chart, league_tables, level_words, ranking_words
from reports.paper.drawing import Rect, Text
from tests.support.cast import DUE, small_plan

PLAN = small_plan()


def unit(number: int, *, level: int = 0, possible: int = 0, earned: int = 0) -> UnitStanding:
    return UnitStanding(
        unit=f"unit-{number}", name=f"สำนัก {number}", points=Points(earned, 35, 0, 0, 35),
        scores=(level,) * 9, possible=(possible or level,) * 9, sums={}, level=level,
        level_if_unknowns_hold=possible or level, complete=0, asked=4, excused=(), notes=(),
    )  # fmt: skip


def department(*units: UnitStanding) -> Rollup:
    return roll_up(PLAN, units, DUE)


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ((unit(1, level=3),), ("Department level proved: 3 ระดับ 3", "")),
        (
            (unit(1, possible=3),),
            ("Department level proved: 0 none yet", " (3 if the unknowns hold)"),
        ),
    ],
    ids=["proved", "perhaps"],
)
def test_what_a_level_may_be_is_said_only_where_it_is_more(
    units: tuple[UnitStanding, ...], words: tuple[str, str]
) -> None:
    assert level_words(department(*units), "en") == words


@pytest.mark.parametrize(("earned", "lines"), [((35, 10), 1), ((10, 10), 2)], ids=["apart", "tied"])
def test_a_shared_rank_is_explained_where_there_is_one(earned: tuple[int, int], lines: int) -> None:
    found = department(*(unit(n, earned=e) for n, e in enumerate(earned)))

    assert len(ranking_words(found, PLAN, "th")) == lines


def test_the_tables_have_a_row_for_each_unit_as_wide_as_their_heading() -> None:
    found = department(unit(1, level=3, earned=35), unit(2))
    league, levels, before = (list(rows) for rows in league_tables(found, PLAN, "en").values())

    assert {len(row) for row in league[:3]} == {len(league[0])} == {11 + 9}
    assert [row[3] for row in league[1:3]] == ["สำนัก 1", "สำนัก 2"]
    assert (len(levels), [row[0] for row in before[1:]]) == (1 + 3 + 1, ["สำนัก 2"])


def test_the_book_marks_the_heads_of_what_stands_on_unsettled_readings_and_keeps_its_numbers() -> (
    None
):
    found = department(unit(1, level=3, earned=35), unit(2))
    unsettled = Unsettled(
        points=("late-work",), level=("levels-build",), criteria={7: ("success-base",)}
    )
    tables = league_tables(replace(found, unsettled=unsettled), PLAN, "th").values()
    league, levels, before = (list(rows) for rows in tables)

    marked = {str(head) for head in league[0] if str(head).endswith("*")}
    assert marked == {"คะแนนที่ได้*", "ร้อยละ*", "ระดับ*", "อาจถึง*", "ข้อ ๗*"}
    assert league[1][4] == 35
    assert [rows[-1] for rows in (league, levels, before)] == [
        ["* คิดตามการตีความแผน ๓ ข้อ ซึ่งสำนักยังไม่ได้ยืนยัน"],
        ["* คิดตามการตีความแผน ๑ ข้อ ซึ่งสำนักยังไม่ได้ยืนยัน"],
        ["* คิดตามการตีความแผน ๑ ข้อ ซึ่งสำนักยังไม่ได้ยืนยัน"],
    ]


def test_a_bar_is_as_long_as_the_share_and_everything_is_inside_the_picture() -> None:
    chart = league_chart(department(unit(1, level=3, earned=35), unit(2, earned=7)), "th")
    bars = [s for s in chart.shapes if isinstance(s, Rect) and s.height == 18]

    assert [bar.width for bar in bars] == [460, 92]
    assert len({bar.fill for bar in bars}) == 2
    assert all(s.x + 7 * len(s.text) < chart.width for s in chart.shapes if isinstance(s, Text))
