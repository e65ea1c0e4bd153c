"""What a run is called and how it ends, in sentences that an official can check."""

from __future__ import annotations

from datetime import date

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, SectionFact, SectionOutcome
from domain.plan.model import Plan
from domain.results import Points
from flows.check.check import CheckOutcome
from flows.check.check_many import UnitSummary
from flows.deployments.run_words import (
    LONGEST,
    batch_words,
    check_words,
    deliver_words,
    delivery_trouble,
    job_words,
    run_name,
    units_words,
)
from flows.letters.compose import Letters
from flows.letters.deliver import Delivered
from tests.support.cast import DUE, UNIT, file, photo, relief, share, small_plan, weekday

PLAN = small_plan()
MARCH, YEAR = ("march",), ("march", "june-30")
LATE_EARNS_NOTHING = small_plan(
    points_policy={
        "source": "-", "id": "late-loses", "title": "-", "late": "none", "partial": "parts",
    }
)  # fmt: skip
FIRST = (photo("1.photos", 1), photo("1.photos", 2, sha256="2" * 64))
SIGNED = share("1.signed", 95, 100)
REPORT = file("2.report", item=3)
SCAN = file(
    "2.report", item=3, sections=(SectionFact("result", SectionOutcome.CANNOT_TELL, 0, ""),)
)


def outcome(
    facts: Facts,
    batches: tuple[str, ...] = MARCH,
    *,
    as_of: date = DUE,
    plan: Plan = PLAN,
    sent: int = 0,
    unreachable: tuple[str, ...] = (),
) -> CheckOutcome:
    evaluation = evaluate(plan, facts, as_of, weekday)
    letters = Letters(unreachable=unreachable)
    return CheckOutcome(evaluation, batches, (), letters, (), Delivered(sent=sent))


# The name


@pytest.mark.parametrize(
    ("batches", "language", "words"),
    [
        pytest.param(("march",), "th", "รอบ ๒๐ มีนาคม", id="one"),
        pytest.param(("june-30",), "en", "batch of 30 Jun", id="english"),
        pytest.param(("march", "june-30"), "th", "ทุกรอบ", id="all"),
        pytest.param(("march", "june-30"), "en", "all batches", id="all in english"),
    ],
)
def test_batches_are_called_by_their_day(
    batches: tuple[str, ...], language: str, words: str
) -> None:
    assert batch_words(PLAN, batches, language) == words


@pytest.mark.parametrize(
    ("what", "unit", "language", "name"),
    [
        pytest.param(
            "รอบ ๒๐ มีนาคม", "สำนักการคลังและงบประมาณ", "th",
            "รอบ ๒๐ มีนาคม · ๑๓ มีนาคม ๒๕๖๗ · สำนักการคลังและงบประมาณ", id="one unit",
        ),
        pytest.param("ทุกรอบ", None, "th", "ทุกรอบ · ๑๓ มีนาคม ๒๕๖๗ · ทุกสำนัก", id="all units"),
        pytest.param("batch of 20 Mar", None, "en", "batch of 20 Mar · 13 Mar 2024 · all units", id="english"),
        pytest.param(job_words("remind", "th"), None, "th", "แจ้งเตือนประจำวัน · ๑๓ มีนาคม ๒๕๖๗ · ทุกสำนัก", id="daily"),
        pytest.param(job_words("deliver", "th"), None, "th", "ส่งจดหมายที่ค้าง · ๑๓ มีนาคม ๒๕๖๗ · ทุกสำนัก", id="letters"),
        pytest.param(job_words("watch", "en"), None, "en", "watch · 13 Mar 2024 · all units", id="watch"),
    ],
)  # fmt: skip
def test_a_run_is_named_by_what_it_does_the_day_and_the_unit(
    what: str, unit: str | None, language: str, name: str
) -> None:
    assert run_name(what, date(2024, 3, 13), unit, language) == name


# One unit


