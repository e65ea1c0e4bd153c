"""The letter to one working group: what is missing, what it is worth, what to do, what happens next.

This module chooses the words and the two templates lay them out, so that the HTML and the text say the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domain.activity.reliefs import relief_sentence, relief_title
from domain.language.thai import BUDDHIST_OFFSET, MONTHS, thai_date, thai_digits
from domain.plan.model import Audience, Plan
from domain.results import ActivityResult, Finding, Outcome, Reminder
from notifications.safe_text import one_line

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_PLANNING = "planning"
"""The group that follows up and answers questions, by the bureau's order."""
_SHORT_LIST = 3
_SHORT_TITLE = 60

_SAY: dict[str, tuple[str, str]] = {
    "subject.due": ("{n} กิจกรรมยังไม่ครบ กำหนดส่ง {due}", "{activities} incomplete, due {due}"),
    "subject.today": ("วันนี้วันสุดท้าย: {n} กิจกรรมยังไม่ครบ (กำหนดส่ง {due})", "Last day today: {activities} incomplete (due {due})"),
    "subject.overdue": ("เกินกำหนด: {n} กิจกรรมยังไม่ครบ (ครบกำหนด {due})", "Overdue: {activities} incomplete (due {due})"),
    "subject.overdue.since": ("เกินกำหนด: {n} กิจกรรมยังไม่ครบ (ครบกำหนดตั้งแต่ {due})", "Overdue: {activities} incomplete (due since {due})"),
    "subject.mixed": ("{n} กิจกรรมยังไม่ครบ เกินกำหนดแล้ว {late} ที่เหลือกำหนดส่ง {due}", "{activities} incomplete: {late} overdue, the rest due {due}"),
    "subject.mixed.today": ("{n} กิจกรรมยังไม่ครบ เกินกำหนดแล้ว {late} ที่เหลือวันนี้วันสุดท้าย (กำหนดส่ง {due})", "{activities} incomplete: {late} overdue, last day today for the rest (due {due})"),
    "subject.working": ("{due} (วันทำการสุดท้าย {day})", "{due} (last working day {day})"),
    "subject.working.today": ("{due} วันทำการสุดท้าย {day}", "{due}, last working day {day}"),
    "subject.duties": (" และงานประจำ {count} เรื่อง", ", and {count} duty"),
    "subject.duties.many": (" และงานประจำ {count} เรื่อง", ", and {count} duties"),
    "to": ("เรียน {group}", "To: {group}"),
    "lead": ("ณ {as_of} ยังมี {n} กิจกรรมในความรับผิดชอบของท่านที่หลักฐานไม่ครบ", "As of {as_of}, {activities} in your care {be} not complete yet."),
    "points": ("หากส่งครบจะได้เพิ่มอีก {points} คะแนน จากทั้งปี {total} คะแนน", "{points} points are still to be earned, of {total} in the whole year."),
    "points.none": ("กิจกรรมเหล่านี้ไม่มีคะแนนที่ยังได้เพิ่ม แต่ต้องส่งให้ครบตามแผน", "No points depend on them any more, but the plan asks for them."),
    "order": ("เรียงจากคะแนนมากไปน้อย แต่ละกิจกรรมบอกสิ่งที่ขาดและสิ่งที่ต้องทำ", "Most points first; each activity says what is missing and what to do."),
    "order.each": ("ในแต่ละกำหนดเรียงจากคะแนนมากไปน้อย แต่ละกิจกรรมบอกสิ่งที่ขาดและสิ่งที่ต้องทำ", "Under each date, most points first; each activity says what is missing and what to do."),
    "due": ("ครบกำหนด{due}", "Due {due}"),
    "left": ("เหลืออีก {days} วัน", "{days} days left"),
    "left.one": ("พรุ่งนี้", "tomorrow"),
    "left.working": ("วันนี้เป็นวันทำการสุดท้าย", "last working day today"),
    "left.today": ("วันนี้วันสุดท้าย", "last day today"),
    "late": ("เกินกำหนดแล้ว {days} วัน", "{days} days overdue"),
    "late.one": ("เกินกำหนดแล้ว {days} วัน", "1 day overdue"),
    "working": ("วันครบกำหนดเป็นวันหยุด โปรดส่งภายใน{day} ซึ่งเป็นวันทำการสุดท้าย", "The due date is a day off: please send it by {day}, the last working day."),
    "working.past": ("วันครบกำหนดเป็นวันหยุด และวันทำการสุดท้าย ({day}) ผ่านไปแล้ว", "The due date is a day off, and the last working day ({day}) has passed."),
    "activity": ("กิจกรรมที่ {number}", "Activity {number}"),
    "worth": ("{points} คะแนน", "{points} points"),
    "worth.one": ("{points} คะแนน", "{points} point"),
    "worth.none": ("ไม่มีคะแนน", "no points"),
    "worth.lost": ("เสียไปแล้ว {points} คะแนน", "{points} points lost"),
    "missing": ("ยังขาด", "Missing"),
    "unsure": ("ยังบอกไม่ได้", "Cannot tell"),
    "do": ("สิ่งที่ต้องทำ", "To do"),
    "joint": ("ทำร่วมกับ {groups}", "Together with {groups}"),
    "joint.all": ("ทำร่วมกันทุกคณะ", "Together with all groups"),
    "running": ("ทำครบถึงข้อนี้ ได้เพิ่มรวม {sum} คะแนน จาก {total}", "Done down to here: {sum} more of {total} points"),
    "extended": ("{relief} (กำหนดเดิม {due})", "{relief} (it was due {due})"),
    "excused": ("ไม่ต้องส่ง", "Need not be sent"),
    "returned": ("ส่งกลับให้แก้", "Returned"),
    "completed": ("ครบแล้วตั้งแต่จดหมายฉบับก่อน", "Complete since the last letter"),
    "completed.one": ("{label} {title} ({worth})", "{label} {title} ({worth})"),
    "handed_over": ("ไม่อยู่ในความรับผิดชอบของท่านแล้ว", "No longer in your care"),
    "handed_over.one": ("{label} {title} แผนที่แก้ไขให้{groups} รับผิดชอบ", "{label} {title}: the changed plan gives it to {groups}"),
    "quiet": ("ท่านแจ้งว่ากำลังดำเนินการ จึงพักการเตือนไว้", "You said you have it: reminders rest"),
    "quiet.one": ("{label} {title} ถึง {until}: {reason} (ครบกำหนด {due})", "{label} {title} until {until}: {reason} (due {due})"),
    "answered": ("ท่านแจ้งไว้ว่ากำลังดำเนินการถึง {until}: {reason}", "You said you have it until {until}: {reason}"),
    "duties": ("งานประจำ", "Duties that come back"),
    "duty.month": ("{title} ประจำเดือน{period} ภายใน{due}{late}", "{title}, {period}, by {due}{late}"),
    "duty.activity": ("{title}: กิจกรรมที่ {activity} ภายใน{due}{late}", "{title}: activity {activity}, by {due}{late}"),
    "duty.late": (" (เกินกำหนดแล้ว {days} วัน)", " ({days} days overdue)"),
    "duty.tell": ("เมื่อเสนอรายงานแล้ว โปรดแจ้งคณะทำงานด้านแผนงานฯ ให้บันทึก", "Once it is handed in, let the planning group record it."),
    "subject.duty": ("งานประจำ: {title} กำหนดส่ง {due}", "Due: {title}, by {due}"),
    "subject.duty.today": ("วันนี้วันสุดท้าย: {title} (กำหนดส่ง {due})", "Last day today: {title} (due {due})"),
    "subject.duty.late": ("งานประจำเกินกำหนด: {title} (ครบกำหนด {due})", "Overdue: {title} (due {due})"),
    "lead.duty": ("ณ {as_of} มีงานประจำในความรับผิดชอบของท่านที่ยังไม่มีบันทึกว่าเสร็จแล้ว", "As of {as_of}, a duty in your care is not recorded as done yet."),
    "calendar": ("แนบไฟล์ปฏิทิน (kamnot.ics) ของกำหนดส่งเหล่านี้มาด้วย เปิดไฟล์เพื่อเพิ่มลงปฏิทินของท่าน", "The attached kamnot.ics holds these due dates: open it to put them in your calendar."),
    "upload": ("ส่งเอกสารกิจกรรมนี้", "Send this activity's documents"),
    "escalated": ("เรื่องที่เกินกำหนดอยู่ในสรุปถึงผู้อำนวยการสำนักด้วย", "What is overdue also stands in the director's summary."),
    "next": ("จากนี้ไป", "What happens next"),
    "next.stop": ("เมื่อส่งครบแล้ว การเตือนจะหยุดเอง ไม่ต้องตอบจดหมายนี้", "Once everything is in, the reminders stop by themselves; no answer is needed."),
    "next.rung": ("ถ้ายังไม่ครบ จะเตือนอีกครั้ง {days} วันก่อน{day}{also}", "If something is still missing, the next reminder comes {days} {unit} before {day}{also}."),
    "next.day": ("ถ้ายังไม่ครบ จะเตือนอีกครั้งใน{day}{also}", "If something is still missing, the next reminder comes on {day}{also}."),
    "day.due": ("วันครบกำหนด", "the due date"),
    "day.working": ("วันทำการสุดท้าย", "the last working day"),
    "next.overdue": ("ถ้าเลยกำหนดแล้วยังไม่ครบ จะเตือนทุก {days} วัน{also}", "Once overdue, a reminder comes every {days} days{also}."),
    "next.again": ("ถ้ายังไม่ครบ จะเตือนอีกครั้งทุก {days} วัน{also}", "Until it is complete, a reminder comes every {days} days{also}."),
    "also": (" และเรียน{people}ด้วย", ", also to {people}"),
    "and": (" และ", " and "),
    "ask": ("หากส่งแล้วหรือมีข้อสงสัย โปรดติดต่อ{group}", "If you have sent it already, or have a question, please ask {group}."),
    "sent_to": ("จดหมายนี้ส่งถึง{people}", "This mail goes to {people}."),
    "automatic": ("ส่งโดยอัตโนมัติจากระบบกำหนด (Kamnot) ของ{unit}", "Sent automatically by Kamnot (กำหนด) for {unit}."),
    "short.points": ("{group}: หากส่งครบได้เพิ่มอีก {points} จาก {total} คะแนน", "{group}: {points} of {total} points to be earned"),
    "short.more": ("และอีก {n} กิจกรรม", "and {n} more"),
    "link": ("ดูรายละเอียดและส่งเอกสาร", "Details and upload"),
}  # fmt: skip

