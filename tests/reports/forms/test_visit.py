"""The list for a visit: the corner, papers, criteria and activities, each with where it lies and what is missing."""

from __future__ import annotations

import pytest

from domain.language.thai import thai_digits
from reports.paper.document import Doc, Table
from tests.support.dossiers import form, form_by_rows, lines, plan_2567, table

CORNER, OUTPUTS, CRITERIA = 0, 1, 2


@pytest.fixture(scope="module")
def by_rows() -> Doc:
    return form_by_rows("inspection")


def test_the_list_begins_with_the_duty_in_the_order_s_words() -> None:
    said = "\n".join(lines(form("inspection", "empty")))

    assert "หน้าที่ของคณะอำนวยการ ข้อ ๕: ดำเนินการจัดเตรียมความพร้อมสำหรับการตรวจสำนัก จัดมุมกิจกรรม" in said
    assert "คำสั่งไม่ได้บอกว่าการตรวจสำนักขอดูสิ่งใด" in said


def test_the_corner_has_what_the_plan_puts_there_and_says_what_it_lacks() -> None:
    rows = table(form("inspection", "empty"), CORNER)[1:]

    assert [row[1] for row in rows] == [item.title for item in plan_2567().corner]
    lacks = {row[1]: row[3] for row in rows}
    assert lacks["ประมวลจริยธรรมข้าราชการรัฐสภา"] == ""
    assert lacks["ข้อมูลการเปลี่ยนแปลงพฤติกรรมของบุคลากร"] == "ยังไม่มีหลักฐานของกิจกรรมที่ ๑๑, ๒๐"
    assert "ยังไม่มีแถวในทะเบียน “คุณธรรมเป้าหมาย”" in lacks["ข้อมูลคุณธรรมเป้าหมาย"]
    assert lacks["ภาพสรุปกิจกรรมของสำนัก"] == "ยังไม่มีภาพกิจกรรมในระบบ"


def test_where_a_thing_lies_is_told_by_number_file_page_and_row(by_rows: Doc) -> None:
    goals = table(by_rows, CORNER)[3]
    first = table(by_rows, 3)[1]

    assert goals[2].startswith("เลขที่ ")
    assert "(หัวข้ออยู่หน้า ๑)" in goals[2]
    assert "ทะเบียน “คุณธรรมเป้าหมาย” แถวที่ ๑, ๒, ๓, ๔, ๕" in goals[2]
    assert "ทะเบียน “การลงนามประกาศเจตนารมณ์” แถวที่ ๑" in first[2]


def test_the_clip_tells_its_channels(by_rows: Doc) -> None:
    clip = table(by_rows, OUTPUTS)[-1]

    assert clip[1] == "คลิป เรื่อง กระบวนการสร้างองค์กรคุณธรรมต้นแบบ (กิจกรรมที่ ๑๙)"
    assert "เผยแพร่ทางสื่อโซเชียลมีเดีย" in clip[2]
    assert clip[3] == ""


def test_a_criterion_tells_its_figures_and_the_rows_behind_them(by_rows: Doc) -> None:
    rows = table(by_rows, CRITERIA)[1:]

    assert [row[0] for row in rows] == [thai_digits(n) for n in range(1, 10)]
    assert "พิสูจน์ได้ ๓* คะแนน" in rows[0][1]
    assert "ทะเบียน “การประกาศยกย่องเชิดชู” แถวที่ ๑" in rows[5][2]


@pytest.mark.parametrize("state", ["empty", "half", "full", "longest", "many", "excused"])
def test_every_activity_is_listed_once_and_waits_for_a_tick(state: str) -> None:
    doc = form("inspection", state)
    tables = [block for block in doc.blocks() if isinstance(block, Table)][3:]
    rows = [line for found in tables for line in found.rows[1:]]

    assert [line.cells[0].text for line in rows] == [thai_digits(n) for n in range(1, 39)]
    assert {line.cells[-1].text for line in rows} == {"☐"}


def test_what_does_not_concern_the_unit_is_said_so_and_lacks_nothing() -> None:
    first = table(form("inspection", "excused"), 3)[1]

    assert first[2:4] == ["ไม่เกี่ยวข้องกับสำนัก", ""]


def test_many_files_of_a_document_are_counted() -> None:
    first = table(form("inspection", "many"), 3)[1]

    assert "และอีก ๕๖ ภาพ" in first[2]


def test_a_file_that_nobody_accepted_is_told_so() -> None:
    rows = table(form("inspection", "half"), OUTPUTS)

    assert "ยังไม่มีผู้ตรวจรับ" in rows[1][2]


def test_the_first_line_says_how_much_is_missing() -> None:
    said = lines(form("inspection", "empty"))

    assert (
        "ยังขาด: มุมจริยธรรม ๔ จาก ๕ รายการ องค์ความรู้และคลิป ๕ จาก ๕ เรื่อง กิจกรรม ๓๘ จาก ๓๘ กิจกรรม"
        in said
    )


def test_a_criterion_below_its_best_says_what_it_asks_for() -> None:
    plan = table(form("inspection", "half"), CRITERIA)[3]

    assert plan[3].startswith("๓ คะแนนเมื่อ\n")
    assert plan_2567().rubric.criteria[2].bands[0].text.splitlines()[0] in plan[3]
