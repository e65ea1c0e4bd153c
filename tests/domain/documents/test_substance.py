"""A heading proves a part only if something is written, counted or shown under it."""

from __future__ import annotations

import pytest
from rapidfuzz.fuzz import partial_ratio

from domain.documents.lines import CELL, PICTURE, ROW, TABLE_END
from domain.documents.matching import match_sections
from domain.documents.substance import is_blank, says_something
from domain.facts import SectionDoubt, SectionFact, SectionOutcome
from domain.plan.model import Section

FOUND, DOUBTFUL = SectionOutcome.FOUND, SectionOutcome.DOUBTFUL
METHOD = Section(id="method", title="วิธีการสำรวจ")
RESULTS = Section(id="results", title="ผลการสำรวจ")
TEXT = "แจกแบบสอบถามให้บุคลากรทุกคน และเก็บคืนภายในสองสัปดาห์"
LONG = f"{TEXT} แล้วคณะทำงานตรวจความครบถ้วนก่อนนำมาวิเคราะห์เป็นรายกลุ่มงาน"
MORE = "บุคลากรส่วนใหญ่เห็นว่าบรรยากาศดีขึ้นกว่าปีก่อน"


def seen(*pages: str, printed: bool = True) -> tuple[SectionFact, SectionFact]:
    method, results = match_sections(
        [METHOD, RESULTS], pages, 0, True, partial_ratio, printed=printed
    )
    return method, results


def rows(*rows: tuple[str, ...]) -> str:
    """A table as Word's reader writes it."""
    lines = ("".join((ROW, *(f"{CELL}\n{cell}\n" for cell in row))) for row in rows)
    return "\n" + "".join(lines) + TABLE_END + "\n"


BELOW = {
    "a sentence": (TEXT, FOUND),
    "a sentence about sample texts": (
        "ข้อความตัวอย่างของหัวข้อนี้ ได้แก่ การทำงานร่วมกันและการแบ่งปันข้อมูลในกลุ่มงานอย่างสม่ำเสมอ",
        FOUND,
    ),
    "on the next page": (f"\f{TEXT}", FOUND),
    "behind a page number": (f"- ๓ -\f{TEXT}", FOUND),
    "a picture": (PICTURE, FOUND),
    "names": ("๑. เลขานุการ กรม", FOUND),
    "a table of words": (rows(("ด้าน", "ร้อยละ"), ("บรรยากาศ", "๘๕")), FOUND),
    "a table of numbers": ("๘๕ ๙๐ ๗๗\n๘๘ ๙๑ ๗๙", FOUND),
    "an item with the heading's number": (f"๑. {TEXT}", FOUND),
    "nothing": ("", DOUBTFUL),
    "a dash": ("-", DOUBTFUL),
    "dots": ("." * 60 + "\n" + "." * 60, DOUBTFUL),
    "spaced dots": (". " * 40, DOUBTFUL),
    "leaders": ("…………………………\n…………………………", DOUBTFUL),
    "lines to write on": ("_" * 50, DOUBTFUL),
    "if any": ("(ถ้ามี)", DOUBTFUL),
    "a hint in brackets": ("[อธิบายวิธีการสำรวจที่ใช้ กลุ่มตัวอย่าง และเครื่องมือ]", DOUBTFUL),
    "a hint over two lines": ("[อธิบายวิธีการสำรวจที่ใช้\nกลุ่มตัวอย่าง และเครื่องมือ]", DOUBTFUL),
    "a hint in parentheses": ("(โปรดระบุวิธีการที่ใช้ในการสำรวจโดยละเอียด)", DOUBTFUL),
    "a hint without brackets": ("ระบุวิธีการที่ใช้ในการสำรวจ", DOUBTFUL),
    "Word's own placeholder": ("คลิกหรือแตะที่นี่เพื่อใส่ข้อความ", DOUBTFUL),
    "sample text alone": ("ข้อความตัวอย่าง", DOUBTFUL),
    "a promise": ("อยู่ระหว่างรวบรวมข้อมูลจากกลุ่มงานต่าง ๆ", DOUBTFUL),
    "see the annex": ("รายละเอียดตามเอกสารแนบ", DOUBTFUL),
    "a number": ("๔๒", DOUBTFUL),
    "one word": ("ไม่มี", DOUBTFUL),
    "a page number": ("หน้า ๓", DOUBTFUL),
    "another report's heading": ("งบประมาณ", DOUBTFUL),
    "an empty table": (rows(("", ""), ("", "")), DOUBTFUL),
    "latin filler": ("xxxxxxxxxxxxxxxx", DOUBTFUL),
    "lines to write on, then something else": (f"{'_' * 50}\nคณะผู้จัดทำ\n{LONG}", DOUBTFUL),
    "a dash, then something else": (f"-\nความร่วมมือจากหน่วยงานอื่น\n{LONG}", DOUBTFUL),
    "a page's number, then something else": (f"๔๒\nคณะผู้จัดทำ\n{LONG}", DOUBTFUL),
    "dots, and the answer below": (f"{'.' * 60}\n{TEXT}", FOUND),
    "dots, and a long answer below": (f"{'.' * 60}\n{LONG}", FOUND),
    "an introduction, then a heading of its own": (f"{TEXT}\nคณะผู้จัดทำ\n{LONG}", FOUND),
}


