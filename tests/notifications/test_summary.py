"""The director's one letter: what is overdue, most points first, and every failure by name."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts
from domain.reminders.decide import decide
from domain.reminders.director_news import FailedLetter, News
from domain.reminders.recipients import StandIn
from domain.results import Duty, Reminder, Unsettled
from notifications.layout import ROOM, Digest, width
from notifications.summary import GROUPS, POINTS, render_summary
from tests.support.cast import DUE, UNIT, file, small_plan, weekday

PLAN = small_plan()
LATE = DUE + timedelta(days=7)
FAILED = FailedLetter(
    12, "head@bureau.example", "planning", "dead", "550 5.1.1 <head@bureau.example> unknown"
)


def overdue(as_of: date = LATE) -> tuple[Reminder, ...]:
    evaluation = evaluate(PLAN, Facts(UNIT), as_of, weekday)
    return decide(PLAN, evaluation, frozenset(), weekday).due


def summary(news: News, language: str = "th", **more: Any) -> Digest:
    return render_summary(
        news, plan=PLAN, unit_name="สำนักทดสอบ", language=language, as_of=LATE, **more
    )


@pytest.mark.parametrize(
    ("news", "subject"),
    [
        pytest.param(News(overdue()), "ถึงผู้อำนวยการ: เกินกำหนด ๒ กิจกรรม · ๒๗ มี.ค. ๖๗", id="overdue"),
        pytest.param(
            News(overdue(), ("campaign",), (FAILED,)),
            "ถึงผู้อำนวยการ: เกินกำหนด ๒ กิจกรรม · แจ้งเตือนไม่ได้ ๒ · ๒๗ มี.ค. ๖๗",
            id="overdue and failures",
        ),
        pytest.param(
            News(failed=(FAILED,)), "ต้องแก้ไข: แจ้งเตือนไม่ได้ ๑ เรื่อง · ๒๗ มี.ค. ๖๗", id="failures"
        ),
    ],
)
def test_the_subject_counts_each_joint_activity_once(news: News, subject: str) -> None:
    assert summary(news).subject == f"[กำหนด] {subject}"


def test_every_failure_is_named_with_the_servers_own_words_and_what_to_do() -> None:
    found = summary(News(unreachable=("campaign",), failed=(FAILED,)))
    for text in (found.text, html.unescape(re.sub(r"<[^>]+>", " ", found.html))):
        assert "campaign" in text
        assert "head@bureau.example" in text
        assert "550 5.1.1 <head@bureau.example> unknown" in text
        assert "ให้ผู้ดูแลระบบเพิ่มผู้รับ" in text
        assert "ให้ผู้ดูแลระบบดูจดหมายเหล่านี้ในกล่องขาออก" in text


def test_under_each_group_the_activity_worth_most_comes_first() -> None:
    text = summary(News(overdue())).text
    assert text.index("กิจกรรมที่ ๒ กิจกรรมที่ 2 — ๑๐ คะแนน") < text.index(
        "กิจกรรมที่ ๑ กิจกรรมที่ 1 — ๕ คะแนน"
    )
    assert "(เกินมา ๗ วัน)" in text
    assert "หากทำงานที่เกินกำหนดให้ครบ ยังได้เพิ่มอีก ๑๕ คะแนน จากทั้งปี ๓๕ คะแนน" in text


@pytest.mark.parametrize("charts", [(), (POINTS, GROUPS)], ids=["without", "with"])
def test_the_year_so_far_stands_in_figures_with_charts_and_without(charts: tuple[str, ...]) -> None:
    done = Facts(UNIT, evidence=(file("2.report", item=3),))
    evaluation = evaluate(PLAN, done, LATE, weekday)
    found = summary(News(overdue()), evaluation=evaluation, charts=charts)
    for text in (found.text, html.unescape(found.html)):
        assert "คะแนนที่ได้แล้ว: ๒๐ มี.ค. ๖๗ ได้ ๑๐ จาก ๑๕ · ๓๐ มิ.ย. ๖๗ ได้ ๐ จาก ๒๐" in text
        assert "กิจกรรมที่ครบแล้ว: planning ๑ จาก ๓ · campaign ๑ จาก ๒" in text
    shown = re.findall(r'<img src="cid:([^"]+)" [^>]*alt="แผนภูมิ[^"]+"', found.html)
    assert tuple(shown) == charts


def test_figures_of_the_year_that_stand_on_unsettled_readings_are_marked() -> None:
    done = evaluate(PLAN, Facts(UNIT, evidence=(file("2.report", item=3),)), LATE, weekday)
    unsettled = Unsettled(points=("late-work",), activities={2: ("measures-count",)})

    text = summary(News(overdue()), evaluation=replace(done, unsettled=unsettled)).text

    assert "คะแนนที่ได้แล้ว*: ๒๐ มี.ค. ๖๗ ได้ ๑๐ จาก ๑๕" in text
    assert "กิจกรรมที่ครบแล้ว*: planning ๑ จาก ๓" in text
    assert text.count("*") == 4  # a mark a line, and the note


def test_a_letter_about_failures_alone_says_nothing_of_the_year() -> None:
    evaluation = evaluate(PLAN, Facts(UNIT), LATE, weekday)
    found = summary(News(failed=(FAILED,)), evaluation=evaluation, charts=(POINTS,))
    assert "ภาพรวม" not in found.text
    assert "<img" not in found.html


def test_a_long_list_is_cut_and_counted() -> None:
    many = tuple(FailedLetter(n, f"p{n}@b.example", "planning", "dead", "") for n in range(20))
    text = summary(News(failed=many)).text
    assert text.count("@b.example") == 12
    assert "และอีก ๘ รายการ" in text


def test_chats_hear_the_headings_alone() -> None:
    short = summary(News(overdue(), ("campaign",)), link="https://kamnot.example").short
    assert short.splitlines()[-1] == "https://kamnot.example/?openExternalBrowser=1"
    assert len(short) < 500
    assert "• คณะทำงานที่แจ้งเตือนไม่ได้เพราะไม่มีผู้รับ: ๑" in short


def test_markup_in_a_servers_words_stays_words() -> None:
    hostile = FailedLetter(1, "a@b.example", "planning", "dead", "<script>alert(1)</script>")
    assert "<script>" not in summary(News(failed=(hostile,))).html


def test_it_speaks_english_too() -> None:
    found = summary(News(overdue(), ("campaign",), (FAILED,)), language="en")
    assert (
        found.subject == "[กำหนด] For the director: 2 activities overdue · 2 not told · 27 Mar 2024"
    )
    assert "Letters that did not arrive" in found.text


def test_failures_compare_equal_until_something_changes() -> None:
    again = FailedLetter(12, "head@bureau.example", "planning", "dead", "other words")
    assert News(failed=(FAILED,)).failures == News(failed=(again,)).failures
    expired = FailedLetter(12, "head@bureau.example", "planning", "expired", "")
    assert News(failed=(FAILED,)).failures != News(failed=(expired,)).failures


REPORT = Duty(
    "complaints-report", "รายงานเรื่องร้องเรียน", "2024-02", date(2024, 2, 29), date(2024, 2, 29), "s"
)


def test_a_long_list_of_activities_hides_no_duty() -> None:
    [reminder, *_] = overdue()
    many = tuple(replace(reminder.activities[0], number=n) for n in range(1, 20))
    text = summary(News((replace(reminder, activities=many, duties=(REPORT,)),))).text

    assert "รายงานเรื่องร้องเรียน" in text
    assert "และอีก ๘ รายการ" in text


def test_a_duty_beside_a_failure_counts_no_activity_in_the_subject() -> None:
    [reminder, *_] = overdue()
    duty = replace(reminder, activities=(), duties=(REPORT,))

    said = summary(News((duty,), ("campaign",))).subject
    assert said == "[กำหนด] ถึงผู้อำนวยการ: เกินกำหนด รายงานเรื่องร้องเรียน · แจ้งเตือนไม่ได้ ๑ · ๒๗ มี.ค. ๖๗"


def test_a_long_title_of_a_duty_leaves_room_for_what_could_not_be_told() -> None:
    [reminder, *_] = overdue()
    long = replace(REPORT, title="รายงานผลการดำเนินการเกี่ยวกับเรื่องร้องเรียนและข้อเสนอแนะของบุคลากร")
    said = summary(News((replace(reminder, activities=(), duties=(long,)),), ("campaign",))).subject
    assert said.endswith("… · แจ้งเตือนไม่ได้ ๑ · ๒๗ มี.ค. ๖๗")
    assert width(said) <= ROOM + width("[กำหนด] ")


def test_the_directors_deputy_reads_who_is_away() -> None:
    one = StandIn("director@b.example", date(2024, 4, 30), "deputy@b.example")
    assert (
        "director@b.example ไม่อยู่ถึง ๓๐ เม.ย. ๖๗" in summary(News(overdue()), stand_ins=(one,)).text
    )


def test_a_duty_alone_shows_no_figures_of_activities() -> None:
    [reminder, *_] = overdue()
    evaluation = evaluate(PLAN, Facts(UNIT), LATE, weekday)
    news = News((replace(reminder, activities=(), to_review=(), duties=(REPORT,)),))
    text = summary(news, evaluation=evaluation, charts=(POINTS,)).text
    assert "ภาพรวม" not in text
    assert "มีงานประจำที่เกินกำหนดแล้วและยังไม่มีบันทึกว่าเสร็จแล้ว" in text
    assert "รายงานเรื่องร้องเรียน ประจำเดือนกุมภาพันธ์ ๒๕๖๗ ยังไม่มีบันทึกว่ารายงานแล้ว" in text


def test_what_waits_for_a_reviewer_is_not_counted_as_overdue() -> None:
    [reminder, *_] = overdue()
    late, sent = reminder.activities[:1], reminder.activities[1:2]
    mixed = summary(News((replace(reminder, activities=late, to_review=sent),)))
    review = summary(News((replace(reminder, activities=(), to_review=sent),)))

    assert mixed.subject == "[กำหนด] ถึงผู้อำนวยการ: เกินกำหนด ๑ กิจกรรม · รอตรวจรับ ๑ · ๒๗ มี.ค. ๖๗"
    assert "ส่งแล้ว รอตรวจรับ" in mixed.text
    assert "คะแนน และรอตรวจรับ ๑ กิจกรรม\n" in mixed.text
    assert "planning: รอตรวจรับ ๑ กิจกรรม\n" in review.text
    assert "แต่ยังไม่มีผู้ตรวจรับ" in review.text
    assert review.subject == "[กำหนด] ถึงผู้อำนวยการ: รอตรวจรับ ๑ กิจกรรม · ๒๗ มี.ค. ๖๗"


def test_an_overdue_duty_beside_what_waits_for_review_is_named_in_subject_and_heading() -> None:
    [reminder, *_] = overdue()
    duty = Duty("complaints", "รายงานเรื่องร้องเรียน", "2024-02", DUE, DUE, "s")
    both = News(
        (replace(reminder, activities=(), to_review=reminder.activities[:1], duties=(duty,)),)
    )
    thai, english = summary(both), summary(both, "en")

    assert "planning: งานประจำ ๑ เรื่อง และรอตรวจรับ ๑ กิจกรรม\n" in thai.text
    assert thai.subject == (
        "[กำหนด] ถึงผู้อำนวยการ: รอตรวจรับ ๑ กิจกรรม · งานประจำเกินกำหนด ๑ · ๒๗ มี.ค. ๖๗"
    )
    assert "1 to be reviewed · duties overdue: 1 · 27 Mar 2024" in english.subject


def test_joint_work_stands_under_each_group_and_the_sum_says_that_it_counts_once() -> None:
    once = "แต่นับคะแนนครั้งเดียว"
    [reminder, *_] = overdue()

    assert once in summary(News((reminder, replace(reminder, group="campaign")))).text
    assert once not in summary(News((reminder,))).text


def test_an_activity_whose_points_are_earned_says_so() -> None:
    [reminder, *_] = overdue()
    one = next(a for a in reminder.activities if a.points)
    assert one.points is not None
    earned = replace(one, points=replace(one.points, earned=one.points.possible))

    text = summary(News((replace(reminder, activities=(earned,)),))).text
    assert "— ได้คะแนนแล้ว ครบกำหนด" in text
