"""The director's letter: overdue work by group, groups that nobody can be reached in, letters that failed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

from domain.evaluation.unsettled import standing_on_unsettled
from domain.plan.model import Plan
from domain.reminders.director_news import FailedLetter, News
from domain.reminders.recipients import StandIn
from domain.results import ActivityResult, Duty, Evaluation, PointCount
from domain.words.policy import marked, unconfirmed_note, unsettled_note
from domain.words.wording import digits, pick, told
from notifications.digest_words import DigestWords, letter_day, month_names, stand_in_lines
from notifications.layout import MARK, ROOM, Digest, cut_to, fitted, for_chat, template, width
from notifications.safe_text import one_line

_LONGEST_LIST = 12
"""Most lines of one kind; the rest is counted."""

_SAY: dict[str, tuple[str, str]] = {
    "subject.overdue": ("ถึงผู้อำนวยการ: เกินกำหนด {n} กิจกรรม", "For the director: {activities} overdue"),
    "subject.review": ("ถึงผู้อำนวยการ: รอตรวจรับ {review} กิจกรรม", "For the director: {review} to be reviewed"),
    "subject.duty": ("ถึงผู้อำนวยการ: เกินกำหนด {title}", "Overdue duty: {title}"),
    "subject.duties": ("งานประจำ {count} เรื่อง", "{count} recurring duties"),
    "subject.failures": ("ต้องแก้ไข: แจ้งเตือนไม่ได้ {failures} เรื่อง", "To put right: {failures} could not be told"),
    "subject.also_review": ("รอตรวจรับ {review}", "{review} to be reviewed"),
    "subject.also_duties": ("งานประจำเกินกำหนด {duties}", "duties overdue: {duties}"),
    "subject.also_failures": ("แจ้งเตือนไม่ได้ {failures}", "{failures} not told"),
    "to": ("เรียน ผู้อำนวยการ{unit}", "To: the director of {unit}"),
    "lead.overdue": ("ณ {day} มีงานที่เกินกำหนดแล้วและยังไม่ครบดังนี้ จึงเรียนมาเพื่อโปรดทราบและพิจารณาสั่งการ", "As of {day}, the following is overdue and not complete."),
    "lead.duty": ("ณ {day} มีงานประจำที่เกินกำหนดแล้วและยังไม่มีบันทึกว่าเสร็จแล้วดังนี้ จึงเรียนมาเพื่อโปรดทราบ", "As of {day}, the following recurring duties are overdue and not recorded as done."),
    "lead.review": ("ณ {day} มีงานที่ส่งแล้วและเลยกำหนด แต่ยังไม่มีผู้ตรวจรับดังนี้ จึงเรียนมาเพื่อโปรดทราบและพิจารณาสั่งการ", "As of {day}, the following was sent and waits for a reviewer past its day."),
    "lead.failures": ("ณ {day} มีเรื่องที่ระบบแจ้งเตือนเองไม่ได้ โปรดมอบหมายผู้ดูแลระบบให้แก้ไข", "As of {day}, Kamnot could not deliver the following; please let the operator put it right."),
    "group": ("{group}: {n} กิจกรรม หากทำครบได้เพิ่มอีก {points} คะแนน", "{group}: {activities}, {points} points still to be earned"),
    "group.none": ("{group}: {n} กิจกรรม ไม่มีคะแนนที่ยังได้เพิ่ม", "{group}: {activities}, no points depend on them"),
    "group.name": ("{group}", "{group}"),
    "group.duty": ("{group}: งานประจำ {duties} เรื่อง", "{group}: {counted}"),
    "group.review": ("{title}: รอตรวจรับ {n} กิจกรรม", "{title}: {n} waiting for a reviewer"),
    "group.also_review": ("{title} และรอตรวจรับ {n} กิจกรรม", "{title}, {n} waiting for a reviewer"),
    "activity": ("กิจกรรมที่ {number} {title} — {worth} ครบกำหนด {due} (เกินมา {days} วัน)", "Activity {number} {title} — {worth}, due {due} ({days} days ago)"),
    "worth": ("{points} คะแนน", "{points} points"),
    "worth.earned": ("ได้คะแนนแล้ว", "points earned"),
    "worth.pdf": ("ได้คะแนนแล้ว ขาดเพียงฉบับ PDF", "points earned, only the PDF is missing"),
    "worth.none": ("ไม่มีคะแนน", "no points"),
    "review": ("กิจกรรมที่ {number} {title} — ส่งแล้ว รอตรวจรับ ครบกำหนด {due} (เกินมา {days} วัน)", "Activity {number} {title} — sent, waiting for a reviewer, due {due} ({days} days ago)"),
    "months": ("{title} ยังไม่มีบันทึกว่ารายงานแล้ว {count} เดือน ({periods})", "{title}: {count} months are not recorded as reported ({periods})"),
    "duty": ("{title} ครบกำหนด {due} (เกินมา {days} วัน)", "{title}, due {due} ({days} days ago)"),
    "month": ("{title} ประจำเดือน{period} ยังไม่มีบันทึกว่ารายงานแล้ว ครบกำหนด {due} (เกินมา {days} วัน)", "{title}, {period}, is not recorded as reported, due {due} ({days} days ago)"),
    "more": ("และอีก {n} รายการ", "and {n} more"),
    "unreachable": ("คณะทำงานที่แจ้งเตือนไม่ได้เพราะไม่มีผู้รับ", "Groups in which nobody can be reached"),
    "unreachable.do": ("โปรดให้ผู้ดูแลระบบเพิ่มผู้รับ แล้วคณะทำงานจะได้รับแจ้งทันที", "Please let the operator add a contact; the group then hears at once."),
    "failed": ("จดหมายที่ส่งไม่ถึง", "Letters that did not arrive"),
    "failed.one": ("ฉบับที่ {id} ถึง {recipient} ({group}): {reason}", "No. {id} to {recipient} ({group}): {reason}"),
    "failed.do": ("โปรดให้ผู้ดูแลระบบดูจดหมายเหล่านี้ในกล่องขาออก แล้วส่งใหม่หรือยกเลิก", "Please let the operator look at them in the outbox, and send them again or drop them."),
    "points": ("หากทำงานที่เกินกำหนดให้ครบ ยังได้เพิ่มอีก {points} คะแนน จากทั้งปี {total} คะแนน", "{points} points of overdue work are still to be earned, of {total} in the year."),
    "points.joint": ("{points} (กิจกรรมที่หลายคณะทำร่วมกันแสดงในทุกคณะ แต่นับคะแนนครั้งเดียว)", "{points} (joint activities stand under each of their groups and count once)"),
    "chart.points": ("แผนภูมิคะแนนรายรอบ", "Chart of the points by date"),
    "chart.groups": ("แผนภูมิกิจกรรมที่ครบแล้วรายคณะทำงาน", "Chart of the work done by group"),
    "overview": ("ภาพรวมทั้งปี", "The year so far"),
    "overview.points": ("คะแนนที่ได้แล้ว", "Points earned"),
    "overview.groups": ("กิจกรรมที่ครบแล้ว", "Activities complete"),
    "overview.points.one": ("{name} ได้ {done} จาก {all}", "{name} ({done} of {all})"),
    "overview.groups.one": ("{name} {done} จาก {all}", "{name} ({done} of {all})"),
    "automatic": ("ส่งโดยอัตโนมัติจากระบบกำหนด (Kamnot) ของ{unit} เฉพาะวันที่มีเรื่องเรียนให้ทราบ", "Sent automatically by Kamnot (กำหนด) for {unit}, only on days with something to say."),
    "link": ("ดูรายละเอียด", "Details"),
}  # fmt: skip

_STATES = {
    "dead": ("เครื่องปลายทางไม่รับ", "refused"),
    "unknown": ("ไม่แน่ใจว่าถึงหรือไม่", "not known whether it arrived"),
    "expired": ("ส่งไม่ทันเวลา", "not sent in time"),
}


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    lines: tuple[str, ...]
    do: str = ""
    alarm: bool = False


POINTS, GROUPS = "points@kamnot.invalid", "groups@kamnot.invalid"
"""The Content-IDs of the letter's charts: points by batch, work done by group."""