@pytest.mark.parametrize(
    ("found", "waiting", "thai", "english"),
    [
        pytest.param(
            outcome(Facts(UNIT, FIRST, measures=(SIGNED,)), sent=3), 1,
            "ขาด ๑ จาก ๒ กิจกรรม (๒) เสี่ยงเสีย ๑๐ คะแนน ส่งจดหมาย ๓ ฉบับ รอส่ง ๑ ฉบับ",
            "1 of 2 activities incomplete (2); points at risk: 10. Letters: 3 sent, 1 waiting.",
            id="one missing",
        ),
        pytest.param(
            outcome(Facts(UNIT)), 0,
            "ขาด ๒ จาก ๒ กิจกรรม (๑, ๒) เสี่ยงเสีย ๑๕ คะแนน ส่งจดหมาย ๐ ฉบับ รอส่ง ๐ ฉบับ",
            "2 of 2 activities incomplete (1, 2); points at risk: 15. Letters: 0 sent, 0 waiting.",
            id="all missing",
        ),
        pytest.param(
            outcome(Facts(UNIT, (*FIRST, SCAN), measures=(SIGNED,))), 0,
            "ขาด ๐ จาก ๒ กิจกรรม ยังบอกไม่ได้ ๑ กิจกรรม (๒) เสี่ยงเสีย ๑๐ คะแนน ส่งจดหมาย ๐ ฉบับ รอส่ง ๐ ฉบับ",
            "0 of 2 activities incomplete, 1 cannot be told (2); points at risk: 10. Letters: 0 sent, 0 waiting.",
            id="cannot tell is not missing",
        ),
        pytest.param(
            outcome(Facts(UNIT, (*FIRST, REPORT), measures=(SIGNED,))), 0,
            "ครบทุกกิจกรรม (๒ กิจกรรม) ได้ ๑๕ คะแนน ส่งจดหมาย ๐ ฉบับ รอส่ง ๐ ฉบับ",
            "All 2 activities complete, 15 points. Letters: 0 sent, 0 waiting.",
            id="complete",
        ),
        pytest.param(
            outcome(Facts(UNIT), as_of=date(2024, 3, 21), plan=LATE_EARNS_NOTHING), 0,
            "ขาด ๒ จาก ๒ กิจกรรม (๑, ๒) เสี่ยงเสีย ๐ คะแนน เสียไปแล้ว ๑๕ คะแนน ส่งจดหมาย ๐ ฉบับ รอส่ง ๐ ฉบับ",
            "2 of 2 activities incomplete (1, 2); points at risk: 0. Points lost: 15. Letters: 0 sent, 0 waiting.",
            id="lost points are no longer at risk",
        ),
        pytest.param(
            outcome(Facts(UNIT, reliefs=(relief("not-applicable", "1"),))), 0,
            "ขาด ๑ จาก ๑ กิจกรรม (๒) เสี่ยงเสีย ๑๐ คะแนน ส่งจดหมาย ๐ ฉบับ รอส่ง ๐ ฉบับ",
            "1 of 1 activities incomplete (2); points at risk: 10. Letters: 0 sent, 0 waiting.",
            id="what does not apply is not counted",
        ),
        pytest.param(
            outcome(Facts(UNIT), YEAR), 0,
            "ขาด ๔ จาก ๔ กิจกรรม (๑, ๒, ๓, ๔) เสี่ยงเสีย ๓๕ คะแนน ส่งจดหมาย ๐ ฉบับ รอส่ง ๐ ฉบับ",
            "4 of 4 activities incomplete (1, 2, 3, 4); points at risk: 35. Letters: 0 sent, 0 waiting.",
            id="several batches are one sum",
        ),
        pytest.param(
            outcome(Facts(UNIT), unreachable=("campaign",)), 0,
            "ขาด ๒ จาก ๒ กิจกรรม (๑, ๒) เสี่ยงเสีย ๑๕ คะแนน ส่งจดหมาย ๐ ฉบับ รอส่ง ๐ ฉบับ "
            "แจ้ง ๑ คณะไม่ได้เพราะไม่มีผู้รับ",
            "2 of 2 activities incomplete (1, 2); points at risk: 15. Letters: 0 sent, 0 waiting. "
            "Groups without a contact, not told: 1.",
            id="nobody to write to",
        ),
    ],
)  # fmt: skip
def test_a_check_ends_with_what_is_missing_the_points_and_the_letters(
    found: CheckOutcome, waiting: int, thai: str, english: str
) -> None:
    assert check_words(found, waiting, "th") == thai
    assert check_words(found, waiting, "en") == english


