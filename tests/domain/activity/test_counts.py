"""What counts: sound, of a format that is taken, not returned, and the newest version of its item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.activity.counts import counting, newest_reviews, superseded
from domain.facts import EvidenceFact, Problem, ReviewFact, SectionFact, SectionOutcome
from domain.language.ids import RequirementId
from tests.support.cast import DUE, file, small_plan

PLAN = small_plan()
ASKED = PLAN.requirement_by_id
REPORT = RequirementId.parse("2.report")


def said(accepted: bool, day: date = DUE, version: int = 1) -> ReviewFact:
    return ReviewFact(1, version, accepted, "-", day)


def report(**more: Any) -> EvidenceFact:
    return file(REPORT, format=more.pop("format", "pdf"), **more)


@pytest.mark.parametrize(
    ("fact", "reviews", "counted"),
    [
        pytest.param(report(), (), True, id="nobody has looked at it yet"),
        pytest.param(report(), (said(True),), True, id="accepted"),
        pytest.param(report(), (said(False),), False, id="returned"),
        pytest.param(
            report(), (said(False), said(True, date(2024, 3, 21))), True, id="the newest word holds"
        ),
        pytest.param(report(problem=Problem.LOST), (said(True),), False, id="accepted and lost"),
        pytest.param(report(problem=Problem.NOT_INSPECTED), (), False, id="not looked into"),
        pytest.param(report(format="pptx"), (said(True),), False, id="accepted, not taken"),
        pytest.param(file("99.report", format="pdf"), (), False, id="asked for by nobody"),
    ],
)
def test_one_rule_says_what_counts(
    fact: EvidenceFact, reviews: tuple[ReviewFact, ...], counted: bool
) -> None:
    found = counting([fact], ASKED, newest_reviews(reviews))
    assert bool(found) is counted


def test_of_an_item_its_newest_version_counts_or_nothing_of_it() -> None:
    first, second = report(), report(version=2, problem=Problem.EMPTY)
    assert counting([first, second], ASKED, {}) == []
    assert counting([second, first], ASKED, {}) == []


def part(outcome: str, item: int, name: str = "", **more: Any) -> EvidenceFact:
    """A report of its own, received a day later for each item."""
    sections = (SectionFact("result", SectionOutcome(outcome)),)
    day = DUE.replace(day=item)
    name = name or f"รายงาน {item}.pdf"
    ending = name.rpartition(".")[2]
    return file(
        REPORT, item=item, format=ending, file_name=name, received_on=day, sections=sections, **more
    )


WHOLE, HALF, UNSURE = "found", "not-found", "doubtful"
RETURNED_2 = ReviewFact(2, 1, False, "ร่าง", DUE)
ACCEPTED_1 = ReviewFact(1, 1, True, "", DUE)


@pytest.mark.parametrize(
    ("files", "reviews", "counted", "instead"),
    [
        pytest.param((part(WHOLE, 1), part(WHOLE, 2)), (), {2}, {1: 2}, id="of two whole ones the newest"),
        pytest.param((part(WHOLE, 1), part(HALF, 2)), (), {1}, {2: 1}, id="a later half replaces nothing"),
        pytest.param((part(WHOLE, 1), part(UNSURE, 2)), (), {1}, {2: 1}, id="a later scan replaces nothing yet"),
        pytest.param((part(HALF, 1), part(HALF, 2)), (), {2}, {1: 2}, id="of two halves the newest"),
        pytest.param((part(UNSURE, 1), part(HALF, 2)), (), {1}, {2: 1}, id="the nearest"),
        pytest.param(
            (part(WHOLE, 1), part(WHOLE, 2)), (RETURNED_2,), {1}, {2: 1}, id="what was returned is out"
        ),
        pytest.param((part(HALF, 1), part(UNSURE, 2)), (ACCEPTED_1,), {1}, {2: 1}, id="accepted is whole"),
        pytest.param(
            (part(HALF, 1), part(WHOLE, 2)), (ACCEPTED_1,), {2}, {1: 2}, id="a newer whole one replaces it"
        ),
        pytest.param(
            (part(WHOLE, 1, problem=Problem.ENCRYPTED), part(HALF, 2)), (), {2}, {1: 2}, id="a broken one"
        ),
        pytest.param(
            (part(WHOLE, 1, "รายงาน.docx"), part(WHOLE, 2, "รายงาน.pdf")), (), {1, 2}, {},
            id="Word and PDF of one document",
        ),
        pytest.param(
            (part(WHOLE, 1, "รายงาน.docx"), part(UNSURE, 2, "รายงาน (ลงนามแล้ว).pdf")), (), {1, 2}, {},
            id="its signed scan",
        ),
        pytest.param(
            (part(WHOLE, 1, "รายงาน.docx"), part(HALF, 2, "รายงาน.pdf")), (), {1}, {2: 1},
            id="a half of its name is another document",
        ),
        pytest.param((part(WHOLE, 1, "ก.docx"), part(WHOLE, 2, "ข.pdf")), (), {2}, {1: 2}, id="another name"),
    ],
)  # fmt: skip
def test_where_the_plan_asks_for_one_document_one_counts(
    files: tuple[EvidenceFact, ...],
    reviews: tuple[ReviewFact, ...],
    counted: set[int],
    instead: dict[int, int],
) -> None:
    newest = newest_reviews(reviews)

    assert {f.item for f in counting(files, ASKED, newest)} == counted
    assert {i: f.item for i, f in superseded(files, ASKED, newest).items()} == instead


def test_all_pieces_of_what_may_come_in_parts_count() -> None:
    pictures = [file("1.photos", item=n, format="jpg") for n in (1, 2, 3)]
    parts = {REPORT: ASKED[REPORT].model_copy(update={"in_parts": "ทุกฉบับ"})}

    assert counting(pictures, ASKED, {}) == pictures
    assert len(counting([part(HALF, 1), part(WHOLE, 2)], parts, {})) == 2


def test_the_photographed_pages_of_one_document_count_together() -> None:
    asked = {REPORT: ASKED[REPORT].model_copy(update={"formats": ("jpg",)})}
    pages = [part("cannot-tell", 2, "2.jpg"), part("cannot-tell", 3, "3.jpg")]
    same_day = [replace(page, received_on=DUE) for page in pages]

    assert counting(same_day, asked, {}) == same_day
    assert counting(pages, asked, {}) == pages[1:]