@pytest.mark.parametrize(("below", "outcome"), BELOW.values(), ids=BELOW)
@pytest.mark.parametrize("printed", [True, False], ids=["PDF", "Word"])
@pytest.mark.parametrize(
    "numbers",
    [("", ""), ("๑. ", "๒. "), ("บทที่ 3 ", "บทที่ 4 ")],
    ids=["without numbers", "numbers", "chapters"],
)
def test_what_is_under_a_heading_decides(
    below: str, outcome: SectionOutcome, numbers: tuple[str, str], printed: bool
) -> None:
    first, second = numbers
    text = f"{first}วิธีการสำรวจ\n{below}\n{second}ผลการสำรวจ\n{MORE}"

    method, results = seen(*text.split("\f"), printed=printed)

    assert (method.outcome, method.why) == (
        outcome,
        SectionDoubt.EMPTY if outcome is DOUBTFUL else None,
    )
    assert results.outcome is FOUND


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"วิธีการสำรวจ: {TEXT}", id="behind a colon"),
        pytest.param(f"วิธีการสำรวจ {TEXT}", id="behind a blank"),
        pytest.param(f"{MORE} ๑. วิธีการสำรวจ {TEXT} ๒. ผลการสำรวจ", id="inside a paragraph"),
        pytest.param(rows(("วิธีการสำรวจ", TEXT)), id="in the next cell"),
        pytest.param(rows(("วิธีการสำรวจ", "ผลการสำรวจ"), (TEXT, "")), id="under a column's head"),
        pytest.param(f"วิธีการสำรวจ\nผลการสำรวจ\n\nวิธีการสำรวจ\n{TEXT}", id="where it stands again"),
    ],
)
def test_what_is_beside_a_heading_counts_too(text: str) -> None:
    assert seen(text, printed=False)[0].outcome is FOUND


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("วิธีการสำรวจ\nผลการสำรวจ", id="headings as a list"),
        pytest.param("วิธีการสำรวจ\nวัตถุประสงค์\nงบประมาณ\nผลการสำรวจ", id="a template of headings"),
        pytest.param(
            "๑. วิธีการสำรวจ\n๒. สิ่งที่ได้เรียนรู้จากเพื่อน\n๓. ผลการสำรวจ", id="numbered one by one"
        ),
        pytest.param("๑. วิธีการสำรวจ ๒. ผลการสำรวจ " + MORE * 2, id="inside a paragraph"),
        pytest.param(rows(("วิธีการสำรวจ", ""), ("ผลการสำรวจ", MORE)), id="before an empty cell"),
        pytest.param(rows(("วิธีการสำรวจ", "ผลการสำรวจ"), ("", MORE)), id="over an empty column"),
        pytest.param("วิธีการสำรวจ", id="at the end"),
    ],
)
def test_a_heading_alone_is_doubtful(text: str) -> None:
    method, _ = seen(text, printed=False)

    assert method.outcome is DOUBTFUL


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param("ไม่มี", FOUND, id="none"),
        pytest.param("จำนวน ๐ เรื่อง", FOUND, id="a count"),
        pytest.param("........ เรื่อง", DOUBTFUL, id="a blank"),
        pytest.param("", DOUBTFUL, id="nothing"),
    ],
)
def test_a_question_whether_there_was_a_case_is_answered_in_a_word(
    answer: str, outcome: SectionOutcome
) -> None:
    cases = Section(id="cases", title="สำนักมีกรณีถูกร้องเรียนหรือไม่ จำนวนเท่าใด")

    [fact] = match_sections([cases], [f"{cases.title}\n{answer}"], 0, True)

    assert fact.outcome is outcome


FILLED = "วันที่ ๑๓ มีนาคม ๒๕๖๗\nสถานที่ ห้องประชุม\nวิธีดำเนินการ บรรยาย\nผู้เข้าร่วม ๙๖ คน"
QUESTIONS = Section(
    id="who",
    title="ใครทำอะไร ที่ไหน อย่างไร เมื่อไร",
    all_of=(("ผู้เข้าร่วม",), ("สถานที่", "ณ ห้อง"), ("วิธีดำเนินการ",), ("วันที่",)),
)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param(FILLED, FOUND, id="filled"),
        pytest.param("วันที่\n๑๓ มีนาคม\nสถานที่\nห้องประชุม\nวิธีดำเนินการ\nบรรยาย\nผู้เข้าร่วม\n๙๖ คน", FOUND, id="below"),
        pytest.param("วันที่ .....\nสถานที่ .....\nวิธีดำเนินการ .....\nผู้เข้าร่วม ..... คน", DOUBTFUL, id="dots"),
        pytest.param("วันที่\nสถานที่\nวิธีดำเนินการ\nผู้เข้าร่วม", DOUBTFUL, id="labels alone"),
        pytest.param("ใครทำอะไร ที่ไหน อย่างไร เมื่อไร\n" + FILLED, FOUND, id="under the question itself"),
        pytest.param("ใครทำอะไร ที่ไหน อย่างไร เมื่อไร", DOUBTFUL, id="the question itself"),
    ],
)  # fmt: skip
def test_a_blank_label_answers_nothing(text: str, outcome: SectionOutcome) -> None:
    [fact] = match_sections([QUESTIONS], [text], 0, True)

    assert fact.outcome is outcome


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", False),
        ("สัมภาษณ์", False),
        ("สัมภาษณ์กลุ่มงานการเงิน", True),
        ("1 2 3 4 5 6", True),
        ("42", False),
    ],
)
def test_a_few_letters_say_nothing(text: str, said: bool) -> None:
    assert says_something(text) is said


@pytest.mark.parametrize(
    ("line", "blank"),
    [("ผู้เข้าร่วม ........ คน", True), ("ผู้เข้าร่วม ....๔๒.... คน", False), ("ผู้เข้าร่วม", False)],
)
def test_a_blank_is_dots_with_nothing_on_them(line: str, blank: bool) -> None:
    assert is_blank(line) is blank
