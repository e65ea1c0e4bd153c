"""Cross-checks over a whole plan: values that must agree with each other.

One function a check; each yields doubts with the place in the plan and a sentence. The rubric's are in
`rubric_checks`, the forms' in `form_checks`; `storage.plan_files.load` checks types, unknown keys and files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from pydantic import BaseModel

from domain.language.thai import (
    BUDDHIST_OFFSET,
    fiscal_year_span,
    match_key,
    thai_date,
    thai_digits,
)
from domain.plan.doubts import Doubt, Path, kind_fits, listed, repeated, walk_nodes, wrong_kind
from domain.plan.form_checks import FORM_CHECKS, STARTER_CHECKS
from domain.plan.model import Activity, Node, Plan, Reading, SignKind, show_share
from domain.plan.register_checks import REGISTER_CHECKS
from domain.plan.rubric_checks import RUBRIC_CHECKS
from domain.plan.survey_checks import SURVEY_CHECKS

Check = Callable[[Plan], Iterator[Doubt]]

EARLIEST_YEAR, LATEST_YEAR = 2400, 2700
"""Years between them are of the Buddhist era; a Gregorian year is below."""


def check_plan(plan: Plan) -> list[Doubt]:
    """All doubts about a plan, empty for a sound one."""
    return [doubt for check in CHECKS for doubt in check(plan)]


# Numbers and ids


def duplicate_numbers(plan: Plan) -> Iterator[Doubt]:
    """No two activities share a number."""
    seen: set[int] = set()
    for index, activity in enumerate(plan.activities):
        if activity.number in seen:
            yield Doubt(
                ("activities", index, "number"),
                f"ลำดับกิจกรรม {thai_digits(activity.number)} ซ้ำกัน โปรดให้แต่ละกิจกรรมมีลำดับของตน",
                f"Activity number {activity.number} is used twice; give each activity its own.",
                compares=("number",),
            )
        seen.add(activity.number)


def numbers_without_gap(plan: Plan) -> Iterator[Doubt]:
    """Activities are numbered 1 to n without a gap."""
    numbers = {activity.number for activity in plan.activities}
    missing = sorted(set(range(1, len(plan.activities) + 1)) - numbers)
    if missing:
        shown = ", ".join(map(str, missing))
        yield Doubt(
            ("activities",),
            f"ลำดับกิจกรรมขาด {thai_digits(shown)} ควรเรียงตั้งแต่ ๑ โดยไม่เว้น",
            f"Activity number(s) {shown} missing; numbers run from 1 without a gap.",
            compares=("number",),
        )


def duplicate_ids(plan: Plan) -> Iterator[Doubt]:
    """Ids of batches, groups, forms and figures, and numbers of notes and conduct, are unique."""
    yield from repeated(("batches",), "id", [b.id for b in plan.batches])
    yield from repeated(("groups",), "id", [g.id for g in plan.groups])
    yield from repeated(("forms",), "id", [f.id for f in plan.forms])
    yield from repeated(("rubric", "figures"), "id", [f.id for f in plan.rubric.figures])
    yield from repeated(("notes",), "number", [n.number for n in plan.notes])
    yield from repeated(("dos",), "number", [c.number for c in plan.dos])
    yield from repeated(("donts",), "number", [c.number for c in plan.donts])


def duplicate_ids_within_activity(plan: Plan) -> Iterator[Doubt]:
    """Requirements, measures, parts, groups and sections are unique within their activity."""
    for index, activity in enumerate(plan.activities):
        here = ("activities", index)
        requirements = [r.id for r in activity.requirements]
        yield from repeated((*here, "requirements"), "id", requirements)
        yield from repeated((*here, "measures"), "id", [m.id for m in activity.measures])
        yield from repeated((*here, "parts"), "id", [p.id for p in activity.parts])
        yield from repeated((*here, "groups"), "", activity.groups)
        for r, requirement in enumerate(activity.requirements):
            sections = (*here, "requirements", r, "sections")
            yield from repeated(sections, "id", [s.id for s in requirement.sections])
            signs = (*here, "requirements", r, "signs")
            yield from repeated(signs, "id", [s.id for s in requirement.signs])


def signs_have_words(plan: Plan) -> Iterator[Doubt]:
    """A sign that is known by words names them: without any, every document would be doubtful."""
    for index, activity in enumerate(plan.activities):
        for r, requirement in enumerate(activity.requirements):
            for s, sign in enumerate(requirement.signs):
                lacks = [name for name in _NEEDED.get(sign.kind, ()) if not getattr(sign, name)]
                for name in lacks:
                    yield Doubt(
                        ("activities", index, "requirements", r, "signs", s),
                        f"{_activity_th(activity)}: เครื่องหมาย “{sign.id}” ไม่มี {name} โปรดระบุ",
                        f"Activity {activity.number}: the sign “{sign.id}” lacks {name}; add it.",
                        compares=(name,),
                    )


_NEEDED = {
    SignKind.WORDS: ("look_for",),
    SignKind.DAY: ("look_for",),
    SignKind.FILLED: ("look_for",),
    SignKind.SHORT: ("look_for", "at_most"),
}


def measures_named_like_requirements(plan: Plan) -> Iterator[Doubt]:
    """`7.report` means one thing: a measure never has the id of a requirement of its activity."""
    for index, activity in enumerate(plan.activities):
        requirements = {r.id for r in activity.requirements}
        for m, measure in enumerate(activity.measures):
            if measure.id in requirements:
                yield Doubt(
                    ("activities", index, "measures", m, "id"),
                    f"{_activity_th(activity)}: ตัวชี้วัด “{measure.id}” ซ้ำกับเอกสารที่มีชื่อเดียวกัน",
                    f"Activity {activity.number}: measure “{measure.id}” has the id of a document.",
                    compares=("id",),
                )


_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def ids_are_plain(plan: Plan) -> Iterator[Doubt]:
    """Ids are lower-case ASCII with dashes, so that `7.report` can be typed and parsed."""
    for path, node in walk_nodes(plan):
        found = getattr(node, "id", None)
        if found is not None and not _ID.fullmatch(found):
            yield Doubt(
                (*path, "id"),
                f"รหัส “{found}” ใช้ได้เฉพาะ a-z, 0-9 และขีด - เช่น june-30",
                f"The id “{found}” may hold only a-z, 0-9 and dashes, such as june-30.",
            )


def formats_are_plain(plan: Plan) -> Iterator[Doubt]:
    """File formats are extensions in lower case without the dot."""
    for path, node in walk_nodes(plan):
        for index, found in enumerate(getattr(node, "formats", ())):
            if not re.fullmatch(r"[a-z0-9]+", found):
                yield Doubt(
                    (*path, "formats", index),
                    f"ชนิดไฟล์ “{found}” ควรเขียนเป็นนามสกุลตัวเล็กไม่มีจุด เช่น pdf",
                    f"The format “{found}” must be an extension in lower case, such as pdf.",
                )


# References


def _activity_th(activity: Activity) -> str:
    return f"กิจกรรมที่ {thai_digits(activity.number)}"


def unknown_groups(plan: Plan) -> Iterator[Doubt]:
    """Every responsible group exists."""
    for index, activity in enumerate(plan.activities):
        for g, group in enumerate(activity.groups):
            if group not in plan.group_by_id:
                known = listed(plan.group_by_id)
                yield Doubt(
                    ("activities", index, "groups", g),
                    f"{_activity_th(activity)}: ไม่มีคณะทำงาน “{group}” มีแต่ {known}",
                    f"Activity {activity.number}: no group “{group}”; there are {known}.",
                    compares=("id",),
                )


def unknown_reviewers(plan: Plan) -> Iterator[Doubt]:
    """Every reviewing group exists."""
    for index, group in enumerate(plan.review_policy.reviewers):
        if group not in plan.group_by_id:
            known = listed(plan.group_by_id)
            yield Doubt(
                ("review_policy", "reviewers", index),
                f"ไม่มีคณะทำงาน “{group}” สำหรับตรวจรับหลักฐาน มีแต่ {known}",
                f"No group “{group}” to review evidence; there are {known}.",
                compares=("id",),
            )


def unknown_batches(plan: Plan) -> Iterator[Doubt]:
    """Every activity's batch exists."""
    for index, activity in enumerate(plan.activities):
        if activity.batch not in plan.batch_by_id:
            known = listed(plan.batch_by_id)
            yield Doubt(
                ("activities", index, "batch"),
                f"{_activity_th(activity)}: ไม่มีรอบ “{activity.batch}” มีแต่ {known}",
                f"Activity {activity.number}: no batch “{activity.batch}”; there are {known}.",
                compares=("id",),
            )