# Many units

NAMES = {"a": "สำนักการคลังและงบประมาณ", "b": "สำนักการประชุม", "c": "สำนักวิชาการ"}
DONE = UnitSummary("c", complete=True, points=Points(earned=15, possible=15, printed=15))
BEHIND = UnitSummary("a", missing=5, letters=3)
BROKEN = UnitSummary("b", trouble="ข้อมูลใช้ไม่ได้")


@pytest.mark.parametrize(
    ("summaries", "language", "words"),
    [
        pytest.param((DONE,), "th", "ครบ ๑ จาก ๑ สำนัก ส่งจดหมาย ๓ ฉบับ รอส่ง ๒ ฉบับ", id="all complete"),
        pytest.param(
            (BEHIND, DONE), "th",
            "ครบ ๑ จาก ๒ สำนัก ส่งจดหมาย ๓ ฉบับ รอส่ง ๒ ฉบับ ขาดมากที่สุด: สำนักการคลังและงบประมาณ (๕ กิจกรรม)",
            id="one behind",
        ),
        pytest.param(
            (BROKEN, DONE), "th",
            "ครบ ๑ จาก ๒ สำนัก ตรวจไม่ได้ ๑ สำนัก (สำนักการประชุม: ข้อมูลใช้ไม่ได้) ส่งจดหมาย ๓ ฉบับ รอส่ง ๒ ฉบับ",
            id="one that could not be judged",
        ),
        pytest.param(
            (BEHIND, BROKEN, DONE), "en",
            "1 of 3 units complete. 1 could not be judged (สำนักการประชุม: ข้อมูลใช้ไม่ได้). Letters: 3 sent, 2 waiting. "
            "Most is missing in สำนักการคลังและงบประมาณ (5 activities).",
            id="english",
        ),
        pytest.param(
            (UnitSummary("new", missing=1),), "th",
            "ครบ ๐ จาก ๑ สำนัก ส่งจดหมาย ๓ ฉบับ รอส่ง ๒ ฉบับ ขาดมากที่สุด: new (๑ กิจกรรม)",
            id="a unit without a name is shown by its id",
        ),
    ],
)  # fmt: skip
def test_many_units_end_with_who_is_behind(
    summaries: tuple[UnitSummary, ...], language: str, words: str
) -> None:
    assert units_words(summaries, Delivered(sent=3), 2, NAMES, language) == words


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_hundred_units_still_fit_and_keep_the_letters(language: str) -> None:
    names = {str(n): f"สำนักที่มีชื่อยาวมากจนไม่มีที่ให้เขียนทั้งหมด {n}" for n in range(100)}
    reason = "ไฟล์แผนของสำนักนี้ใช้ไม่ได้ โปรดแก้ตามที่ kamnot plan validate บอกแล้วสั่งตรวจใหม่อีกครั้ง"
    broken = [UnitSummary(str(n), trouble=reason) for n in range(50)]
    behind = [UnitSummary(str(n), missing=n) for n in range(50, 100)]
    said = units_words((*broken, *behind), Delivered(sent=3), 2, names, language)
    assert len(said) <= LONGEST
    assert ("ส่งจดหมาย ๓ ฉบับ" if language == "th" else "Letters: 3 sent") in said
    assert ("และอีก ๔๘" if language == "th" else "and 48 more") in said


# Letters


