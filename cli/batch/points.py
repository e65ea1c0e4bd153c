"""`kamnot points`: a unit's points beside the printed ones, and the footnotes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, language, long_day, numeral, print_json, say
from cli.front.options import AsJson, AsOf, Unit, option
from cli.front.session import day_of, open_workspace

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from domain.evaluation.department import NoteResult
    from domain.evaluation.points_breakdown import (
        ActivityBreakdown,
        GroupedBreakdown,
        PointsBreakdown,
        PointsReport,
    )

app = typer.Typer()

MISSING = 1


class By(StrEnum):
    """What each row of the table is."""

    BATCH = "batch"
    GROUP = "group"
    ACTIVITY = "activity"


_BY = {"batch": ("รอบ",), "group": ("คณะ", "คณะทำงาน"), "activity": ("กิจกรรม",)}


@app.command()
def points(
    *,
    by: Annotated[
        str,
        option(
            "แจกแจงตามรอบ คณะ หรือกิจกรรม",
            "By batch, group or activity.",
            metavar="batch|group|activity",
        ),
    ] = By.BATCH,
    unit: Unit = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if every possible point is earned, 1 while some are open."""
    from domain.plan.names import one_meant
    from flows.check.points import find_points

    rows = By(one_meant(_BY, by, ("การแจกแจง", "breakdown")))
    ws = open_workspace()
    day = day_of(ws, as_of)
    report = find_points(ws, ws.unit(unit), day)
    if as_json:
        from reports.schemas.points import PointsDocument

        print_json(PointsDocument.of(report))
    else:
        _show(report, rows)
    return MISSING if report.year.breakdown.open else 0


def _show(report: PointsReport, by: By) -> None:
    from itertools import chain

    from rich.text import Text

    from cli.tables.rubric_tables import print_unsettled

    out = console()
    day = long_day(report.as_of)
    head = say(f"คะแนนตามแผน · ข้อมูลถึง {day}", f"Points as of {day}")
    out.print(Text(head, style="bold"))
    policy = say(
        f"นโยบาย: {report.policy_title}", f"Policy: {report.policy} ({report.policy_title})"
    )
    out.print(Text(policy, style="dim"))
    out.print(_activity_table(report) if by is By.ACTIVITY else _table(report, by))
    if by is By.GROUP:
        words = say(
            "กิจกรรมร่วมอยู่ในทุกคณะที่รับผิดชอบ ผลรวมของคณะจึงเกินผลรวมของปี",
            "Joint activities stand under each of their groups, so groups overlap.",
        )
        out.print(Text(words, style="dim"))
    out.print(_progress(report.year))
    words = say(
        "รอตรวจรับ: เอกสารครบและนับคะแนนแล้ว แต่ผู้ตรวจยังไม่รับครบ อาจถูกส่งคืนได้",
        "In review: complete and counted, but not yet accepted by a reviewer, who may return it.",
    )
    out.print(Text(words, style="dim"))
    for note in report.notes:
        out.print(_note(note))
    unsettled = report.unsettled
    print_unsettled([*unsettled.points, *chain.from_iterable(unsettled.notes.values())], out)


_COLUMNS = (
    ("ได้แล้ว", "Earned"), ("รอตรวจรับ", "In review"), ("ยังได้อีก", "Open"), ("เสียไป", "Lost"),
    ("ตามแผน", "Printed"),
)  # fmt: skip


def _empty_table(first: str, beside: int = 46) -> Table:
    """Its first column takes what the columns beside it leave of the terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_footer=True)
    table.add_column(
        first, no_wrap=True, overflow="ellipsis", max_width=max(16, console().width - beside)
    )
    for thai, english in _COLUMNS:
        table.add_column(say(thai, english), justify="right", no_wrap=True)
    return table


def _cells(breakdown: PointsBreakdown | None) -> list[str]:
    if breakdown is None:
        return ["–"] * len(_COLUMNS)
    numbers = (
        breakdown.earned,
        breakdown.in_review,
        breakdown.open,
        breakdown.lost,
        breakdown.printed,
    )
    return [numeral(n) for n in numbers]


def _table(report: PointsReport, by: By) -> Table:
    rows = report.batches if by is By.BATCH else report.groups
    table = _empty_table(say("รอบ", "Batch") if by is By.BATCH else say("คณะ", "Group"))
    for row in rows:
        title = row.title.removeprefix("คณะทำงานด้าน")  # what they share would fill the column
        table.add_row(title, *_marked_cells(row.breakdown, report))
    _add_total(table, report)
    return table


def _marked_cells(breakdown: PointsBreakdown | None, report: PointsReport) -> list[str]:
    """The figures of a sum; all but the printed one stand on how points are counted."""
    from domain.words.policy import marked

    *counted, printed = _cells(breakdown)
    zero = numeral(0)
    return [
        *(marked(n, report.unsettled.points) if n != zero and breakdown else n for n in counted),
        printed,
    ]


def _activity_table(report: PointsReport) -> Table:
    from domain.words.policy import marked

    table = _empty_table(say("กิจกรรม", "Activity"), beside=78)
    table.add_column(say("ความครบและเวลา", "Progress"))
    for one in report.activities:
        earned, *rest = _cells(one.breakdown)
        earned = marked(earned, report.unsettled.activities.get(one.result.number, ()))
        table.add_row(_title(one), earned, *rest, _progress_word(one.progress.value))
        for half, breakdown in one.halves:
            table.add_row(f"   · {half.title}", *_cells(breakdown))
    _add_total(table, report)
    return table


def _title(one: ActivityBreakdown) -> str:
    return f"{numeral(one.result.number)}. {one.result.title}"


def _add_total(table: Table, report: PointsReport) -> None:
    table.columns[0].footer = say("ทั้งปี", "Year")
    cells = _marked_cells(report.year.breakdown, report)
    for column, cell in zip(table.columns[1:], cells, strict=False):
        column.footer = cell


_PROGRESS = {
    "complete_on_time": ("ครบทันเวลา", "complete on time"),
    "complete_late": ("ครบแต่ล่าช้า", "complete late"),
    "incomplete_not_yet_due": ("ยังไม่ครบ ยังไม่ถึงกำหนด", "incomplete, not yet due"),
    "incomplete_overdue": ("ยังไม่ครบ เลยกำหนด", "incomplete, overdue"),
    "cannot_tell": ("ยังบอกไม่ได้", "cannot tell"),
    "not_applicable": ("ไม่เกี่ยวข้อง", "not applicable"),
}


def _progress_word(progress: str) -> str:
    return say(*_PROGRESS[progress])


def _progress(year: GroupedBreakdown) -> Text:
    from rich.text import Text

    counts = " · ".join(
        f"{_progress_word(progress.value)} {numeral(count)}"
        for progress, count in year.progress.items()
    )
    return Text(say(f"กิจกรรม: {counts}", f"Activities: {counts}"))


def _note(note: NoteResult) -> Text:
    from rich.text import Text

    from cli.tables.rubric_tables import mark
    from domain.words.wording import OUTCOMES

    outcome = say(*OUTCOMES[note.outcome.value])
    least = note.least(language())
    number = numeral(note.number)
    found = note.found(language())
    if note.entry is None:
        found += f" ({note.measure})"
    own = "" if note.confirmed else "*"
    text = Text("") + mark(note.outcome)
    text.append(
        say(
            f" หมายเหตุ {number} {note.title}: {outcome} · {found} {least}{own} · ไม่มีคะแนนพิมพ์ไว้",
            f" Note {number}: {outcome} · {found}, {least}{own} · no points are printed for it",
        )
    )
    return text
