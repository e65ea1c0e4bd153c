"""The plan as tables on a terminal. It is imported only to show one, because Rich is slow to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from cli.front.common import language, long_day, numeral, say
from domain.plan.model import (
    Activity,
    Batch,
    Delivery,
    EvidenceRequirement,
    MeasureRequirement,
    Part,
    Plan,
    Reading,
)
from domain.plan.sources import Origin, SourcedValue
from domain.words.wording import KINDS, show_amount

LastWorkingDay = Callable[[date], date]

_DELIVERIES = {
    Delivery.LEARNING_CENTRE: ("เว็บไซต์ศูนย์เรียนรู้", "learning centre"),
    Delivery.FLASH_DRIVE: ("แฟลชไดรฟ์", "flash drive"),
    Delivery.DOCUMENT_SYSTEM: ("ระบบสารบรรณ", "document system"),
}
_ORIGINS = {
    Origin.PRINTED: ("ตามฉบับพิมพ์", "printed"),
    Origin.CORRECTED: ("แก้คำพิมพ์ผิด", "corrected"),
    Origin.DOUBTFUL: ("รอยืนยัน", "doubtful"),
    Origin.KAMNOT: ("กำหนดเอง", "Kamnot"),
    Origin.CARRIED: ("ยกมา รอยืนยัน", "carried over"),
}
_STYLES = {
    Origin.DOUBTFUL: "yellow",
    Origin.CARRIED: "yellow",
    Origin.CORRECTED: "cyan",
    Origin.KAMNOT: "dim",
}


def plan_tables(plan: Plan, last_working_day: LastWorkingDay) -> Iterator[RenderableType]:
    """A heading, a table for each due date, and the totals."""
    year = numeral(plan.fiscal_year)
    heading = say(f"ปีงบประมาณ {year}", f"Fiscal year {year}")
    yield f"[bold]{escape(plan.title)}[/] · {heading}"
    for batch in plan.batches:
        yield ""
        yield _batch_table(plan, batch, last_working_day)
    count, points = numeral(len(plan.activities)), numeral(plan.total_points)
    total = (f"รวม {count} กิจกรรม {points} คะแนน", f"{count} activities, {points} points in all")
    yield f"\n[bold]{say(*total)}[/]"


def _batch_table(plan: Plan, batch: Batch, last_working_day: LastWorkingDay) -> Table:
    table = Table(
        title=_batch_title(plan, batch, last_working_day),
        title_justify="left",
        title_style="bold",
        expand=True,
    )
    table.add_column(say("ลำดับ", "No."), justify="right", no_wrap=True)
    _wide(table, say("กิจกรรม", "Activity"), 3)
    table.add_column(say("คะแนน", "Points"), justify="right", no_wrap=True)
    _wide(table, say("ผู้รับผิดชอบ", "Groups"), 1)
    table.add_column(say("เอกสาร", "Documents"), justify="right", no_wrap=True)
    for activity in plan.by_batch[batch.id]:
        table.add_row(
            numeral(activity.number),
            escape(activity.title),
            _points(activity.points),
            escape(_groups(plan, activity)),
            numeral(len(activity.requirements)),
        )
    return table


def _batch_title(plan: Plan, batch: Batch, last_working_day: LastWorkingDay) -> str:
    count = numeral(len(plan.by_batch[batch.id]))
    number = _points(batch.points)
    none = say("ไม่มีคะแนน", "no points")
    points = none if batch.points is None else say(f"{number} คะแนน", f"{number} points")
    due = _due(batch.due, last_working_day)
    return say(
        f"{batch.id} · กำหนดส่ง {due} · {count} กิจกรรม {points}",
        f"{batch.id} · due {due} · {count} activities, {points}",
    )


def _due(due: date, last_working_day: LastWorkingDay) -> str:
    """The printed due date, with the last working day if the date is a day off."""
    shown, last = long_day(due), last_working_day(due)
    if last == due:
        return shown
    working = long_day(last)
    note = (f"วันทำการสุดท้าย {working}", f"last working day {working}")
    return f"{shown} ({say(*note)})"


def _points(points: int | None) -> str:
    return "-" if points is None else numeral(points)


def _groups(plan: Plan, activity: Activity) -> str:
    """The groups' short names without their common beginning, which would fill the column."""
    if set(activity.groups) == set(plan.group_by_id):
        return say("ทุกคณะ", "all groups")
    names = (plan.group_by_id[group].short_name for group in activity.groups)
    return ", ".join(name.removeprefix("คณะทำงานด้าน") for name in names)


def activity_tables(
    plan: Plan, activity: Activity, last_working_day: LastWorkingDay
) -> Iterator[RenderableType]:
    """One activity: its cells, documents with sections, measures, and what was read otherwise."""
    yield f"[bold]{numeral(activity.number)}. {escape(activity.title)}[/]"
    yield _cells(plan, activity, last_working_day)
    yield ""
    yield _documents(activity)
    if activity.measures:
        yield ""
        yield _measures(activity)
    readings = list(_readings(activity))
    if readings:
        yield ""
        yield _readings_table(readings)


def _cells(plan: Plan, activity: Activity, last_working_day: LastWorkingDay) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in _cell_texts(plan, activity, last_working_day):
        if text:
            table.add_row(label, escape(text))
    return table


