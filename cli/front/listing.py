"""Every command of the first level: its help and its module.

Listing the commands imports none of them: `kamnot --help` takes as long with sixty as with six, and a command waits
only for its own module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand

from cli.front import thai
from cli.front.commands import WITHOUT_YEAR
from cli.front.common import say


@dataclass(frozen=True, slots=True)
class Listed:
    """A command's help, and its modules in `cli`; the first has its app."""

    thai: str
    english: str
    modules: tuple[str, ...]
    default: str = ""
    """The command of a group that is meant where none is named."""
    thai_commands: tuple[tuple[str, str], ...] = ()


COMMANDS = {
    "check": Listed(
        "ตรวจหลักฐาน คะแนน และการแจ้งเตือนของรอบ",
        "Check a batch: evidence, points, reminders.",
        ("batch.check",),
    ),
    "points": Listed(
        "คะแนนตามแผน: ได้แล้ว รอตรวจรับ ยังได้อีก เสียไป และหมายเหตุ ๑ และ ๒",
        "Points by the plan: earned, in review, open, lost, and notes 1 and 2.",
        ("batch.points",),
    ),
    "rubric": Listed(
        "คะแนนเกณฑ์องค์กรคุณธรรมแต่ละข้อ และระดับ",
        "The criteria, their sums and the level.",
        ("batch.rubric",),
    ),
    "explain": Listed(
        "ที่มาของคะแนนข้อหนึ่ง หรือของผลของกิจกรรมหนึ่ง ตั้งแต่ผลถึงไฟล์และผู้ตรวจ",
        "Why a criterion has its score or an activity its outcome, down to files and reviewers.",
        ("batch.explain",),
        default="criterion",
        thai_commands=(("กิจกรรม", "activity"), ("เกณฑ์", "criterion"), ("ข้อ", "criterion")),
    ),
    "gap": Listed(
        "สิ่งที่ต้องทำน้อยที่สุดเพื่อให้ถึงระดับถัดไป หรือให้ได้คะแนนครบ",
        "The fewest things to do for the next level, or for all points.",
        ("batch.rubric",),
    ),
    "knowledge": Listed(
        "องค์ความรู้ ๔ เรื่องและคลิป: ไฟล์ ช่องทางที่เผยแพร่ สิ่งที่ยังขาด ใครทำภายในวันใด",
        "The knowledge papers and the clip: file, channels, what is missing, who acts until when.",
        ("batch.knowledge",),
    ),
    "rollup": Listed(
        "ภาพรวมทุกสำนัก ระดับของส่วนราชการ และอันดับสำนักดีเด่น",
        "All units: the department's level and the league table.",
        ("batch.rollup",),
    ),
    "pack": Listed(
        "ทำชุดเอกสารของรอบเป็น ZIP: แบบรายงาน หลักฐาน และสารบัญ",
        "Pack a batch as a ZIP: forms, evidence and a table of contents.",
        ("batch.pack",),
    ),
    "submit": Listed(
        "นำส่งรอบ: ทำชุดเอกสารและบันทึกผลตรวจ ฉบับหลักฐาน และรหัสของชุด ภายใต้เลขที่การนำส่ง",
        "Submit a batch: pack it and freeze check, versions and pack under its own number.",
        ("batch.submit",),
    ),
    "unsubmit": Listed(
        "ถอนการนำส่งรอบ พร้อมเหตุผล",
        "Take a batch's submission back, with a reason; it stays on record.",
        ("batch.submit",),
    ),
    "submissions": Listed(
        "รายการนำส่ง: เมื่อใด โดยใคร เลขรับของผู้รับ และที่ถอนไป",
        "What was submitted when, under which number the receiver took it, and what was taken back.",
        ("batch.submissions",),
        default="list",
    ),
    "verify": Listed(
        "พิสูจน์ชุดเอกสาร: ทุกไฟล์ตรงกับสารบัญและกับที่นำส่งหรือไม่",
        "Prove a pack: every file against its contents, and those against what was submitted.",
        ("batch.pack",),
    ),
    "remind": Listed(
        "แจ้งเตือนทุกรอบที่ถึงเวลา", "Send every reminder that is due.", ("letters.remind",)
    ),
    "rehearse": Listed(
        "ซ้อมทั้งปี: จดหมายทุกฉบับที่จะส่ง โดยไม่ส่งและไม่บันทึก",
        "Rehearse the whole year: every letter it would send; sends and writes nothing.",
        ("letters.rehearse",),
    ),
    "calendar": Listed(
        "ปฏิทินกำหนดส่ง (.ics) ของคณะทำงานหนึ่ง หรือของทุกคณะ",
        "Due dates as a calendar (.ics) of one group, or of all.",
        ("letters.calendar_feed",),
    ),
    "schedule": Listed(
        "ทำงานตามตารางเวลาจนกว่าจะกด Ctrl+C",
        "Serve every schedule of prefect.yaml until stopped.",
        ("house.schedule",),
    ),
    "web": Listed(
        "หน้าเว็บสำหรับคณะทำงาน: เปิดให้บริการ บัญชี และรหัสเข้าใช้",
        "The pages for members: serve them, accounts, codes.",
        ("house.pages",),
    ),
    "watch": Listed(
        "เฝ้าดูว่าการแจ้งเตือนประจำวันยังทำงานอยู่ (สำหรับ cron)",
        "Is the daily run alive? For cron: ends with 2 when it is not.",
        ("house.watch",),
    ),
    "health": Listed(
        "ขณะนี้ระบบปกติหรือไม่: ตารางเวลา จดหมาย ฐานข้อมูล ดิสก์",
        "Is all well now: clock, letters, database, disk. Ends with 2 when it is not.",
        ("house.health",),
    ),
    "metrics": Listed(
        "ตัวเลขของระบบสำหรับ Prometheus", "Its figures as Prometheus reads them.", ("house.health",)
    ),
    "init": Listed(
        "เตรียมโฟลเดอร์ข้อมูลและฐานข้อมูล", "Make the data folder and the database.", ("house.init",)
    ),
    "backup": Listed(
        "สำรองข้อมูลทั้งหมดขณะใช้งานอยู่ และตรวจสำเนา (backup verify)",
        "Back everything up while it runs; `backup verify` proves a backup.",
        ("house.backup",),
        default="make",
    ),
    "restore": Listed(
        "กู้คืนจากสำเนาลงโฟลเดอร์ข้อมูลหรือฐานข้อมูลที่ว่าง",
        "Restore a backup into an empty home or database.",
        ("house.restore",),
    ),
    "upgrade": Listed(
        "ปรับรุ่นฐานข้อมูลให้ตรงกับโปรแกรม โดยสำรองก่อน",
        "Upgrade the database to this program; backs it up first.",
        ("house.upgrade",),
    ),
    "unit": Listed(
        "สำนัก: รายชื่อ เปลี่ยนชื่อ ลบ ส่งเอกสารที่ไหน ถามใคร ใช้ระบบตั้งแต่วันใด",
        "Units: list, rename, remove; where documents go, whom to ask, since when.",
        ("house.unit",),
    ),
    "doctor": Listed(
        "ตรวจความพร้อมของระบบ", "Check that everything is in order.", ("house.doctor",)
    ),
    "demo": Listed(
        "ลองงานหลักกับแผนจริง ในโฟลเดอร์ทดลอง",
        "Try the main job on the real plan, in a folder of its own.",
        ("house.demo",),
    ),
    "plan": Listed(
        "แผนของปี: ดู ร่างปีใหม่ ยืนยัน นำมาใช้ ปิดปี",
        "The year's plan: show, draft, apply, close.",
        ("plan.show", "plan.years", "plan.readings", "plan.confirming"),
    ),
    "evidence": Listed(
        "หลักฐาน: รับไฟล์ ดูรายการ เอาคืน ใช้ร่วมกัน และถอน",
        "Evidence: take files in, list, get, link and withdraw them.",
        ("evidence.evidence", "evidence.maintain", "evidence.browse", "batch.pack"),
    ),
    "start": Listed(
        "เริ่มเอกสารให้เป็นไฟล์ Word: หัวข้อตามแผนครบ ใส่สิ่งที่รู้แล้วให้ เช่น start 7.report หรือ start --batch march",
        "Begin documents as Word: all headings, everything known filled in; 7.report, or a whole batch.",
        ("batch.start",),
    ),
    "report": Listed(
        "แบบรายงานเป็น Word และ PDF", "The official forms as Word and PDF.", ("batch.report",)
    ),
    "review": Listed(
        "ตรวจรับหลักฐาน หรือส่งคืนพร้อมเหตุผล",
        "Accept evidence, or return it with a reason.",
        ("evidence.review",),
    ),
    "relief": Listed(
        "ข้อผ่อนผัน: ยกเว้นเอกสาร ไม่เกี่ยวข้อง ขยายเวลา",
        "Reliefs: waivers, not applicable, extensions.",
        ("evidence.relief",),
    ),
    "measure": Listed(
        "ตัวเลขที่แผนและเกณฑ์ถามหา", "The numbers that plan and rubric ask for.", ("evidence.measure",)
    ),
    "register": Listed(
        "ทะเบียน: เป้าหมาย การเผยแพร่ การประชุม ฯลฯ จดครั้งเดียว ใช้ในทุกตัวเลข",
        "Registers: goals, publications, meetings; written once, used in every number.",
        ("evidence.register",),
        default="list",
    ),
    "survey": Listed(
        "แบบสำรวจ: แบบสอบถาม คำตอบจาก Google Forms ฯลฯ โดยไม่เก็บตัวบุคคล ผล และการเปรียบเทียบกับปีก่อน",
        "Surveys: questionnaires, answers without a person, results, last year beside them.",
        ("evidence.survey",),
        default="list",
    ),
    "contacts": Listed(
        "ผู้รับการแจ้งเตือนของแต่ละคณะทำงาน", "Who hears for each working group.", ("letters.contacts",)
    ),
    "audit": Listed(
        "บันทึกการเปลี่ยนแปลง: ดู พิสูจน์ว่าไม่ถูกแก้ และลบข้อมูลบุคคล",
        "The audit trail: read it, prove it untouched, erase a person.",
        ("house.audit",),
    ),
    "snooze": Listed(
        "กำลังดำเนินการ: พักการเตือนถึงวันที่กำหนด",
        "We have it: let reminders rest until a day.",
        ("letters.snooze",),
    ),
    "duty": Listed(
        "งานประจำรายเดือนตามคำสั่ง", "Duties that come back each month.", ("letters.duty",)
    ),
    "outbox": Listed(
        "กล่องขาออก: จดหมายแต่ละฉบับเป็นอย่างไร",
        "The outbox: what became of every letter.",
        ("letters.outbox",),
    ),
}


