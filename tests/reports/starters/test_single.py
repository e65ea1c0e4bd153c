"""Script, memo, declaration and board: what the plan knows is on them, and the rest is left to a pen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PIL import Image as Images

from domain.language.ids import RequirementId
from reports.paper.document import Doc, PaperSize, Table
from reports.starters import begin, pictures_for
from tests.support.dossiers import dossier, facts_in, lines, plan_2567, row_of

PLAN = plan_2567()
BOARD = RequirementId(37, "photos")


def begun(asked: RequirementId, state: str = "empty") -> Doc:
    return begin(dossier(state, "dos-donts"), asked)


def said_in(doc: Doc) -> str:
    cells = (c.text for b in doc.blocks() if isinstance(b, Table) for r in b.rows for c in r.cells)
    return "\n".join((*lines(doc), *cells))


def test_a_script_has_rows_for_scenes() -> None:
    tables = [b for b in begun(RequirementId(19, "clip")).blocks() if isinstance(b, Table)]

    assert [c.text for c in tables[1].rows[0].cells] == ["ฉาก", "ภาพ", "เสียงและคำบรรยาย", "วินาที"]
    assert len(tables[1].rows) == 9


def test_the_memo_has_neither_number_nor_date_and_a_place_to_sign() -> None:
    said = said_in(begun(RequirementId(36, "memo")))

    assert "บันทึกข้อความ" in said
    assert "ผู้อำนวยการสำนัก" in said
    assert "........ วันที่ ........" in said


def test_the_declaration_is_in_the_plans_words_with_a_row_for_each_who_signs() -> None:
    asked = RequirementId(1, "declaration")
    counted = replace(facts_in("empty"), rows=(row_of("headcount", 1, staff=42),))
    known = replace(dossier("empty", "dos-donts"), facts=counted)

    said = said_in(begin(known, asked))
    *_, sheet = (b for b in begin(known, asked).blocks() if isinstance(b, Table))

    assert all(line in said for line in PLAN.declaration.lines)
    assert len(sheet.rows) == 1 + 42
    assert len([b for b in begun(asked).blocks() if isinstance(b, Table)][-1].rows) == 1 + 25


def test_the_board_is_one_sheet_of_a3_with_dos_donts_and_pictures(tmp_path: Path) -> None:
    Images.new("RGB", (40, 30), "#446688").save(tmp_path / "ภาพ.jpg")
    items = pictures_for(dossier("full", "dos-donts"), BOARD)
    known = dossier("full", "dos-donts", dict.fromkeys(items, tmp_path / "ภาพ.jpg"))

    doc = begin(known, BOARD)

    [page] = doc.sections
    said = said_in(doc)
    assert (page.paper, page.landscape) == (PaperSize.A3, True)
    assert all(one.text in said for one in (*PLAN.dos, *PLAN.donts))
    assert 0 < len(list(doc.images())) <= 6
