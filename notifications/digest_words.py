"""The sentences of a group's letter in Thai and in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.language.thai import BUDDHIST_OFFSET, MONTHS, thai_date, thai_digits
from domain.plan.model import Audience
from domain.reminders.recipients import StandIn
from domain.words.wording import after_thai, in_a_row, pick, told
from notifications.layout import cut_to

_SHORT_TITLE = 60

_SENTENCES: dict[str, tuple[str, str]] = {
    "subject.count": ("{count} กิจกรรมยังไม่ครบ", "{count} open"),
    "subject.due": ("เหลือ {days} วัน: {counted} กำหนดส่ง {due}", "{days} days left: {counted}, due {due}"),
    "subject.due.working": ("เหลือ {days} วัน: {counted} ส่งภายใน {working}", "{days} days left: {counted}, hand in by {working}"),
    "subject.tomorrow": ("พรุ่งนี้วันสุดท้าย: {counted} (กำหนดส่ง {due})", "Due tomorrow: {counted} ({due})"),
    "subject.tomorrow.working": ("พรุ่งนี้วันทำการสุดท้าย: {counted} (กำหนดส่ง {due})", "Last working day tomorrow: {counted} (due {due})"),
    "subject.today": ("วันนี้วันสุดท้าย: {counted} (กำหนดส่ง {due})", "Due today: {counted} ({due})"),
    "subject.today.working": ("วันนี้วันทำการสุดท้าย: {counted} (กำหนดส่ง {due})", "Last working day today: {counted} (due {due})"),
    "subject.overdue": ("เกินกำหนด {days} วัน: {counted} (กำหนดส่ง {due})", "Overdue by {days} {unit}: {counted} (due {due})"),
    "subject.overdue.since": ("เกินกำหนด: {counted} นานที่สุด {days} วัน", "Overdue: {counted}, the oldest by {days} {unit}"),
    "subject.late": ("เกินกำหนดแล้ว {count}", "{count} overdue"),
    "subject.later": ("กำหนดส่งภายหลัง {count}", "{count} due later"),
    "subject.duties": ("งานประจำ {count}", "{count} duties"),
    "subject.duties.one": ("งานประจำ {count}", "{count} duty"),
    "subject.duties.more": ("งานประจำอีก {count}", "{count} more"),
    "subject.also_review": ("รอท่านตรวจรับ {count}", "{count} to review"),
    "to": ("เรียน {group}", "To: {group}"),
    "lead": ("ณ {as_of} ยังมี {n} กิจกรรมในความรับผิดชอบของท่านที่หลักฐานไม่ครบ{parts}{besides}", "As of {as_of}, {activities} in your care {be} not complete yet{parts}.{besides}"),
    "lead.parts": (" แบ่งเป็น {parts}", ": {parts}"),
    "lead.coming": ("กำหนดส่ง {due} จำนวน {count} กิจกรรม", "{count} due {due}"),
    "lead.later": ("กำหนดส่งภายหลัง {count} กิจกรรม", "{count} due later"),
    "lead.late": ("เกินกำหนดแล้ว {count} กิจกรรม", "{count} overdue"),
    "lead.besides": (" นอกจากนี้มี{parts}", " Besides: {parts}."),
    "lead.duties": ("งานประจำ {count} เรื่อง", "{count} recurring duties"),
    "lead.duties.one": ("งานประจำ {count} เรื่อง", "{count} recurring duty"),
    "lead.to_review": ("งานที่รอท่านตรวจรับ {count} กิจกรรม", "{count} to review"),
    "points": ("หากส่งครบจะได้เพิ่มอีก {points} คะแนน จากทั้งปี {total} คะแนน", "{points} points are still to be earned, of {total} in the whole year."),
    "points.none": ("ไม่มีคะแนนที่ยังได้เพิ่ม แต่ต้องส่งให้ครบตามแผน", "No points depend on them any more, but the plan asks for them."),
    "order": ("เรียงจากคะแนนมากไปน้อย แต่ละกิจกรรมบอกสิ่งที่ขาดและสิ่งที่ต้องทำ", "Most points first; each activity says what is missing and what to do."),
    "order.each": ("ในแต่ละกำหนดเรียงจากคะแนนมากไปน้อย แต่ละกิจกรรมบอกสิ่งที่ขาดและสิ่งที่ต้องทำ", "Under each date, most points first; each activity says what is missing and what to do."),
    "where": ("ส่งเอกสารที่{where}", "Bring the documents to {where}."),
    "where.group": ("ส่งเอกสารถึง{where}", "Send the documents to {where}."),
    "telephone": ("โทร. {number}", "tel. {number}"),
    "due": ("ครบกำหนด{due}", "Due {due}"),
    "left": ("เหลืออีก {days} วัน", "{days} days left"),
    "left.one": ("พรุ่งนี้", "tomorrow"),
    "left.working": ("วันนี้เป็นวันทำการสุดท้าย", "last working day today"),
    "left.working.one": ("พรุ่งนี้เป็นวันทำการสุดท้าย", "last working day tomorrow"),
    "left.working.days": ("อีก {days} วันถึงวันทำการสุดท้าย", "{days} days to the last working day"),
    "left.today": ("วันนี้วันสุดท้าย", "last day today"),
    "late": ("เกินกำหนดแล้ว {days} วัน", "{days} days overdue"),
    "late.one": ("เกินกำหนดแล้ว {days} วัน", "1 day overdue"),
    "working": ("วันครบกำหนดเป็นวันหยุด โปรดส่งภายใน{day} ซึ่งเป็นวันทำการสุดท้าย", "The due date is a day off: please send it by {day}, the last working day."),
    "working.past": ("วันครบกำหนดเป็นวันหยุด และวันทำการสุดท้าย ({day}) ผ่านไปแล้ว", "The due date is a day off, and the last working day ({day}) has passed."),
    "activity": ("กิจกรรมที่ {number}", "Activity {number}"),
    "worth": ("{points} คะแนน", "{points} points"),
    "worth.one": ("{points} คะแนน", "{points} point"),
    "worth.none": ("ไม่มีคะแนน", "no points"),
    "worth.earned": ("ได้คะแนนแล้ว", "points earned"),
    "worth.lost": ("เสียไปแล้ว {points} คะแนน", "{points} points lost"),
    "missing": ("ยังขาด", "Missing"),
    "unsure": ("ยังบอกไม่ได้", "Cannot tell"),
    "pdf": ("ขาดเพียงฉบับ PDF", "Only the PDF is missing"),
    "number": ("ตัวชี้วัด", "Measure"),
    "review": ("รอตรวจรับ", "Waits for a reviewer"),
    "do": ("สิ่งที่ต้องทำ", "To do"),
    "joint": ("ทำร่วมกับ{groups}", "Together with {groups}"),
    "joint.all": ("ทำร่วมกันทุกคณะ", "Together with all groups"),
    "extended": ("{relief} (กำหนดเดิม {due})", "{relief} (it was due {due})"),
    "excused": ("ไม่ต้องส่ง", "Need not be sent"),
    "returned": ("ต้องแก้ไข", "To be corrected"),
    "completed": ("ครบเพิ่มหลังจดหมายฉบับก่อน", "Complete since the last letter"),
    "completed.one": ("{label} {title} ({worth})", "{label} {title} ({worth})"),
    "handed_over": ("ไม่อยู่ในความรับผิดชอบของท่านแล้ว", "No longer in your care"),
    "handed_over.one": ("{label} {title} แผนที่แก้ไขให้{groups} รับผิดชอบ", "{label} {title}: the changed plan gives it to {groups}"),
    "quiet": ("ท่านแจ้งว่ากำลังดำเนินการ จึงพักการเตือนไว้", "You told us that it is under way: its reminders pause"),
    "quiet.one": ("{label} {title} ถึง {until}: {reason} (ครบกำหนด {due})", "{label} {title} until {until}: {reason} (due {due})"),
    "answered": ("ท่านแจ้งไว้ว่ากำลังดำเนินการถึง {until}: {reason}", "You told us that it was under way until {until}: {reason}"),
    "to_review": ("รอท่านเปิดดูและตรวจรับ", "Waiting for your review"),
    "in_review": ("ส่งแล้วและรอผู้ตรวจรับ ท่านไม่ต้องทำอะไรเพิ่ม", "Sent, and waiting for a reviewer: nothing for you to do"),
    "review.one": ("{label} {title} (กำหนด {due}): {found}", "{label} {title} (due {due}): {found}"),
    "before": ("ครบกำหนดก่อนเริ่มใช้ระบบนี้ ({since})", "Due before this system came into use ({since})"),
    "before.one": ("{label} {title} (กำหนด {due})", "{label} {title} (due {due})"),
    "before.do": ("แจ้งให้ทราบครั้งเดียว หากทำแล้ว โปรดนำเอกสารมาเก็บไว้ หากยังไม่ได้ทำ ยังทำและส่งได้", "Told once. What was done may still be brought in, and what was not may still be done."),
    "duties": ("งานประจำ", "Recurring duties"),
    "duty.month": ("{title} ประจำเดือน{period} ครบกำหนด{due}{late}", "{title}, {period}, due {due}{late}"),
    "duty.months": ("{title} ยังไม่มีบันทึกว่ารายงานแล้ว {count} เดือน ({periods}) เดือนล่าสุดครบกำหนด{due}{late}", "{title}: {count} months are not recorded as reported ({periods}), the last due {due}{late}"),
    "duty.months.coming": ("{title} ประจำเดือน{period} ครบกำหนด{due} และยังไม่มีบันทึกว่ารายงานแล้วอีก {count} เดือน ({periods})", "{title}, {period}, due {due}; still not recorded as reported: {periods}"),
    "duty.activity": ("{title}: เสนอพร้อมกิจกรรมที่ {activity} ครบกำหนด{due}{late}", "{title}: with activity {activity}, due {due}{late}"),
    "helps": ("แจ้งเพื่อทราบ", "For your information"),
    "helps.one": ("{title} (กิจกรรมที่ {activity} ครบกำหนด{due}): {leads} เป็นผู้จัดทำและเสนอ หากคณะของท่านมีข้อมูลประกอบ โปรดส่งให้{leads}", "{title} (activity {activity}, due {due}): {leads} prepares it and hands it in. If your group has something to add, please pass it on."),
    "rows": ("ทะเบียนที่ขอให้บันทึก", "Registers to write into"),
    "months.two": ("{first}และ{last}", "{first} and {last}"),
    "months.to": ("{first}ถึง{last}", "{first} to {last}"),
    "months.from": ("{first} ถึง{last}", "{first} to {last}"),
    "duty.late": (" (เกินกำหนดแล้ว {days} วัน)", " ({days} days overdue)"),
    "duty.tell": ("เมื่อเสนอรายงานประจำเดือนแล้ว โปรดแจ้งคณะทำงานด้านแผนฯ ให้บันทึก", "Once the month's report is handed in, let the planning group record it."),
    "duty.record": ("เมื่อเสนอรายงานประจำเดือนแล้ว โปรดบันทึกไว้ในระบบ", "Once the month's report is handed in, please record it."),
    "subject.review": ("{count} กิจกรรมรอท่านตรวจรับ", "Waiting for your review: {count}"),
    "subject.in_review": ("{count} กิจกรรมรอผู้ตรวจรับ", "Waiting for a reviewer: {count}"),
    "subject.before": ("เริ่มใช้ระบบติดตามงาน: {count} เรื่องที่ครบกำหนดก่อนหน้านี้", "A new system: {count} things that were due before"),
    "lead.review": ("ณ {as_of} มีเอกสารที่ส่งมาแล้วและรอการตรวจรับ", "As of {as_of}, documents have come in and wait for a reviewer."),
    "lead.before": ("ตั้งแต่ {since} สำนักใช้ระบบนี้ติดตามงานตามแผน จึงขอแจ้งสิ่งที่ครบกำหนดไปก่อนหน้านั้นและยังไม่มีหลักฐานในระบบ", "Since {since} the office follows its plan with this system. This is what was due before and is not in it yet."),
    "subject.helps": ("เพื่อทราบ: {title} กำหนดส่ง {due}", "For your information: {title}, due {due}"),
    "lead.helps": ("ณ {as_of} มีเรื่องแจ้งเพื่อทราบ ซึ่งคณะอื่นเป็นผู้จัดทำ", "As of {as_of}, this is for your information: another group prepares it."),
    "lead.duty": ("ณ {as_of} มีงานประจำในความรับผิดชอบของท่านที่ยังไม่มีบันทึกว่าเสร็จแล้ว", "As of {as_of}, this recurring duty of yours is not recorded as done yet."),
    "calendar": ("แนบไฟล์ปฏิทิน (kamnot.ics) ของกำหนดส่งเหล่านี้มาด้วย เปิดไฟล์เพื่อเพิ่มลงปฏิทินของท่าน", "The attached kamnot.ics holds these due dates: open it to put them in your calendar."),
    "upload": ("ส่งเอกสารกิจกรรมนี้", "Send this activity's documents"),
    "escalated": ("เรื่องที่เกินกำหนดอยู่ในสรุปถึงผู้อำนวยการสำนักด้วย", "What is overdue also stands in the director's summary."),
    "next": ("จากนี้ไป", "What happens next"),
    "next.stop": ("เมื่อส่งครบแล้ว การเตือนจะหยุดเอง", "Once everything is in, the reminders stop by themselves."),
    "next.stop.duty": ("เมื่อบันทึกแล้วว่าได้เสนอรายงาน การเตือนของเดือนนั้นจะหยุดเอง", "Once the report is recorded, the reminders of that month stop by themselves."),
    "next.rung": ("ถ้ายังไม่ครบ จะเตือนอีกครั้งไม่ช้ากว่า {days} วันก่อน{day}{also}", "If something is still missing, the next reminder comes {days} {unit} before {day} at the latest{also}."),
    "next.day": ("ถ้ายังไม่ครบ จะเตือนอีกครั้งไม่ช้ากว่า{day}{also}", "If something is still missing, the next reminder comes on {day} at the latest{also}."),
    "day.due": ("วันครบกำหนด", "the due date"),
    "day.working": ("วันทำการสุดท้าย", "the last working day"),
    "next.overdue": ("ถ้าเลยกำหนดแล้วยังไม่ครบ จะเตือนทุก {days} วัน{also}", "Once overdue, a reminder comes every {days} days{also}."),
    "next.again": ("ถ้ายังไม่ครบ จะเตือนอีกครั้งทุก {days} วัน{also}", "Until it is complete, a reminder comes every {days} days{also}."),
    "next.rarely": ("ถ้าเลยกำหนดแล้วยังไม่ครบ จะเตือนอีกเป็นระยะ{also}", "Once overdue, reminders come now and then{also}."),
    "next.again.rarely": ("ถ้ายังไม่ครบ จะเตือนอีกเป็นระยะ{also}", "Until it is complete, reminders come now and then{also}."),
    "next.year_end": ("หลังสิ้นปีงบประมาณ ({day}) จะไม่มีการเตือนอีก", "After the end of the fiscal year ({day}) no reminder comes."),
    "also": (" และเรียน{people}ด้วย", ", also to {people}"),
    "ask": ("หากส่งแล้วหรือมีข้อสงสัย โปรดตอบจดหมายนี้หรือติดต่อ{who}", "If you have sent it already, or have a question, answer this mail or ask {who}."),
    "ask.question": ("หากมีข้อสงสัย โปรดตอบจดหมายนี้หรือติดต่อ{who}", "If you have a question, answer this mail or ask {who}."),
    "sent_to": ("จดหมายนี้ส่งถึง{people}", "This mail goes to {people}."),
    "stand_in": ("{away} ไม่อยู่ถึง {until} จดหมายนี้จึงส่งถึง {deputy} แทน", "{away} is away until {until}: this mail goes to {deputy} instead."),
    "automatic": ("ส่งโดยอัตโนมัติจากระบบกำหนด (Kamnot) ของ{unit}", "Sent automatically by Kamnot (กำหนด) for {unit}."),
    "short.points": ("{group}: หากส่งครบได้เพิ่มอีก {points} จาก {total} คะแนน", "{group}: {points} of {total} points to be earned"),
    "short.more": ("และอีก {n} กิจกรรม", "and {n} more"),
    "link": ("ดูรายละเอียดและส่งเอกสาร", "Details and upload"),
}  # fmt: skip

TO_ITSELF = {
    "th": (
        ("แจ้งตัวเลขให้คณะทำงานด้านแผนฯ บันทึก", "บันทึกตัวเลข"),
        ("แจ้งตัวเลขใหม่ให้คณะทำงานด้านแผนฯ บันทึก", "บันทึกตัวเลขใหม่"),
        (" หรือแจ้งให้คณะทำงานด้านแผนฯ บันทึกให้", ""),
        ("ให้คณะทำงานด้านแผนฯ ", ""),
    ),
    "en": (
        ("give the new number to the planning group to enter", "enter the new number"),
        ("Give the number to the planning group to enter", "Enter the number"),
        (", or tell the planning group", ""),
        ("Let the planning group have the file", "Have the file"),
        (" or let the planning group", " or"),
        ("Let the planning group read", "Read"),
        ("Let the planning group look", "Look"),
    ),
}
"""What remedies say of the group that follows the plan up, and what they say to it: nobody is told to tell themselves."""

_PEOPLE = {
    Audience.MEMBERS.value: ("สมาชิกของคณะ", "the group's members"),
    Audience.HEAD.value: ("หัวหน้าคณะ", "the head of the group"),
    Audience.DIRECTOR.value: ("ผู้อำนวยการสำนัก", "the director"),
}


def letter_day(day: date, language: str, *, short: bool = False, weekday: bool = False) -> str:
    """Write a day as letters do, a `short` one with the short name of its month."""
    if language != "en":
        return thai_date(day, short=short, weekday=weekday)
    return (
        f"{f'{day:%A} ' if weekday else ''}{day.day} {f'{day:%b %Y}' if short else f'{day:%B %Y}'}"
    )


@dataclass(frozen=True, slots=True)
class DigestWords:
    """Says things in one language; `activities` is how many the letter calls open."""

    language: str
    activities: int

    def say(self, key: str, **values: Any) -> str:
        """Fill a sentence; `n` and `activities` are known to each."""
        count = "1 activity" if self.activities == 1 else f"{self.activities} activities"
        values = {"n": self.activities, "activities": count} | values
        return told(_SENTENCES[key], self.language, **values)

    def on(self, day: date, *, short: bool = False) -> str:
        """Write a date."""
        return letter_day(day, self.language, short=short)

    def on_weekday(self, day: date) -> str:
        """Write a date with its weekday."""
        return letter_day(day, self.language, weekday=True)

    def in_month(self, day: date) -> str:
        """Write the month of a day with its year."""
        if self.language == "en":
            return f"{day:%B %Y}"
        return f"{MONTHS[day.month - 1]} {thai_digits(day.year + BUDDHIST_OFFSET)}"

    def from_month(self, first: date, last: date) -> str:
        """Write the months from one day's to another's."""
        if first == last:
            return self.in_month(last)
        if first.year != last.year:
            return self.say("months.from", first=self.in_month(first), last=self.in_month(last))
        name = f"{first:%B}" if self.language == "en" else MONTHS[first.month - 1]
        key = "months.two" if last.month == first.month + 1 else "months.to"
        return self.say(key, first=name, last=self.in_month(last))

    def after_thai(self, text: str) -> str:
        """The text as it follows a Thai word: a gap stands before Latin letters and digits alone."""
        return after_thai(text, self.language)

    def people(self, audience: Sequence[str]) -> str:
        """Name those whom a rung names."""
        return self.row([pick(_PEOPLE[who], self.language) for who in audience])

    def row(self, names: Sequence[str]) -> str:
        """Names in a row: `ก ข และค`, `a, b and c`."""
        return in_a_row(names, self.language)


def stand_in_lines(stand_ins: Sequence[StandIn], words: DigestWords) -> Iterator[str]:
    """Who is away, until when, and who reads the letter instead."""
    for one in stand_ins:
        until = words.on(one.until, short=True)
        yield words.say("stand_in", away=one.away, until=until, deputy=one.deputy)


def month_names(days: Sequence[date], words: DigestWords) -> str:
    """Name the months of these days in a row: `พฤศจิกายน ๒๕๖๖ ถึงมกราคม ๒๕๖๗ และเมษายน ๒๕๖๗`."""
    runs: list[list[date]] = []
    for day in days:
        if runs and _month_number(day) == _month_number(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if len(runs) > 1:  # two that follow each other are joined by an "and" of their own
        runs = [part for run in runs for part in (map(list, zip(run)) if len(run) == 2 else (run,))]
    return words.row([words.from_month(run[0], run[-1]) for run in runs])


def _month_number(day: date) -> int:
    return day.year * 12 + day.month


def cut(title: str) -> str:
    """The beginning of a title, for a list."""
    return cut_to(title, _SHORT_TITLE)