_PEOPLE = {
    Audience.MEMBERS.value: ("สมาชิกคณะทำงาน", "the group's members"),
    Audience.HEAD.value: ("หัวหน้าคณะทำงาน", "the head of the group"),
    Audience.DIRECTOR.value: ("ผู้อำนวยการสำนัก", "the director"),
}


@dataclass(frozen=True, slots=True)
class Digest:
    """The words of one reminder. `short` is for chat: a few lines and the link."""

    subject: str
    text: str
    html: str
    short: str


@dataclass(frozen=True, slots=True)
class _Point:
    """One finding: the document or number, its state in words, and the remedy."""

    label: str
    title: str
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Item:
    label: str
    title: str
    worth: str
    points: tuple[_Point, ...]
    joint: str
    running: str
    extended: str
    answered: str
    link: str


@dataclass(frozen=True, slots=True)
class _Part:
    """The activities of one due date."""

    due: str
    left: str
    late: bool
    warning: str
    items: tuple[_Item, ...]


@dataclass(frozen=True, slots=True)
class _List:
    """A heading and its lines; `good` marks what needs no more action."""

    title: str
    lines: tuple[str, ...]
    good: bool = False


@dataclass(frozen=True, slots=True)
class _View:
    """Everything that the templates show, in final words."""

    language: str
    subject: str
    greeting: str
    lead: str
    points: str
    order: str
    parts: tuple[_Part, ...]
    do: str
    upload: str
    lists: tuple[_List, ...]
    next_title: str
    next: tuple[str, ...]
    footer: tuple[str, ...]
    link: str
    link_title: str


