"""The subject of a letter counts what is open and says by when, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts
from domain.plan.model import Plan
from domain.reminders.decide import decide
from domain.results import Duty, Reminder
from notifications.digest_subject import subject_of
from notifications.digest_words import DigestWords
from notifications.layout import ROOM, width
from tests.support.cast import DUE, UNIT, file, photo, share, small_plan, weekday

WEEK_BEFORE = DUE - timedelta(days=7)
MARCH_DONE = Facts(
    UNIT,
    evidence=(photo("1.photos", 1), photo("1.photos", 2), file("2.report", item=3)),
    measures=(share("1.signed", 9, 10),),
)
MONTHLY = {
    "source": "s", "id": "complaints-report", "title": "รายงานเรื่องร้องเรียน", "groups": ["planning"],
    "since": "2023-11-15", "rungs": [{"source": "s", "days_before": 3, "audience": ["members"]}],
    "overdue": {"source": "s", "every_days": 14, "audience": ["members"]},
}  # fmt: skip


def reminder_of(as_of: date, facts: Facts | None = None, plan: Plan | None = None) -> Reminder:
    plan = plan or small_plan()
    evaluation = evaluate(plan, facts or Facts(UNIT), as_of, weekday)
    standing = decide(plan, evaluation, frozenset(), weekday).standing
    return next(r for r in standing if r.group == "planning")


def subject(
    as_of: date, facts: Facts | None = None, plan: Plan | None = None, language: str = "th"
) -> str:
    reminder = reminder_of(as_of, facts, plan)
    return subject_of(reminder, as_of, DigestWords(language, len(reminder.activities)))


@pytest.mark.parametrize(
    ("as_of", "facts", "thai", "english"),
    [
        pytest.param(
            WEEK_BEFORE, None,
            "เหลือ ๗ วัน: ๒ กิจกรรมยังไม่ครบ กำหนดส่ง ๒๐ มี.ค. ๖๗",
            "7 days left: 2 open, due 20 Mar 2024", id="a week before",
        ),
        pytest.param(
            DUE, None,
            "วันนี้วันสุดท้าย: ๒ กิจกรรมยังไม่ครบ (กำหนดส่ง ๒๐ มี.ค. ๖๗)",
            "Due today: 2 open (20 Mar 2024)", id="the day itself",
        ),
        pytest.param(
            DUE + timedelta(days=7), None,
            "เกินกำหนด ๗ วัน: ๒ กิจกรรมยังไม่ครบ (กำหนดส่ง ๒๐ มี.ค. ๖๗)",
            "Overdue by 7 days: 2 open (due 20 Mar 2024)", id="a week after",
        ),
        pytest.param(
            date(2024, 6, 21), MARCH_DONE,
            "เหลือ ๗ วัน: ๑ กิจกรรมยังไม่ครบ ส่งภายใน ๒๘ มิ.ย. ๖๗",
            "7 days left: 1 open, hand in by 28 Jun 2024",
            id="due on a Sunday",
        ),
        pytest.param(
            date(2024, 6, 28), MARCH_DONE,
            "วันนี้วันทำการสุดท้าย: ๑ กิจกรรมยังไม่ครบ (กำหนดส่ง ๓๐ มิ.ย. ๖๗)",
            "Last working day today: 1 open (due 30 Jun 2024)",
            id="the last working day",
        ),
        pytest.param(
            date(2024, 6, 21), None,
            "เหลือ ๗ วัน: ๑ กิจกรรมยังไม่ครบ ส่งภายใน ๒๘ มิ.ย. ๖๗ · เกินกำหนดแล้ว ๒",
            "7 days left: 1 open, hand in by 28 Jun 2024 · 2 overdue",
            id="some overdue, some to come",
        ),
    ],
)  # fmt: skip
def test_the_subject_counts_and_dates(
    as_of: date, facts: Facts | None, thai: str, english: str
) -> None:
    assert subject(as_of, facts) == thai
    assert subject(as_of, facts, language="en") == english


def test_a_duty_beside_the_activities_is_counted_once_for_all_its_months() -> None:
    plan = Plan.model_validate(small_plan().model_dump() | {"recurring": [MONTHLY]})
    expected = "เกินกำหนด ๗ วัน: ๒ กิจกรรมยังไม่ครบ (กำหนดส่ง ๒๐ มี.ค. ๖๗) · งานประจำ ๑"
    assert subject(date(2024, 3, 27), plan=plan) == expected


@pytest.mark.parametrize(
    ("as_of", "days", "expected"),
    [
        pytest.param(
            WEEK_BEFORE, (0, 40),
            "เหลือ ๗ วัน: ๑ กิจกรรมยังไม่ครบ กำหนดส่ง ๒๐ มี.ค. ๖๗ · กำหนดส่งภายหลัง ๑", id="two dates to come",
        ),
        pytest.param(
            DUE, (0, 40),
            "วันนี้วันสุดท้าย: ๑ กิจกรรมยังไม่ครบ (กำหนดส่ง ๒๐ มี.ค. ๖๗) · กำหนดส่งภายหลัง ๑",
            id="the last day of one",
        ),
        pytest.param(
            DUE, (-20, 0, 40),
            "วันนี้วันสุดท้าย: ๑ กิจกรรมยังไม่ครบ (กำหนดส่ง ๒๐ มี.ค. ๖๗) · เกินกำหนดแล้ว ๑",
            id="one overdue, the last day of one",
        ),
        pytest.param(
            WEEK_BEFORE, (-20, 0, 40),
            "เหลือ ๗ วัน: ๑ กิจกรรมยังไม่ครบ กำหนดส่ง ๒๐ มี.ค. ๖๗ · เกินกำหนดแล้ว ๑",
            id="one overdue, two dates to come",
        ),
    ],
)  # fmt: skip
def test_only_what_is_due_on_the_day_is_counted_under_it(
    as_of: date, days: tuple[int, ...], expected: str
) -> None:
    reminder = reminder_of(as_of)
    one = reminder.activities[0]
    due = (DUE + timedelta(days=n) for n in days)
    activities = tuple(replace(one, due=day, last_working_day=day) for day in due)
    several = replace(reminder, activities=activities)

    assert subject_of(several, as_of, DigestWords("th", len(activities))) == expected


def test_of_several_duties_the_next_is_named_and_the_others_are_counted() -> None:
    monthly = [
        Duty("complaints", "รายงานเรื่องร้องเรียน", f"{day:%Y-%m}", day, day, "s")
        for day in (date(2024, 7, 31), date(2024, 8, 30))
    ]
    quarterly = Duty(
        "quarterly", "รายงานรายไตรมาส", "38@x", date(2024, 9, 20), date(2024, 9, 20), "s", 38
    )
    reminder = replace(reminder_of(WEEK_BEFORE), activities=(), duties=(*monthly, quarterly))
    said = subject_of(reminder, date(2024, 8, 27), DigestWords("th", 0))
    assert said == "เหลือ ๓ วัน: รายงานเรื่องร้องเรียน กำหนดส่ง ๓๐ ส.ค. ๖๗ · งานประจำอีก ๑"


def test_what_was_due_before_the_first_day_of_use_is_named_with_what_waits_for_review() -> None:
    found = reminder_of(WEEK_BEFORE)
    first = replace(
        found, activities=(), before=found.activities[:1], to_review=found.activities[1:2]
    )
    assert subject_of(first, WEEK_BEFORE, DigestWords("th", 0)) == (
        "เริ่มใช้ระบบติดตามงาน: ๑ เรื่องที่ครบกำหนดก่อนหน้านี้ · รอท่านตรวจรับ ๑"
    )


SUNDAY, FRIDAY = date(2024, 6, 30), date(2024, 6, 28)


@pytest.mark.parametrize(
    ("as_of", "thai", "english"),
    [
        pytest.param(
            date(2024, 6, 25), "เหลือ ๓ วัน: รายงาน ส่งภายใน ๒๘ มิ.ย. ๖๗",
            "3 days left: รายงาน, hand in by 28 Jun 2024", id="three days before",
        ),
        pytest.param(
            date(2024, 6, 27), "พรุ่งนี้วันทำการสุดท้าย: รายงาน (กำหนดส่ง ๓๐ มิ.ย. ๖๗)",
            "Last working day tomorrow: รายงาน (due 30 Jun 2024)", id="the eve",
        ),
        pytest.param(
            FRIDAY, "วันนี้วันทำการสุดท้าย: รายงาน (กำหนดส่ง ๓๐ มิ.ย. ๖๗)",
            "Last working day today: รายงาน (due 30 Jun 2024)", id="the last working day",
        ),
        pytest.param(
            date(2024, 6, 29), "พรุ่งนี้วันสุดท้าย: รายงาน (กำหนดส่ง ๓๐ มิ.ย. ๖๗)",
            "Due tomorrow: รายงาน (30 Jun 2024)", id="the Saturday after it",
        ),
        pytest.param(
            date(2024, 7, 1), "เกินกำหนด ๑ วัน: รายงาน (กำหนดส่ง ๓๐ มิ.ย. ๖๗)",
            "Overdue by 1 day: รายงาน (due 30 Jun 2024)", id="the day after",
        ),
    ],
)  # fmt: skip
def test_a_duty_that_is_due_on_a_day_off_counts_to_its_last_working_day(
    as_of: date, thai: str, english: str
) -> None:
    duty = Duty("quarterly", "รายงาน", "3@x", SUNDAY, FRIDAY, "s", 3)
    alone = replace(reminder_of(WEEK_BEFORE), activities=(), duties=(duty,))
    said = [subject_of(alone, as_of, DigestWords(language, 0)) for language in ("th", "en")]
    assert said == [thai, english]


LONG = "รายงานผลการดำเนินการเกี่ยวกับเรื่องร้องเรียนและข้อเสนอแนะของบุคลากรทุกระดับประจำเดือน"


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("left", [-139, -1, 0, 1, 2, 30])
def test_no_subject_is_wider_than_mail_programs_show_and_what_presses_stands_in_its_first_half(
    left: int, language: str
) -> None:
    found = reminder_of(WEEK_BEFORE)
    [one, two] = found.activities
    duty = Duty("x", LONG, "2024-02", DUE, DUE, "s")
    much = replace(
        found,
        activities=(one, replace(two, due=DUE + timedelta(days=60))) * 9,
        to_review=(one,) * 11,
        duties=(duty,),
    )
    alone = replace(found, activities=(), duties=(duty,))
    as_of = DUE - timedelta(days=left)

    said = [subject_of(r, as_of, DigestWords(language, 18)) for r in (much, alone)]

    assert [width(text) <= ROOM for text in said] == [True, True]
    pressing = {
        -139: ("๑๓๙", "139"), -1: ("เกินกำหนด", "verdue"), 0: ("วันนี้", "today"), 1: ("พรุ่งนี้", "tomorrow"),
        2: ("๒ วัน", "2 days"), 30: ("๓๐ วัน", "30 days"),
    }  # fmt: skip
    assert pressing[left][language == "en"] in said[1][:40]


def test_the_reminders_of_one_date_differ_in_their_subjects() -> None:
    days = (30, 14, 7, 3, 2, 1, 0, -1, -7, -14, -42)
    said = {subject(DUE - timedelta(days=n)) for n in days}
    assert len(said) == len(days)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("moved", [False, True], ids=["working day", "day off"])
@pytest.mark.parametrize("left", [0, 1, 2, 30])
def test_what_is_overdue_always_has_room_beside_what_is_to_come(
    left: int, language: str, *, moved: bool
) -> None:
    found = reminder_of(WEEK_BEFORE)
    one, working = found.activities[0], date(2024, 6, 28)
    coming = replace(one, due=SUNDAY if moved else working, last_working_day=working)
    late = replace(one, due=DUE)
    much = replace(found, activities=(*(coming,) * 12, *(late,) * 12), to_review=(one,) * 11)

    said = subject_of(much, working - timedelta(days=left), DigestWords(language, 24))

    assert ("12 overdue" if language == "en" else "เกินกำหนดแล้ว ๑๒") in said
    assert width(said) <= ROOM