def unknown_parts(plan: Plan) -> Iterator[Doubt]:
    """A requirement or measure names a part that its activity has."""
    for index, activity in enumerate(plan.activities):
        parts = {part.id for part in activity.parts}
        for field in ("requirements", "measures"):
            for i, item in enumerate(getattr(activity, field)):
                if item.part is not None and item.part not in parts:
                    yield Doubt(
                        ("activities", index, field, i, "part"),
                        f"{_activity_th(activity)}: “{item.id}” อ้างถึงส่วน “{item.part}” ที่ไม่มี",
                        f"Activity {activity.number}: “{item.id}” names no part: “{item.part}”.",
                        compares=("id",),
                    )


def parts_without_work(plan: Plan) -> Iterator[Doubt]:
    """A part with points has a requirement or measure of its own, or one that counts for all parts."""
    for index, activity in enumerate(plan.activities):
        used = {r.part for r in activity.requirements} | {m.part for m in activity.measures}
        for p, part in enumerate(activity.parts):
            if used.isdisjoint((part.id, None)):  # what belongs to no part counts for each
                yield Doubt(
                    ("activities", index, "parts", p),
                    f"{_activity_th(activity)}: ส่วน “{part.id}” ไม่มีเอกสารหรือตัวชี้วัดของตน",
                    f"Activity {activity.number}: part “{part.id}” has no document or measure.",
                    compares=("part", "id"),
                )


