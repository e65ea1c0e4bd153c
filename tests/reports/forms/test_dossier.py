"""What fills a form is exact until it is written, and the unknown is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from domain.facts import MeasureFact, ReviewFact
from domain.language.ids import MeasureId, RequirementId
from domain.plan.fillings import read_blank, read_box
from reports.forms import FORMS
from reports.forms.dossier import Dossier, HeldOn
from tests.support.cast import file
from tests.support.dossiers import (
    dossier_with,
    facts_in,
    paragraphs,
)

DAY = date(2024, 2, 1)


def knowing(*measures: MeasureFact) -> Dossier:
    """A bureau of which nothing else is known."""
    return dossier_with(replace(facts_in("empty"), measures=measures), "level-3-report")


def share(name: str, part: int, whole: int) -> MeasureFact:
    return MeasureFact(MeasureId.parse(name), Fraction(part, whole), DAY, part, whole)


@pytest.mark.parametrize(
    ("blank", "shown"),
    [
        ("rubric.success#people", "๗"),
        ("rubric.success#all", "๙"),
        ("rubric.success#percent", "๗๗.๗๘"),
        ("1.signed#percent", "๑๐๐"),
        ("rubric.signed#people", "๓"),
        ("unit", "สำนักการคลังและงบประมาณ"),
        ("", None),
        ("2.goals#count", None),
    ],
)
def test_each_part_of_a_number_fills_its_blank(blank: str, shown: str | None) -> None:
    known = knowing(share("rubric.success", 7, 9), share("1.signed", 3, 3))

    assert known.value(read_blank(blank)) == shown


def test_a_zero_is_written_only_where_somebody_entered_it() -> None:
    blank = read_blank("rubric.success#percent")

    assert knowing().value(blank) is None
    assert knowing(share("rubric.success", 0, 9)).value(blank) == "๐"


def test_a_range_is_not_written() -> None:
    half = dossier_with(facts_in("half"), "level-3-report")

    assert half.figure("media") is None
    assert half.figure("success") is None


@pytest.mark.parametrize(
    ("box", "ticked"),
    [("rubric.plan-made", False), ("!rubric.plan-made", True), ("complete:9", False), ("", False)],
)
def test_a_no_that_was_entered_ticks_its_own_box(box: str, ticked: bool) -> None:
    no = MeasureFact(MeasureId.parse("rubric.plan-made"), False, DAY)

    assert knowing(no).ticked(read_box(box)) is ticked


def test_a_file_of_a_format_that_the_plan_does_not_take_stands_in_no_form() -> None:
    facts = facts_in("full")
    slides = replace(
        facts.evidence[0],
        item=9999,
        format="pptx",
        file_name="เสนอ.pptx",
        requirement=RequirementId(7, "report"),
    )
    review = ReviewFact(9999, 1, True, "-", slides.received_on)
    with_slides = replace(
        facts, evidence=(*facts.evidence, slides), reviews=(*facts.reviews, review)
    )

    listed = dossier_with(with_slides, "dos-donts").evidence

    assert "เสนอ.pptx" not in [f.file_name for files in listed.values() for f in files]


STATED, COUNTED, TAKEN, TOLD = (date(2024, 1, n) for n in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("stated", "counted", "taken", "told", "held"),
    [
        (STATED, COUNTED, TAKEN, TOLD, HeldOn((STATED,))),
        (None, COUNTED, TAKEN, TOLD, HeldOn((COUNTED,))),
        (None, None, TAKEN, TOLD, HeldOn((TAKEN,))),
        (None, None, None, TOLD, HeldOn((TOLD,), doubtful=True)),
        (None, None, date(2000, 1, 1), TOLD, HeldOn((TOLD,), doubtful=True)),
        (None, None, None, date(2024, 3, 1), HeldOn()),
        (None, None, None, None, HeldOn()),
    ],
    ids=["sender", "number", "camera", "text", "clock-unset", "told-after-receipt", "unknown"],
)
def test_the_days_of_an_activity_come_from_the_surest_that_knows_them(
    stated: date | None,
    counted: date | None,
    taken: date | None,
    told: date | None,
    held: HeldOn,
) -> None:
    files = (
        file("9.report", DAY, 1, event_date=stated, told_on=told),
        file("9.photos", DAY, 2, taken_on=taken, format="jpg", file_name="ก.jpg", sections=()),
    )
    joined = replace(share("9.joined", 9, 10), event_date=counted)
    facts = replace(facts_in("empty"), evidence=files, measures=(joined,))

    assert dossier_with(facts, "dos-donts").held_on(9) == held


def test_a_day_that_a_program_read_is_marked_and_the_mark_is_explained() -> None:
    read = file("9.report", DAY, 1, told_on=TOLD)
    known = dossier_with(replace(facts_in("empty"), evidence=(read,)), "dos-donts")

    said = "\n".join(paragraphs(FORMS["dos-donts"].build(known)))

    assert said.count("(?)") == 2
    assert "๔ มกราคม ๒๕๖๗ (?)" in said
    assert "(?) กำหนดอ่านวันที่จากตัวรายงาน โปรดตรวจก่อนลงนาม" in said


def test_a_form_cites_no_draft_unless_a_reviewer_accepted_it() -> None:
    files = (
        file("9.report", DAY, 1, file_name="ร่างรายงาน.pdf"),
        file("10.report", DAY, 2, file_name="ร่างรายงาน.pdf"),
        file("12.report", DAY, 3),
    )
    accepted = (ReviewFact(2, 1, accepted=True, reason="", reviewed_on=DAY),)
    facts = replace(facts_in("empty"), evidence=files, reviews=accepted)

    known = dossier_with(facts, "assessment-report")

    assert (set(known.cited), set(known.evidence)) == ({10, 12}, {9, 10, 12})
