"""A plan drafted from a table: what the other year's forms asked of activities follows them, or waits for a pen."""

from __future__ import annotations

from collections.abc import Sequence

from domain.language.tables import BroughtTable, TableCell, TableRow
from domain.next_year.table_draft import plan_from_table
from domain.next_year.table_rows import read_plan_table
from domain.plan.form_checks import FORM_CHECKS
from domain.plan.model import FormBlock
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.plan_tables import HEAD

PLAN = load_plan([plan_folder(2567)]).plan


def _drafted(*titles: str) -> dict[str, FormBlock]:
    """The parts of the level 3 report in a draft whose table holds these activities, numbered from 1."""
    lines: list[Sequence[str]] = [["กำหนดส่ง ๒๐ มีนาคม ๒๕๖๘"], HEAD]
    for number, title in enumerate(titles, 1):
        lines.append(
            [str(number), title, "ผล", "ลัพธ์", "บุคลากร", "ภาพ", "๕ คะแนน", "คณะทำงานด้านแผนฯ"]
        )
    rows = [
        TableRow(number, tuple(TableCell(text) for text in line), len(line) == 1)
        for number, line in enumerate(lines, 1)
    ]
    plan = plan_from_table(read_plan_table(BroughtTable(tuple(rows))), PLAN, 2568, "ตาราง").plan
    assert [doubt for check in FORM_CHECKS for doubt in check(plan)] == []
    return {block.id: block for block in plan.form_by_id["level-3-report"].blocks}


def texts(fillings: tuple[object, ...]) -> list[str]:
    return [str(filling) for filling in fillings]


def test_boxes_and_blanks_follow_the_activities_to_their_new_numbers() -> None:
    titles = [PLAN.by_number[n].title for n in (10, 9, 1)]

    blocks = _drafted(*titles)

    assert texts(blocks["8"].boxes) == ["complete:2", "complete:1", ""]
    assert blocks["8"].activities == (2, 1)
    assert texts(blocks["1"].blanks) == ["3.signed#people", "3.signed#percent"]


def test_what_no_activity_gives_any_more_is_left_to_a_pen() -> None:
    blocks = _drafted(PLAN.by_number[9].title)

    assert texts(blocks["1"].blanks) == ["", ""]
    assert texts(blocks["3"].boxes)[:2] == ["rubric.plan-made", "!rubric.plan-made"]
