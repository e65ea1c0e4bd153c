"""Writes out what a plan says of a subject, a line for each activity, for a person who confirms it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.language.thai import WEEKDAYS, show_date
from domain.plan.carried import Subject
from domain.plan.model import Activity, Batch, Criterion, EvidenceRequirement, Plan
from domain.plan.sources import show_value
from domain.words.policy import policy_sentence
from domain.words.wording import digits, pick

_ROOTS = {
    "activities": ("กิจกรรมที่ ", "activity "),
    "batches": ("รอบส่ง", "a batch"),
    "committee": ("คณะกรรมการ", "the committee"),
    "forms": ("แบบรายงาน", "a form"),
    "groups": ("คณะทำงาน", "a group"),
    "notes": ("หมายเหตุ ", "footnote "),
    "rubric": ("เกณฑ์องค์กรคุณธรรม", "the rubric"),
}
_LEAVES = {
    "documents": ("เอกสารที่ต้องส่ง", "documents"),
    "outcome": ("ผลลัพธ์", "outcome"),
    "output": ("ผลผลิต", "output"),
    "sections": ("หัวข้อในเอกสาร", "a section of a document"),
    "steps": ("ขั้นตอน", "steps"),
}


def place_in_plan(path: str, language: str) -> str:
    """Where a value is in the plan (`activities[20].outcome`), as people call it: `กิจกรรมที่ ๒๐ ผลลัพธ์`."""
    root, *inner = re.findall(r"([a-z_]+)(?:\[([^\]]*)\])?", path)
    if root[0] == "book":
        # Its innermost id is a passage's or a chapter's; a number is a place in a list.
        inside = [entry or name for name, entry in inner if not entry.isdigit()]
        passage = [i for i in inside if i not in ("title", "text", "lines", "signed")][-1]
        return f"{pick(('เล่มแผน ตอน', 'the plan book,'), language)} {passage}"
    place = pick(_ROOTS.get(root[0], ("แผน", "the plan")), language)
    if place.endswith(" "):
        place += digits(root[1], language)
    named = next((_LEAVES[name] for name, _ in inner if name in _LEAVES), None)
    return f"{place} {pick(named, language)}" if named else place


@dataclass(frozen=True, slots=True)
class AgendaWriter:
    """Writes what a person has to look at, in one language; `doubts` are lines about the plan's texts."""

    plan: Plan
    last_working_day: Callable[[date], date]
    language: str
    doubts: tuple[str, ...] = ()

    def lines(self, subject: Subject, numbers: Sequence[int], *, own: bool = True) -> Iterator[str]:
        """What the plan says of a subject, its `own` values first, then those of these activities, a line each."""
        whole = {
            Subject.DATES: self._dates,
            Subject.POINTS: self._points,
            Subject.THRESHOLDS: self._rubric,
            Subject.OWNERS: self._owners,
            Subject.TEXTS: lambda: iter(self.doubts),
        }
        if own:
            yield from whole.get(subject, lambda: ())()
        for number in numbers:
            told = "; ".join(self._of_activity(subject, self.plan.by_number[number], own=own))
            if told:
                yield self._say(f"กิจกรรมที่ {number}: ", f"activity {number}: ") + told

    def _say(self, thai: str, english: str) -> str:
        return pick((digits(thai, "th"), english), self.language)

    def _of_activity(self, subject: Subject, activity: Activity, *, own: bool) -> Iterator[str]:
        """What is said of one activity; its day and points are among the plan's own, if those are told."""
        if subject is Subject.DATES and not own:
            yield self._day(self.plan.batch_by_id[activity.batch].due)
        elif subject is Subject.POINTS and not own:
            points = "–" if activity.points is None else activity.points
            yield self._say(f"{points} คะแนน", f"{points} points")
        elif subject is Subject.THRESHOLDS:
            for measure in activity.measures:
                yield f"{measure.title} ≥ {digits(show_value(measure.at_least), self.language)}"
        elif subject is Subject.OWNERS:
            yield ", ".join(self.plan.group_by_id[g].short_name for g in activity.groups)
        elif subject is Subject.DOCUMENTS:
            yield from map(self._document, activity.requirements)
        elif subject is Subject.TEXTS:
            yield activity.title

    def _document(self, asked: EvidenceRequirement) -> str:
        count = digits(asked.min_count, self.language)
        many = self._say(f" อย่างน้อย {count}", f", at least {count}") if asked.min_count > 1 else ""
        two = self._say(" สองคน", ", two people") if asked.two_people else ""
        parts = ", ".join(section.title for section in asked.sections)
        inside = self._say(" มี ", ", with ") + parts if parts else ""
        return f"{asked.title} ({'/'.join(asked.formats)}{many}{two}){inside}"

    def _dates(self) -> Iterator[str]:
        for batch in self.plan.batches:
            numbers = ", ".join(str(a.number) for a in self.plan.by_batch[batch.id])
            due = self._day(batch.due)
            yield self._say(
                f"รอบ {due} · กิจกรรม {numbers}", f"batch {batch.id}: {due} · activities {numbers}"
            )
        rubric = self.plan.rubric
        assessed = self._say("การประเมินองค์กรคุณธรรม", "assessment")
        days = [(assessed, when) for when in (rubric.due, rubric.also_due) if when]
        days += [(form.title, day) for form in self.plan.forms for day in form.due]
        days += [(duty.title, duty.since) for duty in self.plan.recurring if duty.since]
        for title, when in days:
            yield f"{title}: {self._day(when)}"

    def _day(self, day: date) -> str:
        """A day with its weekday and, if the office is closed, the last working day before it."""
        text = f"{show_date(day, self.language)} ({self._weekday(day)})"
        last = self.last_working_day(day)
        if last == day:
            return text
        shown = f"{show_date(last, self.language)} ({self._weekday(last)})"
        return text + self._say(f" วันทำการสุดท้าย {shown}", f", last working day {shown}")

    def _weekday(self, day: date) -> str:
        return self._say(f"วัน{WEEKDAYS[day.weekday()]}", f"{day:%A}")

    def _points(self) -> Iterator[str]:
        total = self.plan.total_points
        yield self._say(f"ทั้งปี {total} คะแนน", f"{total} points in all")
        yield policy_sentence(self.plan, self.language)
        for batch in self.plan.batches:
            yield self._batch_points(batch)

    def _batch_points(self, batch: Batch) -> str:
        own = self.plan.by_batch[batch.id]
        each = " · ".join(f"{a.number}: {'–' if a.points is None else a.points}" for a in own)
        points = "–" if batch.points is None else batch.points
        due = show_date(batch.due, self.language)
        return self._say(
            f"รอบ {due} รวม {points} คะแนน (กิจกรรม: คะแนน) {each}",
            f"batch {batch.id}, {points} points (activity: points) {each}",
        )

    def _rubric(self) -> Iterator[str]:
        yield from map(self._criterion, self.plan.rubric.criteria)
        for level in self.plan.rubric.levels:
            yield self._say(
                f"ระดับ {level.level}: ข้อ 1–{level.criteria} ข้อละอย่างน้อย {level.each} รวมอย่างน้อย {level.total}",
                f"level {level.level}: criteria 1–{level.criteria} at least {level.each} each, {level.total} in all",
            )
        for one in self.plan.rubric.department:
            share = show_value(one.share)
            yield self._say(
                f"ส่วนราชการระดับ {one.level}: หน่วยงานอย่างน้อย {share}",
                f"department's level {one.level}: at least {share} of units",
            )

    def _criterion(self, criterion: Criterion) -> str:
        bands = " | ".join(
            f"{digits(band.score, self.language)} = {' '.join(band.text.split())}"
            for band in criterion.bands
        )
        number = digits(criterion.number, self.language)
        return (
            self._say(
                f"ข้อ {number} {criterion.title}: ", f"criterion {number}, {criterion.title}: "
            )
            + bands
        )

    def _owners(self) -> Iterator[str]:
        names = self.plan.group_by_id
        reviewers = ", ".join(names[g].short_name for g in self.plan.review_policy.reviewers)
        yield self._say(f"ผู้ตรวจรับหลักฐาน: {reviewers}", f"reviewers: {reviewers}")
        for duty in self.plan.recurring:
            yield f"{duty.title}: {', '.join(names[g].short_name for g in duty.groups)}"
        before = ", ".join(str(rung.days_before) for rung in self.plan.ladder.rungs)
        yield self._say(f"เตือนก่อนกำหนด {before} วัน", f"reminded {before} days before")