def _unknown_activity(path: Path, number: int, owner: str) -> Doubt:
    return Doubt(
        path,
        f"{owner} อ้างถึงกิจกรรมที่ {thai_digits(number)} ซึ่งไม่มีในแผน",
        f"{owner} names activity {number}, which the plan does not have.",
        compares=("number", "activity"),
    )


def unknown_activities(plan: Plan) -> Iterator[Doubt]:
    """Knowledge outputs and forms name activities that exist."""
    for index, output in enumerate(plan.knowledge_outputs):
        if output.activity not in plan.by_number:
            path = ("knowledge_outputs", index, "activity")
            yield _unknown_activity(path, output.activity, "knowledge_outputs")
    for index, form in enumerate(plan.forms):
        for a, number in enumerate(form.activities):
            if number not in plan.by_number:
                yield _unknown_activity(("forms", index, "activities", a), number, form.id)


def book_sound(plan: Plan) -> Iterator[Doubt]:
    """Passages of the plan book have names of their own, and its chapters print forms that exist."""
    if plan.book is None:
        return
    names = [name for name, _ in plan.book.named_passages()]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Doubt(
            ("book",),
            f"ตอน “{name}” ซ้ำกันในเล่มแผน โปรดตั้งชื่อ (id) ให้ไม่ซ้ำ",
            f"The plan book has two passages “{name}”; give each its own id.",
            compares=("id",),
        )
    for p, part in enumerate(plan.book.parts):
        for c, chapter in enumerate(part.chapters):
            for f, form in enumerate(chapter.forms):
                if form not in plan.form_by_id:
                    known = listed(plan.form_by_id)
                    yield Doubt(
                        ("book", "parts", p, "chapters", c, "forms", f),
                        f"เล่มแผน: ไม่มีแบบ “{form}” มีแต่ {known}",
                        f"The plan book: no form “{form}”; there are {known}.",
                        compares=("id",),
                    )


def corner_sound(plan: Plan) -> Iterator[Doubt]:
    """What the ethics corner must show comes from activities and registers that exist."""
    yield from repeated(("corner",), "id", [item.id for item in plan.corner])
    for index, item in enumerate(plan.corner):
        for a, number in enumerate(item.activities):
            if number not in plan.by_number:
                yield _unknown_activity(("corner", index, "activities", a), number, item.id)
        if item.rows and item.rows not in plan.register_by_id:
            known = listed(plan.register_by_id)
            yield Doubt(
                ("corner", index, "rows"),
                f"มุมจริยธรรม “{item.title}”: ไม่มีทะเบียน “{item.rows}” มีแต่ {known}",
                f"Ethics corner “{item.id}”: no register “{item.rows}”; there are {known}.",
                compares=("id",),
            )


