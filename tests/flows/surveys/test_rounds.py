"""Answers taken in from a file: whole or not at all, accepted by a second person, replaced whole."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from domain.facts import SurveyRound
from domain.language.errors import KamnotError, NotAllowedError, NotThereError, OvertakenError
from domain.surveys.comparison import Unsure, YearChange
from domain.surveys.taking_in import SurveyStep
from flows.evidence.registers import add
from flows.run.judge import load_facts
from flows.run.workspace import Workspace
from flows.surveys.rounds import (
    AnswersOf,
    ImportedAnswers,
    accept,
    import_answers,
    list_surveys,
    show_survey,
    withdraw,
)
from storage.db.audit import audit_lines
from storage.db.database import reading
from tests.support.cast import UNIT

DAY, NEXT = date(2024, 8, 30), date(2024, 8, 31)
CLIMATE = AnswersOf("climate", asked=40)
WORDS = ("เห็นด้วยน้อยที่สุด", "เห็นด้วยน้อย", "เห็นด้วยปานกลาง", "เห็นด้วยมาก", "เห็นด้วยมากที่สุด")


def heads(ws: Workspace) -> list[str]:
    return [question.title for question in ws.plan.survey_by_id["climate"].questions]


def written(ws: Workspace, path: Path, levels: Sequence[int], year: int = 2567) -> Path:
    """A Google export in which each person answered every question with one level."""
    asked = ws.plan.survey_by_id["climate"].questions
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["ประทับเวลา", "ที่อยู่อีเมล", *heads(ws)])
        for number, level in enumerate(levels):
            told = [
                "" if q.open else WORDS[(5 - level if q.reversed else level - 1)] for q in asked
            ]
            out.writerow([f"{1 + number % 20}/8/{year}, 9:00:00", f"p{number}@x.th", *told])
    return path


def take(ws: Workspace, path: Path, of: AnswersOf = CLIMATE, **more: object) -> ImportedAnswers:
    why = str(more.pop("why", ""))
    dry_run = bool(more.pop("dry_run", False))
    return import_answers(ws, UNIT, path, of, on=DAY, by="clerk", why=why, dry_run=dry_run)


def test_answers_are_taken_in_without_a_person_and_count_once_another_accepts(
    bare: Workspace, tmp_path: Path
) -> None:
    done = take(bare, written(bare, tmp_path / "a.csv", [4, 5] * 15))

    assert (done.kept, done.read.answers.answered) == (True, 30)
    assert list_surveys(bare, UNIT)[0].step is SurveyStep.ACCEPT
    [stored] = load_facts(bare, UNIT, DAY).surveys
    assert "@" not in str(stored.answers.rows)
    with pytest.raises(NotAllowedError):
        accept(bare, UNIT, "climate", on=NEXT, by="clerk")
    accept(bare, UNIT, "climate", on=NEXT, by="head")
    [accepted] = load_facts(bare, UNIT, NEXT).surveys
    assert accepted.accepted_by(NEXT)
    with reading(bare.engine) as session:
        actions = [line.action for line in audit_lines(session, 2)]
    assert actions == ["survey.accept", "survey.import"]


def test_the_order_of_the_file_is_lost(bare: Workspace, tmp_path: Path) -> None:
    levels = [1] * 30 + [5] * 30
    take(bare, written(bare, tmp_path / "a.csv", levels), AnswersOf("climate", asked=60))

    [stored] = load_facts(bare, UNIT, DAY).surveys
    assert [row["fair"] for row in stored.answers.rows] != levels


def test_all_staff_are_asked_by_the_register(bare: Workspace, tmp_path: Path) -> None:
    add(bare, UNIT, "headcount", {"day": "1/3/67", "staff": "50"}, on=DAY, by="clerk")

    done = take(bare, written(bare, tmp_path / "a.csv", [4] * 30), AnswersOf("climate"))

    assert done.read.answers.asked == 50
    shown = show_survey(bare, UNIT, "climate")
    assert shown.summary is not None
    assert shown.summary.response_of_staff == shown.summary.response


def test_the_same_file_again_changes_nothing_and_keeps_its_acceptance(
    bare: Workspace, tmp_path: Path
) -> None:
    path = written(bare, tmp_path / "a.csv", [4, 5] * 15)
    take(bare, path)
    accept(bare, UNIT, "climate", on=DAY, by="head")

    again = take(bare, path)

    assert (again.same, again.kept) == (True, False)
    [stored] = load_facts(bare, UNIT, DAY).surveys
    assert stored.accepted_on == DAY


def test_a_new_file_replaces_the_whole_survey_and_is_accepted_again(
    bare: Workspace, tmp_path: Path
) -> None:
    take(bare, written(bare, tmp_path / "a.csv", [4] * 20))
    accept(bare, UNIT, "climate", on=DAY, by="head")

    done = take(bare, written(bare, tmp_path / "b.csv", [5] * 25))

    assert done.replaced is not None
    assert done.replaced.accepted_on == DAY
    kept = list_surveys(bare, UNIT)[0]
    assert (kept.step, kept.now and kept.now.round.answers.answered) == (SurveyStep.ACCEPT, 25)
    assert [r.ended_on for r in show_rounds(bare)] == [DAY, None]


def show_rounds(ws: Workspace) -> list[SurveyRound]:
    return [kept.round for kept in show_survey(ws, UNIT, "climate").rounds]


@pytest.mark.parametrize("count", [21, 24, 16])
def test_one_to_four_answers_more_or_fewer_are_refused_and_nothing_changes(
    bare: Workspace, tmp_path: Path, count: int
) -> None:
    take(bare, written(bare, tmp_path / "a.csv", [4] * 20))

    with pytest.raises(KamnotError, match="จะบอกได้ว่าคนเหล่านั้นตอบอะไร"):
        take(bare, written(bare, tmp_path / "b.csv", [4] * count))

    assert len(load_facts(bare, UNIT, DAY).surveys) == 1


def test_a_withdrawn_round_still_tells_by_its_difference(bare: Workspace, tmp_path: Path) -> None:
    take(bare, written(bare, tmp_path / "a.csv", [4] * 20))
    withdraw(bare, UNIT, "climate", on=DAY, by="head", why="ผิดไฟล์")

    with pytest.raises(KamnotError, match="จะบอกได้ว่าคนเหล่านั้นตอบอะไร"):
        take(bare, written(bare, tmp_path / "b.csv", [4] * 21))
    assert take(bare, tmp_path / "a.csv").kept


def test_a_doubt_or_a_dry_run_keeps_nothing(bare: Workspace, tmp_path: Path) -> None:
    path = written(bare, tmp_path / "a.csv", [4] * 20)
    assert not take(bare, path, dry_run=True).kept
    path.write_text(path.read_text("utf-8").replace("เห็นด้วยมาก", "เยี่ยม", 1), "utf-8")

    done = take(bare, path)

    assert [doubt.row for doubt in done.read.doubts] == [2]
    assert load_facts(bare, UNIT, DAY).surveys == ()


def test_more_answers_than_were_asked_need_a_reason(bare: Workspace, tmp_path: Path) -> None:
    path = written(bare, tmp_path / "a.csv", [4] * 41)

    with pytest.raises(KamnotError, match="มากกว่าผู้ที่ขอให้ตอบ"):
        take(bare, path)
    assert take(bare, path, why="มีผู้มาช่วยราชการ").kept


def test_last_year_s_answers_are_taken_in_with_their_year_and_compared(
    bare: Workspace, tmp_path: Path
) -> None:
    before = written(bare, tmp_path / "66.csv", [2, 3, 4] * 10, year=2566)
    with_year = AnswersOf("climate", "2566", 40)
    assert "ปีงบประมาณ ๒๕๖๖" in take(bare, before).read.doubts[0].thai

    take(bare, before, with_year)
    take(bare, written(bare, tmp_path / "67.csv", [3, 4, 5] * 10))

    waiting = show_survey(bare, UNIT, "climate").comparisons
    assert [c.unsure for c in waiting] == [Unsure.LAST_YEAR_WAITS] * 2
    accept(bare, UNIT, "climate", on=DAY, by="head", of="2566")
    shown = show_survey(bare, UNIT, "climate")
    assert [c.change for c in shown.comparisons] == [YearChange.BETTER] * 2
    accept(bare, UNIT, "climate", on=DAY, by="head")
    assert list_surveys(bare, UNIT)[0].step is SurveyStep.NOTHING
    assert show_survey(bare, UNIT, "climate", "2566").kept.step is SurveyStep.NOTHING


def test_a_withdrawn_round_no_longer_counts(bare: Workspace, tmp_path: Path) -> None:
    take(bare, written(bare, tmp_path / "a.csv", [4] * 20))

    with pytest.raises(KamnotError, match="เหตุผล"):
        withdraw(bare, UNIT, "climate", on=NEXT, by="head", why=" ")
    withdraw(bare, UNIT, "climate", on=NEXT, by="head", why="ผิดไฟล์")

    assert list_surveys(bare, UNIT)[0].step is SurveyStep.COLLECT
    for verb in (accept, withdraw):
        with pytest.raises(NotThereError, match="ยังไม่มีคำตอบ"):
            verb(bare, UNIT, "climate", on=NEXT, by="head", why="ซ้ำ")


def test_what_came_in_since_somebody_looked_is_not_accepted(
    bare: Workspace, tmp_path: Path
) -> None:
    take(bare, written(bare, tmp_path / "a.csv", [4] * 20))
    looked = show_survey(bare, UNIT, "climate").shown
    assert looked is not None
    take(bare, written(bare, tmp_path / "b.csv", [5] * 25))

    with pytest.raises(OvertakenError, match="ระหว่างนั้น"):
        accept(bare, UNIT, "climate", on=DAY, by="head", seen=looked.round.id)

    assert list_surveys(bare, UNIT)[0].step is SurveyStep.ACCEPT


def test_a_round_is_accepted_once_whoever_asks(bare: Workspace, tmp_path: Path) -> None:
    take(bare, written(bare, tmp_path / "a.csv", [4] * 20))
    accept(bare, UNIT, "climate", on=DAY, by="clerk", signed_by="ผู้อำนวยการสำนัก", why="ลงนาม")

    with pytest.raises(OvertakenError, match="ตรวจรับแล้ว"):
        accept(bare, UNIT, "climate", on=DAY, by="clerk")


def test_too_few_answers_are_taken_in_and_show_nothing(bare: Workspace, tmp_path: Path) -> None:
    take(bare, written(bare, tmp_path / "a.csv", [4] * 4))

    summary = show_survey(bare, UNIT, "climate").summary

    assert summary is not None
    assert summary.few
    assert all(one.few for one in summary.questions)


def macros(path: Path) -> None:
    Workbook().save(path)
    import zipfile

    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")


@pytest.mark.parametrize(
    ("name", "write", "said"),
    [
        ("a.pdf", lambda path: path.write_bytes(b"%PDF"), r"\.xlsx \.ods และ \.csv"),
        ("a.xlsx", macros, "มาโคร"),
        ("a.xlsx", lambda path: path.write_bytes(b"PK\x03\x04cut"), "เสียหาย"),
        ("a.csv", lambda path: path.write_bytes(b""), "ไฟล์ว่าง"),
        ("a.csv", lambda path: path.write_bytes(b"a\n" * 20_002), "ใหญ่เกินไป"),
        ("a.csv", lambda _: None, "เปิดไฟล์"),
    ],
    ids=["pdf", "macros", "cut-off", "empty", "long", "absent"],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    bare: Workspace, tmp_path: Path, name: str, write: object, said: str
) -> None:
    assert callable(write)
    write(tmp_path / name)

    with pytest.raises(KamnotError, match=said):
        take(bare, tmp_path / name)
