"""รายงานเรื่องร้องเรียนประจำเดือน: what the registers of complaints say of a month, counts and no names.

The bureau's order asks for it monthly. Its headings are those of the complaints activity's report. "None" is ticked
only where a person said so: a month in which nobody wrote anything down is not one without complaints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.facts import RegisterRow
from domain.language.thai import BUDDHIST_OFFSET, MONTHS, thai_digits
from domain.plan.model import EvidenceRequirement, Plan
from domain.rubric.register_rows import show_cell
from reports.forms.dossier import Dossier
from reports.forms.parts import SIGN, document, signature, title
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Pages,
    Row,
    Table,
    box,
    cell,
    dots,
    header_row,
    heading,
    para,
    row,
)

ID = "complaints-month"
_WIDTHS = (1.0, 2.4, 2.0, 2.8, 5.4, 2.4)
_ROWS = 5
_LINE = 150
"""Dots across the page."""
KEPT, MONTHS_KEPT = "complaints", "complaint-months"
"""The registers of the plan that it is filled from; without them it stays a skeleton."""
ACTIVITY = "เรื่องร้องเรียน"
"""How the activity is recognised to whose report this one contributes."""


def build(dossier: Dossier) -> Doc:
    """The report for the month in which the dossier's period starts, or its day lies."""
    start = _month_of(dossier)
    month = f"{MONTHS[start.month - 1]} {thai_digits(start.year + BUDDHIST_OFFSET)}"
    name = f"รายงานผลการดำเนินการเกี่ยวกับเรื่องร้องเรียน ประจำเดือน{month}"
    return document(dossier, ID, name, [Pages(tuple(_blocks(dossier, month)))])


def _blocks(dossier: Dossier, month: str) -> Iterator[Block]:
    yield from title(
        ["รายงานผลการดำเนินการเกี่ยวกับเรื่องร้องเรียน", f"ประจำเดือน{month}", dossier.unit_name]
    )
    report = report_of_complaints(dossier.plan)
    headings = [s.title for s in report.sections] if report else []
    for number, text in enumerate(headings, 1):
        yield heading(f"{thai_digits(number)}. {text}", 2)
        if report and report.sections[number - 1].id == "cases":
            yield from _cases(dossier)
        else:
            yield para(dots(_LINE), stretched=True)
            yield para(dots(_LINE), stretched=True)
    yield from signature(
        [f"ลงชื่อ {dots(SIGN)} ผู้รายงาน", f"({dots(SIGN)})", f"ตำแหน่ง {_said_by(dossier) or dots(SIGN)}",
         f"วันที่ {dots(SIGN)}"]
    )  # fmt: skip
    yield from signature(
        [f"ลงชื่อ {dots(SIGN)} ผู้รับรายงาน", f"({dots(SIGN)})", "ผู้อำนวยการสำนัก"], space=2
    )


def report_of_complaints(plan: Plan) -> EvidenceRequirement | None:
    """The report that the complaints activity asks for; None if the plan has no such activity."""
    for activity in plan.activities:
        if ACTIVITY in activity.title:
            return next((r for r in activity.requirements if r.sections), None)
    return None


def _month_of(dossier: Dossier) -> date:
    return dossier.period.start if dossier.period else dossier.as_of


def _in_month(dossier: Dossier, register: str) -> list[RegisterRow]:
    """The rows of a register about the month, the oldest first."""
    month = (_month_of(dossier).year, _month_of(dossier).month)
    dated = [(row.cells.get("day"), row) for row in dossier.rows_of(register)]
    mine = [(d, row) for d, row in dated if isinstance(d, date) and (d.year, d.month) == month]
    return [row for _, row in sorted(mine, key=lambda one: (one[0], one[1].id))]


def _said_by(dossier: Dossier) -> str:
    """Who said whether there were complaints, by office; empty if nobody did."""
    return "".join(str(row.cells["said-by"]) for row in _in_month(dossier, MONTHS_KEPT)[-1:])


def _cases(dossier: Dossier) -> Iterator[Block]:
    rows = _in_month(dossier, KEPT)
    said = [row.cells["received"] for row in _in_month(dossier, MONTHS_KEPT)[-1:]]
    some = bool(rows) or said == [True]
    none = said == [False] and not rows
    number = sum(int(str(row.cells["number"])) for row in rows)
    count = thai_digits(number) if number else dots(10)
    yield para(f"{box(ticked=none)} ไม่มี {box(ticked=some)} มี จำนวน {count} เรื่อง")
    yield _table(dossier, rows)


def _table(dossier: Dossier, rows: Sequence[RegisterRow]) -> Table:
    heads = ("ที่", "วันที่รับเรื่อง", "จำนวนเรื่อง", "ช่องทาง", "ผลการดำเนินการ", "แจ้งผู้ร้องแล้ว")
    lines = [_line(dossier, n, row) for n, row in enumerate(rows, 1)]
    empty = [
        row(
            cell(thai_digits(n), align=Align.CENTRE),
            dots(10),
            dots(8),
            dots(10),
            dots(16),
            dots(10),
        )
        for n in range(len(lines) + 1, _ROWS + 1)
    ]
    return Table(_WIDTHS, (header_row(*heads), *lines, *empty))


def _line(dossier: Dossier, number: int, kept: RegisterRow) -> Row:
    columns = dossier.plan.register_by_id[KEPT].column_by_id
    shown = (
        show_cell(columns[name], kept.cells.get(name), "th") or dots(10)
        for name in ("day", "number", "channel", "handled", "told")
    )
    return row(cell(thai_digits(number), align=Align.CENTRE), *shown)
