"""The forms by name, one module each. How they become Word and PDF is `paper`'s work."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.forms.dossier import Dossier
    from reports.paper.document import Doc


class About(StrEnum):
    """What a form is about, apart from the unit."""

    YEAR = "year"
    BATCH = "batch"
    PERIOD = "period"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class FormKind:
    """A form: its name for people in Thai and English, what it is about, and the module that makes it.

    `file_name` is the stem of its files. The module is imported when the form is made: a list of the forms,
    and the help, do not wait for it.
    """

    id: str
    thai: str
    english: str
    about: About
    file_name: str
    module: str

    def build(self, dossier: Dossier) -> Doc:
        made: Doc = self._module.build(dossier)
        return made

    def pictures(self, dossier: Dossier) -> tuple[int, ...]:
        """The evidence items whose pictures the form shows."""
        wanted: tuple[int, ...] = getattr(self._module, "wanted_pictures", lambda _: ())(dossier)
        return wanted

    def words(self, dossier: Dossier, row: int | str) -> list[str]:
        """What Kamnot says in a row of the form, where a person may say it otherwise."""
        said: list[str] = getattr(self._module, "row_words", lambda *_: [])(dossier, row)
        return said

    @property
    def _module(self) -> Any:
        return import_module(f"reports.forms.{self.module}")


FORMS: dict[str, FormKind] = {
    kind.id: kind
    for kind in (
        FormKind(
            "dos-donts", "แบบสรุปกิจกรรมตามคุณธรรมเป้าหมาย DO's and Don'ts", "Do's and don'ts summary",
            About.YEAR, "แบบสรุป DO's and Don'ts", "dos_donts",
        ),
        FormKind(
            "level-3-report", "รายงานองค์กรคุณธรรม ระดับที่ ๓", "Level 3 report",
            About.YEAR, "รายงานองค์กรคุณธรรม ระดับที่ ๓", "level_three",
        ),
        FormKind(
            "assessment-report", "แบบรายงานผลการประเมินองค์กรคุณธรรม", "Assessment report",
            About.YEAR, "แบบรายงานผลการประเมินองค์กรคุณธรรม", "assessment",
        ),
        FormKind(
            "integrated-plan-report", "แบบรายงานผลตามแผนบูรณาการ", "Integrated plan report",
            About.PERIOD, "แบบรายงานผลตามแผนบูรณาการ", "integrated",
        ),
        FormKind(
            "plan-table", "แผนของสำนัก ตามกำหนดส่ง", "The bureau's plan by due date",
            About.YEAR, "แผนส่งเสริมคุณธรรมของสำนัก", "plan_table",
        ),
        FormKind(
            "plan-book", "เล่มแผนของสำนัก ปกถึงภาคผนวก พร้อมสารบัญ", "The plan as a book, with contents",
            About.YEAR, "เล่มแผนส่งเสริมคุณธรรม", "plan_book",
        ),
        FormKind(
            "inspection", "บัญชีเตรียมรับการตรวจสำนัก: สิ่งใดอยู่ที่ใด ยังขาดอะไร", "What a visit asks to see, and where it is",
            About.YEAR, "บัญชีเตรียมรับการตรวจสำนัก", "visit",
        ),
        FormKind(
            "batch-status", "รายงานสถานะของรอบ (สำหรับประชุม)", "Batch status for a meeting",
            About.BATCH, "รายงานสถานะ", "batch_status",
        ),
        FormKind(
            "complaints-month", "รายงานเรื่องร้องเรียนประจำเดือน", "Monthly complaints report",
            About.MONTH, "รายงานเรื่องร้องเรียน", "complaints",
        ),
        FormKind(
            "cover-memo", "บันทึกข้อความนำส่งรอบ", "Cover memo of a batch",
            About.BATCH, "บันทึกข้อความนำส่ง", "cover_memo",
        ),
    )
}  # fmt: skip
"""Every form, in the order in which people look for them."""
