"""Parts that several forms share: blanks and boxes filled in their order, and what is unknown left to a hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import ReviewFact
from domain.language.errors import KamnotError
from domain.language.periods import half, parse_period
from domain.next_year.carry import carry_over
from domain.plan.model import FormBlock
from reports.forms import FORMS
from reports.forms.parts import (
    WRITE,
    Filled,
    across,
    as_of_line,
    count,
    days,
    document,
    file_list,
    fill,
    official,
    settled_score,
    signature,
    tick,
    title,
    upright,
)
from reports.paper.document import Align, Para, dots
from tests.support.dossiers import dossier, dossier_with, facts_in, lines, paragraphs

FULL, EMPTY = dossier("full", "level-3-report"), dossier("empty", "level-3-report")


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        pytest.param("จำนวน ..... คน", ["๑๑๖"], "จำนวน ๑๑๖ คน", id="blanks around stay"),
        pytest.param("จำนวน.....คน", ["๑๑๖"], "จำนวน ๑๑๖ คน", id="none are put in"),
        pytest.param("(.....)", ["ก"], "(ก)", id="brackets touch"),
        pytest.param(".....", ["ก"], "ก", id="the whole line"),
        pytest.param("ก ..... ข .....", ["๑", None], f"ก ๑ ข {dots(WRITE)}", id="one is unknown"),
        pytest.param("ข้อ ๑.. ข", [], "ข้อ ๑.. ข", id="two dots are no blank"),
    ],
)
def test_blanks_are_filled_in_their_order(
    text: str, values: Sequence[str | None], filled: str
) -> None:
    assert fill(text, values) == filled


def test_a_blank_without_a_value_of_its_own_is_a_fault() -> None:
    with pytest.raises(StopIteration):
        fill("..... .....", ["ก"])


@given(letters=st.integers(0, 60), blanks=st.integers(1, 4), width=st.floats(16, 26))
def test_the_dots_of_a_line_end_where_the_line_ends(
    letters: int, blanks: int, width: float
) -> None:
    text = "ก" * letters + ".....ก" * blanks

    dotted = across(text, width) * blanks

    room = width - (letters + blanks) * 0.2
    if room < blanks * 12 * 0.1:
        assert dotted == blanks * 12
    else:
        assert -0.01 < room - dotted * 0.1 < blanks * 0.1 + 0.01


def test_marks_above_and_below_take_no_room() -> None:
    assert across("ที่นี้ .....", 16) == across("ทน .....", 16)


def test_boxes_are_ticked_in_their_order() -> None:
    assert tick("มี ☐ ไม่มี ☐", [True, False]) == "มี ☑ ไม่มี ☐"


BLOCK = FormBlock.model_validate(
    {
        "id": "head",
        "title": "จำนวน ..... คน",
        "lines": ["มี ☐ ไม่มี ☐", "ร้อยละ ..... ของ ....."],
        "blanks": ["1.signed#people", "1.signed#percent", ""],
        "boxes": ["rubric.plan-made", "!rubric.plan-made"],
        "source": "แบบ",
    }
)


def test_each_value_goes_to_the_line_that_has_its_blank() -> None:
    filled = Filled(BLOCK, FULL)

    assert filled.title == "จำนวน ๑๑๖ คน"
    assert filled.lines == ("มี ☑ ไม่มี ☐", f"ร้อยละ ๙๖.๖๗ ของ {dots(WRITE)}")


def test_of_nothing_known_every_blank_is_dots_and_no_box_is_ticked() -> None:
    filled = Filled(BLOCK, EMPTY, 12, 30)

    assert filled.title == f"จำนวน {dots(12)} คน"
    assert filled.lines == ("มี ☐ ไม่มี ☐", f"ร้อยละ {dots(30)} ของ {dots(30)}")


def test_a_year_whose_plan_lacks_a_form_is_one_sentence_with_where_to_add_it() -> None:
    bare = FULL.plan.form_by_id["dos-donts"].model_copy(update={"blocks": ()})
    for forms in ((), (bare,)):
        known = replace(FULL, plan=FULL.plan.changed(forms=forms))
        with pytest.raises(KamnotError, match="dos-donts") as caught:
            official(known, "dos-donts")
        assert "forms.yaml" in caught.value.english


def test_only_the_first_line_of_a_title_is_a_heading_and_all_stay_together() -> None:
    first, second, third = title(["ก", "ข", "ค"])

    assert (first.level, second.level, third.level) == (1, 0, 0)
    assert all(line.keep for line in (first, second, third))
    assert {line.align for line in (first, second, third)} == {Align.CENTRE}


def test_a_document_says_by_its_key_of_what_it_speaks() -> None:
    known = replace(FULL, batch="march", period=parse_period("q3", 2567))

    key = document(known, "batch-status", "ก", []).key

    assert key == {
        "form": "batch-status", "unit": "bureau", "as-of": "2024-06-21", "year": "2567", "plan": "",
        "batch": "march", "period": "2024-04-01..2024-06-30",
    }  # fmt: skip
    assert {"batch", "period"}.isdisjoint(document(FULL, "x", "ก", []).key)


def test_an_official_form_begins_with_its_printed_heading() -> None:
    form = official(FULL, "dos-donts")

    [pages] = upright(FULL, form, ()).sections

    said = [block.text for block in pages.blocks if isinstance(block, Para)]
    assert said == list(form.block("heading").lines)
    assert not pages.landscape


def test_a_place_to_sign_is_never_parted() -> None:
    parts = list(signature(["ลงชื่อ", "(ก)", "ตำแหน่ง"], space=2))

    assert [part.keep for part in parts] == [True, True, True, True, False]
    assert [part.text for part in parts] == ["", "", "ลงชื่อ", "(ก)", "ตำแหน่ง"]


def test_the_day_of_the_data_is_said_in_thai() -> None:
    assert as_of_line(FULL).text == "ข้อมูล ณ วันที่ ๒๑ มิถุนายน ๒๕๖๗"


def test_files_are_numbered_through_all_activities_and_dotted_where_there_are_none() -> None:
    names = file_list(FULL, [1, 2])

    assert [name.partition(".")[0] for name in names[:3]] == ["๑", "๒", "๓"]
    assert len(names) == len(FULL.evidence[1]) + len(FULL.evidence[2])
    assert file_list(EMPTY, [1]) == tuple(f"{n}. {dots(16)}" for n in "๑๒๓")


@pytest.mark.parametrize(("number", "shown"), [(0, None), (1, "๑"), (38, "๓๘")])
def test_a_zero_is_left_to_be_written_by_hand(number: int, shown: str | None) -> None:
    assert count(number) == shown


@pytest.mark.parametrize(
    ("held", "words"),
    [
        pytest.param((), None, id="unknown"),
        pytest.param((4,), "๔ มีนาคม ๒๕๖๗", id="one day"),
        pytest.param((4, 9), "๔ มีนาคม ๒๕๖๗ และ ๙ มีนาคม ๒๕๖๗", id="two days"),
        pytest.param((4, 9, 11), "๔ มีนาคม ๒๕๖๗ – ๑๑ มีนาคม ๒๕๖๗", id="from the first to the last"),
        pytest.param((4, 4), "๔ มีนาคม ๒๕๖๗", id="the same day twice"),
    ],
)
def test_the_days_of_an_activity_are_told_in_words(
    held: tuple[int, ...], words: str | None
) -> None:
    first = next(e for e in facts_in("full").evidence if e.requirement == "1.photos")
    evidence = tuple(
        replace(first, item=n, event_date=date(2024, 3, day)) for n, day in enumerate(held, 1)
    )

    assert (
        days(dossier_with(replace(facts_in("empty"), evidence=evidence), "dos-donts"), 1) == words
    )


def test_a_score_is_printed_once_nothing_unknown_can_change_it() -> None:
    assert settled_score(FULL, 1) == "๓"
    assert settled_score(EMPTY, 1) is None
    assert settled_score(FULL, None) is None


FILLED = (
    "dos-donts",
    "level-3-report",
    "assessment-report",
    "integrated-plan-report",
    "cover-memo",
)
UNSEEN = "ยังไม่มีผู้ตรวจรับ"


@pytest.mark.parametrize("name", FILLED)
def test_a_form_made_of_evidence_says_in_one_remark_how_much_nobody_has_accepted(name: str) -> None:
    facts = facts_in("full")
    looks = tuple(ReviewFact(f.item, f.version, True, "", f.received_on) for f in facts.evidence)

    remarks = [
        [line for line in lines(FORMS[name].build(dossier_with(known, name))) if UNSEEN in line]
        for known in (facts, replace(facts, reviews=looks), facts_in("empty"))
    ]

    assert [len(found) for found in remarks] == [1, 0, 0]
    assert re.fullmatch(r"หมายเหตุ: หลักฐานที่นับ [๐-๙]+ ไฟล์ ยังไม่มีผู้ตรวจรับ [๐-๙]+ ไฟล์", remarks[0][0])


@pytest.mark.parametrize("name", FORMS)
def test_a_form_made_from_a_plan_that_is_not_all_confirmed_says_so_once(name: str) -> None:
    known = dossier("empty", name)
    carried = replace(known, plan=carry_over(known.plan, 2570), period=half(2570, 1))

    said = [[x for x in lines(FORMS[name].build(d)) if "ยืนยันไม่ครบ" in x] for d in (known, carried)]

    assert said == [[], ["หมายเหตุ: แผนปี ๒๕๗๐ ยกมาจากแผนปี ๒๕๖๗ สำนักยังยืนยันไม่ครบ"]]


@pytest.mark.parametrize(
    "name", ["assessment-report", "level-3-report", "integrated-plan-report", "batch-status"]
)
def test_a_form_that_names_evidence_marks_what_was_entered_after_the_day_received(
    name: str,
) -> None:
    facts = facts_in("full")
    late = tuple(replace(f, backdated_why="รับเป็นกระดาษไว้ก่อน") for f in facts.evidence)

    marked, plain = (
        [p for p in paragraphs(FORMS[name].build(dossier_with(known, name))) if "ย้อนหลัง" in p]
        for known in (replace(facts, evidence=late), facts)
    )

    assert marked
    assert all(": รับเป็นกระดาษไว้ก่อน)" in line for line in marked)
    assert plain == []
