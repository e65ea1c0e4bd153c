"""The plan as tables on a terminal. It is imported only to show one, because Rich is slow to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from domain.language.thai import show_date
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
from domain.words.wording import KINDS, digits, pick, show_amount

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


def plan_tables(
    plan: Plan, last_working_day: LastWorkingDay, language: str
) -> Iterator[RenderableType]:
    """A heading, a table for each due date, and the totals."""
    year = digits(plan.fiscal_year, language)
    heading = pick((f"ปีงบประมาณ {year}", f"Fiscal year {year}"), language)
    yield f"[bold]{escape(plan.title)}[/] · {heading}"
    for batch in plan.batches:
        yield ""
        yield _batch_table(plan, batch, last_working_day, language)
    count, points = digits(len(plan.activities), language), digits(plan.total_points, language)
    total = (f"รวม {count} กิจกรรม {points} คะแนน", f"{count} activities, {points} points in all")
    yield f"\n[bold]{pick(total, language)}[/]"


def _batch_table(
    plan: Plan, batch: Batch, last_working_day: LastWorkingDay, language: str
) -> Table:
    table = Table(
        title=_batch_title(plan, batch, last_working_day, language),
        title_justify="left",
        title_style="bold",
        expand=True,
    )
    table.add_column(pick(("ลำดับ", "No."), language), justify="right", no_wrap=True)
    _wide(table, pick(("กิจกรรม", "Activity"), language), 3)
    table.add_column(pick(("คะแนน", "Points"), language), justify="right", no_wrap=True)
    _wide(table, pick(("ผู้รับผิดชอบ", "Groups"), language), 1)
    table.add_column(pick(("เอกสาร", "Documents"), language), justify="right", no_wrap=True)
    for activity in plan.by_batch[batch.id]:
        table.add_row(
            digits(activity.number, language),
            escape(activity.title),
            _points(activity.points, language),
            escape(_groups(plan, activity, language)),
            digits(len(activity.requirements), language),
        )
    return table


def _batch_title(plan: Plan, batch: Batch, last_working_day: LastWorkingDay, language: str) -> str:
    count = digits(len(plan.by_batch[batch.id]), language)
    number = _points(batch.points, language)
    none = pick(("ไม่มีคะแนน", "no points"), language)
    points = (
        none if batch.points is None else pick((f"{number} คะแนน", f"{number} points"), language)
    )
    due = _due(batch.due, last_working_day, language)
    return pick(
        (
            f"{batch.id} · กำหนดส่ง {due} · {count} กิจกรรม {points}",
            f"{batch.id} · due {due} · {count} activities, {points}",
        ),
        language,
    )


def _due(due: date, last_working_day: LastWorkingDay, language: str) -> str:
    """The printed due date, with the last working day if the date is a day off."""
    shown, last = show_date(due, language), last_working_day(due)
    if last == due:
        return shown
    working = show_date(last, language)
    note = (f"วันทำการสุดท้าย {working}", f"last working day {working}")
    return f"{shown} ({pick(note, language)})"


def _points(points: int | None, language: str) -> str:
    return "-" if points is None else digits(points, language)


def _groups(plan: Plan, activity: Activity, language: str) -> str:
    """The groups' short names without their common beginning, which would fill the column."""
    if set(activity.groups) == set(plan.group_by_id):
        return pick(("ทุกคณะ", "all groups"), language)
    names = (plan.group_by_id[group].short_name for group in activity.groups)
    return ", ".join(name.removeprefix("คณะทำงานด้าน") for name in names)


def activity_tables(
    plan: Plan, activity: Activity, last_working_day: LastWorkingDay, language: str
) -> Iterator[RenderableType]:
    """One activity: its cells, documents with sections, measures, and what was read otherwise."""
    yield f"[bold]{digits(activity.number, language)}. {escape(activity.title)}[/]"
    yield _cells(plan, activity, last_working_day, language)
    yield ""
    yield _documents(activity, language)
    if activity.measures:
        yield ""
        yield _measures(activity, language)
    readings = list(_readings(activity))
    if readings:
        yield ""
        yield _readings_table(readings, language)


def _cells(
    plan: Plan, activity: Activity, last_working_day: LastWorkingDay, language: str
) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in _cell_texts(plan, activity, last_working_day, language):
        if text:
            table.add_row(label, escape(text))
    return table


def _cell_texts(
    plan: Plan, activity: Activity, last_working_day: LastWorkingDay, language: str
) -> Iterator[tuple[str, str]]:
    due = _due(plan.batch_by_id[activity.batch].due, last_working_day, language)
    yield pick(("กำหนดส่ง", "Due"), language), f"{due} · {activity.batch}"
    yield pick(("คะแนน", "Points"), language), _points_in_parts(activity, language)
    groups = f"{activity.owner} ({', '.join(activity.groups)})"
    yield pick(("ผู้รับผิดชอบ", "Responsible"), language), groups
    yield pick(("ขั้นตอน", "Steps"), language), "\n".join(activity.steps)
    yield pick(("ผลผลิต", "Output"), language), activity.output
    yield pick(("ผลลัพธ์", "Outcome"), language), activity.outcome
    yield pick(("กลุ่มเป้าหมาย", "Target group"), language), activity.target_group
    yield pick(("องค์ความรู้", "Knowledge output"), language), activity.knowledge_output or ""
    yield pick(("ที่มา", "Source"), language), activity.source


