"""Registers as they are kept: rows written, corrected and withdrawn, and a table taken in whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.facts import SectionOutcome
from domain.language.errors import KamnotError, NotAllowedError, NotThereError, OvertakenError
from domain.language.ids import RequirementId
from flows.check.rubric import stand
from flows.evidence.measures import enter
from flows.evidence.registers import (
    ImportedRows,
    add,
    carry,
    correct,
    export_rows,
    import_rows,
    list_registers,
    show_register,
    suggestions,
    withdraw,
)
from flows.run.judge import load_facts
from flows.run.workspace import Workspace
from inspection.reading import look
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.db.tables import RegisterRowRow
from storage.records.plan_in_force import set_closed
from tests.support.cast import UNIT

MARCH = date(2024, 3, 13)
GOAL = {"day": "5/11/66", "ประเภท": "ปัญหาที่อยากแก้", "goal": "มาสาย", "why": "บ่อย", "คุณธรรม": "วินัย"}


def goal(ws: Workspace, name: str, *, on: date = MARCH) -> int:
    return add(ws, UNIT, "goals", GOAL | {"goal": name}, on=on, by="เลขานุการ").id.number


def number(ws: Workspace, measure: str, on: date = MARCH) -> object:
    found = load_facts(ws, UNIT, on).known_on(on).measures
    return next((fact.value for fact in found if fact.measure == measure), None)


def test_rows_prove_the_number_and_the_criterion(bare: Workspace) -> None:
    for name in ("ก", "ข", "ค", "ง", "จ"):
        goal(bare, name)

    assert number(bare, "2.goals") == 5
    criterion = stand(bare, UNIT, MARCH).evaluation.rubric.criteria[1]
    assert (criterion.number, criterion.score) == (2, 3)
    [kept] = [k for k in list_registers(bare, UNIT) if k.register.id == "goals"]
    assert [(str(n.measure), n.value) for n in kept.proves] == [("2.goals", 5)]


def test_a_correction_changes_the_named_cells_and_keeps_the_history(bare: Workspace) -> None:
    goal(bare, "มาสาย")
    row = correct(
        bare, UNIT, "goals", 1, {"มิติ": "culture", "why": "ทุกวัน"}, on=MARCH, by="ก", why="เพิ่มมิติ"
    )

    assert (row.version, row.cells["why"], row.cells["goal"]) == (2, "ทุกวัน", "มาสาย")
    history = show_register(bare, UNIT, "goals").history
    assert [(one.row.version, one.by, one.why) for one in history] == [
        (1, "เลขานุการ", ""), (2, "ก", "เพิ่มมิติ"),
    ]  # fmt: skip


def test_an_empty_cell_empties_it_if_the_row_may_be_without(bare: Workspace) -> None:
    add(bare, UNIT, "goals", GOAL | {"มิติ": "culture"}, on=MARCH, by="ก")

    row = correct(bare, UNIT, "goals", 1, {"มิติ": ""}, on=MARCH, by="ก", why="ผิด")
    assert "dimension" not in row.cells
    with pytest.raises(KamnotError, match="อย่างน้อยหนึ่งช่อง"):
        correct(bare, UNIT, "goals", 1, {"virtue": ""}, on=MARCH, by="ก", why="ผิด")


def test_a_withdrawn_row_counts_on_the_days_before_and_never_again(bare: Workspace) -> None:
    goal(bare, "ก", on=date(2024, 3, 1))
    withdraw(bare, UNIT, "goals", 1, on=MARCH, by="ก", why="ซ้ำ")

    assert (number(bare, "2.goals", date(2024, 3, 12)), number(bare, "2.goals")) == (1, None)
    with pytest.raises(OvertakenError, match="ถูกถอนแล้ว"):
        withdraw(bare, UNIT, "goals", 1, on=MARCH, by="ก", why="ซ้ำ")
    assert goal(bare, "ก") == 2


REFUSED = {
    "nobody's row": (lambda ws: correct(ws, UNIT, "goals", 9, {"why": "ก"}, on=MARCH, by="ก", why="ก"), "ไม่มีแถวที่ 9"),
    "no reason": (lambda ws: correct(ws, UNIT, "goals", 1, {"why": "ก"}, on=MARCH, by="ก", why=" "), "เหตุผล"),
    "no reason to withdraw": (lambda ws: withdraw(ws, UNIT, "goals", 1, on=MARCH, by="ก", why=""), "เหตุผล"),
    "before it was there": (
        lambda ws: withdraw(ws, UNIT, "goals", 1, on=date(2024, 3, 1), by="ก", why="ก"), "ก่อนวันนั้น"),
    "the same again": (lambda ws: goal(ws, "มาสาย"), "ซ้ำกับแถวที่ 1"),
    "the same in other letters": (lambda ws: goal(ws, " มาสาย "), "ซ้ำกับแถวที่ 1"),
    "another column": (
        lambda ws: add(ws, UNIT, "goals", GOAL | {"ชื่อ": "ก"}, on=MARCH, by="ก"), "ไม่มีช่อง “ชื่อ”"),
    "a column by two names": (
        lambda ws: add(ws, UNIT, "goals", GOAL | {"เป้าหมาย": "ก"}, on=MARCH, by="ก"), "สองครั้ง"),
    "a day to come": (
        lambda ws: add(ws, UNIT, "goals", GOAL | {"goal": "ข", "day": "1/4/67"}, on=MARCH, by="ก"), "ยังไม่ถึงวัน"),
    "nobody's evidence": (
        lambda ws: add(ws, UNIT, "stories", {"day": "1/3/67", "story": "ก", "paper": "77"}, on=MARCH, by="ก"),
        "หลักฐานเลขที่ 77"),
    "another register": (lambda ws: add(ws, UNIT, "โครงการ", {}, on=MARCH, by="ก"), "ไม่มีทะเบียน"),
}  # fmt: skip


@pytest.mark.parametrize(("act", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_one_sentence_and_changes_nothing(
    act: object, said: str, bare: Workspace
) -> None:
    goal(bare, "มาสาย")
    before = show_register(bare, UNIT, "goals").history

    with pytest.raises(KamnotError, match=said):
        act(bare)  # type: ignore[operator]

    assert show_register(bare, UNIT, "goals").history == before


def test_a_closed_year_takes_no_row(bare: Workspace) -> None:
    with writing(bare.engine) as session:
        set_closed(session, 2567, closed=True, by="ผอ.", why="สิ้นปี", now=bare.now())
    with pytest.raises(NotAllowedError):
        goal(bare, "ก")


def test_two_who_write_at_once_get_two_numbers(bare: Workspace) -> None:
    threads = [threading.Thread(target=goal, args=(bare, name)) for name in ("ก", "ข", "ค", "ง")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = show_register(bare, UNIT, "goals").rows
    assert sorted(one.row.id.number for one in rows) == [1, 2, 3, 4]


def test_typing_over_rows_needs_a_reason_and_then_counts(bare: Workspace) -> None:
    goal(bare, "ก")
    with pytest.raises(KamnotError, match="ได้จากทะเบียน goals"):
        enter(bare, UNIT, "2.goals", "5", on=MARCH, by="ก")

    enter(bare, UNIT, "2.goals", "5", on=MARCH, by="ก", why="มติที่ประชุม")
    assert number(bare, "2.goals") == 5


def bring(ws: Workspace, path: Path, *, dry_run: bool = False) -> ImportedRows:
    return import_rows(ws, UNIT, "goals", path, on=MARCH, by="ก", dry_run=dry_run)


def counted(done: ImportedRows) -> tuple[int, int, int, int, bool]:
    return len(done.new), len(done.changed), done.same, len(done.doubts), done.kept


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_register_goes_out_is_edited_and_comes_in_again(
    bare: Workspace, tmp_path: Path, suffix: str
) -> None:
    goal(bare, "ก")
    goal(bare, "ข")
    path = tmp_path / f"เป้าหมาย{suffix}"
    assert export_rows(bare, UNIT, "คุณธรรมเป้าหมาย", path) == 2
    assert path.with_name(f"{path.name}.datapackage.json").is_file()

    assert counted(bring(bare, path)) == (0, 0, 2, 0, True)
    edit(path)
    assert counted(bring(bare, path, dry_run=True)) == (1, 1, 1, 0, False)
    assert counted(bring(bare, path)) == (1, 1, 1, 0, True)
    assert counted(bring(bare, path)) == (0, 0, 3, 0, True)
    assert [o.row.cells["goal"] for o in show_register(bare, UNIT, "goals").rows] == [
        "ก",
        "ข ใหม่",
        "ค",
    ]
    with pytest.raises(KamnotError, match="อยู่แล้ว"):
        export_rows(bare, UNIT, "goals", path)


def edit(path: Path) -> None:
    """Change the second goal and add a third, as a person would."""
    if path.suffix == ".csv":
        text = path.read_text("utf-8-sig").replace(",ข,", ",ข ใหม่,")
        path.write_text(text + ",2023-11-05,good,ค,บ่อย,discipline,,\n", "utf-8-sig")
        return
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.cell(3, 4).value = "ข ใหม่"
    for place, word in enumerate(["", "5/11/66", "ความดีที่อยากทำ", "ค", "บ่อย", "วินัย"], start=1):
        sheet.cell(4, place).value = word or None
    book.save(path)


def test_a_table_with_one_bad_line_is_refused_whole_with_its_line(
    bare: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "เป้าหมาย.csv"
    lines = ["day,sort,goal,why,virtue", "5/11/66,problem,ก,ข,วินัย", "31/2/67,problem,ค,ข,วินัย",
             "5/11/66,problem,ก,ข,วินัย"]  # fmt: skip
    path.write_text("\n".join(lines), "utf-8")

    done = bring(bare, path)
    assert counted(done)[3:] == (2, False)
    assert [doubt.line for doubt in done.doubts] == [3, 4]
    assert show_register(bare, UNIT, "goals").history == ()


def test_an_import_is_one_line_of_the_audit(bare: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "เป้าหมาย.csv"
    path.write_text("day,sort,goal,why,virtue\n5/11/66,problem,ก,ข,วินัย\n", "utf-8")
    bring(bare, path)
    bring(bare, path)
    with reading(bare.engine) as session:
        actions = [line.action for line in audit_lines(session)]
    assert actions.count("register.import") == 1


def test_a_template_is_empty_and_another_kind_of_file_is_refused(
    bare: Workspace, tmp_path: Path
) -> None:
    goal(bare, "ก")
    assert export_rows(bare, UNIT, "goals", tmp_path / "แบบ.xlsx", template=True) == 0
    with pytest.raises(KamnotError, match=r"\.xlsx"):
        export_rows(bare, UNIT, "goals", tmp_path / "แบบ.pdf")


def last_year(ws: Workspace, register: str, *rows: Mapping[str, object], year: int = 2566) -> None:
    """Rows as an earlier year left them, closed or not."""
    with writing(ws.engine) as session:
        for number, cells in enumerate(rows, 1):
            session.add(
                RegisterRowRow(
                    unit=UNIT, fiscal_year=year, register_id=register, number=number, version=1, cells=dict(cells),
                    entered_on=date(2023, 9, 1), entered_at=ws.now(), entered_by="ก",
                )
            )  # fmt: skip


OLD_GOAL = {
    "day": "2022-11-05",
    "sort": "problem",
    "goal": "มาสาย",
    "why": "บ่อย",
    "virtue": ["discipline"],
}


def test_rows_of_the_year_before_are_suggestions_until_somebody_gives_their_day(
    bare: Workspace,
) -> None:
    last_year(bare, "goals", {**OLD_GOAL, "goal": "เก่ากว่า"}, year=2565)
    last_year(bare, "goals", OLD_GOAL, {**OLD_GOAL, "goal": "ประหยัด"})

    offered = suggestions(bare, UNIT, "goals")
    assert [(s.year, s.number, s.cells["goal"]) for s in offered] == [
        (2566, 1, "มาสาย"),
        (2566, 2, "ประหยัด"),
    ]
    assert number(bare, "2.goals") is None
    with pytest.raises(KamnotError, match="“วันที่กำหนด” ว่าง"):
        carry(bare, UNIT, "goals", 1, {}, on=MARCH, by="ก")

    row = carry(bare, UNIT, "goals", 1, {"day": "5/11/66", "why": "ยังบ่อย"}, on=MARCH, by="ก")
    assert (row.id.number, row.cells["why"], row.cells["virtue"]) == (1, "ยังบ่อย", ("discipline",))
    assert number(bare, "2.goals") == 1
    assert [s.number for s in suggestions(bare, UNIT, "goals")] == [2]
    with pytest.raises(NotThereError, match="ให้ยกมา หรือยกมาแล้ว"):
        carry(bare, UNIT, "goals", 1, {"day": "5/11/66"}, on=MARCH, by="ก")
    with reading(bare.engine) as session:
        newest = audit_lines(session, 1)[0]
    assert (newest.action, newest.details and newest.details["why"]) == (
        "register.add", "ยกมาจากปีงบประมาณ ๒๕๖๖ แถวที่ ๑",
    )  # fmt: skip


def test_members_of_last_year_are_what_this_years_are_compared_with(bare: Workspace) -> None:
    last_year(bare, "strong-members", {"day": "2023-09-01", "members": 40, "forms": 9})
    add(bare, UNIT, "strong-members", {"day": "1/3/67", "members": "๔๕"}, on=MARCH, by="ก")
    assert number(bare, "29.more") is None

    row = carry(bare, UNIT, "strong-members", 1, {}, on=MARCH, by="ก")

    assert (row.cells["said-by"], "forms" in row.cells) == ("ทะเบียนของปีงบประมาณ ๒๕๖๖ แถวที่ ๑", False)
    assert number(bare, "29.more") is True


def test_what_holds_for_one_year_alone_is_not_offered(bare: Workspace) -> None:
    last_year(
        bare, "meetings", {"day": "2022-11-05", "what": "ครั้งที่ ๑", "held": True, "leader": True}
    )
    assert suggestions(bare, UNIT, "meetings") == ()


def test_another_whole_than_the_head_count_needs_a_reason(bare: Workspace) -> None:
    add(bare, UNIT, "headcount", {"day": "1/3/67", "staff": "200"}, on=MARCH, by="ก")
    with pytest.raises(KamnotError, match="มี 200 คน"):
        enter(bare, UNIT, "1.signed", "180/190", on=MARCH, by="ก")

    enter(bare, UNIT, "1.signed", "180/190", on=MARCH, by="ก", why="ลาศึกษาต่อ ๑๐ คน")
    assert number(bare, "1.signed") == Fraction(18, 19)


def test_the_risk_plan_waits_for_the_dimensions_that_every_bureau_has(
    bare: Workspace, tmp_path: Path
) -> None:
    risk = {
        "day": "1/3/67",
        "risk": "เรียกรับ",
        "chance": "3",
        "effect": "4",
        "response": "สอบทาน",
        "keeper": "ฝ่าย",
    }
    add(bare, UNIT, "risks", risk | {"dimension": "people"}, on=MARCH, by="ก")
    path = tmp_path / "แผน.docx"
    with pytest.raises(KamnotError, match="ยังไม่มีแถวของ มิติการบริหารทรัพย์สินทางราชการ"):
        export_rows(bare, UNIT, "risks", path)
    add(bare, UNIT, "risks", risk | {"dimension": "property"}, on=MARCH, by="ก")
    assert export_rows(bare, UNIT, "risks", path) == 2

    asked = bare.plan.requirement_by_id[RequirementId(13, "plan")].sections
    seen = {s["id"]: s["outcome"] for s in look(path, "docx", asked)["sections"]}
    assert {name: seen[name] for name in ("analysis", "personnel", "assets")} == dict.fromkeys(
        ("analysis", "personnel", "assets"), SectionOutcome.FOUND
    )
    assert seen["procurement"] == SectionOutcome.NOT_FOUND
