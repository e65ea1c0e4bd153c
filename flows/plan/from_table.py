"""Makes a draft from a plan table in Word or Excel: read it, check it, write it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from domain.language.errors import KamnotError
from domain.language.thai import thai_digits
from domain.next_year.carry import carry_over
from domain.next_year.table_draft import plan_from_table, table_year
from domain.next_year.table_rows import TableDoubt, read_plan_table
from domain.plan.checks import check_plan
from domain.plan.model import Plan
from flows.plan.changes import Draft, describe_draft
from inspection.tables.table_files import read_table
from storage.plan_files.folders import plan_folder, plan_roots
from storage.plan_files.load import load_plan
from storage.plan_files.writing import put_aside, refuse_existing, write_plan
from storage.settings import Settings


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """The draft, and what could not be read for sure, in the order of the table's rows.

    `put_aside` is where the draft of before is, which nobody had touched.
    """

    draft: Draft
    doubts: tuple[TableDoubt, ...]
    put_aside: Path | None = None


def import_table(
    settings: Settings, table: Path, *, from_year: int, year: int | None = None
) -> ImportedPlan:
    """Read a plan table into a draft of the bureau's own plans.

    It takes the place of a draft that nobody has touched. Raises KamnotError if the file holds no plan table, the year
    has another plan already, or the plan of `from_year` is missing or broken.
    """
    base = load_plan([plan_folder(from_year, *plan_roots(settings))]).plan
    reading = read_plan_table(read_table(table))
    fiscal_year = table_year(reading, year)
    before = settings.own_plans / str(fiscal_year)
    untouched = _is_untouched(settings, before)
    if not untouched:
        refuse_existing(before)
    found = plan_from_table(reading, base, fiscal_year, f"ตาราง {table.name}")
    heading = _heading(found.plan, table.name, from_year)
    with put_aside(before) if untouched else nullcontext() as kept:
        folder = write_plan(found.plan, heading, settings.own_plans)
    draft = describe_draft(settings, folder, found.plan, base)
    # The due days are the table's own: none of them was moved.
    doubts = (*found.doubts, *_rest(found.plan))
    return ImportedPlan(replace(draft, shortened=()), doubts, kept)


def _is_untouched(settings: Settings, folder: Path) -> bool:
    """Whether a year's folder still says what drafting it from its year says: nobody corrected or confirmed a value."""
    try:
        plan = load_plan([folder]).plan
        if plan.carried is None:
            return False
        source = load_plan([plan_folder(plan.carried.year, *plan_roots(settings))]).plan
    except KamnotError:
        return False  # no folder, or files that somebody has begun to change
    return plan == carry_over(source, plan.fiscal_year)


def _rest(plan: Plan) -> list[TableDoubt]:
    """What the plan's checks still report: the draft is kept, to be corrected by hand."""
    return [TableDoubt(0, None, "", "", d.thai, d.english) for d in check_plan(plan)]


def _heading(plan: Plan, name: str, from_year: int) -> str:
    year, other = thai_digits(plan.fiscal_year), thai_digits(from_year)
    lines = (
        f"ร่างแผนปีงบประมาณ พ.ศ. {year} อ่านจากตาราง {name} ส่วนเกณฑ์ คณะทำงาน และแบบยกมาจากแผนปี {other}",
        "readings ที่ confirmed: false คือข้อที่อ่านได้ไม่แน่: printed ตามที่พิมพ์ why บอกเหตุผล แก้ค่าให้ถูกแล้วยืนยัน",
        "ยืนยันแล้วให้ตรวจแผนก่อนนำมาใช้",
    )
    return "".join(f"# {line}\n" for line in lines)
