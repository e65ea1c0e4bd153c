"""Numbers from a table: all of them or none, twice the same once, and taken back to what evidence says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.language.errors import NotAllowedError
from flows.check.rubric import stand
from flows.evidence.measures import ImportedNumbers, enter, entered, import_numbers, take_back
from flows.run.workspace import Workspace
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.records.plan_in_force import set_closed
from tests.support.cast import UNIT

MARCH = date(2024, 3, 13)
GOOD = "ตัวเลข,ค่า,วันจัดกิจกรรม\n1.signed,180/200,2024-03-01\n2.goals,5,\nrubric.media,2,\n"


def bring(ws: Workspace, text: str, folder: Path, *, dry_run: bool = False) -> ImportedNumbers:
    path = folder / "ตัวเลข.csv"
    path.write_text(text, encoding="utf-8")
    return import_numbers(ws, UNIT, path, on=MARCH, by="เลขานุการ", dry_run=dry_run)


def kept(ws: Workspace) -> list[str]:
    return [entry.fact.measure for entry in entered(ws, UNIT)]


def lines(ws: Workspace) -> int:
    with reading(ws.engine) as session:
        return len(audit_lines(session))


def test_a_table_is_kept_whole_with_an_audit_line_for_each_number(
    bare: Workspace, tmp_path: Path
) -> None:
    done = bring(bare, GOOD, tmp_path)
    assert (done.kept, len(done.entered), done.doubts) == (True, 3, ())
    assert kept(bare) == ["1.signed", "2.goals", "rubric.media"]
    with reading(bare.engine) as session:
        actions = [line.action for line in audit_lines(session)]
    assert actions.count("measure.set") == 3


def test_the_same_table_again_changes_nothing(bare: Workspace, tmp_path: Path) -> None:
    bring(bare, GOOD, tmp_path)
    before = lines(bare)
    again = bring(bare, GOOD, tmp_path)
    assert (len(again.entered), len(again.same)) == (0, 3)
    assert lines(bare) == before


def test_a_dry_run_shows_what_would_be_and_keeps_nothing(bare: Workspace, tmp_path: Path) -> None:
    before = lines(bare)
    done = bring(bare, GOOD, tmp_path, dry_run=True)
    assert (done.kept, len(done.entered)) == (False, 3)
    assert (kept(bare), lines(bare)) == ([], before)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param("1.signed,201/200", "201", id="more signed than staff"),
        pytest.param("2.goals,-1", "-1", id="negative"),
        pytest.param("1.aware,1/2", "1.signed", id="not asked for"),
        pytest.param("1.signed,90%", "180/200", id="a share without its counts"),
        pytest.param(
            "rubric.signed,1/2", "ต้องบอกเหตุผล", id="over a derived value without a reason"
        ),
        pytest.param("2.goals,5\n2.goals,6", "สองแถว", id="twice"),
    ],
)
def test_one_row_that_cannot_be_keeps_all_of_them_out(
    bare: Workspace, tmp_path: Path, row: str, words: str
) -> None:
    done = bring(bare, f"ตัวเลข,ค่า\n12.aware,90/100\n{row}\n", tmp_path)
    assert not done.kept
    assert [d.line for d in done.doubts] == [row.count("\n") + 3]
    assert words in done.doubts[0].thai
    assert kept(bare) == []


def test_a_closed_year_takes_no_table_and_says_so_once(bare: Workspace, tmp_path: Path) -> None:
    with writing(bare.engine) as session:
        set_closed(session, 2567, closed=True, by="test", why="ส่งแล้ว", now=bare.now())
    with pytest.raises(NotAllowedError, match="ปิดแล้ว"):
        bring(bare, GOOD, tmp_path)


def test_an_override_taken_back_leaves_what_evidence_says(bare: Workspace) -> None:
    enter(bare, UNIT, "1.signed", "180/200", on=MARCH, by="ก")
    enter(bare, UNIT, "rubric.signed", "100/200", on=MARCH, by="ก", why="ลงนามซ้ำ")
    assert stand(bare, UNIT, MARCH).explanations[0].result.score == 1

    take_back(bare, UNIT, "rubric.signed", on=date(2024, 3, 14), by="ข", why="นับใหม่แล้วครบ")

    assert stand(bare, UNIT, date(2024, 3, 14)).explanations[0].result.score == 3
    assert stand(bare, UNIT, MARCH).explanations[0].result.score == 1
    entry = stand(bare, UNIT, MARCH).explanations[0].figures[0].entered
    assert entry is not None
    assert entry.entered_by == "ก"