def _points_in_parts(activity: Activity, language: str) -> str:
    points = _points(activity.points, language)
    parts = [f"{part.title} {digits(part.points, language)}" for part in activity.parts]
    return f"{points} ({' + '.join(parts)})" if parts else points


def _documents(activity: Activity, language: str) -> Table:
    table = _listing(pick(("เอกสารที่ต้องจัดส่ง", "Documents to send"), language))
    table.add_column(pick(("รหัส", "Id"), language), no_wrap=True)
    _wide(table, pick(("เอกสาร", "Document"), language), 3)
    _wide(table, pick(("ชนิด", "Kind"), language), 1)
    _wide(table, pick(("ไฟล์", "Files"), language), 1)
    _wide(table, pick(("ส่งที่", "Goes to"), language), 1)
    for requirement in activity.requirements:
        table.add_row(
            f"{activity.number}.{requirement.id}",
            escape(_with_sections(requirement, language)),
            pick(KINDS[requirement.kind], language),
            f"≥ {digits(requirement.min_count, language)} ({', '.join(requirement.formats)})",
            ", ".join(pick(_DELIVERIES[d], language) for d in requirement.delivery),
        )
    return table


def _with_sections(requirement: EvidenceRequirement, language: str) -> str:
    optional = pick((" (ถ้ามี)", " (if any)"), language)
    lines = [f"• {s.title}{optional if s.optional else ''}" for s in requirement.sections]
    if requirement.two_people:
        note = ("(ผู้ส่งตรวจรับเองไม่ได้)", "(not reviewed by its sender)")
        lines.append(pick(note, language))
    return "\n".join([requirement.title, *lines])


def _measures(activity: Activity, language: str) -> Table:
    table = _listing(pick(("ตัวชี้วัด", "Measures"), language))
    table.add_column(pick(("รหัส", "Id"), language), no_wrap=True)
    _wide(table, pick(("ตัวชี้วัด", "Measure"), language), 3)
    table.add_column(pick(("ไม่น้อยกว่า", "At least"), language), no_wrap=True)
    for measure in activity.measures:
        threshold = _threshold(measure, language)
        table.add_row(f"{activity.number}.{measure.id}", escape(measure.title), threshold)
    return table


def _threshold(measure: MeasureRequirement, language: str) -> str:
    return escape(show_amount(measure.at_least, language, measure.unit))


def _readings(activity: Activity) -> Iterator[tuple[str, Reading]]:
    yield from ((reading.field, reading) for reading in activity.readings)
    items: list[EvidenceRequirement | MeasureRequirement | Part] = [
        *activity.requirements,
        *activity.measures,
        *activity.parts,
    ]
    for item in items:
        yield from ((f"{item.id}.{reading.field}", reading) for reading in item.readings)


def _readings_table(readings: Sequence[tuple[str, Reading]], language: str) -> Table:
    table = _listing(pick(("คำที่อ่านต่างจากฉบับพิมพ์", "Read otherwise than printed"), language))
    _wide(table, pick(("ช่อง", "Field"), language), 1)
    _wide(table, pick(("พิมพ์ว่า", "Printed"), language), 2)
    _wide(table, pick(("อ่านว่า", "Read"), language), 2)
    _wide(table, pick(("เหตุผล", "Why"), language), 2)
    for field, reading in readings:
        waiting = (
            "" if reading.confirmed else f"[yellow]{pick(_ORIGINS[Origin.DOUBTFUL], language)}[/] "
        )
        texts = (field, reading.printed, reading.read)
        table.add_row(*map(escape, texts), waiting + escape(reading.why))
    return table


def _wide(table: Table, label: str, share: int) -> None:
    """A folded column for Thai text, which has no spaces to break at; Rich would cut it off."""
    table.add_column(label, ratio=share, overflow="fold")


def _listing(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", expand=True)


def sources_table(values: Sequence[SourcedValue], language: str) -> Table:
    """Every value with its source, its origin, and the print if it differs."""
    table = Table(expand=True)
    _wide(table, pick(("ค่า", "Value of"), language), 3)
    _wide(table, pick(("อ่านว่า", "Value"), language), 3)
    _wide(table, pick(("ที่มา", "Source"), language), 3)
    _wide(table, pick(("อย่างไร", "How"), language), 1)
    _wide(table, pick(("พิมพ์ว่า", "Printed"), language), 2)
    for value in values:
        texts = (value.path, value.value, value.source)
        how = pick(_ORIGINS[value.origin], language)
        row = (*map(escape, texts), how, escape(value.printed or ""))
        table.add_row(*row, style=_STYLES.get(value.origin))
    return table
