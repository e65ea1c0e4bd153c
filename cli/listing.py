"""Every command of the first level: what the help says of it, and the module it lives in.

Listing the commands imports none of them: `kamnot --help` takes as long with sixty as with six, and a
command waits for its own module only.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand

from cli import thai
from cli.common import say


@dataclass(frozen=True, slots=True)
class Listed:
    """A command's help, and the modules of `cli` it is made in: its own name's unless told otherwise."""

    thai: str
    english: str
    modules: tuple[str, ...] = ()


COMMANDS = {
    "check": Listed(
        "ตรวจหลักฐาน คะแนน และการแจ้งเตือนของรอบ", "Check a batch: evidence, points, reminders."
    ),
    "points": Listed(
        "คะแนนตามแผน: ได้แล้ว รอตรวจรับ ยังได้อีก เสียไป และหมายเหตุ ๑ และ ๒",
        "Points by the plan: earned, in review, open, lost, and notes 1 and 2.",
    ),
    "rubric": Listed(
        "คะแนนเกณฑ์องค์กรคุณธรรม ๙ ข้อ และระดับ", "The nine criteria, their sums and the level."
    ),
    "explain": Listed(
        "ที่มาของคะแนนข้อหนึ่ง ตั้งแต่คะแนนถึงไฟล์และผู้ตรวจ",
        "One criterion from its score down to the files and their reviewers.",
        ("rubric",),
    ),
    "gap": Listed(
        "สิ่งที่ต้องทำน้อยที่สุดเพื่อให้ถึงระดับถัดไป หรือให้ได้คะแนนครบ",
        "The fewest things to do for the next level, or for all points.",
        ("rubric",),
    ),
    "rollup": Listed(
        "ภาพรวมทุกสำนัก ระดับของส่วนราชการ และอันดับสำนักดีเด่น",
        "All units: the department's level and the league table.",
    ),
    "pack": Listed(
        "ทำชุดเอกสารของรอบเป็น ZIP: แบบรายงาน หลักฐาน และสารบัญ",
        "Pack a batch as a ZIP: forms, evidence and a table of contents.",
    ),
    "submit": Listed(
        "นำส่งรอบ: ทำชุดเอกสารและบันทึกผลตรวจ ฉบับหลักฐาน และรหัสของชุด ภายใต้เลขรับ",
        "Submit a batch: pack it and freeze check, versions and pack under a receipt number.",
        ("submissions",),
    ),
    "unsubmit": Listed(
        "ถอนการนำส่งรอบ พร้อมเหตุผล",
        "Take a batch's submission back, with a reason; it stays on record.",
        ("submissions",),
    ),
    "submissions": Listed(
        "รายการนำส่ง: เลขรับ เมื่อใด โดยใคร และที่ถอนไป",
        "What was submitted when, and taken back.",
    ),
    "verify": Listed(
        "พิสูจน์ชุดเอกสาร: ทุกไฟล์ตรงกับสารบัญและกับที่นำส่งหรือไม่",
        "Prove a pack: every file against its contents, and those against what was submitted.",
        ("pack",),
    ),
    "remind": Listed("แจ้งเตือนทุกรอบที่ถึงเวลา", "Send every reminder that is due."),
    "rehearse": Listed(
        "ซ้อมทั้งปี: จดหมายทุกฉบับที่จะส่ง โดยไม่ส่งและไม่บันทึก",
        "Rehearse the whole year: every letter it would send; sends and writes nothing.",
    ),
    "calendar": Listed(
        "ปฏิทินกำหนดส่ง (.ics) ของคณะทำงานหนึ่ง หรือของทุกคณะ",
        "Due dates as a calendar (.ics) of one group, or of all.",
        ("calendar_feed",),
    ),
    "schedule": Listed(
        "ทำงานตามตารางเวลาจนกว่าจะกด Ctrl+C", "Serve every schedule of prefect.yaml until stopped."
    ),
    "watch": Listed(
        "เฝ้าดูว่าการแจ้งเตือนประจำวันยังทำงานอยู่ (สำหรับ cron)",
        "Is the daily run alive? For cron: ends with 2 when it is not.",
    ),
    "init": Listed("เตรียมโฟลเดอร์ข้อมูลและฐานข้อมูล", "Make the data folder and the database."),
    "doctor": Listed("ตรวจความพร้อมของระบบ", "Check that everything is in order."),
    "demo": Listed(
        "ลองงานหลักกับแผนจริง ในโฟลเดอร์ทดลอง",
        "Try the main job on the real plan, in a folder of its own.",
    ),
    "plan": Listed(
        "แผนของปี: ดู ร่างปีใหม่ ยืนยัน นำมาใช้ ปิดปี", "The year's plan: show, draft, apply, close."
    ),
    "evidence": Listed(
        "หลักฐาน: รับไฟล์ ดูรายการ เอาคืน ใช้ร่วมกัน และถอน",
        "Evidence: take files in, list, get, link and withdraw them.",
        ("evidence", "evidence_care", "evidence_shelf", "pack"),
    ),
    "report": Listed("แบบรายงานเป็น Word และ PDF", "The official forms as Word and PDF."),
    "review": Listed(
        "ตรวจรับหลักฐาน หรือส่งคืนพร้อมเหตุผล", "Accept evidence, or return it with a reason."
    ),
    "relief": Listed(
        "ข้อผ่อนผัน: ยกเว้นเอกสาร ไม่เกี่ยวข้อง ขยายเวลา", "Reliefs: waivers, not applicable, extensions."
    ),
    "measure": Listed("ตัวเลขที่แผนและเกณฑ์ถามหา", "The numbers that plan and rubric ask for."),
    "contacts": Listed("ผู้รับการแจ้งเตือนของแต่ละคณะทำงาน", "Who hears for each working group."),
    "audit": Listed(
        "บันทึกการเปลี่ยนแปลง: ดู พิสูจน์ว่าไม่ถูกแก้ และลบข้อมูลบุคคล",
        "The audit trail: read it, prove it untouched, erase a person.",
    ),
    "snooze": Listed(
        "กำลังดำเนินการ: พักการเตือนถึงวันที่กำหนด", "We have it: let reminders rest until a day."
    ),
    "duty": Listed("งานประจำรายเดือนตามคำสั่ง", "Duties that come back each month."),
    "outbox": Listed(
        "กล่องขาออก: จดหมายแต่ละฉบับเป็นอย่างไร", "The outbox: what became of every letter."
    ),
}


class Root(thai.Group):
    """The first level: lists every command, and imports the one that is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, listed in COMMANDS.items():
            text = say(listed.thai, listed.english)
            self.add_command(TyperCommand(name=name, help=text, add_help_option=False))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command itself in the place of the name that stood for it."""
        if args[0] in COMMANDS:
            self.add_command(open_command(args[0]))
        return super().resolve_command(ctx, args)


def open_command(name: str) -> Any:
    """Import the command's modules; they bring a Typer of single commands, or one that has its name."""
    listed = COMMANDS[name]
    first, *_ = [import_module(f"cli.{module}") for module in listed.modules or (name,)]
    shelf = typer.Typer()
    shelf.add_typer(first.app, cls=thai.Group, no_args_is_help=True)
    command = typer.main.get_group(shelf).commands[name]
    command.help = say(listed.thai, listed.english)
    return command
