"""What counts: sound, of a format that is taken, not returned, and the newest version of its item."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.activity.counts import counting, formats_of, newest_reviews
from domain.facts import EvidenceFact, Problem, ReviewFact
from tests.support.cast import DUE, file, small_plan

PLAN = small_plan()
FORMATS = formats_of(PLAN)
REPORT = next(name for name, formats in FORMATS.items() if "pdf" in formats)


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
    found = counting([fact], FORMATS, newest_reviews(reviews))
    assert bool(found) is counted


def test_of_an_item_its_newest_version_counts_or_nothing_of_it() -> None:
    first, second = report(), report(version=2, problem=Problem.EMPTY)
    assert counting([first, second], FORMATS, {}) == []
    assert counting([second, first], FORMATS, {}) == []