def fingerprint(reminder: Reminder) -> str:
    """What the reminder asks for, as 64 hex digits: open findings, duties and their due dates.

    The rendered words do not count: a better template or another day must mail nobody again.
    """
    facts = sorted(
        f"{finding.id}|{activity.due.isoformat()}"
        for activity in reminder.activities
        for finding in activity.open_findings
    )
    facts += sorted(f"{d.id}|{d.period}|{d.due.isoformat()}" for d in reminder.duties)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def render_digest(
    reminder: Reminder,
    *,
    plan: Plan,
    unit_name: str,
    language: str = "th",
    as_of: date,
    others: Mapping[str, str] | None = None,
    link: str = "",
    calendar: bool = False,
) -> Digest:
    """The digest of one group, in Thai or (`language="en"`) English.

    Findings keep the language in which they were evaluated; titles are the plan's. `others` says for a group id
    how to reach it (shown beside joint activities). `link` is the office's page, if there is one, and
    `<link>/activities/7` an activity's. `calendar` says that a calendar file is attached.
    """
    writer = _Writer(reminder, plan, language, as_of, others or {}, link.rstrip("/"), calendar)
    view = writer.view(unit_name)
    return Digest(
        subject=view.subject,
        text=template("digest.txt.j2").render(asdict(view)),
        html=template("digest.html.j2").render(asdict(view)),
        short=writer.short(view),
    )


