"""The memo: addressed by office, with what is handed in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reports.forms import FORMS
from reports.paper.document import dots
from tests.support.dossiers import (
    dossier,
    dossier_with,
    facts_in,
    form,
    lines,
    plan_2567,
    table,
)


def test_the_memo_is_addressed_and_lists_the_batch() -> None:
    doc = form("cover-memo", "full")
    said = lines(doc)

    assert table(doc)[0] == ["(ครุฑ)", "บันทึกข้อความ", ""]
    assert said[3].startswith("เรียน  ประธานคณะกรรมการส่งเสริม")
    assert "ครบถ้วนทั้ง ๑๗* กิจกรรม" in "\n".join(said)
    assert len(table(doc, 1)) == 1 + 17


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("full", "ครบถ้วนทั้ง ๑๗* กิจกรรม"),
        ("half", "จำนวน ๒* กิจกรรม จากทั้งหมด ๑๗ กิจกรรม"),
        ("empty", "จำนวน ........ กิจกรรม จากทั้งหมด ๑๗ กิจกรรม"),
    ],
)
def test_the_memo_never_says_more_than_is_complete(state: str, words: str) -> None:
    assert words in "\n".join(lines(form("cover-memo", state)))


def test_an_order_that_names_no_chair_leaves_the_place_to_write() -> None:
    committee = plan_2567().committee.model_copy(update={"roles": ()})
    known = replace(dossier("full", "cover-memo"), plan=plan_2567().changed(committee=committee))

    assert lines(FORMS["cover-memo"].build(known))[3].startswith(f"เรียน  {dots(30)} (")


def test_number_and_date_of_the_memo_are_left_to_the_document_system() -> None:
    assert lines(form("cover-memo", "full"))[1] == f"ที่  {dots(40)} วันที่ {dots(40)}"


def test_the_office_s_own_garuda_stands_on_the_memo(photo: Path) -> None:
    known = replace(dossier("full", "cover-memo"), garuda=photo)

    doc = FORMS["cover-memo"].build(known)

    [garuda] = doc.images()
    assert (garuda.path, garuda.alt, garuda.height) == (photo, "ครุฑ", 1.5)
    assert table(doc)[0] == ["", "บันทึกข้อความ", ""]


def test_what_does_not_concern_the_unit_has_no_files_there_even_if_some_came_in() -> None:
    known = dossier("excused", "cover-memo")
    facts = replace(known.facts, evidence=facts_in("full").evidence)

    rows = table(FORMS["cover-memo"].build(dossier_with(facts, "cover-memo")), 1)

    assert [cells[2] for cells in rows if cells[0] in ("๑", "๓")] == ["ไม่เกี่ยวข้อง"] * 2
