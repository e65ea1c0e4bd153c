"""A paper tally: the table that Kamnot makes, filled in, gives the counts that were written, and no one person's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from domain.language.tables import AnswerSheet
from domain.surveys.answer_columns import DropReason, FormTool
from domain.surveys.answer_table import ReadAnswers
from domain.surveys.paper_tally import is_tally, read_tally, tally_lines
from tests.support.surveys.answers import OF, SURVEY, mixed

Lines = list[list[str]]


def empty(language: str = "th") -> Lines:
    return [[str(cell) for cell in line] for line in tally_lines(SURVEY, language)]


def filled(language: str = "th") -> Lines:
    """Ten papers, as a secretary counts them."""
    lines = empty(language)
    lines[1][1], lines[2][1], lines[3][1] = "๑๐", "1/8/2567", "9 สิงหาคม 2567"
    line_of(lines, "fair")[2:] = ["4", "3", "2", "", "", "1"]
    line_of(lines, "own-use")[2:] = ["", "", "", "", "10", ""]
    line_of(lines, "heard/social")[2] = "7"
    line_of(lines, "heard/board")[2] = "2"
    line_of(lines, "idea")[1] = "ขอที่จอดรถ"
    return lines


def line_of(lines: Lines, name: str) -> list[str]:
    return next(line for line in lines if line and line[0] == name)


def read(lines: Lines) -> ReadAnswers:
    return read_tally(SURVEY, AnswerSheet(tuple(map(tuple, lines))), OF, mixed)


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_filled_tally_gives_what_was_counted(language: str) -> None:
    found = read(filled(language))

    answers = found.answers
    assert found.doubts == ()
    assert (found.tool, answers.linked, answers.answered) == (FormTool.TALLY, False, 10)
    assert (answers.first_day, answers.last_day) == (date(2024, 8, 1), date(2024, 8, 9))
    assert Counter(row.get("fair") for row in answers.rows) == {5: 4, 4: 3, 3: 2, None: 1}
    assert Counter(row.get("own-use") for row in answers.rows) == {1: 10}
    ticks = [heard for row in answers.rows if isinstance(heard := row.get("heard"), tuple)]
    ticked = Counter(choice for heard in ticks for choice in heard)
    assert ticked == {"social": 7, "board": 2}
    assert [row["idea"] for row in answers.rows if "idea" in row] == ["ขอที่จอดรถ"]
    assert answers.scales == {"fair": (1, 5), "own-use": (1, 5)}


def test_answers_to_two_questions_are_not_of_one_person() -> None:
    rows = read(filled()).answers.rows

    assert [row.get("fair") for row in rows] != sorted(
        (row.get("fair") or 0 for row in rows), reverse=True
    )


def test_a_tally_is_known_and_another_table_is_none() -> None:
    assert is_tally(AnswerSheet(tuple(map(tuple, empty()))))
    assert not is_tally(AnswerSheet((("คำถาม", "5"),)))


def set_cell(name: str, place: int, text: str) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        line_of(lines, name)[place] = text

    return change


def no_papers(lines: Lines) -> None:
    lines[1][1] = ""


def twice(lines: Lines) -> None:
    lines.append(list(line_of(lines, "fair")))


def other_levels(lines: Lines) -> None:
    lines[5][2] = "ดีเลิศ"


def nothing_counted(lines: Lines) -> None:
    lines[:] = empty()
    lines[1][1] = "50"


def papers_twice(lines: Lines) -> None:
    lines.append([lines[1][0], "3"])


def papers_below(lines: Lines) -> None:
    lines.append(lines.pop(1))
    lines[-1][1] = "3"


def more_words_than_papers(lines: Lines) -> None:
    at = lines.index(line_of(lines, "idea"))
    lines[at:at] = [["idea", f"ข้อ {number}"] for number in range(10)]


BROKEN: dict[str, tuple[Callable[[Lines], None], str]] = {
    "no word": (set_cell("fair", 2, "สี่"), "แถว ๗ คอลัมน์ C เขียนว่า “สี่”"),
    "a fraction": (set_cell("fair", 2, "1.5"), "จำนวนเต็ม"),
    "below zero": (set_cell("fair", 2, "-1"), "จำนวนเต็ม"),
    "more than papers": (set_cell("fair", 2, "8"), "ได้รับแบบคืน ๑๐ ชุด"),
    "fewer than papers": (set_cell("fair", 2, "1"), "รวมได้ ๗"),
    "more ticks than papers": (set_cell("heard/board", 2, "11"), "รวมได้ ๑๑"),
    "an unknown question": (set_cell("own-use", 0, "x"), "รหัส “x”"),
    "an unknown choice": (set_cell("heard/board", 0, "heard/x"), "รหัส “heard/x”"),
    "no papers": (no_papers, "จำนวนแบบสอบถามที่ได้รับคืน"),
    "a question twice": (twice, "แล้ว โปรดเหลือแถวเดียว"),
    "levels of another survey": (other_levels, "หัวคอลัมน์ไม่ใช่ระดับ"),
    "a day to come": (lambda lines: lines[3].__setitem__(1, "1/9/2568"), "ยังมาไม่ถึง"),
    "nothing but papers": (nothing_counted, "ยังไม่ได้นับคำตอบของคำถามใดเลย"),
    "the papers twice": (papers_twice, "มีในแถว ๒ แล้ว"),
    "fewer papers, told below": (papers_below, "ได้รับแบบคืน ๓ ชุด"),
    "more words than papers": (more_words_than_papers, "มี ๑๑ ข้อความ"),
    "a day of another fiscal year": (
        lambda lines: lines[2].__setitem__(1, "1/8/2566"),
        "อยู่ในปีงบประมาณ ๒๕๖๖",
    ),
    "no day": (lambda lines: lines[3].__setitem__(1, "ปลายเดือน"), "ปลายเดือน"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_is_refused_with_its_line(name: str) -> None:
    change, said = BROKEN[name]
    lines = filled()
    change(lines)

    found = read(lines)

    assert any(said in doubt.thai for doubt in found.doubts), [d.thai for d in found.doubts]
    assert found.answers.rows == ()


def test_words_that_say_who_wrote_them_are_not_taken() -> None:
    lines = filled()
    line_of(lines, "idea")[1] = "โทร 081 234 5678"

    found = read(lines)

    assert [(d.why, d.column.letter) for d in found.dropped] == [(DropReason.PRIVATE, "B")]
    assert not any("idea" in row for row in found.answers.rows)


def test_a_question_that_was_not_counted_is_missing() -> None:
    lines = filled()
    lines.remove(line_of(lines, "own-use"))

    assert read(lines).missing == ("own-use",)


def test_a_question_without_a_count_is_missing_and_one_that_all_left_out_is_not() -> None:
    lines = filled()
    line_of(lines, "fair")[2:] = ["", "", "", "", "", "10"]
    line_of(lines, "own-use")[2:] = [""] * 6
    for choice in ("social", "board"):
        line_of(lines, f"heard/{choice}")[2] = ""

    found = read(lines)

    assert (found.doubts, found.missing) == ((), ("own-use", "heard"))
    assert "own-use" not in found.answers.scales