class Root(thai.Group):
    """The first level: lists every command, and imports the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, listed in COMMANDS.items():
            text = say(listed.thai, listed.english)
            self.add_command(TyperCommand(name=name, help=text, add_help_option=False))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command, imported, in the place of its listed name."""
        if args[0] in COMMANDS:
            self.add_command(open_command(args[0]))
        return super().resolve_command(ctx, args)


def open_command(name: str) -> Any:
    """Import the command's modules: they have a Typer of single commands, or one with its name."""
    from cli.front.options import year_option

    listed = COMMANDS[name]
    first, *_ = [import_module(f"cli.{module}") for module in listed.modules]
    shelf = typer.Typer()
    shelf.add_typer(first.app, cls=thai.Group, no_args_is_help=True)
    command = typer.main.get_group(shelf).commands[name]
    command.help = say(listed.thai, listed.english)
    if isinstance(command, thai.Group):
        command.default, command.thai = listed.default, listed.thai_commands
    for one in _single_commands(command, name):
        one.params.append(year_option())
    return command


def _single_commands(command: Any, path: str) -> Iterator[Any]:
    """The command itself, or those of a group, that can look at another year."""
    if path in WITHOUT_YEAR:
        return
    below = getattr(command, "commands", None)
    if below is None:
        yield command
    for name, one in (below or {}).items():
        yield from _single_commands(one, f"{path} {name}")
