"""รายงานเรื่องร้องเรียนประจำเดือน: an empty form, because Kamnot stores no complaints.

The bureau's order asks for it monthly. Its headings are those of the complaints activity's report.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.language.thai import BUDDHIST_OFFSET, MONTHS, thai_digits
from domain.plan.model import EvidenceRequirement, Plan
from reports.forms.dossier import Dossier
from reports.forms.parts import SIGN, document, signature, title
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Pages,
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
_WIDTHS = (1.0, 2.2, 4.4, 2.4, 3.6, 2.4)
_ROWS = 5
_LINE = 150
"""Dots across the page."""
ACTIVITY = "เรื่องร้องเรียน"
"""How the activity is recognised to whose report this one contributes."""


def build(dossier: Dossier) -> Doc:
    """The skeleton for the month in which the dossier's period starts, or its day lies."""
    start = dossier.period.start if dossier.period else dossier.as_of
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
            yield para(f"{box(ticked=False)} ไม่มี {box(ticked=False)} มี จำนวน {dots(10)} เรื่อง")
            yield _table()
        else:
            yield para(dots(_LINE), stretched=True)
            yield para(dots(_LINE), stretched=True)
    yield from signature(
        [f"ลงชื่อ {dots(SIGN)} ผู้รายงาน", f"({dots(SIGN)})", f"ตำแหน่ง {dots(SIGN)}",
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


def _table() -> Table:
    heads = ("ที่", "วันที่รับเรื่อง", "เรื่องร้องเรียน", "ช่องทาง", "ผลการดำเนินการ", "แจ้งผู้ร้องเมื่อ")
    rows = [
        row(
            cell(thai_digits(n), align=Align.CENTRE),
            dots(10),
            dots(20),
            dots(10),
            dots(16),
            dots(10),
        )
        for n in range(1, _ROWS + 1)
    ]
    return Table(_WIDTHS, (header_row(*heads), *rows))