@pytest.mark.parametrize(
    ("delivered", "waiting", "failed", "over", "thai", "english"),
    [
        pytest.param(Delivered(), 0, 0, None, "ไม่มีจดหมายรอส่ง", "No letter was waiting.", id="nothing waited"),
        pytest.param(
            Delivered(sent=4), 0, 0, None,
            "ส่งจดหมาย ๔ ฉบับ รอส่ง ๐ ฉบับ", "Letters: 4 sent, 0 waiting.", id="all sent",
        ),
        pytest.param(
            Delivered(sent=1, dead=2), 3, 2, None,
            "ส่งจดหมาย ๑ ฉบับ รอส่ง ๓ ฉบับ ส่งไม่สำเร็จ ๒ ฉบับ", "Letters: 1 sent, 3 waiting. Failed: 2.",
            id="some failed",
        ),
        pytest.param(
            Delivered(), 0, 0, 2567,
            "ปีงบประมาณ ๒๕๖๗ สิ้นสุดแล้ว ไม่มีการแจ้งเตือนที่ต้องส่ง", "Fiscal year 2567 is over: no reminder is owed.",
            id="the year is over",
        ),
        pytest.param(
            Delivered(sent=1), 0, 0, 2567,
            "ส่งจดหมาย ๑ ฉบับ รอส่ง ๐ ฉบับ ปีงบประมาณ ๒๕๖๗ สิ้นสุดแล้ว ไม่มีการแจ้งเตือนที่ต้องส่ง",
            "Letters: 1 sent, 0 waiting. Fiscal year 2567 is over: no reminder is owed.",
            id="the year is over and a letter was left",
        ),
    ],
)  # fmt: skip
def test_a_delivery_ends_with_what_became_of_the_letters(
    delivered: Delivered, waiting: int, failed: int, over: int | None, thai: str, english: str
) -> None:
    assert deliver_words(delivered, waiting, failed, "th", over) == thai
    assert deliver_words(delivered, waiting, failed, "en", over) == english


@pytest.mark.parametrize(
    ("delivered", "thai", "english"),
    [
        pytest.param(
            Delivered(refused="connection refused", phase="connect", retry=1),
            "ส่งจดหมายไม่ได้: ติดต่อเครื่องส่งเมลไม่ได้ (connection refused) จดหมายยังอยู่ครบในกล่องขาออก แก้แล้วสั่งซ้ำได้",
            "Cannot send mail: connection refused. Every letter is still in the outbox.",
            id="no relay",
        ),
        pytest.param(
            Delivered(refused="535 no", phase="auth"),
            "ส่งจดหมายไม่ได้: เครื่องส่งเมลไม่รับชื่อหรือรหัสผ่าน (535 no) จดหมายยังอยู่ครบในกล่องขาออก แก้แล้วสั่งซ้ำได้",
            "Cannot send mail: 535 no. Every letter is still in the outbox.",
            id="wrong password",
        ),
        pytest.param(
            Delivered(refused="no such channel", phase="chat"),
            "ส่งจดหมายไม่ได้: ช่องทางที่ตั้งไว้ใช้ไม่ได้ (no such channel) จดหมายยังอยู่ครบในกล่องขาออก แก้แล้วสั่งซ้ำได้",
            "Cannot send mail: no such channel. Every letter is still in the outbox.",
            id="another channel",
        ),
        pytest.param(
            Delivered(sent=3, dead=2),
            "ส่งไม่สำเร็จ ๒ ฉบับ ต้องให้คนดู ดูได้ในกล่องขาออก",
            "Letters that failed and need a person: 2. See the outbox.",
            id="dead letters",
        ),
        pytest.param(
            Delivered(unknown=1, retry=2),
            "ไม่ทราบว่าถึงหรือไม่ ๑ ฉบับ ต้องให้คนดู ดูได้ในกล่องขาออก",
            "Letters that may or may not have arrived: 1. See the outbox.",
            id="unknown",
        ),
    ],
)  # fmt: skip
def test_what_was_not_delivered_is_said_with_its_reason(
    delivered: Delivered, thai: str, english: str
) -> None:
    assert delivery_trouble(delivered) == thai
    assert delivery_trouble(delivered, "en") == english


def test_letters_that_went_out_are_no_trouble() -> None:
    assert delivery_trouble(Delivered(sent=9)) is None


def test_letters_that_are_put_off_go_out_by_themselves() -> None:
    assert delivery_trouble(Delivered(retry=2)) is None


def test_a_relay_that_talks_much_is_cut_short_and_the_promise_stays() -> None:
    said = delivery_trouble(Delivered(refused="no " * 200, phase="mail"))
    assert said is not None
    assert len(said) <= LONGEST
    assert "จดหมายยังอยู่ครบในกล่องขาออก" in said