def template(name: str) -> Template:
    """One of the room's templates by its file's name."""
    return _templates().get_template(name)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Puts one reminder into words."""

    reminder: Reminder
    plan: Plan
    language: str
    as_of: date
    others: Mapping[str, str]
    link: str
    calendar: bool

    def view(self, unit_name: str) -> _View:
        at_risk, total = self.reminder.points_at_risk, self.reminder.points_of_year
        parts = tuple(self._parts())
        points = self._say("points", points=at_risk, total=total)
        return _View(
            language=self.language,
            subject=f"[กำหนด] {self._subject()}",
            greeting=self._say("to", group=self.plan.group_name(self.reminder.group)),
            lead=self._say(
                "lead" if parts else "lead.duty",
                as_of=self._day(self.as_of),
                be="is" if self._count == 1 else "are",
            ),
            points=(points if at_risk else self._say("points.none")) if parts else "",
            order=self._say("order" if len(parts) == 1 else "order.each") if parts else "",
            parts=parts,
            do=self._say("do"),
            upload=self._say("upload"),
            lists=tuple(found for found in self._lists() if found.lines),
            next_title=self._say("next"),
            next=tuple(self._next()),
            footer=tuple(self._footer(unit_name)),
            link=self.link,
            link_title=self._say("link"),
        )

    def _lists(self) -> Iterator[_List]:
        """The lists beside the open activities; those that need action come first."""
        yield _List(self._say("duties"), tuple(self._duties()))
        yield _List(self._say("quiet"), tuple(self._quiet()), good=True)
        yield _List(self._say("completed"), tuple(self._completed()), good=True)
        yield _List(self._say("handed_over"), tuple(self._handed_over()), good=True)
        yield _List(self._say("excused"), tuple(self._excused()), good=True)

    def _duties(self) -> Iterator[str]:
        for duty in self.reminder.duties:
            days = (self.as_of - duty.due).days
            late = self._say("duty.late", days=days) if days > 0 else ""
            words = {"title": one_line(duty.title), "due": self._day(duty.due), "late": late}
            if duty.activity is not None:
                yield self._say("duty.activity", activity=duty.activity, **words)
                continue
            yield self._say("duty.month", period=self._month(duty.due), **words)
        if any(d.activity is None for d in self.reminder.duties):
            yield self._say("duty.tell")

    def _quiet(self) -> Iterator[str]:
        for quiet in self.reminder.quiet:
            activity = quiet.activity
            yield self._say(
                "quiet.one",
                label=self._say("activity", number=activity.number),
                title=one_line(activity.title),
                until=self._date(quiet.until, short=True),
                reason=one_line(quiet.reason),
                due=self._date(activity.due, short=True),
            )

    def _completed(self) -> Iterator[str]:
        for activity in self.reminder.completed:
            earned = activity.points.earned if activity.points else 0
            key = "worth" if earned != 1 else "worth.one"
            yield self._say(
                "completed.one",
                label=self._say("activity", number=activity.number),
                title=one_line(activity.title),
                worth=self._say(key, points=earned) if earned else self._say("worth.none"),
            )

    def _handed_over(self) -> Iterator[str]:
        for activity in self.reminder.handed_over:
            yield self._say(
                "handed_over.one",
                label=self._say("activity", number=activity.number),
                title=one_line(activity.title),
                groups=self._list([self.plan.group_name(g, short=True) for g in activity.groups]),
            )

    def _footer(self, unit_name: str) -> Iterator[str]:
        own = [who for who in self.reminder.audience if who != Audience.DIRECTOR]
        if own:
            yield self._say("sent_to", people=self._people(own))
        if Audience.DIRECTOR in self.reminder.audience:
            yield self._say("escalated")
        if self.calendar:
            yield self._say("calendar")
        yield self._say("automatic", unit=unit_name)

    def short(self, view: _View) -> str:
        items = [item for part in view.parts for item in part.items]
        shown = [f"• {i.label} {_cut(i.title)} ({i.worth})" for i in items[:_SHORT_LIST]]
        rest = len(items) - len(shown)
        lines = (
            view.subject,
            self._say(
                "short.points",
                group=self.plan.group_name(self.reminder.group),
                points=self.reminder.points_at_risk,
                total=self.reminder.points_of_year,
            )
            if items
            else self.plan.group_name(self.reminder.group),
            *shown,
            *(f"• {_cut(line)}" for line in self._duties() if not items),
            self._say("short.more", n=rest) if rest else "",
            view.link,
        )
        return "\n".join(line for line in lines if line)

    @property
    def _count(self) -> int:
        return len(self.reminder.activities)

    def _subject(self) -> str:
        if not self._count:
            return self._duty_subject()
        count = len(self.reminder.duties)
        key = "subject.duties" if count == 1 else "subject.duties.many"
        return self._work_subject() + (self._say(key, count=count) if count else "")

    def _work_subject(self) -> str:
        """The activities alone: how many, by when."""
        late = [a for a in self.reminder.activities if a.due < self.as_of]
        if len(late) == self._count:
            key = "subject.overdue" if len({a.due for a in late}) == 1 else "subject.overdue.since"
            return self._say(key, due=self._date(min(a.due for a in late)))
        coming = min((a for a in self.reminder.activities if a.due >= self.as_of), key=_due)
        working = coming.last_working_day
        today = self.as_of in (coming.due, working)
        if late:
            key = "subject.mixed.today" if today else "subject.mixed"
        else:
            key = "subject.today" if today else "subject.due"
        due = self._date(coming.due)
        if working != coming.due and working >= self.as_of:
            note = "subject.working.today" if today else "subject.working"
            due = self._say(note, due=due, day=self._date(working, short=True))
        return self._say(key, due=due, late=len(late))

    def _duty_subject(self) -> str:
        """The subject of a letter that only duties call for: it names the newest."""
        duty = max(self.reminder.duties, key=lambda d: d.due)
        key = "subject.duty.late" if duty.due < self.as_of else "subject.duty"
        if self.as_of in (duty.due, duty.last_working_day):
            key = "subject.duty.today"
        return self._say(key, title=_cut(duty.title), due=self._date(duty.due))

    def _month(self, day: date) -> str:
        if self.language == "en":
            return f"{day:%B %Y}"
        return f"{MONTHS[day.month - 1]} {thai_digits(day.year + BUDDHIST_OFFSET)}"

    def _parts(self) -> Iterator[_Part]:
        """The due dates, soonest first: those that can still be met, then the missed ones."""
        done = 0
        by_urgency = sorted(self.reminder.activities, key=lambda a: (a.due < self.as_of, a.due))
        for due, group in groupby(by_urgency, key=_due):
            activities = sorted(group, key=lambda a: (-a.open_points, a.number))
            items = []
            for activity in activities:
                done += activity.open_points
                items.append(self._item(activity, done))
            yield _Part(
                due=self._say("due", due=self._day(due)),
                left=self._left(due, activities[0].last_working_day),
                late=due < self.as_of,
                warning=self._warning(activities[0]),
                items=tuple(items),
            )

    def _item(self, activity: ActivityResult, done: int) -> _Item:
        at_risk = activity.open_points
        total = self.reminder.points_of_year
        return _Item(
            label=self._say("activity", number=activity.number),
            title=one_line(activity.title),
            worth=self._worth(activity),
            points=tuple(self._point(f) for f in activity.open_findings),
            joint=self._joint(activity),
            running=self._say("running", sum=done, total=total) if at_risk else "",
            extended=self._extended(activity),
            answered=self._answered(activity),
            link=f"{self.link}/activities/{activity.number}" if self.link else "",
        )

    def _answered(self, activity: ActivityResult) -> str:
        """The group's earlier answer, once its day has come."""
        for quiet in self.reminder.answered:
            if quiet.activity.number == activity.number:
                until = self._date(quiet.until, short=True)
                return self._say("answered", until=until, reason=one_line(quiet.reason))
        return ""

    def _extended(self, activity: ActivityResult) -> str:
        """Who moved the due date, and from which day."""
        if activity.extension is None:
            return ""
        relief = one_line(relief_sentence(activity.extension, self.language))
        due = self._date(activity.printed_due, short=True)
        return self._say("extended", relief=relief, due=due)

    def _excused(self) -> Iterator[str]:
        """What the group need not send, each once: waived, or of an activity that does not apply."""
        for activity in self.reminder.excused:
            for relief in activity.excuses:
                label = self._say("activity", number=activity.number)
                title = one_line(relief_title(activity, relief))
                yield f"{label} {title}: {one_line(relief_sentence(relief, self.language))}"

    def _joint(self, activity: ActivityResult) -> str:
        """The other groups that are responsible, if any."""
        joint = [g for g in activity.groups if g != self.reminder.group]
        if len(joint) > 1 and {*activity.groups} >= {*self.plan.group_by_id} and not self.others:
            return self._say("joint.all")
        return self._say("joint", groups=self._list(self._reach(joint))) if joint else ""

    def _point(self, finding: Finding) -> _Point:
        unsure = finding.outcome is Outcome.NOT_AVAILABLE
        label = "returned" if finding.returned else "unsure" if unsure else "missing"
        more = [word for word in finding.returned if word not in finding.found]
        return _Point(
            label=self._say(label),
            title=one_line(finding.title),
            found=one_line(" ".join((finding.found, *more))),
            remedy=self._remedy(finding),
        )

    def _remedy(self, finding: Finding) -> str:
        """The remedy without the title, which is printed right above it."""
        blank = " " if self.language == "en" else ""
        return one_line(finding.remedy.replace(f" {finding.title} ", blank))

    def _worth(self, activity: ActivityResult) -> str:
        if activity.points is None:
            return self._say("worth.none")
        at_risk = activity.open_points
        if not at_risk and activity.points.lost:
            return self._say("worth.lost", points=activity.points.lost)
        return self._say("worth.one" if at_risk == 1 else "worth", points=at_risk)

    def _left(self, due: date, working: date) -> str:
        days = (due - self.as_of).days
        if days > 0 and working == self.as_of:
            return self._say("left.working")
        if days < 0:
            return self._say("late.one" if days == -1 else "late", days=-days)
        if days == 0:
            return self._say("left.today")
        return self._say("left.one" if days == 1 else "left", days=days)

    def _warning(self, activity: ActivityResult) -> str:
        working = activity.last_working_day
        if working == activity.due or activity.due < self.as_of:
            return ""
        key = "working" if working >= self.as_of else "working.past"
        return self._say(key, day=self._day(working))

    def _next(self) -> Iterator[str]:
        yield self._say("next.stop")
        if self._count:
            yield from self._next_reminders()
        if self.reminder.group != _PLANNING and _PLANNING in self.plan.group_by_id:
            yield self._say("ask", group=", ".join(self._reach([_PLANNING])))

    def _next_reminders(self) -> Iterator[str]:
        overdue = self.plan.ladder.overdue
        coming = [a for a in self.reminder.activities if a.due >= self.as_of]
        if not coming:
            yield self._say(
                "next.again", days=overdue.every_days, also=self._also(overdue.audience)
            )
            return
        first = min(coming, key=_due)
        working = first.last_working_day
        left = (working - self.as_of).days
        # A rung that moved before a day off has been sent already, although its nominal day is still to come.
        said = {rung.step for rung in self.reminder.rungs}
        rungs = [
            r
            for r in self.plan.ladder.rungs
            if r.days_before < left and f"T-{r.days_before}" not in said
        ]
        if rungs:
            rung = max(rungs, key=lambda r: r.days_before)
            key = "next.rung" if rung.days_before else "next.day"
            day = self._say("day.due" if working == first.due else "day.working")
            yield self._say(
                key,
                days=rung.days_before,
                unit="day" if rung.days_before == 1 else "days",
                day=day,
                also=self._also(rung.audience),
            )
        yield self._say("next.overdue", days=overdue.every_days, also=self._also(overdue.audience))

    def _also(self, audience: Sequence[Audience]) -> str:
        """Who receives the next reminder and does not receive this one."""
        new = [who.value for who in audience if who.value not in self.reminder.audience]
        return self._say("also", people=self._people(new)) if new else ""

    def _people(self, audience: Sequence[str]) -> str:
        return self._list([_PEOPLE[who][self.language == "en"] for who in audience])

    def _list(self, names: Sequence[str]) -> str:
        """Names in a row: `ก ข และค`, `a, b and c`."""
        *first, last = names
        comma = ", " if self.language == "en" else " "
        return f"{comma.join(first)}{self._say('and')}{last}" if first else last

    def _reach(self, groups: Sequence[str]) -> list[str]:
        names = ((g, self.plan.group_name(g, short=True)) for g in groups)
        return [f"{name} ({self.others[g]})" if g in self.others else name for g, name in names]

    def _date(self, day: date, *, short: bool = False) -> str:
        return f"{day.day} {day:%B %Y}" if self.language == "en" else thai_date(day, short=short)

    def _day(self, day: date) -> str:
        if self.language == "en":
            return f"{day:%A} {self._date(day)}"
        return thai_date(day, weekday=True)

    def _say(self, key: str, **values: Any) -> str:
        english = self.language == "en"
        activities = "1 activity" if self._count == 1 else f"{self._count} activities"
        values = {"n": self._count, "activities": activities} | values
        if not english:
            values = {k: thai_digits(v) if isinstance(v, int) else v for k, v in values.items()}
        return _SAY[key][english].format(**values)


def _due(activity: ActivityResult) -> date:
    return activity.due


def _cut(title: str) -> str:
    short = one_line(title)
    return short if len(short) <= _SHORT_TITLE else f"{short[:_SHORT_TITLE].rstrip()}…"
