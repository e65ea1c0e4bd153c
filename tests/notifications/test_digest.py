"""One digest a group: first what is missing and worth most, what to do, the real last day, what follows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, ReviewFact, SectionFact, SectionOutcome
from domain.plan.model import CarriedOver, Plan
from domain.reminders.decide import Decision, decide
from domain.reminders.ladder import Ledger
from domain.reminders.recipients import StandIn, UnitProfile
from domain.reminders.snoozes import Answers, Snooze
from domain.results import Duty, Reminder
from domain.words.wording import SENTENCES
from notifications.digest import render_digest
from notifications.digest_words import TO_ITSELF
from notifications.layout import Digest
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import DUE, UNIT, file, photo, relief, share, small_plan, weekday
from tests.support.dossiers import plan_2567

PLAN = small_plan()
WEEK_BEFORE = DUE - timedelta(days=7)
MARCH_DONE = Facts(
    UNIT,
    evidence=(photo("1.photos", 1), photo("1.photos", 2), file("2.report", item=3)),
    measures=(share("1.signed", 9, 10),),
)


def due(
    as_of: date, facts: Facts | None = None, plan: Plan = PLAN, language: str = "th"
) -> dict[str, Reminder]:
    evaluation = evaluate(plan, facts or Facts(UNIT), as_of, weekday, language=language)
    return {r.group: r for r in decide(plan, evaluation, frozenset(), weekday).due}


def digest(
    as_of: date = WEEK_BEFORE,
    group: str = "planning",
    facts: Facts | None = None,
    language: str = "th",
    plan: Plan = PLAN,
    **more: Any,
) -> Digest:
    reminder = due(as_of, facts, plan, language)[group]
    return render_digest(
        reminder, plan=plan, unit_name="สำนักทดสอบ", language=language, as_of=as_of, **more
    )


def words(markup: str) -> str:
    """What a reader of the HTML sees, in one line."""
    body = markup.partition("</head>")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_activity_worth_most_comes_first_without_a_running_total() -> None:
    text = digest().text
    assert text.index("กิจกรรมที่ ๒ — ๑๐ คะแนน") < text.index("กิจกรรมที่ ๑ — ๕ คะแนน")
    assert "ได้เพิ่มรวม" not in text
    assert "หากส่งครบจะได้เพิ่มอีก ๑๕ คะแนน จากทั้งปี ๓๕ คะแนน" in text


def said_to_planning(remedy: str) -> str:
    for others, own in TO_ITSELF["th"]:
        remedy = remedy.replace(others, own)
    return remedy


def test_every_open_finding_is_told_with_its_remedy() -> None:
    reminder = due(WEEK_BEFORE)["planning"]
    shown = digest()
    for activity in reminder.activities:
        for finding in activity.open_findings:
            for part in (shown.text, words(shown.html)):
                assert finding.title in part
                assert finding.found in part
                assert said_to_planning(finding.remedy.replace(f" {finding.title} ", "")) in part


@pytest.mark.parametrize(
    ("group", "to_do"),
    [
        ("campaign", "ดำเนินการเพิ่มให้ถึง ๙๐% แล้วแจ้งตัวเลขใหม่ให้คณะทำงานด้านแผนฯ บันทึก"),
        ("planning", "ดำเนินการเพิ่มให้ถึง ๙๐% แล้วบันทึกตัวเลขใหม่"),
    ],
)
def test_a_number_that_is_too_small_is_a_measure_whose_new_value_is_told_or_entered(
    group: str, to_do: str
) -> None:
    joint = PLAN.model_dump()
    joint["activities"][0]["groups"] = ["planning", "campaign"]
    facts = Facts(UNIT, measures=(share("1.signed", 150, 200, WEEK_BEFORE),))

    text = digest(group=group, facts=facts, plan=Plan.model_validate(joint)).text

    [line] = [line for line in text.splitlines() if "๗๕%" in line]
    assert line.lstrip().startswith("• ตัวชี้วัด: ")
    assert f"สิ่งที่ต้องทำ: {to_do}\n" in text


def test_a_returned_file_is_told_in_the_reviewers_words() -> None:
    sent = file("2.report", WEEK_BEFORE, 3)
    back = ReviewFact(3, 1, False, "ขาดลายมือชื่อ", WEEK_BEFORE)
    shown = digest(facts=Facts(UNIT, evidence=(sent,), reviews=(back,)))
    for part in (shown.text, words(shown.html)):
        assert "ถูกส่งคืน: ขาดลายมือชื่อ" in part


def test_what_is_done_is_not_told() -> None:
    facts = Facts(UNIT, evidence=tuple(photo("1.photos", n, WEEK_BEFORE) for n in (1, 2)))
    assert "ภาพถ่าย" in digest().text
    assert "ภาพถ่าย" not in digest(facts=facts).text


def test_the_html_and_the_text_say_the_same() -> None:
    shown = digest(date(2024, 6, 21), link="https://kamnot.example.go.th/")
    lines = [line.strip(" •-!=") for line in shown.text.splitlines()]
    seen = words(shown.html).replace(" ", "")
    for line in filter(None, lines):
        for piece in re.split(r" — |: | \(|\)$", line):
            assert piece.replace(" ", "") in seen or piece.startswith("https://"), piece
    assert "https://kamnot.example.go.th/" in shown.html


def test_a_due_date_on_a_sunday_names_the_last_working_day() -> None:
    warning = "โปรดส่งภายในวันศุกร์ที่ ๒๘ มิถุนายน ๒๕๖๗ ซึ่งเป็นวันทำการสุดท้าย"
    assert warning in digest(date(2024, 6, 21), facts=MARCH_DONE).text
    assert "วันทำการสุดท้าย" not in digest().text


def test_the_last_working_day_itself_is_called_so_and_not_two_days_left() -> None:
    text = digest(date(2024, 6, 28), facts=MARCH_DONE).text
    assert "(วันนี้เป็นวันทำการสุดท้าย)" in text
    assert "เหลืออีก" not in text


def test_the_last_working_day_of_a_later_batch_is_named_too() -> None:
    shown = digest(date(2024, 6, 21))
    assert "ภายในวันศุกร์ที่ ๒๘ มิถุนายน ๒๕๖๗" in shown.text
    assert "ส่งภายใน ๒๘ มิ.ย. ๖๗" in shown.subject


def test_what_can_still_be_in_time_comes_before_what_is_overdue() -> None:
    text = digest(date(2024, 6, 21)).text
    assert text.index("อีก ๗ วันถึงวันทำการสุดท้าย") < text.index("เกินกำหนดแล้ว ๙๓ วัน")


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        pytest.param(date(2024, 6, 26), "อีก ๒ วันถึงวันทำการสุดท้าย", id="the due date is a Sunday"),
        pytest.param(date(2024, 6, 27), "พรุ่งนี้เป็นวันทำการสุดท้าย", id="the day before it"),
        pytest.param(date(2024, 6, 28), "วันนี้เป็นวันทำการสุดท้าย", id="that day"),
    ],
)
def test_days_are_counted_to_the_day_on_which_it_can_still_be_handed_in(
    as_of: date, left: str
) -> None:
    assert left in digest(as_of).text


@pytest.mark.parametrize("told", [True, False])
def test_it_says_whether_the_directors_letter_tells_of_it_too(*, told: bool) -> None:
    assert ("อยู่ในสรุปถึงผู้อำนวยการสำนักด้วย" in digest(escalated=told).text) is told


def test_it_says_that_a_carried_plan_is_not_all_confirmed() -> None:
    drafted = PLAN.model_copy(update={"carried": CarriedOver(year=2566)})
    assert "ยกมาจากแผนปี ๒๕๖๖ สำนักยังยืนยันไม่ครบ" in digest(plan=drafted).text
    assert "ยกมาจาก" not in digest().text


def test_a_joint_activity_names_who_else_is_responsible() -> None:
    assert "ทำร่วมกับ campaign\n" in digest().text


@pytest.mark.parametrize(
    ("as_of", "sentence"),
    [
        (date(2024, 2, 19), "จะเตือนอีกครั้งไม่ช้ากว่า ๗ วันก่อนวันครบกำหนด และเรียนหัวหน้าคณะด้วย"),
        (WEEK_BEFORE, "จะเตือนอีกครั้งไม่ช้ากว่าวันครบกำหนด\n"),
        (WEEK_BEFORE, "ถ้าเลยกำหนดแล้วยังไม่ครบ จะเตือนทุก ๗ วัน และเรียนผู้อำนวยการสำนักด้วย"),
        (DUE + timedelta(days=7), "ถ้ายังไม่ครบ จะเตือนอีกครั้งทุก ๗ วัน\n"),
    ],
)
def test_it_says_what_happens_next(as_of: date, sentence: str) -> None:
    assert sentence in digest(as_of).text


def test_one_day_is_one_day_in_english() -> None:
    assert "1 day overdue" in digest(DUE + timedelta(days=1), language="en").text
    assert not re.search(r"\b1 (days|activities)\b", digest(DUE, language="en").text)


def test_a_group_that_does_not_follow_up_itself_is_told_whom_to_ask() -> None:
    told = UnitProfile(place="ห้อง ๓๐๒", coordinator="งานบริหารทั่วไป", telephone="9263")

    plain, known, own = (
        digest(group="campaign"), digest(group="campaign", profile=told), digest(profile=told)
    )  # fmt: skip

    assert "ส่งเอกสารถึง planning\n" in plain.text
    assert "ติดต่อ planning\n" in plain.text
    for part in (known.text, words(known.html)):
        assert "ส่งเอกสารที่ห้อง ๓๐๒ (งานบริหารทั่วไป โทร. ๙๒๖๓)" in part
        assert "โปรดตอบจดหมายนี้หรือติดต่องานบริหารทั่วไป โทร. ๙๒๖๓" in part
    assert "ติดต่อ" not in own.text
    assert "ส่งเอกสารที่" not in own.text


@pytest.mark.parametrize("language", ["th", "en"])
def test_no_remedy_tells_the_group_that_follows_up_to_tell_itself(language: str) -> None:
    for key, said in SENTENCES.items():
        remedy = said[language == "en"]
        for others, own in TO_ITSELF[language]:
            remedy = remedy.replace(others, own)
        if key.startswith("do."):
            assert not re.search("แผนงานฯ|planning group", remedy), key


DOUBTFUL = (SectionFact("result", SectionOutcome.DOUBTFUL),)


def test_a_group_that_waits_for_a_reviewer_is_left_alone_and_the_reviewer_is_told() -> None:
    sent = Facts(UNIT, evidence=(file("2.report", WEEK_BEFORE, 3, sections=DOUBTFUL),))
    before, now = due(WEEK_BEFORE), due(WEEK_BEFORE, sent)

    assert [a.number for a in before["campaign"].activities] == [2]
    assert "campaign" not in now
    assert [a.number for a in now["planning"].to_review] == [2]
    shown = digest(facts=sent)
    for part in (shown.text, words(shown.html)):
        assert "รอท่านเปิดดูและตรวจรับ" in part
        assert "กิจกรรมที่ ๒" in part
    assert "รอท่านตรวจรับ ๑" in shown.subject


def test_what_was_due_before_the_first_day_of_use_is_told_once_and_accuses_nobody() -> None:
    since = DUE + timedelta(days=12)
    profile, answers = UnitProfile(since=since), Answers(since=since)
    reminder = standing(since, answers, Facts(UNIT))
    shown = rendered(reminder, since, profile=profile)

    assert [a.number for a in reminder.before] == [1, 2]
    assert reminder.activities == ()
    assert "เริ่มใช้ระบบติดตามงาน: ๒ เรื่องที่ครบกำหนดก่อนหน้านี้" in shown.subject
    assert "กิจกรรมที่ ๑" in shown.text
    assert "เกินกำหนด" not in shown.text
    assert all("จากนี้ไป" not in part for part in (shown.text, words(shown.html)))
    assert not decided(since - timedelta(days=1), answers).standing
    later = decided(since + timedelta(days=7), answers, written(decided(since, answers).due))
    assert later.standing == ()


def test_an_activity_whose_points_are_earned_says_so() -> None:
    reminder = standing(WEEK_BEFORE, Answers(), Facts(UNIT))
    one = next(a for a in reminder.activities if a.points)
    assert one.points is not None
    earned = replace(one, points=replace(one.points, earned=one.points.possible))

    assert "— ได้คะแนนแล้ว" in rendered(replace(reminder, activities=(earned,))).text


def decided(as_of: date, answers: Answers, ledger: Ledger = frozenset()) -> Decision:
    evaluation = evaluate(PLAN, Facts(UNIT), as_of, weekday)
    return decide(PLAN, evaluation, ledger, weekday, answers)


def written(reminders: Iterable[Reminder]) -> Ledger:
    return frozenset((rung, r.group) for r in reminders for rung in r.rungs)


def test_words_from_outside_cannot_become_markup() -> None:
    name = "<script>alert(1)</script>&.exe"
    bad = file("2.report", WEEK_BEFORE, 3, format="exe", file_name=name)
    shown = digest(facts=Facts(UNIT, evidence=(bad,)))
    assert name in shown.text
    assert "<script>" not in shown.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;.exe" in shown.html


def test_the_html_needs_nothing_from_elsewhere() -> None:
    markup = digest().html
    assert not re.search(r"<(img|script|style|link|iframe)\b|https?://|url\(", markup)
    assert '<html lang="th">' in markup


def test_an_english_reader_gets_english_around_the_plans_own_titles() -> None:
    plan = PLAN.model_copy(
        update={"activities": tuple(a.model_copy(update={"title": "-"}) for a in PLAN.activities)}
    )
    text = digest(language="en", plan=plan).text
    assert "15 points are still to be earned, of 35 in the whole year." in text
    own = {"กำหนด", "สำนักทดสอบ", "รายงาน", "ภาพถ่าย", "ร่วมลงนาม", "ผลการสำรวจ"}
    assert set(re.findall(r"[\u0e00-\u0e7f]+", text)) <= own


def test_without_a_page_there_is_no_link() -> None:
    assert "ดูรายละเอียด" not in digest().text + digest().html


# Reliefs


EXTENDED = relief("extension", "2", WEEK_BEFORE, until=date(2024, 4, 5))


def test_an_extended_activity_shows_its_new_date_who_granted_it_and_the_old_one() -> None:
    shown = digest(facts=Facts(UNIT, reliefs=(EXTENDED,)))
    line = "ขยายเวลาถึง ๕ เม.ย. ๖๗ โดยผู้อำนวยการสำนัก เมื่อ ๑๓ มี.ค. ๖๗: ระบบขัดข้อง (กำหนดเดิม ๒๐ มี.ค. ๖๗)"
    assert line in shown.text
    assert line in words(shown.html)
    assert "ครบกำหนดวันศุกร์ที่ ๕ เมษายน ๒๕๖๗ (เหลืออีก ๒๓ วัน)" in shown.text
    assert (
        "Extended to 5 Apr 2024"
        in digest(facts=Facts(UNIT, reliefs=(EXTENDED,)), language="en").text
    )


def test_what_need_not_be_sent_is_named_once_under_a_heading_of_its_own() -> None:
    reliefs = (
        relief("waiver", "1.photos", WEEK_BEFORE),
        relief("not-applicable", "2", WEEK_BEFORE, 2),
    )
    shown = digest(facts=Facts(UNIT, reliefs=reliefs))
    for part in (shown.text, words(shown.html)):
        body = part.partition("ไม่ต้องส่ง")[2]
        assert "กิจกรรมที่ ๑ ภาพถ่าย: ยกเว้นโดยผู้อำนวยการสำนัก" in body
        assert "กิจกรรมที่ ๒ กิจกรรมที่ 2: ไม่เกี่ยวข้อง" in body
        assert part.count("ภาพถ่าย") == 1
    assert "จากทั้งปี ๒๕ คะแนน" in shown.text
    assert "ไม่ต้องส่ง" not in digest().text


def test_words_of_a_relief_cannot_become_markup() -> None:
    bad = replace(EXTENDED, reason="<b>ด่วน</b>\nบรรทัดใหม่")
    shown = digest(facts=Facts(UNIT, reliefs=(bad,)))
    assert "&lt;b&gt;ด่วน&lt;/b&gt; บรรทัดใหม่" in shown.html


# The real plan


@pytest.fixture(scope="module")
def real() -> Plan:
    return load_plan([plan_folder(2567)]).plan


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("as_of", [date(2024, 3, 13), date(2024, 6, 25), date(2024, 9, 19)])
def test_the_real_plan_reads_well(real: Plan, as_of: date, language: str) -> None:
    groups = due(as_of, plan=real, language=language)
    assert groups
    for group in groups:
        shown = digest(as_of, group, language=language, plan=real)
        assert not re.search(r"[{}]|None|  \S+  ", words(shown.html))
        assert len(shown.short) <= 1000  # the shortest limit among the chats: Teams
        assert "\n\n\n" not in shown.text


def test_a_rung_that_moved_before_a_weekend_is_not_announced_again(real: Plan) -> None:
    friday = date(2024, 3, 15)  # three days before 20 March is a Sunday
    assert "จะเตือนอีกครั้งไม่ช้ากว่าวันครบกำหนด" in digest(friday, plan=real).text


# What groups answered, what came back, and what is done


SNOOZED = Answers(
    snoozes=(Snooze(1, "planning", 1, DUE - timedelta(days=2), "รอลายเซ็น", WEEK_BEFORE),),
    last_open={"planning": frozenset({1, 2, 4})},
)


def standing(as_of: date, answers: Answers, facts: Facts, plan: Plan = PLAN) -> Reminder:
    evaluation = evaluate(plan, facts, as_of, weekday)
    [found] = [
        r
        for r in decide(plan, evaluation, frozenset(), weekday, answers).standing
        if r.group == "planning"
    ]
    return found


def rendered(reminder: Reminder, as_of: date = WEEK_BEFORE, **more: Any) -> Digest:
    return render_digest(reminder, plan=PLAN, unit_name="สำนักทดสอบ", as_of=as_of, **more)


def test_what_is_snoozed_stands_apart_with_its_reason_and_end() -> None:
    shown = rendered(standing(WEEK_BEFORE, SNOOZED, Facts(UNIT)))
    for text in (shown.text, words(shown.html)):
        assert "ท่านแจ้งว่ากำลังดำเนินการ จึงพักการเตือนไว้" in text
        assert "กิจกรรมที่ ๑ กิจกรรมที่ 1 ถึง ๑๘ มี.ค. ๖๗: รอลายเซ็น (ครบกำหนด ๒๐ มี.ค. ๖๗)" in text
    assert "กิจกรรมที่ ๑ — " not in shown.text
    assert shown.subject == "[กำหนด] เหลือ ๗ วัน: ๑ กิจกรรมยังไม่ครบ กำหนดส่ง ๒๐ มี.ค. ๖๗"


def test_what_is_complete_since_the_last_letter_is_told_with_its_points() -> None:
    facts = Facts(UNIT, evidence=(file("2.report", WEEK_BEFORE, item=3),))
    shown = rendered(standing(WEEK_BEFORE, Answers(last_open=SNOOZED.last_open), facts))
    for text in (shown.text, words(shown.html)):
        assert "ครบเพิ่มหลังจดหมายฉบับก่อน" in text
        assert "กิจกรรมที่ ๒ กิจกรรมที่ 2 (๑๐ คะแนน)" in text


def test_what_a_changed_plan_took_away_is_told_once_with_who_has_it_now() -> None:
    own = (
        a.model_copy(update={"groups": ("campaign",)}) if a.number == 1 else a
        for a in PLAN.activities
    )
    changed = PLAN.changed(activities=tuple(own))
    before = Answers(last_open={"planning": frozenset({1, 2})})
    after = Answers(last_open={"planning": frozenset({2})})
    line = "กิจกรรมที่ ๑ กิจกรรมที่ 1 แผนที่แก้ไขให้campaign รับผิดชอบ"
    assert line in rendered(standing(WEEK_BEFORE, before, Facts(UNIT), changed)).text
    assert (
        "รับผิดชอบของท่านแล้ว" not in rendered(standing(WEEK_BEFORE, after, Facts(UNIT), changed)).text
    )


def test_what_was_returned_is_called_so_with_the_reviewers_words() -> None:
    sent = file("2.report", WEEK_BEFORE, item=3)
    returned = ReviewFact(3, 1, accepted=False, reason="ขาดลายเซ็นหัวหน้า", reviewed_on=WEEK_BEFORE)
    shown = rendered(standing(WEEK_BEFORE, Answers(), Facts(UNIT, (sent,), (returned,))))
    line = next(line for line in shown.text.splitlines() if "ขาดลายเซ็นหัวหน้า" in line)
    assert line.strip().startswith("• ต้องแก้ไข: รายงาน")
    assert line.count("ขาดลายเซ็นหัวหน้า") == 1


def test_each_activity_has_its_own_link_where_there_is_a_page() -> None:
    shown = rendered(standing(WEEK_BEFORE, Answers(), Facts(UNIT)), link="https://k.example/")
    for number in (1, 2):
        assert f"https://k.example/a/{number}\n" in shown.text
        assert f'href="https://k.example/a/{number}"' in shown.html
    assert "activities/" not in rendered(standing(WEEK_BEFORE, Answers(), Facts(UNIT))).text


MONTHLY = {
    "source": "s", "id": "complaints-report", "title": "รายงานเรื่องร้องเรียน", "groups": ["planning"],
    "since": "2023-11-15", "rungs": [{"source": "s", "days_before": 3, "audience": ["members"]}],
    "overdue": {"source": "s", "every_days": 14, "audience": ["members"]},
}  # fmt: skip


@pytest.mark.parametrize(("activity", "told"), [(2, False), (7, True), (None, True)])
def test_a_duty_that_comes_with_an_activity_of_the_letter_is_said_with_it(
    activity: int | None, told: bool
) -> None:
    duty = Duty("quarterly", "รายงานรายไตรมาส", "2@x", DUE, DUE, "s", activity)
    reminder = replace(due(WEEK_BEFORE, None, PLAN, "th")["planning"], duties=(duty,))

    shown = render_digest(reminder, plan=PLAN, unit_name="สำนัก", language="th", as_of=WEEK_BEFORE)

    assert ("รายงานรายไตรมาส" in shown.text, "งานประจำ" in shown.subject) == (told, told)


def test_a_group_that_only_helps_is_told_who_answers_for_the_duty_and_is_asked_for_nothing() -> (
    None
):
    duty = Duty("quarterly", "รายงานรายไตรมาส", "2@x", DUE, DUE, "s", 2)
    found = due(WEEK_BEFORE, None, PLAN, "th")["planning"]
    reminder = replace(found, group="selection", activities=(), helps=(duty,))

    shown = render_digest(reminder, plan=PLAN, unit_name="สำนัก", language="th", as_of=WEEK_BEFORE)

    leads = " ".join(PLAN.group_name(g, short=True) for g in PLAN.by_number[2].groups)
    assert shown.subject.startswith("[กำหนด] เพื่อทราบ: รายงานรายไตรมาส")
    assert "คณะอื่นเป็นผู้จัดทำ" in shown.text
    assert all(name in shown.text for name in leads.split())
    asks = ("เกินกำหนด", "งานประจำ", "ส่งครบ", "หากส่งแล้ว")
    assert not [word for word in asks if word in shown.text]
    assert "หากมีข้อสงสัย โปรดตอบจดหมายนี้" in shown.text


@pytest.mark.parametrize(
    ("as_of", "subject", "line"),
    [
        pytest.param(
            date(2023, 11, 27), "เหลือ ๓ วัน: รายงานเรื่องร้องเรียน กำหนดส่ง ๓๐ พ.ย. ๖๖",
            "รายงานเรื่องร้องเรียน ประจำเดือนพฤศจิกายน ๒๕๖๖ ครบกำหนดวันพฤหัสบดีที่ ๓๐ พฤศจิกายน ๒๕๖๖", id="coming",
        ),
        pytest.param(
            date(2023, 11, 30), "วันนี้วันสุดท้าย: รายงานเรื่องร้องเรียน (กำหนดส่ง ๓๐ พ.ย. ๖๖)",
            "ครบกำหนดวันพฤหัสบดีที่ ๓๐ พฤศจิกายน ๒๕๖๖", id="the day itself",
        ),
        pytest.param(
            date(2023, 12, 14), "เกินกำหนด ๑๔ วัน: รายงานเรื่องร้องเรียน (กำหนดส่ง ๓๐ พ.ย. ๖๖)",
            "ครบกำหนดวันพฤหัสบดีที่ ๓๐ พฤศจิกายน ๒๕๖๖ (เกินกำหนดแล้ว ๑๔ วัน)", id="overdue",
        ),
    ],
)  # fmt: skip
def test_a_letter_about_a_duty_alone_says_the_month_the_day_and_how_to_end_it(
    as_of: date, subject: str, line: str
) -> None:
    plan = Plan.model_validate(small_plan().model_dump() | {"recurring": [MONTHLY]})
    shown = rendered(standing(as_of, Answers(), Facts(UNIT), plan), as_of)
    assert shown.subject == f"[กำหนด] {subject}"
    assert line in shown.text
    assert "เมื่อเสนอรายงานประจำเดือนแล้ว โปรดบันทึกไว้ในระบบ" in shown.text
    assert "การเตือนของเดือนนั้นจะหยุดเอง" in shown.text
    assert "เมื่อส่งครบแล้ว" not in shown.text
    assert "คะแนน" not in shown.text
    assert "รายงานเรื่องร้องเรียน" in shown.short


@pytest.mark.parametrize(
    ("as_of", "line"),
    [
        pytest.param(
            date(2024, 1, 26),
            "ประจำเดือนมกราคม ๒๕๖๗ ครบกำหนดวันพุธที่ ๓๑ มกราคม ๒๕๖๗"
            " และยังไม่มีบันทึกว่ารายงานแล้วอีก ๒ เดือน (พฤศจิกายนและธันวาคม ๒๕๖๖)",
            id="a month that is not over is not among the missed ones",
        ),
        pytest.param(
            date(2024, 2, 7),
            "ยังไม่มีบันทึกว่ารายงานแล้ว ๓ เดือน (พฤศจิกายน ๒๕๖๖ ถึงมกราคม ๒๕๖๗)"
            " เดือนล่าสุดครบกำหนดวันพุธที่ ๓๑ มกราคม ๒๕๖๗ (เกินกำหนดแล้ว ๗ วัน)",
            id="all are missed",
        ),
    ],
)
def test_nobody_is_blamed_for_a_month_that_is_not_over(as_of: date, line: str) -> None:
    plan = Plan.model_validate(small_plan().model_dump() | {"recurring": [MONTHLY]})
    shown = rendered(standing(as_of, Answers(), Facts(UNIT), plan), as_of)
    assert line in shown.text


@pytest.mark.parametrize(
    ("as_of", "told", "promised"),
    [
        pytest.param(
            date(2024, 6, 21), True, True, id="work to come beside what the director knows"
        ),
        pytest.param(
            DUE + timedelta(days=6), True, True, id="late for too few days to be told yet"
        ),
        pytest.param(DUE + timedelta(days=14), True, False, id="told already"),
    ],
)
def test_it_announces_the_director_for_what_was_not_told_yet(
    as_of: date, *, told: bool, promised: bool
) -> None:
    [reminder] = [r for r in decide_standing(as_of) if r.group == "planning"]
    for audience in (("members",), ("members", "head")):
        shown = render_digest(
            replace(reminder, audience=audience),
            plan=PLAN, unit_name="สำนัก", language="th", as_of=as_of, escalated=told,
        )  # fmt: skip
        assert (
            "ผู้อำนวยการสำนักด้วย\n" in shown.text.partition("จากนี้ไป")[2].partition("\n-- \n")[0]
        ) is promised


def test_the_last_letter_of_the_year_promises_no_other() -> None:
    said = "หลังสิ้นปีงบประมาณ (๓๐ กันยายน ๒๕๖๗) จะไม่มีการเตือนอีก"
    shown = [
        rendered(next(r for r in decide_standing(day) if r.group == "planning"), day).text
        for day in (date(2024, 9, 20), date(2024, 9, 27))
    ]
    assert [said in text for text in shown] == [False, True]
    assert "จะเตือนอีก" not in shown[1]


def test_a_single_activity_is_not_said_to_be_sorted() -> None:
    reminder = due(WEEK_BEFORE, None, PLAN, "th")["planning"]
    one = replace(reminder, activities=reminder.activities[:1])
    assert "เรียงจากคะแนน" in rendered(reminder, WEEK_BEFORE).text
    assert "เรียงจากคะแนน" not in rendered(one, WEEK_BEFORE).text


def decide_standing(as_of: date) -> tuple[Reminder, ...]:
    return decide(PLAN, evaluate(PLAN, Facts(UNIT), as_of, weekday), frozenset(), weekday).standing


@pytest.mark.parametrize(
    ("as_of", "language", "held", "promised"),
    [
        pytest.param(WEEK_BEFORE, "th", {"members", "head", "director"}, "ผู้อำนวยการ", id="a director"),
        pytest.param(WEEK_BEFORE, "th", {"members", "head"}, "", id="no director"),
        pytest.param(WEEK_BEFORE, "en", {"members", "head"}, "", id="in English"),
        pytest.param(DUE - timedelta(days=30), "th", {"members", "director"}, "ผู้อำนวยการ", id="no head"),
        pytest.param(DUE + timedelta(days=7), "th", {"members", "head"}, "", id="overdue"),
    ],
)  # fmt: skip
def test_no_letter_promises_a_reader_whom_nobody_can_reach(
    as_of: date, language: str, held: set[str], promised: str
) -> None:
    found = due(as_of, None, PLAN, language)["planning"]
    reminder = replace(found, audience=tuple(who for who in found.audience if who in held))
    told = render_digest(
        reminder, plan=PLAN, unit_name="-", language=language, as_of=as_of, held=held
    ).text
    next_steps = told.partition("จากนี้ไป" if language == "th" else "What happens next")[2]
    director, head = ("ผู้อำนวยการ", "หัวหน้า") if language == "th" else ("director", "head")
    assert (director in next_steps) is bool(promised)
    assert "head" in held or head not in next_steps


def test_who_stands_in_for_whom_and_until_when_is_said_once_in_the_letter() -> None:
    one = StandIn("member@b.example", date(2024, 3, 22), "records@b.example")
    thai, english = (digest(language=lang, stand_ins=(one,)).text for lang in ("th", "en"))
    assert "member@b.example ไม่อยู่ถึง ๒๒ มี.ค. ๖๗ จดหมายนี้จึงส่งถึง records@b.example แทน" in thai
    assert "member@b.example is away until 22 Mar 2024: this mail goes to records@" in english
    assert "ไม่อยู่ถึง" not in digest().text


def test_the_first_line_says_all_that_the_subject_had_no_room_for() -> None:
    late = due(date(2024, 6, 21))["planning"]
    [one, *_] = late.activities
    much = replace(late, to_review=(one,))
    text = render_digest(
        much, plan=PLAN, unit_name="-", language="th", as_of=date(2024, 6, 21)
    ).text
    assert (
        "แบ่งเป็น กำหนดส่ง ๓๐ มิ.ย. ๖๗ จำนวน ๑ กิจกรรมและเกินกำหนดแล้ว ๒ กิจกรรม"
        " นอกจากนี้มีงานที่รอท่านตรวจรับ ๑ กิจกรรม" in text
    )


def test_in_the_first_line_no_year_stands_beside_a_count() -> None:
    as_of = date(2024, 6, 21)
    late = due(as_of)["planning"]
    later = replace(late.activities[0], due=date(2024, 8, 1), last_working_day=date(2024, 8, 1))
    all_three = replace(late, activities=(*late.activities, later))
    text = render_digest(all_three, plan=PLAN, unit_name="-", language="th", as_of=as_of).text
    assert (
        "แบ่งเป็น กำหนดส่ง ๓๐ มิ.ย. ๖๗ จำนวน ๑ กิจกรรม กำหนดส่งภายหลัง ๑ กิจกรรม และเกินกำหนดแล้ว ๒ กิจกรรม"
        in text
    )
    assert not re.search("[๐-๙] [๐-๙]", text.partition("แบ่งเป็น")[2].partition("\n")[0])


def test_a_chat_without_pages_says_where_to_send_and_one_about_a_duty_names_its_month_and_day() -> (
    None
):
    place = UnitProfile(place="ห้อง ๓๐๑")
    assert digest(group="campaign", profile=place).short.endswith("ส่งเอกสารที่ห้อง ๓๐๑")
    linked = digest(group="campaign", profile=place, link="https://k.example").short
    assert "ห้อง" not in linked

    plan = Plan.model_validate(small_plan().model_dump() | {"recurring": [MONTHLY]})
    short = digest(date(2023, 11, 27), plan=plan).short
    assert "ประจำเดือนพฤศจิกายน ๒๕๖๖ ครบกำหนดวันพฤหัสบดีที่ ๓๐ พฤศจิกายน ๒๕๖๖" in short
    assert "…" not in short


def test_what_stands_on_unsettled_readings_is_marked_once_and_explained_once() -> None:
    plan = plan_2567()
    texts = [
        digest(day, language=lang, plan=plan).text
        for day in (WEEK_BEFORE, DUE)
        for lang in ("th", "en")
    ]
    assert [text.count("*") for text in texts] == [2] * 4
    assert "คะแนน*\n" in texts[0]
    assert "* คิดตามการตีความแผน" in texts[0]