@dataclass(frozen=True, slots=True)
class _Overview:
    """A line of figures, with the chart above it if the letter has one."""

    text: str
    cid: str
    chart: str


def render_summary(
    news: News,
    *,
    plan: Plan,
    unit_name: str,
    language: str,
    as_of: date,
    link: str = "",
    evaluation: Evaluation | None = None,
    charts: Collection[str] = (),
    stand_ins: Sequence[StandIn] = (),
) -> Digest:
    """The director's letter in Thai or (`language="en"`) English; `link` is the office's page, if there is one.

    With an `evaluation`, a letter about overdue work shows the year's figures; `charts` are the Content-IDs of
    its pictures. It says who reads it as a `stand_ins` of whom.
    """
    writer = _Writer(news, plan, language, as_of, evaluation, charts, tuple(stand_ins))
    view = writer.view(unit_name, link)
    return Digest(
        subject=view["subject"],
        text=template("summary.txt.j2").render(view),
        html=template("summary.html.j2").render(view),
        short="\n".join(filter(None, (view["subject"], *writer.short(), for_chat(link)))),
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    news: News
    plan: Plan
    language: str
    as_of: date
    evaluation: Evaluation | None
    charts: Collection[str]
    stand_ins: tuple[StandIn, ...]

    def view(self, unit_name: str, link: str) -> dict[str, Any]:
        at_risk = sum({a.number: a.open_points for a in self._activities()}.values())
        total = self.news.overdue[0].points_of_year if self.news.overdue else 0
        overview = [asdict(o) for o in self._overview()]
        known = self._unsettled()
        unsettled = known["points"] if at_risk or overview else ()
        noted = {*unsettled, *(known["groups"] if overview else ())}
        points = self._say("points", points=at_risk, total=total) if at_risk else ""
        points = marked(points, unsettled) if points else ""
        numbers = [a.number for a in self._activities()]
        if points and len(set(numbers)) < len(numbers):
            points = self._say("points.joint", points=points)
        footer = (
            unsettled_note(noted, self.language),
            unconfirmed_note(self.plan, self.language) if self.news.overdue else "",
            *stand_in_lines(self.stand_ins, DigestWords(self.language, 0)),
            self._say("automatic", unit=unit_name),
        )
        return {
            "language": self.language,
            "subject": f"{MARK}{self._subject()}",
            "greeting": self._say("to", unit=unit_name),
            "lead": self._say(self._lead(), day=letter_day(self.as_of, self.language, weekday=True)),
            "points": points,
            "overview_title": self._say("overview"),
            "overview": overview,
            "sections": [asdict(s) for s in (*self._failures(), *self._overdue())],
            "link": link,
            "link_title": self._say("link"),
            "footer": " · ".join(filter(None, footer)),
        }  # fmt: skip

    def _lead(self) -> str:
        """Which sentence opens the letter."""
        overdue = self.news.overdue
        if not overdue:
            return "lead.failures"
        if any(reminder.activities for reminder in overdue):
            return "lead.overdue"
        both = self.news.of_activities and any(reminder.duties for reminder in overdue)
        return "lead.overdue" if both else "lead.review" if self.news.of_activities else "lead.duty"

    def _overview(self) -> Iterator[_Overview]:
        """The year's figures, if an activity is overdue: a duty alone says nothing of them."""
        if self.evaluation is None or not self.news.of_activities:
            return
        points = [
            (self._day(b.due), b.points.earned, b.points.printed)
            for b in self.evaluation.batches
            if b.points.printed
        ]
        groups = list(self._done_by_group(self.evaluation))
        for key, cid, counts in (("points", POINTS, points), ("groups", GROUPS, groups)):
            said = [self._say(f"overview.{key}.one", name=n, done=d, all=a) for n, d, a in counts]
            title = marked(self._say(f"overview.{key}"), self._unsettled()[key])
            line = f"{title}: {' · '.join(said)}"
            yield _Overview(line, cid if cid in self.charts else "", self._say(f"chart.{key}"))

    def _done_by_group(self, evaluation: Evaluation) -> Iterator[tuple[str, PointCount, int]]:
        """Each group's name, complete activities and all its activities; joint ones count for each group."""
        for group in self.plan.groups:
            own = evaluation.asked_of(group.id)
            yield group.short_name, sum(a.complete for a in own), len(own)

    def _unsettled(self) -> dict[str, tuple[str, ...]]:
        """The readings without an office's word behind the points, and behind whether activities are complete."""
        if self.evaluation is None:
            return {"points": standing_on_unsettled(self.plan).points, "groups": ()}
        found = self.evaluation.unsettled
        return {
            "points": found.points,
            "groups": found.of_activities(self.evaluation.activities),
        }

    def short(self) -> Iterator[str]:
        """One line for each section; what could not be told is counted."""
        counts = [len(found) for found in (self.news.unreachable, self.news.failed) if found]
        for section, count in zip(self._failures(), counts, strict=True):
            yield f"• {section.title}: {digits(count, self.language)}"
        for section in self._overdue():
            yield f"• {section.title}"

    def _activities(self) -> Iterator[ActivityResult]:
        """What the groups owe; joint work comes once for each. What waits for a reviewer is not theirs."""
        for reminder in self.news.overdue:
            yield from reminder.activities

    def _subject(self) -> str:
        """What is overdue first, what else there is as far as it has room, and the day."""
        numbers = {a.number for a in self._activities()}
        review = len({a.number for reminder in self.news.overdue for a in reminder.to_review})
        failures, day = len(self.news.failures), self._day(self.as_of)
        words: dict[str, Any] = {"n": len(numbers), "review": review, "failures": failures}
        words["activities"] = self._activities_counted(len(numbers))
        duties = len({d.id for reminder in self.news.overdue for d in reminder.duties})
        words["duties"] = duties
        told = (
            ("subject.also_duties", bool(duties and review and not numbers)),
            ("subject.also_failures", bool(self.news.overdue and failures)),
            ("subject.also_review", bool(numbers and review)),
        )
        beside = [self._say(key, **words) for key, shown in told if shown]
        if self.news.overdue and not numbers and not review:
            main = self._duty_subject(beside, day)
        else:
            main = self._say(f"subject.{self._pressing(numbers)}", **words)
        return fitted(main, beside, day)

    def _pressing(self, numbers: Collection[int]) -> str:
        """What the subject is about, a duty left aside."""
        if not self.news.overdue:
            return "failures"
        return "overdue" if numbers else "review"

    def _activities_counted(self, count: int) -> str:
        """The number of activities for English readers; Thai ones need no plural."""
        return "1 activity" if count == 1 else f"{count} activities"

    def _duties_counted(self, duties: Sequence[Duty]) -> str:
        """The number of duties for English readers."""
        count = len({duty.id for duty in duties})
        return "1 recurring duty" if count == 1 else f"{count} recurring duties"

    def _duty_subject(self, beside: Sequence[str], day: str) -> str:
        """The title of the overdue duty, cut to what has room beside the rest, or how many there are."""
        titles = {d.id: d.title for reminder in self.news.overdue for d in reminder.duties}
        if len(titles) > 1:
            return self._say("subject.duty", title=self._say("subject.duties", count=len(titles)))
        rest = width(fitted(self._say("subject.duty", title=""), beside, day))
        return self._say("subject.duty", title=cut_to(next(iter(titles.values())), ROOM - rest))

    def _overdue(self) -> Iterator[_Section]:
        """Each group with what it owes, most points first."""
        for reminder in self.news.overdue:
            late, review = reminder.activities, reminder.to_review
            # Duties first: a long list is cut at its end, and they are the director's own reports.
            lines = [*self._duties(reminder.duties)]
            lines += [
                self._activity(a) for a in sorted(late, key=lambda a: (-a.open_points, a.number))
            ]
            lines += [self._activity(a, "review") for a in review]
            points = sum(a.open_points for a in late)
            key = ("group" if points else "group.none") if late else "group.duty"
            key = key if late or reminder.duties else "group.name"
            title = self._say(
                key,
                group=self.plan.group_name(reminder.group, short=True),
                n=len(late),
                activities=self._activities_counted(len(late)),
                duties=len({duty.id for duty in reminder.duties}),
                counted=self._duties_counted(reminder.duties),
                points=points,
            )
            if review:
                key = "group.also_review" if late or reminder.duties else "group.review"
                title = self._say(key, title=title, n=len(review))
            yield _Section(title, self._cut(lines))

    def _duties(self, duties: Sequence[Duty]) -> Iterator[str]:
        """The overdue duties; one of several months in one line."""
        for _, found in groupby(duties, key=lambda d: (d.id, d.activity)):
            months = tuple(found)
            title, due = one_line(months[0].title), months[-1].due
            words = DigestWords(self.language, 0)
            if len(months) > 1:
                named = month_names([d.due for d in months], words)
                yield self._say("months", title=title, count=len(months), periods=named)
            else:
                key = "month" if months[0].activity is None else "duty"
                named = words.in_month(due)
                days = self._since(due)
                yield self._say(key, title=title, period=named, due=self._day(due), days=days)

    def _activity(self, activity: ActivityResult, key: str = "activity") -> str:
        return self._say(
            key,
            number=activity.number,
            title=one_line(activity.title),
            worth=self._worth(activity),
            due=self._day(activity.due),
            days=self._since(activity.due),
        )

    def _worth(self, activity: ActivityResult) -> str:
        if activity.open_points:
            return self._say("worth", points=activity.open_points)
        if activity.points is None or not activity.points.earned:
            return self._say("worth.none")
        pdf = all(finding.lacks_pdf for finding in activity.open_findings)
        return self._say("worth.pdf" if pdf else "worth.earned")

    def _failures(self) -> Iterator[_Section]:
        if self.news.unreachable:
            names = tuple(self.plan.group_name(g) for g in self.news.unreachable)
            yield _Section(self._say("unreachable"), names, self._say("unreachable.do"), alarm=True)
        if self.news.failed:
            lines = [self._failed(letter) for letter in self.news.failed]
            yield _Section(
                self._say("failed"), self._cut(lines), self._say("failed.do"), alarm=True
            )

    def _failed(self, letter: FailedLetter) -> str:
        state = pick(_STATES.get(letter.state, (letter.state, letter.state)), self.language)
        return self._say(
            "failed.one",
            id=letter.id,
            recipient=letter.recipient,
            group=self.plan.group_name(letter.group, short=True),
            reason=": ".join(filter(None, (state, one_line(letter.reason)))),
        )

    def _cut(self, lines: Sequence[str]) -> tuple[str, ...]:
        rest = len(lines) - _LONGEST_LIST
        more = (self._say("more", n=rest),) if rest > 0 else ()
        return (*lines[:_LONGEST_LIST], *more)

    def _since(self, due: date) -> int:
        return (self.as_of - due).days

    def _day(self, day: date) -> str:
        return letter_day(day, self.language, short=True)

    def _say(self, key: str, **values: Any) -> str:
        return told(_SAY[key], self.language, **values)
