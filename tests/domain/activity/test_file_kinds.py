"""A refusal names what the file really is and the one thing to do."""

from __future__ import annotations

import pytest

from domain.activity.file_kinds import (
    KINDS,
    RENAMED,
    problem_words,
    told_formats,
    wrong_format_words,
)
from domain.facts import Problem
from inspection.formats import FORMATS, OLDER

SAID = {
    "an old Word file": (Problem.UNREADABLE, "doc", "เปิดใน Word แล้วบันทึกเป็น .docx"),
    "an old Word file named docx": (Problem.WRONG_CONTENT, "doc", "เปิดใน Word แล้วบันทึกเป็น .docx"),
    "an archive": (Problem.WRONG_CONTENT, "zip", "แตกไฟล์ก่อน"),
    "RAR": (Problem.UNREADABLE, "rar", "แตกไฟล์ก่อน"),
    "a HEIC picture named pdf": (Problem.WRONG_CONTENT, "heic", "เปลี่ยนนามสกุลเป็น .heic"),
    "a broken PDF": (Problem.UNREADABLE, "pdf", "เป็นไฟล์ PDF ที่เสียหายหรือคัดลอกมาไม่ครบ"),
    "a shortcut": (Problem.UNREADABLE, "google", "ดาวน์โหลดเป็น .docx หรือ .pdf"),
    "nothing known": (Problem.WRONG_CONTENT, "", "เนื้อไฟล์ไม่ตรงกับนามสกุล"),
    "0 bytes": (Problem.EMPTY, "docx", "ไฟล์ว่าง (๐ ไบต์)"),
    "blank pages": (Problem.BLANK, "docx", "ไม่มีเนื้อหา"),
    "a locked file": (Problem.ENCRYPTED, "docx", "ติดรหัสผ่าน"),
    "a link in a PDF": (Problem.LINKED, "pdf", "สั่งพิมพ์เป็น PDF ใหม่"),
    "a link": (Problem.LINKED, "docx", "ใช้แม่แบบหรือดึงข้อมูลจากไฟล์หรือเครื่องอื่น"),
}


@pytest.mark.parametrize(("problem", "kind", "words"), SAID.values(), ids=SAID)
def test_a_refusal_says_what_it_is_and_what_to_do(problem: Problem, kind: str, words: str) -> None:
    said = problem_words(problem, kind, "th")

    assert words in said
    assert "โปรด" in said
    assert problem_words(problem, kind, "en").isascii()


def test_only_a_file_of_no_bytes_is_called_one() -> None:
    others = [p for p in Problem if p is not Problem.EMPTY]

    assert not [p for p in others for kind in ("", "xlsx") if "ไบต์" in problem_words(p, kind, "th")]


def test_a_sound_file_that_is_not_taken_is_named() -> None:
    assert "แตกไฟล์ก่อน" in wrong_format_words("zip", "th")
    assert wrong_format_words("pptx", "th") == "เป็นไฟล์ .pptx"


def test_every_kind_that_can_be_told_has_its_words() -> None:
    assert (FORMATS - {"jpeg", "m4v", "mov"}) | OLDER.keys() <= KINDS.keys()
    assert KINDS.keys() >= RENAMED


TOLD = {
    "a document": (("pdf", "docx", "odt"), "ไฟล์ PDF หรือ Word", "PDF or Word"),
    "a picture": (("jpg", "jpeg", "png", "heic", "webp"), "ไฟล์ภาพ", "a picture"),
    "either": (
        ("pdf", "docx", "odt", "jpg", "png"),
        "ไฟล์ PDF Word หรือภาพ",
        "PDF, Word or a picture",
    ),
    "slides": (("pptx",), "ไฟล์ PowerPoint", "PowerPoint"),
    "a film": (("mp4", "mov"), "ไฟล์คลิปวิดีโอ", "a film"),
}


@pytest.mark.parametrize(("formats", "thai", "english"), TOLD.values(), ids=TOLD)
def test_endings_are_told_as_people_call_the_files(
    formats: tuple[str, ...], thai: str, english: str
) -> None:
    assert [told_formats(formats, language) for language in ("th", "en")] == [thai, english]
