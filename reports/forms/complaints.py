"""รายงานเรื่องร้องเรียนประจำเดือน: what the registers of complaints say of a month, counts and no names.

The bureau's order asks for it monthly. Its headings are those of the complaints activity's report. "None" is ticked
only where a person said so: a month in which nobody wrote anything down is not one without complaints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
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
    Para,
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
        section = report.sections[number - 1].id if report else ""
        # Nobody signs an empty page: the last part stays with both places to sign.
        last = number == len(headings)
        for part in _cases(dossier) if section == "cases" else _part(dossier, section):
            yield replace(part, keep=True) if last and isinstance(part, Para) else part
    reported = signature(
        [f"ลงชื่อ {dots(SIGN)} ผู้รายงาน", f"({dots(SIGN)})", f"ตำแหน่ง {_said_by(dossier) or dots(SIGN)}",
         f"วันที่ {dots(SIGN)}"]
    )  # fmt: skip
    yield from (replace(line, keep=True) for line in reported)
    yield from signature(
        [f"ลงชื่อ {dots(SIGN)} ผู้รับรายงาน", f"({dots(SIGN)})", "ผู้อำนวยการสำนัก"], space=2
    )


def _part(dossier: Dossier, section: str) -> Iterator[Block]:
    """What is known of a part of the report, else two lines to write on."""
    known = {"superior": _reported_up, "complainant": _told}.get(section, lambda _: "")(dossier)
    if known:
        yield para(known)
        return
    yield para(dots(_LINE), stretched=True)
    yield para(dots(_LINE), stretched=True)


def _reported_up(dossier: Dossier) -> str:
    """Whether the month was put before the director; empty if nobody said."""
    sent = [row.cells.get("sent") for row in _in_month(dossier, MONTHS_KEPT)[-1:]]
    if True in sent:
        return "เสนอผู้อำนวยการสำนักแล้ว"
    return "ยังไม่ได้เสนอผู้อำนวยการสำนัก" if False in sent else ""


def _told(dossier: Dossier) -> str:
    """Of how many complaints the complainant was told the outcome; empty if that is not known of each."""
    rows = _in_month(dossier, KEPT)
    if not rows:
        return "ไม่มีเรื่องร้องเรียนในเดือนนี้" if _nothing_came(dossier) else ""
    if any("told" not in row.cells for row in rows):
        return ""
    told = sum(_number(row) for row in rows if row.cells["told"])
    return thai_digits(f"แจ้งผลให้ผู้ร้องเรียนทราบแล้ว {told} จาก {sum(map(_number, rows))} เรื่อง")


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


def _number(row: RegisterRow) -> int:
    return int(str(row.cells["number"]))


def _nothing_came(dossier: Dossier) -> bool:
    """Whether a person said that the month had no complaint, and no row says otherwise."""
    said = [row.cells["received"] for row in _in_month(dossier, MONTHS_KEPT)[-1:]]
    return said == [False] and not _in_month(dossier, KEPT)


def _cases(dossier: Dossier) -> Iterator[Block]:
    rows, none = _in_month(dossier, KEPT), _nothing_came(dossier)
    said = [row.cells["received"] for row in _in_month(dossier, MONTHS_KEPT)[-1:]]
    some = bool(rows) or said == [True]
    number = sum(map(_number, rows))
    count = thai_digits(number) if number else dots(10)
    yield para(f"{box(ticked=none)} ไม่มี {box(ticked=some)} มี จำนวน {count} เรื่อง")
    if not none:
        yield _table(dossier, rows)


def _table(dossier: Dossier, rows: Sequence[RegisterRow]) -> Table:
    heads = ("ที่", "วันที่รับเรื่อง", "จำนวนเรื่อง", "ช่องทาง", "ผลการดำเนินการ", "แจ้งผู้ร้องแล้ว")
    lines = [_line(dossier, n, row) for n, row in enumerate(rows, 1)]
    empty = (
        row(
            cell(thai_digits(n), align=Align.CENTRE),
            dots(10),
            dots(8),
            dots(10),
            dots(16),
            dots(10),
        )
        for n in range(1, _ROWS + 1)
    )
    # The register tells of the whole month, or of nothing.
    return Table(_WIDTHS, (header_row(*heads), *(lines or empty)))


def _line(dossier: Dossier, number: int, kept: RegisterRow) -> Row:
    columns = dossier.plan.register_by_id[KEPT].column_by_id
    shown = (
        show_cell(columns[name], kept.cells.get(name), "th") or dots(10)
        for name in ("day", "number", "channel", "handled")
    )
    told = _WAS_TOLD.get(kept.cells.get("told"), dots(10))
    return row(cell(thai_digits(number), align=Align.CENTRE), *shown, told)


_WAS_TOLD: dict[object, str] = {True: "แจ้งแล้ว", False: "ยังไม่ได้แจ้ง"}