def _cell_texts(
    plan: Plan, activity: Activity, last_working_day: LastWorkingDay
) -> Iterator[tuple[str, str]]:
    due = _due(plan.batch_by_id[activity.batch].due, last_working_day)
    yield say("กำหนดส่ง", "Due"), f"{due} · {activity.batch}"
    yield say("คะแนน", "Points"), _points_in_parts(activity)
    groups = f"{activity.owner} ({', '.join(activity.groups)})"
    yield say("ผู้รับผิดชอบ", "Responsible"), groups
    yield say("ขั้นตอน", "Steps"), "\n".join(activity.steps)
    yield say("ผลผลิต", "Output"), activity.output
    yield say("ผลลัพธ์", "Outcome"), activity.outcome
    yield say("กลุ่มเป้าหมาย", "Target group"), activity.target_group
    yield say("องค์ความรู้", "Knowledge output"), activity.knowledge_output or ""
    yield say("ที่มา", "Source"), activity.source


def _points_in_parts(activity: Activity) -> str:
    points = _points(activity.points)
    parts = [f"{part.title} {numeral(part.points)}" for part in activity.parts]
    return f"{points} ({' + '.join(parts)})" if parts else points


def _documents(activity: Activity) -> Table:
    table = _listing(say("เอกสารที่ต้องจัดส่ง", "Documents to send"))
    table.add_column(say("รหัส", "Id"), no_wrap=True)
    _wide(table, say("เอกสาร", "Document"), 3)
    _wide(table, say("ชนิด", "Kind"), 1)
    _wide(table, say("ไฟล์", "Files"), 1)
    _wide(table, say("ส่งที่", "Goes to"), 1)
    for requirement in activity.requirements:
        table.add_row(
            f"{activity.number}.{requirement.id}",
            escape(_with_sections(requirement)),
            say(*KINDS[requirement.kind]),
            f"≥ {numeral(requirement.min_count)} ({', '.join(requirement.formats)})",
            ", ".join(say(*_DELIVERIES[d]) for d in requirement.delivery),
        )
    return table


def _with_sections(requirement: EvidenceRequirement) -> str:
    optional = say(" (ถ้ามี)", " (if any)")
    lines = [f"• {s.title}{optional if s.optional else ''}" for s in requirement.sections]
    if requirement.two_people:
        note = ("(ผู้ส่งตรวจรับเองไม่ได้)", "(not reviewed by its sender)")
        lines.append(say(*note))
    return "\n".join([requirement.title, *lines])


def _measures(activity: Activity) -> Table:
    table = _listing(say("ตัวชี้วัด", "Measures"))
    table.add_column(say("รหัส", "Id"), no_wrap=True)
    _wide(table, say("ตัวชี้วัด", "Measure"), 3)
    table.add_column(say("ไม่น้อยกว่า", "At least"), no_wrap=True)
    for measure in activity.measures:
        threshold = _threshold(measure)
        table.add_row(f"{activity.number}.{measure.id}", escape(measure.title), threshold)
    return table


def _threshold(measure: MeasureRequirement) -> str:
    return escape(show_amount(measure.at_least, language(), measure.unit))


def _readings(activity: Activity) -> Iterator[tuple[str, Reading]]:
    yield from ((reading.field, reading) for reading in activity.readings)
    items: list[EvidenceRequirement | MeasureRequirement | Part] = [
        *activity.requirements,
        *activity.measures,
        *activity.parts,
    ]
    for item in items:
        yield from ((f"{item.id}.{reading.field}", reading) for reading in item.readings)


def _readings_table(readings: Sequence[tuple[str, Reading]]) -> Table:
    table = _listing(say("คำที่อ่านต่างจากฉบับพิมพ์", "Read otherwise than printed"))
    _wide(table, say("ช่อง", "Field"), 1)
    _wide(table, say("พิมพ์ว่า", "Printed"), 2)
    _wide(table, say("อ่านว่า", "Read"), 2)
    _wide(table, say("เหตุผล", "Why"), 2)
    for field, reading in readings:
        waiting = "" if reading.confirmed else f"[yellow]{say(*_ORIGINS[Origin.DOUBTFUL])}[/] "
        texts = (field, reading.printed, reading.read)
        table.add_row(*map(escape, texts), waiting + escape(reading.why))
    return table


def _wide(table: Table, label: str, share: int) -> None:
    """A folded column for Thai text, which has no spaces to break at; Rich would cut it off."""
    table.add_column(label, ratio=share, overflow="fold")


def _listing(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", expand=True)


def sources_table(values: Sequence[SourcedValue]) -> Table:
    """Every value with its source, its origin, and the print if it differs."""
    table = Table(expand=True)
    _wide(table, say("ค่า", "Value of"), 3)
    _wide(table, say("อ่านว่า", "Value"), 3)
    _wide(table, say("ที่มา", "Source"), 3)
    _wide(table, say("อย่างไร", "How"), 1)
    _wide(table, say("พิมพ์ว่า", "Printed"), 2)
    for value in values:
        texts = (value.path, value.value, value.source)
        how = say(*_ORIGINS[value.origin])
        row = (*map(escape, texts), how, escape(value.printed or ""))
        table.add_row(*row, style=_STYLES.get(value.origin))
    return table
