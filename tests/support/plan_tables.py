"""A plan as the table it is printed as, in Word and in Excel: what people hand in for `plan import`.

Eight columns, a heading for each due date, heads repeated as on every page, Thai numerals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.language.thai import thai_digits
from domain.plan.model import Activity, Batch, Plan

HEAD = (
    "ลำดับ", "โครงการ/กิจกรรม", "ผลผลิต", "ผลลัพธ์", "กลุ่มเป้าหมาย", "เอกสารที่ต้องจัดส่ง",
    "คะแนน สำนักดีเด่น", "ผู้รับผิดชอบ",
)  # fmt: skip
PAGE = 6
"""Activities on a page, after which the head is printed again."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line over the whole width."""

    text: str


Line = Heading | tuple[str, ...]
Change = Callable[[list[Line]], None]


def table_lines(plan: Plan) -> list[Line]:
    """Every line of the printed table, in order."""
    return [line for batch in plan.batches for line in _batch(plan, batch)]


def _batch(plan: Plan, batch: Batch) -> Iterator[Line]:
    yield Heading(batch.title)
    for index, activity in enumerate(plan.by_batch[batch.id]):
        if index % PAGE == 0:
            # The last table of the plan has no column of points.
            yield HEAD if batch.points is not None else (*HEAD[:6], HEAD[7])
        yield _activity(activity)


def _activity(activity: Activity) -> tuple[str, ...]:
    title = "\n".join((activity.title, *activity.steps))
    cells = (
        thai_digits(activity.number), title, activity.output, activity.outcome,
        activity.target_group, activity.documents,
    )  # fmt: skip
    points = _points(activity)
    return (*cells, activity.owner) if points is None else (*cells, points, activity.owner)


def _points(activity: Activity) -> str | None:
    if activity.parts:
        each, total = activity.parts[0].points, activity.points
        return thai_digits(f"กิจกรรมละ {each} คะแนน รวม {total} คะแนน")
    return None if activity.points is None else thai_digits(f"{activity.points} คะแนน")


def write_word(lines: Sequence[Line], path: Path) -> Path:
    """Headings as paragraphs, a table under each."""
    import docx

    document = docx.Document()
    document.add_paragraph("แผนส่งเสริม สนับสนุนการดำเนินการด้านคุณธรรม จริยธรรม")
    table = None
    for line in lines:
        if isinstance(line, Heading):
            document.add_paragraph(line.text)
            table = None
            continue
        if table is None or len(table.columns) != len(line):
            table = document.add_table(rows=0, cols=len(line))
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    document.add_paragraph("หมายเหตุ : ๑) ผู้นำองค์กรเข้าร่วมประชุม ร้อยละ ๙๐")
    document.save(str(path))
    return path


def write_excel(lines: Sequence[Line], path: Path) -> Path:
    """One sheet; headings are cells merged over all columns."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for number, line in enumerate(lines, start=1):
        texts = (line.text,) if isinstance(line, Heading) else line
        for column, text in enumerate(texts, start=1):
            sheet.cell(number, column, text)
        if isinstance(line, Heading):
            sheet.merge_cells(
                start_row=number, end_row=number, start_column=1, end_column=len(HEAD)
            )
    book.save(path)
    return path


WRITERS = {"docx": write_word, "xlsx": write_excel}