def knowledge_outputs_agree(plan: Plan) -> Iterator[Doubt]:
    """The list of knowledge outputs and the activities have the same titles."""
    listed = {output.activity: output.title for output in plan.knowledge_outputs}
    for index, activity in enumerate(plan.activities):
        wanted, found = activity.knowledge_output, listed.get(activity.number)
        if match_key(wanted or "") != match_key(found or ""):
            yield Doubt(
                ("activities", index, "knowledge_output"),
                f"{_activity_th(activity)}: องค์ความรู้ “{wanted or '-'}” ไม่ตรงกับ “{found or '-'}”"
                " ใน knowledge_outputs",
                f"Activity {activity.number}: knowledge output “{wanted or '-'}” differs from "
                f"“{found or '-'}” in knowledge_outputs.",
                compares=("knowledge_output", "title", "activity", "number"),
            )


# Sums


def _total(activities: Iterable[Activity]) -> int:
    return sum(activity.points or 0 for activity in activities)


def _wrong_sum(path: Path, owner: str, declared: int | None, total: int) -> Doubt:
    told = "ไม่มีคะแนน" if declared is None else f"{thai_digits(declared)} คะแนน"
    return Doubt(
        path,
        f"{owner}: แผนระบุ {told} แต่กิจกรรมรวมได้ {thai_digits(total)} คะแนน",
        f"{owner}: {declared or 'no'} points declared, but its activities add up to {total}.",
        compares=("points", "batch", "total_points", "id"),
    )


def batch_points(plan: Plan) -> Iterator[Doubt]:
    """The activities of a batch add up to its printed points; a batch without points has none."""
    for index, batch in enumerate(plan.batches):
        activities = plan.by_batch[batch.id]
        scored = any(a.points is not None for a in activities)
        total = _total(activities)
        if total != (batch.points or 0) or (batch.points is None and scored):
            yield _wrong_sum(("batches", index, "points"), batch.id, batch.points, total)


def plan_points(plan: Plan) -> Iterator[Doubt]:
    """All activities, and all batches, add up to the plan's total."""
    total = _total(plan.activities)
    if total != plan.total_points:
        yield _wrong_sum(("total_points",), "total_points", plan.total_points, total)
    declared = sum(batch.points or 0 for batch in plan.batches)
    if declared != plan.total_points:
        yield Doubt(
            ("total_points",),
            f"total_points: แผนระบุ {thai_digits(plan.total_points)} คะแนน "
            f"แต่ทุกรอบรวมได้ {thai_digits(declared)} คะแนน",
            f"total_points: {plan.total_points} declared, but the batches add up to {declared}.",
            compares=("points", "total_points"),
        )


def part_points(plan: Plan) -> Iterator[Doubt]:
    """The parts of an activity add up to its points."""
    for index, activity in enumerate(plan.activities):
        total = sum(part.points for part in activity.parts)
        if activity.parts and total != activity.points:
            own = "ไม่มีคะแนน" if activity.points is None else f"มี {thai_digits(activity.points)}"
            yield Doubt(
                ("activities", index, "parts"),
                f"{_activity_th(activity)}: คะแนนของส่วนย่อยรวมได้ {thai_digits(total)} แต่กิจกรรม{own}",
                f"Activity {activity.number}: its parts add up to {total}, not {activity.points or 'none'}.",
                compares=("points",),
            )


def _wrong_count(path: Path, owner: str, declared: int, found: int) -> Doubt:
    return Doubt(
        path,
        f"{owner}: แผนระบุ {thai_digits(declared)} กิจกรรม แต่พบ {thai_digits(found)} กิจกรรม",
        f"{owner}: {declared} activities declared, {found} found.",
        compares=("batch", "activity_count", "id"),
    )


