"""The forms, by the name under which people ask for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from reports.forms import (
    assessment,
    batch_status,
    complaints,
    cover_memo,
    dos_donts,
    integrated,
    level_three,
    plan_table,
)
from reports.forms.dossier import Dossier
from reports.paper.document import Doc


class About(StrEnum):
    """What a form is about, beside the unit."""

    YEAR = "year"
    BATCH = "batch"
    PERIOD = "period"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class FormKind:
    """A form: its name for people in Thai and English, what it is about, and how it is made.

    `file_name` is the stem of its files. `pictures` are the evidence items whose pictures it shows.
    """

    id: str
    thai: str
    english: str
    about: About
    file_name: str
    build: Callable[[Dossier], Doc]
    pictures: Callable[[Dossier], tuple[int, ...]] = lambda _: ()


FORMS: dict[str, FormKind] = {
    kind.id: kind
    for kind in (
        FormKind(
            dos_donts.ID, "แบบสรุปกิจกรรมตามคุณธรรมเป้าหมาย DO's and Don'ts", "Do's and don'ts summary",
            About.YEAR, "แบบสรุป DO's and Don'ts", dos_donts.build,
        ),
        FormKind(
            level_three.ID, "รายงานองค์กรคุณธรรม ระดับที่ ๓", "Level 3 report",
            About.YEAR, "รายงานองค์กรคุณธรรม ระดับที่ ๓", level_three.build,
        ),
        FormKind(
            assessment.ID, "แบบรายงานผลการประเมินองค์กรคุณธรรม", "Assessment report",
            About.YEAR, "แบบรายงานผลการประเมินองค์กรคุณธรรม", assessment.build,
            assessment.wanted_pictures,
        ),
        FormKind(
            integrated.ID, "แบบรายงานผลตามแผนบูรณาการ", "Integrated plan report",
            About.PERIOD, "แบบรายงานผลตามแผนบูรณาการ", integrated.build,
        ),
        FormKind(
            plan_table.ID, "แผนของสำนัก ตามกำหนดส่ง", "The bureau's plan by due date",
            About.YEAR, "แผนส่งเสริมคุณธรรมของสำนัก", plan_table.build,
        ),
        FormKind(
            batch_status.ID, "รายงานสถานะของรอบ (สำหรับประชุม)", "Batch status for a meeting",
            About.BATCH, "รายงานสถานะ", batch_status.build,
        ),
        FormKind(
            complaints.ID, "รายงานเรื่องร้องเรียนประจำเดือน", "Monthly complaints report",
            About.MONTH, "รายงานเรื่องร้องเรียน", complaints.build,
        ),
        FormKind(
            cover_memo.ID, "บันทึกข้อความนำส่งรอบ", "Cover memo of a batch",
            About.BATCH, "บันทึกข้อความนำส่ง", cover_memo.build,
        ),
    )
}  # fmt: skip
"""Every form, in the order in which people look for them."""
