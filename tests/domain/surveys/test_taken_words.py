"""What is said before answers are taken in: what a file gives and whose place it takes, and what is dropped and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.facts import SurveyRound
from domain.surveys.answer_table import ReadAnswers, read_answer_table
from domain.surveys.taken_words import some, taken_sentences
from tests.support.surveys.answers import FAIR, GOOGLE, IDEA, OF, SURVEY, kept_order, table


def said(read: ReadAnswers, replaced: SurveyRound | None = None) -> list[str]:
    return [one.thai for one in taken_sentences(SURVEY, read, replaced)]


def test_what_is_taken_and_dropped_is_told_by_reason() -> None:
    heads = (*GOOGLE, "อายุงาน")
    rows = [("1/8/2567, 9:00:00", "a@x.th", "5", "4", "ป้าย", "ดี", "2")] * 84

    assert said(read_answer_table(SURVEY, table(heads, *rows), OF, kept_order)) == [
        "รับ ๘๔ คำตอบจาก Google Forms จากผู้ที่ขอให้ตอบ ๑๒๐ คน (๗๐%) ตอบเมื่อ ๑ สิงหาคม ๒๕๖๗ ไม่เก็บเวลาและลำดับของผู้ตอบ",
        "ตัด ๑ คอลัมน์ที่บอกตัวบุคคลออก: “ที่อยู่อีเมล”",
        "ตัด ๑ คอลัมน์ที่บอกเวลาออก: “ประทับเวลา”",
        "ตัด ๑ คอลัมน์ที่ไม่ใช่คำถามของแบบสำรวจออก: “อายุงาน”",
    ]


def test_what_is_missing_uncounted_unread_and_replaced_is_told() -> None:
    read = read_answer_table(
        SURVEY, table((FAIR, IDEA), ("5", "โทร 081 234 5678"), ("N/A", "-")), OF, kept_order
    )
    read = replace(read, early=3, other_year=2, others=("สรุป",))
    before = SurveyRound(7, read.answers, date(2024, 8, 1), accepted_on=date(2024, 8, 2))

    told = said(read, before)

    assert "ไม่รับคอลัมน์ B “ข้อเสนอแนะ” เพราะแถว ๒" in told[1]
    assert "ไฟล์นี้ไม่มีคำถาม ๒ ข้อ" in told[2]
    assert told[3:] == [
        "ไม่นับ ๑ คำตอบที่ตอบไม่จบหรือว่าง",
        "ไม่นับ ๓ คำตอบก่อนวันแรกที่เปิดให้ตอบ",
        "ไม่นับ ๒ คำตอบของปีงบประมาณอื่น นับเฉพาะปี ๒๕๖๗",
        "อ่านเฉพาะแผ่นงานแรกที่ไม่ได้ซ่อน ไม่ได้อ่าน สรุป",
        "แทนที่ ๑ คำตอบที่นำเข้าไว้ ซึ่งตรวจรับแล้ว และต้องตรวจรับใหม่",
    ]


def test_of_many_names_the_first_are_told() -> None:
    assert some([str(n) for n in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 …"