def activity_counts(plan: Plan) -> Iterator[Doubt]:
    """Each batch, and the plan, has as many activities as it says."""
    found = Counter(activity.batch for activity in plan.activities)
    for index, batch in enumerate(plan.batches):
        if found[batch.id] != batch.activity_count:
            path = ("batches", index, "activity_count")
            yield _wrong_count(path, batch.id, batch.activity_count, found[batch.id])
    if len(plan.activities) != plan.activity_count:
        found_in_all = len(plan.activities)
        yield _wrong_count(("activity_count",), "activity_count", plan.activity_count, found_in_all)


# Dates


def _dates(plan: Plan) -> Iterator[tuple[Path, date]]:
    for index, batch in enumerate(plan.batches):
        yield ("batches", index, "due"), batch.due
    yield ("rubric", "due"), plan.rubric.due
    for index, form in enumerate(plan.forms):
        for d, day in enumerate(form.due):
            yield ("forms", index, "due", d), day


def dates_in_fiscal_year(plan: Plan) -> Iterator[Doubt]:
    """Every due date lies in the plan's fiscal year."""
    if not _plausible_year(plan.fiscal_year):
        yield Doubt(
            ("fiscal_year",),
            f"ปีงบประมาณ {thai_digits(plan.fiscal_year)} ไม่ใช่ปี พ.ศ. ควรเขียนเช่น 2567",
            f"Fiscal year {plan.fiscal_year} is no Buddhist year; write it as 2567.",
        )
        return
    first, last = fiscal_year_span(plan.fiscal_year)
    for path, day in _dates(plan):
        if not first <= day <= last:
            yield _outside(path, day, plan.fiscal_year, first, last)


def _plausible_year(fiscal_year: int) -> bool:
    return EARLIEST_YEAR < fiscal_year < LATEST_YEAR


def _outside(path: Path, day: date, year: int, first: date, last: date) -> Doubt:
    buddhist = _plausible_year(day.year)
    shown = f"{day.isoformat()} (ปีในไฟล์เขียนเป็น ค.ศ.)" if buddhist else thai_date(day)
    hint = f" (write the year as {day.year - BUDDHIST_OFFSET})" if buddhist else ""
    return Doubt(
        path,
        f"วันที่ {shown} อยู่นอกปีงบประมาณ {thai_digits(year)} ({thai_date(first)} ถึง {thai_date(last)})",
        f"The date {day} is outside fiscal year {year} ({first} to {last}){hint}.",
    )


# Measures


def measure_kinds(plan: Plan) -> Iterator[Doubt]:
    """A measure's threshold is of the measure's kind."""
    for index, activity in enumerate(plan.activities):
        for m, measure in enumerate(activity.measures):
            if not kind_fits(measure.kind, measure.at_least):
                path = ("activities", index, "measures", m, "at_least")
                name = f"{activity.number}.{measure.id}"
                yield wrong_kind(path, name, measure.kind, measure.at_least)


# Reminders


def rungs_descend(plan: Plan) -> Iterator[Doubt]:
    """The rungs descend to the due day without repetition."""
    for index, (before, after) in enumerate(pairwise(plan.ladder.rungs)):
        if after.days_before >= before.days_before:
            yield Doubt(
                ("ladder", "rungs", index + 1, "days_before"),
                f"ขั้นเตือน {thai_digits(after.days_before)} วัน ต้องน้อยกว่าขั้นก่อนหน้า "
                f"({thai_digits(before.days_before)} วัน)",
                f"The rung at {after.days_before} days must come after one with more days, "
                f"not {before.days_before}.",
                compares=("days_before",),
            )


def rungs_have_audience(plan: Plan) -> Iterator[Doubt]:
    """Each rung has an audience."""
    rungs = [(("ladder", "rungs", i), rung.audience) for i, rung in enumerate(plan.ladder.rungs)]
    for path, audience in [*rungs, (("ladder", "overdue"), plan.ladder.overdue.audience)]:
        if not audience:
            yield Doubt(
                (*path, "audience"),
                "ขั้นเตือนนี้ไม่มีผู้รับ (audience) โปรดระบุ members, head หรือ director",
                "This rung has no audience; name members, head or director.",
            )


