"""Completeness: what came in, against what the plan's row demands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.activity.completeness import assess_requirement, prepare_requirement
from domain.activity.counts import newest_reviews
from domain.evaluation.evaluator import evaluate
from domain.facts import (
    EvidenceFact,
    Facts,
    Problem,
    ReviewFact,
    SectionDoubt,
    SectionFact,
    SectionOutcome,
)
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.plan.model import Section, Sign
from domain.results import ActivityResult, Finding, Outcome, Timeliness, WaitsFor
from tests.support.cast import DUE, UNIT, file, photo, share, small_plan, weekday

BEFORE, AFTER = DUE - timedelta(days=1), DUE + timedelta(days=1)
LATER = DUE + timedelta(days=60)


def activity(number: int, as_of: date = LATER, **facts: Any) -> ActivityResult:
    result = evaluate(small_plan(), Facts(UNIT, **facts), as_of, weekday)
    return result.by_number[number]


def finding(number: int, name: str, as_of: date = LATER, **facts: Any) -> Finding:
    return next(f for f in activity(number, as_of, **facts).findings if f.id == name)


def section(outcome: SectionOutcome) -> tuple[SectionFact, ...]:
    return (SectionFact("result", outcome),)


@pytest.mark.parametrize(
    ("files", "outcome", "words"),
    [
        pytest.param((), Outcome.NOT_MET, "ยังไม่มีไฟล์", id="nothing came in"),
        pytest.param((file("2.report"),), Outcome.MET, "ครบ ๑ ไฟล์", id="a good report"),
        pytest.param(
            (file("2.report", problem=Problem.EMPTY),), Outcome.NOT_MET, "ไฟล์ว่าง", id="an empty file"
        ),
        pytest.param(
            (file("2.report", problem=Problem.ENCRYPTED),), Outcome.NOT_MET, "รหัสผ่าน", id="a locked file"
        ),
        pytest.param((file("2.report", format="jpg"),), Outcome.NOT_MET, ".jpg", id="a wrong format"),
        pytest.param(
            (file("2.report", sections=section(SectionOutcome.NOT_FOUND)),),
            Outcome.NOT_MET,
            "ผลการสำรวจ",
            id="a section is missing",
        ),
        pytest.param(
            (file("2.report", sections=section(SectionOutcome.DOUBTFUL)),),
            Outcome.NOT_AVAILABLE,
            "ไม่ชัดเจน",
            id="a section is doubtful",
        ),
        pytest.param(
            (file("2.report", has_text=False, sections=section(SectionOutcome.CANNOT_TELL)),),
            Outcome.NOT_AVAILABLE,
            "สแกน",
            id="a scan cannot be told",
        ),
        pytest.param(
            (file("2.report", sections=()),), Outcome.NOT_AVAILABLE, "ไม่ชัดเจน", id="never looked inside"
        ),
        pytest.param(
            (file("2.report", problem=Problem.EMPTY), file("2.report", item=2)),
            Outcome.MET,
            "ครบ ๑ ไฟล์",
            id="a good report beside an empty one",
        ),
    ],
)  # fmt: skip
def test_a_report_is_judged_by_what_is_in_it(
    files: tuple[Any, ...], outcome: Outcome, words: str
) -> None:
    result = finding(2, "2.report", evidence=files)
    assert result.outcome is outcome
    assert words in result.found
    assert bool(result.remedy) == (outcome is not Outcome.MET)


@pytest.mark.parametrize(
    ("came", "found", "remedy"),
    [
        pytest.param(
            file("2.report", problem=Problem.EMPTY, format="docx"),
            "ไฟล์ว่าง (๐ ไบต์)", "ส่งจากต้นฉบับใหม่", id="an empty file",
        ),
        pytest.param(
            file("2.report", problem=Problem.UNREADABLE, format="txt"),
            "เป็นข้อความล้วน", "เปิดใน Word แล้วบันทึกเป็น .docx แล้วส่งใหม่", id="plain text",
        ),
        pytest.param(
            file("2.report", problem=Problem.INFECTED),
            "โปรแกรมตรวจไวรัสพบไวรัส", "แก้ไขแล้วส่ง รายงาน ใหม่เป็นไฟล์ PDF", id="what only another file helps",
        ),
        pytest.param(
            file("2.report", problem=Problem.LOST),
            "ไฟล์หายจากที่เก็บหลักฐาน", "ส่ง รายงาน เป็นไฟล์ PDF", id="what the store lost",
        ),
        pytest.param(
            file("2.report", format="pptx"),
            "เป็นไฟล์ .pptx", "ส่ง รายงาน เป็นไฟล์ PDF", id="a sound file of another kind",
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_count_is_asked_for_once(came: Any, found: str, remedy: str) -> None:
    result = finding(2, "2.report", evidence=(came,))

    assert result.found.endswith(found)
    assert result.remedy.startswith(remedy)
    assert "โปรด" not in result.found + result.remedy


RECHECK = How(Verb.EVIDENCE_RECHECK)
UNSEEN = file("2.report", problem=Problem.NOT_INSPECTED)
UNSCANNED = file("2.report", item=2, problem=Problem.NOT_SCANNED)
SCAN = file("2.report", has_text=False, sections=section(SectionOutcome.CANNOT_TELL))


@pytest.mark.parametrize(
    ("name", "facts", "waits_for", "how"),
    [
        pytest.param("2.report", {}, None, None, id="nothing came in"),
        pytest.param("2.report", {"evidence": (file("2.report"),)}, None, None, id="a good report"),
        pytest.param("2.report", {"evidence": (SCAN,)}, WaitsFor.REVIEW, None, id="a scan"),
        pytest.param(
            "2.report",
            {"evidence": (file("2.report", sections=section(SectionOutcome.DOUBTFUL)),)},
            WaitsFor.REVIEW, None, id="a doubtful section",
        ),
        pytest.param("2.report", {"evidence": (UNSEEN,)}, WaitsFor.LOOK, RECHECK, id="not looked into"),
        pytest.param("2.report", {"evidence": (UNSCANNED,)}, WaitsFor.SCANNER, RECHECK, id="not scanned"),
        pytest.param(
            "2.report", {"evidence": (UNSEEN, UNSCANNED)}, WaitsFor.SCANNER, RECHECK, id="the scanner first"
        ),
        pytest.param(
            "1.photos", {"evidence": (file("1.photos", format="jpg", problem=Problem.NOT_INSPECTED),)},
            None, None, id="too few even when all are looked into",
        ),
        pytest.param("1.signed", {}, WaitsFor.NUMBER, How(Verb.MEASURE_SET, "1.signed"), id="no number"),
        pytest.param(
            "1.signed", {"measures": (share("1.signed", 1, 2),)}, None, None, id="a number too small"
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_what_it_waits_for_and_which_deed_helps(
    name: str, facts: dict[str, Any], waits_for: WaitsFor | None, how: How | None
) -> None:
    result = finding(int(name[0]), name, **facts)

    assert (result.waits_for, result.how) == (waits_for, how)
    assert (result.waits_for is None) == (result.outcome is not Outcome.NOT_AVAILABLE)


def test_what_no_machine_can_tell_says_that_nobody_has_looked() -> None:
    slogan = file("3.slogan")

    unseen = finding(3, "3.slogan", evidence=(slogan,))
    seen = finding(3, "3.slogan", evidence=(slogan,), reviews=(review(True),))

    assert (unseen.outcome, unseen.proved, unseen.unseen) == (Outcome.MET, False, 1)
    assert "ยังไม่มีผู้เปิดดู" in unseen.found
    assert (unseen.unlooked in unseen.found, "ครบ" in unseen.unlooked, seen.unlooked) == (
        True,
        False,
        "",
    )
    assert (seen.outcome, seen.proved, seen.unseen) == (Outcome.MET, True, 0)
    assert "ยังไม่มีผู้เปิดดู" not in seen.found


SIGNED = (
    small_plan()
    .requirement_by_id[RequirementId(3, "slogan")]
    .model_copy(
        update={"signs": (Sign(id="day", title="วันที่สั่ง"), Sign(id="number", title="เลขที่คำสั่ง"))}
    )
)
NO_SIGN = {"outcome": SectionOutcome.DOUBTFUL, "why": SectionDoubt.NO_SIGN}
SEEN, UNREAD = {"outcome": SectionOutcome.FOUND}, {"outcome": SectionOutcome.CANNOT_TELL}


def order(day: dict[str, Any], number: dict[str, Any], item: int = 1) -> EvidenceFact:
    signs = (SectionFact("day", **day), SectionFact("number", **number))
    return file("3.slogan", item=item, received_on=BEFORE, file_name=f"{item}.pdf", sections=signs)


@pytest.mark.parametrize(
    ("files", "outcome", "found"),
    [
        pytest.param(
            (order(SEEN, SEEN),),
            Outcome.MET,
            "ครบ ๑ ไฟล์: 1.pdf (เครื่องเห็นวันที่สั่ง, เลขที่คำสั่ง แต่ยังไม่มีผู้เปิดดู)",
            id="all are seen",
        ),
        pytest.param(
            (order(SEEN, NO_SIGN),),
            Outcome.NOT_AVAILABLE,
            "ไม่เห็นเลขที่คำสั่ง ใน 1.pdf จึงยังบอกไม่ได้ว่าเป็นเอกสารที่ขอหรือไม่",
            id="one is missing",
        ),
        pytest.param(
            (order(UNREAD, UNREAD),),
            Outcome.MET,
            "ครบ ๑ ไฟล์: 1.pdf (ยังไม่มีผู้เปิดดู เครื่องตรวจเนื้อหาแทนไม่ได้)",
            id="a scan",
        ),
        pytest.param(
            (order(SEEN, SEEN), order(SEEN, NO_SIGN, 2)),
            Outcome.MET,
            "ครบ ๑ ไฟล์: 1.pdf; ไม่นับ 2.pdf เพราะมีไฟล์นี้ใช้แทนแล้ว (เครื่องเห็นวันที่สั่ง, เลขที่คำสั่ง แต่ยังไม่มีผู้เปิดดู)",
            id="another one is whole",
        ),
    ],
)
def test_what_only_a_person_can_judge_says_which_signs_are_seen(
    files: tuple[EvidenceFact, ...], outcome: Outcome, found: str
) -> None:
    result = assess_requirement(prepare_requirement(3, SIGNED, "th"), files, {}, "th")

    assert (result.outcome, result.found) == (outcome, found)
    assert result.waits_for is (None if outcome is Outcome.MET else WaitsFor.REVIEW)


OTHER = {
    "outcome": SectionOutcome.DOUBTFUL, "why": SectionDoubt.OTHER_STARTER, "words": "9.report/2567/bureau",
}  # fmt: skip
HELP = {"outcome": SectionOutcome.DOUBTFUL, "why": SectionDoubt.HINT_LEFT}


@pytest.mark.parametrize(
    ("files", "found", "remedy"),
    [
        pytest.param(
            order(HELP, HELP),
            "ยังมีบรรทัดคำแนะนำของแบบตั้งต้นเหลืออยู่ที่ “รายงาน” ใน 1.pdf",
            "เขียนเนื้อหาแทนคำแนะนำที่ “รายงาน” ลบบรรทัดคำแนะนำ แล้วส่งใหม่",
            id="help is left",
        ),
        pytest.param(
            order(SEEN, OTHER),
            "1.pdf เริ่มจากแบบตั้งต้นของ 9.report/2567/bureau ไม่ใช่ของเอกสารนี้ จึงยังไม่นับหัวข้อ “รายงาน”",
            "เริ่มจากแบบตั้งต้นของเอกสารนี้แล้วส่งใหม่ หรือให้คณะทำงานด้านแผนฯ เปิดอ่านและยืนยันว่าเนื้อหาเป็นของเอกสารนี้",
            id="begun for another document",
        ),
        pytest.param(
            order(HELP, NO_SIGN),
            "ยังมีบรรทัดคำแนะนำของแบบตั้งต้นเหลืออยู่ที่ “รายงาน” ใน 1.pdf; ไม่เห็นเลขที่คำสั่ง ใน 1.pdf จึงยังบอกไม่ได้ว่าเป็นเอกสารที่ขอหรือไม่",
            "เขียนเนื้อหาแทนคำแนะนำที่ “รายงาน” ลบบรรทัดคำแนะนำ แล้วส่งใหม่; ให้คณะทำงานด้านแผนฯ เปิดดูและตรวจรับ หรือส่งไฟล์ที่ถูกต้อง",
            id="both",
        ),
    ],
)
def test_of_a_starter_is_told_what_is_to_be_done_and_not_that_its_words_are_missing(
    files: EvidenceFact, found: str, remedy: str
) -> None:
    result = assess_requirement(prepare_requirement(3, SIGNED, "th"), [files], {}, "th")

    assert (result.outcome, result.found, result.remedy) == (Outcome.NOT_AVAILABLE, found, remedy)


def test_what_a_reviewer_accepted_needs_no_signs() -> None:
    accepted = newest_reviews([review(True)])
    prepared = prepare_requirement(3, SIGNED, "th")
    result = assess_requirement(prepared, [order(NO_SIGN, NO_SIGN)], accepted, "th")

    assert (result.outcome, result.proved, result.found) == (Outcome.MET, True, "ครบ ๑ ไฟล์: 1.pdf")


TWO_SECTIONS = (
    small_plan()
    .requirement_by_id[RequirementId(2, "report")]
    .model_copy(
        update={
            "sections": (Section(id="result", title="ผล"), Section(id="use", title="การนำไปใช้"))
        }
    )
)
F, N = SectionOutcome.FOUND, SectionOutcome.NOT_FOUND


def book(item: int, result: SectionOutcome, use: SectionOutcome) -> EvidenceFact:
    return file(
        "2.report", item=item, received_on=BEFORE, file_name=f"เล่ม {item}.pdf",
        sections=(SectionFact("result", result), SectionFact("use", use)),
    )  # fmt: skip


def assessed(
    *files: EvidenceFact, in_parts: str = "", reviews: tuple[ReviewFact, ...] = ()
) -> Finding:
    asked = TWO_SECTIONS.model_copy(update={"in_parts": in_parts})
    prepared = prepare_requirement(2, asked, "th")
    return assess_requirement(prepared, files, newest_reviews(reviews), "th")


def test_two_half_documents_are_no_whole_one() -> None:
    found = assessed(book(1, F, N), book(2, N, F))

    assert found.outcome is Outcome.NOT_MET
    assert "หัวข้อ ผล มีใน เล่ม 1.pdf ซึ่งเป็นคนละเล่ม" in found.found
    assert found.remedy == "รวมหัวข้อทั้งหมดไว้ในเล่มเดียว แล้วส่งใหม่"


def test_what_may_come_in_parts_has_its_sections_in_any_of_them() -> None:
    found = assessed(book(1, F, N), book(2, N, F), in_parts="ทุกฉบับ")

    assert (found.outcome, found.found) == (Outcome.MET, "ครบ ๒ ไฟล์: เล่ม 1.pdf, เล่ม 2.pdf")


def test_the_finding_names_the_file_that_counts_and_those_that_it_replaced() -> None:
    found = assessed(book(1, F, N), book(2, F, F))

    assert found.outcome is Outcome.MET
    assert found.found == "ครบ ๑ ไฟล์: เล่ม 2.pdf; ไม่นับ เล่ม 1.pdf เพราะมีไฟล์นี้ใช้แทนแล้ว"


def test_a_draft_that_was_refused_and_replaced_is_in_no_letter() -> None:
    refused = ReviewFact(1, 1, False, "ร่างแรก", BEFORE)

    replaced = assessed(book(1, F, F), book(2, F, SectionOutcome.DOUBTFUL), reviews=(refused,))
    alone = assessed(book(1, F, F), reviews=(refused,))

    assert "ร่างแรก" not in replaced.found
    assert (replaced.returned, len(alone.returned)) == ((), 1)


def test_an_optional_section_may_be_missing() -> None:
    assert finding(2, "2.report", evidence=(file("2.report"),)).outcome is Outcome.MET


def test_one_picture_of_two_is_not_enough_and_says_how_many_more() -> None:
    result = finding(1, "1.photos", evidence=(photo("1.photos", 1),))
    assert result.outcome is Outcome.NOT_MET
    assert "๑ จาก ๒" in result.found
    assert "อีก ๑ ไฟล์" in result.remedy


def review(accepted: bool, on: date = AFTER, version: int = 1) -> ReviewFact:
    return ReviewFact(1, version, accepted, "ขาดลายมือชื่อ", on)


def test_a_returned_report_is_unmet_and_carries_the_reviewers_words() -> None:
    result = finding(2, "2.report", evidence=(file("2.report"),), reviews=(review(False),))
    assert result.outcome is Outcome.NOT_MET
    assert "ขาดลายมือชื่อ" in result.found


def test_a_file_sent_again_after_its_return_counts_as_a_new_version() -> None:
    versions = (file("2.report"), file("2.report", AFTER, version=2))
    result = finding(2, "2.report", evidence=versions, reviews=(review(False),))
    assert result.outcome is Outcome.MET
    assert "ขาดลายมือชื่อ" not in result.found


def test_where_enough_is_there_a_returned_file_is_still_told() -> None:
    files = (file("2.report"), file("2.report", item=2, received_on=BEFORE))
    result = finding(2, "2.report", evidence=files, reviews=(review(False),))
    assert (result.outcome, result.remedy) == (Outcome.MET, "")
    assert result.found == ("ครบ ๑ ไฟล์: 2.report-2.pdf; 2.report-1.pdf ถูกส่งคืน: ขาดลายมือชื่อ")


def test_an_accepted_file_that_is_returned_later_is_unmet_and_the_other_way_round() -> None:
    files = (file("2.report"),)
    last_word = {
        accepted: finding(
            2, "2.report", evidence=files, reviews=(review(not accepted), review(accepted, LATER))
        ).outcome
        for accepted in (True, False)
    }
    assert last_word == {True: Outcome.MET, False: Outcome.NOT_MET}


def test_a_return_after_the_day_of_the_check_is_not_known_yet() -> None:
    facts = {"evidence": (file("2.report"),), "reviews": (review(False, AFTER),)}
    assert finding(2, "2.report", DUE, **facts).outcome is Outcome.MET


def test_an_accepted_scan_is_met() -> None:
    scan = file("2.report", has_text=False, sections=section(SectionOutcome.CANNOT_TELL))
    assert finding(2, "2.report", evidence=(scan,), reviews=(review(True),)).outcome is Outcome.MET


def test_a_new_version_replaces_the_returned_one_and_counts_from_its_own_day() -> None:
    versions = (file("2.report", BEFORE), file("2.report", AFTER, version=2))
    result = activity(2, evidence=versions, reviews=(review(False, DUE),))
    assert (result.outcome, result.completed_on) == (Outcome.MET, AFTER)
    assert result.timeliness is Timeliness.LATE


def test_a_better_version_sent_later_does_not_make_good_work_late() -> None:
    versions = (file("2.report", BEFORE), file("2.report", AFTER, version=2))
    assert activity(2, evidence=versions).timeliness is Timeliness.ON_TIME


@pytest.mark.parametrize(
    ("received_on", "as_of", "timeliness", "complete"),
    [
        pytest.param(BEFORE, AFTER, Timeliness.ON_TIME, True, id="the day before"),
        pytest.param(DUE, AFTER, Timeliness.ON_TIME, True, id="the due day counts in full"),
        pytest.param(AFTER, AFTER, Timeliness.LATE, True, id="the day after"),
        pytest.param(
            AFTER,
            DUE,
            Timeliness.NOT_YET_DUE,
            False,
            id="not in yet, still the due day",
        ),
        pytest.param(LATER, AFTER, Timeliness.OVERDUE, False, id="not in yet, the day after"),
    ],
)
def test_evidence_is_on_time_up_to_the_end_of_the_due_day(
    received_on: date, as_of: date, timeliness: Timeliness, complete: bool
) -> None:
    result = activity(2, as_of, evidence=(file("2.report", received_on),))
    assert (result.timeliness, result.complete) == (timeliness, complete)


def test_a_file_received_after_the_day_of_the_check_is_mentioned_and_not_counted() -> None:
    result = finding(2, "2.report", DUE, evidence=(file("2.report", AFTER),))
    assert result.outcome is Outcome.NOT_MET
    assert "๑ ไฟล์ที่รับหลังวันที่ตรวจ" in result.found


@pytest.mark.parametrize(
    ("signed", "staff", "outcome"),
    [
        pytest.param(180, 200, Outcome.MET, id="exactly 90 %"),
        pytest.param(179, 200, Outcome.NOT_MET, id="one short"),
        pytest.param(89_999, 100_000, Outcome.NOT_MET, id="89.999 % is not 90 %"),
        pytest.param(0, 200, Outcome.NOT_MET, id="nobody"),
        pytest.param(200, 200, Outcome.MET, id="everybody"),
    ],
)
def test_a_share_is_compared_exactly(signed: int, staff: int, outcome: Outcome) -> None:
    result = finding(1, "1.signed", measures=(share("1.signed", signed, staff),))
    assert result.outcome is outcome
    assert result.found != ""


def test_a_number_that_nobody_entered_cannot_be_told_and_is_not_zero() -> None:
    result = activity(1, evidence=(photo("1.photos", 1), photo("1.photos", 2)))
    assert result.outcome is Outcome.NOT_AVAILABLE
    assert result.points is not None
    assert (result.points.earned, result.points.waiting) == (0, 5)


def test_a_number_reached_after_the_due_day_is_late() -> None:
    pictures = (photo("1.photos", 1), photo("1.photos", 2))
    entries = (share("1.signed", 1, 2, BEFORE), share("1.signed", 19, 20, AFTER))
    result = activity(1, evidence=pictures, measures=entries)
    assert (result.outcome, result.timeliness) == (Outcome.MET, Timeliness.LATE)


def test_a_number_entered_again_keeps_the_day_it_was_reached() -> None:
    entries = (share("1.signed", 9, 10, BEFORE), share("1.signed", 10, 10, AFTER))
    assert finding(1, "1.signed", measures=entries).satisfied_on == BEFORE


def test_findings_read_in_english_by_a_switch() -> None:
    result = evaluate(small_plan(), Facts(UNIT), DUE, weekday, language="en")
    found = result.batch("march").activities[1].findings[0]
    assert (found.found, found.remedy) == ("no file yet", "Send รายงาน as PDF or Word")


@pytest.mark.parametrize(
    ("files", "asks"),
    [
        pytest.param([{"format": "docx", "has_pdf": False}], True, id="Word alone"),
        pytest.param([{"format": "docx", "has_pdf": True}], False, id="Word with its PDF"),
        pytest.param([{"format": "pdf"}], False, id="PDF"),
        pytest.param([{"format": "docx", "has_pdf": False}, {"format": "pdf"}], False, id="Word, then a PDF"),
    ],
)  # fmt: skip
def test_the_learning_centre_s_pdf_is_asked_for_while_the_report_counts(
    files: list[dict[str, Any]], asks: bool
) -> None:
    evidence = tuple(file("2.report", item=n, **one) for n, one in enumerate(files, 1))
    found = finding(2, "2.report", evidence=evidence)
    assert found.outcome is Outcome.MET
    assert (found.lacks_pdf, bool(found.remedy)) == (asks, asks)
    assert found.how == (How(Verb.EVIDENCE_PDF) if asks else None)
    of_activity = activity(2, evidence=evidence)
    assert (found in of_activity.open_findings) == asks
    assert not (asks and of_activity.finished)


def test_what_does_not_go_to_the_learning_centre_needs_no_pdf() -> None:
    asked = (
        small_plan().by_number[2].requirements[0].model_copy(update={"delivery": ("flash-drive",)})
    )
    prepared = prepare_requirement(2, asked, "th")
    word = file("2.report", format="docx", has_pdf=False)
    assert not assess_requirement(prepared, (word,), {}, "th").lacks_pdf
