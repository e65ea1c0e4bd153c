"""What the plan calls printed stands in the print: every word, number and day of it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

import pytest

from domain.language.thai import match_key, thai_date, thai_digits
from domain.plan.sources import Origin, list_sources
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.plans.test_transcription import key, read_rows

PLAN = load_plan([plan_folder(2567)]).plan
PRINT = "\n".join(
    (plan_folder(2567) / name).read_text(encoding="utf-8")
    for name in ("source-front.txt", "source.txt")
)
CELLS = [cell for row in read_rows().values() for cell in row.cells.values()]
"""Cells that a page cuts in two are whole here."""
TEXT = "|".join([key(PRINT), *map(key, CELLS)])


def forms(value: str) -> set[str]:
    """How a value may be printed: a form's blanks and boxes are no words, and `60%` may begin a range."""
    words = re.sub(r"[☐.…]", " ", PLAN.with_counts(value))
    found = {match_key(words), match_key(thai_digits(words.removesuffix("%")))}
    with suppress(ValueError):
        found.add(match_key(thai_date(date.fromisoformat(value))))
    return found


def in_print(value: str) -> bool:
    return any(form in TEXT for form in forms(value))


def test_nothing_is_called_printed_that_is_not_in_the_print() -> None:
    called = [v for v in list_sources(PLAN) if v.origin is Origin.PRINTED]

    assert len(called) > 500
    assert [(v.path, v.value) for v in called if not all(map(in_print, v.value.splitlines()))] == []


def test_what_a_correction_replaces_is_in_the_print() -> None:
    corrected = [v for v in list_sources(PLAN) if v.origin is Origin.CORRECTED and v.printed]

    assert corrected
    assert [
        (v.path, v.printed)
        for v in corrected
        if not all(map(in_print, (v.printed or "").split(" / ")))
    ] == []


def test_words_that_are_in_no_print_are_found_out() -> None:
    assert in_print("การประกาศเจตนารมณ์ร่วมกันที่จะขับเคลื่อนองค์กรคุณธรรมต้นแบบ")
    assert not in_print("การประกาศเจตนารมณ์ร่วมกันที่จะขับเคลื่อนองค์กรคุณธรรมยั่งยืน")
    assert not in_print("375")


MISPRINTS = (
    "จิตพอเพียงด้าน", "สำนักงานการคลังและงบประมาณ", "สำนักงานคลังและงบประมาณ", "มูมจริยธรรม", "จัดมูม", "สำนักคิดเด่น",
    "ไม้โลก", "ไม้เบียดเบียน", "พร้อมต่อด้าน", "องค์กรความรู้", "เพื่อส่วนร่วม", "จิตสาธารณะรู้", "ป้องกันการ การทุจริต",
    "องค์กรประกอบภาพ", "ข้อละ คะแนน", "เจตนาารมณ์", "องค์กร องค์กรคุณธรรมต้นแบบ", "พัฒนาการทบทวน",
    "เอื้อต่อการเปลี่ยนแปลง", "การโฆษณาสื่อ", "รายงานองค์คุณธรรม", "เพื่อณรงค์", "รมรงค์", "ชื่อสัตย์", "ละเอียดต่อการ",
    "ปลอดภัยการทุจริต", "ทุกกระดับ", "พัฒนาาระบบ", "รักขโลก", "(สาว)",
)  # fmt: skip
"""Sure misreadings of the paper."""


@pytest.mark.parametrize("misprint", MISPRINTS)
def test_no_sure_misprint_comes_to_print_and_what_is_mended_keeps_the_printed_words(
    misprint: str,
) -> None:
    values = list_sources(PLAN)

    assert [v.path for v in values if misprint in v.value] == []
    kept = [v for v in values if misprint in (v.printed or "")]
    assert all(v.origin in (Origin.CORRECTED, Origin.DOUBTFUL) for v in kept)