def recurring_sound(plan: Plan) -> Iterator[Doubt]:
    """A duty that comes back is monthly or comes with activities, of groups that exist."""
    for index, duty in enumerate(plan.recurring):
        here = ("recurring", index)
        if (duty.since is None) == (not duty.activities):
            yield Doubt(
                (*here, "id"),
                f"งานประจำ “{duty.id}” ต้องมี since (รายเดือน) หรือ activities (พร้อมกิจกรรม) อย่างใดอย่างหนึ่ง",
                f"The duty “{duty.id}” needs either since (monthly) or activities, not both.",
            )
        for g, group in enumerate(duty.groups):
            if group not in plan.group_by_id:
                known = listed(plan.group_by_id)
                yield Doubt(
                    (*here, "groups", g),
                    f"งานประจำ “{duty.id}”: ไม่มีคณะทำงาน “{group}” มีแต่ {known}",
                    f"Duty “{duty.id}”: no group “{group}”; there are {known}.",
                )
        for a, number in enumerate(duty.activities):
            if number not in plan.by_number:
                yield _unknown_activity((*here, "activities", a), number, duty.id)


# Sources


def sources_given(plan: Plan) -> Iterator[Doubt]:
    """Every node names its place in the printed plan."""
    for path, node in walk_nodes(plan):
        if isinstance(node, Node) and not node.source.strip():
            yield Doubt(
                (*path, "source"),
                "ไม่ได้ระบุที่มา (source) โปรดระบุแถวหรือข้อในเอกสารแผน",
                "The source is empty; name the row or clause of the printed plan.",
            )


def readings_apply(plan: Plan) -> Iterator[Doubt]:
    """A reading names a field of its node, and the field has the value that was read.

    While a reading is unconfirmed the field may have other words; a settled one keeps the words that were chosen.
    """
    for path, node in walk_nodes(plan):
        for index, reading in enumerate(getattr(node, "readings", ())):
            here = (*path, "readings", index)
            name = re.split(r"[.\[]", reading.field, maxsplit=1)[0]
            if name not in type(node).model_fields:
                yield Doubt(
                    (*here, "field"),
                    f"คำอ่านอ้างถึงช่อง “{reading.field}” ที่ไม่มี",
                    f"The reading names a field “{reading.field}” that is not there.",
                )
            elif _is_sure(reading) and not _reading_fits(reading, getattr(node, name)):
                yield Doubt(
                    (*here, "read"),
                    f"ไม่พบ “{reading.read}” ในช่อง {reading.field} โปรดแก้ให้ตรงกัน",
                    f"“{reading.read}” is not found in the field {reading.field}; make them agree.",
                )


def _reading_fits(reading: Reading, value: object) -> bool:
    """Whether a reading agrees with its field. Numbers and dates are written otherwise and cannot be compared."""
    items = value if isinstance(value, tuple) else (value,)
    if not any(isinstance(item, str | BaseModel) for item in items):
        return True
    text = _text(value)
    return reading.read in text or match_key(reading.read) in match_key(text)


def _is_sure(reading: Reading) -> bool:
    return reading.confirmed and reading.settled is None


def _text(value: object) -> str:
    if isinstance(value, BaseModel):
        return _text(tuple(getattr(value, name) for name in type(value).model_fields))
    if isinstance(value, tuple):
        return " ".join(_text(item) for item in value)
    return show_share(value) if isinstance(value, Fraction) else str(value)


CHECKS: Sequence[Check] = (
    duplicate_numbers,
    numbers_without_gap,
    duplicate_ids,
    duplicate_ids_within_activity,
    measures_named_like_requirements,
    ids_are_plain,
    formats_are_plain,
    unknown_groups,
    unknown_reviewers,
    unknown_batches,
    unknown_parts,
    parts_without_work,
    unknown_activities,
    book_sound,
    corner_sound,
    knowledge_outputs_agree,
    batch_points,
    plan_points,
    part_points,
    activity_counts,
    dates_in_fiscal_year,
    measure_kinds,
    signs_have_words,
    rungs_descend,
    rungs_have_audience,
    recurring_sound,
    sources_given,
    readings_apply,
    *RUBRIC_CHECKS,
    *REGISTER_CHECKS,
    *SURVEY_CHECKS,
    *STARTER_CHECKS,
    *FORM_CHECKS,
)
"""All checks, in the order in which their doubts are shown."""
